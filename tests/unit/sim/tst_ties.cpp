// SPDX-License-Identifier: Apache-2.0
//
// What happens at the same instant, in order and in an order of chance; and records of events.
#include "engine/sim/event_record.h"
#include "engine/sim/tie_sensitivity.h"
#include "tests/support/sim_run.h"

#include <set>
#include <sstream>

using namespace millrace;
using namespace millrace::test;
using sim::SimulationSettings;

namespace {

constexpr MonotonicNs kMs = 1'000'000;

/// Two nodes that need the same lock for 5 ms each time, at the same moments.
struct InStep {
    SimPlan plan;
    std::size_t sinks[2];
    SimulationSettings settings = SimPlan::roomy();
    explicit InStep(Distribution time = Distribution::constant(5 * kMs)) {
        for (std::size_t i = 0; i < 2; ++i) {
            Times times;
            for (MonotonicNs n = 1; n <= 100; ++n)
                times.push_back(n * 20 * kMs);
            ServiceModel service;
            service.work = {{.kind = WorkSegment::Kind::Wait,
                             .time = time,
                             .held = {{.resource = "lock", .capacity = 1, .units = 1}}}};
            const std::string id(1, static_cast<char>('a' + i));
            const auto source = plan.source("source_" + id, times), server = plan.stage(id, service);
            sinks[i] = plan.sink("sink_" + id);
            plan.wire(source, server);
            plan.wire(server, sinks[i]);
        }
    }
};

Diagnostics sensitivity(InStep& steps) {
    const auto model = steps.plan.model(steps.settings);
    sim::ForecastOptions options;
    options.replications = 10;
    return sim::tieSensitivity(sim::forecast(sim::withTies(*model, true), options),
                               sim::forecast(model, options));
}

} // namespace

class TiesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void inOrderTheSameIsAlwaysFirst();
    void shuffledEitherMayBeFirst();
    void withoutTiesThereIsNothingToShuffle();
    void sensitivityIsTold();
    void aRecordIsVerified();
    void theFirstEventThatDiffersIsNamed();
    void aRecordThatBreaksOffIsNoProof();
    void whatIsNoRecordIsRefused();
};

void TiesTest::inOrderTheSameIsAlwaysFirst() {
    InStep steps;
    const Ran ran(steps.plan.model(steps.settings));
    for (MonotonicNs n = 0; n < 100; ++n) {
        QCOMPARE(ran.times(steps.sinks[0])[static_cast<std::size_t>(n)], (n + 1) * 20 * kMs + 5 * kMs);
        QCOMPARE(ran.times(steps.sinks[1])[static_cast<std::size_t>(n)], (n + 1) * 20 * kMs + 10 * kMs);
    }
}

void TiesTest::shuffledEitherMayBeFirst() {
    InStep steps;
    steps.settings.shuffleTies = true;
    const auto model = steps.plan.model(steps.settings);
    const Ran ran(model), again(model);
    int first = 0;
    for (std::size_t n = 0; n < 100; ++n) {
        const MonotonicNs a = ran.times(steps.sinks[0])[n], b = ran.times(steps.sinks[1])[n];
        QCOMPARE(std::abs(a - b), 5 * kMs);
        first += a < b;
    }
    QVERIFY2(first > 30 && first < 70, qPrintable(QString::number(first)));
    // Chance has a seed.
    QCOMPARE(again.simulation.fingerprint(), ran.simulation.fingerprint());
    const auto other = steps.plan.model(steps.settings, 2);
    QVERIFY(Ran(other).simulation.fingerprint() != ran.simulation.fingerprint());
}

void TiesTest::withoutTiesThereIsNothingToShuffle() {
    SimPlan plan;
    behaviour::Emit emit;
    emit.count = 2000;
    emit.arrivals.kind = Arrivals::Kind::Poisson;
    emit.arrivals.rate = 800;
    const auto source = plan.source("source", emit),
               server = plan.server("server", Distribution::exponential(2 * kMs), 2),
               sink = plan.sink("sink");
    plan.wire(source, server, 10).partitioning = Partitioning::LeastLoaded;
    plan.wire(server, sink);
    SimulationSettings settings = SimPlan::roomy();
    const Ran inOrder(plan.model(settings));
    settings.shuffleTies = true;
    QCOMPARE(Ran(plan.model(settings)).simulation.fingerprint(), inOrder.simulation.fingerprint());
}

void TiesTest::sensitivityIsTold() {
    InStep steps;
    const Diagnostics found = sensitivity(steps);
    QCOMPARE(found.begin()->code, std::string("MR4760"));
    QVERIFY2(found.begin()->message.find("% ") != std::string::npos, found.begin()->message.c_str());
    SimPlan plan;
    const auto source = plan.source("source", Times{0, 1, 2}), sink = plan.sink("sink");
    plan.wire(source, sink);
    const auto model = plan.model();
    sim::ForecastOptions options;
    options.replications = 5;
    const Diagnostics nothing = sim::tieSensitivity(sim::forecast(sim::withTies(*model, true), options),
                                                    sim::forecast(model, options));
    QCOMPARE(nothing.begin()->code, std::string("MR4762"));
}

void TiesTest::aRecordIsVerified() {
    InStep steps;
    const auto model = steps.plan.model(steps.settings);
    std::stringstream record;
    const std::uint64_t events = sim::recordEvents(model, record);
    sim::Simulation whole(model, 0);
    whole.run(INT64_MAX);
    QCOMPARE(events, whole.events());
    const auto verified = sim::verifyEvents(model, record);
    QVERIFY(verified);
    QVERIFY(!verified->divergence);
    QCOMPARE(verified->events, events);
    // As much of it as was asked for.
    std::stringstream part;
    QCOMPARE(sim::recordEvents(model, part, 7), std::uint64_t{7});
    QCOMPARE(sim::verifyEvents(model, part)->events, std::uint64_t{7});
}

void TiesTest::theFirstEventThatDiffersIsNamed() {
    InStep steps, slower(Distribution::constant(5 * kMs + 1));
    const auto model = steps.plan.model(steps.settings), other = slower.plan.model(slower.settings);
    std::stringstream record;
    sim::recordEvents(model, record);
    const auto verified = sim::verifyEvents(other, record);
    QVERIFY(verified && verified->divergence);
    // Both sources are due at 20 ms; the first to be done is `a`, a nanosecond later than recorded.
    QCOMPARE(verified->divergence->event, std::uint64_t{3});
    QCOMPARE(verified->divergence->recorded, std::string("25000000 work_done a"));
    QCOMPARE(verified->divergence->now, std::string("25000001 work_done a"));
    // A record that ends early, or too late.
    std::stringstream longer(record.str().substr(0, record.str().rfind("# end")) + "9 work_done a\n");
    const auto more = sim::verifyEvents(model, longer);
    QVERIFY(more->divergence && more->divergence->now.empty());
    std::stringstream shorter;
    sim::recordEvents(model, shorter, 3);
    std::stringstream ended(shorter.str().substr(0, shorter.str().rfind("# and so on")) + "# end\n");
    const auto less = sim::verifyEvents(model, ended);
    QVERIFY(less->divergence && less->divergence->recorded.empty());
    QCOMPARE(less->divergence->event, std::uint64_t{4});
    QCOMPARE(less->divergence->line, 6); // behind title, seed and three events
}

void TiesTest::aRecordThatBreaksOffIsNoProof() {
    InStep steps;
    const auto model = steps.plan.model(steps.settings);
    std::stringstream record;
    sim::recordEvents(model, record);
    const std::string whole = record.str(), end = "# end\n";
    const std::size_t lastLine = whole.rfind(end);
    for (const std::size_t length : {lastLine, lastLine - 3, lastLine + 2}) {
        std::stringstream part(whole.substr(0, length));
        const auto verified = sim::verifyEvents(model, part);
        QVERIFY(!verified);
        const Diagnostics problems = verified.error();
        QCOMPARE(problems.begin()->code, std::string("MR4761"));
        QVERIFY(problems.begin()->message.find("breaks off after") != std::string::npos);
        QVERIFY(problems.begin()->line > 2);
    }
}

void TiesTest::whatIsNoRecordIsRefused() {
    InStep steps;
    const auto model = steps.plan.model(steps.settings);
    std::stringstream text("hello\n");
    QCOMPARE(sim::verifyEvents(model, text).error().begin()->code, std::string("MR4761"));
    std::stringstream record;
    sim::recordEvents(steps.plan.model(steps.settings, 2), record);
    QCOMPARE(sim::verifyEvents(model, record).error().begin()->code, std::string("MR4761"));
}

QTEST_GUILESS_MAIN(TiesTest)
#include "tst_ties.moc"
