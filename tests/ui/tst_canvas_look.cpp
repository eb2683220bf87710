// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/studio_fixture.h"
#include "ui/canvas/canvas_geometry.h"
#include "ui/canvas/graph_picture.h"
#include "ui/canvas/node_item.h"
#include "ui/canvas/wire_item.h"
#include "ui/charts/chart_card.h"
#include "ui/charts/charts_page.h"
#include "ui/charts/time_window.h"
#include "ui/settings/theme_choice.h"

#include <QTest>
#include <cmath>

using namespace millrace;
using test::StudioFixture;

/// What a picture of the canvas must not show: figures crossed out, signs cut off or hidden, colours taken
/// for one another.
class CanvasLookTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noWireCrossesOutTheFiguresOfAnother();
    void aFullWireSaysAHundred();
    void aLineAtTheEdgeOfAChartIsSeen();
    void thePortNamesOfACardAreShownWhole();
    void theEyeOfAWireIsNeverUnderACard();
    void aLittleWorkLeavesNoSplinterInTheBar();
    void theOverviewMakesRoomForACard();
    void linesOfOneCategoryAreToldApart_data();
    void linesOfOneCategoryAreToldApart();
    void aPictureOnLightGroundLeavesTheThemeAsItWas();
    void brokenScalesLeaveNoPixelOfTheCanvasOut_data();
    void brokenScalesLeaveNoPixelOfTheCanvasOut();
};

namespace {

QImage picture(StudioFixture& studio, const QRectF& scene) {
    QCoreApplication::processEvents();
    const QImage whole = studio.view().viewport()->grab().toImage();
    return whole.copy(QRect(studio.inView(scene.topLeft()), studio.inView(scene.bottomRight())));
}

int pixelsOtherThan(const QImage& image, const QColor& ground) {
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            count += std::abs(pixel.red() - ground.red()) + std::abs(pixel.green() - ground.green()) +
                         std::abs(pixel.blue() - ground.blue()) >
                     120;
        }
    return count;
}

bool openFleet(StudioFixture& studio) {
    return studio.window().openGraph(QString(MILLRACE_SOURCE_DIR) + "/resources/examples/fleet.mill") &&
           studio.waitForPlanning();
}

ui::LiveValues moving(StudioFixture& studio) {
    ui::LiveValues live;
    live.active = live.running = true;
    for (const GraphEdge& edge : studio.document().edges) {
        ui::WireLive& wire = live.wires[QString::fromStdString(edge.id())];
        wire.capacity = wire.sent = 1000;
        wire.rate = 1230;
    }
    for (const GraphNode& node : studio.document().nodes)
        live.nodes[QString::fromStdString(node.id)].rate = 1230;
    return live;
}

} // namespace

void CanvasLookTest::noWireCrossesOutTheFiguresOfAnother() {
    StudioFixture studio;
    const std::string from = studio.add("generate", 0, 0), to = studio.add("discard", 500, 0);
    const std::string high = studio.add("generate", 0, -200), low = studio.add("discard", 500, 230);
    studio.connectNodes(from + ".out", to + ".in");
    const ui::WireItem* wire = studio.canvas().wires().begin().value();
    studio.view().centerOn(340, 60);
    studio.canvas().setLiveValues(moving(studio));
    // The ground of the capsule and its figures, without the round corners.
    const QRectF figures = wire->capsuleRect().adjusted(8, 3, -8, -3);
    const QImage before = picture(studio, figures);
    studio.connectNodes(high + ".out", low + ".in");
    studio.canvas().setLiveValues(moving(studio));
    const ui::WireItem* other = nullptr;
    for (const ui::WireItem* each : studio.canvas().wires())
        if (each != wire) other = each;
    QVERIFY(other->path().intersects(figures));
    QVERIFY(!other->capsuleRect().intersects(figures));
    QCOMPARE(picture(studio, figures), before);
}

void CanvasLookTest::brokenScalesLeaveNoPixelOfTheCanvasOut_data() {
    QTest::addColumn<double>("scale");
    for (const double scale : {1.0, 1.25, 1.5, 1.75, 2.0})
        QTest::addRow("%g", scale) << scale;
}

void CanvasLookTest::brokenScalesLeaveNoPixelOfTheCanvasOut() {
    QFETCH(double, scale);
    StudioFixture studio({1366, 768}); // the view ends within a pixel of every broken scale
    QVERIFY(openFleet(studio));
    const QWidget& view = *studio.view().viewport();
    const QRect canvas(view.mapTo(&studio.window(), QPoint(0, 0)), view.size());
    QImage image((QSizeF(studio.window().size()) * scale).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    image.fill(Qt::magenta);
    studio.window().render(&image);
    int left = 0;
    const QRect pixels = QRectF(canvas.topLeft() * scale, QSizeF(canvas.size()) * scale).toAlignedRect();
    for (int y = pixels.top(); y <= pixels.bottom(); ++y)
        for (int x = pixels.left(); x <= pixels.right(); ++x)
            left += image.valid(x, y) && image.pixelColor(x, y) == QColor(Qt::magenta);
    QCOMPARE(left, 0);
}

void CanvasLookTest::aFullWireSaysAHundred() {
    StudioFixture studio;
    const std::string from = studio.add("generate", 0, 0), to = studio.add("discard", 500, 0);
    studio.connectNodes(from + ".out", to + ".in");
    const ui::WireItem* wire = studio.canvas().wires().begin().value();
    studio.view().centerOn(340, 60);
    const auto widthOfFigure = [&](double fill) {
        ui::LiveValues live = moving(studio);
        live.wires[wire->id()].fill = fill;
        studio.canvas().setLiveValues(live);
        const QImage image = picture(studio, wire->capsuleRect().adjusted(20.5, 4, -3, -4));
        int first = image.width(), last = -1;
        for (int x = 0; x < image.width(); ++x) {
            const QImage column = image.copy(x, 0, 1, image.height());
            if (pixelsOtherThan(column, ui::Theme::instance().tokens().panel) == 0) continue;
            first = std::min(first, x);
            last = x;
        }
        return last - first;
    };
    const int one = widthOfFigure(0.08), two = widthOfFigure(0.88), three = widthOfFigure(1);
    QVERIFY2(two > one + 3 && three > two + 3, qPrintable(QString("%1 %2 %3").arg(one).arg(two).arg(three)));
}

void CanvasLookTest::aLineAtTheEdgeOfAChartIsSeen() {
    StudioFixture studio;
    ui::TimeWindow window;
    const auto text = [](double value) { return QString::number(value); };
    ui::ChartCard card({"Fill", "%", false, 100, text, text, 5}, window);
    std::vector<ui::RunLine> lines(1);
    lines[0].id = "full";
    lines[0].name = "full";
    for (int second = 0; second <= 10; ++second)
        lines[0].points.push_back(QPointF(second, 100));
    card.resize(360, 200);
    card.setLines(&lines, [](const ui::RunLine&, std::size_t) { return QColor(Qt::magenta); });
    window.setEnd(10);
    card.refresh();
    card.show();
    const QImage image = card.grab().toImage();
    int seen = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            seen += pixel.red() > 200 && pixel.green() < 60 && pixel.blue() > 200;
        }
    QVERIFY2(seen > card.plotArea().width() * 0.5, qPrintable(QString::number(seen)));
}

void CanvasLookTest::thePortNamesOfACardAreShownWhole() {
    StudioFixture studio;
    const std::string split = studio.add("aggregate", 0, 0);
    const ui::NodeItem* card = studio.canvas().node(QString::fromStdString(split));
    QVERIFY(card->face().shape.outputs.size() > 1);
    studio.view().centerOn(100, 50);
    studio.click(studio.middleOf(split));
    // The end of the longest name, beyond what surrounds every card.
    const QPointF port = card->pos() + card->face().shape.outputs.back().position;
    const QImage end = picture(studio, QRectF(port + QPointF(18, -19), QSizeF(16, 13)));
    QVERIFY2(pixelsOtherThan(end, ui::Theme::instance().tokens().canvas) > 8,
             "the name of the port ends too early");
}

void CanvasLookTest::theEyeOfAWireIsNeverUnderACard() {
    StudioFixture studio;
    QVERIFY(openFleet(studio));
    studio.canvas().setLiveValues(moving(studio));
    for (const ui::WireItem* wire : studio.canvas().wires())
        for (const ui::NodeItem* card : studio.canvas().nodes())
            QVERIFY2(!wire->eyeRect().intersects(card->cardRect()), qPrintable(wire->id()));
}

void CanvasLookTest::aLittleWorkLeavesNoSplinterInTheBar() {
    StudioFixture studio;
    const std::string node = studio.add("discard", 0, 0);
    studio.view().centerOn(100, 50);
    const auto colourAt = [&](double busy, qreal x) {
        ui::LiveValues live = moving(studio);
        live.nodes[QString::fromStdString(node)].busy = busy;
        studio.canvas().setLiveValues(live);
        const QRectF card = studio.canvas().node(QString::fromStdString(node))->cardRect();
        return picture(studio, QRectF(card.left() + x, card.bottom() - 4, 1, 1)).pixelColor(0, 0);
    };
    const ui::Tokens& t = ui::Theme::instance().tokens();
    for (const qreal x : {5, 8, 9, 10})
        QCOMPARE(colourAt(0.005, x), t.idle);
    // What is there begins at the left end, without a gap.
    for (const qreal x : {5, 7, 8, 9, 10, 30})
        QCOMPARE(colourAt(0.2, x), t.busy);
    QCOMPARE(colourAt(0.2, 50), t.idle);
}

void CanvasLookTest::theOverviewMakesRoomForACard() {
    StudioFixture studio;
    auto* overview = studio.window().findChild<QWidget*>("minimap");
    const std::string node = studio.add("discard", 0, 0);
    studio.view().setZoom(1);
    studio.view().centerOn(100, 50);
    QVERIFY(overview->isVisible());
    // In the corner of the view: the whole graph is seen, or would be.
    const QPointF corner =
        studio.view().mapToScene(studio.view().viewport()->rect().bottomRight() - QPoint(210, 120));
    studio.session().apply(edit::MoveNodes{{{node, Point{corner.x(), corner.y()}}}});
    QVERIFY(!overview->isVisible());
    // With more outside of the view it is needed.
    studio.add("generate", corner.x() - 4000, corner.y());
    QVERIFY(overview->isVisible());
}

void CanvasLookTest::linesOfOneCategoryAreToldApart_data() {
    QTest::addColumn<QString>("theme");
    for (const char* theme : {"dark", "light", "contrast"})
        QTest::newRow(theme) << theme;
}

void CanvasLookTest::linesOfOneCategoryAreToldApart() {
    QFETCH(QString, theme);
    StudioFixture studio;
    ui::applyTheme(ui::themeNamed(theme));
    for (const Category category :
         {Category::Source, Category::Stage, Category::Concurrency, Category::Sink}) {
        ui::RunLine line;
        line.category = category;
        std::vector<QColor> colours{ui::Theme::instance().tokens().panel};
        for (std::size_t rank = 0; rank < 5; ++rank) {
            const QColor colour = ui::lineColor(line, rank);
            for (const QColor& other : colours) {
                const double distance =
                    std::hypot(colour.redF() - other.redF(), colour.greenF() - other.greenF(),
                               colour.blueF() - other.blueF());
                QVERIFY2(
                    distance > 0.12,
                    qPrintable(
                        QString("%1 %2 %3: %4").arg(colour.name(), other.name()).arg(rank).arg(distance)));
            }
            colours.push_back(colour);
        }
    }
    ui::applyTheme(ui::ThemeChoice::Dark);
}

void CanvasLookTest::aPictureOnLightGroundLeavesTheThemeAsItWas() {
    StudioFixture studio;
    studio.add("discard", 0, 0);
    ui::applyTheme(ui::ThemeChoice::HighContrast);
    ui::PictureOptions options;
    options.ground = ui::PictureOptions::Ground::Light;
    QVERIFY(!ui::writePicture(studio.canvas(), studio.folder() + "/a.png", options).has_error());
    QCOMPARE(ui::currentTheme(), ui::ThemeChoice::HighContrast);
    ui::applyTheme(ui::ThemeChoice::Dark);
}

QTEST_MAIN(CanvasLookTest)
#include "tst_canvas_look.moc"
