// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/engine.h"
#include "tests/support/run_plan.h"
#include "tests/support/stepping_clock.h"
#include "tests/support/toy_nodes.h"

#include <QtTest/QtTest>

#include <thread>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

namespace {

constexpr MonotonicNs kMs = 1'000'000;
constexpr MonotonicNs kSecond = 1'000 * kMs;

std::vector<MonotonicNs> splitOf(const NodeMetrics& m) {
    return {m.busyNs, m.idleNs, m.backPressuredNs, m.lockNs, m.ioNs, m.readyNs};
}

/// What is wrong with the time split of a run that has ended: nothing may be negative, and to the nanosecond
/// the kinds of time of a node are the time its subtasks had.
std::string faultOf(const RunOutcome& outcome) {
    if (!outcome.ok()) return outcome.text();
    for (std::size_t v = 0; v < outcome.frame.nodes.size(); ++v) {
        const NodeMetrics& m = outcome.frame.nodes[v];
        MonotonicNs sum = 0;
        for (const MonotonicNs share : splitOf(m)) {
            if (share < 0) return outcome.plan->vertices[v].node + ": negative time";
            sum += share;
        }
        if (sum != outcome.frame.elapsedNs * m.subtasks) {
            return outcome.plan->vertices[v].node + ": " + std::to_string(sum) + " ns of " +
                   std::to_string(outcome.frame.elapsedNs) + " ns x " + std::to_string(m.subtasks);
        }
    }
    return {};
}

/// Has nothing for an hour, and is woken from outside again and again until it has been read often enough.
class WokenSource final : public Source {
public:
    ~WokenSource() override {
        if (waker_.joinable()) waker_.join();
    }
    void open(OperatorContext& context) override {
        context_ = &context;
        waker_ = std::thread([this] {
            while (!done_) {
                context_->wake();
                std::this_thread::sleep_for(1ms);
            }
        });
    }
    SourceStatus read(Collector&) override {
        if (++reads_ < 20) return SourceStatus::waitUntil(context_->clock().now() + 3'600 * kSecond);
        done_ = true;
        return SourceStatus::finished();
    }
    void close() noexcept override {
        done_ = true;
        if (waker_.joinable()) waker_.join();
    }

private:
    OperatorContext* context_ = nullptr;
    int reads_ = 0;
    std::atomic<bool> done_{false};
    std::thread waker_;
};

/// Holds whoever enters until the test lets go.
class Gate {
public:
    void enter() {
        entered_ = true;
        while (!open_)
            std::this_thread::sleep_for(1ms);
    }
    bool entered() const { return entered_; }
    bool awaitEntry() const {
        for (int i = 0; i < 20'000 && !entered_; ++i)
            std::this_thread::sleep_for(1ms);
        return entered_;
    }
    void open() { open_ = true; }

private:
    std::atomic<bool> entered_{false}, open_{false};
};

/// The final frame of a run that the test has driven by hand.
RunOutcome outcomeOf(Run& run) {
    RunOutcome outcome;
    run.waitFor(120s);
    outcome.plan = run.plan();
    outcome.state = run.state();
    outcome.frame = run.frame();
    outcome.violations = checkInvariants(*outcome.plan, outcome.frame);
    return outcome;
}

/// Lets seconds pass until one of them was as wanted; gives the frames before and after it.
std::optional<std::pair<MetricsFrame, MetricsFrame>> aSecondOf(
    SteppingClock& clock, Run& run,
    const std::function<bool(const MetricsFrame&, const MetricsFrame&)>& wanted) {
    for (int i = 0; i < 20'000; ++i) {
        MetricsFrame before = run.frame();
        clock.advance(kSecond);
        MetricsFrame after = run.frame();
        if (before.elapsedNs > 0 && wanted(before, after))
            return std::pair(std::move(before), std::move(after));
        std::this_thread::sleep_for(1ms);
    }
    return std::nullopt;
}

} // namespace

class TestEngineTime : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void timeSplitAddsUp_data();
    void timeSplitAddsUp();
    void workIsChargedToTheNodeOfAChainThatDidIt();
    void waitingOnPurposeIsNoWork();
    void aFullWireHoldsItsProducerBackAndNotTheConsumer();
    void waitingForALockIsCountedWhileItLasts();
    void whoFindsNoWorkerIsReady();
    void aSourceThatWaitsCanBeWoken();
};

void TestEngineTime::timeSplitAddsUp_data() {
    QTest::addColumn<int>("executor");
    QTest::addColumn<int>("poolWorkers");
    QTest::addColumn<int>("batch");
    for (const int batch : {1, 7, 100}) {
        QTest::addRow("threads, batches of %d", batch)
            << static_cast<int>(ExecutorKind::Threads) << 2 << batch;
        for (const int workers : {1, 2, 4}) {
            QTest::addRow("pool of %d, batches of %d", workers, batch)
                << static_cast<int>(ExecutorKind::Pool) << workers << batch;
        }
    }
}

void TestEngineTime::timeSplitAddsUp() {
    QFETCH(int, executor);
    QFETCH(int, poolWorkers);
    QFETCH(int, batch);
    const std::int64_t total = 40 * batch;
    const auto working = mapping([](const RecordBatch& in, OperatorContext& context) {
        context.burn(50'000);
        context.wait(50'000);
        return in;
    });
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(total));
    const auto a = plan.stage("a", working);
    const auto b = plan.stage("b", passing());
    const auto c = plan.stage("c", working, 3);
    plan.fuse(source, a);
    plan.fuse(a, b);
    plan.wire(b, c).partitioning = Partitioning::RoundRobin;
    plan.useExecutor(static_cast<ExecutorKind>(executor));
    plan.useBatchSize(static_cast<std::size_t>(batch));
    RunGraphOptions options;
    options.poolWorkers = poolWorkers;
    const RunOutcome outcome = runPlan(plan.build(), options);
    const std::string fault = faultOf(outcome);
    QVERIFY2(fault.empty(), fault.c_str());
    const auto& nodes = outcome.frame.nodes;
    QCOMPARE(nodes[c].subtasks, 3);
    QCOMPARE(nodes[c].recordsIn, total);
    // A wait lasts at least as long as it was asked to; how much longer is the machine's affair.
    QVERIFY(nodes[a].ioNs >= nodes[a].batchesIn * 50'000);
    QVERIFY(nodes[c].ioNs >= nodes[c].batchesIn * 50'000);
    QCOMPARE(nodes[source].ioNs, 0);
    QCOMPARE(nodes[b].ioNs, 0);
    for (const NodeMetrics& node : nodes)
        QCOMPARE(node.lockNs, 0);
}

void TestEngineTime::workIsChargedToTheNodeOfAChainThatDidIt() {
    SteppingClock clock(1);
    const auto taking = [&clock](MonotonicNs duration) {
        return mapping([&clock, duration](const RecordBatch& in, OperatorContext&) {
            clock.advance(duration);
            return in;
        });
    };
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(64'000));
    const auto a = plan.stage("a", taking(9 * kMs));
    const auto b = plan.stage("b", taking(1 * kMs));
    plan.fuse(source, a);
    plan.fuse(a, b);
    plan.useBatchSize(100);
    const auto run = std::move(Engine(clock).start(plan.build(), {}).value());
    const RunOutcome outcome = outcomeOf(*run);
    const std::string fault = faultOf(outcome);
    QVERIFY2(fault.empty(), fault.c_str());
    const auto& nodes = outcome.frame.nodes;
    QCOMPARE(nodes[a].batchesIn, 640);
    // Only readings of the clock, one nanosecond each, come on top of the 6.4 s.
    const auto near = [](MonotonicNs actual, MonotonicNs expected) {
        return std::abs(actual - expected) < expected / 1'000;
    };
    QVERIFY(near(outcome.frame.elapsedNs, 640 * 10 * kMs));
    QVERIFY2(near(nodes[a].busyNs, 640 * 9 * kMs), std::to_string(nodes[a].busyNs).c_str());
    QVERIFY2(near(nodes[b].busyNs, 640 * kMs), std::to_string(nodes[b].busyNs).c_str());
    QVERIFY(nodes[source].busyNs < kMs);
    QVERIFY(near(nodes[source].idleNs, 640 * 10 * kMs));
}

void TestEngineTime::waitingOnPurposeIsNoWork() {
    SteppingClock clock(kMs);
    const auto waiting = mapping([](const RecordBatch& in, OperatorContext& context) {
        context.wait(1'000);
        return in;
    });
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(4'000));
    const auto a = plan.stage("a", waiting);
    plan.fuse(source, a);
    plan.useBatchSize(100);
    const auto run = std::move(Engine(clock).start(plan.build(), {}).value());
    const RunOutcome outcome = outcomeOf(*run);
    const std::string fault = faultOf(outcome);
    QVERIFY2(fault.empty(), fault.c_str());
    // A wait is one step of the clock. Each reading of another thread that falls into one is a step more;
    // those are few beside the readings of the node's own thread.
    const MonotonicNs io = outcome.frame.nodes[a].ioNs;
    QVERIFY2(io >= 40 * kMs && io <= outcome.frame.elapsedNs / 2, std::to_string(io).c_str());
    QCOMPARE(outcome.frame.nodes[source].ioNs, 0);
}

void TestEngineTime::aFullWireHoldsItsProducerBackAndNotTheConsumer() {
    SteppingClock clock(1);
    Gate gate;
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(10'000));
    const auto sink = plan.sink("sink", capturing(captured, {}, [&gate](OperatorContext&) { gate.enter(); }));
    plan.wire(source, sink).capacity = 256;
    plan.useBatchSize(64);
    plan.useExecutor(ExecutorKind::Threads);
    const auto run = std::move(Engine(clock).start(plan.build(), {}).value());
    const bool entered = gate.awaitEntry();
    const auto second = aSecondOf(clock, *run, [&](const MetricsFrame& a, const MetricsFrame& b) {
        return entered && b.nodes[source].backPressuredNs - a.nodes[source].backPressuredNs >= kSecond;
    });
    gate.open();
    QVERIFY2(second, "the source was never held back");
    const auto& [before, after] = *second;
    QVERIFY(after.nodes[source].busyNs - before.nodes[source].busyNs < kMs);
    QVERIFY(after.nodes[sink].busyNs - before.nodes[sink].busyNs >= kSecond);
    QCOMPARE(after.nodes[sink].backPressuredNs, 0);
    const RunOutcome outcome = outcomeOf(*run);
    const std::string fault = faultOf(outcome);
    QVERIFY2(fault.empty(), fault.c_str());
    QVERIFY(outcome.frame.nodes[source].backPressuredNs >= kSecond);
    QCOMPARE(captured->values().size(), std::size_t{10'000});
}

void TestEngineTime::waitingForALockIsCountedWhileItLasts() {
    SteppingClock clock(1);
    Gate gate;
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(1));
    const auto holding = [&gate](OperatorContext& context) {
        SharedResource& printer = context.sharedResource("printer", 1);
        printer.acquire();
        gate.enter();
        printer.release();
    };
    const auto wanting = [&gate](OperatorContext& context) {
        while (!gate.entered())
            std::this_thread::sleep_for(1ms);
        SharedResource& printer = context.sharedResource("printer", 1);
        printer.acquire();
        printer.release();
    };
    const auto holder = plan.sink("holder", capturing(captured, {}, holding));
    const auto waiter = plan.sink("waiter", capturing(captured, {}, wanting));
    plan.wire(source, holder);
    plan.wire(source, waiter);
    plan.useExecutor(ExecutorKind::Threads);
    const auto run = std::move(Engine(clock).start(plan.build(), {}).value());
    const auto second = aSecondOf(clock, *run, [&](const MetricsFrame& a, const MetricsFrame& b) {
        return b.nodes[waiter].lockNs - a.nodes[waiter].lockNs >= kSecond;
    });
    gate.open();
    QVERIFY2(second, "the wait for the lock was never seen");
    const auto& [before, after] = *second;
    QVERIFY(after.nodes[waiter].busyNs - before.nodes[waiter].busyNs < kMs);
    QVERIFY(after.nodes[holder].busyNs - before.nodes[holder].busyNs >= kSecond);
    const RunOutcome outcome = outcomeOf(*run);
    const std::string fault = faultOf(outcome);
    QVERIFY2(fault.empty(), fault.c_str());
    QVERIFY(outcome.frame.nodes[waiter].lockNs >= kSecond);
    QCOMPARE(outcome.frame.nodes[holder].lockNs, 0);
}

void TestEngineTime::whoFindsNoWorkerIsReady() {
    SteppingClock clock(1);
    Gate gate;
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto holding = capturing(captured, {}, [&gate](OperatorContext&) { gate.enter(); });
    const auto left = plan.source("left", countingSource(1));
    const auto right = plan.source("right", countingSource(1));
    plan.fuse(left, plan.sink("a", holding));
    plan.fuse(right, plan.sink("b", holding));
    plan.useExecutor(ExecutorKind::Pool);
    RunOptions options;
    options.poolWorkers = 1;
    const auto run = std::move(Engine(clock).start(plan.build(), options).value());
    const bool entered = gate.awaitEntry();
    // Of the one that has the worker, and of the other one.
    const auto ready = [&](const MetricsFrame& a, const MetricsFrame& b) {
        return std::minmax(
            {b.nodes[left].readyNs - a.nodes[left].readyNs, b.nodes[right].readyNs - a.nodes[right].readyNs});
    };
    // Either may be the first to be handed to the worker.
    const auto second = aSecondOf(clock, *run, [&](const MetricsFrame& a, const MetricsFrame& b) {
        return entered && ready(a, b).second >= kSecond;
    });
    gate.open();
    QVERIFY2(second, "nobody ever waited for the worker");
    QVERIFY(ready(second->first, second->second).first < kMs);
    const RunOutcome outcome = outcomeOf(*run);
    const std::string fault = faultOf(outcome);
    QVERIFY2(fault.empty(), fault.c_str());
}

void TestEngineTime::aSourceThatWaitsCanBeWoken() {
    for (const ExecutorKind executor : {ExecutorKind::Pool, ExecutorKind::Threads}) {
        ToyPlan plan;
        const auto source = plan.source("source", [] { return std::make_unique<WokenSource>(); });
        plan.wire(source, plan.sink("sink", capturing(std::make_shared<Captured>())));
        plan.useExecutor(executor);
        const RunOutcome outcome = runPlan(plan.build());
        QVERIFY2(outcome.ok(), outcome.text().c_str());
    }
}

QTEST_GUILESS_MAIN(TestEngineTime)
#include "tst_engine_time.moc"
