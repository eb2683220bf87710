// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/system_clock.h"
#include "engine/sim/sim_run.h"
#include "tests/support/sim_plan.h"

#include <QtTest/QtTest>

#include <future>

using namespace millrace;
using namespace std::chrono_literals;
using millrace::test::SimPlan;
using sim::SimRun;
using sim::Simulation;
using Figure = FigureCondition::Figure;

namespace {

constexpr MonotonicNs kSecond = 1'000'000'000;

/// source -> a -> b -> sink; wire 1 leads from a to b.
std::shared_ptr<const sim::SimModel> tandem(MonotonicNs duration, double meanOfB = 1e6, std::int64_t room = 3,
                                            int workersOfB = 1) {
    SimPlan plan;
    behaviour::Emit emit;
    emit.arrivals.kind = Arrivals::Kind::Poisson;
    emit.arrivals.rate = 800;
    const auto source = plan.source("source", emit), a = plan.server("a", Distribution::exponential(1e6)),
               b = plan.server("b", Distribution::exponential(meanOfB), workersOfB), sink = plan.sink("sink");
    plan.wire(source, a);
    plan.wire(a, b, room);
    plan.wire(b, sink);
    sim::SimulationSettings settings = SimPlan::roomy();
    settings.durationNs = duration;
    return plan.model(settings);
}

struct Watched {
    std::shared_ptr<const sim::SimModel> model;
    SystemClock clock;
    SimRun run;

    explicit Watched(std::shared_ptr<const sim::SimModel> of, std::size_t traceEvents = 0)
        : model(of), run(of, optionsWith(traceEvents), clock) {}
    static RunOptions optionsWith(std::size_t traceEvents) {
        RunOptions options;
        options.seed = 1;
        options.traceEvents = traceEvents;
        return options;
    }
    void playToEnd() {
        run.play();
        QVERIFY(run.waitFor(60s));
    }
    Simulation alone(MonotonicNs until, std::uint64_t events = UINT64_MAX) const {
        Simulation fresh(model, 0);
        fresh.run(until, events);
        return fresh;
    }
    /// Waits until what was asked for is done.
    VirtualTime::Place settled() {
        VirtualTime::Place place;
        const bool stands = QTest::qWaitFor(
            [&] {
                place = run.place();
                return !place.busy && !place.plays;
            },
            60'000);
        if (!stands) qFatal("it never stands still");
        return place;
    }
};

std::int64_t records(const MetricsFrame& frame) { return frame.nodes[3].recordsIn; }

} // namespace

class SimRunTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itEndsWhereTheSimulationAloneWould();
    void stepsGoBothWays();
    void anyInstantIsShown();
    void timeGoesOnFromThePast();
    void haltsWhereAFigureComesTrue();
    void theFirstTimeIsFoundAheadAndBehind();
    void breakpointsHaltAtRecords();
    void aChangeMakesAnotherFuture();
    void aForkDrawsAnew();
    void thePastKnowsWhereAnotherFutureBegan();
    void coresMayChangeOnTheWay();
    void aRampGoesOnWithOtherRandomNumbers();
    void breakpointsCountFromTheBeginning();
    void conditionsAboutNoPlaceAreLeftOut();
    void workersOfAPoolTakeTurnsOnTheirLanes();
    void moreRoomAndCoresCountAtOnce();
    void workersCannotChange();
    void whatCannotChangeIsTold();
    void framesAreEvenlySpaced();
    void theTraceTellsWhatWorkersDid();
    void theTraceOfThePastIsPlayedAgain();
    void drainingEndsTheInput();
    void stoppingIsFinal();
};

void SimRunTest::itEndsWhereTheSimulationAloneWould() {
    Watched watched(tandem(20 * kSecond));
    watched.playToEnd();
    QCOMPARE(watched.run.state(), RunState::Stopped); // what is inside stays inside
    const Simulation alone = watched.alone(INT64_MAX);
    QCOMPARE(watched.run.frame().elapsedNs, 20 * kSecond);
    QCOMPARE(records(watched.run.frame()), records(alone.frame()));
    const std::vector<std::string> violations = checkInvariants(*watched.run.plan(), watched.run.frame());
    QVERIFY2(violations.empty(), violations.empty() ? "" : violations.front().c_str());
}

void SimRunTest::stepsGoBothWays() {
    Watched watched(tandem(20 * kSecond));
    watched.run.stepEvents(10);
    QCOMPARE(watched.settled().events, std::uint64_t{10});
    watched.run.stepEvents(1);
    QCOMPARE(watched.settled().events, std::uint64_t{11});
    watched.run.stepEvents(-4);
    const VirtualTime::Place back = watched.settled();
    QCOMPARE(back.events, std::uint64_t{7});
    QCOMPARE(back.now, watched.alone(INT64_MAX, 7).now());
    QVERIFY(back.latest > back.now);
    watched.run.stepEvents(-100);
    QCOMPARE(watched.settled().events, std::uint64_t{0});
    QCOMPARE(watched.run.state(), RunState::Paused);
}

void SimRunTest::anyInstantIsShown() {
    Watched watched(tandem(100 * kSecond));
    watched.playToEnd();
    for (const MonotonicNs instant : {50 * kSecond + 1, MonotonicNs{0}, 99 * kSecond}) {
        watched.run.goTo(instant);
        QCOMPARE(watched.settled().now, instant);
        const MetricsFrame frame = watched.run.frame();
        QCOMPARE(records(frame), records(watched.alone(instant).frame()));
        QCOMPARE(frame.edges[1].depth, watched.alone(instant).frame().edges[1].depth);
    }
    QCOMPARE(watched.run.state(), RunState::Stopped);
}

void SimRunTest::timeGoesOnFromThePast() {
    Watched watched(tandem(30 * kSecond));
    watched.playToEnd();
    const std::int64_t atEnd = records(watched.run.frame());
    watched.run.goTo(3 * kSecond);
    QVERIFY(watched.settled().now < 30 * kSecond);
    watched.run.play();
    QTRY_COMPARE(watched.run.place().now, 30 * kSecond);
    QCOMPARE(records(watched.run.frame()), atEnd);
    QCOMPARE(watched.run.place().future, std::uint64_t{0});
}

void SimRunTest::haltsWhereAFigureComesTrue() {
    Watched watched(tandem(200 * kSecond));
    const FigureCondition full{Figure::Waiting, 1, false, 3};
    watched.run.setHalts({full});
    watched.run.play();
    QTRY_VERIFY(watched.run.place().haltedAt.has_value());
    QCOMPARE(watched.run.state(), RunState::Paused);
    const VirtualTime::Place place = watched.run.place();
    QVERIFY(place.haltedAt == full);
    QCOMPARE(watched.run.frame().edges[1].depth, std::int64_t{3});
    Simulation before = watched.alone(INT64_MAX, place.events - 1);
    QCOMPARE(before.value(full), std::int64_t{2});
    watched.run.play();
    QTRY_VERIFY(watched.run.place().now > place.now && watched.run.state() == RunState::Paused);
    QCOMPARE(watched.run.frame().edges[1].depth, std::int64_t{3});
}

void SimRunTest::theFirstTimeIsFoundAheadAndBehind() {
    Watched watched(tandem(200 * kSecond));
    const FigureCondition tenth{Figure::In, 3, false, 1'000};
    std::promise<std::pair<VirtualTime::Answer, MonotonicNs>> ahead, behind, never;
    watched.run.goToFirst(tenth, false, [&](auto answer, auto when) { ahead.set_value({answer, when}); });
    const auto [found, at] = ahead.get_future().get();
    QVERIFY(found == VirtualTime::Answer::Found);
    QCOMPARE(records(watched.run.frame()), std::int64_t{1'000});
    watched.playToEnd();
    watched.run.goToFirst({Figure::In, 3, false, 500}, false, [&](auto answer, auto when) {
        behind.set_value({answer, when});
    });
    const auto [again, earlier] = behind.get_future().get();
    QVERIFY(again == VirtualTime::Answer::Found && earlier < at);
    QCOMPARE(watched.run.frame().elapsedNs, earlier);
    QCOMPARE(records(watched.run.frame()), std::int64_t{500});
    watched.run.goToFirst({Figure::Waiting, 1, false, 4}, false, [&](auto answer, auto when) {
        never.set_value({answer, when});
    });
    QVERIFY(never.get_future().get().first == VirtualTime::Answer::Never);
}

void SimRunTest::breakpointsHaltAtRecords() {
    Watched watched(tandem(200 * kSecond));
    Breakpoint every{.edge = 2, .hitCount = 5};
    Breakpoint values{.edge = 1, .condition = "x > 1"};
    QVERIFY(watched.run.setBreakpoints({every, values}).has_value());
    QCOMPARE(watched.run.breakpoints().size(), std::size_t{1});
    QCOMPARE(watched.run.diagnostics().items.back().code, std::string("MR4740"));
    watched.run.play();
    QTRY_VERIFY(watched.run.breakpoints().front().holding);
    QCOMPARE(watched.run.breakpoints().front().hits, std::int64_t{5});
    QVERIFY(watched.run.step(2, StepSize::Record).has_value());
    QTRY_COMPARE(watched.run.breakpoints().front().hits, std::int64_t{6});
    QTRY_VERIFY(watched.run.breakpoints().front().holding);
    QVERIFY(watched.run.release(2).has_value());
    QTRY_COMPARE(watched.run.breakpoints().front().hits, std::int64_t{10});
    QVERIFY(!watched.run.step(0, StepSize::Record).has_value());
    QVERIFY(!watched.run.setBreakpoints({Breakpoint{.edge = 9}}).has_value());
}

void SimRunTest::aChangeMakesAnotherFuture() {
    const auto model = tandem(40 * kSecond);
    Simulation at(model, 0);
    at.run(10 * kSecond);
    Simulation other = at;
    QVERIFY(other.change(tandem(40 * kSecond, 0.2e6)));
    QCOMPARE(other.now(), 10 * kSecond);
    at.run(INT64_MAX);
    other.run(INT64_MAX);
    QVERIFY(other.checkIdentities().empty());
    // The input is the same; what was held back before is not any more.
    QVERIFY(records(other.frame()) > records(at.frame()));
}

void SimRunTest::aForkDrawsAnew() {
    Watched watched(tandem(40 * kSecond));
    watched.playToEnd();
    const std::int64_t first = watched.run.frame().nodes[0].recordsOut;
    watched.run.goTo(20 * kSecond);
    watched.run.fork(true);
    const VirtualTime::Place place = watched.settled();
    QCOMPARE(place.future, std::uint64_t{1});
    QCOMPARE(place.latest, 20 * kSecond);
    const std::int64_t until = watched.run.frame().nodes[0].recordsOut;
    watched.run.play();
    QTRY_COMPARE(watched.run.place().now, 40 * kSecond);
    QVERIFY(watched.run.frame().nodes[0].recordsOut > until);
    QVERIFY(watched.run.frame().nodes[0].recordsOut != first);
}

void SimRunTest::thePastKnowsWhereAnotherFutureBegan() {
    // What happened: slow up to 10 s, fast from there on.
    const auto slow = tandem(40 * kSecond, 1.2e6), fast = tandem(40 * kSecond, 0.2e6);
    sim::TimeTravel travel(Simulation(slow, 0), std::size_t{1} << 20);
    travel.run(30 * kSecond);
    const Simulation from = travel.at(10 * kSecond);
    travel.fork(from, [fast](Simulation& s) { QVERIFY(s.change(fast)); });
    travel.run(INT64_MAX);
    Simulation expected(slow, 0);
    expected.run(10 * kSecond);
    QVERIFY(expected.change(fast));
    Simulation atTwelve = expected;
    atTwelve.run(12 * kSecond);
    expected.run(INT64_MAX);
    QCOMPARE(travel.latest().fingerprint(), expected.fingerprint());
    QCOMPARE(travel.at(12 * kSecond).fingerprint(), atTwelve.fingerprint());
    // From before the fork, over it, and on: in one go, and event by event.
    Simulation past = travel.at(9 * kSecond);
    travel.follow(past, 12 * kSecond, UINT64_MAX);
    QCOMPARE(past.fingerprint(), atTwelve.fingerprint());
    QCOMPARE(past.now(), 12 * kSecond);
    past = travel.at(9 * kSecond);
    while (past.events() < atTwelve.events())
        travel.follow(past, INT64_MAX, 1);
    QCOMPARE(past.fingerprint(), atTwelve.fingerprint());
    for (const std::uint64_t events : {from.events() - 1, from.events(), from.events() + 1})
        QCOMPARE(travel.afterEvents(events).events(), events);
    // The same in a run that is watched.
    Watched watched(slow);
    watched.playToEnd();
    watched.run.goTo(10 * kSecond);
    (void)watched.settled();
    watched.run.fork(true);
    watched.run.play();
    QTRY_COMPARE(watched.run.place().now, 40 * kSecond);
    const std::int64_t second = records(watched.run.frame());
    watched.run.goTo(5 * kSecond);
    (void)watched.settled();
    watched.run.play();
    QTRY_COMPARE(watched.run.place().now, 40 * kSecond);
    QCOMPARE(records(watched.run.frame()), second);
}

void SimRunTest::coresMayChangeOnTheWay() {
    const auto withCores = [](double cores) {
        SimPlan plan;
        behaviour::Emit emit;
        emit.arrivals.kind = Arrivals::Kind::Poisson;
        emit.arrivals.rate = 1'500;
        const auto source = plan.source("source", emit),
                   a = plan.server("a", Distribution::exponential(1e6), 4), sink = plan.sink("sink");
        plan.wire(source, a).partitioning = Partitioning::RoundRobin;
        plan.wire(a, sink);
        sim::SimulationSettings settings;
        settings.cores = cores;
        settings.durationNs = 40 * kSecond;
        return plan.model(settings);
    };
    Simulation one(withCores(1), 0);
    one.run(20 * kSecond);
    const std::int64_t before = one.value({Figure::Out, 1, false, 0});
    QVERIFY(before < 21'000); // a core does a thousand a second
    QVERIFY(one.change(withCores(4)));
    one.run(INT64_MAX);
    QVERIFY(one.checkIdentities().empty());
    const std::int64_t after = one.value({Figure::Out, 1, false, 0}) - before;
    QVERIFY2(after > 28'000, qPrintable(QString::number(after)));
}

void SimRunTest::aRampGoesOnWithOtherRandomNumbers() {
    SimPlan plan;
    behaviour::Emit emit;
    emit.arrivals.kind = Arrivals::Kind::Ramp;
    emit.arrivals.rate = 100;
    emit.arrivals.endRate = 1'000;
    emit.arrivals.rampNs = 10 * kSecond;
    const auto source = plan.source("source", emit), sink = plan.sink("sink");
    plan.wire(source, sink);
    sim::SimulationSettings settings = SimPlan::roomy();
    settings.durationNs = 20 * kSecond;
    const auto model = plan.model(settings);
    Simulation first(model, 0);
    first.run(15 * kSecond);
    Simulation second = first;
    second.drawAnew(7);
    first.run(INT64_MAX);
    second.run(INT64_MAX);
    QCOMPARE(second.value({Figure::Out, 0, false, 0}), first.value({Figure::Out, 0, false, 0}));
}

void SimRunTest::breakpointsCountFromTheBeginning() {
    Watched watched(tandem(60 * kSecond));
    watched.playToEnd();
    watched.run.goTo(30 * kSecond);
    (void)watched.settled();
    QVERIFY(watched.run.setBreakpoints({Breakpoint{.edge = 2, .hitCount = 10}}).has_value());
    const auto hits = [&] { return watched.run.breakpoints().front().hits; };
    const auto holds = [&] { return watched.run.breakpoints().front().holding; };
    // Forward, from the beginning, and by steps: wherever a tenth record comes by.
    watched.run.play();
    QTRY_VERIFY(holds());
    QVERIFY(hits() > 10 && hits() % 10 == 0);
    watched.run.goTo(0);
    (void)watched.settled();
    QCOMPARE(hits(), std::int64_t{0});
    watched.run.play();
    QTRY_VERIFY(holds());
    QCOMPARE(hits(), std::int64_t{10});
    for (const std::int64_t next : {11, 12, 13}) {
        QVERIFY(watched.run.step(2, StepSize::Record).has_value());
        QTRY_COMPARE(hits(), next);
        QTRY_VERIFY(holds());
    }
    // Who jumps ahead is not held by what has come by meanwhile.
    watched.run.goTo(60 * kSecond);
    QVERIFY(watched.settled().over);
    QVERIFY(!holds());
}

void SimRunTest::conditionsAboutNoPlaceAreLeftOut() {
    Watched watched(tandem(5 * kSecond));
    watched.run.setHalts({{Figure::Waiting, 99, false, 0}, {Figure::In, 99, false, 0}});
    std::promise<VirtualTime::Answer> never;
    watched.run.goToFirst({Figure::Held, 99, false, 0}, false,
                          [&](auto answer, auto) { never.set_value(answer); });
    QVERIFY(never.get_future().get() == VirtualTime::Answer::Never);
    watched.playToEnd();
    QCOMPARE(watched.run.place().now, 5 * kSecond);
}

void SimRunTest::workersOfAPoolTakeTurnsOnTheirLanes() {
    SimPlan plan;
    behaviour::Emit emit;
    emit.arrivals.kind = Arrivals::Kind::Poisson;
    emit.arrivals.rate = 2'000;
    const auto source = plan.source("source", emit), a = plan.server("a", Distribution::exponential(1e6), 8),
               sink = plan.sink("sink");
    plan.wire(source, a).partitioning = Partitioning::RoundRobin;
    plan.wire(a, sink);
    for (const std::size_t vertex : {source, a, sink})
        plan.useExecutor(vertex, ExecutorKind::Pool);
    sim::SimulationSettings settings;
    settings.cores = 3;
    settings.poolWorkers = 3;
    settings.durationNs = 3 * kSecond;
    Watched watched(plan.model(settings), 1 << 16);
    watched.playToEnd();
    const Trace trace = watched.run.trace({});
    QCOMPARE(trace.lanes.size(), std::size_t{3});
    MonotonicNs turns = 0;
    for (const TraceLane& lane : trace.lanes) {
        QCOMPARE(lane.from, MonotonicNs{0});
        MonotonicNs last = 0;
        for (const TraceSlice& slice : slicesOf(lane, trace.until)) {
            if (slice.kind != TraceSlice::Kind::Turn) continue;
            QVERIFY(slice.from >= last);
            last = slice.to;
            turns += slice.to - slice.from;
        }
    }
    MonotonicNs busy = 0;
    for (const NodeMetrics& node : watched.run.frame().nodes)
        busy += node.busyNs;
    QCOMPARE(turns, busy);
}

void SimRunTest::moreRoomAndCoresCountAtOnce() {
    // A consumer that is too slow fills what room there is.
    Simulation slow(tandem(40 * kSecond, 3e6), 0);
    slow.run(10 * kSecond);
    QCOMPARE(slow.value({Figure::Waiting, 1, false, 0}), std::int64_t{3});
    while (slow.value({Figure::Held, 1, false, 0}) == 0 && slow.now() < 11 * kSecond)
        slow.run(INT64_MAX, 1);
    QCOMPARE(slow.value({Figure::Held, 1, false, 0}), std::int64_t{1});
    QVERIFY(slow.change(tandem(40 * kSecond, 3e6, 50)));
    slow.run(20 * kSecond);
    QVERIFY(slow.value({Figure::Waiting, 1, false, 0}) >= 49); // one may just have been taken
    QVERIFY(slow.checkIdentities().empty());
}

void SimRunTest::workersCannotChange() {
    Simulation simulation(tandem(40 * kSecond), 0);
    simulation.run(kSecond);
    const std::uint64_t before = simulation.fingerprint();
    QVERIFY(!simulation.change(tandem(40 * kSecond, 1e6, 3, 2)));
    QCOMPARE(simulation.fingerprint(), before);
}

void SimRunTest::whatCannotChangeIsTold() {
    Watched watched(tandem(20 * kSecond));
    const auto refused = [&](boost::json::object simulation) {
        Plan other = *watched.model->plan;
        simulation["duration"] = "20 s";
        other.document.simulation = std::move(simulation);
        const auto result = watched.run.reconfigure(std::make_shared<const Plan>(other));
        return result ? std::string()
                      : result.error().items.front().code + " " + result.error().items.front().message;
    };
    const std::string power = refused({{"power", {{"idle", 1}, {"max", 2}}}});
    QVERIFY2(power.starts_with("MR4201") && power.find("energy") != std::string::npos, power.c_str());
    QVERIFY2(power.find("nodes") == std::string::npos, power.c_str()); // those are the same
    const std::string failing =
        refused({{"nodes", {{"a", {{"failures", {{"every", "1 s"}, {"repair", "1 ms"}}}}}}}});
    QVERIFY2(failing.starts_with("MR4201") && failing.find("fail") != std::string::npos, failing.c_str());
}

void SimRunTest::framesAreEvenlySpaced() {
    Watched watched(tandem(20 * kSecond));
    watched.playToEnd();
    const std::vector<MetricsFrame> frames = watched.run.framesAfter(-1);
    QVERIFY(frames.size() > 300);
    QCOMPARE(frames.front().elapsedNs, MonotonicNs{0});
    QCOMPARE(frames.back().elapsedNs, 20 * kSecond);
    for (std::size_t i = 1; i + 1 < frames.size(); ++i)
        QCOMPARE(frames[i].elapsedNs - frames[i - 1].elapsedNs, kSecond / 20);
    QVERIFY(watched.run.framesAfter(19 * kSecond).size() < 30);
    // Without an end the distance grows with the run.
    sim::FrameSamples open(0);
    for (MonotonicNs now = 0; now < 5'000 * kSecond; now = std::max(now + 1, open.next())) {
        MetricsFrame frame;
        frame.elapsedNs = now;
        open.add(std::move(frame));
    }
    const auto count = open.after(-1).size();
    QVERIFY(count <= sim::FrameSamples::kMost && count > sim::FrameSamples::kMost / 4);
    open.forgetAfter(1'000 * kSecond);
    QVERIFY(open.after(-1).back().elapsedNs <= 1'000 * kSecond && open.next() > 1'000 * kSecond);
}

void SimRunTest::theTraceTellsWhatWorkersDid() {
    Watched watched(tandem(2 * kSecond), 1 << 16);
    watched.playToEnd();
    const Trace trace = watched.run.trace({});
    QCOMPARE(trace.tasks.size(), std::size_t{4});
    QCOMPARE(trace.lanes.size(), std::size_t{4});
    const MetricsFrame frame = watched.run.frame();
    for (std::size_t i = 0; i < trace.lanes.size(); ++i) {
        std::size_t vertex = 0;
        MonotonicNs turns = 0, last = 0;
        for (const TraceSlice& slice : slicesOf(trace.lanes[i], trace.until)) {
            QVERIFY(slice.from <= slice.to && slice.from >= last);
            last = slice.from;
            if (slice.kind != TraceSlice::Kind::Turn) continue;
            vertex = watched.run.plan()->chains[trace.tasks[slice.task].chain].vertices.front();
            turns += slice.to - slice.from;
        }
        // Turns last as long as the work did.
        QCOMPARE(turns, frame.nodes[vertex].busyNs);
    }
    const Trace rest = watched.run.trace(trace.next);
    for (const TraceLane& lane : rest.lanes)
        QVERIFY(lane.events.empty() && lane.lost == 0);
}

void SimRunTest::theTraceOfThePastIsPlayedAgain() {
    Watched watched(tandem(100 * kSecond), 1'000);
    watched.playToEnd();
    const Trace atEnd = watched.run.trace({});
    QVERIFY(atEnd.lanes[1].from > 50 * kSecond);
    watched.run.goTo(20 * kSecond);
    const VirtualTime::Place place = watched.settled();
    QCOMPARE(place.recording, std::uint64_t{1});
    const Trace past = watched.run.trace({});
    QCOMPARE(past.until, 20 * kSecond);
    QVERIFY(past.lanes[1].from < 20 * kSecond && !past.lanes[1].events.empty());
    watched.run.goTo(100 * kSecond);
    QCOMPARE(watched.settled().recording, std::uint64_t{2});
}

void SimRunTest::drainingEndsTheInput() {
    Watched watched(tandem(INT64_MAX));
    watched.run.goTo(10 * kSecond);
    (void)watched.settled();
    const std::int64_t made = watched.run.frame().nodes[0].recordsOut;
    watched.run.drain();
    QVERIFY(watched.run.waitFor(60s));
    const MetricsFrame frame = watched.run.frame();
    QCOMPARE(watched.run.state(), RunState::Finished);
    QVERIFY(frame.nodes[0].recordsOut - made <= 1);
    QCOMPARE(records(frame), frame.nodes[0].recordsOut);
}

void SimRunTest::stoppingIsFinal() {
    Watched watched(tandem(INT64_MAX));
    watched.run.setSpeed(1);
    watched.run.play();
    QTRY_VERIFY(watched.run.place().now > 0);
    watched.run.stop();
    QCOMPARE(watched.run.state(), RunState::Stopped);
    const MonotonicNs now = watched.run.place().now;
    watched.run.goTo(now / 2);
    QCOMPARE(watched.settled().now, now / 2);
}

QTEST_GUILESS_MAIN(SimRunTest)
#include "tst_sim_run.moc"
