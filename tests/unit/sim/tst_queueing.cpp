// SPDX-License-Identifier: Apache-2.0
// Reference values: the table in section 2 of the simulator's specification (E[S] = 1 unless said).
#include "engine/sim/statistics/queueing.h"

#include <QtTest/QtTest>

#include <numeric>

using namespace millrace::sim;

namespace {

bool near(double found, double expected, double within = 5e-7) {
    return std::abs(found - expected) <= within;
}

bool keepsLittle(const QueueFigures& f) {
    return near(f.inSystem, f.throughput * f.sojourn, 1e-9 * f.inSystem) &&
           near(f.inQueue, f.throughput * f.wait, 1e-9 * f.inSystem);
}

} // namespace

class TestQueueing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneServer() {
        const QueueFigures figures = mm1(0.9, 1);
        QVERIFY(near(figures.inSystem, 9) && near(figures.sojourn, 10) && near(figures.wait, 9));
        QVERIFY(near(figures.utilisation, 0.9) && near(figures.throughput, 0.9));
        QVERIFY(near(mm1SojournQuantile(0.9, 1, 0.99), 46.052, 5e-4));
        QVERIFY(near(mm1SojournAbove(0.9, 1, mm1SojournQuantile(0.9, 1, 0.99)), 0.01));
        double mean = 0;
        for (std::size_t n = 0; n < 2000; ++n)
            mean += static_cast<double>(n) * mm1Probability(0.9, 1, n);
        QVERIFY(near(mean, 9));
        QVERIFY(keepsLittle(figures));
    }

    void severalServers() {
        QVERIFY(near(erlangC(4, 3.6), 0.787753));
        QVERIFY(near(mmc(3.6, 1, 4).wait, 1.969383));
        QVERIFY(near(mmc(3.6, 1, 4).sojourn, 2.9694, 5e-5)); // threads that share four cores
        QVERIFY(near(mmc(1.6, 1, 2).wait, 1.777778));
        QVERIFY(near(erlangC(64, 60.8), 0.588011));
        QVERIFY(near(mmc(60.8, 1, 64).sojourn, 1.183753));
        for (const int servers : {1, 2, 64, 500})
            QVERIFY(keepsLittle(mmc(0.95 * servers, 1, servers)));
        // One server is M/M/1.
        QVERIFY(near(erlangC(1, 0.9), 0.9, 1e-12));
    }

    void sojournsOfSeveralServersAddServiceAndWait() {
        QVERIFY(near(mmcSojournAbove(0.9, 1, 1, 3), mm1SojournAbove(0.9, 1, 3), 1e-12));
        QVERIFY(near(mmcSojournQuantile(0.9, 1, 1, 0.99), mm1SojournQuantile(0.9, 1, 0.99), 1e-6));
        QVERIFY(near(mmcWaitAbove(3.6, 1, 4, 0), 0.787753));
        // The mean is the integral of what is above; spare == mu is a case of its own.
        for (const double lambda : {3.6, 3.0, 1.0}) {
            double mean = 0;
            for (double t = 0.0005; t < 60; t += 0.001)
                mean += 0.001 * mmcSojournAbove(lambda, 1, 4, t);
            QVERIFY(near(mean, mmc(lambda, 1, 4).sojourn, 1e-5));
        }
    }

    void limitedRoom() {
        QueueFigures figures = mm1k(0.9, 1, 10);
        QVERIFY(near(figures.lost, 0.0508137, 5e-8) && near(figures.sojourn, 4.646601));
        QVERIFY(keepsLittle(figures));
        figures = mm1k(1.2, 1, 10);
        QVERIFY(near(figures.lost, 0.1925865, 5e-8) && near(figures.throughput, 0.968896));
        QVERIFY(near(figures.sojourn, 6.926138));
        figures = mm1k(1, 1, 10);
        QVERIFY(near(figures.inSystem, 5) && near(figures.throughput, 0.909091));
        // Next to equal rates nothing jumps, and no power overflows.
        QVERIFY(near(mm1k(1 + 1e-13, 1, 10).inSystem, 5));
        QVERIFY(near(mm1k(2, 1, 100'000).throughput, 1));
        QVERIFY(near(mm1k(0.9, 1, 10'000).sojourn, 10));
        const auto p = mm1kProbabilities(1.2, 1, 10);
        QVERIFY(near(std::accumulate(p.begin(), p.end(), 0.0), 1, 1e-12));
        QVERIFY(near(p[10] / p[9], 1.2, 1e-12));
    }

    void noRoomToWait() {
        QVERIFY(near(erlangB(10, 8), 0.121661));
        QVERIFY(near(erlangB(10, 12), 0.301925));
        QCOMPARE(erlangB(0, 3), 1.0);
        QVERIFY(near(erlangB(1, 0.9), mm1k(0.9, 1, 1).lost, 1e-12));
    }

    void waitsThatBlockNobodyArePoisson() {
        double sum = 0;
        double mean = 0;
        for (std::size_t n = 0; n < 100; ++n) {
            sum += mgInfinityProbability(8, n);
            mean += static_cast<double>(n) * mgInfinityProbability(8, n);
        }
        QVERIFY(near(sum, 1) && near(mean, 8));
        // The normal law is near for many: density 1 / sqrt(2 pi load) at the mean.
        QVERIFY(near(mgInfinityProbability(1e4, 10'000), 1 / std::sqrt(2 * M_PI * 1e4), 1e-7));
    }

    void coldStarts() {
        QVERIFY(near(coldShare(0.1, 10), 0.367879));
        QCOMPARE(coldShare(0, 10), 1.0);
    }

    void overloadIsInfinite() {
        for (const QueueFigures& figures : {mm1(1, 1), mm1(2, 1), mmc(4, 1, 4)}) {
            QVERIFY(std::isinf(figures.sojourn) && std::isinf(figures.inSystem) && std::isinf(figures.wait));
            QCOMPARE(figures.utilisation, 1.0);
        }
        QCOMPARE(mm1(2, 1).throughput, 1.0);
        QCOMPARE(erlangC(2, 3), 1.0);
        QVERIFY(std::isinf(mm1SojournQuantile(1, 1, 0.5)) && std::isinf(mmcSojournQuantile(4, 1, 4, 0.5)));
        QCOMPARE(mm1Probability(1, 1, 3), 0.0);
        QCOMPARE(mmcWaitAbove(4, 1, 4, 9), 1.0);
    }

    void withoutArrivalsNothingHappens() {
        QCOMPARE(mm1(0, 1).inSystem, 0.0);
        QCOMPARE(mmc(0, 2, 3).sojourn, 0.5);
        QCOMPARE(mm1k(0, 1, 4).lost, 0.0);
    }
};

QTEST_GUILESS_MAIN(TestQueueing)
#include "tst_queueing.moc"
