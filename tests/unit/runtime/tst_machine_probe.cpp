// SPDX-License-Identifier: Apache-2.0
//
// How the probe of the machine judges what it measured. What it measures is the machine's business.
#include "engine/runtime/machine_probe.h"
#include "engine/runtime/system_clock.h"

#include <QtTest/QtTest>

using namespace millrace;

namespace {

MachineProbe::Threads spun(int threads, std::vector<double> ns, double withoutCore = 0) {
    return {threads, {std::move(ns)}, {{withoutCore}}};
}

} // namespace

class MachineProbeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void seriesTellMiddleAndSpread() {
        const ProbeSeries series{{4, 1, 2, 3, 100}};
        QCOMPARE(series.median(), 3.0);
        QCOMPARE(series.spread(), (4.0 - 2.0) / 2 / 3);
        QCOMPARE(ProbeSeries{}.median(), 0.0);
        QCOMPARE(ProbeSeries{}.spread(), 0.0);
        QCOMPARE((ProbeSeries{{1, 2}}.median()), 1.5);
    }

    void coresAreThoseThatRunAtTheSameTime() {
        MachineProbe probe;
        probe.hardwareThreads = 2;
        probe.spinning = {spun(1, {10}), spun(2, {10})};
        QCOMPARE(probe.effectiveCores(), 2.0);
        probe.spinning = {spun(1, {10}), spun(2, {20})}; // two threads take turns on one core
        QCOMPARE(probe.effectiveCores(), 1.0);
        probe.spinning = {spun(1, {10}), spun(2, {12.5}), spun(4, {30})};
        QCOMPARE(probe.effectiveCores(), 1.6);
        QCOMPARE(MachineProbe().effectiveCores(), 0.0);
    }

    void noiseIsSaid() {
        MachineProbe probe;
        probe.hardwareThreads = 2;
        probe.spinning = {spun(1, {10, 10, 10, 10}), spun(2, {10, 10, 10, 10}, 0.01)};
        QVERIFY(!probe.noisy());
        // Three threads on two cores: that they wait for each other is nobody else's doing.
        probe.spinning.push_back(spun(3, {15, 15, 15}, 0.33));
        QVERIFY(!probe.noisy());
        // Steady, but somebody takes a third of the time.
        probe.spinning[1].withoutCore.values = {0.33};
        QVERIFY(probe.noisy());
        QCOMPARE(probe.noise(), 0.33);
        probe.spinning[1] = spun(2, {10, 14, 10, 16}); // now so, now so
        QVERIFY(probe.noisy());
    }

    void everythingIsMeasured() {
        const MachineProbe probe = probeMachine(SystemClock(), {.seconds = 0.3, .mostThreads = 2});
        QCOMPARE(probe.spinning.size(), std::size_t{2});
        for (const MachineProbe::Threads& one : probe.spinning)
            QVERIFY(one.ns.values.size() == 7 && one.withoutCore.values.size() == 7);
        QVERIFY(probe.effectiveCores() > 0);
        QVERIFY(!probe.sleepOvershootNs.values.empty());
        QVERIFY(probe.handOffNs.median() > 0 && probe.handOffBusyNs.median() > 0);
        QVERIFY(probe.timerResolutionNs > 0);
    }

    void whoCancelsGetsWhatThereIs() {
        const MachineProbe probe =
            probeMachine(SystemClock(), {.seconds = 1e6, .cancelled = [] { return true; }});
        QVERIFY(probe.spinning.front().ns.values.empty());
        QCOMPARE(probe.effectiveCores(), 0.0);
    }
};

QTEST_GUILESS_MAIN(MachineProbeTest)
#include "tst_machine_probe.moc"
