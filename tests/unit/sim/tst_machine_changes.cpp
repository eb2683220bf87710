// SPDX-License-Identifier: Apache-2.0
//
// Sites, links, instances, interpreters, slices and worker processes that become others while a simulation
// goes on: times by hand, and what holds whatever there is.
#include "engine/sim/time_travel.h"
#include "tests/support/random_sim_graph.h"
#include "tests/support/sim_run.h"

#if defined(__SANITIZE_ADDRESS__)
extern "C" std::size_t __sanitizer_get_current_allocated_bytes(); // its header does not come with every GCC
#elif defined(__GLIBC__) && !defined(__SANITIZE_THREAD__)
#include <malloc.h>
#endif

using namespace millrace;
using namespace millrace::test;
using sim::Progress;
using sim::Simulation;
using sim::SimulationSettings;

namespace {

constexpr MonotonicNs kMs = 1'000'000;

/// Bytes that the program has from the allocator; 0 where that tells nobody.
std::size_t allocated() {
#if defined(__SANITIZE_ADDRESS__)
    return __sanitizer_get_current_allocated_bytes();
#elif defined(__GLIBC__) && !defined(__SANITIZE_THREAD__)
    return mallinfo2().uordblks;
#else
    return 0;
#endif
}

/// source -> server -> sink, with settings that change at one instant.
struct Line {
    SimPlan plan;
    std::size_t source, server, sink;
    SimulationSettings settings = SimPlan::roomy();

    Line(behaviour::Emit emit, Distribution time, int workers = 1)
        : source(plan.source("source", std::move(emit))),
          server(plan.server("server", std::move(time), workers)),
          sink(plan.sink("sink")) {
        plan.wire(source, server).partitioning = Partitioning::RoundRobin;
        plan.wire(server, sink);
    }
    Line(Times times, Distribution time, int workers = 1)
        : Line(OneVertex::emitting(std::move(times)), std::move(time), workers) {}

    /// When records come to the sink if it goes on with other settings at that instant.
    template <class Change> Times changedAt(MonotonicNs at, const Change& change) {
        std::vector<sim::SinkArrival> arrivals;
        Simulation simulation(plan.model(settings), 0);
        simulation.noteArrivals(&arrivals);
        simulation.run(at);
        change(settings);
        if (!simulation.change(plan.model(settings))) qFatal("another shape");
        simulation.run(INT64_MAX);
        for (const std::string& violation : simulation.checkIdentities())
            qFatal("%s", violation.c_str());
        instances = simulation.totals().instances.empty() ? sim::SimTotals::Instances{}
                                                          : simulation.totals().instances[server];
        Times times;
        for (const sim::SinkArrival& arrival : arrivals)
            times.push_back(arrival.at);
        return times;
    }
    sim::Serverless& called() { return settings.nodes["server"].place.serverless.emplace(); }
    sim::SimTotals::Instances instances;
};

std::string problemsOf(const Simulation& simulation) {
    std::string text = toText(simulation.problems());
    for (const std::string& violation : simulation.checkIdentities())
        text += violation + "\n";
    return text;
}

Shape shapeWithMachines(std::uint64_t seed) {
    Random random(seed);
    for (;;)
        if (Shape shape = randomShape(random); shape.machine.slices || !shape.places.empty() ||
                                               shape.machine.interpreterLock || shape.machine.processes)
            return shape;
}

constexpr std::uint64_t kGraphs = 150;

} // namespace

class MachineChangesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void moreInstancesWakeThoseWhoWait();
    void whoMayNoLongerWaitIsRefused();
    void moreOperationsInFlightBeginAtOnce();
    void instancesStayForAnotherTime();
    void slicesGetAnotherLength();
    void patienceMayGrowShorter();
    void aFasterLinkCountsFromTheNextMessage();
    void aFasterSiteCountsFromTheNextWork();
    void moreCoresOfASiteCountAtOnce();
    void theParentOfProcessesBecomesFaster();
    void whereThingsRunCannotChange();
    void aChangeToTheSameChangesNothing();
    void whateverChangesRecordsAddUp();
    void thePastOfManyChangesIsAsItWas();
    void aCopyTakesWhatItSays();
};

void MachineChangesTest::moreInstancesWakeThoseWhoWait() {
    Line line(Times{0, 0, 0, 0}, Distribution::constant(100 * kMs));
    line.called().most = 1;
    // One after the other, and from 50 ms on all of them.
    QCOMPARE(line.changedAt(50 * kMs, [](auto& s) { s.nodes["server"].place.serverless->most = 10; }),
             (Times{100 * kMs, 150 * kMs, 150 * kMs, 150 * kMs}));
    Line fewer(Times{0, 0, 0, 0}, Distribution::constant(100 * kMs));
    fewer.called().most = 3;
    QCOMPARE(fewer.changedAt(50 * kMs, [](auto& s) { s.nodes["server"].place.serverless->most = 1; }),
             (Times{100 * kMs, 100 * kMs, 100 * kMs, 200 * kMs}));
}

void MachineChangesTest::whoMayNoLongerWaitIsRefused() {
    Line line(Times{0, 0, 0, 0}, Distribution::constant(100 * kMs));
    line.called().most = 1;
    QCOMPARE(line.changedAt(50 * kMs, [](auto& s) { s.nodes["server"].place.serverless->rejects = true; }),
             Times{100 * kMs});
    QCOMPARE(line.instances.refused, 3);
    QCOMPARE(line.instances.invocations, 1);
}

void MachineChangesTest::moreOperationsInFlightBeginAtOnce() {
    SimPlan plan;
    const auto source = plan.source("source", atOnce(4)),
               server = plan.server("server", Distribution::constant(100 * kMs), 1, WorkSegment::Kind::Wait),
               sink = plan.sink("sink");
    plan.wire(source, server);
    plan.wire(server, sink);
    plan.useExecutor(server, ExecutorKind::Async, 2);
    std::vector<sim::SinkArrival> arrivals;
    Simulation simulation(plan.model(), 0);
    simulation.noteArrivals(&arrivals);
    simulation.run(50 * kMs);
    plan.useExecutor(server, ExecutorKind::Async, 3);
    QVERIFY(simulation.change(plan.model()));
    simulation.run(INT64_MAX);
    Times times;
    for (const sim::SinkArrival& arrival : arrivals)
        times.push_back(arrival.at);
    QCOMPARE(times, (Times{100 * kMs, 100 * kMs, 150 * kMs, 200 * kMs}));
}

void MachineChangesTest::instancesStayForAnotherTime() {
    // Idle from 10 on. At 100 it has been gone for 40, whatever instances are given from then on.
    Line gone(Times{0, 300}, Distribution::constant(10));
    gone.called().keepAliveNs = 50;
    gone.changedAt(100, [](auto& s) { s.nodes["server"].place.serverless->keepAliveNs = 1000; });
    QCOMPARE(gone.instances.coldStarts, 2);
    QCOMPARE(gone.instances.instanceNs, 10.0 + 50 + 10);
    // One that is there gets the longer time.
    Line longer(Times{0, 300}, Distribution::constant(10));
    longer.called().keepAliveNs = 200;
    longer.changedAt(100, [](auto& s) { s.nodes["server"].place.serverless->keepAliveNs = 1000; });
    QCOMPARE(longer.instances.coldStarts, 1);
    // And one that has been idle for longer than it may goes at that moment: there for 90 of the time.
    Line shorter(Times{0, 300}, Distribution::constant(10));
    shorter.called().keepAliveNs = 1000;
    shorter.changedAt(100, [](auto& s) { s.nodes["server"].place.serverless->keepAliveNs = 50; });
    QCOMPARE(shorter.instances.coldStarts, 2);
    QCOMPARE(shorter.instances.instanceNs, 10.0 + 90 + 10);
}

void MachineChangesTest::slicesGetAnotherLength() {
    Line line(Times{0, 0}, Distribution::constant(400), 2);
    line.settings.cores = 1;
    line.settings.machine.slices = sim::TimeSlices{100, 0};
    // 0-100 A, 100-200 B; from 150 on slices have 300: 200-500 A, 500-800 B.
    QCOMPARE(line.changedAt(150, [](auto& s) { s.machine.slices->quantumNs = 300; }), (Times{500, 800}));
}

void MachineChangesTest::patienceMayGrowShorter() {
    Line line(Times{0, 0}, Distribution::constant(10 * kMs), 2);
    line.settings.cores = 2;
    line.settings.machine.interpreterLock = sim::InterpreterLock{{"server"}, 8 * kMs};
    // From 3 ms on who waits has waited long enough after 2: at once, then every 2 ms. A has 7 ms left, B 10.
    // 3-5 B, 5-7 A, 7-9 B, 9-11 A, 11-13 B, 13-15 A, 15-17 B, 17-18 A, 18-20 B.
    QCOMPARE(line.changedAt(3 * kMs, [](auto& s) { s.machine.interpreterLock->switchIntervalNs = 2 * kMs; }),
             (Times{18 * kMs, 20 * kMs}));
}

void MachineChangesTest::aFasterLinkCountsFromTheNextMessage() {
    Line line(Times{0, 0, 0}, Distribution::constant(0));
    line.settings.machine.sites.push_back({.name = "edge"});
    line.settings.machine.links.push_back({.from = "edge",
                                           .to = sim::kLocalSite,
                                           .latency = Distribution::constant(5 * kMs),
                                           .bytesPerSecond = 1e6,
                                           .recordBytes = 10'000});
    line.settings.nodes["source"].place.site = "edge";
    QCOMPARE(line.changedAt(3 * kMs, [](auto& s) { s.machine.links[0].bytesPerSecond = 1e7; }),
             (Times{15 * kMs, 16 * kMs, 17 * kMs}));
}

void MachineChangesTest::aFasterSiteCountsFromTheNextWork() {
    Line line(Times{0, 0, 0}, Distribution::constant(10 * kMs));
    line.settings.machine.sites.push_back({.name = "edge", .speed = 1});
    for (const char* const node : {"source", "server", "sink"})
        line.settings.nodes[node].place.site = "edge";
    QCOMPARE(line.changedAt(3 * kMs, [](auto& s) { s.machine.sites[0].speed = 10; }),
             (Times{10 * kMs, 11 * kMs, 12 * kMs}));
}

void MachineChangesTest::moreCoresOfASiteCountAtOnce() {
    Line line(Times{0, 0}, Distribution::constant(10 * kMs), 2);
    line.settings.machine.sites.push_back({.name = "edge", .cores = 1});
    for (const char* const node : {"source", "server", "sink"})
        line.settings.nodes[node].place.site = "edge";
    // Half a core each for 10 ms: 5 ms are left.
    QCOMPARE(line.changedAt(10 * kMs, [](auto& s) { s.machine.sites[0].cores = 2; }),
             (Times{15 * kMs, 15 * kMs}));
}

void MachineChangesTest::theParentOfProcessesBecomesFaster() {
    Line line(Times{0, 0, 0, 0}, Distribution::constant(0), 2);
    line.plan.useExecutor(line.server, ExecutorKind::Processes);
    line.settings.machine.processes = sim::ProcessCosts{100, 0, 500, 0, true};
    QCOMPARE(line.changedAt(650, [](auto& s) { s.machine.processes->perItemNs = 10; }),
             (Times{600, 700, 710, 720}));
}

void MachineChangesTest::whereThingsRunCannotChange() {
    Line line(Times{0}, Distribution::constant(10));
    line.called();
    const auto refused = [&](const SimulationSettings& other) {
        return !Simulation(line.plan.model(line.settings), 0).mayChangeTo(*line.plan.model(other));
    };
    QVERIFY(!refused(line.settings));
    SimulationSettings other = line.settings;
    other.nodes["server"].place.serverless.reset();
    QVERIFY(refused(other));
    other = line.settings;
    other.machine.slices = sim::TimeSlices{};
    QVERIFY(refused(other));
    other = line.settings;
    other.machine.sites.push_back({.name = "edge"});
    QVERIFY(refused(other));
}

void MachineChangesTest::aChangeToTheSameChangesNothing() {
    for (std::uint64_t graph = 0; graph < kGraphs; ++graph) {
        const Shape shape = shapeWithMachines(graph);
        Simulation plain(modelOf(shape), 0), changed(modelOf(shape), 0);
        plain.run(INT64_MAX);
        changed.run(plain.now() / 3);
        QVERIFY(changed.change(modelOf(shape)));
        changed.run(INT64_MAX);
        QCOMPARE(changed.fingerprint(), plain.fingerprint());
        QCOMPARE(changed.now(), plain.now());
    }
}

void MachineChangesTest::whateverChangesRecordsAddUp() {
    std::uint64_t others = 0;
    for (std::uint64_t graph = 0; graph < kGraphs; ++graph) {
        Random random(graph);
        Shape shape = shapeWithMachines(graph);
        Simulation whole(modelOf(shape), 0);
        whole.run(INT64_MAX);
        const auto changes = [&](Random draws, bool looks) {
            Shape now = shape;
            Simulation simulation(modelOf(now), 0);
            for (int i = 1; i <= 4; ++i) {
                simulation.run(whole.now() / 5 * i);
                if (simulation.progress() != Progress::Going) break;
                drawSizes(draws, now);
                if (!simulation.change(modelOf(now))) qFatal("graph %d", static_cast<int>(graph));
                if (looks && !problemsOf(simulation).empty())
                    qFatal("graph %d: %s", static_cast<int>(graph), problemsOf(simulation).c_str());
            }
            simulation.run(INT64_MAX);
            return simulation;
        };
        const Simulation one = changes(random, true), again = changes(random, false);
        QVERIFY2(one.progress() == Progress::Finished && problemsOf(one).empty(),
                 qPrintable(QString("graph %1: %2").arg(graph).arg(problemsOf(one).c_str())));
        for (const sim::SimTotals::Edge& edge : one.totals().edges)
            QCOMPARE(edge.depth, std::int64_t{0});
        QCOMPARE(again.fingerprint(), one.fingerprint());
        others += one.fingerprint() != whole.fingerprint();
    }
    QVERIFY(others > kGraphs / 2); // else this tests nothing
}

/// Whoever goes back past several changes and forward again sees each of them at its moment.
void MachineChangesTest::thePastOfManyChangesIsAsItWas() {
    for (std::uint64_t graph = 0; graph < 40; ++graph) {
        Random random(graph);
        Shape shape = shapeWithMachines(graph);
        Simulation whole(modelOf(shape), 0);
        whole.run(INT64_MAX);
        Simulation plain(modelOf(shape), 0);
        sim::TimeTravel travel(Simulation(modelOf(shape), 0), 100'000); // little memory: long replays
        std::vector<Simulation> seen;
        for (int i = 1; i <= 6 && plain.progress() == Progress::Going; ++i) {
            plain.run(whole.now() / 8 * i - 1);
            seen.push_back(plain); // just before: at the instant itself the change is seen
            plain.run(whole.now() / 8 * i);
            travel.run(whole.now() / 8 * i);
            if (plain.progress() != Progress::Going) break;
            drawSizes(random, shape);
            const auto model = modelOf(shape);
            QVERIFY(plain.change(model));
            travel.fork(Simulation(travel.latest()), [model](Simulation& s) { s.change(model); });
            // What is half way to the next change, too.
            plain.run(whole.now() / 8 * i + whole.now() / 16);
            travel.run(whole.now() / 8 * i + whole.now() / 16);
            seen.push_back(plain);
        }
        for (const Simulation& then : seen) {
            const Simulation at = travel.at(then.now());
            QCOMPARE(at.fingerprint(), then.fingerprint());
            QCOMPARE(at.events(), then.events());
        }
        // A change in the past takes the place of all that came later.
        if (seen.size() < 4) continue;
        Simulation other = seen[seen.size() / 2 | 1]; // between two changes
        travel.fork(travel.at(other.now()), [](Simulation& s) { s.drawAnew(7); });
        for (const Simulation& then : seen)
            if (then.now() < other.now()) QCOMPARE(travel.at(then.now()).fingerprint(), then.fingerprint());
        other.drawAnew(7);
        other.run(INT64_MAX);
        travel.run(INT64_MAX);
        QCOMPARE(travel.latest().fingerprint(), other.fingerprint());
    }
}

void MachineChangesTest::aCopyTakesWhatItSays() {
    if (allocated() == 0) QSKIP("the allocator tells nothing here");
    for (std::uint64_t graph = 0; graph < 60; ++graph) {
        Random random(graph);
        Shape shape = shapeWithMachines(graph);
        for (Layer& layer : shape.layers)
            layer.capacity = 2000; // a lot to keep
        shape.count = 3000;
        shape.endless = true;
        Simulation simulation(modelOf(shape), 0);
        simulation.run(INT64_MAX, 500 + random.below(2000));
        const std::size_t before = allocated();
        const auto copy = std::make_unique<Simulation>(simulation);
        const std::size_t taken = allocated() - before;
        const auto said = static_cast<double>(copy->bytes()) / static_cast<double>(taken);
        QVERIFY2(said > 0.5 && said < 2.2,
                 qPrintable(QString("graph %1: %2 of %3").arg(graph).arg(copy->bytes()).arg(taken)));
    }
}

QTEST_GUILESS_MAIN(MachineChangesTest)
#include "tst_machine_changes.moc"
