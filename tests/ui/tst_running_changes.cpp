// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/run_studio.h"
#include "ui/canvas/node_item.h"
#include "ui/canvas/wire_item.h"
#include "ui/charts/chart_card.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/charts_page.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/node_page.h"
#include "ui/param_editors/param_editor.h"
#include "ui/param_editors/parameter_form.h"
#include "ui/run/banner_column.h"
#include "ui/settings/theme.h"

#include <QComboBox>
#include <QLabel>
#include <QSlider>
#include <QTest>

using namespace millrace;
using test::RunStudio;
using test::smallGraph;

namespace {

constexpr int kPatience = 60000;

/// Keeps what is below `limit`, a hot parameter with a range.
QByteArray limitedGraph() {
    return R"json({
      "millrace": 1, "name": "Limited",
      "parameters": {"limit": {"type": "DOUBLE", "default": 1.0, "hot": true, "minimum": 0, "maximum": 1}},
      "nodes": {
        "numbers": {"kind": "generate", "title": "Numbers", "params": {"rate": 2000, "fields": {
            "id": {"type": "sequence"}, "v": {"type": "uniform", "min": 0, "max": 1}}}},
        "keep": {"kind": "filter", "title": "Keep", "params": {"where": "v < ${limit}"}},
        "end": {"kind": "discard", "title": "End"}},
      "edges": [{"from": "numbers.out", "to": "keep.in"}, {"from": "keep.out", "to": "end.in"}],
      "layout": {"nodes": {"numbers": [0, 0], "keep": [300, 0], "end": [600, 0]}}})json";
}

/// A slow stage behind a queue of 100 that loses what does not fit.
QByteArray losingGraph(const char* overflow) {
    return QStringLiteral(R"json({
      "millrace": 1, "name": "Losing",
      "nodes": {
        "numbers": {"kind": "generate", "title": "Numbers", "params": {"rate": 5000, "fields": {
            "id": {"type": "sequence"}}}},
        "think": {"kind": "work", "title": "Think", "params": {"mode": "wait", "time": "2 ms"},
                  "concurrency": {"executor": "threads"}},
        "end": {"kind": "discard", "title": "End"}},
      "edges": [{"from": "numbers.out", "to": "think.in", "queue": {"capacity": 100, "overflow": "%1"}},
                {"from": "think.out", "to": "end.in"}],
      "layout": {"nodes": {"numbers": [0, 0], "think": [300, 0], "end": [600, 0]}}})json")
        .arg(overflow)
        .toUtf8();
}

qint64 came(RunStudio& studio, const char* node) {
    const auto* item = studio.canvas().node(node);
    return item && item->live() ? item->live()->recordsIn : 0;
}

void hover(RunStudio& studio, QPointF scene) {
    QTest::mouseMove(studio.view().viewport(), {5, 5});
    QTest::mouseMove(studio.view().viewport(), studio.inView(scene));
}

} // namespace

class RunningChangesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void R02_aFullWireSaysWhoWaitsForWhom();
    void R03_aNodeTellsItsShares();
    void R07_everyFieldSaysWhatAChangeCosts();
    void R07_aSliderChangesTheRunAndMarksTheCharts();
    void R07_pendingChangesAreAppliedByRestart();
    void R16_dropsAreCountedOnTheWire_data();
    void R16_dropsAreCountedOnTheWire();
};

void RunningChangesTest::R02_aFullWireSaysWhoWaitsForWhom() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(0, "v >= 0", -1, "300 us")));
    studio.key(Qt::Key_F5);
    auto* wire = studio.canvas().wire("keep.out->think.in");
    QTRY_VERIFY_WITH_TIMEOUT(wire->live() && wire->live()->full && wire->live()->rate > 0, kPatience);
    hover(studio, wire->path().pointAtPercent(0.3));
    QTRY_VERIFY_WITH_TIMEOUT(wire->toolTip().contains("Keep waits until <b>Think</b> has taken more"),
                             kPatience);
    const QString tip = wire->toolTip();
    QVERIFY2(tip.contains("of the time"), qPrintable(tip));
    QVERIFY2(tip.contains("queue ") && tip.contains(" of ") && tip.contains("/s"), qPrintable(tip));
    // Thick and amber, with its fill in the capsule.
    const QImage picture = studio.view().viewport()->grab().toImage();
    const QColor amber = ui::Theme::instance().tokens().outputFull;
    QCOMPARE(picture.pixelColor(studio.inView(wire->path().pointAtPercent(0.12))), amber);
}

void RunningChangesTest::R03_aNodeTellsItsShares() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(0, "v >= 0", -1, "300 us")));
    studio.key(Qt::Key_F5);
    auto* keep = studio.canvas().node("keep");
    QTRY_VERIFY_WITH_TIMEOUT(keep->live() && keep->live()->outputFull > 0.5, kPatience);
    hover(studio, keep->cardRect().center());
    const QString tip = keep->toolTip();
    for (const char* word : {"busy ", "output full ", "waiting for input ", " workers at work", " in · "})
        QVERIFY2(tip.contains(word), qPrintable(tip));
    // The bar at the foot is amber for the greater part.
    const QRectF card = keep->cardRect();
    const QImage picture = studio.view().viewport()->grab().toImage();
    const auto pixel = [&](double share) {
        return picture.pixelColor(studio.inView({card.left() + card.width() * share, card.bottom() - 3.5}));
    };
    int amber = 0;
    for (double share = 0.1; share < 0.95; share += 0.1)
        amber += pixel(share) == ui::Theme::instance().tokens().outputFull;
    QVERIFY2(amber >= 4, qPrintable(QString::number(amber)));
}

void RunningChangesTest::R07_everyFieldSaysWhatAChangeCosts() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    const QStringList known{"applies now", "restarts node", "restarts run"};
    for (const char* node : {"numbers", "keep", "think", "table"}) {
        studio.clickNode(node);
        int tags = 0;
        for (ui::ParameterForm* form : {studio.window().inspector().nodePage().parameters(),
                                        studio.window().inspector().nodePage().concurrency()})
            for (const QLabel* label : form->findChildren<QLabel*>())
                tags += label->property("role").toString().startsWith("tag") && known.contains(label->text());
        QVERIFY2(tags > 0, node);
    }
}

void RunningChangesTest::R07_aSliderChangesTheRunAndMarksTheCharts() {
    RunStudio studio;
    QVERIFY(studio.open(limitedGraph()));
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(came(studio, "end") > 100, kPatience);
    studio.clickScene({300, 400}); // nothing selected: the graph and its parameters
    auto* page = studio.window().findChild<QWidget*>("graphValues");
    auto* slider = page ? page->findChild<QSlider*>("slider") : nullptr;
    QVERIFY(slider && slider->isVisible());
    const QPoint right(slider->width() - 8, slider->height() / 2), left(8, slider->height() / 2);
    QTest::mousePress(slider, Qt::LeftButton, {}, right);
    QTest::mouseMove(slider, (left + right) / 2);
    QTest::mouseMove(slider, left);
    QTest::mouseRelease(slider, Qt::LeftButton, {}, left);
    QTRY_VERIFY_WITH_TIMEOUT(!studio.runs().markers().empty(), kPatience);
    const ui::RunMarker marker = studio.runs().markers().back();
    QVERIFY2(marker.text.startsWith("limit "), qPrintable(marker.text));
    // Little passes from now on.
    const auto now = [&] { return *studio.canvas().node("keep")->live(); };
    qint64 in = now().recordsIn, out = now().recordsOut;
    bool few = false;
    const auto fewPass = [&] {
        const ui::NodeLive live = now();
        if (few || live.recordsIn < in + 1000) return few;
        const double share =
            static_cast<double>(live.recordsOut - out) / static_cast<double>(live.recordsIn - in);
        in = live.recordsIn, out = live.recordsOut;
        few = share < 0.2;
        return few;
    };
    QTRY_VERIFY_WITH_TIMEOUT(fewPass(), kPatience);
    // Every chart has the mark where it happened.
    studio.clickTab("charts");
    auto& window = studio.views().charts().timeWindow();
    const double at = static_cast<double>(marker.elapsedNs) * 1e-9;
    window.show(std::max(0.0, at - 1), at + 1);
    const QColor accent = ui::Theme::instance().tokens().accent;
    for (ui::ChartCard* card : studio.views().charts().cards()) {
        const QImage picture = card->findChild<ui::ChartView*>("chartView")->viewport()->grab().toImage();
        const int x = static_cast<int>(std::lround(card->timeToX(at)));
        int marked = 0;
        for (int y = static_cast<int>(card->plotArea().top()); y < card->plotArea().bottom(); ++y)
            for (const int dx : {-1, 0, 1}) {
                const QColor pixel = picture.pixelColor(x + dx, y);
                // A line between two pixels is drawn half on each.
                if (pixel.green() - pixel.red() > (accent.green() - accent.red()) / 4) marked += 1;
            }
        QVERIFY2(marked > card->plotArea().height() / 4, qPrintable(card->accessibleName()));
    }
}

void RunningChangesTest::R07_pendingChangesAreAppliedByRestart() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(came(studio, "end") > 0, kPatience);
    studio.clickNode("think");
    auto* mode = studio.window().inspector().nodePage().parameters()->editor("mode")->findChild<QComboBox*>();
    mode->setFocus();
    QTest::keyClick(mode, Qt::Key_Up); // wait -> cpu
    QTRY_VERIFY_WITH_TIMEOUT(studio.views().banners().banner("pending"), kPatience);
    QVERIFY(studio.window().findChild<QLabel*>("pendingText")->text().contains("mode"));
    const std::string before = studio.runs().run()->id();
    studio.clickButton("pendingRestart");
    QTRY_VERIFY_WITH_TIMEOUT(studio.runs().run()->id() != before && studio.state() == RunState::Running,
                             kPatience);
    QVERIFY(!studio.runs().hasPendingChanges());
    QVERIFY(!studio.views().banners().banner("pending"));
    QCOMPARE(studio.runs().plan()->graphSha256, studio.session().planning().plan->graphSha256);
}

void RunningChangesTest::R16_dropsAreCountedOnTheWire_data() {
    QTest::addColumn<QByteArray>("overflow");
    QTest::addColumn<QString>("words");
    QTest::newRow("oldest") << QByteArray("drop_oldest") << "drops the oldest";
    QTest::newRow("newest") << QByteArray("drop_newest") << "drops what comes";
}

void RunningChangesTest::R16_dropsAreCountedOnTheWire() {
    QFETCH(QByteArray, overflow);
    QFETCH(QString, words);
    RunStudio studio;
    QVERIFY(studio.open(losingGraph(overflow.constData())));
    studio.key(Qt::Key_F5);
    auto* wire = studio.canvas().wire("numbers.out->think.in");
    QTRY_VERIFY_WITH_TIMEOUT(wire->live() && wire->live()->dropped > 100, kPatience);
    hover(studio, wire->path().pointAtPercent(0.2));
    QTRY_VERIFY2(wire->toolTip().contains(" dropped</b>") && wire->toolTip().contains(words),
                 qPrintable(wire->toolTip()));
    const QPoint badge = studio.inView(wire->dropRect().center());
    const QImage picture = studio.view().viewport()->grab().toImage();
    const QColor amber = ui::Theme::instance().tokens().outputFull;
    int filled = 0; // between the figures
    for (int dx = -20; dx <= 20; ++dx)
        for (int dy = -5; dy <= 5; ++dy)
            filled += picture.pixelColor(badge + QPoint(dx, dy)) == amber;
    QVERIFY2(filled >= 100, qPrintable(QString::number(filled)));
}

QTEST_MAIN(RunningChangesTest)
#include "tst_running_changes.moc"
