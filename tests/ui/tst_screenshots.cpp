// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/checkpoint_steps.h"
#include "tests/support/ui/context_menu.h"
#include "tests/support/ui/gallery.h"
#include "tests/support/ui/run_studio.h"
#include "ui/canvas/wire_item.h"
#include "ui/charts/chart_card.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/charts_page.h"
#include "ui/main_window/window_actions.h"
#include "ui/run/banner_column.h"
#include "ui/timeline/timeline_page.h"
#include "ui/timeline/timeline_view.h"

#include <QAbstractButton>
#include <QDialog>
#include <QDir>
#include <QLineEdit>
#include <QScrollArea>
#include <QSlider>
#include <QTest>
#include <QToolTip>
#include <QTreeWidget>

using namespace millrace;
using test::Gallery;
using test::RunStudio;
using test::smallGraph;

/// Pictures of the window while something runs, and of what is left of runs.
class Screenshots : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fleet();
    void findSlow();
    void changes();
    void breakpoints();
    void safeRun();
    void rejected();
    void twoRuns();
    void checkpoints();
};

namespace {

constexpr int kPatience = 60000;
constexpr QSize kSize(1366, 768);

QByteArray fleetAtAPaceToWatch(RunStudio& studio) {
    const QDir examples(QString(MILLRACE_SOURCE_DIR) + "/resources/examples");
    QDir().mkpath(studio.folder() + "/data");
    for (const QString& file : QDir(examples.filePath("data")).entryList(QDir::Files))
        QFile::copy(examples.filePath("data/" + file), studio.folder() + "/data/" + file);
    QFile graph(examples.filePath("fleet.mill"));
    if (!graph.open(QIODevice::ReadOnly)) return {};
    return graph.readAll()
        .replace(R"("default": "fast")", R"("default": "rate")")
        .replace(R"("default": 1000,)", R"("default": 4000,)");
}

/// A slow stage behind a short queue, a way for what it cannot take, and a value that can be changed while it
/// runs.
QByteArray narrowGraph(const char* overflow) {
    return QStringLiteral(R"json({
      "millrace": 1, "name": "Narrow place",
      "parameters": {"limit": {"type": "DOUBLE", "default": 0.8, "hot": true, "minimum": 0, "maximum": 1,
        "help": "What is above it goes no further."}},
      "nodes": {
        "numbers": {"kind": "generate", "title": "Measurements", "params": {"rate": 5000, "fields": {
            "id": {"type": "sequence"}, "v": {"type": "uniform", "min": 0, "max": 1}}}},
        "keep": {"kind": "filter", "title": "Below the limit", "params": {"where": "v < ${limit}"}},
        "think": {"kind": "work", "title": "Think hard", "params": {"mode": "wait", "time": "2 ms"},
                  "concurrency": {"executor": "threads"}},
        "table": {"kind": "live_table", "title": "Latest", "params": {"rows": 100}},
        "end": {"kind": "discard", "title": "End"}},
      "edges": [{"from": "numbers.out", "to": "keep.in"},
                {"from": "keep.out", "to": "think.in", "queue": {"capacity": 100, "overflow": "%1"}},
                {"from": "keep.out", "to": "table.in"},
                {"from": "think.out", "to": "end.in"}],
      "layout": {"nodes": {"numbers": [0, 0], "keep": [260, 0], "think": [540, 0], "end": [820, 0],
        "table": [540, 160]}}})json")
        .arg(overflow)
        .toUtf8();
}

/// A stage that limits, among so many nodes that there is no room for a card between them.
QByteArray crowdedGraph() {
    QString nodes = R"json("numbers": {"kind": "generate", "title": "Measurements", "params": {"fields": {
            "id": {"type": "sequence"}, "v": {"type": "uniform", "min": 0, "max": 1}}}},
        "think": {"kind": "work", "title": "Think hard", "params": {"mode": "wait", "time": "1 ms"},
                  "concurrency": {"executor": "threads"}})json",
            edges = R"json({"from": "numbers.out", "to": "think.in"})json",
            places = R"json("numbers": [0, 0], "think": [240, 160])json";
    for (int row = 0; row < 4; ++row) {
        QString last = "think.out";
        for (int column = 0; column < 3; ++column) {
            const QString id = QStringLiteral("n%1%2").arg(row).arg(column);
            const bool end = column == 2;
            nodes += QStringLiteral(R"json(, "%1": {"kind": "%2", "title": "%3"%4})json")
                         .arg(id, end ? "discard" : "filter", end ? "End" : "Keep",
                              end ? "" : R"json(, "params": {"where": "v >= 0"})json");
            edges += QStringLiteral(R"json(, {"from": "%1", "to": "%2.in"})json").arg(last, id);
            places +=
                QStringLiteral(R"json(, "%1": [%2, %3])json").arg(id).arg(480 + 240 * column).arg(140 * row);
            last = id + ".out";
        }
    }
    return QStringLiteral(R"json({"millrace": 1, "name": "Crowded", "nodes": {%1}, "edges": [%2],
        "layout": {"nodes": {%3}}})json")
        .arg(nodes, edges, places)
        .toUtf8();
}

/// A sink of each promise.
QByteArray promisingGraph() {
    return R"json({
      "millrace": 1, "name": "Promises",
      "nodes": {
        "numbers": {"kind": "generate", "title": "Measurements", "params": {"count": 1000000, "rate": 3000,
            "fields": {"id": {"type": "sequence"}, "v": {"type": "uniform", "min": 0, "max": 1},
                       "at": {"type": "timestamp", "every": "10 ms"}}}},
        "keep": {"kind": "filter", "title": "Below the limit", "params": {"where": "v < 0.8"}},
        "means": {"kind": "aggregate", "title": "Means", "params": {"window": {"tumbling": "10 s"},
            "columns": {"n": "COUNT(*)", "mean": "AVG(v)"}}},
        "trips": {"kind": "sqlite_sink", "title": "Means of ten seconds",
                  "params": {"path": "means.sqlite", "table": "means", "mode": "append"}},
        "all": {"kind": "csv_sink", "params": {"path": "all.csv", "mode": "append"}},
        "null": {"kind": "ndjson_sink", "title": "To a device", "params": {"path": "/dev/null"}}},
      "edges": [{"from": "numbers.out", "to": "keep.in"}, {"from": "keep.out", "to": "means.in"},
                {"from": "means.out", "to": "trips.in"}, {"from": "keep.out", "to": "all.in"},
                {"from": "keep.out", "to": "null.in"}],
      "checkpoint": {"interval": "500 ms"},
      "layout": {"nodes": {"numbers": [0, 0], "keep": [260, 0], "means": [520, 0], "trips": [780, 0],
        "all": [520, 150], "null": [520, 300]}}})json";
}

void hover(RunStudio& studio, QPointF scene) {
    QTest::mouseMove(studio.view().viewport(), {5, 5});
    QTest::mouseMove(studio.view().viewport(), studio.inView(scene));
}

void showTip(RunStudio& studio, const QString& wire) {
    const ui::WireItem* item = studio.canvas().wire(wire);
    hover(studio, item->capsuleRect().center());
    QToolTip::showText(
        studio.view().viewport()->mapToGlobal(studio.inView(item->capsuleRect().center()) + QPoint(2, 16)),
        item->toolTip(), &studio.view());
}

void setCursors(RunStudio& studio) {
    ui::ChartCard& card = *studio.views().charts().cards()[0];
    auto* view = card.findChild<ui::ChartView*>("chartView");
    const QRectF plot = card.plotArea();
    const auto at = [&](double share) {
        return QPointF(plot.left() + plot.width() * share, plot.center().y()).toPoint();
    };
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, at(0.3));
    QTest::mouseClick(view->viewport(), Qt::LeftButton, Qt::ShiftModifier, at(0.8));
    QEvent away(QEvent::Leave);
    QCoreApplication::sendEvent(view->viewport(), &away);
    QCoreApplication::sendEvent(view, &away);
}

} // namespace

void Screenshots::fleet() {
    RunStudio studio(kSize);
    Gallery gallery(studio.window());
    const auto fit = [&] { studio.view().fitAll(); };
    gallery.take("canvas-empty");
    QVERIFY(studio.open(fleetAtAPaceToWatch(studio), "fleet.mill"));
    studio.clickNode("trips");
    gallery.take("fleet-idle", fit);
    studio.clickTab("charts");
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Running, kPatience);
    QTest::qWait(3000);
    gallery.take("fleet-charts", fit);
    setCursors(studio);
    gallery.take("fleet-cursors", fit);
    studio.clickTab("timeline");
    QTest::qWait(300);
    ui::TimelineView& timeline = studio.views().timeline().view();
    for (int i = 0; i < 12; ++i)
        QTest::keyClick(&timeline, Qt::Key_Plus);
    QTest::keyClick(&timeline, Qt::Key_F);
    QTest::mouseMove(timeline.viewport(), timeline.laneBox(0).center().toPoint());
    gallery.take("fleet-timeline", fit);
    studio.clickWire("clean.good->kmh.in");
    QTest::keyClicks(studio.window().findChild<QLineEdit*>("peekFilter"), "speed > 5");
    QTest::qWait(400);
    gallery.take("fleet-peek", fit);
    studio.clickTab("log");
    gallery.take("fleet-log", fit);
    // On a slow machine it has come to its end by itself.
    if (studio.state() == RunState::Running) studio.clickButton("stop");
    QTRY_VERIFY_WITH_TIMEOUT(studio.state() == RunState::Stopped || studio.state() == RunState::Finished,
                             kPatience);
    studio.clickTab("problems");
    gallery.take("fleet-problems", fit);
    studio.clickTab("runs");
    gallery.take("fleet-runs", fit);
}

void Screenshots::findSlow() {
    RunStudio studio(kSize);
    Gallery gallery(studio.window());
    QVERIFY(studio.open(crowdedGraph()));
    studio.key(Qt::Key_F5);
    const auto* card = studio.window().findChild<QWidget*>("whyCard");
    const auto fit = [&] { studio.view().fitAll(); };
    fit();
    QTRY_VERIFY_WITH_TIMEOUT(card->isVisible(), kPatience);
    QTest::qWait(1500);
    gallery.take("crowded", fit);
    studio.key(Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(studio.window().findChild<QLineEdit*>("findField"), "is:slow");
    QTest::qWait(1500);
    gallery.take("find-slow", fit);
}

void Screenshots::changes() {
    RunStudio studio(kSize);
    Gallery gallery(studio.window());
    QVERIFY(studio.open(narrowGraph("block")));
    const auto fit = [&] { studio.view().fitAll(); };
    fit();
    studio.clickTab("charts");
    studio.key(Qt::Key_F5);
    const auto isFull = [&] {
        const auto& live = studio.canvas().wire("keep.out->think.in")->live();
        return live && live->full && !live->reason.isEmpty();
    };
    QTRY_VERIFY_WITH_TIMEOUT(isFull(), kPatience);
    QTest::qWait(1500);
    studio.clickScene({300, 400});
    auto* page = studio.window().findChild<QWidget*>("graphValues");
    auto* slider = page ? page->findChild<QSlider*>("slider") : nullptr;
    QVERIFY(slider);
    slider->setFocus();
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(slider, Qt::Key_PageDown);
    QTest::qWait(800);
    gallery.take("run-slider", fit);
    gallery.take("run-full-wire", [&] {
        fit();
        showTip(studio, "keep.out->think.in");
    });
    QToolTip::hideText();
    studio.session().apply(edit::SetParam{"think", "time", "3 ms"});
    studio.session().apply(edit::SetParam{"table", "rows", 200});
    studio.session().apply(edit::SetParam{"think", "mode", "cpu"});
    studio.clickNode("think");
    QTest::qWait(300);
    gallery.take("run-pending", fit);
}

void Screenshots::breakpoints() {
    RunStudio studio(kSize);
    Gallery gallery(studio.window());
    QVERIFY(studio.open(narrowGraph("drop_oldest")));
    studio.view().fitAll();
    const auto fit = [&] { studio.view().fitAll(); };
    const QPoint at = studio.inView(studio.canvas().wire("keep.out->table.in")->path().pointAtPercent(0.3));
    test::chooseInMenu(studio, at, "Breakpoint…");
    auto* dialog = studio.window().findChild<QDialog*>("breakpointDialog");
    QVERIFY(dialog);
    auto* hits = dialog->findChild<QLineEdit*>("breakpointHits");
    QVERIFY(hits);
    hits->setFocus();
    hits->selectAll();
    QTest::keyClicks(hits, "200");
    gallery.take("breakpoint-dialog");
    QTest::mouseClick(dialog->findChild<QAbstractButton*>("breakpointSave"), Qt::LeftButton);
    test::activate(studio);
    studio.clickWire("think.out->end.in");
    studio.key(Qt::Key_F9);
    studio.clickScene({300, 400});
    gallery.take("breakpoints-set", fit);
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(studio.canvas().wire("think.out->end.in")->live() &&
                                 studio.canvas().wire("think.out->end.in")->live()->held,
                             kPatience);
    QTest::qWait(1500);
    gallery.take("breakpoints-held", fit);
}

void Screenshots::safeRun() {
    RunStudio studio(kSize);
    Gallery gallery(studio.window());
    QByteArray graph = smallGraph(200);
    graph.replace(R"("end": {"kind": "discard", "title": "End"})",
                  R"("end": {"kind": "csv_sink", "title": "Results", "params": {"path": "out.csv"}})");
    QVERIFY(studio.open(graph));
    const auto fit = [&] { studio.view().fitAll(); };
    fit();
    studio.clickButton("safeRun");
    studio.clickTab("peek");
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Running, kPatience);
    QTest::qWait(1000);
    studio.clickNode("end");
    gallery.take("safe-run", fit);
    studio.clickNode("think");
    studio.key(Qt::Key_I, Qt::ControlModifier);
    gallery.take("inject", fit);
}

void Screenshots::rejected() {
    RunStudio studio(kSize);
    Gallery gallery(studio.window());
    QVERIFY(studio.open(R"json({
      "millrace": 1, "name": "Rejecting",
      "nodes": {
        "numbers": {"kind": "generate", "title": "Numbers", "params": {"rate": 500, "fields": {
            "id": {"type": "sequence"}}}},
        "texts": {"kind": "map", "title": "Texts", "params": {"columns": {
            "text": "CASE WHEN id % 10 = 3 THEN 'three' ELSE CAST(id AS STRING) END"}}},
        "cast": {"kind": "select", "title": "Cast", "params": {"cast": {"text": "BIGINT"}, "on_error": "reject"}},
        "end": {"kind": "discard", "title": "End"}},
      "edges": [{"from": "numbers.out", "to": "texts.in"}, {"from": "texts.out", "to": "cast.in"},
                {"from": "cast.out", "to": "end.in"}],
      "layout": {"nodes": {"numbers": [0, 0], "texts": [240, 0], "cast": [480, 0], "end": [720, 0]}}})json"));
    const auto fit = [&] { studio.view().fitAll(); };
    fit();
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(
        studio.canvas().node("cast")->live() && studio.canvas().node("cast")->live()->rejected > 20,
        kPatience);
    studio.clickTab("rejected");
    studio.clickNode("cast");
    QTest::qWait(600);
    gallery.take("rejected", fit);
}

void Screenshots::twoRuns() {
    RunStudio studio(kSize);
    Gallery gallery(studio.window());
    const auto fit = [&] { studio.view().fitAll(); };
    studio.clickTab("runs");
    const auto runForAWhile = [&] {
        studio.key(Qt::Key_F5);
        QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Running, kPatience);
        QTest::qWait(1500);
        studio.key(Qt::Key_F5, Qt::ShiftModifier);
        QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Stopped, kPatience);
    };
    QVERIFY(studio.open(smallGraph(500)));
    runForAWhile();
    QByteArray changed = smallGraph(2000);
    changed.replace("\"table\": {\"kind\"",
                    "\"second\": {\"kind\": \"discard\", \"title\": \"Second\"}, \"table\": {\"kind\"");
    changed.replace("\"edges\": [", "\"edges\": [{\"from\": \"keep.out\", \"to\": \"second.in\"}, ");
    changed.replace("\"keep\": [300, 0],", "\"keep\": [300, 0], \"second\": [300, 200],");
    QVERIFY(studio.open(changed, "changed.mill"));
    runForAWhile();
    auto* list = studio.window().findChild<QTreeWidget*>("runsList");
    QTRY_COMPARE(list->topLevelItemCount(), 2);
    for (const int row : {0, 1})
        QTest::mouseClick(list->viewport(), Qt::LeftButton, row ? Qt::ControlModifier : Qt::NoModifier,
                          list->visualItemRect(list->topLevelItem(row)).center());
    gallery.take("runs-chosen", fit);
    studio.clickButton("compareOnCanvas");
    QTRY_VERIFY_WITH_TIMEOUT(studio.views().banners().banner("compare"), kPatience);
    const QWidget* banners = studio.window().findChild<QWidget*>("banners");
    QTRY_COMPARE(banners->height(), banners->heightForWidth(banners->width())); // as tall as its words
    gallery.take("runs-compared", fit);
    studio.clickButton("compareClose");
    studio.clickTab("runs");
    for (const int row : {0, 1})
        QTest::mouseClick(list->viewport(), Qt::LeftButton, row ? Qt::ControlModifier : Qt::NoModifier,
                          list->visualItemRect(list->topLevelItem(row)).center());
    studio.clickButton("compareRuns");
    QTest::qWait(300);
    gallery.take("runs-table", fit);
}

void Screenshots::checkpoints() {
    RunStudio studio(kSize);
    Gallery gallery(studio.window());
    QVERIFY(studio.open(promisingGraph()));
    const auto fit = [&] { studio.view().fitAll(); };
    studio.clickNode("trips");
    gallery.take("checkpoints-off", fit);
    test::keepCheckpoints(studio);
    studio.clickTab("charts");
    test::beginRun(studio, 3);
    test::endAtCheckpoint(studio);
    test::beginRun(studio, 8);
    QTRY_VERIFY(studio.views().banners().banner("recovery"));
    ui::ChartCard& card = *studio.views().charts().cards()[0];
    auto* view = card.findChild<ui::ChartView*>("chartView");
    gallery.take("checkpoints-running", [&] {
        fit();
        QTest::mouseMove(view->viewport(), card.checkpointBars().at(2).place.center().toPoint());
    });
    QTest::mouseMove(view->viewport(), {1, 1});
    const auto from = [&](double zoom) {
        return [&studio, zoom] {
            studio.view().setZoom(zoom);
            studio.view().centerOn(studio.canvas().contentRect().center());
        };
    };
    gallery.take("checkpoints-near", from(1.5));
    gallery.take("checkpoints-far", from(0.5));
}

QTEST_MAIN(Screenshots)
#include "tst_screenshots.moc"
