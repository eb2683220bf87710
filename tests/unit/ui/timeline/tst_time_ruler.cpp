// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/time_ruler.h"
#include "ui/timeline/timeline_range.h"

#include <QTest>

using namespace millrace::ui;

class TestTimeRuler : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ticksAreRoundAndTold_data();
    void ticksAreRoundAndTold();
    void followingEndsAtTheNewestMoment();
    void zoomKeepsWhatIsBelowThePointer();
    void zoomReachesFromAMicrosecondToEverything();
    void movingEndsTheFollowing();
    void nobodyGetsLostInEmptiness();
};

void TestTimeRuler::ticksAreRoundAndTold_data() {
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::addColumn<QString>("texts");
    QTest::addColumn<QString>("base");
    QTest::newRow("minutes") << 0.0 << 150e9 << "0 s|50 s|01:40|02:30"
                             << "";
    QTest::newRow("seconds") << 11e9 << 13e9 << "11.0 s|11.5 s|12.0 s|12.5 s|13.0 s"
                             << "";
    QTest::newRow("milliseconds") << 1.2e9 << 1.206e9 << "1.200 s|1.202 s|1.204 s|1.206 s"
                                  << "";
    QTest::newRow("microseconds") << 1.2001e9 << 1.2002e9 << "+100 µs|+150 µs|+200 µs"
                                  << "1.200 s";
    QTest::newRow("nanoseconds") << 2'000'500.0 << 2'001'500.0 << "+0.5 µs|+1.0 µs|+1.5 µs"
                                 << "0.002 s";
    QTest::newRow("before the beginning") << -1e9 << 1e9 << "0 s|0.5 s|1.0 s"
                                          << "";
}

void TestTimeRuler::ticksAreRoundAndTold() {
    QFETCH(double, from);
    QFETCH(double, to);
    QFETCH(QString, texts);
    QFETCH(QString, base);
    const TimeRuler ruler(from, to, 4);
    QStringList found;
    for (const double tick : ruler.ticks)
        found << ruler.textOf(tick);
    QCOMPARE(found.join('|'), texts);
    QCOMPARE(ruler.baseText(), base);
}

void TestTimeRuler::followingEndsAtTheNewestMoment() {
    TimelineRange range;
    QVERIFY(range.follows());
    range.setKnown(0, 4e9);
    QCOMPARE(range.from(), 0.0);
    QCOMPARE(range.to(), 4e9);
    range.setKnown(0, 40e9);
    QCOMPARE(range.to(), 40e9);
    QCOMPARE(range.length(), 10e9);
    range.zoom(0.1, 35e9);
    QVERIFY(range.follows());
    QCOMPARE(range.to(), 40e9);
    QCOMPARE(range.length(), 1e9);
    range.setKnown(0, 41e9);
    QCOMPARE(range.from(), 40e9);
}

void TestTimeRuler::zoomKeepsWhatIsBelowThePointer() {
    TimelineRange range;
    range.setKnown(0, 10e9);
    range.show(2e9, 6e9);
    range.zoom(0.5, 3e9);
    QCOMPARE(range.from(), 2.5e9);
    QCOMPARE(range.to(), 4.5e9);
}

void TestTimeRuler::zoomReachesFromAMicrosecondToEverything() {
    TimelineRange range;
    range.setKnown(0, 60e9);
    range.show(30e9, 31e9);
    for (int i = 0; i < 200; ++i)
        range.zoom(0.8, 30.5e9);
    QCOMPARE(range.length(), 1e3);
    QVERIFY(range.from() < 30.5e9 && range.to() > 30.5e9);
    for (int i = 0; i < 400; ++i)
        range.zoom(1.25, 30.5e9);
    QVERIFY(range.length() >= 60e9);
    QVERIFY(range.length() < 66e9);
}

void TestTimeRuler::movingEndsTheFollowing() {
    TimelineRange range;
    range.setKnown(0, 30e9);
    range.pan(-5e9);
    QVERIFY(!range.follows());
    QCOMPARE(range.to(), 25e9);
    range.setKnown(0, 50e9);
    QCOMPARE(range.to(), 25e9);
    range.follow(true);
    QCOMPARE(range.to(), 50e9);
    QCOMPARE(range.length(), 10e9);
    range.fitAll();
    QVERIFY(range.from() <= 0 && range.to() >= 50e9);
}

void TestTimeRuler::nobodyGetsLostInEmptiness() {
    TimelineRange range;
    range.setKnown(0, 30e9);
    range.pan(1e15);
    QVERIFY(range.from() < 30e9);
    range.pan(-1e15);
    QVERIFY(range.to() > 0);
}

QTEST_APPLESS_MAIN(TestTimeRuler)
#include "tst_time_ruler.moc"
