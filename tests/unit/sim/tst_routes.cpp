// SPDX-License-Identifier: Apache-2.0
//
// Routes over several links, links that go down, windows and the factors of TCP: times worked out by hand,
// and what max-min fairness means.
#include "engine/base/random.h"
#include "engine/sim/fluid_network.h"
#include "tests/support/sim_run.h"

#include <algorithm>
#include <cmath>

using namespace millrace;
using namespace millrace::test;
using sim::FluidNetwork;
using sim::Link;
using sim::SimulationSettings;

namespace {

constexpr MonotonicNs kMs = 1'000'000;

Link linkFrom(const char* from, const char* to, double bytesPerSecond, MonotonicNs latency = 0) {
    Link link;
    link.from = from;
    link.to = to;
    link.bytesPerSecond = bytesPerSecond;
    link.latency = Distribution::constant(static_cast<double>(latency));
    link.recordBytes = 1000;
    return link;
}

/// Wires from source to sink, each between two sites.
struct Wires {
    SimPlan plan;
    SimulationSettings settings = SimPlan::roomy();
    std::vector<std::size_t> sinks;

    explicit Wires(std::vector<Link> links) {
        settings.machine.links = std::move(links);
        for (const char* const name : {"edge", "gateway", "cloud"}) {
            sim::Site site;
            site.name = name;
            site.cores = 1e4;
            settings.machine.sites.push_back(site);
        }
    }
    void add(const char* from, const char* to, Times times, double bytes = 1000) {
        const std::string number = std::to_string(sinks.size());
        const auto source = plan.source("source" + number, std::move(times));
        sinks.push_back(plan.sink("sink" + number));
        plan.wire(source, sinks.back());
        settings.nodes["source" + number].place = {from, {}, bytes};
        settings.nodes["sink" + number].place.site = to;
    }
    std::vector<Times> times() {
        const Ran ran(plan.model(settings));
        totals = ran.simulation.totals();
        std::vector<Times> all;
        for (const std::size_t sink : sinks)
            all.push_back(ran.times(sink));
        return all;
    }
    sim::SimTotals totals;
};

/// 4 ms to send, on a link that is up for 10 ms and down for 5.
Wires withOutages(Times times, bool retransmits, bool overTwoLinks = false) {
    Link link = linkFrom("edge", overTwoLinks ? "gateway" : "cloud", 1e6);
    link.outages = sim::Outages{Distribution::constant(10 * kMs), Distribution::constant(5 * kMs)};
    if (!retransmits) link.retransmitAfter.reset();
    Wires wires({link, linkFrom("gateway", "cloud", 1e9)});
    wires.add("edge", "cloud", std::move(times), 4000);
    return wires;
}

} // namespace

class RoutesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aParkingLotIsSharedMaxMinFairly();
    void nobodyCouldHaveMore();
    void aRouteIsAsFastAsItsSlowestLink();
    void wiresShareWhatTheirRoutesHaveInCommon();
    void theShortestRouteIsTaken();
    void withoutAWayThereIsNoModel();
    void aMessageWaitsUntilItsLinkIsUp();
    void whatIsSentIntoAnOutageIsLost();
    void aRouteIsDownWithOneOfItsLinks();
    void outagesTakeTheirShareOfTheRate();
    void theWindowBoundsTheRate();
    void tcpIsCorrectedAsSimGridDoes();
    void lossesOfALinkInBetweenAreMadeUpFor();
    void laterLinksSeeWhatGetsToThem();
    void outagesOfALaterLinkAreItsOwn();
    void recordsAddUpWhateverGoesDown();
};

/// The textbook case: one flow over both links, one on each; the first link lets 10 through, the second 4.
void RoutesTest::aParkingLotIsSharedMaxMinFairly() {
    FluidNetwork network({10, 4});
    network.start(0, 100, FluidNetwork::kUnlimited, {0, 1}, 0);
    network.start(1, 100, FluidNetwork::kUnlimited, {0}, 0);
    network.start(2, 100, FluidNetwork::kUnlimited, {1}, 0);
    QCOMPARE(network.rateOf(0), 2.0);
    QCOMPARE(network.rateOf(1), 8.0);
    QCOMPARE(network.rateOf(2), 2.0);
    network.start(3, 100, 0.5, {1}, 0); // bounded: the others share what it leaves
    QCOMPARE(network.rateOf(3), 0.5);
    QCOMPARE(network.rateOf(0), 1.75);
    QCOMPARE(network.rateOf(1), 8.25);
    network.stop(3, 0);
    network.change(1, 0, 0); // who crosses it gets nothing, and the rest all of the other link
    QCOMPARE(network.rateOf(0), 0.0);
    QCOMPARE(network.rateOf(1), 10.0);
    QCOMPARE(*network.nextDone(), 10'000'000'000);
    QCOMPARE(network.finished(10'000'000'000), std::optional<std::uint32_t>(1));
    QVERIFY(!network.nextDone());
    network.change(0, FluidNetwork::kUnlimited, 10'000'000'000);
    network.change(1, FluidNetwork::kUnlimited, 10'000'000'000);
    QCOMPARE(*network.nextDone(), 10'000'000'000);
    QCOMPARE(network.finished(10'000'000'000), std::optional<std::uint32_t>(0));
    QCOMPARE(network.finished(10'000'000'000), std::optional<std::uint32_t>(2));
}

/// Max-min fair if and only if each flow is at its bound, or crosses a full link on which nobody has more (D.
/// Bertsekas, R. Gallager).
void RoutesTest::nobodyCouldHaveMore() {
    Random random(3);
    for (int round = 0; round < 200; ++round) {
        const auto links = 1 + static_cast<std::uint32_t>(random.below(5));
        std::vector<double> rates;
        for (std::uint32_t l = 0; l < links; ++l)
            rates.push_back(random.below(6) == 0 ? FluidNetwork::kUnlimited : 1 + 100 * random.uniform());
        FluidNetwork network(rates);
        const auto flows = 1 + static_cast<std::uint32_t>(random.below(8));
        std::vector<std::vector<std::uint32_t>> routes(flows);
        std::vector<double> bounds(flows);
        for (std::uint32_t f = 0; f < flows; ++f) {
            for (std::uint32_t l = 0; l < links; ++l)
                if (random.below(2) == 0) routes[f].push_back(l);
            bounds[f] = random.below(2) == 0 ? 1000 : 1 + 30 * random.uniform();
            network.start(f, 1e6, bounds[f], routes[f], 0);
        }
        std::vector<double> used(links, 0);
        for (std::uint32_t f = 0; f < flows; ++f)
            for (const std::uint32_t l : routes[f])
                used[l] += network.rateOf(f);
        for (std::uint32_t l = 0; l < links; ++l)
            QVERIFY(used[l] <= rates[l] * (1 + 1e-9));
        for (std::uint32_t f = 0; f < flows; ++f) {
            const double rate = network.rateOf(f);
            if (rate >= bounds[f] * (1 - 1e-9)) continue;
            const bool held = std::any_of(routes[f].begin(), routes[f].end(), [&](std::uint32_t l) {
                if (used[l] < rates[l] * (1 - 1e-9)) return false;
                for (std::uint32_t other = 0; other < flows; ++other)
                    if (std::find(routes[other].begin(), routes[other].end(), l) != routes[other].end() &&
                        network.rateOf(other) > rate * (1 + 1e-9))
                        return false;
                return true;
            });
            QVERIFY2(held, qPrintable(QString("round %1 flow %2").arg(round).arg(f)));
        }
    }
}

void RoutesTest::aRouteIsAsFastAsItsSlowestLink() {
    Link first = linkFrom("edge", "gateway", 1e6, 5 * kMs),
         second = linkFrom("gateway", "cloud", 5e5, 7 * kMs);
    first.overheadBytes = 40;
    second.overheadBytes = 100;
    Wires wires({first, second});
    wires.add("edge", "cloud", Times{0, 0}, 900);
    // 1,000 bytes with the larger overhead, at the lower rate; then both latencies.
    QCOMPARE(wires.times(), (std::vector<Times>{{14 * kMs, 16 * kMs}}));
    for (const sim::SimTotals::Link& link : wires.totals.links) {
        QCOMPARE(link.bytes, 2000.0);
        QCOMPARE(link.messages, 2);
        QCOMPARE(link.busyNs, 4e6);
    }
}

void RoutesTest::wiresShareWhatTheirRoutesHaveInCommon() {
    Wires wires({linkFrom("edge", "gateway", 1e7), linkFrom("gateway", "cloud", 4e6)});
    wires.add("edge", "cloud", Times{0}, 4000);
    wires.add("edge", "gateway", Times{0}, 8000);
    wires.add("gateway", "cloud", Times{0}, 4000);
    QCOMPARE(wires.times(), (std::vector<Times>{{2 * kMs}, {1 * kMs}, {2 * kMs}}));
}

void RoutesTest::theShortestRouteIsTaken() {
    // Over two links, though three would be faster; of two ways with two links the one that is less late.
    const Link slow = linkFrom("edge", "gateway", 1e6, 9 * kMs),
               on = linkFrom("gateway", "cloud", 1e6, 9 * kMs);
    Wires wires(
        {slow, on, linkFrom("edge", "local", 1e6, 1 * kMs), linkFrom("local", "gateway", 1e6, 1 * kMs)});
    wires.add("edge", "cloud", Times{0});
    QCOMPARE(wires.times(), (std::vector<Times>{{19 * kMs}}));
    Wires two({slow, on, linkFrom("edge", "local", 1e6, 8 * kMs), linkFrom("local", "cloud", 1e6, 9 * kMs)});
    two.add("edge", "cloud", Times{0});
    QCOMPARE(two.times(), (std::vector<Times>{{18 * kMs}}));
    // One link goes before all others, and the order of the list is no matter.
    Wires direct({on, linkFrom("edge", "cloud", 1e6, 50 * kMs), slow});
    direct.add("edge", "cloud", Times{0});
    QCOMPARE(direct.times(), (std::vector<Times>{{51 * kMs}}));
}

void RoutesTest::withoutAWayThereIsNoModel() {
    Wires wires({linkFrom("gateway", "edge", 1e6), linkFrom("gateway", "cloud", 1e6)});
    wires.add("edge", "cloud", Times{0});
    const auto model = sim::makeSimModel(wires.plan.build(), wires.settings, 1);
    QVERIFY(!model);
    QCOMPARE(model.error().begin()->code, std::string("MR4714"));
}

void RoutesTest::aMessageWaitsUntilItsLinkIsUp() {
    for (const bool twoLinks : {false, true}) {
        Wires wires = withOutages(Times{0, 0, 0, 40 * kMs, 60 * kMs}, true, twoLinks);
        // 0-4, 4-8, 8-10 and 15-17; at 40 it is just down, until 45.
        QCOMPARE(wires.times(), (std::vector<Times>{{4 * kMs, 8 * kMs, 17 * kMs, 49 * kMs, 64 * kMs}}));
        QCOMPARE(wires.totals.links[0].downNs, 20e6);
        QCOMPARE(wires.totals.links[0].busyNs, 20e6);
    }
}

void RoutesTest::whatIsSentIntoAnOutageIsLost() {
    for (const bool twoLinks : {false, true}) {
        Wires wires = withOutages(Times{0, 0, 0, 12 * kMs, 40 * kMs, 46 * kMs}, false, twoLinks);
        QCOMPARE(wires.times(), (std::vector<Times>{{4 * kMs, 8 * kMs, 50 * kMs}}));
        QCOMPARE(wires.totals.edges[0].lost, 3);
        QCOMPARE(wires.totals.links[0].lost, 3);
        QCOMPARE(wires.totals.links[0].busyNs, 14e6);
    }
}

void RoutesTest::aRouteIsDownWithOneOfItsLinks() {
    Link second = linkFrom("gateway", "cloud", 1e6);
    second.outages = sim::Outages{Distribution::constant(3 * kMs), Distribution::constant(10 * kMs)};
    Wires wires({linkFrom("edge", "gateway", 2e6), second});
    wires.add("edge", "cloud", Times{0}, 4000);
    wires.add("edge", "gateway", Times{0}, 4000);
    // Each has 1e6 until 3 ms; then the one that can go on has all: 1,000 bytes in half a ms.
    QCOMPARE(wires.times(), (std::vector<Times>{{14 * kMs}, {3 * kMs + kMs / 2}}));
    // While the second link is down, nothing of the first wire goes over the first one either.
    QCOMPARE(wires.totals.links[0].busyNs, 4.5e6);
    QCOMPARE(wires.totals.links[1].busyNs, 4e6);
    QCOMPARE(wires.totals.links[1].downNs, 10e6);
}

void RoutesTest::outagesTakeTheirShareOfTheRate() {
    Link link = linkFrom("edge", "cloud", 1e6);
    link.outages = sim::Outages{Distribution::exponential(30 * kMs), Distribution::exponential(10 * kMs)};
    Wires wires({link});
    wires.add("edge", "cloud", Times(40'000, 0));
    wires.times();
    // 40 s of sending, in three quarters of the time.
    const double seconds = static_cast<double>(wires.totals.now) / 1e9;
    QVERIFY2(std::abs(seconds / 53.33 - 1) < 0.06, qPrintable(QString::number(seconds)));
    QCOMPARE(wires.totals.links[0].busyNs, 40e9);
    QCOMPARE(wires.totals.links[0].busyNs + wires.totals.links[0].downNs,
             static_cast<double>(wires.totals.now));
}

void RoutesTest::theWindowBoundsTheRate() {
    Link link = linkFrom("edge", "cloud", 1e7, 5 * kMs);
    link.window = 10'000; // in 10 ms there and back: 1e6 bytes per second
    Wires wires({link});
    wires.add("edge", "cloud", Times{0, 0});
    wires.add("edge", "cloud", Times{0}); // there is enough for both
    QCOMPARE(wires.times(), (std::vector<Times>{{6 * kMs, 7 * kMs}, {6 * kMs}}));
    link.window = 1e9;
    Wires wide({link});
    wide.add("edge", "cloud", Times{0});
    QCOMPARE(wide.times(), (std::vector<Times>{{5 * kMs + 100'000}}));
}

void RoutesTest::tcpIsCorrectedAsSimGridDoes() {
    Link link = linkFrom("edge", "cloud", 1e6, 1 * kMs);
    link.latencyFactor = sim::kLv08Latency;
    link.bandwidthFactor = sim::kLv08Bandwidth;
    link.window = sim::kLv08Window;
    Wires wires({link});
    wires.add("edge", "cloud", Times{0}, 970);
    QCOMPARE(wires.times(), (std::vector<Times>{{14'010'000}}));
    // The window counts by the latency as it is: 4,194,304 / (2 * 0.1 s) = 20,971,520 bytes per second.
    link.bytesPerSecond = 1e9;
    link.latency = Distribution::constant(100 * kMs);
    Wires far({link});
    far.add("edge", "cloud", Times{0}, 20'971'520);
    QCOMPARE(far.times(), (std::vector<Times>{{1000 * kMs + 1301 * kMs}}));
}

void RoutesTest::lossesOfALinkInBetweenAreMadeUpFor() {
    Link first = linkFrom("edge", "gateway", 1e6), second = linkFrom("gateway", "cloud", 1e6);
    first.loss = 0.1;
    second.loss = 0.2;
    first.retransmitAfter = 2 * kMs;
    second.retransmitAfter = 3 * kMs;
    Times seldom;
    for (MonotonicNs i = 0; i < 20'000; ++i)
        seldom.push_back(i * 500 * kMs);
    Wires wires({first, second});
    wires.add("edge", "cloud", seldom);
    const std::vector<Times> times = wires.times();
    QCOMPARE(times[0].size(), std::size_t{20'000});
    // Geometric: p = 0.9 * 0.8; each try 1 ms, each lost one the longer patience more.
    const double mean = wires.totals.edges[0].transitNs / 20'000 / 1e6, p = 0.72;
    QVERIFY2(std::abs(mean - (1 / p + 3 * (1 - p) / p)) < 0.06, qPrintable(QString::number(mean)));
    const auto& links = wires.totals.links;
    QVERIFY(std::abs(static_cast<double>(links[0].lost) / static_cast<double>(links[0].messages) - 0.1) <
            0.01);
    QVERIFY(std::abs(static_cast<double>(links[1].lost) / static_cast<double>(links[1].messages) - 0.2) <
            0.01);
    QCOMPARE(links[0].messages - links[0].lost, links[1].messages);
}

void RoutesTest::laterLinksSeeWhatGetsToThem() {
    constexpr std::int64_t kMessages = 4000;
    Times seldom;
    for (MonotonicNs i = 0; i < kMessages; ++i)
        seldom.push_back(i * 100'000 * kMs);
    for (const bool retransmits : {false, true}) {
        Link first = linkFrom("edge", "gateway", 1e6), second = linkFrom("gateway", "cloud", 1e6);
        first.loss = 0.5;
        if (!retransmits) {
            first.retransmitAfter.reset();
            second.retransmitAfter.reset();
        }
        Wires wires({first, second});
        wires.add("edge", "cloud", seldom);
        const auto arrived = static_cast<std::int64_t>(wires.times().front().size());
        const auto& links = wires.totals.links;
        QVERIFY(links[0].lost > kMessages / 3);
        QCOMPARE(arrived, retransmits ? kMessages : kMessages - links[0].lost);
        QCOMPARE(links[0].messages, arrived + links[0].lost);
        QCOMPARE(links[0].bytes, 1000.0 * static_cast<double>(links[0].messages));
        QCOMPARE(links[1].messages, arrived);
        QCOMPARE(links[1].bytes, 1000.0 * static_cast<double>(arrived));
    }
}

void RoutesTest::outagesOfALaterLinkAreItsOwn() {
    Link first = linkFrom("edge", "gateway", 1e6), second = linkFrom("gateway", "cloud", 1e6);
    first.retransmitAfter.reset();
    second.outages = sim::Outages{Distribution::constant(3 * kMs), Distribution::constant(10 * kMs)};
    Wires cut({first, second});
    cut.add("edge", "cloud", Times{0, 5 * kMs}, 4000); // stopped after 3,000 bytes; and never begun
    QCOMPARE(cut.times(), std::vector<Times>{{}});
    QCOMPARE(cut.totals.links[0].bytes, 8000.0);
    QCOMPARE(cut.totals.links[0].messages, 2);
    QCOMPARE(cut.totals.links[0].lost, 0);
    QCOMPARE(cut.totals.links[1].bytes, 3000.0);
    QCOMPARE(cut.totals.links[1].messages, 2);
    QCOMPARE(cut.totals.links[1].lost, 2);

    // What the first link has lost does not get into an outage of the second, which has one in four.
    first.loss = 0.5;
    second.outages = sim::Outages{Distribution::constant(3000 * kMs), Distribution::constant(1000 * kMs)};
    Times times;
    for (MonotonicNs i = 0; i < 20'000; ++i)
        times.push_back(i * 1117 * kMs);
    Wires wires({first, second});
    wires.add("edge", "cloud", times, 1);
    wires.times();
    const auto& links = wires.totals.links;
    QCOMPARE(links[0].messages, 20'000);
    QCOMPARE(links[0].bytes, 20'000.0);
    QCOMPARE(links[1].messages, 20'000 - links[0].lost);
    const double lost = static_cast<double>(links[1].lost) / static_cast<double>(links[1].messages);
    QVERIFY2(std::abs(lost - 0.25) < 0.02, qPrintable(QString::number(lost)));
    QCOMPARE(wires.totals.edges[0].lost, links[0].lost + links[1].lost);
}

/// Looking at links in between, too, changes nothing.
void RoutesTest::recordsAddUpWhateverGoesDown() {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        Random random(seed);
        std::vector<Link> links;
        for (const auto& [from, to] : {std::pair("edge", "gateway"), std::pair("gateway", "cloud"),
                                       std::pair("cloud", "local"), std::pair("local", "edge")}) {
            Link link = linkFrom(from, to, random.below(4) == 0 ? 0 : 1e6,
                                 static_cast<MonotonicNs>(random.below(5)) * kMs);
            if (random.below(2) == 0)
                link.outages =
                    sim::Outages{Distribution::exponential(20 * kMs), Distribution::exponential(10 * kMs)};
            if (random.below(3) == 0) link.retransmitAfter.reset();
            if (random.below(3) == 0) link.loss = 0.1;
            if (random.below(3) == 0) link.window = 5000;
            links.push_back(link);
        }
        Wires wires(links);
        const char* const sites[] = {"edge", "gateway", "cloud", "local"};
        for (int wire = 0; wire < 5; ++wire) {
            Times times;
            MonotonicNs at = 0;
            for (int i = 0; i < 100; ++i)
                times.push_back(at += static_cast<MonotonicNs>(random.below(4'000'000)));
            const auto from = random.below(4);
            wires.add(sites[from], sites[(from + 1 + random.below(3)) % 4], times);
        }
        for (auto& [node, place] : wires.settings.nodes)
            if (place.place.site == "local") place.place.site.clear();
        const auto model = wires.plan.model(wires.settings, seed);
        sim::Simulation simulation(model, 0);
        for (MonotonicNs at = 0; simulation.run(at) == sim::Progress::Going; at += 7'654'321) {
            QCOMPARE(simulation.checkIdentities(), std::vector<std::string>{});
            const sim::SimTotals before = simulation.totals();
            simulation.catchUpLinks();
            const sim::SimTotals after = simulation.totals();
            for (std::size_t link = 0; link < links.size(); ++link) {
                QCOMPARE(after.links[link].downNs, before.links[link].downNs);
                QCOMPARE(after.links[link].busyNs, before.links[link].busyNs);
            }
        }
        QCOMPARE(simulation.progress(), sim::Progress::Finished);
        QCOMPARE(simulation.checkIdentities(), std::vector<std::string>{});
        std::int64_t arrived = 0;
        for (std::size_t edge = 0; edge < wires.sinks.size(); ++edge)
            arrived += simulation.totals().edges[edge].received + simulation.totals().edges[edge].lost;
        QCOMPARE(arrived, 500);
        sim::Simulation half(model, 0);
        half.run(simulation.now() / 2);
        sim::Simulation copy(half);
        half.run(INT64_MAX);
        copy.run(INT64_MAX);
        QCOMPARE(half.fingerprint(), simulation.fingerprint());
        for (std::size_t link = 0; link < links.size(); ++link) {
            QCOMPARE(half.totals().links[link].downNs, simulation.totals().links[link].downNs);
            QCOMPARE(half.totals().links[link].busyNs, simulation.totals().links[link].busyNs);
        }
        QCOMPARE(copy.fingerprint(), simulation.fingerprint());
    }
}

QTEST_GUILESS_MAIN(RoutesTest)
#include "tst_routes.moc"
