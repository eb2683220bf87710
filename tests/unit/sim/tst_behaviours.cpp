// SPDX-License-Identifier: Apache-2.0
//
// What becomes of records at each kind of vertex, with times worked out by hand.
#include "tests/support/sim_run.h"

#include <algorithm>

using namespace millrace;
using namespace millrace::test;

namespace {

/// A call that always fails, and who tries it again.
struct Trying {
    SimPlan plan;
    std::size_t calls = 0, gaveUp = 0;
    Trying(Times times, behaviour::Retry retry) {
        const auto source = plan.source("source", std::move(times)),
                   again = plan.stage("again", behaving(retry), 1, {{"out"}, {"gave_up"}}),
                   call =
                       plan.stage("call", behaving(behaviour::Choose{{0.0, 1.0}}), 1, {{"ok"}, {"failed"}}),
                   fine = plan.sink("fine");
        calls = call, gaveUp = plan.sink("gave_up");
        plan.wire(source, again);
        plan.wire(again, call);
        plan.wire(call, fine);
        plan.wire(call, again, 1000, 1, 1).feedback = true;
        plan.wire(again, gaveUp, 1000, 1);
    }
};

} // namespace

class BehavioursTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void passGivesSharesOfRecords();
    void chooseSendsEachRecordOneWayOrNone();
    void dealTakesTurns();
    void dealKeepsBatchesTogether();
    void dealByKeyIsAlwaysTheSameWay();
    void dealByLoadAvoidsTheQueue();
    void copyReachesAllOutputs();
    void collectSendsFullOnesAtOnceAndOthersAfterLinger();
    void collectGivesOutTheRestAtTheEndWithoutWaiting();
    void limitLetsABurstThroughAndThenEvenly();
    void firstEndsItsBranch();
    void firstEndsASourceThatStillWaits();
    void firstLeavesTheSourceToOthersInItsTask();
    void holdWaitsForTheEnd();
    void expireSendsOldRecordsAnotherWay();
    void retryBringsRecordsBackUntilItGivesUp();
    void retryKeepsToItsBudget();
    void breakerOpensAndProbes();
};

void BehavioursTest::passGivesSharesOfRecords() {
    OneVertex graph({0, 1, 2, 3}, behaving(behaviour::Pass{{2.0, 1.0}}), {{"out"}, {"more"}});
    const Ran ran(graph.plan.model());
    QVERIFY(ran.finished());
    QCOMPARE(ran.times(graph.sinks[0]), (Times{0, 0, 1, 1, 2, 2, 3, 3}));
    COMPARE_ARRIVED(ran.at(graph.sinks[1]), {0, 0}, {1, 1}, {2, 2}, {3, 3});
    // The second copy is a record of its own.
    QVERIFY(ran.at(graph.sinks[0])[0].number != ran.at(graph.sinks[0])[1].number);
}

void BehavioursTest::chooseSendsEachRecordOneWayOrNone() {
    OneVertex graph(atOnce(100'000), behaving(behaviour::Choose{{0.2, 0.5}}), {{"out"}, {"more"}});
    graph.plan.vertex(graph.vertex).bound.filters = true;
    const Ran ran(graph.plan.model());
    const MetricsFrame frame = ran.simulation.frame();
    const NodeMetrics& node = frame.nodes[graph.vertex];
    QVERIFY(std::abs(node.portRecords[0] - 20'000) < 600); // 4.7 standard deviations
    QVERIFY(std::abs(node.portRecords[1] - 50'000) < 700);
    QCOMPARE(node.filtered, 100'000 - node.portRecords[0] - node.portRecords[1]);
}

void BehavioursTest::dealTakesTurns() {
    OneVertex graph({0, 10, 20, 30, 40}, behaving(behaviour::Deal{}), {{"out"}, {"more"}});
    const Ran ran(graph.plan.model());
    COMPARE_ARRIVED(ran.at(graph.sinks[0]), {0, 0}, {2, 20}, {4, 40});
    COMPARE_ARRIVED(ran.at(graph.sinks[1]), {1, 10}, {3, 30});
}

void BehavioursTest::dealKeepsBatchesTogether() {
    OneVertex graph(atOnce(6), behaving(behaviour::Deal{.perBatch = true}), {{"out"}, {"more"}});
    const Ran ran(graph.plan.model(SimPlan::roomy(), 1, 2));
    COMPARE_ARRIVED(ran.at(graph.sinks[0]), {0, 0}, {1, 0}, {4, 0}, {5, 0});
    COMPARE_ARRIVED(ran.at(graph.sinks[1]), {2, 0}, {3, 0});
}

void BehavioursTest::dealByKeyIsAlwaysTheSameWay() {
    const auto ports = [](std::uint64_t keys) {
        behaviour::Emit emit = atOnce(1000);
        emit.keys["n"] = {keys, 0};
        OneVertex graph(emit, behaving(behaviour::Deal{.by = behaviour::Deal::By::Key, .key = {"n"}}),
                        {{"a"}, {"b"}, {"c"}});
        const Ran ran(graph.plan.model());
        std::vector<std::size_t> sizes;
        for (const std::size_t sink : graph.sinks)
            sizes.push_back(ran.at(sink).size());
        std::sort(sizes.begin(), sizes.end());
        return sizes;
    };
    QCOMPARE(ports(1), (std::vector<std::size_t>{0, 0, 1000})); // one key goes one way
    QVERIFY(ports(0)[0] > 270);                                 // each its own: evenly
}

void BehavioursTest::dealByLoadAvoidsTheQueue() {
    SimPlan plan;
    const auto source = plan.source("source", Times{0, 1, 2, 3, 4, 5}),
               deal = plan.stage("deal", behaving(behaviour::Deal{.by = behaviour::Deal::By::Load}), 1,
                                 {{"a"}, {"b"}}),
               slow = plan.server("slow", Distribution::constant(1000)),
               fast = plan.server("fast", Distribution::constant(1)), sink = plan.sink("sink"),
               other = plan.sink("other");
    plan.wire(source, deal);
    plan.wire(deal, slow);
    plan.wire(deal, fast, 1'000'000, 1);
    plan.wire(slow, sink);
    plan.wire(fast, other);
    const Ran ran(plan.model());
    // 0 is in service at once, 2 waits behind it; from then on the slow one has a queue and the fast one
    // none.
    COMPARE_ARRIVED(ran.at(sink), {0, 1000}, {2, 2000});
    COMPARE_ARRIVED(ran.at(other), {1, 2}, {3, 4}, {4, 5}, {5, 6});
}

void BehavioursTest::copyReachesAllOutputs() {
    OneVertex graph({5, 6}, behaving(behaviour::Copy{}), {{"a"}, {"b"}, {"c"}});
    const Ran ran(graph.plan.model());
    for (const std::size_t sink : graph.sinks)
        COMPARE_ARRIVED(ran.at(sink), {0, 5}, {1, 6});
}

void BehavioursTest::collectSendsFullOnesAtOnceAndOthersAfterLinger() {
    OneVertex graph({0, 10, 20, 100, 130, 250}, behaving(behaviour::Collect{.size = 3, .lingerNs = 50}));
    const Ran ran(graph.plan.model());
    // 3 lingers until 150 and takes 4 with it. The end comes while 5 lingers.
    COMPARE_ARRIVED(ran.at(graph.sinks[0]), {0, 20}, {1, 20}, {2, 20}, {3, 150}, {4, 150}, {5, 250});
    QCOMPARE(ran.simulation.frame().nodes[graph.vertex].batchesOut, std::int64_t{3});
}

void BehavioursTest::collectGivesOutTheRestAtTheEndWithoutWaiting() {
    OneVertex graph({0, 10}, behaving(behaviour::Collect{.size = 3, .lingerNs = 1'000'000}));
    const Ran ran(graph.plan.model());
    COMPARE_ARRIVED(ran.at(graph.sinks[0]), {0, 10}, {1, 10});
    QCOMPARE(ran.simulation.now(), MonotonicNs{10}); // not when the timer would have been over
}

void BehavioursTest::limitLetsABurstThroughAndThenEvenly() {
    OneVertex graph({0, 0, 0, 0, 0, 10'000'000'000}, behaving(behaviour::Limit{.rate = 1, .burst = 2}));
    const Ran ran(graph.plan.model());
    const MonotonicNs s = 1'000'000'000;
    QCOMPARE(ran.times(graph.sinks[0]), (Times{0, 0, s, 2 * s, 3 * s, 10 * s}));
}

void BehavioursTest::firstEndsItsBranch() {
    SimPlan plan;
    behaviour::Emit endless;
    const auto source = plan.source("source", endless),
               first = plan.stage("first", behaving(behaviour::First{3})),
               server = plan.server("server", Distribution::constant(10)), sink = plan.sink("sink");
    plan.wire(source, first, 4);
    plan.wire(first, server);
    plan.wire(server, sink);
    sim::SimulationSettings settings = SimPlan::roomy();
    settings.durationNs = 1'000'000;
    const Ran ran(plan.model(settings));
    QVERIFY(ran.finished());
    COMPARE_ARRIVED(ran.at(sink), {0, 10}, {1, 20}, {2, 30});
}

void BehavioursTest::firstEndsASourceThatStillWaits() {
    OneVertex graph({0, 10, 5000}, behaving(behaviour::First{2}));
    const Ran ran(graph.plan.model());
    QVERIFY(ran.finished());
    QCOMPARE(ran.simulation.now(), MonotonicNs{10});
}

void BehavioursTest::firstLeavesTheSourceToOthersInItsTask() {
    SimPlan plan;
    const auto source = plan.source("source", Times{0, 10, 20, 30}),
               first = plan.stage("first", behaving(behaviour::First{2})), few = plan.sink("few"),
               all = plan.sink("all");
    plan.fuse(source, first);
    plan.fuse(source, all);
    plan.wire(first, few);
    const Ran ran(plan.model());
    COMPARE_ARRIVED(ran.at(few), {0, 0}, {1, 10});
    COMPARE_ARRIVED(ran.at(all), {0, 0}, {1, 10}, {2, 20}, {3, 30});
}

void BehavioursTest::holdWaitsForTheEnd() {
    OneVertex graph({0, 10, 20}, behaving(behaviour::Hold{}));
    COMPARE_ARRIVED(Ran(graph.plan.model()).at(graph.sinks[0]), {0, 20}, {1, 20}, {2, 20});
}

void BehavioursTest::expireSendsOldRecordsAnotherWay() {
    SimPlan plan;
    const auto source = plan.source("source", Times{0, 0, 0}),
               server = plan.server("server", Distribution::constant(10)),
               check = plan.stage("check", behaving(behaviour::Expire{20}), 1, {{"out"}, {"expired"}}),
               sink = plan.sink("sink"), expired = plan.sink("expired");
    plan.wire(source, server);
    plan.wire(server, check);
    plan.wire(check, sink);
    plan.wire(check, expired, 1000, 1);
    const Ran ran(plan.model());
    COMPARE_ARRIVED(ran.at(sink), {0, 10}, {1, 20});
    COMPARE_ARRIVED(ran.at(expired), {2, 30});
}

void BehavioursTest::retryBringsRecordsBackUntilItGivesUp() {
    behaviour::Retry retry;
    retry.attempts = 3;
    retry.backoff = {.first = 100, .longest = 10'000, .factor = 2, .jitter = false};
    retry.budget = 10;
    retry.capacity = 10;
    Trying trying({0, 50}, retry);
    const Ran ran(trying.plan.model());
    QVERIFY(ran.finished());
    // After 100, 200 and 400.
    COMPARE_ARRIVED(ran.at(trying.gaveUp), {0, 700}, {1, 750});
    QCOMPARE(ran.simulation.frame().nodes[trying.calls].recordsIn, std::int64_t{8});
}

void BehavioursTest::retryKeepsToItsBudget() {
    behaviour::Retry retry;
    retry.attempts = 5;
    retry.backoff = {.first = 100, .longest = 10'000, .factor = 2, .jitter = false};
    retry.budget = 0.5; // half a retry for each record
    retry.capacity = 100;
    Trying trying(Times{0, 1, 2, 3, 4, 5, 6, 7}, retry);
    const Ran ran(trying.plan.model());
    QVERIFY(ran.finished());
    QCOMPARE(ran.at(trying.gaveUp).size(), std::size_t{8});
    QCOMPARE(ran.simulation.frame().nodes[trying.calls].recordsIn, std::int64_t{12});
}

void BehavioursTest::breakerOpensAndProbes() {
    behaviour::Break breaks;
    breaks.settings = {
        .failureRatio = 0.5, .minimumCalls = 4, .window = 1'000'000, .openFor = 1000, .probes = 1};
    breaks.settleNs = 100;
    SimPlan plan;
    Times times;
    for (MonotonicNs t = 0; t < 20; ++t)
        times.push_back(t * 100);
    const auto source = plan.source("source", times),
               guard = plan.stage("guard", behaving(breaks), 1, {{"out"}, {"rejected"}}),
               call = plan.stage("call", behaving(behaviour::Choose{{0.0, 1.0}}), 1, {{"ok"}, {"failed"}}),
               fine = plan.sink("fine"), turnedAway = plan.sink("turned_away");
    plan.wire(source, guard);
    plan.wire(guard, call);
    plan.wire(call, fine);
    plan.wire(call, guard, 1000, 1, 1).feedback = true;
    plan.wire(guard, turnedAway, 1000, 1);
    const Ran ran(plan.model());
    QVERIFY(ran.finished());
    // Four calls fail at 0 .. 300 and open it until 1,300; the probe fails, too; open until 2,300.
    QCOMPARE(ran.simulation.frame().nodes[call].recordsIn, std::int64_t{5});
    QCOMPARE(ran.at(turnedAway).size(), std::size_t{15});
    QCOMPARE(ran.at(turnedAway).front().number, std::uint64_t{4});
}

QTEST_GUILESS_MAIN(BehavioursTest)
#include "tst_behaviours.moc"
