// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/pending_records.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <utility>

namespace millrace {

/// What an operator knows of its operations in flight: the records that wait for one, those that have one
/// under way, and the outcomes that are to be given out, in the order of the records or as they come. Starts
/// nothing itself. Bounded: a batch waits at most, and of outcomes that wait for an earlier one kWindow times
/// as many as there may be operations. Not thread-safe.
///
/// How the operator uses it: add() in process(), begin() while mayBegin(), end() when an operation is over,
/// takeOutcome() and begin() in onDeadline(), to be called at once while hasWork(); wantsInput(), mayEnd()
/// and earliestKept() answer with wantsRecords(), empty() and earliest().
template <class Outcome> class OperationsInFlight {
public:
    using Number = std::uint64_t; ///< of an operation: 0, 1, 2, ... as they begin

    /// At most `limit` at once. `ordered`: outcomes leave in the order in which the operations began.
    void configure(std::size_t limit, bool ordered) {
        limit_ = limit;
        ordered_ = ordered;
    }

    void add(RecordBatch records) { waiting_.add(std::move(records)); }
    bool mayBegin() const { return waiting_.rows() > 0 && hasPlace(); }
    /// An operation on the next `rows` of the records that wait. Precondition: mayBegin().
    std::pair<Number, RecordBatch> begin(std::size_t rows) {
        const Number number = next_++;
        Operation& operation = kept_[number];
        operation.records = waiting_.take(rows);
        operation.earliest = earliestIn(operation.records);
        ++underWay_;
        return {number, operation.records};
    }
    void end(Number number, Outcome outcome) {
        kept_.at(number).outcome = std::move(outcome);
        --underWay_;
        if (!ordered_) ended_.push_back(number);
    }

    bool hasOutcome() const {
        return ordered_ ? !kept_.empty() && kept_.begin()->second.outcome.has_value() : !ended_.empty();
    }
    /// The next to be given out with the records it is about. Precondition: hasOutcome().
    std::pair<RecordBatch, Outcome> takeOutcome() {
        auto found = kept_.begin();
        if (!ordered_) {
            found = kept_.find(ended_.front());
            ended_.pop_front();
        }
        std::pair<RecordBatch, Outcome> taken{std::move(found->second.records),
                                              std::move(*found->second.outcome)};
        kept_.erase(found);
        return taken;
    }

    /// onDeadline() is to be called, for an outcome or a place has become free.
    bool hasWork() const { return hasOutcome() || mayBegin(); }
    std::size_t underWay() const { return underWay_; }
    /// Nothing waits, is under way or is to be given out.
    bool empty() const { return waiting_.rows() == 0 && kept_.empty(); }
    /// Records that come now can begin at once.
    bool wantsRecords() const { return waiting_.rows() == 0 && hasPlace(); }
    /// At or below the event time of all that is here; kMaxWatermark: none has one.
    EpochMs earliest() const {
        EpochMs earliest = waiting_.earliest();
        for (const auto& [number, operation] : kept_)
            earliest = std::min(earliest, operation.earliest);
        return earliest;
    }

private:
    static constexpr std::size_t kWindow = 4;
    struct Operation {
        RecordBatch records;
        EpochMs earliest = INT64_MAX;
        std::optional<Outcome> outcome;
    };

    bool hasPlace() const { return underWay_ < limit_ && (!ordered_ || kept_.size() < limit_ * kWindow); }

    std::size_t limit_ = 1;
    bool ordered_ = true;
    PendingRecords waiting_;
    std::map<Number, Operation> kept_; ///< under way, or with an outcome that is to be given out
    Number next_ = 0;
    std::size_t underWay_ = 0;
    std::deque<Number> ended_; ///< unless ordered: as the outcomes came
};

} // namespace millrace
