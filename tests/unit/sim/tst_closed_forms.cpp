// SPDX-License-Identifier: Apache-2.0
//
// The simulator against theory: means over independent replications with fixed seeds, right when they are
// within 3.9 standard errors or 0.3 % of the closed form.
#include "tests/support/sim_plan.h"

#include <QtTest/QtTest>

#include <cmath>
#include <functional>

using namespace millrace;
using millrace::test::SimPlan;

namespace {

constexpr double kMs = 1e6; ///< the mean service time in all of them, so rates are per millisecond
constexpr std::uint64_t kSeed = 2;

struct Estimate {
    double mean = 0, error = 0;
};

/// One figure of a stretch of virtual time after a warm-up.
using Figure = std::function<double(const sim::SimTotals& from, const sim::SimTotals& to)>;

/// Under sanitizers everything takes five times as long; half a minute is enough for a test.
constexpr double kShortened = 0.4;

Estimate estimate(const std::shared_ptr<const sim::SimModel>& model, double records, const Figure& figure,
                  int replications = 20) {
    records *= kShortened;
    const auto warmUp = static_cast<MonotonicNs>(records * kMs / 5),
               end = static_cast<MonotonicNs>(records * kMs);
    double sum = 0, squares = 0;
    for (int r = 0; r < replications; ++r) {
        sim::Simulation simulation(model, static_cast<std::uint32_t>(r));
        simulation.run(warmUp);
        const sim::SimTotals from = simulation.totals();
        simulation.run(warmUp + end);
        const double value = figure(from, simulation.totals());
        sum += value;
        squares += value * value;
        for (const std::string& violation : simulation.checkIdentities())
            qFatal("%s", violation.c_str());
    }
    const double n = replications, mean = sum / n;
    return {mean, std::sqrt(std::max(0.0, squares / n - mean * mean) / (n - 1))};
}

/// Mean time from birth to the sink, in milliseconds.
Figure latencyAt(std::size_t sink) {
    return [sink](const sim::SimTotals& from, const sim::SimTotals& to) {
        return (to.sinks[sink].latencySumNs - from.sinks[sink].latencySumNs) /
               static_cast<double>(to.sinks[sink].records - from.sinks[sink].records) / kMs;
    };
}
/// Records per millisecond.
Figure throughputAt(std::size_t sink) {
    return [sink](const sim::SimTotals& from, const sim::SimTotals& to) {
        return static_cast<double>(to.sinks[sink].records - from.sinks[sink].records) * kMs /
               static_cast<double>(to.now - from.now);
    };
}
Figure queuedOn(std::size_t edge) {
    return [edge](const sim::SimTotals& from, const sim::SimTotals& to) {
        return (to.edges[edge].areaNs - from.edges[edge].areaNs) / static_cast<double>(to.now - from.now);
    };
}
Figure lostOn(std::size_t edge) {
    return [edge](const sim::SimTotals& from, const sim::SimTotals& to) {
        return static_cast<double>(to.edges[edge].dropped - from.edges[edge].dropped) /
               static_cast<double>(to.edges[edge].sent - from.edges[edge].sent);
    };
}

behaviour::Emit poisson(double perMs) {
    behaviour::Emit emit;
    emit.arrivals.kind = Arrivals::Kind::Poisson;
    emit.arrivals.rate = perMs * 1000;
    return emit;
}
behaviour::Emit evenly(double perMs) {
    behaviour::Emit emit;
    emit.arrivals.kind = Arrivals::Kind::Constant;
    emit.arrivals.rate = perMs * 1000;
    return emit;
}

sim::SimulationSettings machine(double cores) {
    sim::SimulationSettings settings = SimPlan::roomy();
    settings.cores = cores;
    settings.durationNs = INT64_MAX;
    return settings;
}

struct Case {
    std::shared_ptr<const sim::SimModel> model;
    Figure figure;
    double exact = 0, records = 0;
};

/// Source, one vertex, sink.
struct OneQueue {
    SimPlan plan;
    std::size_t source, server, sink;
    OneQueue(behaviour::Emit emit, Distribution time, std::int64_t room = 100'000'000, int workers = 1)
        : source(plan.source("source", std::move(emit))),
          server(plan.server("server", std::move(time), workers)),
          sink(plan.sink("sink")) {
        PlanEdge& wire = plan.wire(source, server, room);
        if (workers > 1) wire.partitioning = Partitioning::RoundRobin;
        plan.wire(server, sink);
    }
    Case ask(double exact, double records, Figure figure = {}, double cores = 1e4) {
        return {plan.model(machine(cores), kSeed), figure ? std::move(figure) : latencyAt(sink), exact,
                records};
    }
};

/// Several servers behind one queue: waits on an event loop.
Case several(int servers, double rho, double exact, double records) {
    SimPlan plan;
    const auto source = plan.source("source", poisson(rho * servers)),
               server = plan.server("server", Distribution::exponential(kMs), 1, WorkSegment::Kind::Wait),
               sink = plan.sink("sink");
    plan.wire(source, server);
    plan.wire(server, sink);
    plan.useExecutor(server, ExecutorKind::Async, servers);
    return {plan.model(machine(1e4), kSeed), latencyAt(sink), exact, records};
}

/// A full source, two servers, room for b between them: blocking after service.
Case saturatedPair(std::int64_t b, double first, double exact) {
    SimPlan plan;
    behaviour::Emit endless;
    const auto source = plan.source("source", endless),
               a = plan.server("a", Distribution::exponential(kMs / first)),
               c = plan.server("b", Distribution::exponential(kMs)), sink = plan.sink("sink");
    plan.wire(source, a, 4);
    plan.wire(a, c, b);
    plan.wire(c, sink);
    return {plan.model(machine(1e4), kSeed), throughputAt(sink), exact, 20'000};
}

/// Workers that think, and then need locks one after the other: a closed network.
Case closedNetwork(int workers, double think, const std::vector<double>& demands, double exact) {
    SimPlan plan;
    ServiceModel service;
    service.behaviour = behaviour::Emit{};
    service.work.push_back({.kind = WorkSegment::Kind::Wait, .time = Distribution::exponential(think * kMs)});
    for (std::size_t i = 0; i < demands.size(); ++i)
        service.work.push_back({.kind = WorkSegment::Kind::Cpu,
                                .time = Distribution::exponential(demands[i] * kMs),
                                .held = {{"lock" + std::to_string(i), 1, 1}}});
    const auto source = plan.source("source", behaviour::Emit{}), sink = plan.sink("sink");
    plan.vertex(source).bound.service = service;
    plan.chainOf(source).workers = workers;
    plan.wire(source, sink);
    return {plan.model(machine(1e4), kSeed), throughputAt(sink), exact, 20'000};
}

} // namespace

class ClosedFormsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void meansAreThoseOfTheory_data();
    void meansAreThoseOfTheory();
    void quantilesOfOneServerAreExponential();

private:
    std::map<QString, Case> cases_;
    void add(const char* name, Case what) {
        cases_[name] = std::move(what);
        QTest::newRow(name);
    }
};

void ClosedFormsTest::meansAreThoseOfTheory_data() {
    QTest::addColumn<int>("unused");
    const auto mm1 = [](double rho) { return OneQueue(poisson(rho), Distribution::exponential(kMs)); };
    // M/M/1: W = 1 / (mu - lambda); queue length Lq = rho^2 / (1 - rho).
    add("M/M/1 0.5 W", mm1(0.5).ask(2, 20'000));
    add("M/M/1 0.8 W", mm1(0.8).ask(5, 60'000));
    add("M/M/1 0.9 W", mm1(0.9).ask(10, 150'000));
    add("M/M/1 0.8 Lq", mm1(0.8).ask(3.2, 60'000, queuedOn(0)));
    // M/M/c, Erlang C.
    add("M/M/2 0.8 W", several(2, 0.8, 1 + 1.777778, 40'000));
    add("M/M/4 0.9 W", several(4, 0.9, 1 + 1.969383, 40'000));
    add("M/M/64 0.95 W", several(64, 0.95, 1.183753, 8'000));
    // M/M/1/K: K - 1 places on the wire and one in service.
    for (const auto& [rho, loss, latency] :
         {std::tuple{0.9, 0.0508137, 4.646601}, {1.2, 0.1925865, 6.926138}}) {
        for (const bool share : {true, false}) {
            SimPlan plan;
            const auto source = plan.source("source", poisson(rho)),
                       server = plan.server("server", Distribution::exponential(kMs)),
                       sink = plan.sink("sink");
            plan.wire(source, server, 9).overflow = OverflowPolicy::DropNewest;
            plan.wire(server, sink);
            add(qPrintable(QString("M/M/1/10 %1 %2").arg(rho).arg(share ? "loss" : "W")),
                {plan.model(machine(1e4), kSeed), share ? lostOn(0) : latencyAt(sink), share ? loss : latency,
                 30'000});
        }
    }
    // M/G/1, Pollaczek-Khinchine; at 0.9 and a mean of 1: Wq 4.5, 5.625, 22.5.
    add("M/D/1 0.9 W", OneQueue(poisson(0.9), Distribution::constant(kMs)).ask(5.5, 100'000));
    add("M/E4/1 0.9 W", OneQueue(poisson(0.9), Distribution::erlang(kMs, 4)).ask(6.625, 100'000));
    add("M/H2/1 0.9 W", OneQueue(poisson(0.9), Distribution::hyperExponential(kMs, 2)).ask(23.5, 300'000));
    add("M/gamma/1 0.8 W", OneQueue(poisson(0.8), Distribution::gamma(kMs, 0.5)).ask(1 + 4 * 0.625, 60'000));
    add("M/lognormal/1 0.7 W",
        OneQueue(poisson(0.7), Distribution::lognormal(kMs, 1.0)).ask(1 + 0.7 / 0.3, 60'000));
    add("M/uniform/1 0.8 W",
        OneQueue(poisson(0.8), Distribution::uniform(0, 2 * kMs)).ask(1 + 4 * (1 + 1.0 / 3) / 2, 60'000));
    // D/M/1: Wq = sigma / (mu (1 - sigma)).
    add("D/M/1 0.5 W", OneQueue(evenly(0.5), Distribution::exponential(kMs)).ask(1.255001, 20'000));
    add("D/M/1 0.8 W", OneQueue(evenly(0.8), Distribution::exponential(kMs)).ask(2.692731, 60'000));
    add("D/M/1 0.9 W", OneQueue(evenly(0.9), Distribution::exponential(kMs)).ask(5.178659, 100'000));
    // Processor sharing: many threads on few cores.
    add("M/D/1-PS 0.8 W",
        OneQueue(poisson(0.8), Distribution::constant(kMs), 100'000'000, 500).ask(5.0, 20'000, {}, 1));
    add("M/H2/1-PS 0.6 W", OneQueue(poisson(0.6), Distribution::hyperExponential(kMs, 2), 100'000'000, 500)
                               .ask(2.5, 20'000, {}, 1));
    add("M/M/4-PS 0.9 W", OneQueue(poisson(3.6), Distribution::exponential(kMs), 100'000'000, 800)
                              .ask(2.969383, 15'000, {}, 4));
    // Waits without a limit: the law of the time does not matter.
    add("M/G/inf L", several(100'000, 20.0 / 100'000, 1.0, 5'000));
    // Saturated pairs with room for b: K = b + 2.
    add("pair b 1", saturatedPair(1, 1, 0.75));
    add("pair b 2", saturatedPair(2, 1, 0.8));
    add("pair b 4", saturatedPair(4, 1, 0.857143));
    add("pair b 8", saturatedPair(8, 1, 0.909091));
    add("pair b 16", saturatedPair(16, 1, 0.947368));
    add("pair b 4, 1.5 : 1", saturatedPair(4, 1.5, 0.968917));
    // Breakdowns while it works, with repair: Pollaczek-Khinchine with the completion time. Here work 1, a
    // breakdown every 10 of it, repair 2: E[C] = 1.2, E[C^2] = 2 * 1.44 + 2 * 0.1 * 4 = 3.68.
    {
        OneQueue queue(poisson(0.6), Distribution::exponential(kMs));
        sim::SimulationSettings settings = machine(1e4);
        settings.nodes["server"].failures =
            sim::Failures{Distribution::exponential(10 * kMs), Distribution::exponential(2 * kMs)};
        add("breakdowns W", {queue.plan.model(settings, kSeed), latencyAt(queue.sink),
                             1.2 + 0.6 * 3.68 / (2 * (1 - 0.72)), 60'000});
    }
    // One lock: machine repairman with think 9 and service 1; several: exact MVA.
    add("repairman 8", closedNetwork(8, 9, {1}, 0.7108));
    add("repairman 16", closedNetwork(16, 9, {1}, 0.9889));
    add("repairman 64", closedNetwork(64, 9, {1}, 1.0));
    add("three locks, 1", closedNetwork(1, 10, {0.5, 0.8, 0.3}, 0.0862069));
    add("three locks, 10", closedNetwork(10, 10, {0.5, 0.8, 0.3}, 0.7813332));
    // Jackson: a tandem, and a server whose work comes back with probability 0.3.
    {
        SimPlan plan;
        const auto source = plan.source("source", poisson(0.8)),
                   a = plan.server("a", Distribution::exponential(kMs)),
                   b = plan.server("b", Distribution::exponential(kMs / 1.25)),
                   c = plan.server("c", Distribution::exponential(kMs / 2)), sink = plan.sink("sink");
        plan.wire(source, a);
        plan.wire(a, b);
        plan.wire(b, c);
        plan.wire(c, sink);
        add("tandem W", {plan.model(machine(1e4), kSeed), latencyAt(sink), 8.055556, 100'000});
    }
    {
        SimPlan plan;
        ServiceModel service;
        service.work = {{.kind = WorkSegment::Kind::Cpu, .time = Distribution::exponential(kMs)}};
        service.behaviour = behaviour::Choose{{0.7, 0.3}};
        const auto source = plan.source("source", poisson(0.5)),
                   server = plan.stage("server", service, 1, {{"out"}, {"again"}}), sink = plan.sink("sink");
        plan.wire(source, server);
        plan.wire(server, sink);
        PlanEdge& back = plan.wire(server, server, 1'000'000, 1);
        back.feedback = true;
        add("feedback W", {plan.model(machine(1e4), kSeed), latencyAt(sink), 5, 60'000});
    }
    // Fork and join of two M/M/1 (R. Nelson, A. Tantawi, 1988): (12 - rho) / 8 / (mu - lambda).
    {
        SimPlan plan;
        ServiceModel fork, join;
        fork.behaviour = behaviour::Copy{};
        join.behaviour = behaviour::Join{.capacity = 1'000'000, .timeout = {}};
        const auto source = plan.source("source", poisson(0.8)),
                   split = plan.stage("fork", fork, 1, {{"out_1"}, {"out_2"}}),
                   a = plan.server("a", Distribution::exponential(kMs)),
                   b = plan.server("b", Distribution::exponential(kMs)),
                   meet = plan.stage("join", join, 1, {{"out"}, {"unmatched_a"}, {"unmatched_b"}}),
                   sink = plan.sink("sink");
        plan.wire(source, split);
        plan.wire(split, a);
        plan.wire(split, b, 1'000'000, 1);
        plan.wire(a, meet);
        plan.wire(b, meet, 1'000'000, 0, 1);
        plan.wire(meet, sink);
        add("fork-join W", {plan.model(machine(1e4), kSeed), latencyAt(sink), 7.0, 100'000});
    }
    // A price per batch o and per record c: B / (o + B c) where there is always work.
    {
        SimPlan plan;
        ServiceModel service;
        service.work = {{.kind = WorkSegment::Kind::Cpu,
                         .time = Distribution::constant(kMs),
                         .held = {},
                         .perBatch = true},
                        {.kind = WorkSegment::Kind::Cpu, .time = Distribution::constant(kMs / 100)}};
        const auto source = plan.source("source", behaviour::Emit{}), stage = plan.stage("stage", service),
                   sink = plan.sink("sink");
        plan.wire(source, stage, 1000);
        plan.wire(stage, sink);
        add("batches of 50", {plan.model(machine(1e4), kSeed, 50), throughputAt(sink), 50 / 1.5, 1'000});
    }
}

void ClosedFormsTest::meansAreThoseOfTheory() {
    const Case& what = cases_.at(QTest::currentDataTag());
    const Estimate found = estimate(what.model, what.records, what.figure);
    const double allowed = std::max(3.9 * found.error, 0.003 * what.exact);
    QVERIFY2(std::abs(found.mean - what.exact) <= allowed,
             qPrintable(QString("%1 +- %2, exact %3").arg(found.mean).arg(found.error).arg(what.exact)));
}

/// P(T > t) = e^(-(mu - lambda) t).
void ClosedFormsTest::quantilesOfOneServerAreExponential() {
    OneQueue queue(poisson(0.5), Distribution::exponential(kMs));
    sim::Simulation simulation(queue.plan.model(machine(1e4), kSeed), 0);
    simulation.run(static_cast<MonotonicNs>(1'000'000 * kMs));
    const HistogramSnapshot latency = *simulation.frame().nodes[queue.sink].latency;
    for (const double q : {0.5, 0.9, 0.99}) {
        const double exact = -std::log(1 - q) / 0.5 * kMs;
        const auto found = static_cast<double>(latency.quantile(q));
        QVERIFY2(std::abs(found - exact) < 0.02 * exact,
                 qPrintable(QString("%1: %2, exact %3").arg(q).arg(found).arg(exact)));
    }
}

QTEST_GUILESS_MAIN(ClosedFormsTest)
#include "tst_closed_forms.moc"
