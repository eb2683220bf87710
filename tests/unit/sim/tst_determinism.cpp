// SPDX-License-Identifier: Apache-2.0
//
// What must not change when what should not matter changes, and what always holds, on random graphs.
#include "engine/base/random.h"
#include "tests/support/random_sim_graph.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <numeric>

using namespace millrace;
using millrace::sim::Simulation;
using millrace::test::modelOf;
using millrace::test::randomShape;
using millrace::test::Shape;
using millrace::test::SimPlan;

namespace {

constexpr int kGraphs = 200;

std::string problemsOf(const Simulation& simulation) {
    std::string text = toText(simulation.problems());
    for (const std::string& violation : simulation.checkIdentities())
        text += violation + "\n";
    return text;
}

std::uint64_t fingerprintOf(const std::shared_ptr<const sim::SimModel>& model,
                            std::uint32_t replication = 0) {
    Simulation simulation(model, replication);
    simulation.run(INT64_MAX);
    return simulation.fingerprint();
}

/// A line whose times are all whole and given: `factor` times as long, all of them.
std::shared_ptr<const sim::SimModel> traced(std::uint64_t seed, MonotonicNs factor) {
    Random random(seed);
    SimPlan plan;
    std::vector<MonotonicNs> arrivals;
    MonotonicNs at = 0;
    for (int i = 0; i < 200; ++i)
        arrivals.push_back(factor * (at += static_cast<MonotonicNs>(random.below(1000))));
    std::size_t last = plan.source("source", arrivals);
    const std::size_t stages = 1 + random.below(4);
    for (std::size_t s = 0; s < stages; ++s) {
        std::vector<double> times;
        for (int i = 0; i < 50; ++i)
            times.push_back(static_cast<double>(factor) * static_cast<double>(random.below(1500)));
        const auto law = random.below(2) ? Distribution::trace(times) : Distribution::constant(times[0]);
        const int workers = 1 + static_cast<int>(random.below(3));
        const std::size_t next = plan.server("s" + std::to_string(s), law, workers);
        PlanEdge& wire = plan.wire(last, next, 1 + static_cast<std::int64_t>(random.below(9)));
        wire.partitioning = random.below(2) ? Partitioning::RoundRobin : Partitioning::LeastLoaded;
        wire.overflow = random.below(2) ? OverflowPolicy::Block : OverflowPolicy::DropOldest;
        plan.chainOf(next).ordering = random.below(2) ? Ordering::Ordered : Ordering::Unordered;
        last = next;
    }
    plan.wire(last, plan.sink("sink"));
    return plan.model(SimPlan::roomy(), 1);
}

std::vector<sim::SinkArrival> arrivalsOf(const std::shared_ptr<const sim::SimModel>& model) {
    std::vector<sim::SinkArrival> arrivals;
    Simulation simulation(model, 0);
    simulation.noteArrivals(&arrivals);
    simulation.run(INT64_MAX);
    return arrivals;
}

/// The same, but every turn goes step by step.
std::shared_ptr<const sim::SimModel> withoutShortCuts(const sim::SimModel& model) {
    sim::SimModel plain = model;
    for (sim::SimChain& chain : plain.chains)
        chain.shape = sim::SimChain::Shape::Other;
    for (sim::SimOp& op : plain.ops) {
        op.passes = false;
        op.onlyWire = sim::kNone;
    }
    for (sim::SimTaskPlace& task : plain.tasks)
        task.onlyChannel = sim::kNone;
    return std::make_shared<const sim::SimModel>(std::move(plain));
}

/// The same plan with its vertices and wires in another order.
PlanPtr shuffled(const Plan& plan, Random& random) {
    const auto order = [&](std::size_t n) {
        std::vector<std::size_t> places(n); // old -> new
        std::iota(places.begin(), places.end(), std::size_t{0});
        for (std::size_t i = n; i > 1; --i)
            std::swap(places[i - 1], places[random.below(i)]);
        return places;
    };
    const auto vertices = order(plan.vertices.size()), edges = order(plan.edges.size()),
               chains = order(plan.chains.size());
    Plan result = plan;
    for (std::size_t v = 0; v < vertices.size(); ++v) {
        PlanVertex& vertex = result.vertices[vertices[v]] = plan.vertices[v];
        vertex.chain = chains[vertex.chain];
        for (auto* list : {&vertex.inEdges, &vertex.outEdges}) {
            for (std::size_t& e : *list)
                e = edges[e];
            std::sort(list->begin(), list->end());
        }
    }
    for (std::size_t e = 0; e < edges.size(); ++e) {
        PlanEdge& edge = result.edges[edges[e]] = plan.edges[e];
        edge.from = vertices[edge.from];
        edge.to = vertices[edge.to];
    }
    for (std::size_t c = 0; c < chains.size(); ++c) {
        PlanChain& chain = result.chains[chains[c]] = plan.chains[c];
        for (std::size_t& v : chain.vertices)
            v = vertices[v];
    }
    return std::make_shared<const Plan>(std::move(result));
}

} // namespace

class DeterminismTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyRandomGraphEndsAndKeepsTheIdentities();
    void theSameSeedIsTheSameRun();
    void inPiecesItIsTheSameRun();
    void aCopyGoesOnAsTheOriginal();
    void whatIsNotUsedChangesNothing();
    void shortCutsChangeNothing();
    void theOrderOfTheFileChangesNothing();
    void twiceTheTimesAreTwiceAsLate();
    void moreRoomNeverLowersTheThroughput();
};

void DeterminismTest::everyRandomGraphEndsAndKeepsTheIdentities() {
    for (int graph = 0; graph < kGraphs; ++graph) {
        Random random(static_cast<std::uint64_t>(graph));
        const Shape shape = randomShape(random);
        Simulation simulation(modelOf(shape), 0);
        // Looked at at moments that are no events of its own.
        for (MonotonicNs at = 0; simulation.progress() == sim::Progress::Going && at < 50'000'000;) {
            at += static_cast<MonotonicNs>(random.below(20'000));
            simulation.run(at);
            const std::string problems = problemsOf(simulation);
            QVERIFY2(problems.empty(), qPrintable(QString("graph %1: %2").arg(graph).arg(problems.c_str())));
        }
        simulation.run(INT64_MAX);
        QVERIFY2(simulation.progress() == sim::Progress::Finished && problemsOf(simulation).empty(),
                 qPrintable(QString("graph %1: %2").arg(graph).arg(problemsOf(simulation).c_str())));
        for (const sim::SimTotals::Edge& edge : simulation.totals().edges)
            QCOMPARE(edge.depth, std::int64_t{0});
    }
}

void DeterminismTest::theSameSeedIsTheSameRun() {
    for (int graph = 0; graph < kGraphs; ++graph) {
        Random random(static_cast<std::uint64_t>(graph));
        const Shape shape = randomShape(random);
        const std::uint64_t print = fingerprintOf(modelOf(shape));
        QCOMPARE(fingerprintOf(modelOf(shape)), print);
        QVERIFY(fingerprintOf(modelOf(shape), 1) != print);
    }
}

void DeterminismTest::inPiecesItIsTheSameRun() {
    for (int graph = 0; graph < kGraphs; ++graph) {
        Random random(static_cast<std::uint64_t>(graph));
        const auto model = modelOf(randomShape(random));
        Simulation whole(model, 0), pieces(model, 0);
        whole.run(INT64_MAX);
        for (MonotonicNs at = 0; pieces.progress() == sim::Progress::Going;) {
            at += static_cast<MonotonicNs>(random.below(5'000));
            pieces.run(at, 1 + random.below(100));
        }
        QCOMPARE(pieces.fingerprint(), whole.fingerprint());
        QCOMPARE(pieces.events(), whole.events());
    }
}

void DeterminismTest::aCopyGoesOnAsTheOriginal() {
    for (int graph = 0; graph < kGraphs; ++graph) {
        Random random(static_cast<std::uint64_t>(graph));
        const auto model = modelOf(randomShape(random));
        const std::uint64_t all = fingerprintOf(model);
        Simulation original(model, 0);
        original.run(INT64_MAX, 1 + random.below(800));
        Simulation copy = original;
        const std::uint64_t then = original.fingerprint();
        copy.run(INT64_MAX);
        QCOMPARE(copy.fingerprint(), all);
        QCOMPARE(original.fingerprint(), then); // it knows nothing of the copy
        original.run(INT64_MAX);
        QCOMPARE(original.fingerprint(), all);
        QCOMPARE(original.events(), copy.events());
    }
}

void DeterminismTest::whatIsNotUsedChangesNothing() {
    for (int graph = 0; graph < kGraphs; ++graph) {
        Random random(static_cast<std::uint64_t>(graph));
        const Shape shape = randomShape(random);
        QCOMPARE(fingerprintOf(modelOf(shape, 7, true)), fingerprintOf(modelOf(shape)));
    }
}

void DeterminismTest::shortCutsChangeNothing() {
    int shorter = 0;
    for (int graph = 0; graph < kGraphs; ++graph) {
        Random random(static_cast<std::uint64_t>(graph));
        const auto model = modelOf(randomShape(random)), plain = withoutShortCuts(*model);
        for (const sim::SimChain& chain : model->chains)
            shorter +=
                chain.shape == sim::SimChain::Shape::Station || chain.shape == sim::SimChain::Shape::Loop;
        Simulation fast(model, 0), slow(plain, 0);
        for (MonotonicNs at = 0; fast.progress() == sim::Progress::Going && at < 1'000'000; at += 50'000) {
            fast.run(at);
            slow.run(at);
            const MetricsFrame one = fast.frame(), other = slow.frame();
            for (std::size_t node = 0; node < one.nodes.size(); ++node) {
                QCOMPARE(one.nodes[node].recordsOut, other.nodes[node].recordsOut);
                QCOMPARE(one.nodes[node].busyNs, other.nodes[node].busyNs);
                QCOMPARE(one.nodes[node].ioNs, other.nodes[node].ioNs);
                QCOMPARE(one.nodes[node].backPressuredNs, other.nodes[node].backPressuredNs);
                QVERIFY(one.nodes[node].serviceTime == other.nodes[node].serviceTime);
            }
        }
        QVERIFY(arrivalsOf(model) == arrivalsOf(plain));
        QCOMPARE(fingerprintOf(plain), fingerprintOf(model));
    }
    QVERIFY(shorter > kGraphs / 4); // else this compares nothing
}

void DeterminismTest::theOrderOfTheFileChangesNothing() {
    for (int graph = 0; graph < kGraphs; ++graph) {
        Random random(static_cast<std::uint64_t>(graph));
        const Shape shape = randomShape(random);
        const auto model = modelOf(shape, 7, true);
        const auto other = sim::makeSimModel(shuffled(*model->plan, random), model->settings, 7).value();
        QCOMPARE(fingerprintOf(other), fingerprintOf(model));
    }
}

void DeterminismTest::twiceTheTimesAreTwiceAsLate() {
    for (std::uint64_t graph = 0; graph < kGraphs; ++graph) {
        const auto once = arrivalsOf(traced(graph, 1)), twice = arrivalsOf(traced(graph, 2));
        QCOMPARE(once.size(), twice.size());
        for (std::size_t i = 0; i < once.size(); ++i) {
            QCOMPARE(twice[i].number, once[i].number);
            QCOMPARE(twice[i].at, 2 * once[i].at);
            QCOMPARE(twice[i].born, 2 * once[i].born);
        }
    }
}

/// A line of servers that never lacks input, with the same times whatever the room: nobody comes later.
void DeterminismTest::moreRoomNeverLowersTheThroughput() {
    for (std::uint64_t graph = 0; graph < kGraphs; ++graph) {
        Random random(graph);
        const std::size_t stages = 2 + random.below(3);
        std::vector<std::int64_t> room(stages);
        std::vector<double> mean(stages);
        for (std::size_t s = 0; s < stages; ++s) {
            room[s] = 1 + static_cast<std::int64_t>(random.below(4));
            mean[s] = 500 + 1000 * random.uniform();
        }
        const auto run = [&] {
            SimPlan plan;
            behaviour::Emit emit;
            emit.count = 300;
            std::size_t last = plan.source("source", emit);
            for (std::size_t s = 0; s < stages; ++s) {
                const std::size_t next =
                    plan.server("s" + std::to_string(s), Distribution::exponential(mean[s]));
                plan.wire(last, next, room[s]);
                last = next;
            }
            plan.wire(last, plan.sink("sink"));
            return arrivalsOf(plan.model(SimPlan::roomy(), graph));
        };
        const auto before = run();
        room[random.below(stages)] += 1 + static_cast<std::int64_t>(random.below(3));
        const auto after = run();
        QCOMPARE(after.size(), before.size());
        for (std::size_t i = 0; i < before.size(); ++i)
            QVERIFY(after[i].at <= before[i].at);
    }
}

QTEST_GUILESS_MAIN(DeterminismTest)
#include "tst_determinism.moc"
