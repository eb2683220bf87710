// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/context_menu.h"
#include "tests/support/ui/run_studio.h"
#include "ui/canvas/node_item.h"
#include "ui/charts/chart_card.h"
#include "ui/charts/chart_legend.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/charts_page.h"
#include "ui/settings/theme.h"

#include <QApplication>
#include <QTest>

using namespace millrace;
using test::RunStudio;

namespace {

constexpr int kPatience = 60000;

/// A source and so many stages in a row: more lines than a chart shows.
QByteArray longGraph(int stages) {
    QString nodes = R"json("numbers": {"kind": "generate", "title": "Numbers", "params": {"rate": 2000,
        "fields": {"id": {"type": "sequence"}}}})json",
            edges, last = "numbers", places = "\"numbers\": [0, 0]";
    for (int i = 0; i < stages; ++i) {
        const QString id = QStringLiteral("stage%1").arg(i);
        // Each lets through less than the one before: the last has the smallest line.
        nodes += QStringLiteral(R"json(, "%1": {"kind": "filter", "title": "Stage %2",
            "params": {"where": "id % %3 = 0"}})json")
                     .arg(id)
                     .arg(i)
                     .arg(1 << i);
        edges += QStringLiteral(R"json(%1{"from": "%2.out", "to": "%3.in"})json")
                     .arg(edges.isEmpty() ? "" : ", ", last, id);
        places +=
            QStringLiteral(", \"%1\": [%2, %3]").arg(id).arg(240 * ((i + 1) % 4)).arg(140 * ((i + 1) / 4));
        last = id;
    }
    return QStringLiteral(R"json({"millrace": 1, "nodes": {%1, "end": {"kind": "discard"}},
        "edges": [%2, {"from": "%3.out", "to": "end.in"}], "layout": {"nodes": {%4, "end": [0, 420]}}})json")
        .arg(nodes, edges, last, places)
        .toUtf8();
}

struct Streaming {
    RunStudio studio;
    ui::ChartsPage& page = studio.views().charts();
    ui::TimeWindow& window = page.timeWindow();
    ui::ChartCard& card = *page.cards()[0];
    ui::ChartView* view = card.findChild<ui::ChartView*>("chartView");

    void start(const QByteArray& graph) {
        QVERIFY(studio.open(graph));
        studio.clickTab("charts");
        studio.key(Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(window.end() > 1 && card.visibleLines() > 0, kPatience);
    }
    QPoint at(double share) const {
        const QRectF plot = card.plotArea();
        return QPointF(plot.left() + plot.width() * share, plot.center().y()).toPoint();
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(view, key, modifiers); }
    QStringList lines() const {
        QStringList names;
        for (const auto& entry : card.findChild<ui::ChartLegend*>("legend")->entries())
            names << entry.name;
        return names;
    }
};

} // namespace

class RunningChartsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void R11_cursorsAAndBShowDifferences();
    void R11_cursorsByTheKeyboardOnEveryChart();
    void R11_zoomAndFollowWhileStreaming();
    void R11_aNodeDraggedOntoAChart();
};

void RunningChartsTest::R11_cursorsAAndBShowDifferences() {
    Streaming s;
    s.start(test::smallGraph(2000));
    QTRY_VERIFY_WITH_TIMEOUT(s.window.end() > 2, kPatience);
    s.window.setLive(false);
    QVERIFY(s.card.deltas().empty());
    QTest::mouseClick(s.view->viewport(), Qt::LeftButton, {}, s.at(0.25));
    QVERIFY(s.window.mark() >= 0 && s.window.secondMark() < 0);
    QTest::mouseClick(s.view->viewport(), Qt::LeftButton, Qt::ShiftModifier, s.at(0.75));
    QVERIFY(s.window.measures() && s.window.secondMark() > s.window.mark());
    const auto deltas = s.card.deltas();
    QCOMPARE(static_cast<int>(deltas.size()), s.card.visibleLines());
    for (const auto& delta : deltas)
        QVERIFY2(delta.text.contains(QStringLiteral("→")) && delta.text.contains("/s"),
                 qPrintable(delta.text));
    // The others measure between the same places; their axes are one.
    for (ui::ChartCard* other : s.page.cards()) {
        QCOMPARE(other->timeToX(s.window.mark()) > other->plotArea().left(), true);
        QCOMPARE(static_cast<int>(other->deltas().size()), other->visibleLines());
    }
    // Without the pointer on a chart the differences stand on it.
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(s.view, &leave);
    const QImage with = s.view->viewport()->grab().toImage();
    // Nor do they cover what says which cursor is which, be the chart ever so low.
    const QColor flag = ui::Theme::instance().tokens().text;
    for (const double at : {s.window.mark(), s.window.secondMark()}) {
        const QPointF corner(s.card.timeToX(at) - 5, s.card.plotArea().bottom() + 5);
        QCOMPARE(with.pixelColor((corner * with.devicePixelRatio()).toPoint()), flag);
    }
    QTest::mouseClick(s.view->viewport(), Qt::LeftButton, Qt::ShiftModifier, s.at(0.75));
    QVERIFY(s.window.secondMark() < 0 && s.card.deltas().empty());
    QApplication::sendEvent(s.view, &leave);
    QVERIFY(with != s.view->viewport()->grab().toImage());
}

void RunningChartsTest::R11_cursorsByTheKeyboardOnEveryChart() {
    Streaming s;
    s.start(test::smallGraph(2000));
    s.window.setLive(false);
    s.view->setFocus(Qt::TabFocusReason);
    QVERIFY(s.view->hasFocus());
    s.press(Qt::Key_Left, Qt::ShiftModifier);
    s.press(Qt::Key_Left, Qt::ShiftModifier);
    const double a = s.window.cursor();
    QVERIFY(a > s.window.from() && a < s.window.to());
    s.press(Qt::Key_A);
    QCOMPARE(s.window.mark(), a);
    for (int i = 0; i < 5; ++i)
        s.press(Qt::Key_Right);
    s.press(Qt::Key_B);
    QVERIFY(std::abs(s.window.secondMark() - a - 0.05 * (s.window.to() - s.window.from())) < 1e-6);
    QVERIFY(!s.card.deltas().empty());
    const double length = s.window.to() - s.window.from();
    s.press(Qt::Key_Plus);
    QVERIFY(s.window.to() - s.window.from() < length);
    s.press(Qt::Key_Escape);
    QVERIFY(s.window.mark() < 0 && s.window.secondMark() < 0);
    s.press(Qt::Key_L);
    QVERIFY(s.window.isLive());
}

void RunningChartsTest::R11_zoomAndFollowWhileStreaming() {
    Streaming s;
    s.start(test::smallGraph(2000));
    s.view->setFocus();
    s.press(Qt::Key_Plus);
    s.press(Qt::Key_Plus);
    QVERIFY(!s.window.isLive());
    const double from = s.window.from(), to = s.window.to(), end = s.window.end();
    QTRY_VERIFY_WITH_TIMEOUT(s.window.end() > end + 0.3, kPatience);
    QCOMPARE(s.window.from(), from);
    QCOMPARE(s.window.to(), to);
    s.studio.clickButton("live");
    QVERIFY(s.window.isLive());
    QTRY_VERIFY_WITH_TIMEOUT(s.window.to() >= s.window.end() && s.window.end() > end + 0.4, kPatience);
}

void RunningChartsTest::R11_aNodeDraggedOntoAChart() {
    Streaming s;
    s.start(longGraph(8));
    const auto shows = [&](const QString& name) { return s.lines().contains(name); };
    QTRY_VERIFY_WITH_TIMEOUT(s.card.visibleLines() == 5, kPatience);
    QVERIFY(!shows("Stage 7"));
    auto* node = s.studio.canvas().node("stage7");
    s.studio.view().fitAll();
    QCoreApplication::processEvents();
    const QPointF place = node->pos();
    const int steps = s.studio.session().undoStack().count();
    QWidget* viewport = s.studio.view().viewport();
    const QPoint from = s.studio.middleOf("stage7");
    const QPoint to = viewport->mapFromGlobal(s.view->viewport()->mapToGlobal(s.at(0.5)));
    QTest::mousePress(viewport, Qt::LeftButton, {}, from);
    for (int i = 1; i <= 5; ++i)
        QTest::mouseMove(viewport, from + (to - from) * i / 5);
    QTest::mouseRelease(viewport, Qt::LeftButton, {}, to);
    QTRY_VERIFY_WITH_TIMEOUT(shows("Stage 7"), kPatience);
    QCOMPARE(node->pos(), place); // it stands where it stood, and nothing is to be undone
    QCOMPARE(s.studio.session().undoStack().count(), steps);
    // It stays although another one is selected, until it is taken off.
    s.studio.clickNode("numbers");
    QTRY_VERIFY(shows("Stage 7"));
    test::chooseInMenu(s.studio, s.studio.middleOf("stage7"), "Take off the charts");
    s.studio.clickNode("numbers");
    QTRY_VERIFY_WITH_TIMEOUT(!shows("Stage 7"), kPatience);
}

QTEST_MAIN(RunningChartsTest)
#include "tst_running_charts.moc"
