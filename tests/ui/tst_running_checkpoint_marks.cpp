// SPDX-License-Identifier: Apache-2.0
//
// What is seen of checkpoints: bars on the time axis of the charts, and what each sink promises.
#include "tests/support/ui/checkpoint_steps.h"
#include "ui/canvas/delivery_badge.h"
#include "ui/canvas/node_item.h"
#include "ui/charts/chart_card.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/charts_page.h"
#include "ui/document/shown_body.h"
#include "ui/inspector/delivery_note.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/node_page.h"
#include "ui/main_window/status_line.h"
#include "ui/settings/number_text.h"
#include "ui/settings/theme_choice.h"
#include "ui/settings/translation.h"

#include <QAction>
#include <QLabel>
#include <QRegularExpression>
#include <QSettings>
#include <QTabBar>
#include <QTest>
#include <algorithm>
#include <cmath>

using namespace millrace;
using test::keepCheckpoints;
using test::RunStudio;

namespace {

/// A sink of each promise; `stage` stands between.
QByteArray sinksGraph(
    const QString& stage = R"json({"kind": "filter", "params": {"where": "id >= 0"}})json") {
    return QStringLiteral(R"json({
      "millrace": 1,
      "nodes": {
        "numbers": {"kind": "generate", "params": {"count": 10, "fields": {"id": {"type": "sequence"}}}},
        "stage": %1,
        "file": {"kind": "csv_sink", "title": "File", "params": {"path": "out.csv"}},
        "pipe": {"kind": "csv_sink", "title": "Pipe", "params": {"path": "-"}},
        "end": {"kind": "discard"}},
      "edges": [{"from": "numbers.out", "to": "stage.in"}, {"from": "stage.out", "to": "file.in"},
                {"from": "stage.out", "to": "pipe.in"}, {"from": "stage.out", "to": "end.in"}],
      "layout": {"nodes": {"numbers": [0, 0], "stage": [220, 0], "file": [440, 0], "pipe": [440, 140],
        "end": [440, 280]}}})json")
        .arg(stage)
        .toUtf8();
}

/// Work that now and then takes longer than a checkpoint may.
QByteArray givingUpGraph() {
    return R"json({
      "millrace": 1,
      "checkpoint": {"interval": "30 ms", "timeout": "10 ms", "tolerable_failures": 1000000},
      "nodes": {
        "numbers": {"kind": "generate", "params": {"count": 1000000, "rate": 50, "arrivals": "constant",
            "fields": {"id": {"type": "sequence"}}}},
        "work": {"kind": "work", "params": {"mode": "wait", "time": "10 ms", "distribution": "exponential"}},
        "file": {"kind": "csv_sink", "params": {"path": "out.csv"}}},
      "edges": [{"from": "numbers.out", "to": "work.in"}, {"from": "work.out", "to": "file.in"}],
      "layout": {"nodes": {"numbers": [0, 0], "work": [220, 0], "file": [440, 0]}}})json";
}

QRectF badgePlace(RunStudio& studio, const QString& node) {
    const ui::NodeItem* item = studio.canvas().node(node);
    return ui::DeliveryBadge(item->face(), studio.view().zoom()).rect().translated(item->pos());
}

QImage picture(RunStudio& studio, const QRectF& scene) {
    QCoreApplication::processEvents();
    const QImage whole = studio.view().viewport()->grab().toImage();
    return whole.copy(QRect(studio.inView(scene.topLeft()), studio.inView(scene.bottomRight())));
}

QString tipAt(RunStudio& studio, QPointF scene) {
    QTest::mouseMove(studio.view().viewport(), {5, 5});
    QTest::mouseMove(studio.view().viewport(), studio.inView(scene));
    QCoreApplication::processEvents();
    return studio.canvas().nodeAt(scene)->toolTip();
}

struct Charted {
    RunStudio studio;
    ui::ChartCard& card = *studio.views().charts().cards()[0];
    ui::ChartView* view = card.findChild<ui::ChartView*>("chartView");

    void run() {
        QVERIFY(studio.open(test::countingGraph()));
        keepCheckpoints(studio);
        studio.clickTab("charts");
        test::beginRun(studio, 3);
        test::endAtCheckpoint(studio);
        QTRY_VERIFY(!card.checkpointBars().empty());
    }
    void point(QPointF at) { QTest::mouseMove(view->viewport(), at.toPoint()); }
};

} // namespace

class RunningCheckpointMarksTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void barsOnTheTimeAxisTellHowLongEachTook();
    void manyBarsInLittleRoomAreOne();
    void whatWasGivenUpOrSpilledIsToldWhereTheMarksAre();
    void theMetricsOfANodeHoldWhatTheLastOneTook();
    void theBarsCanBeHidden();
    void anOldRunShowsNoBarsOfAnother();
    void sinksSayWhatTheyPromiseAndWhy();
    void aPromiseIsSeenAndStandsOutOnceItIsKept_data();
    void aPromiseIsSeenAndStandsOutOnceItIsKept();
    void fromAfarOnlyTheSignStays();
    void whereNoRunCanKeepCheckpointsNothingIsPromised();
    void sinksInsideOfASubgraphPromiseToo();
    void promisesAreToldInGerman();
};

void RunningCheckpointMarksTest::barsOnTheTimeAxisTellHowLongEachTook() {
    Charted charted;
    charted.run();
    const auto& marks = charted.studio.views().checkpoints().marks();
    const auto bars = charted.card.checkpointBars();
    int shown = 0;
    for (const auto& bar : bars) {
        QVERIFY(bar.place.left() >= charted.card.plotArea().left());
        QVERIFY(std::abs(bar.place.left() - charted.card.timeToX(bar.longest.at)) < 5 || bar.count > 1);
        shown += bar.count;
    }
    QCOMPARE(shown, static_cast<int>(marks.size()));
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(charted.view, &leave);
    const QImage without = charted.view->viewport()->grab().toImage();
    const auto bar = bars.back();
    charted.point(bar.place.center());
    QVERIFY(charted.card.checkpointAt(bar.place.center()));
    QVERIFY(charted.view->viewport()->grab().toImage() != without);
    const QStringList rows = ui::ChartCard::checkpointRows(bar);
    const QString text = rows.join('\n');
    for (const char* word : {"Checkpoint", "barriers", "written down", "committed", "size"})
        QVERIFY2(text.contains(word), qPrintable(text));
    QVERIFY2(text.contains(QRegularExpression("Checkpoint \\d+\t[0-9.]+ (s|ms|µs)")), qPrintable(text));
    // Above the axis the lines are read.
    QVERIFY(!charted.card.checkpointAt({bar.place.center().x(), charted.card.plotArea().top() + 5}));
}

void RunningCheckpointMarksTest::manyBarsInLittleRoomAreOne() {
    RunStudio studio;
    ui::ChartCard& card = *studio.views().charts().cards()[0];
    std::vector<ui::CheckpointMark> marks;
    for (Epoch epoch = 1; epoch <= 5000; ++epoch)
        marks.push_back({.epoch = epoch, .at = static_cast<double>(epoch) * 0.01, .barriers = 0.001});
    marks[2499].durable = 0.003;
    studio.views().charts().setCheckpoints(&marks);
    studio.views().charts().timeWindow().show(0, 50);
    const auto bars = card.checkpointBars();
    QVERIFY(!bars.empty());
    QVERIFY(static_cast<double>(bars.size()) <= card.plotArea().width() / 4 + 1);
    const auto slow =
        std::find_if(bars.begin(), bars.end(), [](const auto& bar) { return bar.longest.epoch == 2500; });
    QVERIFY2(slow != bars.end(), "of those that are one the longest is told of");
    QVERIFY(slow->count > 1);
    QVERIFY2(ui::ChartCard::checkpointRows(*slow).front().startsWith(QString::number(slow->count)),
             qPrintable(ui::ChartCard::checkpointRows(*slow).front()));
    studio.views().charts().setCheckpoints(nullptr);
}

void RunningCheckpointMarksTest::whatWasGivenUpOrSpilledIsToldWhereTheMarksAre() {
    RunStudio studio;
    QVERIFY(studio.open(givingUpGraph()));
    keepCheckpoints(studio);
    studio.clickTab("charts");
    studio.key(Qt::Key_F5);
    const auto& feed = studio.views().checkpoints();
    const auto told = [&feed] {
        std::uint64_t sum = 0;
        for (const ui::CheckpointMark& mark : feed.marks())
            sum += mark.givenUp;
        return sum;
    };
    QTRY_VERIFY_WITH_TIMEOUT(told() > 0, 120'000);
    test::endAtCheckpoint(studio);
    // What is given up stands at the next one that is made: the last one has all of it.
    QTRY_COMPARE(feed.status().made, studio.runs().run()->checkpoints().made);
    QCOMPARE(static_cast<std::int64_t>(feed.marks().size()), feed.status().made);
    QCOMPARE(static_cast<std::int64_t>(told()), feed.status().givenUp);
    ui::ChartCard& card = *studio.views().charts().cards()[0];
    const auto bars = card.checkpointBars();
    std::uint64_t shown = 0;
    for (const auto& bar : bars) {
        shown += bar.givenUp;
        const QString text = ui::ChartCard::checkpointRows(bar).join('\n');
        QCOMPARE(text.contains("given up before\t" + QString::number(bar.givenUp)), bar.givenUp > 0);
        QCOMPARE(text.contains("spilled"), bar.longest.spilled > 0);
    }
    QCOMPARE(shown, told());
    const auto facts = studio.window().statusLine().facts();
    const auto fact = std::find_if(facts.begin(), facts.end(),
                                   [](const ui::StatusLine::Fact& each) { return each.id == "checkpoint"; });
    QVERIFY(fact != facts.end());
    QVERIFY2(fact->after.contains(QString("%1 given up").arg(told())), qPrintable(fact->after));
    // What went to the disk, as a checkpoint with 2 MB of it says.
    CheckpointRecord record;
    record.epoch = 3;
    record.nodes = {{"a", 10, 4'000'000, 1'500'000, 0}, {"b", 10, 9'000'000, 500'000, 0}};
    const QStringList rows = ui::ChartCard::checkpointRows({{}, ui::markOf(record), 1, 0});
    QVERIFY2(rows.contains("spilled to files\t2.00 MB") && rows.contains("longest alignment\t9.00 ms"),
             qPrintable(rows.join('\n')));
}

void RunningCheckpointMarksTest::theMetricsOfANodeHoldWhatTheLastOneTook() {
    RunStudio studio;
    QVERIFY(studio.open(test::countingGraph()));
    studio.clickNode("numbers");
    auto* tabs = studio.window().inspector().nodePage().findChild<QTabBar*>("inspectorTabs");
    const auto openMetrics = [tabs] {
        for (int i = 0; i < tabs->count(); ++i)
            if (tabs->tabText(i) == "Metrics")
                QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(i).center());
    };
    openMetrics();
    auto* rows = studio.window().findChild<QWidget*>("checkpointRows");
    QVERIFY(rows && !rows->isVisible());
    keepCheckpoints(studio);
    test::beginRun(studio, 1);
    QTRY_VERIFY(rows->isVisible());
    test::endAtCheckpoint(studio);
    const auto value = [rows](const char* name) { return rows->findChild<QLabel*>(name)->text(); };
    const auto& feed = studio.views().checkpoints();
    QTRY_VERIFY(feed.last() && feed.last()->epoch == feed.status().last);
    QTRY_COMPARE(value("checkpointEpoch"), QString::number(feed.status().last));
    const auto& nodes = feed.last()->nodes;
    const auto numbers = std::find_if(nodes.begin(), nodes.end(), [](const CheckpointRecord::Node& node) {
        return node.node == "numbers";
    });
    QVERIFY(numbers != nodes.end() && numbers->stateBytes > 0 && numbers->snapshotNs > 0);
    QCOMPARE(value("checkpointState"), ui::bytesText(static_cast<double>(numbers->stateBytes)).text());
    QCOMPARE(value("checkpointSnapshot"),
             ui::durationText(static_cast<double>(numbers->snapshotNs) * 1e-9).text());
    QCOMPARE(value("checkpointAlignment"),
             ui::durationText(static_cast<double>(numbers->alignNs) * 1e-9).text());
    QCOMPARE(value("checkpointSpilled"), ui::bytesText(0).text());
    const QString state = value("checkpointState");
    studio.clickNode("file");
    openMetrics();
    QTRY_VERIFY(value("checkpointState") != state);
    // A run that keeps none has nothing to tell.
    keepCheckpoints(studio);
    const std::string kept = studio.runs().run()->id();
    studio.key(Qt::Key_F5);
    QTRY_VERIFY(studio.runs().run()->id() != kept && studio.state() == RunState::Running);
    QTRY_VERIFY(!rows->isVisible());
}

void RunningCheckpointMarksTest::theBarsCanBeHidden() {
    Charted charted;
    charted.run();
    auto* show = charted.studio.window().findChild<QAction*>("chartsCheckpoints");
    QVERIFY(show && show->isChecked());
    show->trigger();
    QVERIFY(charted.card.checkpointBars().empty());
    QCOMPARE(QSettings().value("chartsShowCheckpoints").toBool(), false);
    show->trigger();
    QVERIFY(!charted.card.checkpointBars().empty());
}

void RunningCheckpointMarksTest::anOldRunShowsNoBarsOfAnother() {
    Charted charted;
    charted.run();
    QTRY_VERIFY(!charted.studio.store().list(1).value().empty());
    const auto kept = charted.studio.store().list(1);
    charted.studio.views().openHistoricRun(*charted.studio.store().load(kept->front().id));
    QVERIFY(charted.studio.views().showsHistoricRun());
    QVERIFY(charted.card.checkpointBars().empty());
    charted.studio.views().closeHistoricRun();
    QTRY_VERIFY(!charted.card.checkpointBars().empty());
}

void RunningCheckpointMarksTest::sinksSayWhatTheyPromiseAndWhy() {
    RunStudio studio;
    QVERIFY(studio.open(sinksGraph()));
    const auto& file = studio.canvas().node("file")->face().promise;
    const auto& pipe = studio.canvas().node("pipe")->face().promise;
    QVERIFY(file && file->guarantee == DeliveryGuarantee::ExactlyOnce && !file->kept);
    QVERIFY(pipe && pipe->guarantee == DeliveryGuarantee::AtLeastOnce);
    QVERIFY(!studio.canvas().node("end")->face().promise && !studio.canvas().node("stage")->face().promise);
    const QString exactly = tipAt(studio, badgePlace(studio, "file").center());
    QVERIFY2(exactly.startsWith("<b>Exactly once</b> in runs that keep checkpoints") &&
                 exactly.contains("cut back to the last checkpoint"),
             qPrintable(exactly));
    const QString least = tipAt(studio, badgePlace(studio, "pipe").center());
    QVERIFY2(least.startsWith("<b>At least once</b>") && least.contains("cannot be taken back"),
             qPrintable(least));
    // Elsewhere on the card it is one line of several.
    const QString whole = tipAt(studio, studio.canvas().node("file")->cardRect().center());
    QVERIFY2(whole.startsWith("<b>File</b>") && whole.contains("Exactly once"), qPrintable(whole));
    studio.clickNode("file");
    const auto* note = studio.window().findChild<ui::DeliveryNote*>("deliveryNote");
    QVERIFY(note && note->isVisible());
    QVERIFY(note->findChild<QLabel*>("deliveryText")->text().contains("Exactly once"));
    studio.clickNode("end");
    QVERIFY(!note->isVisible());
    keepCheckpoints(studio);
    QVERIFY(studio.canvas().node("file")->face().promise->kept);
    studio.clickNode("pipe");
    QVERIFY2(note->findChild<QLabel*>("deliveryText")->text().contains("runs of this graph keep checkpoints"),
             qPrintable(note->findChild<QLabel*>("deliveryText")->text()));
}

void RunningCheckpointMarksTest::aPromiseIsSeenAndStandsOutOnceItIsKept_data() {
    QTest::addColumn<int>("theme");
    for (const auto theme : {ui::ThemeChoice::Dark, ui::ThemeChoice::Light, ui::ThemeChoice::HighContrast})
        QTest::newRow(qPrintable(ui::nameOf(theme))) << static_cast<int>(theme);
}

void RunningCheckpointMarksTest::aPromiseIsSeenAndStandsOutOnceItIsKept() {
    QFETCH(int, theme);
    RunStudio studio;
    ui::applyTheme(static_cast<ui::ThemeChoice>(theme));
    QVERIFY(studio.open(sinksGraph()));
    studio.view().setZoom(1);
    studio.view().centerOn(440, 100);
    const ui::Tokens& t = ui::Theme::instance().tokens();
    const auto colours = [&](const QString& node, const QColor& wanted) {
        const QImage image = picture(studio, badgePlace(studio, node));
        int count = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) {
                const QColor pixel = image.pixelColor(x, y);
                count += std::abs(pixel.red() - wanted.red()) + std::abs(pixel.green() - wanted.green()) +
                             std::abs(pixel.blue() - wanted.blue()) <
                         30;
            }
        return count;
    };
    QVERIFY(colours("file", t.muted) > 20);
    QCOMPARE(colours("file", t.good) > 5, t.good == t.muted);
    keepCheckpoints(studio);
    QVERIFY(colours("file", t.good) > 20);
    QVERIFY2(colours("pipe", t.good) < 5, "at least once is nothing to rest upon");
    QVERIFY(colours("pipe", t.muted) > 5);
    ui::applyTheme(ui::ThemeChoice::Dark);
}

void RunningCheckpointMarksTest::fromAfarOnlyTheSignStays() {
    RunStudio studio;
    QVERIFY(studio.open(sinksGraph()));
    const ui::NodeFace& face = studio.canvas().node("file")->face();
    const QRectF near = ui::DeliveryBadge(face, 1).rect(), far = ui::DeliveryBadge(face, 0.5).rect();
    QVERIFY(near.width() > 3 * near.height());
    QCOMPARE(far.width(), far.height());
    QVERIFY2(far.width() * 0.5 >= 8, "still to be made out");
    QVERIFY(ui::DeliveryBadge(face, 0.3).rect().isNull());
    for (const QRectF& place : {near, far})
        QVERIFY(face.shape.rect.contains(place));
}

void RunningCheckpointMarksTest::whereNoRunCanKeepCheckpointsNothingIsPromised() {
    RunStudio studio;
    const QString joining = R"json({
      "millrace": 1,
      "nodes": {
        "a": {"kind": "generate", "params": {"count": 10, "fields": {"id": {"type": "sequence"}}}},
        "b": {"kind": "generate", "params": {"count": 10, "fields": {"id": {"type": "sequence"}}}},
        "meet": {"kind": "barrier", "title": "Meet", "params": {"key": ["id"]}},
        "file": {"kind": "csv_sink", "params": {"path": "out.csv"}}},
      "edges": [{"from": "a.out", "to": "meet.a"}, {"from": "b.out", "to": "meet.b"},
                {"from": "meet.out", "to": "file.in"}],
      "layout": {"nodes": {"a": [0, 0], "b": [0, 140], "meet": [220, 0], "file": [440, 0]}}})json";
    QVERIFY(studio.open(joining.toUtf8()));
    QVERIFY(studio.session().planning().plan);
    QVERIFY(!studio.canvas().node("file")->face().promise);
    studio.clickNode("file");
    const auto* text =
        studio.window().findChild<ui::DeliveryNote*>("deliveryNote")->findChild<QLabel*>("deliveryText");
    QVERIFY2(text->isVisible() && text->text().contains("No promise") && text->text().contains("meet"),
             qPrintable(text->text()));
    QVERIFY(studio.open(sinksGraph()));
    QVERIFY(studio.canvas().node("file")->face().promise);
}

void RunningCheckpointMarksTest::sinksInsideOfASubgraphPromiseToo() {
    RunStudio studio;
    QVERIFY(studio.open(R"json({
      "millrace": 1,
      "subgraphs": {"out": {"nodes": {"file": {"kind": "csv_sink", "params": {"path": "out.csv"}}},
                            "inputs": {"in": "file.in"}, "layout": {"nodes": {"file": [0, 0]}}}},
      "nodes": {"numbers": {"kind": "generate", "params": {"count": 10, "fields": {"id": {"type": "sequence"}}}},
                "both": {"kind": "subgraph", "params": {"of": "out"}}},
      "edges": [{"from": "numbers.out", "to": "both.in"}],
      "layout": {"nodes": {"numbers": [0, 0], "both": [220, 0]}}})json"));
    QVERIFY(ui::ShownBody::of(studio.session()).enter("both"));
    QTRY_VERIFY(studio.canvas().node("file") && studio.canvas().node("file")->face().promise);
    QCOMPARE(studio.canvas().node("file")->face().promise->guarantee, DeliveryGuarantee::ExactlyOnce);
}

void RunningCheckpointMarksTest::promisesAreToldInGerman() {
    if (!ui::installTranslation("de")) QSKIP("translations are not built");
    {
        RunStudio studio;
        QVERIFY(studio.open(sinksGraph()));
        const auto& promise = studio.canvas().node("file")->face().promise;
        QVERIFY2(promise->text().contains("Genau einmal") && promise->text().contains("Datei"),
                 qPrintable(promise->text()));
        QVERIFY(
            studio.canvas().node("pipe")->face().promise->text().contains(QStringLiteral("zurückzunehmen")));
    }
    (void)ui::installTranslation("en");
}

QTEST_MAIN(RunningCheckpointMarksTest)
#include "tst_running_checkpoint_marks.moc"
