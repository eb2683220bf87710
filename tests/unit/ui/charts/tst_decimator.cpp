// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "ui/charts/decimator.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <cmath>
#include <map>

using namespace millrace::ui;

namespace {

std::vector<QPointF> walk(std::size_t count, double step = 0.01) {
    std::vector<QPointF> points;
    millrace::Random random(7);
    double y = 0;
    for (std::size_t i = 0; i < count; ++i) {
        y += random.uniform() - 0.5;
        points.emplace_back(static_cast<double>(i) * step, y);
    }
    return points;
}

} // namespace

class TestDecimator : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyColumnKeepsItsLowestAndItsHighest();
    void atMostTwoPointsPerColumnStay();
    void aSinglePeakAmongThousandsSurvives();
    void shortLinesStayAsTheyAre();
    void theLineLeavesThePictureOnBothSides();
    void nothingComesOfNothing();
    void pointsStayInOrder();
    void theNearestPointIsFoundOnEitherSide();
};

void TestDecimator::everyColumnKeepsItsLowestAndItsHighest() {
    const auto points = walk(50'000);
    const double from = 100, to = 300;
    const int columns = 317;
    const auto thin = decimate(points, from, to, columns);
    struct Extremes {
        double low = 1e300, high = -1e300;
    };
    const auto extremes = [&](const auto& line) {
        std::map<int, Extremes> result;
        for (const QPointF& p : line) {
            if (p.x() < from || p.x() >= to) continue;
            Extremes& e = result[static_cast<int>(std::floor((p.x() - from) / ((to - from) / columns)))];
            e.low = std::min(e.low, p.y());
            e.high = std::max(e.high, p.y());
        }
        return result;
    };
    const auto wanted = extremes(points), got = extremes(thin);
    QCOMPARE(wanted.size(), static_cast<std::size_t>(columns));
    QCOMPARE(got.size(), wanted.size());
    for (const auto& [column, e] : wanted) {
        QCOMPARE(got.at(column).low, e.low);
        QCOMPARE(got.at(column).high, e.high);
    }
}

void TestDecimator::atMostTwoPointsPerColumnStay() {
    const auto points = walk(50'000);
    for (const int columns : {16, 100, 640, 4000}) {
        const auto thin = decimate(points, 10, 400, columns);
        QVERIFY(thin.size() <= columns * 2 + 2); // and one beyond either end
        QVERIFY(thin.size() >= columns);
    }
}

void TestDecimator::aSinglePeakAmongThousandsSurvives() {
    std::vector<QPointF> points;
    for (int i = 0; i < 10'000; ++i)
        points.emplace_back(i, i == 6173 ? 99 : 1);
    const auto thin = decimate(points, 0, 10'000, 50);
    QVERIFY(std::any_of(thin.begin(), thin.end(), [](const QPointF& p) { return p.y() == 99; }));
}

void TestDecimator::shortLinesStayAsTheyAre() {
    const auto points = walk(60);
    QCOMPARE(decimate(points, 0, 1, 200), QList<QPointF>(points.begin(), points.end()));
}

void TestDecimator::theLineLeavesThePictureOnBothSides() {
    const auto points = walk(20'000);
    const auto thin = decimate(points, 50.005, 99.995, 100);
    QCOMPARE(thin.front(), points[5000]);
    QCOMPARE(thin.back(), points[10'000]);
}

void TestDecimator::nothingComesOfNothing() {
    const auto points = walk(10);
    QVERIFY(decimate({}, 0, 1, 10).isEmpty());
    QVERIFY(decimate(points, 1, 1, 10).isEmpty());
    QVERIFY(decimate(points, 0, 1, 0).isEmpty());
}

void TestDecimator::pointsStayInOrder() {
    const auto thin = decimate(walk(30'000), 3, 290, 200);
    QVERIFY(std::is_sorted(thin.begin(), thin.end(),
                           [](const QPointF& a, const QPointF& b) { return a.x() < b.x(); }));
}

void TestDecimator::theNearestPointIsFoundOnEitherSide() {
    const std::vector<QPointF> points{{1, 10}, {2, 20}, {4, 40}};
    QVERIFY(!nearestPoint({}, 1));
    QCOMPARE(nearestPoint(points, -5)->y(), 10.0);
    QCOMPARE(nearestPoint(points, 1.4)->y(), 10.0);
    QCOMPARE(nearestPoint(points, 1.6)->y(), 20.0);
    QCOMPARE(nearestPoint(points, 2)->y(), 20.0);
    QCOMPARE(nearestPoint(points, 3.5)->y(), 40.0);
    QCOMPARE(nearestPoint(points, 99)->y(), 40.0);
}

QTEST_GUILESS_MAIN(TestDecimator)
#include "tst_decimator.moc"
