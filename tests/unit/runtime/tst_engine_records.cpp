// SPDX-License-Identifier: Apache-2.0
#include "tests/support/run_plan.h"
#include "tests/support/toy_nodes.h"

#include <QtTest/QtTest>

#include <numeric>
#include <set>

using namespace millrace;
using namespace millrace::test;

namespace {

std::vector<std::int64_t> upTo(std::int64_t n) {
    std::vector<std::int64_t> values(static_cast<std::size_t>(n));
    std::iota(values.begin(), values.end(), 0);
    return values;
}

const char* text(const RunOutcome& outcome) {
    static std::string kept;
    kept = outcome.text();
    return kept.c_str();
}

void addGrid() {
    QTest::addColumn<int>("executor");
    QTest::addColumn<int>("workers");
    QTest::addColumn<int>("batch");
    for (const ExecutorKind kind : {ExecutorKind::Threads, ExecutorKind::Pool}) {
        for (const int workers : {1, 2, 4}) {
            for (const int batch : {1, 2, 1024}) {
                QTest::addRow("%s x %d, batch %d", kind == ExecutorKind::Pool ? "pool" : "threads", workers,
                              batch)
                    << static_cast<int>(kind) << workers << batch;
            }
        }
    }
}

ExecutorKind executor() {
    QFETCH(int, executor);
    return static_cast<ExecutorKind>(executor);
}

std::int64_t totalFor(int batch) { return batch >= 1024 ? 50'000 : 3'000; }

} // namespace

class TestEngineRecords : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsLostOrDoubled_data() { addGrid(); }
    void nothingIsLostOrDoubled();
    void everyPartitioningKeepsEveryRecord_data();
    void everyPartitioningKeepsEveryRecord();
    void orderedWorkersKeepTheOrder_data() { addGrid(); }
    void orderedWorkersKeepTheOrder();
    void twoOrderedStagesInARowKeepTheOrder();
    void orderSurvivesHashPartitioning();
    void oneKeyMeetsOneWorkerInOrder();
    void broadcastGivesEachWorkerEverything();
    void fusedFanOutAndFanIn();
    void splitPortsCarryTheirShare();
    void tinyQueuesDoNotDeadlockOrLose();
    void aBatchLargerThanTheQueueIsSplit();
    void aLaggingConsumerGetsLargerBatches();
    void aSourceThatReadsAheadSendsBatchesOfTheSizeAskedFor_data();
    void aSourceThatReadsAheadSendsBatchesOfTheSizeAskedFor();
    void largeResultsAtTheEndRespectBackPressure();
    void limitEndsTheRunEarly();
    void aLimitOnOneBranchLeavesTheOther();
    void whoHasSeenEnoughDeadLettersEndsNothing();
    void rejectedRecordsCountWithoutAWire();
};

void TestEngineRecords::nothingIsLostOrDoubled() {
    QFETCH(int, workers);
    QFETCH(int, batch);
    const std::int64_t total = totalFor(batch);
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(total));
    const auto pass = plan.stage("pass", passing(), workers);
    const auto sink = plan.sink("sink", capturing(captured));
    plan.wire(source, pass).partitioning = Partitioning::RoundRobin;
    plan.wire(pass, sink).capacity = 256;
    plan.useExecutor(executor());
    plan.useBatchSize(static_cast<std::size_t>(batch));
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.ok(), text(outcome));
    QCOMPARE(captured->sortedValues(), upTo(total));
    QCOMPARE(outcome.frame.nodes[sink].recordsIn, total);
    QCOMPARE(captured->closed.load(), 1);
    QCOMPARE(captured->aborted.load(), 0);
    QVERIFY(outcome.frame.nodes[sink].latency->count() == static_cast<std::uint64_t>(total));
}

void TestEngineRecords::everyPartitioningKeepsEveryRecord_data() {
    QTest::addColumn<int>("partitioning");
    QTest::addColumn<int>("producers");
    for (const auto kind :
         {Partitioning::Forward, Partitioning::RoundRobin, Partitioning::Hash, Partitioning::LeastLoaded}) {
        for (const int producers : {1, 2, 3}) {
            QTest::addRow("%d from %d", static_cast<int>(kind), producers)
                << static_cast<int>(kind) << producers;
        }
    }
}

void TestEngineRecords::everyPartitioningKeepsEveryRecord() {
    QFETCH(int, partitioning);
    QFETCH(int, producers);
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(20'000), producers);
    const auto sink = plan.sink("sink", capturing(captured), 3);
    plan.wire(source, sink).partitioning = static_cast<Partitioning>(partitioning);
    plan.useBatchSize(100);
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.ok(), text(outcome));
    QCOMPARE(captured->sortedValues(), upTo(20'000));
}

void TestEngineRecords::orderedWorkersKeepTheOrder() {
    QFETCH(int, workers);
    QFETCH(int, batch);
    const std::int64_t total = totalFor(batch);
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(total, true));
    const auto uneven = mapping([](const RecordBatch& in, OperatorContext& context) {
        if (valuesOf(in).front() % 7 == 0) context.wait(20'000);
        return in;
    });
    const auto stage = plan.stage("stage", uneven, workers);
    const auto sink = plan.sink("sink", capturing(captured));
    plan.wire(source, stage).partitioning = Partitioning::RoundRobin;
    plan.wire(stage, sink).capacity = 64;
    plan.chainOf(stage).ordering = Ordering::Ordered;
    plan.useExecutor(executor());
    plan.useBatchSize(static_cast<std::size_t>(batch));
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.ok(), text(outcome));
    QCOMPARE(captured->values(), upTo(total));
}

void TestEngineRecords::twoOrderedStagesInARowKeepTheOrder() {
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(10'000, true));
    const auto a = plan.stage("a", passing(), 3);
    const auto b = plan.stage("b", passing(), 2);
    const auto sink = plan.sink("sink", capturing(captured));
    plan.wire(source, a).partitioning = Partitioning::RoundRobin;
    plan.wire(a, b).partitioning = Partitioning::RoundRobin;
    plan.wire(b, sink);
    plan.chainOf(a).ordering = Ordering::Ordered;
    plan.chainOf(b).ordering = Ordering::Ordered;
    plan.useBatchSize(7);
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.ok(), text(outcome));
    QCOMPARE(captured->values(), upTo(10'000));
}

void TestEngineRecords::orderSurvivesHashPartitioning() {
    // Between batches the order holds; within one, hashing has taken it apart.
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(5'000, true));
    const auto stage = plan.stage("stage", passing(), 3);
    const auto sink = plan.sink("sink", capturing(captured));
    plan.wire(source, stage).partitioning = Partitioning::Hash;
    plan.wire(stage, sink);
    plan.chainOf(stage).ordering = Ordering::Ordered;
    plan.useBatchSize(10);
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.ok(), text(outcome));
    const std::vector<std::int64_t> values = captured->values();
    QCOMPARE(values.size(), std::size_t{5'000});
    for (std::size_t i = 0; i < values.size(); ++i)
        QCOMPARE(values[i] / 10, static_cast<std::int64_t>(i / 10));
}

void TestEngineRecords::oneKeyMeetsOneWorkerInOrder() {
    std::mutex mutex;
    std::map<std::int64_t, std::vector<std::pair<int, std::int64_t>>> seen;
    const auto note = mapping([&](const RecordBatch& in, OperatorContext& context) {
        const std::lock_guard lock(mutex);
        for (const std::int64_t n : valuesOf(in))
            seen[n % 16].emplace_back(context.subtask(), n);
        return in;
    });
    const auto keyed = mapping([](const RecordBatch& in, OperatorContext&) {
        auto key = Column::allocate(TypeId::BigInt, in.physicalRows());
        const auto values = in.column(0).values<std::int64_t>();
        for (std::size_t i = 0; i < in.physicalRows(); ++i)
            key->mutableValues<std::int64_t>()[i] = values[i] % 16;
        const SchemaPtr schema = makeSchema({{"n", TypeId::BigInt}, {"k", TypeId::BigInt}});
        return in.withColumns(schema, {in.columnPtr(0), ColumnPtr(key)});
    });
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(4'000));
    const auto key = plan.stage("key", keyed);
    const auto stage = plan.stage("stage", note, 4);
    plan.wire(source, key);
    PlanEdge& wire = plan.wire(key, stage);
    wire.partitioning = Partitioning::Hash;
    wire.keyColumns = {1};
    plan.useBatchSize(50);
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.ok(), text(outcome));
    QCOMPARE(seen.size(), std::size_t{16});
    std::set<int> workers;
    for (const auto& [k, list] : seen) {
        workers.insert(list.front().first);
        for (std::size_t i = 0; i < list.size(); ++i) {
            QCOMPARE(list[i].first, list.front().first);
            QCOMPARE(list[i].second, static_cast<std::int64_t>(i) * 16 + k);
        }
    }
    QVERIFY(workers.size() > 1);
}

void TestEngineRecords::broadcastGivesEachWorkerEverything() {
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(1'000));
    const auto sink = plan.sink("sink", capturing(captured), 3);
    plan.wire(source, sink).partitioning = Partitioning::Broadcast;
    plan.useBatchSize(64);
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.ok(), text(outcome));
    const std::vector<std::int64_t> values = captured->sortedValues();
    QCOMPARE(values.size(), std::size_t{3'000});
    for (std::size_t i = 0; i < values.size(); ++i)
        QCOMPARE(values[i], static_cast<std::int64_t>(i / 3));
}

void TestEngineRecords::fusedFanOutAndFanIn() {
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(5'000, true));
    const auto split = plan.stage("split", splitting(), 1, {{"even"}, {"odd"}});
    const auto a = plan.stage("a", passing());
    const auto b = plan.stage("b", passing());
    const auto sink = plan.sink("sink", capturing(captured));
    plan.fuse(source, split);
    plan.fuse(split, a, 0);
    plan.fuse(split, b, 1);
    plan.fuse(a, sink);
    plan.fuse(b, sink);
    plan.useBatchSize(100);
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.ok(), text(outcome));
    QCOMPARE(captured->sortedValues(), upTo(5'000));
    QCOMPARE(outcome.frame.nodes[a].recordsIn, 2'500);
    QCOMPARE(captured->watermarks().at(0).back(), kMaxWatermark);
}

void TestEngineRecords::splitPortsCarryTheirShare() {
    const auto even = std::make_shared<Captured>();
    const auto odd = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(10'000));
    const auto split = plan.stage("split", splitting(), 2, {{"even"}, {"odd"}});
    const auto left = plan.sink("left", capturing(even));
    const auto right = plan.sink("right", capturing(odd));
    plan.wire(source, split);
    plan.wire(split, left, 0);
    plan.wire(split, right, 1);
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.ok(), text(outcome));
    QCOMPARE(even->values().size(), std::size_t{5'000});
    QCOMPARE(odd->values().size(), std::size_t{5'000});
    QCOMPARE(outcome.frame.nodes[split].portRecords, (std::vector<std::int64_t>{5'000, 5'000}));
}

void TestEngineRecords::tinyQueuesDoNotDeadlockOrLose() {
    for (const ExecutorKind kind : {ExecutorKind::Threads, ExecutorKind::Pool}) {
        const auto captured = std::make_shared<Captured>();
        ToyPlan plan;
        const auto source = plan.source("source", countingSource(2'000, true));
        const auto a = plan.stage("a", passing(), 2);
        const auto b = plan.stage("b", passing(), 3);
        const auto sink = plan.sink("sink", capturing(captured));
        plan.wire(source, a).capacity = 1;
        plan.wire(a, b).capacity = 1;
        plan.wire(b, sink).capacity = 1;
        plan.chainOf(b).ordering = Ordering::Ordered;
        plan.useExecutor(kind);
        plan.useBatchSize(16);
        const RunOutcome outcome = runPlan(plan.build());
        QVERIFY2(outcome.ok(), text(outcome));
        QCOMPARE(captured->sortedValues(), upTo(2'000));
    }
}

void TestEngineRecords::aBatchLargerThanTheQueueIsSplit() {
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(5'000, false, 5'000));
    const auto sink = plan.sink("sink", capturing(captured));
    plan.wire(source, sink).capacity = 64;
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.ok(), text(outcome));
    QCOMPARE(captured->values(), upTo(5'000));
    QVERIFY(captured->batches() >= 5'000 / 64);
}

void TestEngineRecords::aLaggingConsumerGetsLargerBatches() {
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(20'000, false, 1));
    const auto slow = [](OperatorContext& context) { context.wait(1'000'000); };
    const auto sink = plan.sink("sink", capturing(captured, {}, slow));
    plan.wire(source, sink);
    plan.useExecutor(ExecutorKind::Threads);
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.ok(), text(outcome));
    QCOMPARE(captured->values(), upTo(20'000));
    QVERIFY(captured->batches() < 5'000);
}

void TestEngineRecords::aSourceThatReadsAheadSendsBatchesOfTheSizeAskedFor_data() {
    QTest::addColumn<int>("batch");
    for (const int batch : {1, 3, 1000})
        QTest::addRow("%d", batch) << batch;
}

void TestEngineRecords::aSourceThatReadsAheadSendsBatchesOfTheSizeAskedFor() {
    QFETCH(int, batch);
    constexpr std::int64_t kTotal = 5'000;
    const auto captured = std::make_shared<Captured>();
    std::atomic<std::size_t> largest{0};
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(kTotal, true));
    const auto look = plan.stage("look", mapping([&largest](const RecordBatch& in, OperatorContext&) {
                                     largest = std::max(largest.load(), in.rows());
                                     return in;
                                 }));
    const auto sink = plan.sink("sink", capturing(captured));
    plan.fuse(source, look);
    plan.fuse(look, sink);
    plan.useBatchSize(static_cast<std::size_t>(batch));
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.ok(), text(outcome));
    QCOMPARE(captured->values(), upTo(kTotal));
    QCOMPARE(largest.load(), static_cast<std::size_t>(batch));
    QVERIFY(outcome.frame.nodes[source].batchesOut >= kTotal / batch);
    // Time never runs ahead of the records: each watermark follows all that its block held.
    QCOMPARE(captured->watermarks().at(0).back(), kMaxWatermark);
}

void TestEngineRecords::largeResultsAtTheEndRespectBackPressure() {
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(20'000));
    const auto hoard = plan.stage("hoard", hoarding(16));
    const auto sink = plan.sink("sink", capturing(captured));
    plan.wire(source, hoard);
    plan.wire(hoard, sink).capacity = 32;
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.ok(), text(outcome));
    QCOMPARE(captured->values(), upTo(20'000));
}

void TestEngineRecords::limitEndsTheRunEarly() {
    for (const bool fused : {true, false}) {
        const auto captured = std::make_shared<Captured>();
        ToyPlan plan;
        const auto source = plan.source("source", countingSource(-1));
        const auto limit = plan.stage("limit", limiting(1'500));
        const auto sink = plan.sink("sink", capturing(captured));
        if (fused) {
            plan.fuse(source, limit);
        } else {
            plan.wire(source, limit);
        }
        plan.wire(limit, sink);
        const RunOutcome outcome = runPlan(plan.build());
        QVERIFY2(outcome.ok(), text(outcome));
        QCOMPARE(captured->values(), upTo(1'500));
        QCOMPARE(captured->closed.load(), 1);
    }
}

void TestEngineRecords::aLimitOnOneBranchLeavesTheOther() {
    const auto all = std::make_shared<Captured>();
    const auto few = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(30'000));
    const auto limit = plan.stage("limit", limiting(10));
    const auto left = plan.sink("left", capturing(few));
    const auto right = plan.sink("right", capturing(all));
    plan.wire(source, limit);
    plan.wire(limit, left);
    plan.wire(source, right);
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.ok(), text(outcome));
    QCOMPARE(few->values(), upTo(10));
    QCOMPARE(all->values(), upTo(30'000));
    QCOMPARE(outcome.frame.nodes[limit].recordsIn, 30'000);
}

void TestEngineRecords::whoHasSeenEnoughDeadLettersEndsNothing() {
    for (const bool fused : {true, false}) {
        const auto few = std::make_shared<Captured>();
        ToyPlan plan;
        const auto source = plan.source("source", countingSource(30'000));
        const auto writer =
            plan.stage("writer", splitting(), 1, {{"out"}, {"rejected", "", PortRole::Rejected}});
        const auto limit = plan.stage("limit", limiting(10));
        const auto sink = plan.sink("sink", capturing(few));
        plan.wire(source, writer);
        if (fused) {
            plan.fuse(writer, limit, 1);
        } else {
            plan.wire(writer, limit, 1);
        }
        plan.wire(limit, sink);
        const RunOutcome outcome = runPlan(plan.build());
        QVERIFY2(outcome.ok(), text(outcome));
        QCOMPARE(few->values().size(), std::size_t{10});
        QCOMPARE(outcome.frame.nodes[writer].rejected, 15'000);
        QCOMPARE(outcome.frame.nodes[writer].recordsOut, 15'000);
    }
}

void TestEngineRecords::rejectedRecordsCountWithoutAWire() {
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(1'000));
    const auto check = plan.stage("check", splitting(), 1, {{"out"}, {"rejected", "", PortRole::Rejected}});
    const auto sink = plan.sink("sink", capturing(captured));
    plan.vertex(check).bound.filters = true;
    plan.fuse(source, check);
    plan.wire(check, sink);
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.ok(), text(outcome));
    QCOMPARE(outcome.frame.nodes[check].rejected, 500);
    QCOMPARE(outcome.frame.nodes[check].recordsOut, 500);
    QCOMPARE(outcome.frame.nodes[check].filtered, 0);
}

QTEST_GUILESS_MAIN(TestEngineRecords)
#include "tst_engine_records.moc"
