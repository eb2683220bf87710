// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/axis_scale.h"

#include <QtTest/QtTest>

#include <cmath>

using namespace millrace::ui;

class TestAxisScale : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ceilingsAreRoundAndNeverBelow();
    void timeTicksAreRoundAndInside();
    void timeTicksDoNotDrift();
    void aLinearAxisStartsAtZeroAndGrowsAtOnce();
    void aLinearAxisShrinksLate();
    void aFixedAxisStaysAsItIs();
    void linearTicksAreRound();
    void aLogarithmicAxisHoldsWholeDecades();
    void aLogarithmicAxisTakesZeroAndNothing();
};

void TestAxisScale::ceilingsAreRoundAndNeverBelow() {
    QCOMPARE(niceCeiling(0), 1.0);
    QCOMPARE(niceCeiling(-3), 1.0);
    QCOMPARE(niceCeiling(1), 1.0);
    QCOMPARE(niceCeiling(1.1), 1.5);
    QCOMPARE(niceCeiling(180), 200.0);
    QCOMPARE(niceCeiling(0.0024), 0.003);
    QCOMPARE(niceCeiling(7'000'000), 10'000'000.0);
    for (double v = 1e-6; v < 1e9; v *= 1.37)
        QVERIFY(niceCeiling(v) >= v * 0.999 && niceCeiling(v) <= v * 2.01);
}

void TestAxisScale::timeTicksAreRoundAndInside() {
    QCOMPARE(timeTicks(0, 60, 4), (std::vector<double>{0, 15, 30, 45, 60}));
    QCOMPARE(timeTicks(3, 63, 2), (std::vector<double>{30, 60}));
    QVERIFY(timeTicks(5, 5, 4).empty());
    const auto hours = timeTicks(0, 36'000, 5);
    QCOMPARE(hours, (std::vector<double>{0, 7200, 14'400, 21'600, 28'800, 36'000}));
    for (double span = 0.02; span < 1e5; span *= 1.7) {
        const auto ticks = timeTicks(17, 17 + span, 6);
        QVERIFY(ticks.size() <= 7);
        for (const double t : ticks)
            QVERIFY(t >= 17 - 1e-6 && t <= 17 + span + 1e-6);
    }
}

void TestAxisScale::timeTicksDoNotDrift() {
    const auto ticks = timeTicks(1000, 1001, 10);
    QCOMPARE(ticks.size(), std::size_t{11});
    QCOMPARE(ticks.back(), 1001.0);
}

void TestAxisScale::aLinearAxisStartsAtZeroAndGrowsAtOnce() {
    ValueScale scale(false, 0);
    scale.fit(90, 120);
    QCOMPARE(scale.bottom(), 0.0);
    QCOMPARE(scale.top(), 150.0);
    scale.fit(90, 151);
    QCOMPARE(scale.top(), 200.0);
}

void TestAxisScale::aLinearAxisShrinksLate() {
    ValueScale scale(false, 0);
    scale.fit(0, 200);
    scale.fit(0, 100);
    QCOMPARE(scale.top(), 200.0);
    scale.fit(0, 79);
    QCOMPARE(scale.top(), 100.0);
}

void TestAxisScale::aFixedAxisStaysAsItIs() {
    ValueScale scale(false, 100);
    for (const double most : {0.0, 40.0, 100.0, 250.0}) {
        scale.fit(0, most);
        QCOMPARE(scale.top(), 100.0);
    }
}

void TestAxisScale::linearTicksAreRound() {
    ValueScale scale(false, 0);
    scale.fit(0, 150);
    QCOMPARE(scale.ticks(200), (std::vector<double>{0, 50, 100, 150}));
    scale.fit(0, 500);
    QCOMPARE(scale.ticks(200), (std::vector<double>{0, 100, 200, 300, 400, 500}));
    QCOMPARE(scale.ticks(60), (std::vector<double>{0, 500}));
    scale.fit(0, 1000);
    QCOMPARE(scale.ticks(60), (std::vector<double>{0, 500, 1000}));
}

void TestAxisScale::aLogarithmicAxisHoldsWholeDecades() {
    ValueScale scale(true, 0);
    scale.fit(0.4, 830);
    QCOMPARE(scale.bottom(), -1.0);
    QCOMPARE(scale.top(), 3.0);
    QCOMPARE(scale.drawn(100), 2.0);
    const auto ticks = scale.ticks(200);
    QCOMPARE(ticks.size(), std::size_t{5});
    for (std::size_t i = 0; i < ticks.size(); ++i)
        QCOMPARE(scale.drawn(ticks[i]), -1.0 + static_cast<double>(i));
}

void TestAxisScale::aLogarithmicAxisTakesZeroAndNothing() {
    ValueScale scale(true, 0);
    scale.fit(0, 0.0001);
    QVERIFY(std::isfinite(scale.drawn(0)));
    QVERIFY(scale.top() - scale.bottom() >= 2);
    for (const double tick : scale.ticks(200)) {
        QVERIFY(scale.drawn(tick) >= scale.bottom());
        QVERIFY(scale.drawn(tick) <= scale.top());
        QCOMPARE(std::pow(10, scale.drawn(tick)), tick);
    }
    scale.fit(1e300, 0); // no line at all
    QVERIFY(scale.top() - scale.bottom() >= 2);
}

QTEST_GUILESS_MAIN(TestAxisScale)
#include "tst_axis_scale.moc"
