// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/run_studio.h"
#include "ui/charts/chart_card.h"
#include "ui/charts/chart_legend.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/charts_page.h"
#include "ui/charts/journey_card.h"

#include <QApplication>
#include <QMenu>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>

using namespace millrace;
using test::RunStudio;
using test::smallGraph;

namespace {

constexpr int kPatience = 60000;

/// A studio whose run goes on and whose charts show at least a second of it.
struct Streaming {
    RunStudio studio;
    ui::ChartsPage& page = studio.views().charts();
    ui::TimeWindow& window = page.timeWindow();
    ui::ChartCard& card = *page.cards()[0];
    QWidget* picture = card.findChild<ui::ChartView*>("chartView")->viewport();

    explicit Streaming(QSize size = {1440, 900}) : studio(size) {}
    ui::ChartLegend* legend() const { return card.findChild<ui::ChartLegend*>("legend"); }
    void start() {
        QVERIFY(studio.open(smallGraph(2000)));
        studio.clickTab("charts");
        studio.key(Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(window.end() > 1 && card.visibleLines() > 0, kPatience);
    }
    /// Waits until the run has gone on for a while.
    bool streamsOn() {
        const double end = window.end();
        return QTest::qWaitFor([&] { return window.end() > end + 0.3; }, kPatience);
    }
    QPoint at(double share) const {
        const QRectF plot = card.plotArea();
        return QPointF(plot.left() + plot.width() * share, plot.center().y()).toPoint();
    }
    double timeAt(QPoint point) const {
        const QRectF plot = card.plotArea();
        return window.from() + (point.x() - plot.left()) / plot.width() * (window.to() - window.from());
    }
    void wheel(QPoint point, int notches) {
        QWheelEvent event(point, picture->mapToGlobal(point), {}, {0, 120 * notches}, Qt::NoButton, {},
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(picture, &event);
    }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mousePress(picture, Qt::LeftButton, modifiers, from);
        QTest::mouseMove(picture, (from + to) / 2);
        QTest::mouseMove(picture, to);
        QTest::mouseRelease(picture, Qt::LeftButton, modifiers, to);
    }
};

} // namespace

class ChartsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allFourChartsFillWhileARunGoesOn();
    void theWheelZoomsWhileStreaming();
    void aDraggedBandIsZoomedIntoWhileStreaming();
    void shiftAndDragMoves();
    void theLiveButtonFollowsAgain();
    void aDoubleClickFollowsAgain();
    void theCursorReadsOutEveryLineOfEveryChart();
    void aClickSetsAPlaceToMeasureFrom();
    void noMorePointsAreDrawnThanPixelsCanShow();
    void theSpanMenuShowsLessOrAll();
    void onANarrowScreenEveryLineIsNamed();
    void aPointedAtNameBringsItsLineForward();
    void aClickedDotShowsTheJourneyOfItsBatch();
};

void ChartsTest::allFourChartsFillWhileARunGoesOn() {
    Streaming s;
    s.start();
    QCOMPARE(s.page.cards().size(), std::size_t{4});
    for (const ui::ChartCard* card : s.page.cards()) {
        QTRY_VERIFY2_WITH_TIMEOUT(card->visibleLines() > 0, qPrintable(card->accessibleName()), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(card->visiblePoints() > card->visibleLines(), kPatience);
    }
    QCOMPARE(s.page.cards()[1]->visibleLines(), 3); // p50, p95, p99
    QVERIFY(s.window.isLive());
}

void ChartsTest::theWheelZoomsWhileStreaming() {
    Streaming s;
    s.start();
    const QPoint pointer = s.at(0.5);
    const double below = s.timeAt(pointer), length = s.window.to() - s.window.from();
    s.wheel(pointer, 2);
    QVERIFY(!s.window.isLive());
    QVERIFY(s.window.to() - s.window.from() < length * 0.7);
    QVERIFY(std::abs(s.timeAt(pointer) - below) < 0.02 * length);
    const double from = s.window.from(), to = s.window.to();
    QVERIFY(s.streamsOn());
    QCOMPARE(s.window.from(), from);
    QCOMPARE(s.window.to(), to);
    QVERIFY(s.card.visiblePoints() > 1);
    s.wheel(pointer, -2);
    QVERIFY(s.window.to() - s.window.from() > (to - from) * 1.4);
}

void ChartsTest::aDraggedBandIsZoomedIntoWhileStreaming() {
    Streaming s;
    s.start();
    // Stands still first, so that what is below the pointer is known.
    s.window.setLive(false);
    const QPoint left = s.at(0.25), right = s.at(0.75);
    const double from = s.timeAt(left), to = s.timeAt(right);
    s.drag(right, left); // either way round
    QVERIFY(std::abs(s.window.from() - from) < 0.01 && std::abs(s.window.to() - to) < 0.01);
    s.window.setLive(true);
    s.drag(s.at(0.4), s.at(0.6));
    QVERIFY(!s.window.isLive());
    const double shown = s.window.to() - s.window.from();
    QVERIFY(s.streamsOn());
    QCOMPARE(s.window.to() - s.window.from(), shown);
    // Escape gives a band up.
    QTest::mousePress(s.picture, Qt::LeftButton, {}, s.at(0.2));
    QTest::mouseMove(s.picture, s.at(0.8));
    QTest::keyClick(s.picture->parentWidget(), Qt::Key_Escape);
    QTest::mouseRelease(s.picture, Qt::LeftButton, {}, s.at(0.8));
    QCOMPARE(s.window.to() - s.window.from(), shown);
}

void ChartsTest::shiftAndDragMoves() {
    Streaming s;
    s.start();
    s.window.show(0.5, 0.9);
    s.drag(s.at(0.2), s.at(0.45), Qt::ShiftModifier);
    QVERIFY(std::abs(s.window.from() - 0.4) < 0.01);
    QVERIFY(std::abs(s.window.to() - 0.8) < 0.01);
}

void ChartsTest::theLiveButtonFollowsAgain() {
    Streaming s;
    s.start();
    auto* live = s.studio.window().findChild<QToolButton*>("live");
    QVERIFY(live->isChecked());
    s.wheel(s.at(0.3), 3);
    QVERIFY(!live->isChecked());
    QTest::mouseClick(live, Qt::LeftButton);
    QVERIFY(live->isChecked() && s.window.isLive());
    QVERIFY(s.streamsOn());
    QVERIFY(s.window.isLive() && s.window.to() >= s.window.end());
    QTest::mouseClick(live, Qt::LeftButton);
    QVERIFY(!s.window.isLive());
}

void ChartsTest::aDoubleClickFollowsAgain() {
    Streaming s;
    s.start();
    s.wheel(s.at(0.5), 3);
    QTest::mouseClick(s.picture, Qt::LeftButton, {}, s.at(0.5));
    QTest::mouseDClick(s.picture, Qt::LeftButton, {}, s.at(0.5));
    QVERIFY(s.window.isLive());
    QVERIFY(s.window.mark() < 0);
}

void ChartsTest::theCursorReadsOutEveryLineOfEveryChart() {
    Streaming s;
    s.start();
    for (const ui::ChartCard* card : s.page.cards())
        QTRY_VERIFY_WITH_TIMEOUT(card->visibleLines() > 0, kPatience);
    s.window.setLive(false);
    QVERIFY(s.card.readings().empty());
    QTest::mouseMove(s.picture, s.at(0.6));
    const double time = s.timeAt(s.at(0.6));
    bool named = false;
    for (const auto& reading : s.card.readings()) {
        QVERIFY(std::abs(reading.point.x() - time) < 0.5);
        named = named || reading.text.startsWith("Numbers");
    }
    QVERIFY(named);
    for (const ui::ChartCard* card : s.page.cards())
        QCOMPARE(static_cast<int>(card->readings().size()), card->visibleLines());
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(s.picture->parentWidget(), &leave);
    QVERIFY(s.card.readings().empty());
}

void ChartsTest::aClickSetsAPlaceToMeasureFrom() {
    Streaming s;
    s.start();
    s.window.setLive(false);
    QTest::mouseClick(s.picture, Qt::LeftButton, {}, s.at(0.3));
    QVERIFY(std::abs(s.window.mark() - s.timeAt(s.at(0.3))) < 0.05);
    QTest::mouseMove(s.picture, s.at(0.7));
    QVERIFY(!s.card.readings().empty());
    for (const auto& reading : s.card.readings())
        QVERIFY(reading.text.contains('('));
    QTest::mouseClick(s.picture, Qt::LeftButton, {}, s.at(0.3));
    QVERIFY(s.window.mark() < 0);
}

void ChartsTest::noMorePointsAreDrawnThanPixelsCanShow() {
    Streaming s;
    s.start();
    for (const ui::ChartCard* card : s.page.cards()) {
        const int columns = static_cast<int>(card->plotArea().width());
        QVERIFY(card->visiblePoints() <= card->visibleLines() * (2 * columns + 2));
    }
}

void ChartsTest::theSpanMenuShowsLessOrAll() {
    Streaming s;
    s.start();
    auto* span = s.studio.window().findChild<QToolButton*>("span");
    QVERIFY(span->text().startsWith("60 s"));
    for (QAction* action : span->menu()->actions()) {
        if (action->isSeparator()) break; // what the charts show beside their lines
        action->trigger();
        QVERIFY(s.window.isLive());
        QVERIFY(span->text().startsWith(action->text()));
    }
    QCOMPARE(s.window.span(), 0.0); // the last is the whole run
    QCOMPARE(s.window.from(), 0.0);
}

void ChartsTest::onANarrowScreenEveryLineIsNamed() {
    Streaming s({1366, 768});
    s.start();
    QTRY_COMPARE_WITH_TIMEOUT(s.card.visibleLines(), 5, kPatience);
    const ui::ChartLegend* legend = s.legend();
    QCOMPARE(legend->entries().size(), std::size_t{5});
    const QRectF title(0, 0, 70, 30);
    for (std::size_t i = 0; i < 5; ++i) {
        const QRectF place = legend->placeOf(i);
        QVERIFY2(place.width() > 30, qPrintable(legend->entries()[i].name));
        QVERIFY(QRectF(legend->rect()).contains(place) && !place.intersects(title));
        for (std::size_t other = 0; other < i; ++other)
            QVERIFY(!place.intersects(legend->placeOf(other)));
    }
    QVERIFY(legend->rows() > 1);
    QVERIFY(legend->geometry().bottom() <= s.picture->parentWidget()->y() + s.card.plotArea().top());
}

void ChartsTest::aPointedAtNameBringsItsLineForward() {
    Streaming s;
    s.start();
    QTRY_COMPARE_WITH_TIMEOUT(s.card.visibleLines(), 5, kPatience);
    const auto widths = [&] {
        std::vector<double> all;
        for (const QAbstractSeries* line : s.card.findChild<ui::ChartView*>("chartView")->chart()->series())
            all.push_back(static_cast<const QLineSeries*>(line)->pen().widthF());
        return all;
    };
    const std::vector<double> before = widths();
    QTest::mouseMove(s.legend(), s.legend()->placeOf(2).center().toPoint());
    QTRY_VERIFY(widths()[2] > before[2]);
    QCOMPARE(widths()[1], before[1]);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(s.legend(), &leave);
    QCOMPARE(widths(), before);
}

void ChartsTest::aClickedDotShowsTheJourneyOfItsBatch() {
    Streaming s;
    s.start();
    const auto& journeys = s.page.journeys().journeys();
    QTRY_VERIFY_WITH_TIMEOUT(journeys.size() > 3, kPatience);
    s.studio.clickButton("stop");
    QTRY_COMPARE_WITH_TIMEOUT(s.studio.state(), RunState::Stopped, kPatience);
    ui::ChartCard& latency = *s.page.cards()[1];
    const QPoint place = latency.dotPlace(journeys.size() / 2).toPoint();
    QVERIFY(latency.plotArea().adjusted(-1, -1, 1, 1).contains(place));
    const int dot = latency.dotAt(place);
    QVERIFY(dot >= 0);
    QWidget* view = latency.findChild<ui::ChartView*>("chartView")->viewport();
    QTest::mouseClick(view, Qt::LeftButton, {}, place);
    ui::JourneyCard& card = s.page.journeyCard();
    QVERIFY(card.isVisible());
    QVERIFY(s.page.rect().contains(card.geometry()));
    QVERIFY(s.window.mark() < 0); // that click measured nothing
    const Journey& journey = journeys[static_cast<std::size_t>(dot)];
    QCOMPARE(card.rows().size(), static_cast<qsizetype>(journey.hops.size()));
    QVERIFY2(card.rows().first().startsWith("Keep|"), qPrintable(card.rows().first()));
    QCOMPARE(card.nodes().first(), QString("numbers"));
    const auto chosen = s.studio.canvas().selectedNodes();
    QCOMPARE(chosen.size(), static_cast<std::size_t>(card.nodes().size()));
    s.studio.clickButton("journeyClose");
    QVERIFY(!card.isVisible());
}

QTEST_MAIN(ChartsTest)
#include "tst_charts.moc"
