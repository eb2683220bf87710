// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/time_window.h"

#include <QSignalSpy>
#include <QtTest/QtTest>

using namespace millrace::ui;

class TestTimeWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void liveFollowsTheEndWithItsSpan();
    void aYoungRunFillsTheWindow();
    void theWholeRunIsASpanToo();
    void zoomKeepsWhatIsBelowThePointer();
    void aZoomedWindowStandsStillWhileTheRunGoesOn();
    void zoomEndsAtAFrameAndAtTheRun();
    void panStaysInsideTheRun();
    void aBandIsShownExactly();
    void goingLiveComesBackWithTheOldSpan();
    void resetForgetsTheRun();
};

void TestTimeWindow::liveFollowsTheEndWithItsSpan() {
    TimeWindow window;
    window.setEnd(100);
    QCOMPARE(window.from(), 40.0);
    QCOMPARE(window.to(), 100.0);
    window.setSpan(15);
    QCOMPARE(window.from(), 85.0);
    QCOMPARE(window.to(), 100.0);
}

void TestTimeWindow::aYoungRunFillsTheWindow() {
    TimeWindow window;
    window.setEnd(7);
    QCOMPARE(window.from(), 0.0);
    QCOMPARE(window.to(), 7.0);
}

void TestTimeWindow::theWholeRunIsASpanToo() {
    TimeWindow window;
    window.setSpan(0);
    window.setEnd(1234);
    QCOMPARE(window.from(), 0.0);
    QCOMPARE(window.to(), 1234.0);
}

void TestTimeWindow::zoomKeepsWhatIsBelowThePointer() {
    TimeWindow window;
    window.setEnd(100);
    window.zoom(0.5, 70);
    QCOMPARE(window.from(), 55.0);
    QCOMPARE(window.to(), 85.0);
}

void TestTimeWindow::aZoomedWindowStandsStillWhileTheRunGoesOn() {
    TimeWindow window;
    window.setEnd(100);
    window.zoom(0.5, 70);
    QVERIFY(!window.isLive());
    QSignalSpy moved(&window, &TimeWindow::rangeChanged);
    window.setEnd(101);
    window.setEnd(102);
    QCOMPARE(moved.count(), 0);
    QCOMPARE(window.end(), 102.0);
}

void TestTimeWindow::zoomEndsAtAFrameAndAtTheRun() {
    TimeWindow window;
    window.setEnd(100);
    for (int i = 0; i < 60; ++i)
        window.zoom(0.5, 70);
    QVERIFY(window.to() - window.from() >= 0.049);
    for (int i = 0; i < 60; ++i)
        window.zoom(2, 70);
    QVERIFY(window.from() >= 0);
    QVERIFY(window.to() - window.from() <= 112);
}

void TestTimeWindow::panStaysInsideTheRun() {
    TimeWindow window;
    window.setEnd(100);
    window.zoom(0.5, 70);
    window.pan(-1000);
    QCOMPARE(window.from(), 0.0);
    QCOMPARE(window.to(), 30.0);
    window.pan(1000);
    QVERIFY(window.from() < 100);
}

void TestTimeWindow::aBandIsShownExactly() {
    TimeWindow window;
    window.setEnd(100);
    window.show(50, 52.5);
    QCOMPARE(window.from(), 50.0);
    QCOMPARE(window.to(), 52.5);
    QVERIFY(!window.isLive());
}

void TestTimeWindow::goingLiveComesBackWithTheOldSpan() {
    TimeWindow window;
    window.setSpan(15);
    window.setEnd(100);
    QSignalSpy live(&window, &TimeWindow::liveChanged);
    window.show(50, 52);
    window.setEnd(110);
    window.setLive(true);
    QCOMPARE(window.from(), 95.0);
    QCOMPARE(window.to(), 110.0);
    QCOMPARE(live.count(), 2);
}

void TestTimeWindow::resetForgetsTheRun() {
    TimeWindow window;
    window.setEnd(100);
    window.setMark(3);
    window.setCursor(4);
    window.show(50, 52);
    window.reset();
    QVERIFY(window.isLive());
    QCOMPARE(window.end(), 0.0);
    QCOMPARE(window.from(), 0.0);
    QVERIFY(window.mark() < 0 && window.cursor() < 0);
}

QTEST_GUILESS_MAIN(TestTimeWindow)
#include "tst_time_window.moc"
