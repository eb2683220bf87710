// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/runtime/engine.h"
#include "nodes/support/operations_in_flight.h"
#include "tests/support/run_plan.h"
#include "tests/support/toy_nodes.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>
#include <thread>

/// A pipeline whose stage has operations in flight that end when a test says so.
namespace millrace::test {

/// What the operations of a stage talk to: counts them, and says how long each takes.
struct Remote {
    std::atomic<int> inFlight{0}, most{0}, begun{0}, ended{0};
    /// Asked about each millisecond: may the operation on this record end?
    std::function<bool(std::int64_t record, const Remote&)> mayEnd = [](std::int64_t, const Remote&) {
        return true;
    };
    std::int64_t failsAt = -1;
    std::mutex mutex;
    std::set<std::thread::id> threads;

    void noteThread() {
        const std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
    }
};

/// An operation that nobody waits for any more must be gone, not only forgotten.
struct Stay {
    explicit Stay(std::shared_ptr<Remote> r) : remote(std::move(r)) {
        const int now = ++remote->inFlight;
        ++remote->begun;
        if (now > remote->most) remote->most = now;
    }
    ~Stay() { --remote->inFlight; }
    Stay(const Stay&) = delete;
    Stay& operator=(const Stay&) = delete;
    std::shared_ptr<Remote> remote;
};

/// One operation per record; passes the record on when it has ended.
class Calling final : public Operator {
public:
    explicit Calling(std::shared_ptr<Remote> remote) : remote_(std::move(remote)) {}
    void open(OperatorContext& context) override {
        context_ = &context;
        records_.configure(static_cast<std::size_t>(context.operations()), context.keepsOperationOrder());
    }
    void process(std::size_t, RecordBatch batch, Collector&) override {
        remote_->noteThread();
        records_.add(std::move(batch));
        begin();
    }
    bool wantsInput() const override { return records_.wantsRecords(); }
    bool mayEnd() const override { return records_.empty(); }
    EpochMs earliestKept() const override { return records_.earliest(); }
    std::optional<MonotonicNs> nextDeadline() const override {
        if (!failure_ && !records_.hasWork()) return std::nullopt;
        return 0;
    }
    void onDeadline(MonotonicNs, Collector& out) override {
        if (failure_) std::rethrow_exception(failure_);
        while (records_.hasOutcome())
            out.emit(0, records_.takeOutcome().first);
        begin();
    }

private:
    void begin() {
        while (records_.mayBegin()) {
            auto [number, record] = records_.begin(1);
            boost::asio::co_spawn(*context_->eventLoop(), call(number, valuesOf(record).front()),
                                  [this](std::exception_ptr failure) {
                                      if (!failure) return;
                                      failure_ = failure;
                                      context_->wake();
                                  });
        }
    }
    boost::asio::awaitable<void> call(std::uint64_t number, std::int64_t record) {
        const Stay stay(remote_);
        boost::asio::steady_timer timer(*context_->eventLoop());
        do {
            timer.expires_after(std::chrono::milliseconds(1));
            co_await timer.async_wait(boost::asio::use_awaitable);
        } while (!remote_->mayEnd(record, *remote_));
        remote_->noteThread();
        if (record == remote_->failsAt) throw std::runtime_error("the other side hung up");
        ++remote_->ended;
        records_.end(number, 0);
        context_->wake();
    }

    std::shared_ptr<Remote> remote_;
    OperatorContext* context_ = nullptr;
    OperationsInFlight<int> records_;
    std::exception_ptr failure_;
};

/// Numbers, a stage with operations in flight, and what comes out of it.
struct Line {
    std::shared_ptr<Remote> remote = std::make_shared<Remote>();
    std::shared_ptr<Captured> captured = std::make_shared<Captured>();
    ToyPlan plan;
    std::size_t source = 0, stage = 0, sink = 0;

    explicit Line(std::int64_t records, int operations, Ordering ordering = Ordering::Unordered,
                  bool timed = false) {
        source = plan.source("source", countingSource(records, timed, timed ? 50 : 0));
        stage = plan.stage("stage", [r = remote] { return std::make_unique<Calling>(r); });
        sink = plan.sink("sink", capturing(captured));
        plan.wire(source, stage).capacity = 256;
        plan.wire(stage, sink);
        plan.useBatchSize(64);
        plan.chainOf(stage).executor = ExecutorKind::Async;
        plan.chainOf(stage).operations = operations;
        plan.chainOf(stage).ordering = ordering;
        plan.vertex(stage).bound.asynchronous = true;
        plan.vertex(stage).bound.holdsBackTime = true;
    }
    std::unique_ptr<Run> start(RunOptions options = {}) {
        options.poolWorkers = 2;
        return std::move(Engine().start(plan.build(), options).value());
    }
    void holdAll() {
        remote->mayEnd = [](std::int64_t, const Remote&) { return false; };
    }
    void awaitBegun(int operations) const {
        for (int i = 0; i < 20'000 && remote->begun < operations; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
};

} // namespace millrace::test
