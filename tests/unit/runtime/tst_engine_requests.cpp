// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "tests/support/quiet_run.h"
#include "tests/support/toy_pipeline.h"

#include <QtTest/QtTest>

#include <numeric>
#include <thread>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

class TestEngineRequests : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pauseStopsEverythingAndLosesNothing();
    void aSourceThatEndsDuringAPauseLeavesTheRunPaused();
    void drainEndsTheSourcesAndEmptiesTheWires();
    void drainIsHeardWhileTheRunIsPrepared();
    void drainEndsASourceThatHasAlwaysReadAhead();
    void drainOutOfPauseWorks();
    void stopAbortsInsteadOfClosing();
    void stopSaysWhatIsLost();
    void aStopBreaksAWaitWhileNodesOpen();
    void stopBreaksAWaitAndALock();
    void anOverdueStopFailsAndNamesTheNode();
    void requestsInAnyOrderNeverHang();
};

void TestEngineRequests::pauseStopsEverythingAndLosesNothing() {
    Pipeline p(countingSource(200'000), passing(), [](OperatorContext& context) { context.wait(50'000); });
    const auto run = p.start();
    for (int i = 0; i < 3; ++i) {
        waitForRecords(*run, p.sink, 1'000 * (i + 1));
        run->pause();
        QVERIFY(waitUntilQuiet(*run));
        const std::int64_t before = run->frame().nodes[p.sink].recordsIn;
        std::this_thread::sleep_for(20ms);
        QCOMPARE(run->frame().nodes[p.sink].recordsIn, before);
        run->resume();
    }
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Finished);
    QCOMPARE(p.captured->sortedValues().size(), std::size_t{200'000});
    QVERIFY(checkInvariants(*run->plan(), run->frame()).empty());
}

void TestEngineRequests::aSourceThatEndsDuringAPauseLeavesTheRunPaused() {
    // The task of the source is in its very last step when the pause comes.
    class SlowEnd final : public Operator {
    public:
        SlowEnd(std::atomic<bool>& ending, std::atomic<bool>& mayEnd) : ending_(ending), mayEnd_(mayEnd) {}
        void process(std::size_t, RecordBatch batch, Collector& out) override {
            out.emit(0, std::move(batch));
        }
        bool onEnd(Collector&) override {
            ending_ = true;
            while (!mayEnd_)
                std::this_thread::sleep_for(1ms);
            return true;
        }

    private:
        std::atomic<bool>& ending_;
        std::atomic<bool>& mayEnd_;
    };
    std::atomic<bool> ending = false, mayEnd = false;
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(10));
    const auto stage = plan.stage("stage", [&] { return std::make_unique<SlowEnd>(ending, mayEnd); });
    plan.fuse(source, stage);
    plan.wire(stage, plan.sink("sink", capturing(captured)));
    const auto run = std::move(Engine().start(plan.build(), {}).value());
    while (!ending)
        std::this_thread::sleep_for(1ms);
    run->pause();
    mayEnd = true;
    QVERIFY(!run->waitFor(50ms));
    QCOMPARE(run->state(), RunState::Paused);
    run->resume();
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Finished);
    QCOMPARE(captured->values().size(), std::size_t{10});
}

void TestEngineRequests::drainEndsTheSourcesAndEmptiesTheWires() {
    Pipeline p(countingSource(-1), passing());
    const auto run = p.start();
    waitForRecords(*run, p.sink, 5'000);
    run->drain();
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Finished);
    const MetricsFrame frame = run->frame();
    QVERIFY(checkInvariants(*run->plan(), frame).empty());
    std::vector<std::int64_t> expected(static_cast<std::size_t>(frame.nodes[p.source].recordsOut));
    std::iota(expected.begin(), expected.end(), 0);
    QCOMPARE(p.captured->sortedValues(), expected);
    QCOMPARE(p.captured->closed.load(), 1);
}

void TestEngineRequests::drainIsHeardWhileTheRunIsPrepared() {
    for (int i = 0; i < 50; ++i) {
        Pipeline p(countingSource(-1), passing());
        const auto run = p.start();
        run->drain();
        QVERIFY(run->waitFor(120s));
        QCOMPARE(run->state(), RunState::Finished);
    }
}

void TestEngineRequests::drainEndsASourceThatHasAlwaysReadAhead() {
    // A first block of 5 batches, then blocks of 31: whenever the task looks up, some batches are left over.
    class Ahead final : public Source {
    public:
        void open(OperatorContext&) override {}
        SourceStatus read(Collector& out) override {
            const std::size_t rows = next_ == 0 ? 50 : 310;
            out.emit(0, numbers(next_, rows));
            next_ += static_cast<std::int64_t>(rows);
            return SourceStatus::produced();
        }

    private:
        std::int64_t next_ = 0;
    };
    Pipeline p([] { return std::make_unique<Ahead>(); }, passing());
    p.plan.useBatchSize(10);
    const auto run = p.start();
    waitForRecords(*run, p.sink, 100);
    run->drain();
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Finished);
    QVERIFY(checkInvariants(*run->plan(), run->frame()).empty());
}

void TestEngineRequests::drainOutOfPauseWorks() {
    Pipeline p(countingSource(-1), passing());
    const auto run = p.start();
    waitForRecords(*run, p.sink, 100);
    run->pause();
    run->drain();
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Finished);
}

void TestEngineRequests::stopAbortsInsteadOfClosing() {
    Pipeline p(countingSource(-1), passing());
    const auto run = p.start();
    waitForRecords(*run, p.sink, 100);
    run->stop();
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Stopped);
    QCOMPARE(p.captured->closed.load(), 0);
    QCOMPARE(p.captured->aborted.load(), 1);
    const auto violations = checkInvariants(*run->plan(), run->frame());
    QVERIFY2(violations.empty(), violations.empty() ? "" : violations.front().c_str());
}

void TestEngineRequests::stopSaysWhatIsLost() {
    // The sink lets nothing pass, so records pile up in front of it.
    Pipeline p(countingSource(-1), passing(),
               [](OperatorContext& context) { context.wait(3'600'000'000'000); });
    p.plan.useExecutor(ExecutorKind::Threads);
    const auto run = p.start();
    const auto queued = [&run] {
        std::int64_t records = 0;
        for (const EdgeMetrics& edge : run->frame().edges)
            records += edge.depth;
        return records;
    };
    while (queued() < 200)
        std::this_thread::sleep_for(1ms);
    run->stop();
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Stopped);
    const Diagnostics said = run->diagnostics();
    QCOMPARE(said.items.size(), 1u);
    QCOMPARE(said.items[0].code, std::string("MR4106"));
    const std::string expected = std::to_string(queued()) + " records that waited on wires are lost";
    QVERIFY2(said.items[0].message.find(expected) != std::string::npos, said.items[0].message.c_str());
}

void TestEngineRequests::aStopBreaksAWaitWhileNodesOpen() {
    class SlowToOpen final : public Operator {
    public:
        void open(OperatorContext& context) override {
            context.wait(3'600'000'000'000);
            if (context.stopRequested()) throw RunStopped{};
        }
        void process(std::size_t, RecordBatch, Collector&) override {}
    };
    Pipeline p(countingSource(-1), [] { return std::make_unique<SlowToOpen>(); });
    const auto run = p.start();
    std::this_thread::sleep_for(20ms);
    QCOMPARE(run->state(), RunState::Preparing);
    run->stop();
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Stopped);
    QVERIFY(checkInvariants(*run->plan(), run->frame()).empty());
}

void TestEngineRequests::stopBreaksAWaitAndALock() {
    const auto holds = mapping([](const RecordBatch& in, OperatorContext& context) {
        SharedResource& lock = context.sharedResource("press", 1);
        lock.acquire();
        context.wait(3'600'000'000'000);
        lock.release();
        return in;
    });
    Pipeline p(countingSource(-1), holds);
    p.plan.useExecutor(ExecutorKind::Threads);
    const auto run = p.start();
    while (run->frame().nodes[p.stage].lockNs == 0)
        std::this_thread::sleep_for(1ms);
    run->stop();
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Stopped);
    QVERIFY(run->frame().nodes[p.stage].ioNs > 0);
}

void TestEngineRequests::anOverdueStopFailsAndNamesTheNode() {
    std::atomic<bool> mayGo{false};
    const auto stuck = mapping([&](const RecordBatch& in, OperatorContext&) {
        while (!mayGo)
            std::this_thread::sleep_for(1ms);
        return in;
    });
    Pipeline p(countingSource(-1), stuck, {}, 1);
    RunOptions options;
    options.stopDeadline = 50ms;
    const auto run = p.start(options);
    while (run->frame().nodes[p.stage].recordsIn == 0)
        std::this_thread::sleep_for(1ms);
    run->stop();
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Failed);
    const Diagnostics problems = run->diagnostics();
    QCOMPARE(problems.items.at(0).code, std::string("MR4103"));
    QCOMPARE(problems.items.at(0).node, std::string("stage"));
    mayGo = true;
}

void TestEngineRequests::requestsInAnyOrderNeverHang() {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Random random(seed);
        Pipeline p(countingSource(random.below(2) ? -1 : 20'000), passing(), {},
                   1 + static_cast<int>(random.below(3)));
        p.plan.useExecutor(random.below(2) ? ExecutorKind::Pool : ExecutorKind::Threads);
        const auto run = p.start();
        const int requests = 1 + static_cast<int>(random.below(6));
        for (int i = 0; i < requests; ++i) {
            switch (random.below(5)) {
                case 0: run->pause(); break;
                case 1: run->resume(); break;
                case 2: run->drain(); break;
                case 3: static_cast<void>(run->frame()); break;
                default: std::this_thread::sleep_for(std::chrono::microseconds(random.below(500))); break;
            }
        }
        const bool stops = random.below(2) == 0;
        stops ? run->stop() : run->drain();
        if (run->state() == RunState::Preparing || run->state() == RunState::Running) {
            // drain() came before the run had started: ask again, as a user would.
            while (run->state() == RunState::Preparing)
                std::this_thread::yield();
            run->drain();
        }
        QVERIFY2(run->waitFor(120s), std::to_string(seed).c_str());
        const RunState state = run->state();
        QVERIFY2(state == RunState::Finished || (stops && state == RunState::Stopped),
                 std::to_string(seed).c_str());
        QCOMPARE(p.captured->closed + p.captured->aborted,
                 state == RunState::Finished ? 1 : p.captured->opened.load());
        const auto violations = checkInvariants(*run->plan(), run->frame());
        QVERIFY2(violations.empty(), violations.empty() ? "" : violations.front().c_str());
    }
}

QTEST_GUILESS_MAIN(TestEngineRequests)
#include "tst_engine_requests.moc"
