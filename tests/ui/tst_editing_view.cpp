// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/studio_fixture.h"
#include "ui/canvas/wire_item.h"
#include "ui/palette/kind_search.h"
#include "ui/palette/quick_add.h"

#include <QApplication>
#include <QCursor>
#include <QLineEdit>
#include <QListView>
#include <QTest>
#include <QUndoStack>
#include <QWheelEvent>

using namespace millrace;

/// Getting about on the canvas, and the box that adds nodes.
class EditingView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void E01_quickAddAtTheCursor();
    void E02_aWireDroppedOnEmptyCanvasAsksWhatFits();
    void E08_panAndZoom();
    void E08_theCanvasHasNoEdge();
};

namespace {

QStringList rows(const ui::QuickAdd& box) {
    const QAbstractItemModel* model = box.findChild<QListView*>("quickAddList")->model();
    QStringList texts;
    for (int row = 0; row < model->rowCount(); ++row) {
        texts << model->index(row, 0).data().toString();
    }
    return texts;
}

void type(ui::QuickAdd& box, const char* text) {
    QTest::keyClicks(box.searchField(), text);
    QTest::keyClick(box.searchField(), Qt::Key_Return);
}

QRectF seen(test::StudioFixture& studio) {
    return studio.view().mapToScene(studio.view().viewport()->rect()).boundingRect();
}

} // namespace

void EditingView::E01_quickAddAtTheCursor() {
    test::StudioFixture studio;
    ui::QuickAdd& box = studio.window().quickAdd();
    QTest::mouseDClick(studio.view().viewport(), Qt::LeftButton, {}, studio.inView({200, 100}));
    QVERIFY(box.isVisible());
    type(box, "flt");
    QVERIFY(studio.document().findNode("filter"));
    QVERIFY(studio.canvas().node("filter")->cardRect().contains(QPointF(200, 100)));
    QVERIFY(!box.isVisible());

    QCursor::setPos(studio.view().viewport()->mapToGlobal(studio.inView({200, 350})));
    studio.key(Qt::Key_A);
    QVERIFY(box.isVisible());
    QVERIFY2(rows(box).front().contains("Filter"), "the kind placed last comes first");
    type(box, "discard");
    QVERIFY(studio.canvas().node("discard")->cardRect().contains(QPointF(200, 350)));

    QCursor::setPos(studio.view().viewport()->mapToGlobal(studio.inView({-100, 250})));
    studio.key(Qt::Key_Space, Qt::ControlModifier);
    QVERIFY(box.isVisible());
    QVERIFY(rows(box)[0].contains("Discard") && rows(box)[1].contains("Filter"));
    type(box, "");
    QVERIFY2(studio.canvas().node("discard_2")->cardRect().contains(QPointF(-100, 250)),
             "Enter alone repeats");
    QCOMPARE(studio.session().undoStack().count(), 3);
    studio.key(Qt::Key_A);
    QTest::keyClick(box.searchField(), Qt::Key_Escape);
    QVERIFY(!box.isVisible());
    QCOMPARE(studio.session().undoStack().count(), 3);
}

void EditingView::E02_aWireDroppedOnEmptyCanvasAsksWhatFits() {
    test::StudioFixture studio;
    const auto source = studio.add("generate", 0, 0);
    const int steps = studio.session().undoStack().count();
    studio.drag(studio.portOf(source, "out", true), studio.inView({420, 140}));
    ui::QuickAdd& box = studio.window().quickAdd();
    QVERIFY(box.isVisible());
    QStringList offered = rows(box), expected;
    for (const auto& kind : studio.registry().kinds()) {
        if (!kind->inputs.empty()) expected << QString::fromStdString(kind->title);
    }
    offered.sort();
    expected.sort();
    QCOMPARE(offered, expected);
    type(box, "filter");
    QVERIFY(studio.document().findEdge({"generate", "out"}, {"filter", "in"}));
    QVERIFY2(
        QLineF(*studio.canvas().node("filter")->portPosition("in", false), QPointF(420, 140)).length() < 30,
        "its port stands where the wire was let go");
    QCOMPARE(studio.session().undoStack().count(), steps + 1);

    studio.drag(studio.portOf("filter", "in", false), studio.inView({100, 300}));
    QVERIFY(box.isVisible());
    QVERIFY(!rows(box).contains("Discard"));
    type(box, "generate");
    QVERIFY(studio.document().findEdge({"generate_2", "out"}, {"filter", "in"}));

    studio.drag(studio.portOf("filter", "out", true), studio.inView({700, 300}));
    QTest::keyClick(box.searchField(), Qt::Key_Escape);
    QCOMPARE(studio.document().edges.size(), std::size_t{2});
}

void EditingView::E08_panAndZoom() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0), studio.add("map", 3000, 1500);
    const int steps = studio.session().undoStack().count();
    QPointF corner = seen(studio).topLeft();
    studio.drag({300, 300}, {360, 330}, {}, Qt::MiddleButton);
    QCOMPARE(corner - seen(studio).topLeft(), QPointF(60, 30));
    corner = seen(studio).topLeft();
    QTest::keyPress(&studio.view(), Qt::Key_Space);
    studio.drag(studio.middleOf("filter"), studio.middleOf("filter") - QPoint(80, 40));
    QTest::keyRelease(&studio.view(), Qt::Key_Space);
    QCOMPARE(seen(studio).topLeft() - corner, QPointF(80, 40));
    QCOMPARE(studio.document().position("filter")->x, 0.0);

    const QPoint cursor(200, 150);
    const QPointF under = studio.view().mapToScene(cursor);
    for (const int notch : {240, 120, -480}) {
        QWheelEvent wheel(cursor, studio.view().viewport()->mapToGlobal(cursor), {}, {0, notch}, Qt::NoButton,
                          Qt::ControlModifier, Qt::NoScrollPhase, false);
        const qreal before = studio.view().zoom();
        QApplication::sendEvent(studio.view().viewport(), &wheel);
        QVERIFY(notch > 0 ? studio.view().zoom() > before : studio.view().zoom() < before);
        QVERIFY(QLineF(under, studio.view().mapToScene(cursor)).length() < 2);
    }
    for (const Qt::Key fit : {Qt::Key_F, Qt::Key_1}) {
        studio.key(Qt::Key_0);
        QCOMPARE(studio.view().zoom(), 1.0);
        studio.key(fit);
        QVERIFY(seen(studio).contains(studio.canvas().contentRect()));
        QVERIFY(studio.view().zoom() < 0.6);
    }
    studio.canvas().selectOnly({"map"});
    studio.key(Qt::Key_F, Qt::ShiftModifier);
    QVERIFY(seen(studio).contains(studio.canvas().node("map")->cardRect()));
    QVERIFY(!seen(studio).contains(studio.canvas().node("filter")->cardRect()));
    QVERIFY(studio.view().zoom() >= 1);
    QCOMPARE(studio.session().undoStack().count(), steps);
}

void EditingView::E08_theCanvasHasNoEdge() {
    test::StudioFixture studio;
    const QPointF start = seen(studio).topLeft();
    // Far more than there is room for around an empty graph, to the upper left and back to the lower right.
    for (const QPoint way : {QPoint(700, 500), QPoint(-700, -500)}) {
        const QPointF corner = seen(studio).topLeft();
        constexpr int kStrokes = 40;
        for (int i = 0; i < kStrokes; ++i) {
            const QPoint from(way.x() > 0 ? 20 : 720, way.y() > 0 ? 20 : 520);
            QTest::mousePress(studio.view().viewport(), Qt::MiddleButton, {}, from);
            QTest::mouseMove(studio.view().viewport(), from + way);
            QTest::mouseRelease(studio.view().viewport(), Qt::MiddleButton, {}, from + way);
        }
        QCOMPARE(corner - seen(studio).topLeft(), QPointF(way) * kStrokes);
    }
    QCOMPARE(seen(studio).topLeft(), start);
    studio.session().apply(edit::AddNode{{"far", "filter", {}, {}, {}, {}, {}}, {}, Point{50000, -60000}});
    studio.key(Qt::Key_F);
    QVERIFY(seen(studio).contains(studio.canvas().node("far")->cardRect()));
}

QTEST_MAIN(EditingView)
#include "tst_editing_view.moc"
