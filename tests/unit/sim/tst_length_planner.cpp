// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/sim/statistics/length_planner.h"
#include "engine/sim/statistics/summary.h"

#include <QtTest/QtTest>

using namespace millrace;
using namespace millrace::sim;

namespace {

/// Mean number in an M/M/1 (mu = 1) over so many service times, started as it is in the long run.
double meanNumber(double rho, double length, std::uint64_t seed) {
    Random random(seed);
    double n = std::floor(std::log1p(-random.uniform()) / std::log(rho));
    double area = 0;
    for (double at = 0;;) {
        const double rate = rho + (n > 0 ? 1 : 0);
        const double stay = random.exponential(1 / rate);
        if (at + stay >= length) return (area + n * (length - at)) / length;
        area += n * stay;
        at += stay;
        n += random.uniform() * rate < rho ? 1 : -1;
    }
}

} // namespace

class TestLengthPlanner : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTableIsTheKnownOne() {
        const std::vector<LengthRow> rows = lengthTable();
        const double expected[][3] = {
            {0.5, 3.7e4, 9.2e5}, {0.8, 2.8e5, 6.9e6}, {0.9, 1.2e6, 2.9e7}, {0.95, 4.8e6, 1.2e8}};
        QCOMPARE(rows.size(), std::size(expected));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            QCOMPARE(rows[i].utilisation, expected[i][0]);
            // Two digits are given.
            QVERIFY(std::abs(rows[i].eventsFor5Percent / expected[i][1] - 1) < 0.05);
            QVERIFY(std::abs(rows[i].eventsFor1Percent / expected[i][2] - 1) < 0.05);
        }
    }

    void runsOfThePlannedLengthAreAsPreciseAsPlanned() {
        const double rho = 0.8;
        const LengthPlan plan = planLength({.utilisation = rho}, 0.2);
        Summary means;
        for (std::uint64_t seed = 0; seed < 400; ++seed)
            means.add(meanNumber(rho, plan.serviceTimes, mix64(seed)));
        // The half width of one run is 1.96 of its standard deviations.
        const double achieved = 1.96 * means.deviation() / (rho / (1 - rho));
        QVERIFY2(achieved > 0.17 && achieved < 0.23, qPrintable(QString::number(achieved)));
    }

    void variabilityScalesIt() {
        const LengthPlan poisson = planLength({.utilisation = 0.9}, 0.05);
        const LengthPlan regular = planLength({.utilisation = 0.9, .servicesCv2 = 0}, 0.05);
        const LengthPlan bursty = planLength({.utilisation = 0.9, .arrivalsCv2 = 4, .servicesCv2 = 4}, 0.05);
        QVERIFY(std::abs(regular.events / poisson.events - 0.5) < 1e-12);
        QVERIFY(std::abs(bursty.events / poisson.events - 4) < 1e-12);
        // However regular it is, some events must be seen.
        QCOMPARE(planLength({.utilisation = 0.9, .arrivalsCv2 = 0, .servicesCv2 = 0}, 0.05).events, 1000.0);
    }

    void overloadHasNoLength() {
        for (const double rho : {1.0, 1.2}) {
            const LengthPlan plan = planLength({.utilisation = rho}, 0.05);
            QVERIFY(std::isinf(plan.events) && std::isinf(plan.serviceTimes));
            QVERIFY(plan.remark.find("grows") != std::string::npos);
            QVERIFY(std::isinf(precisionAfter({.utilisation = rho}, 1e9)));
        }
        QVERIFY(!planLength({.utilisation = 0}, 0.05).remark.empty());
        QVERIFY(std::isinf(planLength({.utilisation = 0.5}, 0).events));
    }

    void aCappedPlanSaysWhatItGives() {
        const LengthPlan plan = planLength({.utilisation = 0.99}, 0.01, 0.95, 1e8);
        QVERIFY(plan.capped);
        QCOMPARE(plan.events, 1e8);
        QVERIFY(plan.relativeHalfWidth > 0.01);
        QVERIFY(!plan.remark.empty());
        QVERIFY(std::abs(planLength({.utilisation = 0.99}, plan.relativeHalfWidth).events / 1e8 - 1) < 1e-9);
        QVERIFY(!planLength({.utilisation = 0.5}, 0.01).capped);
    }
};

QTEST_GUILESS_MAIN(TestLengthPlanner)
#include "tst_length_planner.moc"
