// SPDX-License-Identifier: Apache-2.0
//
// Sites and the links between them: times worked out by hand, queueing theory for a link as a server, order,
// loss, and what must be conserved at every instant.
#include "engine/sim/offered_load.h"
#include "tests/support/sim_run.h"

#include <cmath>

using namespace millrace;
using namespace millrace::test;
using sim::Link;
using sim::SimulationSettings;
using sim::Site;

namespace {

/// "edge" and "local", and a link between them: 1 byte takes 1 us.
SimulationSettings withLink(Link link = {}) {
    SimulationSettings settings = SimPlan::roomy();
    Site edge;
    edge.name = "edge";
    edge.cores = 1e4;
    settings.machine.sites.push_back(edge);
    link.from = "edge";
    link.to = sim::kLocalSite;
    if (link.bytesPerSecond == 0) link.bytesPerSecond = 1e6;
    if (link.recordBytes == 0) link.recordBytes = 1000;
    settings.machine.links.push_back(link);
    settings.nodes["source"].place.site = "edge";
    return settings;
}

behaviour::Emit poisson(double rate, std::uint64_t count) {
    behaviour::Emit emit;
    emit.count = count;
    emit.arrivals.kind = Arrivals::Kind::Poisson;
    emit.arrivals.rate = rate;
    return emit;
}

/// A source on the edge, its sink here.
struct OneWire {
    SimPlan plan;
    std::size_t source, sink;
    explicit OneWire(Times times) : OneWire(OneVertex::emitting(std::move(times))) {}
    explicit OneWire(behaviour::Emit emit)
        : source(plan.source("source", std::move(emit))), sink(plan.sink("sink")) {
        plan.wire(source, sink);
    }
};

std::string firstCode(const Result<std::shared_ptr<const sim::SimModel>>& model) {
    return model ? "" : model.error().begin()->code;
}

} // namespace

class LinksTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aMessageTakesItsBytesAndThenTheLatency();
    void messagesOfAWireGoOneAfterTheOther();
    void wiresShareTheRateEvenly();
    void wiresShareTheRateAsAFluidDoes();
    void aLinkIsAServerWithAQueue();
    void whatIsLostIsSentAgainAndStaysInOrder();
    void whatIsLostForGoodIsCountedAndOthersOvertake();
    void roomCountsWhatIsOnItsWay();
    void sitesHaveCoresAndPoolsOfTheirOwn();
    void nothingGetsLostUnseen();
    void theOfferedLoadKnowsLinksAndSites();
    void impossiblePlacesAreRefused();
};

void LinksTest::aMessageTakesItsBytesAndThenTheLatency() {
    Link link;
    link.latency = Distribution::constant(20'000'000);
    link.overheadBytes = 40;
    OneWire one(Times{0, 50'000'000});
    const Ran ran(one.plan.model(withLink(link)));
    QVERIFY(ran.finished());
    QCOMPARE(ran.times(one.sink), (Times{21'040'000, 71'040'000}));

    // What is sent together is one message, with the overhead of one.
    OneWire batch(atOnce(3));
    const Ran together(batch.plan.model(withLink(link), 1, 3));
    QCOMPARE(together.times(batch.sink), (Times{23'040'000, 23'040'000, 23'040'000}));

    // The node knows better than the link how large its records are.
    SimulationSettings settings = withLink(link);
    settings.nodes["source"].place.recordBytes = 60;
    OneWire small(Times{0});
    QCOMPARE(Ran(small.plan.model(settings)).times(small.sink), Times{20'100'000});
}

void LinksTest::messagesOfAWireGoOneAfterTheOther() {
    OneWire one(Times{0, 0, 500'000, 9'000'000});
    const Ran ran(one.plan.model(withLink()));
    QCOMPARE(ran.times(one.sink), (Times{1'000'000, 2'000'000, 3'000'000, 10'000'000}));
}

void LinksTest::wiresShareTheRateEvenly() {
    OneWire one(Times{0});
    const auto other = one.plan.source("other", Times{0}), far = one.plan.sink("far");
    one.plan.wire(other, far);
    SimulationSettings settings = withLink();
    settings.nodes["other"].place.site = "edge";
    settings.nodes["other"].place.recordBytes = 2000;
    const Ran ran(one.plan.model(settings));
    QCOMPARE(ran.times(one.sink), Times{2'000'000}); // half the rate all the way
    QCOMPARE(ran.times(far), Times{3'000'000});      // half the rate for half of it, then all
    const sim::SimTotals totals = ran.simulation.totals();
    QCOMPARE(totals.links[0].bytes, 3000.0);
    QCOMPARE(totals.links[0].busyNs, 3e6);
}

/// Every wire sends its messages one after the other; those that send have equal parts of the rate. By hand:
/// from one change to the next.
void LinksTest::wiresShareTheRateAsAFluidDoes() {
    Random random(11);
    for (int round = 0; round < 30; ++round) {
        constexpr std::size_t kWires = 4;
        SimPlan plan;
        SimulationSettings settings = withLink();
        settings.nodes.clear();
        std::vector<Times> come(kWires);
        std::vector<double> bytes(kWires);
        std::vector<std::size_t> sinks;
        for (std::size_t w = 0; w < kWires; ++w) {
            MonotonicNs at = 0;
            for (int i = 0; i < 20; ++i)
                come[w].push_back(at += static_cast<MonotonicNs>(random.below(9'000'000)));
            bytes[w] = 100 + static_cast<double>(random.below(2000));
            const std::string id = "source" + std::to_string(w);
            const auto source = plan.source(id, come[w]);
            sinks.push_back(plan.sink("sink" + std::to_string(w)));
            plan.wire(source, sinks.back());
            settings.nodes[id].place = {"edge", {}, bytes[w]};
        }
        std::vector<std::vector<double>> gone(kWires);
        std::vector<double> left(kWires, 0); // ns of the message that is sent, alone on the link
        double now = 0;
        for (;;) {
            double next = 1e18, senders = 0;
            for (std::size_t w = 0; w < kWires; ++w) {
                const bool more = gone[w].size() < come[w].size();
                if (more && left[w] == 0 && static_cast<double>(come[w][gone[w].size()]) <= now)
                    left[w] = bytes[w] * 1000;
                senders += left[w] > 0;
                if (more && left[w] == 0) next = std::min(next, static_cast<double>(come[w][gone[w].size()]));
            }
            for (const double one : left)
                if (one > 0) next = std::min(next, now + one * senders);
            if (next == 1e18) break;
            for (std::size_t w = 0; w < kWires; ++w) {
                if (left[w] == 0) continue;
                left[w] -= (next - now) / senders;
                if (left[w] > 1e-3) continue;
                left[w] = 0;
                gone[w].push_back(next);
            }
            now = next;
        }
        const Ran ran(plan.model(settings));
        for (std::size_t w = 0; w < kWires; ++w) {
            const Times times = ran.times(sinks[w]);
            QCOMPARE(times.size(), gone[w].size());
            // A clock of whole nanoseconds rounds up each time somebody is through.
            for (std::size_t i = 0; i < times.size(); ++i)
                QVERIFY2(std::abs(static_cast<double>(times[i]) - gone[w][i]) < 200,
                         qPrintable(QString("%1 %2").arg(times[i]).arg(gone[w][i], 0, 'f', 1)));
        }
    }
}

/// M/D/1: W = S + rho S / (2 (1 - rho)).
void LinksTest::aLinkIsAServerWithAQueue() {
    Link link;
    link.latency = Distribution::constant(5'000'000);
    OneWire one(poisson(800, 300'000));
    const Ran ran(one.plan.model(withLink(link)));
    const sim::SimTotals totals = ran.simulation.totals();
    QCOMPARE(totals.edges[0].arrived, 300'000);
    const double transitMs = totals.edges[0].transitNs / 300'000 / 1e6;
    QVERIFY2(std::abs(transitMs - 8) < 0.08, qPrintable(QString::number(transitMs)));
    const double busy = totals.links[0].busyNs / static_cast<double>(totals.now);
    QVERIFY2(std::abs(busy - 0.8) < 0.01, qPrintable(QString::number(busy)));
}

/// The number of tries is geometric: each takes S, and each lost one R more.
void LinksTest::whatIsLostIsSentAgainAndStaysInOrder() {
    Link link;
    link.loss = 0.2;
    link.retransmitAfter = 4'000'000;
    Times seldom;
    for (MonotonicNs i = 0; i < 50'000; ++i)
        seldom.push_back(i * 200'000'000);
    OneWire one(seldom);
    const Ran ran(one.plan.model(withLink(link)));
    const sim::SimTotals totals = ran.simulation.totals();
    QCOMPARE(totals.edges[0].received, 50'000);
    QCOMPARE(totals.edges[0].lost, 0);
    QCOMPARE(totals.links[0].messages - totals.links[0].lost, 50'000);
    const double mean = totals.edges[0].transitNs / 50'000 / 1e6;
    QVERIFY2(std::abs(mean - (1 / 0.8 + 4 * 0.2 / 0.8)) < 0.05, qPrintable(QString::number(mean)));

    link.latency = Distribution::exponential(3'000'000);
    OneWire dense(poisson(600, 20'000));
    const Ran inOrder(dense.plan.model(withLink(link)));
    const Arrived came = inOrder.at(dense.sink);
    QCOMPARE(came.size(), std::size_t{20'000});
    for (std::size_t i = 0; i < came.size(); ++i)
        QCOMPARE(came[i].number, static_cast<std::uint64_t>(i));
}

void LinksTest::whatIsLostForGoodIsCountedAndOthersOvertake() {
    Link link;
    link.loss = 0.1;
    link.retransmitAfter.reset();
    link.latency = Distribution::exponential(3'000'000);
    OneWire one(poisson(600, 20'000));
    const Ran ran(one.plan.model(withLink(link)));
    QVERIFY(ran.finished());
    const sim::SimTotals totals = ran.simulation.totals();
    QCOMPARE(totals.edges[0].sent, 20'000);
    QCOMPARE(totals.edges[0].lost, totals.links[0].lost);
    QCOMPARE(totals.edges[0].dropped, totals.edges[0].lost);
    QCOMPARE(totals.edges[0].received, 20'000 - totals.edges[0].lost);
    QVERIFY(std::abs(static_cast<double>(totals.edges[0].lost) - 2000) < 4 * std::sqrt(20'000 * 0.1 * 0.9));
    const Arrived came = ran.at(one.sink);
    std::size_t overtaken = 0;
    for (std::size_t i = 1; i < came.size(); ++i)
        overtaken += came[i].number < came[i - 1].number;
    QVERIFY(overtaken > 100);
}

void LinksTest::roomCountsWhatIsOnItsWay() {
    Link link;
    link.latency = Distribution::constant(10'000'000);
    SimPlan plan;
    const auto source = plan.source("source", atOnce(6)), sink = plan.sink("sink");
    plan.wire(source, sink, 2);
    sim::Simulation simulation(plan.model(withLink(link)), 0);
    for (MonotonicNs at = 0; simulation.run(at) == sim::Progress::Going; at += 100'000) {
        QVERIFY(simulation.frame().edges[0].depth <= 2);
        QCOMPARE(simulation.checkIdentities(), std::vector<std::string>{});
    }
    // Two go at a time, each pair after the one before has come: 1 ms and 2 ms of sending, then 10 ms.
    QCOMPARE(simulation.progress(), sim::Progress::Finished);
    QCOMPARE(simulation.totals().now / 1'000'000, 34);
}

void LinksTest::sitesHaveCoresAndPoolsOfTheirOwn() {
    SimPlan plan;
    std::vector<std::size_t> sinks, servers;
    SimulationSettings settings = withLink();
    settings.cores = 2;
    settings.machine.sites[0].cores = 1;
    settings.machine.sites[0].speed = 0.5;
    for (const char* const name : {"here1", "here2", "there1", "there2"}) {
        const std::string id = name;
        const auto source = plan.source("from_" + id, Times{0});
        const auto server = plan.server(id, Distribution::constant(1'000'000));
        servers.push_back(server);
        plan.wire(source, server);
        sinks.push_back(plan.sink("to_" + id));
        plan.wire(server, sinks.back());
        if (id.starts_with("there"))
            for (const std::string& node : {"from_" + id, id, "to_" + id})
                settings.nodes[node].place.site = "edge";
    }
    settings.nodes.erase("source");
    const Ran ran(plan.model(settings));
    QCOMPARE(ran.times(sinks[0]), Times{1'000'000});
    QCOMPARE(ran.times(sinks[1]), Times{1'000'000});
    QCOMPARE(ran.times(sinks[2]), Times{4'000'000}); // half the speed, and half of the one core
    QCOMPARE(ran.times(sinks[3]), Times{4'000'000});
    QCOMPARE(ran.simulation.totals().sites[0].busyNs, 2e6);
    QCOMPARE(ran.simulation.totals().sites[1].busyNs, 4e6);

    // On the pools there is one worker there: one after the other. Nobody here waits for it.
    for (const std::size_t vertex : servers)
        plan.useExecutor(vertex, ExecutorKind::Pool);
    const Ran pooled(plan.model(settings));
    QCOMPARE(pooled.times(sinks[0]), Times{1'000'000});
    QCOMPARE(pooled.times(sinks[1]), Times{1'000'000});
    QCOMPARE(pooled.times(sinks[2]), Times{2'000'000});
    QCOMPARE(pooled.times(sinks[3]), Times{4'000'000});
}

void LinksTest::nothingGetsLostUnseen() {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        Random random(seed);
        Link link;
        link.loss = random.below(2) == 0 ? 0 : 0.15;
        if (random.below(2) == 0) link.retransmitAfter.reset();
        link.latency = Distribution::exponential(2'000'000);
        link.overheadBytes = 20;
        SimPlan plan;
        const auto source = plan.source("source", poisson(900, 2000)),
                   server = plan.server("server", Distribution::exponential(900'000),
                                        1 + static_cast<int>(random.below(3))),
                   back = plan.server("back", Distribution::exponential(100'000)), sink = plan.sink("sink");
        PlanEdge& there = plan.wire(source, server, 3 + static_cast<std::int64_t>(random.below(20)));
        there.partitioning = Partitioning::RoundRobin;
        there.overflow = static_cast<OverflowPolicy>(random.below(3));
        plan.wire(server, back, 10);
        plan.wire(back, sink);
        plan.chainOf(server).ordering = random.below(2) == 0 ? Ordering::Ordered : Ordering::Unordered;
        SimulationSettings settings = withLink(link);
        settings.machine.links.push_back(
            {sim::kLocalSite, "edge", Distribution::constant(1'000'000), 5e5, 700});
        settings.nodes["back"].place.site = "edge";
        settings.nodes["sink"].place.site = "edge";
        const auto model = plan.model(settings, seed, 1 + random.below(4));
        sim::Simulation simulation(model, 0);
        for (MonotonicNs at = 0; simulation.run(at) == sim::Progress::Going; at += 7'654'321)
            QCOMPARE(simulation.checkIdentities(), std::vector<std::string>{});
        QCOMPARE(simulation.progress(), sim::Progress::Finished);
        QCOMPARE(simulation.checkIdentities(), std::vector<std::string>{});
        const sim::SimTotals totals = simulation.totals();
        QCOMPARE(static_cast<std::int64_t>(totals.sinks[sink].records) + totals.edges[0].dropped +
                     totals.edges[1].dropped,
                 2000);
        // A copy goes on as the original does.
        sim::Simulation half(model, 0);
        half.run(simulation.now() / 2);
        sim::Simulation copy(half);
        half.run(INT64_MAX);
        copy.run(INT64_MAX);
        QCOMPARE(half.fingerprint(), simulation.fingerprint());
        QCOMPARE(copy.fingerprint(), simulation.fingerprint());
    }
}

void LinksTest::theOfferedLoadKnowsLinksAndSites() {
    Link link;
    link.loss = 0.2;
    SimPlan plan;
    const auto source = plan.source("source", poisson(400, 10)),
               there = plan.server("there", Distribution::constant(1'000'000)),
               here = plan.server("here", Distribution::constant(2'000'000)), sink = plan.sink("sink");
    plan.wire(source, there);
    plan.wire(there, here);
    plan.wire(here, sink);
    SimulationSettings settings = withLink(link);
    settings.nodes["there"].place.site = "edge";
    settings.machine.sites[0].speed = 0.5;
    settings.machine.sites[0].cores = 2;
    settings.machine.interpreterLock = sim::InterpreterLock{{"here"}, 5'000'000};
    const auto load = sim::offeredLoad(*plan.model(settings));
    QVERIFY(load.has_value());
    QCOMPARE(load->links.at(0), 0.5); // 400 times 1 ms, and each fifth again
    QCOMPARE(load->cores, 0.4);       // of the edge: 400 times 2 ms on two cores
    QCOMPARE(load->interpreter, 0.8);
    QCOMPARE(load->highest, 0.8);

    // 1,000 bytes in 10 ms there and back are 100 records a second, whatever the bandwidth.
    Link narrow;
    narrow.latency = Distribution::constant(5'000'000);
    narrow.window = 1000;
    OneWire one(poisson(90, 10));
    const auto bounded = sim::offeredLoad(*one.plan.model(withLink(narrow)));
    QCOMPARE(bounded->links.at(0), 0.09);
    QCOMPARE(bounded->windows, 0.9);
    QCOMPARE(bounded->highest, 0.9);
}

void LinksTest::impossiblePlacesAreRefused() {
    OneWire one(Times{0});
    SimulationSettings noLink = withLink();
    noLink.machine.links.clear();
    QCOMPARE(firstCode(sim::makeSimModel(one.plan.build(), noLink, 1)), std::string("MR4714"));
    SimulationSettings noBytes = withLink();
    noBytes.machine.links[0].recordBytes = 0;
    QCOMPARE(firstCode(sim::makeSimModel(one.plan.build(), noBytes, 1)), std::string("MR4717"));
    // Those of messages are not those of records; but a node may say that it has none.
    noBytes.machine.links[0].overheadBytes = 40;
    QCOMPARE(firstCode(sim::makeSimModel(one.plan.build(), noBytes, 1)), std::string("MR4717"));
    noBytes.nodes["source"].place.recordBytes = 0;
    QCOMPARE(firstCode(sim::makeSimModel(one.plan.build(), noBytes, 1)), std::string());
    SimPlan fused;
    const auto source = fused.source("source", Times{0}), sink = fused.sink("sink");
    fused.fuse(source, sink);
    QCOMPARE(firstCode(sim::makeSimModel(fused.build(), withLink(), 1)), std::string("MR4713"));
}

QTEST_GUILESS_MAIN(LinksTest)
#include "tst_links.moc"
