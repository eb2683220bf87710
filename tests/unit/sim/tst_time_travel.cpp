// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/time_travel.h"
#include "tests/support/sim_plan.h"

#include <QtTest/QtTest>

using namespace millrace;
using millrace::test::SimPlan;
using sim::Simulation;
using sim::TimeTravel;

namespace {

std::shared_ptr<const sim::SimModel> tandem() {
    SimPlan plan;
    behaviour::Emit emit;
    emit.arrivals.kind = Arrivals::Kind::Poisson;
    emit.arrivals.rate = 800;
    const auto source = plan.source("source", emit), a = plan.server("a", Distribution::exponential(1e6)),
               b = plan.server("b", Distribution::gamma(1e6, 0.5)), sink = plan.sink("sink");
    plan.wire(source, a);
    plan.wire(a, b, 3);
    plan.wire(b, sink);
    sim::SimulationSettings settings = SimPlan::roomy();
    settings.durationNs = INT64_MAX;
    return plan.model(settings);
}

} // namespace

class TimeTravelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anyInstantIsAsItWas();
    void snapshotsKeepToTheirBudget();
    void theFirstTimeIsFound();
    void aSecondFutureIsItsOwn();
    void thousandsOfChangesKeepToTheBudget();
};

void TimeTravelTest::anyInstantIsAsItWas() {
    const auto model = tandem();
    TimeTravel travel(Simulation(model, 3));
    constexpr MonotonicNs kEnd = 200'000'000'000;
    travel.run(kEnd);
    QVERIFY(travel.latest().events() > 300'000);
    QVERIFY(travel.snapshots() > 3);
    for (const MonotonicNs time : {MonotonicNs{0}, kEnd / 7, kEnd / 2 + 1, kEnd - 5'000'000'000, kEnd}) {
        Simulation fresh(model, 3);
        fresh.run(time);
        const Simulation again = travel.at(time);
        QCOMPARE(again.now(), fresh.now());
        QCOMPARE(again.events(), fresh.events());
        QCOMPARE(again.fingerprint(), fresh.fingerprint());
        QCOMPARE(again.frame().edges[1].depth, fresh.frame().edges[1].depth);
    }
    const Simulation counted = travel.afterEvents(123'456);
    QCOMPARE(counted.events(), std::uint64_t{123'456});
}

void TimeTravelTest::snapshotsKeepToTheirBudget() {
    constexpr std::size_t kBudget = 2'000'000; // a handful of them
    TimeTravel travel(Simulation(tandem(), 0), kBudget);
    travel.run(INT64_MAX, 2'000'000);
    QCOMPARE(travel.latest().events(), std::uint64_t{2'000'000});
    QVERIFY2(travel.bytes() <= kBudget, qPrintable(QString::number(travel.bytes())));
    QVERIFY(travel.snapshots() >= 2);
    Simulation fresh(tandem(), 0);
    fresh.run(INT64_MAX, 1'234'567);
    QCOMPARE(travel.afterEvents(1'234'567).fingerprint(), fresh.fingerprint());
}

void TimeTravelTest::theFirstTimeIsFound() {
    TimeTravel travel(Simulation(tandem(), 1));
    travel.run(20'000'000'000);
    const auto full = [](const Simulation& s) { return s.frame().edges[0].depth >= 10; };
    const auto found = travel.firstTime(full);
    QVERIFY(found.has_value());
    QVERIFY(full(*found));
    QVERIFY(!full(travel.afterEvents(found->events() - 1)));
    QVERIFY(!travel.firstTime([](const Simulation& s) { return s.frame().edges[0].depth < 0; }).has_value());
}

void TimeTravelTest::aSecondFutureIsItsOwn() {
    TimeTravel travel(Simulation(tandem(), 1));
    travel.run(50'000'000'000);
    Simulation fork = travel.at(10'000'000'000);
    fork.run(30'000'000'000);
    QCOMPARE(fork.fingerprint(), travel.at(30'000'000'000).fingerprint());
    QCOMPARE(travel.latest().now(), MonotonicNs{50'000'000'000});
}

/// Someone who drags a slider while the simulation goes on.
void TimeTravelTest::thousandsOfChangesKeepToTheBudget() {
    constexpr std::size_t kBudget = 4'000'000, kHeld = 20'000;
    TimeTravel travel(Simulation(tandem(), 0), kBudget);
    Simulation plain(tandem(), 0);
    std::vector<Simulation> some;
    for (std::uint32_t i = 1; i <= 1000; ++i) {
        const auto at = static_cast<MonotonicNs>(i) * 10'000'000;
        travel.run(at);
        plain.run(at);
        const auto change = [i](Simulation& s) { s.drawAnew(i); };
        change(plain);
        travel.fork(Simulation(travel.latest()), change, i <= 100 ? 0 : kHeld);
        QVERIFY2(travel.bytes() <= kBudget, qPrintable(QString("%1: %2").arg(i).arg(travel.bytes())));
        // What costs nothing is not given up.
        if (i == 100) QCOMPARE(travel.knownSince(), 0);
        if (i % 50 == 0 && i < 1000) some.push_back(plain);
    }
    const MonotonicNs since = travel.knownSince();
    QVERIFY2(since > 0 && since < 9'900'000'000, qPrintable(QString::number(since)));
    std::size_t seen = 0;
    for (Simulation& then : some) {
        if (then.now() < since) continue;
        ++seen;
        then.run(then.now() + 4'000'000);
        QCOMPARE(travel.at(then.now()).fingerprint(), then.fingerprint());
    }
    QVERIFY(seen > 0);
    // Before that there is nothing: the oldest instant that is known stands for it.
    QCOMPARE(travel.at(since / 2).now(), since);
    QCOMPARE(travel.afterEvents(0).now(), since);
    plain.run(20'000'000'000);
    travel.run(20'000'000'000);
    QCOMPARE(travel.latest().fingerprint(), plain.fingerprint());
}

QTEST_GUILESS_MAIN(TimeTravelTest)
#include "tst_time_travel.moc"
