// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/studio_fixture.h"
#include "ui/canvas/splice_target.h"
#include "ui/canvas/wire_item.h"
#include "ui/palette/quick_add.h"
#include "ui/settings/theme.h"

#include <QApplication>
#include <QCursor>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QTest>
#include <QUndoStack>

using namespace millrace;

/// What people do to wires with the mouse: put nodes in, take them out, break and move links.
class EditingWires : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void E03_spliceOnWire();
    void E03_aNodeFromThePaletteGoesIntoTheWire();
    void E03_aNodeFromTheBoxGoesIntoTheWire();
    void E03_whatCannotStandInAWireIsNotPutIn();
    void E04_deleteHealBreakAndMove();
    void E04_healingLeavesRejectedRecordsOut();
    void E04_allLinksOfAPortMoveTogether();
};

namespace {

std::vector<std::string> wiresOf(test::StudioFixture& studio) {
    std::vector<std::string> ids;
    for (const GraphEdge& edge : studio.document().edges) {
        ids.push_back(edge.id());
    }
    return ids;
}

QPointF middleOfWire(test::StudioFixture& studio, const char* id) {
    return studio.canvas().wire(id)->path().pointAtPercent(0.5);
}

/// A source and a sink far apart, with a wire between them.
void drawWire(test::StudioFixture& studio) {
    studio.add("generate", 0, 0), studio.add("discard", 600, 0);
    studio.connectNodes("generate.out", "discard.in");
}

/// Colour of the canvas at a place of the scene.
QColor colourAt(test::StudioFixture& studio, QPointF place) {
    const QPixmap picture = studio.view().viewport()->grab();
    return picture.toImage().pixelColor(studio.inView(place) * picture.devicePixelRatio());
}

bool isAccent(const QColor& colour) { return colour.rgb() == ui::Theme::instance().tokens().accent.rgb(); }

class PaletteDrag {
public:
    PaletteDrag(test::StudioFixture& studio, const char* kind) : studio_(studio) {
        data_.setData(ui::kKindMimeType, kind);
    }
    void moveTo(QPointF place) {
        const QPoint at = studio_.inView(place);
        QDragEnterEvent enter(at, Qt::CopyAction, &data_, Qt::LeftButton, {});
        QApplication::sendEvent(studio_.view().viewport(), &enter);
        QDragMoveEvent move(at, Qt::CopyAction, &data_, Qt::LeftButton, {});
        QApplication::sendEvent(studio_.view().viewport(), &move);
    }
    void drop(QPointF place) {
        QDropEvent drop(studio_.inView(place), Qt::CopyAction, &data_, Qt::LeftButton, {});
        QApplication::sendEvent(studio_.view().viewport(), &drop);
    }

private:
    test::StudioFixture& studio_;
    QMimeData data_;
};

} // namespace

void EditingWires::E03_spliceOnWire() {
    test::StudioFixture studio;
    drawWire(studio);
    const auto stage = studio.add("filter", 300, 260);
    const std::string before = wiresOf(studio).front();
    const int steps = studio.session().undoStack().count();
    const QPointF place = middleOfWire(studio, "generate.out->discard.in");
    const ui::WireItem* wire = studio.canvas().wire("generate.out->discard.in");
    QWidget* viewport = studio.view().viewport();
    const QPoint from = studio.middleOf(stage), to = studio.inView(place);
    QTest::mousePress(viewport, Qt::LeftButton, {}, from);
    QTest::mouseMove(viewport, from + QPoint(0, -40));
    QVERIFY(!wire->isHighlighted());
    QTest::mouseMove(viewport, (from + to) / 2);
    QTest::mouseMove(viewport, to);
    QVERIFY(wire->isHighlighted());
    // Lit up where the card does not cover it.
    QVERIFY(isAccent(colourAt(studio, wire->path().pointAtPercent(0.1))));
    QTest::mouseRelease(viewport, Qt::LeftButton, {}, to);
    QCOMPARE(wiresOf(studio),
             (std::vector<std::string>{"generate.out->filter.in", "filter.out->discard.in"}));
    QCOMPARE(studio.session().undoStack().count(), steps + 1);
    QVERIFY(studio.document().position(stage)->y < 100);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(wiresOf(studio), (std::vector<std::string>{before}));
    QCOMPARE(studio.document().position(stage)->y, 260.0);
}

void EditingWires::E03_aNodeFromThePaletteGoesIntoTheWire() {
    test::StudioFixture studio;
    drawWire(studio);
    const int steps = studio.session().undoStack().count();
    const QPointF place = middleOfWire(studio, "generate.out->discard.in");
    const ui::WireItem* wire = studio.canvas().wire("generate.out->discard.in");
    PaletteDrag drag(studio, "filter");
    drag.moveTo(place + QPointF(0, 200));
    QVERIFY(!wire->isHighlighted());
    drag.moveTo(place + QPointF(0, 12));
    QVERIFY2(wire->isHighlighted(), "near the wire is near enough");
    QVERIFY(isAccent(colourAt(studio, place)));
    drag.moveTo(place + QPointF(0, 200));
    QVERIFY(!wire->isHighlighted());
    drag.moveTo(place);
    drag.drop(place);
    QCOMPARE(wiresOf(studio),
             (std::vector<std::string>{"generate.out->filter.in", "filter.out->discard.in"}));
    QCOMPARE(studio.session().undoStack().count(), steps + 1);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(studio.document().nodes.size(), std::size_t{2});
    QCOMPARE(wiresOf(studio), (std::vector<std::string>{"generate.out->discard.in"}));
}

void EditingWires::E03_aNodeFromTheBoxGoesIntoTheWire() {
    test::StudioFixture studio;
    drawWire(studio);
    const int steps = studio.session().undoStack().count();
    const QPoint place = studio.inView(middleOfWire(studio, "generate.out->discard.in"));
    QCursor::setPos(studio.view().viewport()->mapToGlobal(place));
    studio.key(Qt::Key_A);
    ui::QuickAdd& box = studio.window().quickAdd();
    QVERIFY(box.isVisible());
    const ui::WireItem* wire = studio.canvas().wire("generate.out->discard.in");
    QTest::keyClicks(box.searchField(), "discard");
    QVERIFY2(!wire->isHighlighted(), "a sink cannot stand in a wire");
    box.searchField()->clear();
    QTest::keyClicks(box.searchField(), "limit");
    QVERIFY(wire->isHighlighted());
    QTest::keyClick(box.searchField(), Qt::Key_Return);
    QCOMPARE(wiresOf(studio), (std::vector<std::string>{"generate.out->limit.in", "limit.out->discard.in"}));
    QCOMPARE(studio.session().undoStack().count(), steps + 1);
}

void EditingWires::E03_whatCannotStandInAWireIsNotPutIn() {
    test::StudioFixture studio;
    drawWire(studio);
    const auto sink = studio.add("csv_sink", 300, 260), stage = studio.add("map", 0, 260);
    studio.connectNodes(stage + ".out", sink + ".in");
    const QPointF place = middleOfWire(studio, "generate.out->discard.in");
    const std::vector<std::string> before = wiresOf(studio);
    studio.drag(studio.middleOf(sink), studio.inView(place));
    QCOMPARE(wiresOf(studio), before);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    studio.drag(studio.middleOf(stage), studio.inView(place));
    QVERIFY2(wiresOf(studio) == before, "a node with wires of its own only moves");
}

void EditingWires::E04_deleteHealBreakAndMove() {
    test::StudioFixture studio;
    drawWire(studio);
    const auto stage = studio.add("filter", 300, 200), other = studio.add("discard", 600, 200);
    studio.connectNodes("generate.out", stage + ".in"), studio.connectNodes(stage + ".out", other + ".in");
    const GraphDocument before = studio.document();

    studio.click(studio.middleOf(stage));
    studio.key(Qt::Key_Delete);
    QCOMPARE(wiresOf(studio), (std::vector<std::string>{"generate.out->discard.in"}));
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(studio.document() == before);

    studio.click(studio.middleOf(stage));
    studio.key(Qt::Key_Delete, Qt::ControlModifier);
    QCOMPARE(wiresOf(studio),
             (std::vector<std::string>{"generate.out->discard.in", "generate.out->discard_2.in"}));
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(studio.document() == before);

    const int steps = studio.session().undoStack().index();
    studio.click(studio.portOf("generate", "out", true), Qt::AltModifier);
    QCOMPARE(wiresOf(studio), (std::vector<std::string>{"filter.out->discard_2.in"}));
    QCOMPARE(studio.session().undoStack().index(), steps + 1);
    studio.key(Qt::Key_Z, Qt::ControlModifier);

    studio.drag(studio.portOf(other, "in", false), studio.inView({450, 330}), Qt::ControlModifier);
    QCOMPARE(wiresOf(studio),
             (std::vector<std::string>{"generate.out->discard.in", "generate.out->filter.in"}));
}

void EditingWires::E04_healingLeavesRejectedRecordsOut() {
    test::StudioFixture studio;
    studio.add("generate", 0, 0), studio.add("aggregate", 300, 0), studio.add("discard", 600, 0);
    const auto late = studio.add("discard", 600, 200);
    std::string side;
    for (const PortSpec& port : studio.registry().find("aggregate")->outputPorts({})) {
        if (port.role != PortRole::Data) side = port.name;
    }
    QVERIFY(!side.empty());
    studio.connectNodes("generate.out", "aggregate.in"), studio.connectNodes("aggregate.out", "discard.in");
    studio.connectNodes("aggregate." + side, late + ".in");
    studio.session().apply(
        edit::SetEdge{{"generate", "out"}, {"aggregate", "in"}, {{"capacity", 99}}, "round_robin"});
    studio.click(studio.middleOf("aggregate"));
    studio.key(Qt::Key_Delete, Qt::ControlModifier);
    QCOMPARE(wiresOf(studio), (std::vector<std::string>{"generate.out->discard.in"}));
    QCOMPARE(studio.document().edges[0].queue.at("capacity").to_number<int>(), 99);
    QCOMPARE(studio.document().edges[0].partitioning, std::string("round_robin"));
}

void EditingWires::E04_allLinksOfAPortMoveTogether() {
    test::StudioFixture studio;
    const auto from = studio.add("generate", 0, 0), to = studio.add("generate", 0, 300);
    const auto a = studio.add("discard", 400, 0), b = studio.add("discard", 400, 150),
               c = studio.add("discard", 400, 300);
    studio.connectNodes(from + ".out", a + ".in"), studio.connectNodes(to + ".out", c + ".in");
    studio.connectNodes(from + ".out", b + ".in");
    studio.session().apply(edit::SetEdge{{from, "out"}, {b, "in"}, {{"capacity", 7}}, ""});
    const int steps = studio.session().undoStack().count();
    const GraphDocument before = studio.document();
    studio.drag(studio.portOf(from, "out", true), studio.portOf(to, "out", true), Qt::ControlModifier);
    QCOMPARE(wiresOf(studio),
             (std::vector<std::string>{"generate_2.out->discard.in", "generate_2.out->discard_3.in",
                                       "generate_2.out->discard_2.in"}));
    QCOMPARE(studio.document().edges[2].queue.at("capacity").to_number<int>(), 7);
    QCOMPARE(studio.session().undoStack().count(), steps + 1);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(studio.document() == before);
    // A selected wire is the only one that goes.
    studio.canvas().selectWire("generate.out->discard_2.in");
    studio.drag(studio.portOf(from, "out", true), studio.portOf(to, "out", true), Qt::ControlModifier);
    QCOMPARE(wiresOf(studio).front(), std::string("generate.out->discard.in"));
    QCOMPARE(wiresOf(studio).back(), std::string("generate_2.out->discard_2.in"));
}

QTEST_MAIN(EditingWires)
#include "tst_editing_wires.moc"
