// SPDX-License-Identifier: Apache-2.0
#include "engine/run/journey.h"
#include "engine/runtime/engine.h"
#include "tests/support/toy_nodes.h"

#include <QtTest/QtTest>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr MonotonicNs kRead = MonotonicNs{5'000'000} << 10;
constexpr std::uint32_t kId = journeyIdOf(kRead);

/// source -> a (with b in its task) -> sink, and b -> log.
PlanPtr fourNodes() {
    ToyPlan toy;
    const auto source = toy.source("source", countingSource(100));
    const auto a = toy.stage("a", passing());
    const auto b = toy.stage("b", passing());
    const auto sink = toy.sink("sink", passing());
    const auto log = toy.sink("log", passing());
    toy.wire(source, a);
    toy.fuse(a, b);
    toy.wire(b, sink);
    toy.wire(b, log);
    return toy.build();
}
constexpr std::uint32_t kA = 1, kB = 2, kSink = 3, kLog = 4;

TraceEvent enters(MonotonicNs after, std::uint32_t vertex, std::uint32_t id = kId) {
    return {kRead + after, TraceKind::BatchEnters, 0, 0, vertex, id};
}
TraceEvent leaves(MonotonicNs after, std::uint32_t vertex, std::uint32_t id = kId) {
    return {kRead + after, TraceKind::BatchLeaves, 0, 0, vertex, id};
}

Trace traceOf(std::vector<std::vector<TraceEvent>> lanes) {
    Trace trace;
    trace.until = kRead + 1'000'000;
    for (auto& events : lanes)
        trace.lanes.push_back({"pool", 0, 0, std::move(events)});
    return trace;
}

/// "a wait 10 work 20, sink wait 5 work 3"
QString textOf(const Journey& journey, const Plan& plan) {
    QStringList hops;
    for (const JourneyHop& hop : journey.hops)
        hops << QString("%1 wait %2 work %3")
                    .arg(QString::fromStdString(plan.vertices[hop.vertex].node))
                    .arg(hop.waitNs())
                    .arg(hop.workNs());
    return hops.join(", ");
}

} // namespace

class TestJourney : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void waitAndWorkAddUpToTheWholeWay();
    void eachSinkEndsAJourney();
    void theLastPartOfADividedBatchCounts();
    void whatIsHandedOnAtOnceDoesNotWait();
    void anIncompleteWayIsLeftOut();
    void aFailedNodeEndsNothing();
    void onlyWhatIsAskedForIsLookedAt();
    void aGrowingTraceTellsTheSameAsAWholeOne();
    void theTimeOfReadingComesBackFromTheId();
    void oneInSixteenIsFollowed();
    void aRunRecordsJourneys();
};

void TestJourney::waitAndWorkAddUpToTheWholeWay() {
    const PlanPtr plan = fourNodes();
    // a is at work from 100 on and calls b at 130, which is through at 150; the sink takes it at 400.
    const auto journeys =
        journeysOf(traceOf({{enters(100, kA), enters(130, kB), leaves(150, kB), leaves(160, kA)},
                            {enters(400, kSink), leaves(450, kSink)}}),
                   *plan);
    QCOMPARE(journeys.size(), std::size_t(1));
    const Journey& journey = journeys[0];
    QCOMPARE(journey.source, std::size_t(0));
    QCOMPARE(journey.begin, kRead);
    QCOMPARE(journey.totalNs(), 450);
    QCOMPARE(textOf(journey, *plan), QString("a wait 100 work 30, b wait 0 work 20, sink wait 250 work 50"));
    MonotonicNs sum = 0;
    for (const JourneyHop& hop : journey.hops)
        sum += hop.waitNs() + hop.workNs();
    QCOMPARE(sum, journey.totalNs());
}

void TestJourney::eachSinkEndsAJourney() {
    const PlanPtr plan = fourNodes();
    const auto journeys = journeysOf(traceOf({{enters(100, kA), enters(130, kB), leaves(150, kB),
                                               leaves(160, kA), enters(300, kLog), leaves(310, kLog)},
                                              {enters(200, kSink), leaves(250, kSink)}}),
                                     *plan);
    QCOMPARE(journeys.size(), std::size_t(2));
    QCOMPARE(journeys[0].hops.back().vertex, std::size_t(kSink));
    QCOMPARE(journeys[1].hops.back().vertex, std::size_t(kLog));
    QCOMPARE(journeys[1].totalNs(), 310);
}

void TestJourney::theLastPartOfADividedBatchCounts() {
    const PlanPtr plan = fourNodes();
    // Two workers of the chain took a half each; the second half was late.
    const auto journeys = journeysOf(
        traceOf({{enters(100, kA), enters(110, kB), leaves(120, kB), leaves(120, kA)},
                 {enters(500, kA), enters(520, kB), leaves(530, kB), leaves(530, kA)},
                 {enters(200, kSink), leaves(210, kSink), enters(600, kSink), leaves(610, kSink)}}),
        *plan);
    QCOMPARE(journeys.size(), std::size_t(1));
    QCOMPARE(textOf(journeys[0], *plan),
             QString("a wait 500 work 20, b wait 0 work 10, sink wait 70 work 10"));
    QCOMPARE(journeys[0].hops[0].parts, 2);
    QCOMPARE(journeys[0].hops[2].parts, 2);
}

void TestJourney::whatIsHandedOnAtOnceDoesNotWait() {
    const PlanPtr plan = fourNodes();
    // The sink takes the first part while b still works on the rest.
    const auto journeys =
        journeysOf(traceOf({{enters(100, kA), enters(110, kB), leaves(300, kB), leaves(300, kA)},
                            {enters(200, kSink), leaves(260, kSink)}}),
                   *plan);
    QCOMPARE(journeys.size(), std::size_t(1));
    QCOMPARE(textOf(journeys[0], *plan),
             QString("a wait 100 work 10, b wait 0 work 90, sink wait 0 work 60"));
}

void TestJourney::anIncompleteWayIsLeftOut() {
    const PlanPtr plan = fourNodes();
    QVERIFY(journeysOf(traceOf({{enters(400, kSink), leaves(450, kSink)}}), *plan).empty());
    QVERIFY(journeysOf(traceOf({{enters(100, kA), enters(130, kB)}}), *plan).empty());
    QVERIFY(journeysOf({}, *plan).empty());
}

void TestJourney::aFailedNodeEndsNothing() {
    const PlanPtr plan = fourNodes();
    const auto journeys =
        journeysOf(traceOf({{enters(10, kA), {kRead + 50, TraceKind::TurnBegins, 0, 0}, leaves(60, kA)},
                            {enters(100, kSink), leaves(110, kSink)}}),
                   *plan);
    QVERIFY(journeys.empty());
}

void TestJourney::onlyWhatIsAskedForIsLookedAt() {
    const PlanPtr plan = fourNodes();
    const Trace trace = traceOf({{enters(100, kA), enters(130, kB), leaves(150, kB), leaves(160, kA)},
                                 {enters(400, kSink), leaves(450, kSink)}});
    QCOMPARE(journeysOf(trace, *plan, kRead + 100).size(), std::size_t(1));
    QVERIFY(journeysOf(trace, *plan, kRead + 101).empty());
}

void TestJourney::aGrowingTraceTellsTheSameAsAWholeOne() {
    const PlanPtr plan = fourNodes();
    const Trace whole =
        traceOf({{enters(100, kA), enters(130, kB), leaves(150, kB), leaves(160, kA)},
                 {enters(400, kSink), leaves(450, kSink), enters(500, kLog), leaves(900, kLog)}});
    const auto expected = journeysOf(whole, *plan);
    // Every event comes alone, and what was read is forgotten at once.
    Trace growing = whole;
    for (TraceLane& lane : growing.lanes)
        lane.events.clear();
    growing.next.positions = {0, 0};
    JourneyFinder finder;
    finder.read(growing);
    for (std::size_t lane = 0; lane < whole.lanes.size(); ++lane) {
        for (const TraceEvent& event : whole.lanes[lane].events) {
            Trace later = growing;
            for (TraceLane& each : later.lanes)
                each.events.clear();
            later.lanes[lane].events = {event};
            ++later.next.positions[lane];
            extend(growing, std::move(later));
            finder.read(growing);
            finder.read(growing);
            keepSince(growing, event.at + 1);
        }
    }
    const auto textsOf = [&](const std::vector<Journey>& journeys) {
        QStringList texts;
        for (const Journey& journey : journeys)
            texts << textOf(journey, *plan);
        return texts;
    };
    QCOMPARE(expected.size(), std::size_t(2));
    QCOMPARE(textsOf(finder.endedIn(*plan, 0, INT64_MAX)), textsOf(expected));
    QCOMPARE(textsOf(finder.endedIn(*plan, 0, kRead + 899)), textsOf({expected[0]}));
    QCOMPARE(textsOf(finder.endedIn(*plan, expected[0].end, INT64_MAX)), textsOf({expected[1]}));
    finder.forget(kRead + 901);
    QVERIFY(finder.endedIn(*plan, 0, INT64_MAX).empty());
}

void TestJourney::theTimeOfReadingComesBackFromTheId() {
    const PlanPtr plan = fourNodes();
    // On both sides of the moment at which ids begin anew.
    for (const MonotonicNs read :
         {(MonotonicNs{1} << 42) - 5000, MonotonicNs{1} << 42, MonotonicNs{3} << 45}) {
        const std::uint32_t id = journeyIdOf(read);
        const auto event = [&](TraceKind kind, MonotonicNs after, std::uint32_t vertex) {
            return TraceEvent{read + after, kind, 0, 0, vertex, id};
        };
        const auto journeys = journeysOf(
            traceOf(
                {{event(TraceKind::BatchEnters, 9000, kA), event(TraceKind::BatchEnters, 9500, kB),
                  event(TraceKind::BatchLeaves, 9600, kB), event(TraceKind::BatchLeaves, 9600, kA),
                  event(TraceKind::BatchEnters, 9700, kSink), event(TraceKind::BatchLeaves, 9800, kSink)}}),
            *plan);
        QCOMPARE(journeys.size(), std::size_t(1));
        QVERIFY(journeys[0].begin <= read && read - journeys[0].begin < 1024);
    }
}

void TestJourney::oneInSixteenIsFollowed() {
    for (const MonotonicNs tick : {MonotonicNs{1'000'000}, MonotonicNs{100'000}, MonotonicNs{1'048'576}}) {
        int followed = 0;
        for (MonotonicNs i = 1; i <= 16'000; ++i)
            followed += isFollowed(123'456'789 + i * tick);
        QVERIFY2(followed > 500 && followed < 2000, qPrintable(QString::number(followed)));
    }
    QVERIFY(!isFollowed(0));
}

void TestJourney::aRunRecordsJourneys() {
    ToyPlan toy;
    const auto source = toy.source("source", countingSource(50'000, false, 10));
    const auto stage = toy.stage("stage", passing());
    const auto seen = std::make_shared<Captured>();
    const auto sink = toy.sink("sink", capturing(seen));
    const auto end = toy.sink("end", capturing(seen));
    toy.wire(source, stage);
    toy.wire(stage, sink);
    toy.wire(stage, end);
    RunOptions options;
    options.poolWorkers = 2;
    options.traceEvents = 1 << 18;
    const PlanPtr plan = toy.build();
    const auto run = Engine().start(plan, options).value();
    QVERIFY(run->waitFor(std::chrono::seconds(60)));
    const Trace trace = run->trace();
    const auto journeys = journeysOf(trace, *plan);
    QVERIFY(!journeys.empty());
    for (const Journey& journey : journeys) {
        QCOMPARE(journey.source, source);
        QCOMPARE(journey.hops.size(), std::size_t(2));
        QCOMPARE(journey.hops[0].vertex, stage);
        QVERIFY(journey.begin >= trace.begin - 1024 && journey.end <= trace.until);
        MonotonicNs sum = 0;
        for (const JourneyHop& hop : journey.hops) {
            QVERIFY(hop.waitNs() >= 0 && hop.workNs() >= 0);
            sum += hop.waitNs() + hop.workNs();
        }
        QCOMPARE(sum, journey.totalNs());
    }
}

QTEST_GUILESS_MAIN(TestJourney)
#include "tst_journey.moc"
