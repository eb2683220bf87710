// SPDX-License-Identifier: Apache-2.0
//
// The simulator against recursions that give the same sample path without any events, bit for bit: D. Lindley
// (1952) for one server, J. Kiefer and J. Wolfowitz (1955) for several, the max-plus recursion of tandems
// with blocking after service (F. Baccelli and others, Synchronization and Linearity, 1992).
#include "engine/base/random.h"
#include "tests/support/sim_plan.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <deque>

using namespace millrace;
using millrace::test::SimPlan;

namespace {

using Times = std::vector<MonotonicNs>;

Times rising(Random& random, std::size_t n, double meanGap) {
    Times times;
    MonotonicNs at = 0;
    for (std::size_t i = 0; i < n; ++i) {
        times.push_back(at);
        at += static_cast<MonotonicNs>(random.exponential(meanGap)) +
              1; // no two at once: theory has no order for them
    }
    return times;
}

Times services(Random& random, std::size_t n, double mean) {
    Times times;
    for (std::size_t i = 0; i < n; ++i)
        times.push_back(static_cast<MonotonicNs>(random.exponential(mean)) + 1);
    return times;
}

Distribution traceOf(const Times& times) {
    return Distribution::trace(std::vector<double>(times.begin(), times.end()));
}

/// When each record came to the sink, by its number; -1 = never.
Times departures(const std::shared_ptr<const sim::SimModel>& model, std::size_t records) {
    std::vector<sim::SinkArrival> arrivals;
    sim::Simulation simulation(model, 0);
    simulation.noteArrivals(&arrivals);
    const sim::Progress progress = simulation.run(INT64_MAX);
    Times times(records, -1);
    for (const sim::SinkArrival& arrival : arrivals)
        times[arrival.number] = arrival.at;
    const auto violations = simulation.checkIdentities();
    for (const std::string& violation : violations)
        qWarning("%s", violation.c_str());
    if (progress != sim::Progress::Finished || !violations.empty()) return {};
    return times;
}

constexpr int kGraphs = 250; ///< of each kind; four kinds

} // namespace

class SamplePathsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneServerIsLindleys();
    void severalServersAreKieferAndWolfowitzs();
    void tandemsWithBlockingAreMaxPlus();
    void fullQueuesDropWhatComesLast();
    void workersThatAreDealtToInTurnAreServersOfTheirOwn();
};

void SamplePathsTest::oneServerIsLindleys() {
    for (int graph = 0; graph < kGraphs; ++graph) {
        Random random(static_cast<std::uint64_t>(graph));
        const std::size_t n = 20 + random.below(200);
        const Times arrivals = rising(random, n, 1000),
                    work = services(random, n, 300 + 1000 * random.uniform());
        SimPlan plan;
        const auto source = plan.source("source", arrivals), server = plan.server("server", traceOf(work)),
                   sink = plan.sink("sink");
        plan.wire(source, server);
        plan.wire(server, sink);
        Times expected(n);
        for (std::size_t k = 0; k < n; ++k)
            expected[k] = std::max(arrivals[k], k ? expected[k - 1] : 0) + work[k];
        QCOMPARE(departures(plan.model(), n), expected);
    }
}

void SamplePathsTest::severalServersAreKieferAndWolfowitzs() {
    for (int graph = 0; graph < kGraphs; ++graph) {
        Random random(1000 + static_cast<std::uint64_t>(graph));
        const std::size_t n = 20 + random.below(200), servers = 1 + random.below(8);
        const Times arrivals = rising(random, n, 1000),
                    work = services(random, n, 900 * static_cast<double>(servers));
        SimPlan plan;
        const auto source = plan.source("source", arrivals),
                   server = plan.server("server", traceOf(work), 1, WorkSegment::Kind::Wait),
                   sink = plan.sink("sink");
        plan.wire(source, server);
        plan.wire(server, sink);
        plan.useExecutor(server, ExecutorKind::Async, static_cast<int>(servers));
        Times expected(n);
        Times workload(servers, 0); // when each server will be free, least first
        for (std::size_t k = 0; k < n; ++k) {
            std::sort(workload.begin(), workload.end());
            const MonotonicNs start = std::max(arrivals[k], workload[0]);
            expected[k] = workload[0] = start + work[k];
        }
        QCOMPARE(departures(plan.model(), n), expected);
    }
}

void SamplePathsTest::tandemsWithBlockingAreMaxPlus() {
    for (int graph = 0; graph < kGraphs; ++graph) {
        Random random(2000 + static_cast<std::uint64_t>(graph));
        const std::size_t n = 20 + random.below(150), stages = 1 + random.below(5);
        const Times arrivals = rising(random, n, 1000);
        std::vector<Times> work;
        std::vector<std::int64_t> room; // in front of each stage
        SimPlan plan;
        std::size_t last = plan.source("source", arrivals);
        for (std::size_t i = 0; i < stages; ++i) {
            work.push_back(services(random, n, 500 + 800 * random.uniform()));
            room.push_back(1 + static_cast<std::int64_t>(random.below(6)));
            const std::size_t next = plan.server("s" + std::to_string(i), traceOf(work[i]));
            plan.wire(last, next, room[i]);
            last = next;
        }
        plan.wire(last, plan.sink("sink"));
        // Stage 0 is the source, which takes no time. start: taken off the wire; left: put onto the next one.
        std::vector<Times> start(stages + 2, Times(n)), left(stages + 1, Times(n));
        for (std::size_t k = 0; k < n; ++k) {
            for (std::size_t i = 0; i <= stages; ++i) {
                const MonotonicNs free = k ? left[i][k - 1] : 0;
                start[i][k] = std::max(i ? left[i - 1][k] : arrivals[k], free);
                const MonotonicNs done = start[i][k] + (i ? work[i - 1][k] : 0);
                const auto b = i < stages ? static_cast<std::size_t>(room[i]) : n;
                left[i][k] = std::max(done, k >= b ? start[i + 1][k - b] : 0);
                if (i < stages) start[i + 1][k] = std::max(left[i][k], k ? left[i + 1][k - 1] : 0);
            }
        }
        QCOMPARE(departures(plan.model(), n), left[stages]);
    }
}

void SamplePathsTest::fullQueuesDropWhatComesLast() {
    for (int graph = 0; graph < kGraphs; ++graph) {
        Random random(3000 + static_cast<std::uint64_t>(graph));
        const std::size_t n = 50 + random.below(200), room = 1 + random.below(5);
        const Times arrivals = rising(random, n, 1000), work = services(random, n, 1200);
        SimPlan plan;
        const auto source = plan.source("source", arrivals), server = plan.server("server", traceOf(work)),
                   sink = plan.sink("sink");
        plan.wire(source, server, static_cast<std::int64_t>(room)).overflow = OverflowPolicy::DropNewest;
        plan.wire(server, sink);
        Times expected(n, -1);
        std::deque<MonotonicNs> starts; // of those that wait or are served
        MonotonicNs free = 0;
        for (std::size_t k = 0; k < n; ++k) {
            while (!starts.empty() && starts.front() <= arrivals[k])
                starts.pop_front();
            if (starts.size() >= room) continue;
            const MonotonicNs start = std::max(arrivals[k], free);
            starts.push_back(start);
            expected[k] = free = start + work[k];
        }
        QCOMPARE(departures(plan.model(), n), expected);
    }
}

void SamplePathsTest::workersThatAreDealtToInTurnAreServersOfTheirOwn() {
    for (int graph = 0; graph < kGraphs; ++graph) {
        Random random(4000 + static_cast<std::uint64_t>(graph));
        const std::size_t n = 50 + random.below(200), workers = 2 + random.below(4);
        const Times arrivals = rising(random, n, 1000),
                    work = services(random, n, 900 * static_cast<double>(workers));
        SimPlan plan;
        const auto source = plan.source("source", arrivals),
                   server = plan.server("server", traceOf(work), static_cast<int>(workers)),
                   sink = plan.sink("sink");
        plan.wire(source, server).partitioning = Partitioning::RoundRobin;
        plan.wire(server, sink);
        Times expected(n);
        for (std::size_t k = 0; k < n; ++k)
            expected[k] = std::max(arrivals[k], k >= workers ? expected[k - workers] : 0) + work[k];
        QCOMPARE(departures(plan.model(), n), expected);
    }
}

QTEST_GUILESS_MAIN(SamplePathsTest)
#include "tst_sample_paths.moc"
