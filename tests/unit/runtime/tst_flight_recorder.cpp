// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/engine.h"
#include "engine/runtime/flight_recorder.h"
#include "tests/support/run_plan.h"
#include "tests/support/stepping_clock.h"
#include "tests/support/toy_nodes.h"

#include <QtTest/QtTest>

#include <map>
#include <set>
#include <thread>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

namespace {

/// Every field follows from the number, so that a torn event shows.
TraceEvent numbered(std::uint32_t n) {
    return {static_cast<MonotonicNs>(n) * 3,
            static_cast<TraceKind>(n % 11),
            static_cast<std::uint8_t>(n % 251),
            n + 1,
            n + 2,
            n + 3};
}

/// What is wrong with a run of events that should be numbered from `first` on.
std::string faultOf(const std::vector<TraceEvent>& events, std::uint64_t first) {
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (events[i] == numbered(static_cast<std::uint32_t>(first + i))) continue;
        return "event " + std::to_string(first + i) + " is not itself";
    }
    return {};
}

PlanPtr busyPlan(ExecutorKind executor, std::int64_t records) {
    const auto working = mapping([](const RecordBatch& in, OperatorContext& context) {
        SharedResource& printer = context.sharedResource("printer", 1);
        printer.acquire();
        context.wait(20'000);
        printer.release();
        return in;
    });
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(records));
    const auto a = plan.stage("a", passing());
    const auto b = plan.stage("b", working, 3);
    const auto sink = plan.sink("sink", capturing(std::make_shared<Captured>()));
    plan.fuse(source, a);
    PlanEdge& wire = plan.wire(a, b);
    wire.partitioning = Partitioning::RoundRobin;
    wire.capacity = 256;
    plan.wire(b, sink);
    plan.useExecutor(executor);
    plan.useBatchSize(64);
    return plan.build();
}

RunOptions recording(std::size_t events = 65'536) {
    RunOptions options;
    options.poolWorkers = 4;
    options.traceEvents = events;
    return options;
}

bool liesApart(const TraceSlice& earlier, const TraceSlice& later) { return earlier.to <= later.from; }

std::vector<TraceSlice> outermost(std::vector<TraceSlice> slices) {
    using Kind = TraceSlice::Kind;
    std::erase_if(slices, [](const TraceSlice& s) {
        return s.kind != Kind::Turn && s.kind != Kind::Search && s.kind != Kind::Sleep;
    });
    return slices;
}

} // namespace

class TestFlightRecorder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRingKeepsTheNewestEvents();
    void copiesAreWholeWhileFourThreadsWrite();
    void memoryIsBoundedHoweverManyWorkersThereAre();
    void nothingIsRecordedUnlessAskedFor();
    void turnsOfATaskAreItsTime_data();
    void turnsOfATaskAreItsTime();
    void readingOnMissesNothing();
    void aFullWireAndALockAreNamed();
    void whoIsWokenRunsAfterwards();
};

void TestFlightRecorder::aRingKeepsTheNewestEvents() {
    TraceRing ring(16);
    QCOMPARE(ring.capacity(), std::size_t{16});
    for (std::uint32_t n = 0; n < 10; ++n)
        ring.record(numbered(n));
    TraceRing::Copy copy = ring.copy(0);
    QCOMPARE(copy.events.size(), std::size_t{10});
    QCOMPARE(copy.lost, std::uint64_t{0});
    for (std::uint32_t n = 10; n < 100; ++n)
        ring.record(numbered(n));
    const TraceRing::Copy more = ring.copy(copy.next);
    QCOMPARE(more.next, std::uint64_t{100});
    QCOMPARE(more.events.size(), std::size_t{16});
    QCOMPARE(more.lost, std::uint64_t{74});
    QCOMPARE(faultOf(more.events, 84), std::string());
    QVERIFY(ring.copy(more.next).events.empty());
    QCOMPARE(ring.copy(more.next).lost, std::uint64_t{0});
}

void TestFlightRecorder::copiesAreWholeWhileFourThreadsWrite() {
    constexpr std::uint32_t kEvents = 200'000;
    FlightRecorder recorder(256, 4);
    std::atomic<int> left{4};
    std::vector<std::thread> writers;
    for (int i = 0; i < 4; ++i) {
        TraceRing* const ring = recorder.addLane("writer");
        writers.emplace_back([ring, &left] {
            for (std::uint32_t n = 0; n < kEvents; ++n)
                ring->record(numbered(n));
            left.fetch_sub(1);
        });
    }
    std::string fault;
    std::array<std::uint64_t, 4> seen{};
    TraceMark mark;
    for (bool last = false; fault.empty(); last = left.load() == 0) {
        const bool final = last;
        Trace trace;
        recorder.read(trace, mark);
        for (std::size_t i = 0; i < 4; ++i) {
            seen[i] += trace.lanes[i].lost;
            fault += faultOf(trace.lanes[i].events, seen[i]);
            seen[i] += trace.lanes[i].events.size();
            if (seen[i] != trace.next.positions[i]) fault += "the count does not add up";
        }
        mark = trace.next;
        if (final) break;
    }
    for (std::thread& writer : writers)
        writer.join();
    QVERIFY2(fault.empty(), fault.c_str());
    for (const std::uint64_t count : seen)
        QCOMPARE(count, std::uint64_t{kEvents});
}

void TestFlightRecorder::memoryIsBoundedHoweverManyWorkersThereAre() {
    for (const std::size_t workers : {1u, 1'000u, 50'000u}) {
        FlightRecorder recorder(std::size_t{1} << 40, workers);
        const std::size_t bytes = recorder.addLane("one")->capacity() * 3 * sizeof(std::uint64_t) * workers;
        QVERIFY(bytes <= FlightRecorder::kMaxBytes);
        QVERIFY(bytes >= FlightRecorder::kMaxBytes / 4);
    }
    QCOMPARE(FlightRecorder(1'000, 2).addLane("small")->capacity(), std::size_t{1'024});
}

void TestFlightRecorder::nothingIsRecordedUnlessAskedFor() {
    const auto run = std::move(Engine().start(busyPlan(ExecutorKind::Pool, 100), {}).value());
    QVERIFY(run->waitFor(120s));
    QVERIFY(run->trace().lanes.empty());
}

void TestFlightRecorder::turnsOfATaskAreItsTime_data() {
    QTest::addColumn<int>("executor");
    QTest::addRow("threads") << static_cast<int>(ExecutorKind::Threads);
    QTest::addRow("pool") << static_cast<int>(ExecutorKind::Pool);
}

void TestFlightRecorder::turnsOfATaskAreItsTime() {
    QFETCH(int, executor);
    SteppingClock clock(100);
    const PlanPtr plan = busyPlan(static_cast<ExecutorKind>(executor), 20'000);
    const auto run = std::move(Engine(clock).start(plan, recording()).value());
    QVERIFY(run->waitFor(120s));
    QCOMPARE(run->state(), RunState::Finished);
    const Trace trace = run->trace();
    QCOMPARE(trace.lanes.size(), std::size_t{executor == static_cast<int>(ExecutorKind::Threads) ? 6u : 5u});
    std::map<std::size_t, MonotonicNs> inTurns; // by chain
    std::map<std::size_t, std::int64_t> records;
    for (const TraceLane& lane : trace.lanes) {
        QCOMPARE(lane.lost, std::uint64_t{0});
        const auto slices = slicesOf(lane, trace.until);
        const auto outer = outermost(slices);
        for (std::size_t i = 1; i < outer.size(); ++i)
            QVERIFY(liesApart(outer[i - 1], outer[i]));
        for (const TraceSlice& slice : slices) {
            QVERIFY(slice.from <= slice.to);
            if (slice.kind != TraceSlice::Kind::Turn) continue;
            QVERIFY(!slice.cutFront && !slice.cutBack);
            inTurns[trace.tasks[slice.task].chain] += slice.to - slice.from;
            records[trace.tasks[slice.task].chain] += slice.records;
        }
    }
    std::map<std::size_t, MonotonicNs> worked;
    const MetricsFrame frame = run->frame();
    for (std::size_t v = 0; v < plan->vertices.size(); ++v) {
        const NodeMetrics& node = frame.nodes[v];
        worked[plan->vertices[v].chain] += node.busyNs + node.lockNs + node.ioNs;
    }
    // The shares of fused nodes are rounded down, a nanosecond per node and subtask.
    for (const auto& [chain, time] : worked)
        QVERIFY2(std::abs(time - inTurns[chain]) <= 4,
                 qPrintable(QString("%1: %2, in turns %3").arg(chain).arg(time).arg(inTurns[chain])));
    for (const auto& [chain, count] : records)
        QCOMPARE(count, std::int64_t{20'000});
}

void TestFlightRecorder::readingOnMissesNothing() {
    const auto run = std::move(Engine().start(busyPlan(ExecutorKind::Pool, 20'000), recording()).value());
    Trace kept = run->trace();
    while (!run->waitFor(1ms))
        extend(kept, run->trace(kept.next));
    extend(kept, run->trace(kept.next));
    const Trace whole = run->trace();
    QCOMPARE(kept.lanes.size(), whole.lanes.size());
    for (std::size_t i = 0; i < whole.lanes.size(); ++i) {
        QCOMPARE(kept.lanes[i].lost, std::uint64_t{0});
        QVERIFY(kept.lanes[i].events == whole.lanes[i].events);
        QVERIFY(std::is_sorted(whole.lanes[i].events.begin(), whole.lanes[i].events.end(),
                               [](const auto& a, const auto& b) { return a.at < b.at; }));
    }
}

void TestFlightRecorder::aFullWireAndALockAreNamed() {
    const PlanPtr plan = busyPlan(ExecutorKind::Threads, 20'000);
    const auto run = std::move(Engine().start(plan, recording()).value());
    QVERIFY(run->waitFor(120s));
    const Trace trace = run->trace();
    std::set<std::string> full, locks, lanes;
    std::uint32_t deepest = 0;
    for (const TraceLane& lane : trace.lanes) {
        lanes.insert(lane.name);
        for (const TraceSlice& slice : slicesOf(lane, trace.until)) {
            if (slice.kind == TraceSlice::Kind::LockWait) locks.insert(trace.resources.at(slice.subject));
            if (slice.kind == TraceSlice::Kind::Turn && slice.ended == TurnEnd::OutputFull)
                full.insert(nameOf(trace.tasks[slice.task], *plan) + " on " +
                            plan->edges.at(slice.subject).id);
        }
        for (const TraceEvent& event : lane.events)
            if (event.kind == TraceKind::WireDepth && event.subject == 1)
                deepest = std::max(deepest, event.amount);
    }
    QVERIFY(lanes.contains("thread b #3") && lanes.contains("steering"));
    QCOMPARE(locks, std::set<std::string>{"printer"});
    QVERIFY2(full.contains("source + a on " + plan->edges[1].id),
             full.empty() ? "none" : full.begin()->c_str());
    QVERIFY(deepest > 0 && deepest <= 256);
}

void TestFlightRecorder::whoIsWokenRunsAfterwards() {
    const PlanPtr plan = busyPlan(ExecutorKind::Pool, 5'000);
    const auto run = std::move(Engine().start(plan, recording()).value());
    QVERIFY(run->waitFor(120s));
    const Trace trace = run->trace();
    std::map<std::uint32_t, std::multiset<MonotonicNs>> turns, wakes;
    for (const TraceLane& lane : trace.lanes) {
        for (const TraceEvent& event : lane.events) {
            if (event.kind == TraceKind::TurnBegins) turns[event.task].insert(event.at);
            if (event.kind == TraceKind::HandsOff) wakes[event.task].insert(event.at);
        }
    }
    int pairs = 0;
    for (const auto& [task, times] : wakes) {
        for (auto wake = times.begin(); wake != times.end(); ++wake, ++pairs) {
            const auto turn = turns[task].lower_bound(*wake);
            QVERIFY(turn != turns[task].end());
            // Woken again only after it has run.
            if (std::next(wake) != times.end()) QVERIFY(*turn <= *std::next(wake));
        }
    }
    QVERIFY(pairs > 0);
}

QTEST_GUILESS_MAIN(TestFlightRecorder)
#include "tst_flight_recorder.moc"
