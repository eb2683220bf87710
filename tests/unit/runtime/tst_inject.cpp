// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/engine.h"
#include "tests/support/held_run.h"
#include "tests/support/json_rows.h"
#include "tests/support/node_harness.h"
#include "tests/support/toy_kinds.h"

#include <QtTest/QtTest>

#include <boost/json/parse.hpp>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

namespace {

PlanPtr planned(const std::string& text, const PlanOptions& options = {}) {
    const Planning planning = plan(graphOf(text), builtinRegistry(), options);
    if (!planning.plan) qFatal("%s", toText(planning.diagnostics).c_str());
    return planning.plan;
}

RecordBatch rows(const SchemaPtr& schema, const char* json) {
    return batchFromJson(schema, boost::json::parse(json).as_array());
}

const char* const kKeyed = R"({'millrace': 1, 'nodes': {
    'numbers': {'kind': 'generate', 'params': {'count': 5000, 'fields': {
        'n': {'type': 'sequence'}, 'ts': {'type': 'timestamp', 'every': '1 ms'}}}},
    'keys': {'kind': 'map', 'params': {'columns': {'k': 'MOD(n, 50)'}}},
    'some': {'kind': 'filter', 'params': {'where': 'k >= 0'}},
    'count': {'kind': 'aggregate', 'params': {'key': ['k'], 'columns': {'rows': 'COUNT(*)'}}},
    'table': {'kind': 'live_table'}},
    'edges': [{'from': 'numbers.out', 'to': 'keys.in'}, {'from': 'keys.out', 'to': 'some.in'},
              {'from': 'some.out', 'to': 'count.in'}, {'from': 'count.out', 'to': 'table.in'}]})";

std::size_t edgeNamed(const Plan& plan, const std::string& id) {
    for (std::size_t e = 0; e < plan.edges.size(); ++e)
        if (plan.edges[e].id == id) return e;
    qFatal("no wire %s", id.c_str());
}

std::unique_ptr<Run> started(const PlanPtr& plan, RunOptions options = {}) {
    options.poolWorkers = 2;
    auto run = Engine().start(plan, std::move(options));
    if (!run) qFatal("%s", toText(run.error()).c_str());
    return std::move(*run);
}

const NodeMetrics& nodeOf(const Plan& plan, const MetricsFrame& frame, const char* node) {
    return frame.nodes[static_cast<std::size_t>(plan.find(node) - plan.vertices.data())];
}

/// The keyed graph as the row of the test wants it planned.
PlanPtr fetchedPlan() {
    QFETCH(bool, fusion);
    QFETCH(int, workers);
    PlanOptions options;
    options.allowFusion = fusion;
    options.workers = workers;
    return planned(kKeyed, options);
}

} // namespace

class TestInject : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recordsGoIntoAnInput_data();
    void recordsGoIntoAnInput();
    void recordsLeaveByAnOutput_data() { recordsGoIntoAnInput_data(); }
    void recordsLeaveByAnOutput();
    void keysReachTheirWorker();
    void recordsGoPastABreakpoint_data();
    void recordsGoPastABreakpoint();
    void whatTheWatermarkHasPassedIsLate();
    void aPausedRunTakesThemWhenItGoesOn();
    void whatDoesNotFitIsRefused();
    void anEndedNodeTakesNothing();
};

void TestInject::recordsGoIntoAnInput_data() {
    QTest::addColumn<bool>("fusion");
    QTest::addColumn<int>("workers");
    for (const bool fusion : {true, false})
        for (const int workers : {1, 3})
            QTest::addRow("%s x %d", fusion ? "fused" : "queued", workers) << fusion << workers;
}

void TestInject::recordsGoIntoAnInput() {
    const PlanPtr plan = fetchedPlan();
    RunOptions options;
    options.injections = {
        {"some", "in", rows(plan->find("some")->inputs[0], R"([[0, 1000, -1], [0, 1000, 7]])")}};
    const auto run = started(plan, options);
    QVERIFY(run->waitFor(120s));
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    const MetricsFrame frame = run->frame();
    QCOMPARE(nodeOf(*plan, frame, "some").recordsIn, std::int64_t{5'002});
    QCOMPARE(nodeOf(*plan, frame, "some").injectedIn, std::int64_t{2});
    QCOMPARE(nodeOf(*plan, frame, "some").recordsOut, std::int64_t{5'001});
    QCOMPARE(nodeOf(*plan, frame, "some").filtered, std::int64_t{1});
    QCOMPARE(nodeOf(*plan, frame, "keys").injectedIn, std::int64_t{0});
    const auto violations = checkInvariants(*plan, frame);
    QVERIFY2(violations.empty(), violations.empty() ? "" : violations[0].c_str());
}

void TestInject::recordsLeaveByAnOutput() {
    const PlanPtr plan = fetchedPlan();
    RunOptions options;
    options.injections = {
        {"numbers", "out", rows(plan->find("keys")->inputs[0], R"([[100000, 1000], [100001, 1000]])")},
        {"some", "out", rows(plan->find("count")->inputs[0], R"([[0, 1000, -5]])")}};
    const auto run = started(plan, options);
    QVERIFY(run->waitFor(120s));
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    const MetricsFrame frame = run->frame();
    QCOMPARE(nodeOf(*plan, frame, "numbers").recordsOut, std::int64_t{5'002});
    QCOMPARE(nodeOf(*plan, frame, "numbers").injectedOut, std::int64_t{2});
    QCOMPARE(nodeOf(*plan, frame, "some").filtered, std::int64_t{0});
    QCOMPARE(nodeOf(*plan, frame, "count").recordsIn, std::int64_t{5'003});
    QCOMPARE(nodeOf(*plan, frame, "table").recordsIn, std::int64_t{51});
    const auto violations = checkInvariants(*plan, frame);
    QVERIFY2(violations.empty(), violations.empty() ? "" : violations[0].c_str());
}

void TestInject::keysReachTheirWorker() {
    PlanOptions planOptions;
    planOptions.allowFusion = false;
    planOptions.workers = 3;
    const PlanPtr plan = planned(kKeyed, planOptions);
    std::string every = "[";
    for (int key = 0; key < 50; ++key)
        every += (key ? ", [0, 1000, " : "[0, 1000, ") + std::to_string(key) + "]";
    RunOptions options;
    options.injections = {{"count", "in", rows(plan->find("count")->inputs[0], (every + "]").c_str())}};
    const auto run = started(plan, options);
    QVERIFY(run->waitFor(120s));
    const auto table = run->published("table");
    QVERIFY(table);
    // A record that went to another worker would make a second row of its key.
    QCOMPARE(table->rows(), std::size_t{50});
    for (std::size_t i = 0; i < table->rows(); ++i)
        QCOMPARE(table->column(1).values<std::int64_t>()[table->rowAt(i)], std::int64_t{101});
}

void TestInject::recordsGoPastABreakpoint_data() {
    QTest::addColumn<bool>("fused");
    QTest::newRow("queued") << false;
    QTest::newRow("fused") << true;
}

void TestInject::recordsGoPastABreakpoint() {
    QFETCH(bool, fused);
    HeldRun::Setup setup;
    setup.fused = fused;
    HeldRun held(setup);
    held.start({{.edge = HeldRun::kSecondWire, .condition = "n = 700"}});
    QVERIFY(held.waitForStop(1));
    QVERIFY(held.waitForRecords(700));
    held.run->inject({"sink", "in", numbers(-7, 1)}).value();
    QVERIFY(held.waitForRecords(701));
    QCOMPARE(held.captured->values().back(), std::int64_t{-7});
    // From the stage's output it has to wait its turn in front of the breakpoint.
    held.run->inject({"stage", "out", numbers(-8, 1)}).value();
    QTest::qWait(30);
    QCOMPARE(held.captured->values().size(), std::size_t{701});
    QVERIFY(held.releaseToTheEnd());
    QCOMPARE(held.captured->values().size(), static_cast<std::size_t>(setup.total + 2));
    QCOMPARE(held.captured->sortedValues()[0], std::int64_t{-8});
    QCOMPARE(held.violations(), std::string());
}

void TestInject::whatTheWatermarkHasPassedIsLate() {
    const PlanPtr plan = planned(R"({'millrace': 1, 'nodes': {
        'numbers': {'kind': 'generate', 'params': {'count': 5000, 'fields': {
            'n': {'type': 'sequence'}, 'ts': {'type': 'timestamp', 'every': '1 ms', 'from': '2024-01-01T00:00:00Z'}}}},
        'count': {'kind': 'aggregate', 'params': {'window': {'tumbling': '100 ms'}, 'columns': {'rows': 'COUNT(*)'}}},
        'table': {'kind': 'live_table'}},
        'edges': [{'from': 'numbers.out', 'to': 'count.in'}, {'from': 'count.out', 'to': 'table.in'}]})");
    const std::size_t wire = edgeNamed(*plan, "numbers.out->count.in");
    RunOptions options;
    options.breakpoints = {{.edge = wire, .condition = "n = 4000"}};
    const auto run = started(plan, options);
    QTRY_VERIFY_WITH_TIMEOUT(run->breakpoints().at(0).holding, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(run->frame().nodes[1].watermark.value_or(0) > 1'704'067'201'000, 60'000);
    const SchemaPtr& schema = plan->find("count")->inputs[0];
    run->inject({"count", "in", rows(schema, R"([[1, "2024-01-01T00:00:00.050Z"]])")}).value();
    run->inject({"count", "in", rows(schema, R"([[1, "2024-01-01T00:00:04.900Z"]])")}).value();
    run->release(wire).value();
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->frame().nodes[1].late, std::int64_t{1});
    QCOMPARE(run->frame().nodes[2].recordsIn, std::int64_t{50});
    const auto violations = checkInvariants(*plan, run->frame());
    QVERIFY2(violations.empty(), violations.empty() ? "" : violations[0].c_str());
}

void TestInject::aPausedRunTakesThemWhenItGoesOn() {
    HeldRun::Setup endless;
    endless.total = -1;
    HeldRun held(endless);
    held.start({});
    QVERIFY(held.waitForRecords(1'000));
    held.run->pause();
    QVERIFY(held.waitUntilQuiet());
    held.run->inject({"sink", "in", numbers(-7, 1)}).value();
    QTest::qWait(30);
    QVERIFY(held.captured->sortedValues()[0] == 0);
    held.run->resume();
    QTRY_COMPARE_WITH_TIMEOUT(held.run->frame().nodes[held.sink].injectedIn, std::int64_t{1}, 60'000);
    held.run->drain();
    QVERIFY(held.run->waitFor(120s));
    QCOMPARE(held.captured->sortedValues()[0], std::int64_t{-7});
    QCOMPARE(held.violations(), std::string());
}

void TestInject::whatDoesNotFitIsRefused() {
    const PlanPtr plan = planned(kKeyed);
    RunOptions options;
    options.breakpoints = {{.edge = 0}};
    const auto run = started(plan, options);
    const RecordBatch good = rows(plan->find("count")->inputs[0], R"([[0, 1000, 7]])");
    const auto refused = [&](const Injection& injection) {
        const auto result = run->inject(injection);
        return result ? std::string("accepted") : toText(result.error());
    };
    QVERIFY(refused({"nobody", "in", good}).find("MR4304") != std::string::npos);
    QVERIFY(refused({"count", "nowhere", good}).find("its ports are: in, out, late") != std::string::npos);
    const std::string misfit = refused({"keys", "in", good});
    QVERIFY2(misfit.find("MR4305") != std::string::npos, misfit.c_str());
    QVERIFY2(misfit.find("there is no column `k`") != std::string::npos, misfit.c_str());
    QVERIFY(refused({"count", "in", rows(good.schema(), "[[0, null, 7]]")}).find("no event time") !=
            std::string::npos);
    options.injections = {{"keys", "in", good}};
    const auto start = Engine().start(plan, options);
    QVERIFY(!start);
    QCOMPARE(codesOf(start.error()), std::string("MR4305"));
    QVERIFY(run->inject({"count", "in", good}));
}

void TestInject::anEndedNodeTakesNothing() {
    HeldRun::Setup shortRun;
    shortRun.total = 10;
    HeldRun held(shortRun);
    held.start({{.edge = HeldRun::kSecondWire}});
    QVERIFY(held.waitForStop(1));
    // The source has read all there is; the sink has not.
    QTRY_VERIFY_WITH_TIMEOUT(!held.run->inject({"source", "out", numbers(-7, 1)}), 60'000);
    QVERIFY(held.run->inject({"sink", "in", numbers(-8, 1)}));
    held.run->setBreakpoints({}).value();
    QVERIFY(held.run->waitFor(120s));
    QCOMPARE(codesOf(held.run->inject({"sink", "in", numbers(-9, 1)}).error()), std::string("MR4306"));
    QCOMPARE(held.captured->sortedValues().front() <= -7, true);
    QCOMPARE(held.violations(), std::string());
}

QTEST_GUILESS_MAIN(TestInject)
#include "tst_inject.moc"
