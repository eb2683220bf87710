// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/engine.h"
#include "tests/support/held_run.h"
#include "tests/support/json_rows.h"
#include "tests/support/node_harness.h"
#include "tests/support/run_plan.h"
#include "tests/support/toy_kinds.h"

#include <QtTest/QtTest>

#include <thread>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

namespace {

const char* const kWindows = R"({'millrace': 1, 'nodes': {
    'buses': {'kind': 'generate', 'params': {'count': 20000, 'watermark_delay': '1 ms', 'fields': {
        'bus': {'type': 'choice', 'values': ['a', 'b', 'c']},
        'n': {'type': 'sequence'},
        'ts': {'type': 'timestamp', 'every': '1 ms', 'jitter': '20 ms'}}}},
    'some': {'kind': 'filter', 'params': {'where': 'MOD(n, 7) > 0'}},
    'trips': {'kind': 'aggregate', 'params': {'key': ['bus'], 'window': {'tumbling': '250 ms'},
        'columns': {'rows': 'COUNT(*)', 'total': 'SUM(n)'}}},
    'table': {'kind': 'live_table', 'params': {'rows': 100000}},
    'behind': {'kind': 'live_table', 'params': {'rows': 100000}}},
    'edges': [{'from': 'buses.out', 'to': 'some.in'}, {'from': 'some.out', 'to': 'trips.in'},
              {'from': 'trips.out', 'to': 'table.in'}, {'from': 'trips.late', 'to': 'behind.in'}]})";

PlanPtr planned(const std::string& text, const PlanOptions& options = {}) {
    const Planning planning = plan(graphOf(text), builtinRegistry(), options);
    if (!planning.plan) qFatal("%s", toText(planning.diagnostics).c_str());
    return planning.plan;
}

/// Runs the plan, letting go each time it is held. How often that was; -1 when it did not finish soundly.
std::int64_t runWithStops(const PlanPtr& plan, Breakpoint breakpoint, std::map<std::string, Rows>& tables) {
    RunOptions options;
    options.poolWorkers = 2;
    options.breakpoints = {breakpoint};
    const auto run = std::move(Engine().start(plan, options).value());
    for (int looks = 0; !run->waitFor(0ms) && looks < 10'000'000; ++looks) {
        if (run->breakpoints().at(0).holding) run->release(breakpoint.edge).value();
        std::this_thread::yield();
    }
    for (const std::string& violation : checkInvariants(*plan, run->frame()))
        qWarning("%s", violation.c_str());
    if (run->state() != RunState::Finished || !checkInvariants(*plan, run->frame()).empty()) return -1;
    for (const PlanVertex& vertex : plan->vertices)
        if (const auto view = run->published(vertex.node)) tables[vertex.node] = rowsOf({*view});
    return run->breakpoints().at(0).stops;
}

} // namespace

class TestBreakpointsInGraphs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void windowsAreTheSameWithBreakpoints_data();
    void windowsAreTheSameWithBreakpoints();
    void orderedWorkersKeepTheOrder_data();
    void orderedWorkersKeepTheOrder();
    void everyWorkerOfAWireHolds();
    void aRunMayGoWhileItIsHeld();
    void aHeldRunIsNoStandstill();
    void whoHasEnoughIsNotHeldUp();
};

void TestBreakpointsInGraphs::windowsAreTheSameWithBreakpoints_data() {
    QTest::addColumn<bool>("fusion");
    QTest::addColumn<int>("workers");
    QTest::addColumn<int>("batch");
    for (const bool fusion : {true, false})
        for (const int workers : {1, 3})
            for (const int batch : {2, 1024})
                QTest::addRow("%s x %d, batch %d", fusion ? "fused" : "queued", workers, batch)
                    << fusion << workers << batch;
}

void TestBreakpointsInGraphs::windowsAreTheSameWithBreakpoints() {
    QFETCH(bool, fusion);
    QFETCH(int, workers);
    QFETCH(int, batch);
    PlanOptions options;
    options.allowFusion = fusion;
    options.workers = workers;
    options.batchSize = static_cast<std::size_t>(batch);
    const PlanPtr graph = planned(kWindows, options);
    std::map<std::string, Rows> expected;
    QCOMPARE(runWithStops(graph, {.edge = 0, .condition = "n < 0"}, expected), std::int64_t{0});
    QVERIFY(expected["table"].size() > 200);
    QVERIFY(expected["behind"].size() > 50);
    for (std::size_t edge = 0; edge < graph->edges.size(); ++edge) {
        std::map<std::string, Rows> actual;
        // Far fewer records come to the ends of the graph.
        const std::int64_t every = edge < 2 ? 97 : 5;
        const std::int64_t stops = runWithStops(graph, {.edge = edge, .hitCount = every}, actual);
        QVERIFY2(stops > 2, graph->edges[edge].id.c_str());
        for (const char* node : {"table", "behind"}) {
            const Schema& schema = *graph->find(node)->inputs[0];
            const std::string differs = difference(actual[node], expected[node], schema);
            QVERIFY2(differs.empty(), (graph->edges[edge].id + ": " + differs).c_str());
        }
    }
}

void TestBreakpointsInGraphs::orderedWorkersKeepTheOrder_data() {
    QTest::addColumn<int>("edge");
    QTest::addColumn<int>("batch");
    for (const int edge : {0, 1, 2})
        for (const int batch : {1, 2, 1024})
            QTest::addRow("wire %d, batch %d", edge, batch) << edge << batch;
}

void TestBreakpointsInGraphs::orderedWorkersKeepTheOrder() {
    QFETCH(int, edge);
    QFETCH(int, batch);
    const auto captured = std::make_shared<Captured>();
    ToyPlan toys;
    const auto source = toys.source("source", countingSource(10'000));
    const auto first = toys.stage("first", passing(), 3);
    const auto second = toys.stage("second", passing(), 3);
    const auto sink = toys.sink("sink", capturing(captured));
    toys.wire(source, first).capacity = 4096;
    toys.fuse(first, second);
    toys.wire(second, sink).capacity = 4096;
    toys.chainOf(first).ordering = Ordering::Ordered;
    toys.useBatchSize(static_cast<std::size_t>(batch));
    std::map<std::string, Rows> none;
    const std::int64_t stops =
        runWithStops(toys.build(), {.edge = static_cast<std::size_t>(edge), .hitCount = 101}, none);
    QCOMPARE(stops, std::int64_t{10'000 / 101});
    QCOMPARE(captured->values(), countUpTo(10'000));
}

void TestBreakpointsInGraphs::everyWorkerOfAWireHolds() {
    for (const bool fused : {false, true}) {
        HeldRun::Setup setup;
        setup.fused = fused;
        setup.workers = 3;
        setup.batch = 8;
        HeldRun held(setup);
        held.start({{.edge = fused ? HeldRun::kSecondWire : HeldRun::kFirstWire, .condition = "n >= 700"}});
        const std::size_t edge = held.state().breakpoint.edge;
        QVERIFY(held.waitForStop(1));
        // Each record before the hit that a worker had already taken may pass; later ones may not.
        QVERIFY(held.waitUntilQuiet());
        QVERIFY(held.run->frame().edges[HeldRun::kFirstWire].depth * 3 >= HeldRun::kCapacity);
        for (const std::int64_t value : held.captured->values())
            QVERIFY(value < 700);
        const std::size_t before = held.captured->values().size();
        held.run->step(edge, StepSize::Record).value();
        QVERIFY(held.waitForStop(2));
        QVERIFY(held.waitForRecords(before + 1));
        QTest::qWait(20);
        QCOMPARE(held.captured->values().size(), before + 1);
        held.run->setBreakpoints({}).value();
        QVERIFY(held.run->waitFor(120s));
        QCOMPARE(held.captured->sortedValues(), countUpTo(setup.total));
        QCOMPARE(held.violations(), std::string());
    }
}

void TestBreakpointsInGraphs::aRunMayGoWhileItIsHeld() {
    for (const bool fused : {false, true}) {
        for (const std::size_t edge : {HeldRun::kFirstWire, HeldRun::kSecondWire}) {
            HeldRun::Setup setup;
            setup.fused = fused;
            setup.workers = 3;
            setup.batch = 8;
            HeldRun held(setup);
            held.start({{.edge = edge, .condition = "n >= 700"}});
            QVERIFY(held.waitForStop(1));
            held.run.reset();
            QCOMPARE(held.captured->closed.load(), 0);
            QVERIFY(held.captured->aborted.load() > 0);
        }
    }
}

void TestBreakpointsInGraphs::aHeldRunIsNoStandstill() {
    const PlanPtr graph = planned(R"({'millrace': 1, 'nodes': {
        'numbers': {'kind': 'generate', 'params': {'count': 2000, 'fields': {'id': {'type': 'sequence'}}}},
        'left': {'kind': 'map', 'params': {'columns': {'twice': 'id * 2'}}},
        'right': {'kind': 'map', 'params': {'columns': {'half': 'id / 2'}}},
        'join': {'kind': 'barrier', 'params': {'key': ['id'], 'capacity': 16}},
        'end': {'kind': 'discard'}},
        'edges': [{'from': 'numbers.out', 'to': 'left.in', 'queue': {'capacity': 64}},
                  {'from': 'numbers.out', 'to': 'right.in', 'queue': {'capacity': 64}},
                  {'from': 'left.out', 'to': 'join.a', 'queue': {'capacity': 64}},
                  {'from': 'right.out', 'to': 'join.b', 'queue': {'capacity': 64}},
                  {'from': 'join.out', 'to': 'end.in'}]})");
    for (std::size_t edge = 0; edge < 4; ++edge) {
        RunOptions options;
        options.poolWorkers = 2;
        options.breakpoints = {{.edge = edge, .condition = "id = 500"}};
        const auto run = std::move(Engine().start(graph, options).value());
        QTRY_VERIFY_WITH_TIMEOUT(run->breakpoints().at(0).holding || isFinal(run->state()), 60'000);
        QVERIFY(!run->waitFor(300ms)); // a standstill is named within a tenth of a second
        run->release(edge).value();
        QVERIFY(run->waitFor(120s));
        QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
        QCOMPARE(run->frame().nodes.back().recordsIn, std::int64_t{2000});
    }
}

void TestBreakpointsInGraphs::whoHasEnoughIsNotHeldUp() {
    // The limit is reached while the breakpoint behind it still holds: what is in front of the limit ends.
    for (const bool fused : {false, true}) {
        const auto captured = std::make_shared<Captured>();
        ToyPlan toys;
        const auto source = toys.source("source", countingSource(-1));
        const auto limit = toys.stage("limit", limiting(100));
        const auto sink = toys.sink("sink", capturing(captured));
        toys.wire(source, limit).capacity = 256;
        if (fused)
            toys.fuse(limit, sink);
        else
            toys.wire(limit, sink).capacity = 256;
        toys.useBatchSize(16);
        RunOptions options;
        options.breakpoints = {{.edge = 0, .condition = "n = 90"}, {.edge = 1, .condition = "n = 95"}};
        const auto run = std::move(Engine().start(toys.build(), options).value());
        QTRY_VERIFY_WITH_TIMEOUT(run->breakpoints().at(0).holding, 60'000);
        run->release(0).value();
        QTRY_VERIFY_WITH_TIMEOUT(run->breakpoints().at(1).holding, 60'000);
        QVERIFY(!run->waitFor(50ms));
        run->release(1).value();
        QVERIFY(run->waitFor(120s));
        QCOMPARE(run->state(), RunState::Finished);
        QCOMPARE(captured->values(), countUpTo(100));
    }
}

QTEST_GUILESS_MAIN(TestBreakpointsInGraphs)
#include "tst_breakpoints_in_graphs.moc"
