// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/engine.h"
#include "tests/support/run_plan.h"
#include "tests/support/toy_nodes.h"

#include <QtTest/QtTest>

#include <numeric>
#include <set>
#include <thread>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

namespace {

using Where = ToyFailure::Where;

bool hasCode(const Diagnostics& diagnostics, const std::string& code, const std::string& node) {
    for (const Diagnostic& d : diagnostics) {
        if (d.code == code && d.node == node) return true;
    }
    return false;
}

} // namespace

class TestEngineFailures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFailureInAnyCallFailsTheRunAndNamesTheNode_data();
    void aFailureInAnyCallFailsTheRunAndNamesTheNode();
    void aFailingSourceFailsTheRun();
    void aFailureInsideAFusedChainNamesTheRightNode();
    void aNodesOwnDiagnosticKeepsItsCode();
    void aFailedRunClosesNothingAndAbortsEverything();
    void oneFailureIsReportedNotItsEcho();
    void anEmptyPlanCannotBegin();
    void policyFailNamesTheWire();
    void policyDropNewestKeepsTheFirst();
    void policyDropOldestKeepsTheLast();
    void reportsOfOneKindAreLimited();
    void backPressureBoundsTheQueues();
    void watermarksAreMonotoneOverFanIn();
};

void TestEngineFailures::aFailureInAnyCallFailsTheRunAndNamesTheNode_data() {
    QTest::addColumn<int>("where");
    QTest::addColumn<int>("executor");
    for (const Where where : {Where::Open, Where::Process, Where::Watermark, Where::Deadline, Where::End,
                              Where::Close, Where::Finished}) {
        for (const ExecutorKind kind : {ExecutorKind::Threads, ExecutorKind::Pool}) {
            QTest::addRow("call %d on %s", static_cast<int>(where), nameOf(kind))
                << static_cast<int>(where) << static_cast<int>(kind);
        }
    }
}

void TestEngineFailures::aFailureInAnyCallFailsTheRunAndNamesTheNode() {
    QFETCH(int, where);
    QFETCH(int, executor);
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(20'000, true));
    const auto stage = plan.stage("stage", passing({static_cast<Where>(where), 10'000}), 2);
    const auto sink = plan.sink("sink", capturing(captured));
    plan.wire(source, stage).capacity = 128;
    plan.wire(stage, sink).capacity = 128;
    plan.useExecutor(static_cast<ExecutorKind>(executor));
    plan.useBatchSize(32);
    const RunOutcome outcome = runPlan(plan.build());
    QCOMPARE(outcome.state, RunState::Failed);
    QVERIFY2(hasCode(outcome.diagnostics, "MR4101", "stage"), outcome.text().c_str());
    QVERIFY2(outcome.violations.empty(), outcome.text().c_str());
    QVERIFY(outcome.frame.nodes[stage].errors >= 1);
}

void TestEngineFailures::aFailingSourceFailsTheRun() {
    for (const Where where : {Where::Open, Where::Process}) {
        const auto captured = std::make_shared<Captured>();
        ToyPlan plan;
        const auto source = plan.source("source", countingSource(-1, false, 0, {where, 5'000}));
        const auto sink = plan.sink("sink", capturing(captured));
        plan.wire(source, sink);
        const RunOutcome outcome = runPlan(plan.build());
        QCOMPARE(outcome.state, RunState::Failed);
        QVERIFY2(hasCode(outcome.diagnostics, "MR4101", "source"), outcome.text().c_str());
    }
}

void TestEngineFailures::aFailureInsideAFusedChainNamesTheRightNode() {
    for (const Where where : {Where::Process, Where::Watermark, Where::End}) {
        const auto captured = std::make_shared<Captured>();
        ToyPlan plan;
        const auto source = plan.source("source", countingSource(20'000, true));
        const auto a = plan.stage("a", passing());
        const auto b = plan.stage("b", passing({where, 5'000}));
        const auto sink = plan.sink("sink", capturing(captured));
        plan.fuse(source, a);
        plan.fuse(a, b);
        plan.fuse(b, sink);
        const RunOutcome outcome = runPlan(plan.build());
        QCOMPARE(outcome.state, RunState::Failed);
        QVERIFY2(hasCode(outcome.diagnostics, "MR4101", "b"), outcome.text().c_str());
        QCOMPARE(captured->closed.load(), 0);
    }
}

void TestEngineFailures::aNodesOwnDiagnosticKeepsItsCode() {
    const auto refusing = mapping([](const RecordBatch& in, OperatorContext&) -> RecordBatch {
        Diagnostics problem;
        problem.error("MR3999", "this cannot be", "do something else").line = in.rows() > 0 ? 7 : 0;
        throw DiagnosticError(problem);
    });
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(10));
    const auto stage = plan.stage("stage", refusing);
    plan.wire(source, stage);
    const RunOutcome outcome = runPlan(plan.build());
    QCOMPARE(outcome.state, RunState::Failed);
    QVERIFY(hasCode(outcome.diagnostics, "MR3999", "stage"));
    QCOMPARE(outcome.diagnostics.items.front().line, 7);
    QCOMPARE(outcome.diagnostics.items.front().hint, std::string("do something else"));
}

void TestEngineFailures::aFailedRunClosesNothingAndAbortsEverything() {
    const auto good = std::make_shared<Captured>();
    const auto bad = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(5'000));
    const auto left = plan.sink("left", capturing(good));
    const auto right = plan.sink("right", capturing(bad, {Where::End, 0}));
    plan.wire(source, left);
    plan.wire(source, right);
    const RunOutcome outcome = runPlan(plan.build());
    QCOMPARE(outcome.state, RunState::Failed);
    // The other sink may have seen its end already; what it wrote must still not be published.
    QCOMPARE(good->closed.load(), 0);
    QCOMPARE(good->aborted.load(), 1);
    QCOMPARE(bad->aborted.load(), 1);
}

void TestEngineFailures::oneFailureIsReportedNotItsEcho() {
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(-1));
    const auto stage = plan.stage("stage", passing({Where::Process, 0}), 4);
    plan.wire(source, stage).partitioning = Partitioning::RoundRobin;
    const RunOutcome outcome = runPlan(plan.build());
    QCOMPARE(outcome.state, RunState::Failed);
    QCOMPARE(outcome.diagnostics.items.size(), std::size_t{1});
}

void TestEngineFailures::anEmptyPlanCannotBegin() {
    const auto started = Engine().start(std::make_shared<const Plan>(), {});
    QVERIFY(!started.has_value());
    QCOMPARE(started.error().items.front().code, std::string("MR4001"));
}

void TestEngineFailures::policyFailNamesTheWire() {
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(-1));
    const auto sink =
        plan.sink("sink", capturing(captured, {}, [](OperatorContext& context) { context.wait(5'000'000); }));
    PlanEdge& wire = plan.wire(source, sink);
    wire.capacity = 4'096;
    wire.overflow = OverflowPolicy::Fail;
    const RunOutcome outcome = runPlan(plan.build());
    QCOMPARE(outcome.state, RunState::Failed);
    QCOMPARE(outcome.diagnostics.items.front().code, std::string("MR4102"));
    QCOMPARE(outcome.diagnostics.items.front().edge, std::string("source.out->sink.in"));
    QVERIFY2(outcome.violations.empty(), outcome.text().c_str());
}

/// What comes out of a wire for 500 of 10,000 records whose reader begins when all of them have been sent.
static std::vector<std::int64_t> leftBy(OverflowPolicy policy) {
    std::atomic<bool> mayGo{false};
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(10'000, true));
    const auto sink = plan.sink("sink", capturing(captured, {}, [&](OperatorContext&) {
                                    while (!mayGo)
                                        std::this_thread::sleep_for(1ms);
                                }));
    PlanEdge& wire = plan.wire(source, sink);
    wire.capacity = 500;
    wire.overflow = policy;
    plan.useBatchSize(64);
    plan.useExecutor(ExecutorKind::Threads);
    const auto run = std::move(Engine().start(plan.build(), {}).value());
    while (run->frame().nodes[source].recordsOut < 10'000)
        std::this_thread::sleep_for(1ms);
    mayGo = true;
    [&] {
        QVERIFY(run->waitFor(120s));
        QCOMPARE(run->state(), RunState::Finished);
        const MetricsFrame frame = run->frame();
        const auto violations = checkInvariants(*run->plan(), frame);
        QVERIFY2(violations.empty(), violations.empty() ? "" : violations.front().c_str());
        QVERIFY(frame.edges[0].dropped > 0);
        QCOMPARE(static_cast<std::int64_t>(captured->values().size()) + frame.edges[0].dropped, 10'000);
    }();
    return captured->values();
}

void TestEngineFailures::policyDropNewestKeepsTheFirst() {
    const std::vector<std::int64_t> values = leftBy(OverflowPolicy::DropNewest);
    std::vector<std::int64_t> first(500);
    std::iota(first.begin(), first.end(), 0);
    QVERIFY(values.size() >= first.size());
    QVERIFY(std::equal(first.begin(), first.end(), values.begin()));
}

void TestEngineFailures::policyDropOldestKeepsTheLast() {
    const std::vector<std::int64_t> values = leftBy(OverflowPolicy::DropOldest);
    QVERIFY(values.size() >= 400 && values.size() <= 700);
    QCOMPARE(values.back(), 9'999);
    QVERIFY(std::is_sorted(values.begin(), values.end()));
}

void TestEngineFailures::reportsOfOneKindAreLimited() {
    const auto complaining = mapping([](const RecordBatch& in, OperatorContext& context) {
        Diagnostic d;
        d.severity = Severity::Warning;
        d.code = "MR3001";
        d.message = "odd";
        context.report(d);
        return in;
    });
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(1'000));
    const auto stage = plan.stage("stage", complaining);
    plan.wire(source, stage);
    plan.useBatchSize(1);
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.ok(), outcome.text().c_str());
    QVERIFY(!outcome.diagnostics.empty());
    QVERIFY(outcome.diagnostics.items.size() <= 20);
    QCOMPARE(outcome.diagnostics.items.front().node, std::string("stage"));
}

void TestEngineFailures::backPressureBoundsTheQueues() {
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(-1));
    const auto pass = plan.stage("pass", passing(), 2);
    const auto sink =
        plan.sink("sink", capturing(captured, {}, [](OperatorContext& context) { context.wait(1'000'000); }));
    plan.wire(source, pass).capacity = 1'000;
    plan.wire(pass, sink).capacity = 300;
    plan.useBatchSize(50);
    RunOptions options;
    options.poolWorkers = 2;
    const auto run = std::move(Engine().start(plan.build(), options).value());
    std::set<std::string> blamed;
    for (int i = 0; i < 40 || (i < 5'000 && !blamed.contains("sink")); ++i) {
        const MetricsFrame frame = run->frame();
        blamed.insert(frame.edges[0].blockedBy);
        // What was sent by then and not received even a moment later was in the queue at once, however long
        // the reader was held up in between; one batch may be on its way on either side.
        const MetricsFrame later = run->frame();
        QVERIFY(frame.edges[0].sent - later.edges[0].received <= 1'000 + 200);
        QVERIFY(frame.edges[1].sent - later.edges[1].received <= 300 + 200);
        std::this_thread::sleep_for(2ms);
    }
    const MetricsFrame frame = run->frame();
    QVERIFY(frame.nodes[source].backPressuredNs > 0);
    QVERIFY(blamed.contains("sink"));
    run->drain();
    QVERIFY(run->waitFor(120s));
    QVERIFY(checkInvariants(*run->plan(), run->frame()).empty());
}

void TestEngineFailures::watermarksAreMonotoneOverFanIn() {
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto fast = plan.source("fast", countingSource(20'000, true), 2);
    const auto slow = plan.source("slow", countingSource(2'000, true));
    const auto merge = plan.stage("merge", passing(), 3);
    const auto sink = plan.sink("sink", capturing(captured), 2);
    plan.wire(fast, merge).partitioning = Partitioning::RoundRobin;
    plan.wire(slow, merge).partitioning = Partitioning::RoundRobin;
    plan.wire(merge, sink).partitioning = Partitioning::RoundRobin;
    plan.useBatchSize(10);
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.ok(), outcome.text().c_str());
    QCOMPARE(captured->values().size(), std::size_t{22'000});
    QCOMPARE(captured->watermarks().size(), std::size_t{2});
    for (const auto& watermarks : captured->watermarks()) {
        QVERIFY(std::is_sorted(watermarks.begin(), watermarks.end()));
        QCOMPARE(watermarks.back(), kMaxWatermark);
        QCOMPARE(std::count(watermarks.begin(), watermarks.end(), kMaxWatermark), 1);
    }
}

QTEST_GUILESS_MAIN(TestEngineFailures)
#include "tst_engine_failures.moc"
