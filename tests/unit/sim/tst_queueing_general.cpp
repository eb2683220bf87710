// SPDX-License-Identifier: Apache-2.0
// Reference values: the table in section 2 of the simulator's specification (E[S] = 1 unless said).
#include "engine/base/distribution.h"
#include "engine/sim/statistics/queueing_general.h"

#include <QtTest/QtTest>

using namespace millrace;
using namespace millrace::sim;

namespace {

bool near(double found, double expected, double within = 5e-7) {
    return std::abs(found - expected) <= within;
}

/// Mean wait of many customers: start_k = max(arrival_k, departure_(k-1)) (Lindley).
double simulatedWait(const Distribution& gaps, const Distribution& services, std::uint64_t customers) {
    double arrival = 0;
    double free = 0;
    double sum = 0;
    for (std::uint64_t k = 0; k < customers; ++k) {
        arrival += gaps.draw(1, k);
        const double start = std::max(arrival, free);
        sum += start - arrival;
        free = start + services.draw(2, k);
    }
    return sum / static_cast<double>(customers);
}

} // namespace

class TestQueueingGeneral : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pollaczekAndKhinchine() {
        QVERIFY(near(mg1(0.9, 1, 0).wait, 4.5));
        QVERIFY(near(md1(0.9, 1).wait, 4.5));
        QVERIFY(near(mg1(0.9, 1, 0.25).wait, 5.625)); // four phases
        QVERIFY(near(mg1(0.9, 1, 4).wait, 22.5));
        QVERIFY(near(mg1(0.9, 1, 1).sojourn, mm1(0.9, 1).sojourn));
        QVERIFY(near(mg1(0.45, 2, 1).inSystem, 9));
        QVERIFY(std::isinf(mg1(1, 1, 0).wait) && std::isinf(mg1(2, 1, 0).inSystem));
        // As a queue with one of these laws finds it.
        const Distribution weibull = Distribution::weibull(1, 0.7);
        const double exact = mg1(0.7, 1, weibull.squaredCv()).wait;
        const double simulated = simulatedWait(Distribution::exponential(1 / 0.7), weibull, 1'000'000);
        QVERIFY2(near(simulated / exact, 1, 0.04), qPrintable(QString::number(simulated / exact)));
    }

    void regularArrivals() {
        QVERIFY(near(dm1(0.5, 1).wait, 0.255001));
        QVERIFY(near(dm1(0.8, 1).wait, 1.692731));
        QVERIFY(near(dm1(0.9, 1).wait, 4.178659));
        QVERIFY(near(dm1(0.999, 1).wait * (1 - 0.999), 0.5, 1e-2)); // half of M/M/1 in heavy traffic
        QVERIFY(std::isinf(dm1(1, 1).wait));
        const double simulated =
            simulatedWait(Distribution::constant(1 / 0.8), Distribution::exponential(1), 1'000'000);
        QVERIFY2(near(simulated / 1.692731, 1, 0.04), qPrintable(QString::number(simulated)));
    }

    void theApproximationIsForHeavyTraffic() {
        QVERIFY(near(vutWait(0.5, 1, 0, 1), 0.5) && near(vutWait(0.8, 1, 0, 1), 2.0));
        QVERIFY(near(vutWait(0.9, 1, 0, 1), 4.5));
        QVERIFY(near(vutWait(0.5, 1, 0, 1) / dm1(0.5, 1).wait, 1.96, 5e-3));
        QVERIFY(near(vutWait(0.8, 1, 0, 1) / dm1(0.8, 1).wait, 1.18, 5e-3));
        QVERIFY(near(vutWait(0.9, 1, 0, 1) / dm1(0.9, 1).wait, 1.08, 5e-3));
        // Exact for Poisson arrivals.
        QVERIFY(near(vutWait(0.8, 2.0 / 2, 1, 3), mg1(0.8, 1, 3).wait));
        QVERIFY(std::isinf(vutWait(1, 1, 1, 1)));
    }

    void kingmanBoundsFromAbove() {
        for (const double lambda : {0.3, 0.5, 0.8, 0.95}) {
            QVERIFY(kingmanBound(lambda, 1, 0, 1) >= dm1(lambda, 1).wait);
            QVERIFY(kingmanBound(lambda, 1, 1 / (lambda * lambda), 1) >= mm1(lambda, 1).wait);
        }
        QVERIFY(near(kingmanBound(0.8, 1, 1 / 0.64, 1), 0.8 * (1 / 0.64 + 1) / 0.4));
        QVERIFY(std::isinf(kingmanBound(1, 1, 0, 1)));
    }

    void prioritiesShareOneWait() {
        const std::vector<PriorityClass> classes{{.lambda = 0.3, .meanService = 1},
                                                 {.lambda = 0.5, .meanService = 1}};
        const std::vector<double> waits = priorityWaits(classes);
        QVERIFY(near(waits[0], 0.8 / 0.7));
        QVERIFY(near(waits[1], 0.8 / (0.7 * 0.2)));
        // The order does not change what waits altogether (Kleinrock's conservation law).
        QVERIFY(near((0.3 * waits[0] + 0.5 * waits[1]) / 0.8, mm1(0.8, 1).wait));
        // Who comes first is served even where there is too much for the others.
        const std::vector<double> overloaded = priorityWaits(
            std::vector<PriorityClass>{{.lambda = 0.6, .meanService = 1}, {.lambda = 0.6, .meanService = 1}});
        QVERIFY(std::isfinite(overloaded[0]) && std::isinf(overloaded[1]));
        QVERIFY(near(
            priorityWaits(std::vector<PriorityClass>{{.lambda = 0.9, .meanService = 1, .cv2 = 0}})[0], 4.5));
    }

    void sharingDoesNotCareForTheLaw() {
        QVERIFY(near(mg1ProcessorSharing(0.8, 1).sojourn, 5));
        QVERIFY(near(processorSharingSojourn(0.8, 1, 3), 15));
        QVERIFY(std::isinf(processorSharingSojourn(1, 1, 3)));
        QCOMPARE(mg1ProcessorSharing(0.8, 1).wait, 0.0);
    }

    void breakdownsStretchServices() {
        // Without them it is M/G/1; rare and short ones change little.
        QVERIFY(near(mg1WithBreakdowns(0.5, 1, 1, 0, 1).wait, mg1(0.5, 1, 1).wait));
        // By hand: E[C] = 1.25, E[C^2] = 2 * 1.5625 + 2 * 0.1 / 0.16 = 4.375, rho = 0.625.
        const QueueFigures figures = mg1WithBreakdowns(0.5, 1, 1, 0.1, 0.4);
        QVERIFY(near(figures.utilisation, 0.625));
        QVERIFY(near(figures.wait, 0.5 * 4.375 / (2 * 0.375)));
        // An exponential service with exponential breakdowns, drawn step by step, has these moments.
        Random random(3);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 400'000; ++i) {
            double left = random.exponential(1);
            double time = left;
            for (left -= random.exponential(10); left > 0; left -= random.exponential(10))
                time += random.exponential(2.5);
            sum += time / 400'000;
            squares += time * time / 400'000;
        }
        QVERIFY2(near(sum, 1.25, 0.015), qPrintable(QString::number(sum)));
        QVERIFY2(near(squares, 4.375, 0.15), qPrintable(QString::number(squares)));
        QVERIFY(std::isinf(mg1WithBreakdowns(0.9, 1, 1, 0.5, 1).wait));
    }
};

QTEST_GUILESS_MAIN(TestQueueingGeneral)
#include "tst_queueing_general.moc"
