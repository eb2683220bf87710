// SPDX-License-Identifier: Apache-2.0
//
// The simulator against exact Markov chains: random lines of servers with exponential times and little room
// between them, which block, or drop what comes last or what is oldest. For most of them there is no formula.
#include "engine/base/random.h"
#include "engine/sim/statistics/summary.h"
#include "tests/support/markov_chain.h"
#include "tests/support/sim_plan.h"

#include <QtTest/QtTest>

#include <cmath>
#include <stdexcept>

using namespace millrace;
using millrace::test::MarkovChain;
using millrace::test::SimPlan;

namespace {

constexpr int kGraphs = 100;
constexpr double kMs = 1e6;              ///< rates are per millisecond
constexpr std::size_t kMostStates = 300; ///< the work to solve one grows with the third power
constexpr std::uint32_t kReplications = 40;
constexpr double kWarmUp = 200, kLength = 1'500; ///< ms; such small systems forget their beginning soon

using State = MarkovChain::State;
using Step = MarkovChain::Step;

/// Station 0 is the source: it makes records, one at a time, and holds the last one while its wire is full.
/// State: per station what its server does, then per wire how many records wait on it.
struct Line {
    enum Server : int { Idle, Working, Blocked };
    std::vector<double> rates;            ///< per station, the source first
    std::vector<int> places;              ///< per wire
    std::vector<OverflowPolicy> policies; ///< per wire
    bool poisson = false; ///< the source makes records at any time, and none of its wire's policies blocks

    std::size_t stations() const { return rates.size(); }
    int waiting(const State& state, std::size_t wire) const { return state[stations() + wire]; }
    State start() const {
        State state(stations() + places.size(), 0);
        state[0] = Working;
        return state;
    }
    /// The server of a station is free: it takes the next record, and who waited for that room goes on.
    void takeNext(State& state, std::size_t i) const {
        state[i] = i == 0 ? Working : Idle;
        if (i == 0 || waiting(state, i - 1) == 0) return;
        state[i] = Working;
        if (state[i - 1] != Blocked) {
            --state[stations() + i - 1];
            return;
        }
        takeNext(state, i - 1); // its record takes the place that has become free
    }
    /// Station i has finished a record.
    State finished(State state, std::size_t i) const {
        if (i + 1 < stations()) {
            if (state[i + 1] == Idle) {
                state[i + 1] = Working;
            } else if (waiting(state, i) < places[i]) {
                ++state[stations() + i];
            } else if (policies[i] == OverflowPolicy::Block) {
                state[i] = Blocked;
                return state;
            }
        }
        takeNext(state, i);
        return state;
    }
    std::vector<Step> operator()(const State& state) const {
        std::vector<Step> steps;
        for (std::size_t i = 0; i < stations(); ++i)
            if (state[i] == Working) steps.push_back({finished(state, i), rates[i]});
        return steps;
    }
    double throughput(const MarkovChain& chain, std::size_t i) const {
        return chain.mean([&](const State& state) { return state[i] == Working ? rates[i] : 0; });
    }
    double lost(const MarkovChain& chain, std::size_t wire) const {
        if (policies[wire] == OverflowPolicy::Block) return 0;
        return chain.mean([&](const State& state) {
            const bool full = state[wire + 1] != Idle && waiting(state, wire) == places[wire];
            return full && state[wire] == Working ? rates[wire] : 0;
        });
    }

    QString text() const {
        QString text;
        for (std::size_t i = 0; i < stations(); ++i) {
            text += QString("%1/ms").arg(rates[i], 0, 'f', 2);
            if (i < places.size())
                text += QString(" -%1 %2-> ")
                            .arg(places[i])
                            .arg(policies[i] == OverflowPolicy::Block        ? "block"
                                 : policies[i] == OverflowPolicy::DropNewest ? "drop newest"
                                                                             : "drop oldest");
        }
        return text + (poisson ? ", Poisson" : "");
    }
};

Line randomLine(Random& random) {
    constexpr OverflowPolicy kPolicies[] = {OverflowPolicy::Block, OverflowPolicy::DropNewest,
                                            OverflowPolicy::DropOldest};
    Line line;
    const std::size_t stages = 1 + random.below(3);
    line.rates.push_back(0.4 + 1.2 * random.uniform());
    for (std::size_t i = 0; i < stages; ++i) {
        line.rates.push_back(0.6 + random.uniform());
        line.places.push_back(1 + static_cast<int>(random.below(stages == 3 ? 3 : 5)));
        line.policies.push_back(kPolicies[random.below(3)]);
    }
    line.poisson = line.policies[0] != OverflowPolicy::Block && random.below(2) == 0;
    return line;
}

struct Figures {
    sim::Summary throughput;
    std::vector<sim::Summary> queued, lost; ///< per wire
};

/// Source, stages, sink. The wire to the sink is always empty and never full.
std::shared_ptr<const sim::SimModel> modelOf(const Line& line, std::uint64_t seed) {
    SimPlan plan;
    behaviour::Emit emit;
    if (line.poisson) {
        emit.arrivals.kind = Arrivals::Kind::Poisson;
        emit.arrivals.rate = line.rates[0] * 1000;
    }
    std::size_t last = plan.source("source", emit);
    if (!line.poisson)
        plan.vertex(last).bound.service.work = {{.kind = WorkSegment::Kind::Cpu,
                                                 .time = Distribution::exponential(kMs / line.rates[0]),
                                                 .held = {}}};
    for (std::size_t i = 1; i < line.stations(); ++i) {
        const std::size_t next =
            plan.server("s" + std::to_string(i), Distribution::exponential(kMs / line.rates[i]));
        plan.wire(last, next, line.places[i - 1]).overflow = line.policies[i - 1];
        last = next;
    }
    plan.wire(last, plan.sink("sink"));
    sim::SimulationSettings settings = SimPlan::roomy();
    settings.durationNs = INT64_MAX;
    return plan.model(std::move(settings), seed);
}

Figures simulate(const Line& line, std::uint64_t seed) {
    const auto model = modelOf(line, seed);
    Figures figures;
    figures.queued.resize(line.places.size());
    figures.lost.resize(line.places.size());
    for (std::uint32_t r = 0; r < kReplications; ++r) {
        sim::Simulation simulation(model, r);
        simulation.run(static_cast<MonotonicNs>(kWarmUp * kMs));
        const sim::SimTotals from = simulation.totals();
        simulation.run(static_cast<MonotonicNs>((kWarmUp + kLength) * kMs));
        const sim::SimTotals to = simulation.totals();
        for (const std::string& violation : simulation.checkIdentities())
            qFatal("%s", violation.c_str());
        const std::size_t sink = line.stations();
        figures.throughput.add(static_cast<double>(to.sinks[sink].records - from.sinks[sink].records) /
                               kLength);
        for (std::size_t w = 0; w < line.places.size(); ++w) {
            figures.queued[w].add((to.edges[w].areaNs - from.edges[w].areaNs) / (kLength * kMs));
            figures.lost[w].add(static_cast<double>(to.edges[w].dropped - from.edges[w].dropped) / kLength);
        }
    }
    return figures;
}

/// What is wrong about a figure; empty = nothing.
QString difference(const QString& name, const sim::Summary& found, double exact) {
    const double error = found.deviation() / std::sqrt(static_cast<double>(found.count()));
    if (std::abs(found.mean() - exact) <= std::max(3.9 * error, 0.003 * exact)) return {};
    return QString("%1 %2 +- %3, exact %4; ").arg(name).arg(found.mean()).arg(error).arg(exact);
}

} // namespace

class BoundedGraphsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void randomLinesAreTheirMarkovChains();
};

void BoundedGraphsTest::randomLinesAreTheirMarkovChains() {
    std::size_t blocking = 0, dropping = 0;
    for (int graph = 0; graph < kGraphs; ++graph) {
        Random random(5000 + static_cast<std::uint64_t>(graph));
        const Line line = randomLine(random);
        const MarkovChain chain(line.start(), line, kMostStates);
        const Figures found = simulate(line, static_cast<std::uint64_t>(graph));
        const std::size_t last = line.stations() - 1;
        QString wrong = difference("throughput", found.throughput, line.throughput(chain, last));
        for (std::size_t w = 0; w < line.places.size(); ++w) {
            const double queued =
                chain.mean([&](const State& state) { return static_cast<double>(line.waiting(state, w)); });
            wrong += difference(QString("queued on %1").arg(w), found.queued[w], queued);
            wrong += difference(QString("lost on %1").arg(w), found.lost[w], line.lost(chain, w));
            ++(line.policies[w] == OverflowPolicy::Block ? blocking : dropping);
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(QString("graph %1, %2: %3").arg(graph).arg(line.text(), wrong)));
    }
    QVERIFY(blocking >= 40 && dropping >= 40);
}

QTEST_GUILESS_MAIN(BoundedGraphsTest)
#include "tst_bounded_graphs.moc"
