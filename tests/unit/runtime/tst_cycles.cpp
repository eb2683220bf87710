// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batch_builder.h"
#include "engine/graph/graph_edit.h"
#include "engine/graph/graph_json.h"
#include "engine/runtime/engine.h"
#include "engine/runtime/late_comers.h"
#include "tests/support/concurrency_rows.h"
#include "tests/support/node_harness.h"
#include "tests/support/quiet_run.h"
#include "tests/support/run_graph.h"
#include "tests/support/run_reading.h"
#include "tests/support/toy_pipeline.h"

#include <QtTest/QtTest>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <thread>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

/// Each of `count` records goes round `rounds` times, over a wire with the given queue, and then out.
std::string countdown(int count, int rounds, const std::string& queue = "{}") {
    return R"({"millrace": 1, "nodes": {
        "numbers": {"kind": "generate", "params": {"count": )" +
           std::to_string(count) + R"(, "fields": {"id": {"type": "sequence"},
            "n": {"type": "constant", "as": "BIGINT", "value": ")" +
           std::to_string(rounds) + R"("}}}},
        "loop": {"kind": "queue"},
        "less": {"kind": "map", "params": {"columns": {"n": "n - 1"}}},
        "through": {"kind": "split", "params": {"outputs": {"again": "n > 0"}, "otherwise": "done"}},
        "end": {"kind": "discard"}}, "edges": [
        {"from": "numbers.out", "to": "loop.in"}, {"from": "loop.out", "to": "less.in"},
        {"from": "less.out", "to": "through.in"},
        {"from": "through.again", "to": "loop.in", "queue": )" +
           queue + R"(}, {"from": "through.done", "to": "end.in"}]})";
}

/// Even numbers leave, odd ones are halved and come back: 0, 1, 2, 3 ... until `total`; endless with -1.
struct Loop {
    std::shared_ptr<Captured> captured = std::make_shared<Captured>();
    ToyPlan plan;
    std::size_t source, queue, parity, half, sink;

    explicit Loop(std::int64_t total, std::function<std::unique_ptr<Operator>()> through = passing(),
                  bool timed = false, int workers = 1) {
        source = plan.source("source", countingSource(total, timed));
        queue = plan.stage("queue", std::move(through), workers);
        parity = plan.stage("parity", splitting(), workers, {{"even"}, {"odd"}});
        half = plan.stage("half", mapping(halved), workers);
        sink = plan.sink("sink", capturing(captured));
        plan.wire(source, queue);
        plan.wire(queue, parity);
        plan.wire(parity, sink, 0);
        plan.wire(parity, half, 1);
        plan.wire(half, queue).feedback = true;
        plan.useBatchSize(16);
    }
    std::unique_ptr<Run> start() const {
        RunOptions options;
        options.poolWorkers = 2;
        return std::move(Engine().start(plan.build(), options).value());
    }

    static RecordBatch halved(const RecordBatch& batch, OperatorContext&) {
        BatchBuilder builder(batch.schema(), batch.rows());
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            std::vector<Value> row;
            for (const ColumnPtr& column : batch.columns())
                row.push_back(column->valueAt(batch.rowAt(i)));
            row[0] = row[0].as<std::int64_t>() / 2;
            builder.appendRow(row);
        }
        return builder.finish();
    }
};

} // namespace

class TestCycles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recordsGoRoundAsOftenAsTheyShould_data() { addConcurrencyRows(); }
    void recordsGoRoundAsOftenAsTheyShould();
    void aQueueOnTheWayBackOpensTheCycle();
    void everyNumberComesOutOnceWithManyWorkers();
    void aFullLoopIsNamedAndTheFixLetsItRun();
    void theWatermarkDoesNotWaitForTheWayBack();
    void whatComesBackBehindTheWatermarkIsLate();
    void whatIsKeptInTheCycleFlowsOutAtTheEnd();
    void aLimitBehindTheCycleEndsAnEndlessSource();
    void pauseLosesNothing();
    void drainEmptiesTheCycle();
    void stopLeavesAtOnce();
    void requestsInAnyOrderNeverHang();
};

void TestCycles::recordsGoRoundAsOftenAsTheyShould() {
    QFETCH(QString, executor);
    QFETCH(int, workers);
    QFETCH(int, batch);
    RunGraphOptions options;
    options.executor = executor == "pool" ? ExecutorKind::Pool : ExecutorKind::Threads;
    options.workers = workers;
    options.batchSize = static_cast<std::size_t>(batch);
    const RunOutcome outcome = runGraphText(countdown(1000, 5), builtinRegistry(), options);
    QVERIFY2(outcome.ok(), outcome.text().c_str());
    QCOMPARE(recordsInto(outcome, "loop"), std::int64_t{5000});
    QCOMPARE(recordsInto(outcome, "end"), std::int64_t{1000});
}

void TestCycles::aQueueOnTheWayBackOpensTheCycle() {
    const RunOutcome outcome = runGraphText(R"({"millrace": 1, "nodes": {
        "numbers": {"kind": "generate", "params": {"count": 500, "fields": {"id": {"type": "sequence"}}}},
        "all": {"kind": "merge"},
        "sample": {"kind": "partition", "params": {"outputs": 2}},
        "again": {"kind": "queue"},
        "end": {"kind": "discard"}}, "edges": [
        {"from": "numbers.out", "to": "all.in"}, {"from": "all.out", "to": "sample.in"},
        {"from": "sample.out_1", "to": "end.in"}, {"from": "sample.out_2", "to": "again.in"},
        {"from": "again.out", "to": "all.in"}]})",
                                            builtinRegistry());
    QVERIFY2(outcome.ok(), outcome.text().c_str());
    QCOMPARE(recordsInto(outcome, "end"), std::int64_t{500});
    const auto& edges = outcome.plan->edges;
    QCOMPARE(std::count_if(edges.begin(), edges.end(), [](const PlanEdge& e) { return e.feedback; }), 1);
}

void TestCycles::everyNumberComesOutOnceWithManyWorkers() {
    for (const auto executor : {ExecutorKind::Pool, ExecutorKind::Threads}) {
        Loop loop(3000, passing(), false, 3);
        loop.plan.useExecutor(executor);
        const RunOutcome outcome = runPlan(loop.plan.build());
        QVERIFY2(outcome.ok(), outcome.text().c_str());
        QCOMPARE(loop.captured->values().size(), std::size_t{3000});
        for (const std::int64_t n : loop.captured->values())
            QVERIFY(n % 2 == 0);
    }
}

void TestCycles::aFullLoopIsNamedAndTheFixLetsItRun() {
    GraphDocument document = parseGraph(countdown(3000, 4, R"({"capacity": 2})")).value().document;
    RunGraphOptions options;
    options.batchSize = 16;
    options.allowFusion = false;
    for (GraphEdge& edge : document.edges)
        if (edge.from.node == "loop" || edge.from.node == "less") edge.queue["capacity"] = 2;
    const RunOutcome before = runGraph(document, builtinRegistry(), options);
    QVERIFY2(before.state == RunState::Failed, before.text().c_str());
    const Diagnostic* named = finding(before.diagnostics, "MR4110");
    QVERIFY(named != nullptr);
    for (const char* const part :
         {"`loop` waits for room on loop.out->less.in", "`through` waits for room on through.again->loop.in"})
        QVERIFY2(named->message.find(part) != std::string::npos, named->message.c_str());
    QCOMPARE(named->edge, std::string("through.again->loop.in"));
    const Diagnostic* warned = finding(before.diagnostics, "MR1172");
    QVERIFY(warned != nullptr && warned->fix != nullptr);
    QCOMPARE(warned->edge, std::string("through.again->loop.in"));
    QVERIFY(bool(warned->fix->apply(document)));
    const RunOutcome after = runGraph(document, builtinRegistry(), options);
    QVERIFY2(after.ok(), after.text().c_str());
    QVERIFY(finding(after.diagnostics, "MR1172") == nullptr);
    QCOMPARE(recordsInto(after, "loop"), std::int64_t{12000});
}

void TestCycles::theWatermarkDoesNotWaitForTheWayBack() {
    Loop loop(2000, passing(), true);
    const RunOutcome outcome = runPlan(loop.plan.build());
    QVERIFY2(outcome.ok(), outcome.text().c_str());
    const auto watermarks = loop.captured->watermarks().at(0);
    QVERIFY2(watermarks.size() > 2, std::to_string(watermarks.size()).c_str());
    QVERIFY(watermarks[watermarks.size() - 2] == 1999);
}

void TestCycles::whatComesBackBehindTheWatermarkIsLate() {
    BatchBuilder builder(timedSchema());
    for (const std::int64_t at : {5, 20, 7, 30})
        builder.appendRow({at, at});
    RecordBatch batch = builder.finish();
    batch.lateMarks = std::make_shared<const std::vector<LateMark>>(std::vector<LateMark>{{1, 25}, {2, 9}});
    markLateComers(batch, 10);
    QCOMPARE(batch.lateMarks->size(), std::size_t{3});
    const auto markAt = [&](std::size_t i) { return (*batch.lateMarks)[i]; };
    QVERIFY(markAt(0).row == 0 && markAt(0).watermark == 10);
    QVERIFY(markAt(1).row == 1 && markAt(1).watermark == 25); // as its source said
    QVERIFY(markAt(2).row == 2 && markAt(2).watermark == 10);
}

void TestCycles::whatIsKeptInTheCycleFlowsOutAtTheEnd() {
    Loop loop(100, hoarding(16));
    const RunOutcome outcome = runPlan(loop.plan.build());
    QVERIFY2(outcome.ok(), outcome.text().c_str());
    // All went into the queue once; the odd ones came back when it had ended.
    QCOMPARE(loop.captured->values().size(), std::size_t{50});
    const Diagnostic* loss = finding(outcome.diagnostics, "MR4141");
    QVERIFY(loss != nullptr);
    QVERIFY2(loss->message.find("50 records") == 0, loss->message.c_str());
}

void TestCycles::aLimitBehindTheCycleEndsAnEndlessSource() {
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(-1));
    const auto queue = plan.stage("queue", passing());
    const auto parity = plan.stage("parity", splitting(), 1, {{"even"}, {"odd"}});
    const auto half = plan.stage("half", mapping(Loop::halved));
    const auto cut = plan.stage("limit", limiting(200));
    const auto captured = std::make_shared<Captured>();
    const auto sink = plan.sink("sink", capturing(captured));
    plan.wire(source, queue);
    plan.wire(queue, parity);
    plan.wire(parity, half, 1);
    plan.wire(half, queue).feedback = true;
    plan.wire(parity, cut, 0);
    plan.wire(cut, sink);
    plan.useBatchSize(16);
    const RunOutcome outcome = runPlan(plan.build());
    QVERIFY2(outcome.state == RunState::Finished, outcome.text().c_str());
    QCOMPARE(captured->values().size(), std::size_t{200});
}

void TestCycles::pauseLosesNothing() {
    Loop loop(-1);
    const auto run = loop.start();
    waitForRecords(*run, loop.sink, 500);
    run->pause();
    QVERIFY(waitUntilQuiet(*run));
    const std::int64_t still = run->frame().nodes[loop.sink].recordsIn;
    std::this_thread::sleep_for(20ms);
    QCOMPARE(run->frame().nodes[loop.sink].recordsIn, still);
    run->resume();
    waitForRecords(*run, loop.sink, still + 500);
    run->drain();
    QVERIFY(run->waitFor(120s));
    QVERIFY(run->state() == RunState::Finished);
    const MetricsFrame frame = run->frame();
    QCOMPARE(frame.nodes[loop.sink].recordsIn, frame.nodes[loop.source].recordsOut);
    QVERIFY(checkInvariants(*run->plan(), frame).empty());
}

void TestCycles::drainEmptiesTheCycle() {
    Loop loop(-1);
    const auto run = loop.start();
    waitForRecords(*run, loop.sink, 1000);
    run->drain();
    QVERIFY(run->waitFor(120s));
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    const MetricsFrame frame = run->frame();
    QCOMPARE(frame.nodes[loop.sink].recordsIn, frame.nodes[loop.source].recordsOut);
}

void TestCycles::stopLeavesAtOnce() {
    Loop loop(-1);
    const auto run = loop.start();
    waitForRecords(*run, loop.sink, 200);
    run->stop();
    QVERIFY(run->waitFor(120s));
    QVERIFY(run->state() == RunState::Stopped);
}

void TestCycles::requestsInAnyOrderNeverHang() {
    Random random(7);
    for (int round = 0; round < 30; ++round) {
        Loop loop(random.below(2) == 0 ? -1 : 5000, passing(), false, 1 + static_cast<int>(random.below(3)));
        const auto run = loop.start();
        waitForRecords(*run, loop.sink, 1); // before, nothing can be drained
        for (int i = 0; i < 6; ++i) {
            switch (random.below(3)) {
                case 0: run->pause(); break;
                case 1: run->resume(); break;
                default: std::this_thread::sleep_for(std::chrono::microseconds(random.below(3000)));
            }
        }
        random.below(2) == 0 ? run->drain() : run->stop();
        QVERIFY2(run->waitFor(120s), std::to_string(round).c_str());
        QVERIFY(run->state() == RunState::Finished || run->state() == RunState::Stopped);
        QVERIFY(checkInvariants(*run->plan(), run->frame()).empty());
    }
}

QTEST_GUILESS_MAIN(TestCycles)
#include "tst_cycles.moc"
