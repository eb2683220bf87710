// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/engine.h"
#include "tests/support/node_harness.h"
#include "tests/support/toy_kinds.h"
#include "tests/support/toy_nodes.h"

#include <QtTest/QtTest>

#include <thread>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kCapacity = 200;

/// A generator that keeps to its own pace, ten times what the stage behind it can bear.
PlanPtr overloaded(OverflowPolicy policy, ExecutorKind executor, std::size_t batch) {
    const std::string text = R"({'millrace': 1, 'nodes': {
        'numbers': {'kind': 'generate', 'params': {'rate': 10000, 'fields': {'n': {'type': 'sequence'}}}},
        'slow': {'kind': 'work', 'params': {'mode': 'wait', 'time': '1 ms'}},
        'end': {'kind': 'discard'}},
        'edges': [{'from': 'numbers.out', 'to': 'slow.in', 'queue': {'capacity': 200, 'overflow': ')" +
                             std::string(nameOf(policy)) + R"('}}, {'from': 'slow.out', 'to': 'end.in',
                   'queue': {'capacity': 200}}]})";
    PlanOptions options;
    options.executor = executor;
    options.batchSize = batch;
    const Planning planning = plan(graphOf(text), builtinRegistry(), options);
    if (!planning.plan) qFatal("%s", toText(planning.diagnostics).c_str());
    return planning.plan;
}

/// Sends blocks of a mebibyte, each with memory of its own.
class HeavySource final : public Source {
public:
    explicit HeavySource(int blocks) : blocks_(blocks) {}
    void open(OperatorContext&) override {}
    SourceStatus read(Collector& out) override {
        out.emit(0, numbers(0, 131'072));
        return --blocks_ > 0 ? SourceStatus::produced() : SourceStatus::finished();
    }

private:
    int blocks_;
};

std::unique_ptr<Run> heavyRun(int blocks, std::int64_t capacity, std::int64_t budget, bool stuck) {
    ToyPlan toys;
    const auto source = toys.source("source", [blocks] { return std::make_unique<HeavySource>(blocks); });
    const auto sink = toys.sink("sink", capturing(std::make_shared<Captured>(), {}, [stuck](auto& context) {
                                    if (stuck) context.wait(3'600'000'000'000);
                                }));
    toys.wire(source, sink).capacity = capacity;
    toys.useBatchSize(131'072);
    toys.useExecutor(ExecutorKind::Threads);
    RunOptions options;
    options.memoryBudget = budget;
    return std::move(Engine().start(toys.build(), options).value());
}

} // namespace

class TestOverload : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void heldRecordsStayWithinTheCapacity_data();
    void heldRecordsStayWithinTheCapacity();
    void aHeldWireDropsAsItsPolicySays_data();
    void aHeldWireDropsAsItsPolicySays();
    void beyondItsBudgetARunFailsAndNamesTheWire();
    void stateBeyondTheBudgetIsNotBlamedOnAWire();
    void withinItsBudgetARunFinishes();
};

void TestOverload::heldRecordsStayWithinTheCapacity_data() {
    QTest::addColumn<int>("policy");
    QTest::addColumn<int>("executor");
    QTest::addColumn<int>("batch");
    for (const OverflowPolicy policy : {OverflowPolicy::Block, OverflowPolicy::DropNewest,
                                        OverflowPolicy::DropOldest, OverflowPolicy::Fail})
        for (const ExecutorKind executor : {ExecutorKind::Pool, ExecutorKind::Threads})
            for (const int batch : {1, 64})
                QTest::addRow("%s, %s, batch %d", nameOf(policy), nameOf(executor), batch)
                    << static_cast<int>(policy) << static_cast<int>(executor) << batch;
}

void TestOverload::heldRecordsStayWithinTheCapacity() {
    QFETCH(int, policy);
    QFETCH(int, executor);
    QFETCH(int, batch);
    const auto overflow = static_cast<OverflowPolicy>(policy);
    const PlanPtr plan =
        overloaded(overflow, static_cast<ExecutorKind>(executor), static_cast<std::size_t>(batch));
    RunOptions options;
    options.poolWorkers = 2;
    const auto run = std::move(Engine().start(plan, options).value());
    std::int64_t most = 0;
    bool blocked = false;
    MetricsFrame earlier = run->frame();
    // A tenth of a second at least, and until it has been overloaded.
    for (int looks = 0; !run->waitFor(1ms); ++looks) {
        MetricsFrame frame = run->frame();
        for (std::size_t e = 0; e < frame.edges.size(); ++e) {
            // The counters of a running wire are not read at one instant. What had been sent before and was
            // not taken until now did wait together.
            const EdgeMetrics& now = frame.edges[e];
            const std::int64_t together = earlier.edges[e].sent - now.received - now.dropped;
            QVERIFY2(together <= kCapacity, qPrintable(QString::number(together)));
            most = std::max(most, now.depth);
        }
        blocked = blocked || frame.nodes[0].backPressuredNs > 0;
        const bool dropped = frame.edges[0].dropped > 0;
        if (looks >= 100 && most * 2 >= kCapacity && (overflow == OverflowPolicy::Block ? blocked : dropped))
            run->drain();
        earlier = std::move(frame);
    }
    const MetricsFrame frame = run->frame();
    const auto violations = checkInvariants(*plan, frame);
    QVERIFY2(violations.empty(), violations.empty() ? "" : violations[0].c_str());
    const EdgeMetrics& wire = frame.edges[0];
    if (overflow == OverflowPolicy::Fail) {
        QCOMPARE(run->state(), RunState::Failed);
        QCOMPARE(run->diagnostics().items.at(0).code, std::string("MR4102"));
        QCOMPARE(wire.dropped, std::int64_t{0});
        return;
    }
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    QVERIFY(most * 2 >= kCapacity);
    QCOMPARE(wire.dropped > 0, overflow != OverflowPolicy::Block);
    QCOMPARE(blocked, overflow == OverflowPolicy::Block);
    QCOMPARE(frame.nodes[2].recordsIn, frame.nodes[0].recordsOut - wire.dropped);
}

void TestOverload::aHeldWireDropsAsItsPolicySays_data() {
    QTest::addColumn<int>("policy");
    QTest::newRow("drop_newest") << static_cast<int>(OverflowPolicy::DropNewest);
    QTest::newRow("drop_oldest") << static_cast<int>(OverflowPolicy::DropOldest);
}

void TestOverload::aHeldWireDropsAsItsPolicySays() {
    QFETCH(int, policy);
    const auto overflow = static_cast<OverflowPolicy>(policy);
    const auto captured = std::make_shared<Captured>();
    ToyPlan toys;
    const auto source = toys.source("source", countingSource(20'000));
    const auto sink = toys.sink("sink", capturing(captured));
    PlanEdge& wire = toys.wire(source, sink);
    wire.capacity = kCapacity;
    wire.overflow = overflow;
    toys.useBatchSize(16);
    RunOptions options;
    options.breakpoints = {{.edge = 0, .condition = "n = 50"}};
    const auto run = std::move(Engine().start(toys.build(), options).value());
    QTRY_VERIFY_WITH_TIMEOUT(run->breakpoints().at(0).holding || isFinal(run->state()), 60'000);
    // A wire that drops holds nobody up, so the source comes to its end although nothing is taken.
    QTRY_COMPARE_WITH_TIMEOUT(run->frame().nodes[0].recordsOut, std::int64_t{20'000}, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(run->frame().edges[0].depth <= kCapacity, 60'000);
    if (run->breakpoints().at(0).holding) run->release(0).value();
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Finished);
    const MetricsFrame frame = run->frame();
    QVERIFY(frame.edges[0].dropped > 0);
    QCOMPARE(static_cast<std::int64_t>(captured->values().size()), 20'000 - frame.edges[0].dropped);
    const auto values = captured->values();
    QVERIFY(std::is_sorted(values.begin(), values.end()));
    QVERIFY(checkInvariants(*run->plan(), frame).empty());
}

void TestOverload::beyondItsBudgetARunFailsAndNamesTheWire() {
    const auto run = heavyRun(1'024, 1'000'000'000, std::int64_t{48} << 20, true);
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Failed);
    const Diagnostic failure = run->diagnostics().items.at(0);
    QCOMPARE(failure.code, std::string("MR4111"));
    QCOMPARE(failure.edge, std::string("source.out->sink.in"));
    QVERIFY2(failure.message.find("its budget of 48 MiB") != std::string::npos, failure.message.c_str());
    QVERIFY2(failure.message.find("source.out->sink.in (") != std::string::npos, failure.message.c_str());
    QVERIFY(failure.hint.find("capacity") != std::string::npos);
    QVERIFY(checkInvariants(*run->plan(), run->frame()).empty());
}

void TestOverload::stateBeyondTheBudgetIsNotBlamedOnAWire() {
    ToyPlan toys;
    const auto source = toys.source("source", [] { return std::make_unique<HeavySource>(1'024); });
    const auto stage = toys.stage("stage", hoarding(1'024));
    const auto sink = toys.sink("sink", capturing(std::make_shared<Captured>()));
    toys.wire(source, stage).capacity = 131'072;
    toys.wire(stage, sink);
    toys.useBatchSize(131'072);
    RunOptions options;
    options.memoryBudget = std::int64_t{64} << 20;
    const auto run = std::move(Engine().start(toys.build(), options).value());
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Failed);
    const Diagnostic failure = run->diagnostics().items.at(0);
    QCOMPARE(failure.code, std::string("MR4111"));
    QVERIFY2(failure.message.find("a node keeps it") != std::string::npos, failure.message.c_str());
    QCOMPARE(failure.edge, std::string());
}

void TestOverload::withinItsBudgetARunFinishes() {
    const auto run = heavyRun(64, 131'072 * 2, std::int64_t{4} << 30, false);
    QVERIFY(run->waitFor(120s));
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
}

QTEST_GUILESS_MAIN(TestOverload)
#include "tst_overload.moc"
