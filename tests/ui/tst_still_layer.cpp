// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/studio_fixture.h"
#include "ui/canvas/canvas_ground.h"
#include "ui/canvas/still_layer.h"
#include "ui/canvas/wire_item.h"

#include <QPainter>
#include <QScrollBar>
#include <QStyleOptionGraphicsItem>
#include <QTest>
#include <QWheelEvent>

using namespace millrace;
using test::StudioFixture;

/// The canvas during a run is copied from a picture and has numbers drawn on it: that must never look
/// different from what is drawn item by item.
class StillLayerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void numbersStandOnTheCopyAsOnTheCards();
    void whatChangesDuringARunIsShown();
    void panningShowsWhatComesIntoView();
    void afterZoomingAllIsAsSharpAsIfItHadJustBeenOpened_data();
    void afterZoomingAllIsAsSharpAsIfItHadJustBeenOpened();
    void cardsOnOneAnotherAreDrawnOneByOne();
};

namespace {

/// Three rows of four cards, with wires between them and numbers of a run.
struct RunningCanvas {
    StudioFixture studio;
    ui::LiveValues live;

    RunningCanvas() {
        for (int row = 0; row < 3; ++row) {
            std::string before = studio.add("generate", 0, row * 160);
            for (int column = 1; column < 4; ++column) {
                const std::string next =
                    studio.add(column == 3 ? "discard" : "filter", column * 280, row * 160);
                studio.connectNodes(before + ".out", next + ".in");
                before = next;
            }
        }
        live.active = live.running = true;
        int i = 0;
        for (const GraphNode& node : studio.document().nodes) {
            ui::NodeLive& values = live.nodes[QString::fromStdString(node.id)];
            values.rate = 1000.0 * ++i;
            values.busy = 0.08 * i;
            for (int n = 0; n < 20; ++n)
                values.spark.push(static_cast<float>(100 + (n * i) % 7));
        }
        for (const GraphEdge& edge : studio.document().edges) {
            ui::WireLive& values = live.wires[QString::fromStdString(edge.id())];
            values.capacity = values.sent = 1000;
            values.fill = 0.03 * ++i;
            values.rate = 7.0 * i;
        }
        studio.view().setZoom(1);
        studio.view().centerOn(420, 200);
        show();
    }
    void show() {
        studio.canvas().setLiveValues(live);
        settle();
    }
    /// Until the view has drawn all that was asked for.
    static void settle() {
        for (int i = 0; i < 6; ++i)
            QCoreApplication::processEvents();
    }
    bool isServed() {
        return studio.view().findChild<ui::StillLayer*>({}, Qt::FindDirectChildrenOnly)->mayServe();
    }
    QImage seen() { return studio.view().viewport()->grab().toImage().convertToFormat(QImage::Format_RGB32); }
    /// The same part of a canvas that has just been opened, item by item.
    QImage expected() {
        ui::CanvasView& view = studio.view();
        ui::CanvasScene fresh(studio.session());
        fresh.setLiveValues(live);
        QStringList chosen;
        for (const std::string& id : studio.canvas().selectedNodes())
            chosen << QString::fromStdString(id);
        fresh.selectOnly(chosen);
        const QSize size = view.viewport()->size();
        QImage image(size, QImage::Format_RGB32);
        QPainter painter(&image);
        painter.setRenderHints(view.renderHints());
        painter.setWorldTransform(view.viewportTransform());
        const QRectF area = view.mapToScene(QRect({}, size)).boundingRect().adjusted(-2, -2, 2, 2);
        QList<QPointF> dots;
        ui::paintGround(painter, area, view.zoom(), dots);
        QStyleOptionGraphicsItem option;
        const QList<QGraphicsItem*> items =
            fresh.items(area, Qt::IntersectsItemBoundingRect, Qt::AscendingOrder, view.viewportTransform());
        for (QGraphicsItem* item : items) {
            if (!item->isVisible()) continue;
            painter.setWorldTransform(item->sceneTransform() * view.viewportTransform());
            option.state = QStyle::State_Enabled;
            option.state.setFlag(QStyle::State_Selected, item->isSelected());
            option.exposedRect = item->mapRectFromScene(area);
            item->paint(&painter, &option, nullptr);
        }
        return image;
    }
};

} // namespace

void StillLayerTest::numbersStandOnTheCopyAsOnTheCards() {
    RunningCanvas canvas;
    QVERIFY(canvas.isServed());
    QCOMPARE(canvas.seen(), canvas.expected());
    const QImage before = canvas.seen();
    for (ui::NodeLive& values : canvas.live.nodes)
        values.rate *= 3;
    for (ui::WireLive& values : canvas.live.wires)
        values.fill += 0.2;
    canvas.show();
    QVERIFY(canvas.seen() != before);
    QCOMPARE(canvas.seen(), canvas.expected());
    // Far away, where cards are blocks of colour.
    canvas.studio.view().setZoom(0.15);
    canvas.settle();
    QCOMPARE(canvas.seen(), canvas.expected());
}

void StillLayerTest::whatChangesDuringARunIsShown() {
    RunningCanvas canvas;
    canvas.seen();
    const QImage before = canvas.seen();
    auto differs = [&canvas, last = before]() mutable {
        canvas.settle();
        const QImage now = canvas.seen();
        const bool changed = now != last;
        last = now;
        return changed;
    };
    ui::WireItem* wire = canvas.studio.canvas().wires().begin().value();
    canvas.live.wires[wire->id()].full = true;
    canvas.show();
    QVERIFY(differs());
    QCOMPARE(canvas.seen(), canvas.expected());
    const QString first = QString::fromStdString(canvas.studio.document().nodes.front().id);
    canvas.live.nodes[first].bottleneck = true;
    canvas.live.nodes[first].chip = "pool × 2";
    canvas.show();
    QVERIFY(differs());
    QCOMPARE(canvas.seen(), canvas.expected());
    canvas.studio.canvas().selectOnly({first});
    QVERIFY(differs());
    QCOMPARE(canvas.seen(), canvas.expected());
    QVERIFY(canvas.studio.session().apply(
        edit::SetTitle{canvas.studio.document().nodes.back().id, "Another title"}));
    QVERIFY(differs());
    QCOMPARE(canvas.seen(), canvas.expected());
    canvas.live.active = canvas.live.running = false;
    canvas.show();
    QVERIFY(!canvas.isServed());
    QVERIFY(differs());
    QCOMPARE(canvas.seen(), canvas.expected());
}

void StillLayerTest::panningShowsWhatComesIntoView() {
    RunningCanvas canvas;
    canvas.seen();
    QScrollBar* across = canvas.studio.view().horizontalScrollBar();
    QScrollBar* down = canvas.studio.view().verticalScrollBar();
    for (const QPoint step :
         {QPoint(9, 0), QPoint(-40, 17), QPoint(0, -130), QPoint(333, 201), QPoint(-5000, 0)}) {
        across->setValue(across->value() + step.x());
        down->setValue(down->value() + step.y());
        canvas.settle();
        QCOMPARE(canvas.seen(), canvas.expected());
    }
}

void StillLayerTest::afterZoomingAllIsAsSharpAsIfItHadJustBeenOpened_data() {
    QTest::addColumn<bool>("running");
    QTest::newRow("while a run is on") << true;
    QTest::newRow("without a run") << false;
}

void StillLayerTest::afterZoomingAllIsAsSharpAsIfItHadJustBeenOpened() {
    QFETCH(bool, running);
    RunningCanvas canvas;
    if (!running) {
        canvas.live = {};
        canvas.show();
    }
    ui::CanvasView& view = canvas.studio.view();
    for (const int notch :
         {-120, -120, -120, -120, -120, -120, 120, 120, 120, 120, 120, 120, 120, 120, 120, -120}) {
        const QPoint at = view.viewport()->rect().center() + QPoint(31, -17);
        QWheelEvent wheel(at, view.viewport()->mapToGlobal(at), {}, QPoint(0, notch), Qt::NoButton,
                          Qt::ControlModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(view.viewport(), &wheel);
        canvas.settle();
    }
    // Drawn anew in slices once it rests; expected() has nothing stretched.
    QTRY_COMPARE_WITH_TIMEOUT(canvas.seen(), canvas.expected(), 60000);
    QVERIFY(view.zoom() != 1.0);
}

void StillLayerTest::cardsOnOneAnotherAreDrawnOneByOne() {
    RunningCanvas canvas;
    QVERIFY(canvas.isServed());
    const std::string second = canvas.studio.document().nodes[1].id;
    const Point place = *canvas.studio.document().position(second);
    const std::string first = canvas.studio.document().nodes[0].id;
    QVERIFY(canvas.studio.session().apply(edit::MoveNodes{{{first, Point{place.x - 60, place.y + 20}}}}));
    canvas.settle();
    QVERIFY(!canvas.isServed());
    QCOMPARE(canvas.seen(), canvas.expected());
    canvas.studio.session().undoStack().undo();
    canvas.settle();
    QVERIFY(canvas.isServed());
    QCOMPARE(canvas.seen(), canvas.expected());
}

QTEST_MAIN(StillLayerTest)
#include "tst_still_layer.moc"
