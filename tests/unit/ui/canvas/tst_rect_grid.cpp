// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/rect_grid.h"

#include <QtTest/QtTest>

using millrace::ui::RectGrid;

class TestRectGrid : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatTouchesIsVisitedOnce();
    void whatIsFarAwayIsNotVisited();
};

void TestRectGrid::whatTouchesIsVisitedOnce() {
    RectGrid grid;
    const QRectF large(-600, -600, 1200, 1200), small(10, 10, 5, 5), left(-900, 0, 100, 10);
    for (const QRectF& rect : {large, small, left})
        grid.insert(rect);
    const auto visits = [&](const QRectF& area, const QRectF& rect) {
        int count = 0;
        grid.visitNear(area, [&](const QRectF& seen) { count += seen == rect ? 1 : 0; });
        return count;
    };
    QCOMPARE(visits(QRectF(-300, -300, 600, 600), large), 1);
    QCOMPARE(visits(QRectF(-300, -300, 600, 600), small), 1);
    QCOMPARE(visits(QRectF(-850, 5, 1, 1), left), 1);
    QCOMPARE(visits(QRectF(599, 599, 1, 1), large), 1);
}

void TestRectGrid::whatIsFarAwayIsNotVisited() {
    RectGrid grid;
    for (int i = 0; i < 10'000; ++i)
        grid.insert(QRectF(i * 100, 0, 90, 50));
    int visited = 0;
    grid.visitNear(QRectF(500'000, 0, 60, 40), [&](const QRectF&) { ++visited; });
    QVERIFY2(visited >= 1 && visited <= 8, qPrintable(QString::number(visited)));
}

QTEST_GUILESS_MAIN(TestRectGrid)
#include "tst_rect_grid.moc"
