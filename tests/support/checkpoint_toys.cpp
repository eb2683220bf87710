// SPDX-License-Identifier: Apache-2.0
#include "tests/support/checkpoint_toys.h"

#include "engine/data/batch_builder.h"

#include <algorithm>
#include <numeric>

namespace millrace::test {

void Ledger::write(int subtask, const std::vector<std::int64_t>& values) {
    const std::lock_guard lock(mutex_);
    auto& open = shares_[subtask].open;
    open.insert(open.end(), values.begin(), values.end());
}

void Ledger::stage(int subtask, Epoch epoch) {
    const std::lock_guard lock(mutex_);
    Share& share = shares_[subtask];
    share.staged[epoch] = std::exchange(share.open, {});
}

void Ledger::commit(int subtask, Epoch epoch) {
    const std::lock_guard lock(mutex_);
    auto& staged = shares_[subtask].staged;
    while (!staged.empty() && staged.begin()->first <= epoch) {
        shown_.insert(shown_.end(), staged.begin()->second.begin(), staged.begin()->second.end());
        staged.erase(staged.begin());
    }
    ++commits;
}

void Ledger::decide(EpochMark mark) {
    const std::lock_guard lock(mutex_);
    decided_ = std::move(mark);
}

EpochMark Ledger::decided() const {
    const std::lock_guard lock(mutex_);
    return decided_;
}

void Ledger::reopen(int subtask, Epoch restored) {
    const std::lock_guard lock(mutex_);
    Share& share = shares_[subtask];
    share.open.clear();
    share.staged.erase(share.staged.upper_bound(restored), share.staged.end());
}

std::vector<std::int64_t> Ledger::shown() const {
    const std::lock_guard lock(mutex_);
    auto sorted = shown_;
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

void Ledger::count(int subtask, std::int64_t records) {
    const std::lock_guard lock(mutex_);
    shares_[subtask].counted = records;
}

std::int64_t Ledger::counted() const {
    const std::lock_guard lock(mutex_);
    std::int64_t sum = 0;
    for (const auto& [subtask, share] : shares_)
        sum += share.counted;
    return sum;
}

namespace {

class SavedSource final : public Source {
public:
    SavedSource(std::int64_t total, std::size_t rows, MonotonicNs every)
        : total_(total), rows_(rows), every_(every) {}
    void open(OperatorContext& context) override {
        context_ = &context;
        next_ = context.subtask();
        if (const RestoredState* saved = context.restored())
            next_ = ByteReader(saved->bytes).fixed<std::int64_t>();
    }
    SourceStatus read(Collector& out) override {
        if (next_ >= total_) return SourceStatus::finished();
        const MonotonicNs now = context_->clock().now();
        if (now < due_) return SourceStatus::waitUntil(due_);
        due_ = now + every_;
        BatchBuilder rows(numberSchema(), rows_);
        for (std::size_t i = 0; i < rows_ && next_ < total_; ++i, next_ += context_->subtaskCount())
            rows.column(0).append<std::int64_t>(next_);
        out.emit(0, rows.finish(now));
        out.watermark(next_);
        return SourceStatus::produced();
    }
    void snapshot(Epoch, ByteWriter& state) override { state.fixed(next_); }

private:
    std::int64_t total_;
    std::size_t rows_;
    MonotonicNs every_, due_ = 0;
    OperatorContext* context_ = nullptr;
    std::int64_t next_ = 0;
};

class SavedCounter final : public Operator {
public:
    explicit SavedCounter(std::shared_ptr<Ledger> ledger) : ledger_(std::move(ledger)) {}
    void open(OperatorContext& context) override {
        context_ = &context;
        if (const RestoredState* saved = context.restored())
            seen_ = ByteReader(saved->bytes).fixed<std::int64_t>();
    }
    void process(std::size_t, RecordBatch batch, Collector& out) override {
        seen_ += static_cast<std::int64_t>(batch.rows());
        out.emit(0, std::move(batch));
    }
    bool onEnd(Collector&) override {
        ledger_->count(context_->subtask(), seen_);
        return true;
    }
    void snapshot(Epoch, ByteWriter& state) override { state.fixed(seen_); }

private:
    std::shared_ptr<Ledger> ledger_;
    OperatorContext* context_ = nullptr;
    std::int64_t seen_ = 0;
};

class LedgerSink final : public Operator {
public:
    explicit LedgerSink(std::shared_ptr<Ledger> ledger) : ledger_(std::move(ledger)) {}
    void open(OperatorContext& context) override {
        subtask_ = context.subtask();
        // As one that decides it is opened before the state is looked for.
        const Epoch decided = ledger_->decided().epoch;
        ledger_->reopen(subtask_, context.restored() ? context.restored()->epoch : decided);
    }
    void process(std::size_t, RecordBatch batch, Collector&) override {
        ledger_->write(subtask_, valuesOf(batch));
    }
    void snapshot(Epoch epoch, ByteWriter&) override { ledger_->stage(subtask_, epoch); }
    void commit(Epoch epoch) override { ledger_->commit(subtask_, epoch); }
    void decide(const EpochMark& mark) override {
        ledger_->commit(subtask_, mark.epoch);
        ledger_->decide(mark);
    }
    EpochMark decided() override { return ledger_->decided(); }

private:
    std::shared_ptr<Ledger> ledger_;
    int subtask_ = 0;
};

} // namespace

std::function<std::unique_ptr<Source>()> savedSource(std::int64_t total, std::size_t rows,
                                                     MonotonicNs every) {
    return [=] { return std::make_unique<SavedSource>(total, rows, every); };
}

std::function<std::unique_ptr<Operator>()> savedCounter(std::shared_ptr<Ledger> ledger) {
    return [ledger] { return std::make_unique<SavedCounter>(ledger); };
}

std::function<std::unique_ptr<Operator>()> ledgerSink(std::shared_ptr<Ledger> ledger) {
    return [ledger] { return std::make_unique<LedgerSink>(ledger); };
}

std::vector<std::int64_t> upTo(std::int64_t total) {
    std::vector<std::int64_t> values(static_cast<std::size_t>(total));
    std::iota(values.begin(), values.end(), 0);
    return values;
}

} // namespace millrace::test
