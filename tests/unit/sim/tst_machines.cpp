// SPDX-License-Identifier: Apache-2.0
//
// Cores in slices of time, the lock of an interpreter, worker processes: times worked out by hand, and the
// disciplines that they must tend to.
#include "tests/support/sim_run.h"

#include <algorithm>
#include <cmath>

using namespace millrace;
using namespace millrace::test;
using sim::SimulationSettings;

namespace {

/// Threads that each have one piece of work, from a given time on.
struct Threads {
    SimPlan plan;
    std::vector<std::size_t> sinks;

    void add(MonotonicNs at, MonotonicNs work) {
        const std::string id = std::to_string(sinks.size());
        const auto source = plan.source("source" + id, Times{at}),
                   server = plan.server("server" + id, Distribution::constant(static_cast<double>(work)));
        plan.wire(source, server);
        sinks.push_back(plan.sink("sink" + id));
        plan.wire(server, sinks.back());
    }
    Times finish(const SimulationSettings& settings) {
        const Ran ran(plan.model(settings));
        Times times;
        for (const std::size_t sink : sinks)
            times.push_back(ran.times(sink).at(0));
        return times;
    }
};

SimulationSettings sliced(double cores, MonotonicNs quantum, MonotonicNs switchTime = 0) {
    SimulationSettings settings = SimPlan::roomy();
    settings.cores = cores;
    settings.machine.slices = sim::TimeSlices{quantum, switchTime};
    return settings;
}

SimulationSettings interpreted(std::vector<std::string> nodes) {
    SimulationSettings settings = SimPlan::roomy();
    settings.cores = 8;
    settings.machine.interpreterLock = sim::InterpreterLock{std::move(nodes), 5'000'000};
    return settings;
}

} // namespace

class MachinesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void threadsTakeTurns();
    void longSlicesAreFirstComeFirstServed();
    void shortSlicesAreProcessorSharing();
    void partsOfCoresHaveNoSlices();
    void twoThreadsOfAnInterpreterAreAsFastAsOne();
    void whoWaitsOnPurposeLetsOthersCompute();
    void aSpinningThreadCostsTheOthersTheSwitchInterval();
    void theLockWorksWithSlicesToo();
    void everythingAtOnceAddsUp();
    void oneParentServesItsProcessesOneByOne();
    void eachProcessMayHaveAParent();
};

void MachinesTest::threadsTakeTurns() {
    Threads two;
    two.add(0, 200);
    two.add(0, 200);
    // 0-100 A, 110-210 B, 220-320 A, 330-430 B.
    QCOMPARE(two.finish(sliced(1, 100, 10)), (Times{320, 430}));
    QCOMPARE(two.finish(sliced(1, 100)), (Times{300, 400}));
    QCOMPARE(two.finish(sliced(2, 100, 10)), (Times{200, 200}));

    Threads late;
    late.add(0, 250);
    late.add(130, 50);
    // The first has the core until its second slice is over.
    QCOMPARE(late.finish(sliced(1, 100)), (Times{300, 250}));
}

void MachinesTest::longSlicesAreFirstComeFirstServed() {
    Random random(5);
    for (int round = 0; round < 50; ++round) {
        Threads threads;
        const auto cores = 1 + random.below(3);
        std::vector<MonotonicNs> freeAt(cores, 0);
        Times expected;
        MonotonicNs at = 0;
        for (int i = 0; i < 12; ++i) {
            at += 1 + static_cast<MonotonicNs>(random.below(400));
            const auto work = 1 + static_cast<MonotonicNs>(random.below(900));
            threads.add(at, work);
            // Kiefer and Wolfowitz: who comes next gets the core that is free first.
            const auto core = std::min_element(freeAt.begin(), freeAt.end());
            *core = std::max(*core, at) + work;
            expected.push_back(*core);
        }
        QCOMPARE(threads.finish(sliced(static_cast<double>(cores), 1'000'000)), expected);
    }
}

void MachinesTest::shortSlicesAreProcessorSharing() {
    Random random(6);
    for (int round = 0; round < 20; ++round) {
        Threads threads;
        MonotonicNs at = 0;
        for (int i = 0; i < 8; ++i) {
            at += static_cast<MonotonicNs>(random.below(1'000'000));
            threads.add(at, 500'000 + static_cast<MonotonicNs>(random.below(2'000'000)));
        }
        SimulationSettings shared = SimPlan::roomy();
        shared.cores = 2;
        const Times fluid = threads.finish(shared), turns = threads.finish(sliced(2, 1'000));
        // Nobody is more than a round or two of slices away from its share.
        for (std::size_t i = 0; i < fluid.size(); ++i)
            QVERIFY2(std::abs(fluid[i] - turns[i]) < 40'000,
                     qPrintable(QString("%1 %2").arg(fluid[i]).arg(turns[i])));
    }
}

void MachinesTest::partsOfCoresHaveNoSlices() {
    Threads one;
    one.add(0, 10);
    const auto model = sim::makeSimModel(one.plan.build(), sliced(1.5, 1000), 1);
    QVERIFY(!model);
    QCOMPARE(model.error().begin()->code, std::string("MR4718"));
}

void MachinesTest::twoThreadsOfAnInterpreterAreAsFastAsOne() {
    for (const bool locked : {true, false}) {
        SimPlan plan;
        for (const std::string id : {"a", "b"}) {
            const auto source = plan.source("source_" + id, atOnce(10)),
                       server = plan.server(id, Distribution::constant(10'000'000)),
                       sink = plan.sink("sink_" + id);
            plan.wire(source, server);
            plan.wire(server, sink);
        }
        const Ran ran(plan.model(
            interpreted(locked ? std::vector<std::string>{"a", "b"} : std::vector<std::string>{"a"})));
        QCOMPARE(ran.simulation.now(), locked ? 200'000'000 : 100'000'000);
        const MetricsFrame frame = ran.simulation.frame();
        std::int64_t busy = 0;
        for (const NodeMetrics& node : frame.nodes)
            busy += node.busyNs;
        QCOMPARE(busy, 200'000'000);
    }
}

void MachinesTest::whoWaitsOnPurposeLetsOthersCompute() {
    // Each record computes for 1 ms and waits for 3: four threads fill the interpreter, and no more do.
    for (const int threads : {1, 2, 4, 8}) {
        SimPlan plan;
        ServiceModel service;
        service.work = {{.kind = WorkSegment::Kind::Cpu, .time = Distribution::constant(1'000'000)},
                        {.kind = WorkSegment::Kind::Wait, .time = Distribution::constant(3'000'000)}};
        const auto source = plan.source("source", atOnce(800)),
                   server = plan.stage("server", service, threads), sink = plan.sink("sink");
        plan.wire(source, server).partitioning = Partitioning::RoundRobin;
        plan.wire(server, sink);
        const Ran ran(plan.model(interpreted({"server"})));
        const double rate = 800e9 / static_cast<double>(ran.simulation.now());
        const double expected = std::min(1000.0, 250.0 * threads);
        QVERIFY2(std::abs(rate / expected - 1) < 0.01, qPrintable(QString::number(rate)));
    }
}

void MachinesTest::aSpinningThreadCostsTheOthersTheSwitchInterval() {
    SimPlan plan;
    ServiceModel bus;
    bus.work = {{.kind = WorkSegment::Kind::Wait, .time = Distribution::constant(1'667'000)},
                {.kind = WorkSegment::Kind::Cpu, .time = Distribution::constant(1'000)}};
    const auto source = plan.source("source", atOnce(1000)), reader = plan.stage("reader", bus),
               sink = plan.sink("sink");
    plan.wire(source, reader);
    plan.wire(reader, sink);
    const auto work = plan.source("work", atOnce(1)),
               spin = plan.server("spin", Distribution::constant(10e9)), end = plan.sink("end");
    plan.wire(work, spin);
    plan.wire(spin, end);
    const Ran ran(plan.model(interpreted({"reader", "spin"})));
    const Times times = ran.times(sink);
    // Each reading: the wait, the patience of 5 ms, and the work: 150 Hz instead of 600.
    for (std::size_t i = 0; i < 1000; ++i)
        QCOMPARE(times[i], static_cast<MonotonicNs>(i + 1) * 6'668'000);
    // The spinning thread loses what the reader computed, and nothing else.
    QCOMPARE(ran.times(end).at(0), 10'001'000'000);

    const Ran alone(plan.model(interpreted({"reader"})));
    QCOMPARE(alone.times(sink).at(999), 1000 * 1'668'000);
}

void MachinesTest::theLockWorksWithSlicesToo() {
    Threads two;
    two.add(0, 7'000'000);
    two.add(0, 7'000'000);
    two.add(0, 7'000'000); // no thread of the interpreter
    SimulationSettings settings = sliced(2, 1'000'000);
    settings.machine.interpreterLock = sim::InterpreterLock{{"server0", "server1"}, 5'000'000};
    // 0-5 the first, 5-10 the second, 10-12 the first, 12-14 the second; the third has the other core.
    QCOMPARE(two.finish(settings), (Times{12'000'000, 14'000'000, 7'000'000}));
}

/// Whatever there is, at every instant records and times add up, and a copy goes on as the original does.
void MachinesTest::everythingAtOnceAddsUp() {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        Random random(seed);
        behaviour::Emit emit;
        emit.count = 500;
        emit.arrivals.kind = Arrivals::Kind::Poisson;
        emit.arrivals.rate = 900;
        SimPlan plan;
        ServiceModel service;
        service.work = {{.kind = WorkSegment::Kind::Cpu, .time = Distribution::exponential(900'000)},
                        {.kind = WorkSegment::Kind::Wait, .time = Distribution::exponential(900'000)}};
        const auto source = plan.source("source", emit), a = plan.stage("a", service, 2),
                   b = plan.stage("b", service, 3),
                   c = plan.server("c", Distribution::exponential(500'000), 2), sink = plan.sink("sink");
        plan.wire(source, a, 8).partitioning = Partitioning::RoundRobin;
        plan.wire(a, b, 4).partitioning = Partitioning::LeastLoaded;
        plan.wire(b, c, 4).partitioning = Partitioning::RoundRobin;
        plan.wire(c, sink);
        plan.useExecutor(c, ExecutorKind::Processes);
        if (random.below(2) == 0) plan.useExecutor(b, ExecutorKind::Pool);
        SimulationSettings settings = interpreted({"a", "b"});
        settings.cores = 1 + static_cast<double>(random.below(3));
        settings.machine.interpreterLock->switchIntervalNs =
            50'000 + static_cast<MonotonicNs>(random.below(900'000));
        if (random.below(2) == 0) settings.machine.slices = sim::TimeSlices{100'000, 3'000};
        settings.machine.processes = sim::ProcessCosts{};
        settings.machine.power = sim::Power{10, 20, 1.5};
        const auto model = plan.model(settings, seed, 1 + random.below(4));
        sim::Simulation simulation(model, 0);
        for (MonotonicNs at = 0; simulation.run(at) == sim::Progress::Going; at += 3'456'789)
            QCOMPARE(simulation.checkIdentities(), std::vector<std::string>{});
        QCOMPARE(simulation.progress(), sim::Progress::Finished);
        QCOMPARE(simulation.totals().sinks[sink].records, std::uint64_t{500});
        sim::Simulation half(model, 0);
        half.run(simulation.now() / 2);
        sim::Simulation copy(half);
        half.run(INT64_MAX);
        copy.run(INT64_MAX);
        QCOMPARE(half.fingerprint(), simulation.fingerprint());
        QCOMPARE(copy.fingerprint(), simulation.fingerprint());
        // Never more cores than there are, nor more than one of the interpreter's threads.
        const auto& totals = simulation.totals();
        QVERIFY(totals.sites[0].busyNs <= settings.cores * static_cast<double>(totals.now) * (1 + 1e-12));
    }
}

void MachinesTest::oneParentServesItsProcessesOneByOne() {
    SimPlan plan;
    const auto source = plan.source("source", atOnce(4)),
               server = plan.server("server", Distribution::constant(1000), 2), sink = plan.sink("sink");
    plan.wire(source, server).partitioning = Partitioning::RoundRobin;
    plan.wire(server, sink);
    plan.useExecutor(server, ExecutorKind::Processes);
    SimulationSettings settings = SimPlan::roomy();
    settings.machine.processes = sim::ProcessCosts{100, 0, 500, 0, true};
    const Ran ran(plan.model(settings));
    QCOMPARE(ran.times(sink), (Times{1600, 1700, 2700, 2800}));

    // 2,048 bytes each at 10 ns per KB: 20 for each record, 100 for each batch.
    settings.machine.processes = sim::ProcessCosts{100, 10, 500, 2048, true};
    const Ran batches(plan.model(settings, 1, 2));
    QCOMPARE(batches.times(sink), (Times{2640, 2640, 2780, 2780}));
    settings.nodes["source"].place.recordBytes = 0;
    QCOMPARE(Ran(plan.model(settings)).times(sink), (Times{1600, 1700, 2700, 2800}));
}

void MachinesTest::eachProcessMayHaveAParent() {
    SimPlan plan;
    const auto source = plan.source("source", atOnce(4)),
               server = plan.server("server", Distribution::constant(1000), 2), sink = plan.sink("sink");
    plan.wire(source, server).partitioning = Partitioning::RoundRobin;
    plan.wire(server, sink);
    plan.useExecutor(server, ExecutorKind::Processes);
    SimulationSettings settings = SimPlan::roomy();
    settings.machine.processes = sim::ProcessCosts{100, 0, 500, 0, false};
    QCOMPARE(Ran(plan.model(settings)).times(sink), (Times{1600, 1600, 2700, 2700}));
}

QTEST_GUILESS_MAIN(MachinesTest)
#include "tst_machines.moc"
