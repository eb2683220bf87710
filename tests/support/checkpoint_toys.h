// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/toy_nodes.h"

#include <map>
#include <set>

namespace millrace::test {

/// What outlives the runs of a test: records that a sink staged and those it has shown. Thread-safe.
class Ledger {
public:
    void write(int subtask, const std::vector<std::int64_t>& values);
    void stage(int subtask, Epoch epoch);
    void commit(int subtask, Epoch epoch);
    /// A sink begins: what nobody staged is gone, and so is what was staged behind the epoch.
    void reopen(int subtask, Epoch restored);
    std::vector<std::int64_t> shown() const; ///< sorted
    void count(int subtask, std::int64_t records);
    std::int64_t counted() const;
    std::atomic<int> commits{0};
    void decide(EpochMark mark);
    EpochMark decided() const;

private:
    struct Share {
        std::vector<std::int64_t> open;
        std::map<Epoch, std::vector<std::int64_t>> staged;
        std::int64_t counted = 0;
    };
    mutable std::mutex mutex_;
    std::map<int, Share> shares_;
    std::vector<std::int64_t> shown_;
    EpochMark decided_;
};

/// Counts up from its subtask in steps of the subtasks, `rows` at a time, and goes on from where it was; the
/// numbers are below `total`. Waits a little after each read, so that a run takes some time.
std::function<std::unique_ptr<Source>()> savedSource(std::int64_t total, std::size_t rows,
                                                     MonotonicNs every = 0);
/// Counts the records that pass; hands the count in at the end.
std::function<std::unique_ptr<Operator>()> savedCounter(std::shared_ptr<Ledger> ledger);
std::function<std::unique_ptr<Operator>()> ledgerSink(std::shared_ptr<Ledger> ledger);

/// 0, 1 .. total - 1
std::vector<std::int64_t> upTo(std::int64_t total);

} // namespace millrace::test
