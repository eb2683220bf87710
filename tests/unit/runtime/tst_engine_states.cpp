// SPDX-License-Identifier: Apache-2.0
#include "tests/support/toy_pipeline.h"

#include <QtTest/QtTest>

#include <numeric>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

class TestEngineStates : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRunGoesThroughItsStates();
    void durationDrains();
    void destructionStopsTheRun();
    void hotSettingsReachEverySubtask();
    void otherChangesAreRefused();
    void peekShowsTheLastRecordsWithoutLosingAny();
    void publishedTablesKeepTheLatest();
    void aWaitingPoolCostsNoCpu();
    void scheduledRecordsComeOnTimeAndInOrder();
    void aThrottleHoldsBackWhatIsInFrontOfIt();
};

void TestEngineStates::aRunGoesThroughItsStates() {
    Pipeline p(countingSource(-1), passing());
    const auto run = p.start();
    waitForRecords(*run, p.sink, 1);
    QCOMPARE(run->state(), RunState::Running);
    run->pause();
    QCOMPARE(run->state(), RunState::Paused);
    run->resume();
    QCOMPARE(run->state(), RunState::Running);
    run->drain();
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Finished);
    run->pause();
    run->stop();
    QCOMPARE(run->state(), RunState::Finished);
    QVERIFY(!run->id().empty());
}

void TestEngineStates::durationDrains() {
    Pipeline p(countingSource(-1), passing());
    RunOptions options;
    options.duration = 30ms;
    const auto run = p.start(options);
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Finished);
    QVERIFY(run->frame().elapsedNs >= 30'000'000);
    QCOMPARE(p.captured->closed.load(), 1);
}

void TestEngineStates::destructionStopsTheRun() {
    Pipeline p(countingSource(-1), passing());
    {
        const auto run = p.start();
        waitForRecords(*run, p.sink, 1);
    }
    QCOMPARE(p.captured->aborted.load(), 1);
}

void TestEngineStates::hotSettingsReachEverySubtask() {
    const auto adding = [](std::int64_t offset) {
        return mapping([offset](const RecordBatch& in, OperatorContext&) {
            auto column = Column::allocate(TypeId::BigInt, in.physicalRows());
            const auto values = in.column(0).values<std::int64_t>();
            for (std::size_t i = 0; i < in.physicalRows(); ++i) {
                column->mutableValues<std::int64_t>()[i] = values[i] + offset;
            }
            return in.withColumns(in.schema(), {ColumnPtr(column)});
        });
    };
    Pipeline p(countingSource(-1), adding(0));
    const auto run = p.start();
    waitForRecords(*run, p.sink, 1'000);
    Plan changed = *run->plan();
    changed.vertices[p.stage].bound.makeOperator = adding(1'000'000'000'000);
    changed.vertices[p.stage].params = Params({{"setting", 1}});
    const auto result = run->reconfigure(std::make_shared<const Plan>(changed));
    QVERIFY(result.has_value());
    const std::int64_t before = run->frame().nodes[p.sink].recordsIn;
    waitForRecords(*run, p.sink, before + 50'000);
    run->drain();
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Finished);
    QVERIFY(p.captured->values().back() >= 1'000'000'000'000);
}

void TestEngineStates::otherChangesAreRefused() {
    Pipeline p(countingSource(-1), passing());
    const auto run = p.start();
    Plan changed = *run->plan();
    changed.vertices[p.stage].params = Params({{"fixed", 1}});
    const auto result = run->reconfigure(std::make_shared<const Plan>(changed));
    QVERIFY(result.has_error());
    QCOMPARE(result.error().items.front().code, std::string("MR4201"));
    QCOMPARE(result.error().items.front().node, std::string("stage"));
    QVERIFY(run->plan()->vertices[p.stage].params == Params());
    run->stop();
    QVERIFY(run->waitFor(120s));
}

void TestEngineStates::peekShowsTheLastRecordsWithoutLosingAny() {
    Pipeline p(countingSource(-1), passing(), {}, 1);
    const auto run = p.start();
    QVERIFY(run->peek(1, 100).batches.size() <= 100);
    waitForRecords(*run, p.sink, 20'000);
    Peek peek = run->peek(1, 100);
    std::size_t rows = 0;
    for (const RecordBatch& batch : peek.batches)
        rows += batch.rows();
    QCOMPARE(rows, std::size_t{100});
    QVERIFY(peek.recordsSeen >= 20'000);
    run->drain();
    QVERIFY(run->waitFor(120s));
    peek = run->peek(1, 100);
    const std::vector<std::int64_t> values = p.captured->values();
    QCOMPARE(peek.recordsSeen, static_cast<std::int64_t>(values.size()));
    QCOMPARE(valuesOf(peek.batches.back()).back(), values.back());
    QVERIFY(checkInvariants(*run->plan(), run->frame()).empty());
}

void TestEngineStates::publishedTablesKeepTheLatest() {
    const auto publishing = mapping([](const RecordBatch& in, OperatorContext& context) {
        context.publish(in);
        return in;
    });
    Pipeline p(countingSource(1'000), publishing, {}, 1);
    const auto run = p.start();
    QVERIFY(run->waitFor(120s));
    const auto table = run->published("stage");
    QVERIFY(table.has_value());
    QCOMPARE(valuesOf(*table).back(), 999);
    QVERIFY(!run->published("sink").has_value());
}

void TestEngineStates::aWaitingPoolCostsNoCpu() {
    Pipeline p(tickingSource(3, 200'000'000), passing());
    const auto run = p.start();
    QVERIFY(run->waitFor(120s));
    const MetricsFrame frame = run->frame();
    QVERIFY(frame.elapsedNs >= 400'000'000);
    // The share of CPU while it ran, not a time: a spinning pool would come near 1 or 2.
    QVERIFY2(frame.cpuSeconds < 0.25 * static_cast<double>(frame.elapsedNs) / 1e9,
             std::to_string(frame.cpuSeconds).c_str());
    QVERIFY(frame.nodes[p.sink].idleNs > frame.nodes[p.sink].busyNs);
}

void TestEngineStates::scheduledRecordsComeOnTimeAndInOrder() {
    for (const ExecutorKind kind : {ExecutorKind::Pool, ExecutorKind::Threads}) {
        Pipeline p(tickingSource(200, 500'000), passing(), {}, 1);
        p.plan.useExecutor(kind);
        const auto run = p.start();
        QVERIFY(run->waitFor(120s));
        QVERIFY(run->frame().elapsedNs >= 199 * 500'000);
        std::vector<std::int64_t> expected(200);
        std::iota(expected.begin(), expected.end(), 0);
        QCOMPARE(p.captured->values(), expected);
    }
}

void TestEngineStates::aThrottleHoldsBackWhatIsInFrontOfIt() {
    Pipeline p(countingSource(64 * 20), throttling(2'000'000), {}, 1);
    p.plan.vertex(p.stage).batchSize = 1;
    const auto run = p.start();
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Finished);
    QVERIFY(run->frame().elapsedNs >= 18 * 2'000'000);
    QCOMPARE(p.captured->values().size(), std::size_t{64 * 20});
    QVERIFY(checkInvariants(*run->plan(), run->frame()).empty());
}

QTEST_GUILESS_MAIN(TestEngineStates)
#include "tst_engine_states.moc"
