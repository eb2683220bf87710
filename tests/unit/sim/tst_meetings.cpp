// SPDX-License-Identifier: Apache-2.0
//
// Vertices where records wait for others, with times worked out by hand: windows, joins, the way back into
// order.
#include "tests/support/sim_run.h"

#include <algorithm>

using namespace millrace;
using namespace millrace::test;

namespace {

/// Two sources into a join.
struct Meeting {
    SimPlan plan;
    std::size_t out = 0, left = 0, right = 0;
    Meeting(Times a, Times b, behaviour::Join join, std::int64_t room = 1000) {
        const auto first = plan.source("a", std::move(a)), second = plan.source("b", std::move(b)),
                   meet = plan.stage("meet", behaving(std::move(join)), 1,
                                     {{"out"}, {"unmatched_a"}, {"unmatched_b"}});
        out = plan.sink("out"), left = plan.sink("left"), right = plan.sink("right");
        plan.wire(first, meet, room);
        plan.wire(second, meet, room, 0, 1);
        plan.wire(meet, out);
        plan.wire(meet, left, 1'000'000, 1);
        plan.wire(meet, right, 1'000'000, 2);
    }
};

/// Two servers that overtake each other, then back into order.
struct Overtaking {
    SimPlan plan;
    std::size_t sink = 0, late = 0;
    Overtaking(Times arrivals, std::vector<double> times, behaviour::Reorder order) {
        const auto source = plan.source("source", std::move(arrivals)),
                   server = plan.server("server", Distribution::trace(std::move(times)), 1,
                                        WorkSegment::Kind::Wait),
                   back = plan.stage("back", behaving(order), 1, {{"out"}, {"late"}});
        sink = plan.sink("sink"), late = plan.sink("late_ones");
        plan.wire(source, server);
        plan.wire(server, back);
        plan.wire(back, sink);
        plan.wire(back, late, 1'000'000, 1);
        plan.useExecutor(server, ExecutorKind::Async, 8);
        plan.chainOf(server).ordering = Ordering::Unordered;
    }
};

} // namespace

class MeetingsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void groupGivesOneRecordPerKeyAtTheEnd();
    void groupEndsWindowsWhenLaterRecordsCome();
    void groupEndsSlidingWindowsInTheirOrder();
    void groupSendsLateRecordsToTheirOwnPort();
    void groupWithoutALatePortForgetsThem();
    void joinPairsFirstWithFirst();
    void joinPairsCopies();
    void joinGivesUpWhenTheOtherInputHasEnded();
    void joinGivesUpTheOldestWhenBothAreFull();
    void joinTimesOut();
    void reorderRestoresTheOrderOfBirth();
    void reorderKeepsRecordsWithTheSameNumber();
    void reorderTimesOut();
};

void MeetingsTest::groupGivesOneRecordPerKeyAtTheEnd() {
    behaviour::Emit emit = OneVertex::emitting({0, 10, 20, 30, 40, 50, 60, 70, 80, 90});
    emit.keys["n"] = {1, 0};
    OneVertex graph(emit, behaving(behaviour::Group{.key = {"n"}}));
    const Ran ran(graph.plan.model());
    COMPARE_ARRIVED(ran.at(graph.sinks[0]), {0, 90});
}

void MeetingsTest::groupEndsWindowsWhenLaterRecordsCome() {
    OneVertex graph({1, 5, 12, 35}, behaving(behaviour::Group{.windowNs = 10}));
    const Ran ran(graph.plan.model());
    QCOMPARE(ran.times(graph.sinks[0]), (Times{12, 35, 35}));
}

void MeetingsTest::groupEndsSlidingWindowsInTheirOrder() {
    // 3 is in [0, 4) and [2, 6); 5 ends the first of them and is in [4, 8), too; 9 ends both others.
    OneVertex graph({3, 5, 9}, behaving(behaviour::Group{.windowNs = 4, .slideNs = 2}));
    const Ran ran(graph.plan.model());
    QCOMPARE(ran.times(graph.sinks[0]), (Times{5, 9, 9, 9, 9}));
}

void MeetingsTest::groupSendsLateRecordsToTheirOwnPort() {
    behaviour::Emit emit = OneVertex::emitting(Times(200, 0));
    // Event time goes on by 100 from record to record, set back by up to 1,000.
    emit.eventTimes = EventTimes{.everyNs = 100, .jitterNs = 1000, .delayNs = 0};
    OneVertex graph(emit, behaving(behaviour::Group{.windowNs = 500}),
                    {{"out"}, {.name = "late", .help = {}, .role = PortRole::Late}});
    const Ran ran(graph.plan.model());
    const NodeMetrics node = ran.simulation.frame().nodes[graph.vertex];
    QVERIFY(node.late > 10);
    QCOMPARE(static_cast<std::int64_t>(ran.at(graph.sinks[1]).size()), node.late);
    // Windows from -1,000 to 20,000, each once.
    QVERIFY(node.recordsOut > 30 && node.recordsOut <= 42);
}

void MeetingsTest::groupWithoutALatePortForgetsThem() {
    behaviour::Emit emit = OneVertex::emitting(Times(200, 0));
    emit.eventTimes = EventTimes{.everyNs = 100, .jitterNs = 1000, .delayNs = 0};
    OneVertex graph(emit, behaving(behaviour::Group{.windowNs = 500}));
    const Ran ran(graph.plan.model());
    QVERIFY(ran.at(graph.sinks[0]).size() <= 42);
}

void MeetingsTest::joinPairsFirstWithFirst() {
    Meeting meeting({0, 10, 20}, {5, 30}, {.capacity = 10});
    const Ran ran(meeting.plan.model());
    QVERIFY(ran.finished());
    COMPARE_ARRIVED(ran.at(meeting.out), {0, 5}, {1, 30});
    COMPARE_ARRIVED(ran.at(meeting.left), {2, 30}); // at the end
    QVERIFY(ran.at(meeting.right).empty());
}

void MeetingsTest::joinPairsCopies() {
    SimPlan plan;
    const auto source = plan.source("source", Times{0, 10}),
               copy = plan.stage("copy", behaving(behaviour::Copy{}), 1, {{"a"}, {"b"}}),
               slow = plan.server("slow", Distribution::trace({100, 1})),
               meet = plan.stage("meet", behaving(behaviour::Join{.key = {"n"}, .capacity = 10}), 1,
                                 {{"out"}, {"unmatched_a"}, {"unmatched_b"}}),
               sink = plan.sink("sink");
    plan.wire(source, copy);
    plan.wire(copy, slow);
    plan.wire(slow, meet);
    plan.wire(copy, meet, 1000, 1, 1);
    plan.wire(meet, sink);
    COMPARE_ARRIVED(Ran(plan.model()).at(sink), {0, 100}, {1, 101});
}

void MeetingsTest::joinGivesUpWhenTheOtherInputHasEnded() {
    Meeting meeting({0, 10, 20, 30, 40, 50, 60, 70, 80}, {5}, {.capacity = 2}, 2);
    const Ran ran(meeting.plan.model());
    QVERIFY(ran.finished());
    QCOMPARE(ran.at(meeting.out).size(), std::size_t{1});
    QCOMPARE(ran.at(meeting.left).size(), std::size_t{8});
}

void MeetingsTest::joinGivesUpTheOldestWhenBothAreFull() {
    // Numbers never match: a has 0 .. 2, b has none of them while they wait.
    SimPlan plan;
    const auto a = plan.source("a", Times{0, 1, 2}), b = plan.source("b", Times{3, 4, 5}),
               drop = plan.stage("drop", behaving(behaviour::Pass{{2.0}})),
               gone = plan.stage("gone", behaving(behaviour::Deal{}), 1, {{"first"}, {"second"}}),
               meet = plan.stage("meet", behaving(behaviour::Join{.key = {"n"}, .capacity = 2}), 1,
                                 {{"out"}, {"unmatched_a"}, {"unmatched_b"}}),
               out = plan.sink("out"), left = plan.sink("left"), right = plan.sink("right"),
               nobody = plan.sink("nobody");
    plan.wire(a, meet);
    plan.wire(b, drop);
    plan.wire(drop, gone);
    plan.wire(gone, nobody);
    plan.wire(gone, meet, 1000, 1, 1); // the copies, which have numbers of their own
    plan.wire(meet, out);
    plan.wire(meet, left, 1000, 1);
    plan.wire(meet, right, 1000, 2);
    const Ran ran(plan.model());
    QVERIFY(ran.finished());
    QVERIFY(ran.at(out).empty());
    // At 4 both are full: 0 is given up and makes room for 2. At 5 it happens again; the end gives the rest.
    COMPARE_ARRIVED(ran.at(left), {0, 4}, {1, 5}, {2, 5});
    QCOMPARE(ran.times(right), (Times{4, 5, 5}));
}

void MeetingsTest::joinTimesOut() {
    Meeting meeting({0, 10, 500}, {300, 310}, {.capacity = 10, .timeout = 100});
    const Ran ran(meeting.plan.model());
    // The first two of a leave alone at 100 and 110; those of b, which are their counterparts, at 400, 410.
    COMPARE_ARRIVED(ran.at(meeting.left), {0, 100}, {1, 110}, {2, 500});
    COMPARE_ARRIVED(ran.at(meeting.right), {0, 400}, {1, 410});
    QVERIFY(ran.at(meeting.out).empty());
}

void MeetingsTest::reorderRestoresTheOrderOfBirth() {
    Overtaking wide({0, 0, 0, 0}, {100, 10, 20, 30}, {.window = 10});
    const Ran all(wide.plan.model());
    COMPARE_ARRIVED(all.at(wide.sink), {0, 100}, {1, 100}, {2, 100}, {3, 100});
    // With room for one the second that waits gives up on 0.
    Overtaking narrow({0, 0, 0, 0}, {100, 10, 20, 30}, {.window = 1});
    const Ran some(narrow.plan.model());
    COMPARE_ARRIVED(some.at(narrow.sink), {1, 20}, {2, 20}, {3, 30});
    COMPARE_ARRIVED(some.at(narrow.late), {0, 100});
}

void MeetingsTest::reorderKeepsRecordsWithTheSameNumber() {
    SimPlan plan;
    const auto source = plan.source("source", Times{0, 10}),
               copy = plan.stage("copy", behaving(behaviour::Copy{}), 1, {{"a"}, {"b"}}),
               back = plan.stage("back", behaving(behaviour::Reorder{.window = 10}), 1, {{"out"}, {"late"}}),
               sink = plan.sink("sink"), late = plan.sink("late_ones");
    plan.wire(source, copy);
    plan.wire(copy, back);
    plan.wire(copy, back, 1000, 1);
    plan.wire(back, sink);
    plan.wire(back, late, 1000, 1);
    const Ran ran(plan.model());
    QCOMPARE(ran.at(sink).size() + ran.at(late).size(), std::size_t{4});
}

void MeetingsTest::reorderTimesOut() {
    Overtaking graph({0, 0, 0, 0}, {1000, 10, 20, 30}, {.window = 10, .timeout = 50});
    const Ran ran(graph.plan.model());
    COMPARE_ARRIVED(ran.at(graph.sink), {1, 60}, {2, 60}, {3, 60});
    COMPARE_ARRIVED(ran.at(graph.late), {0, 1000});
}

QTEST_GUILESS_MAIN(MeetingsTest)
#include "tst_meetings.moc"
