// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/studio_fixture.h"
#include "ui/canvas/wire_item.h"
#include "ui/main_window/window_actions.h"
#include "ui/settings/text_painting.h"
#include "ui/settings/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QTest>
#include <QUndoStack>
#include <QWheelEvent>

using namespace millrace;

class CanvasTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void draggingFromPortToPortConnects();
    void draggingBackwardsConnectsToo();
    void anIncompatiblePortTakesNoWire();
    void whileAWireIsDraggedOtherPortsFade();
    void draggingACardMovesItOnTheGridInOneStep();
    void aRubberBandSelectsWhatItTouches();
    void deleteTakesNodesWithTheirWires();
    void deleteAndReconnectJoinsTheNeighbours();
    void copyAndPasteGoThroughTheClipboardAsText();
    void cutAndPasteKeepTheParameters();
    void duplicateTakesInnerWiresAlong();
    void droppingAnUnconnectedCardOnAWirePutsItIn();
    void altClickOnAPortBreaksItsLinks();
    void controlDragMovesAWire();
    void controlWheelZoomsAtTheCursor();
    void keysFitAndZoomToWhole();
    void middleButtonPansWithoutChangingTheDocument();
    void capsulesCoverNoCard();
    void liveValuesAppearAndGoAway();
    void aGraphWithoutLayoutIsSpreadOut();
    void unknownKindsKeepTheirPorts();
    void aGraphOfTwoThousandNodesIsDrawnWhole();
    void whatDoesNotFitOnACardLosesWholeWords();
};

void CanvasTest::draggingFromPortToPortConnects() {
    test::StudioFixture studio;
    const auto a = studio.add("generate", 0, 0), b = studio.add("filter", 300, 0);
    studio.drag(studio.portOf(a, "out", true), studio.portOf(b, "in", false));
    QCOMPARE(studio.document().edges.size(), std::size_t{1});
    QCOMPARE(studio.document().edges[0].id(), std::string("generate.out->filter.in"));
    QVERIFY(studio.canvas().wire("generate.out->filter.in"));
}

void CanvasTest::draggingBackwardsConnectsToo() {
    test::StudioFixture studio;
    const auto a = studio.add("generate", 0, 0), b = studio.add("filter", 300, 0);
    studio.drag(studio.portOf(b, "in", false), studio.portOf(a, "out", true));
    QCOMPARE(studio.document().edges.size(), std::size_t{1});
    QCOMPARE(studio.document().edges[0].from.node, a);
}

void CanvasTest::anIncompatiblePortTakesNoWire() {
    test::StudioFixture studio;
    const auto a = studio.add("filter", 0, 0), b = studio.add("filter", 300, 0);
    studio.connectNodes(a + ".out", b + ".in");
    // Back from b to a would close a loop without a queue; out to out means nothing.
    studio.drag(studio.portOf(b, "out", true), studio.portOf(a, "in", false));
    studio.drag(studio.portOf(a, "out", true), studio.portOf(b, "out", true) + QPoint(3, 0));
    QCOMPARE(studio.document().edges.size(), std::size_t{1});
}

void CanvasTest::whileAWireIsDraggedOtherPortsFade() {
    test::StudioFixture studio;
    const auto source = studio.add("generate", 0, 0), other = studio.add("generate", 0, 200),
               stage = studio.add("filter", 300, 0);
    QTest::mousePress(studio.view().viewport(), Qt::LeftButton, {}, studio.portOf(source, "out", true));
    QTest::mouseMove(studio.view().viewport(), studio.portOf(source, "out", true) + QPoint(40, 10));
    QVERIFY(studio.canvas().node(QString::fromStdString(stage))->dragHint()->inputs.contains("in"));
    QVERIFY(studio.canvas().node(QString::fromStdString(other))->dragHint()->outputs.isEmpty());
    QTest::mouseRelease(studio.view().viewport(), Qt::LeftButton, {},
                        studio.portOf(source, "out", true) + QPoint(4, 0));
    QVERIFY(!studio.canvas().node(QString::fromStdString(stage))->dragHint());
    QVERIFY(studio.document().edges.empty());
}

void CanvasTest::draggingACardMovesItOnTheGridInOneStep() {
    test::StudioFixture studio;
    const auto a = studio.add("filter", 0, 0), b = studio.add("map", 300, 0);
    const int before = studio.session().undoStack().count();
    studio.drag(studio.middleOf(a), studio.middleOf(a) + QPoint(57, 83));
    QCOMPARE(studio.document().position(a)->x, 60.0);
    QCOMPARE(studio.document().position(a)->y, 80.0);
    QCOMPARE(studio.session().undoStack().count(), before + 1);
    QCOMPARE(studio.document().position(b)->x, 300.0);
    studio.session().undoStack().undo();
    QCOMPARE(studio.document().position(a)->x, 0.0);
    QCOMPARE(studio.canvas().node(QString::fromStdString(a))->pos(), QPointF(0, 0));
}

void CanvasTest::aRubberBandSelectsWhatItTouches() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0), studio.add("map", 0, 200), studio.add("discard", 400, 0);
    studio.drag(studio.inView({-40, -40}), studio.inView({220, 330}));
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"filter", "map"}));
}

void CanvasTest::deleteTakesNodesWithTheirWires() {
    test::StudioFixture studio;
    const auto a = studio.add("generate", 0, 0), b = studio.add("filter", 300, 0),
               c = studio.add("discard", 600, 0);
    studio.connectNodes(a + ".out", b + ".in"), studio.connectNodes(b + ".out", c + ".in");
    const GraphDocument before = studio.document();
    studio.click(studio.middleOf(b));
    studio.key(Qt::Key_Delete);
    QCOMPARE(studio.document().nodes.size(), std::size_t{2});
    QVERIFY(studio.document().edges.empty());
    studio.session().undoStack().undo();
    QVERIFY(studio.document() == before);
}

void CanvasTest::deleteAndReconnectJoinsTheNeighbours() {
    test::StudioFixture studio;
    const auto a = studio.add("generate", 0, 0), b = studio.add("filter", 300, 0),
               c = studio.add("discard", 600, 0);
    studio.connectNodes(a + ".out", b + ".in"), studio.connectNodes(b + ".out", c + ".in");
    studio.click(studio.middleOf(b));
    studio.key(Qt::Key_Delete, Qt::ControlModifier);
    QCOMPARE(studio.document().edges.size(), std::size_t{1});
    QCOMPARE(studio.document().edges[0].id(), std::string("generate.out->discard.in"));
}

void CanvasTest::copyAndPasteGoThroughTheClipboardAsText() {
    test::StudioFixture studio;
    const auto a = studio.add("filter", 0, 0, {{"where", "speed > 3"}});
    studio.click(studio.middleOf(a));
    studio.key(Qt::Key_C, Qt::ControlModifier);
    const QString text = QGuiApplication::clipboard()->text();
    QVERIFY2(text.contains("\"kind\": \"filter\"") && text.contains("speed > 3"), qPrintable(text));
    studio.key(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(studio.document().nodes.size(), std::size_t{2});
    QCOMPARE(studio.document().nodes[1].params.at("where").as_string(), "speed > 3");
    QVERIFY(studio.document().position(studio.document().nodes[1].id)->x > 0);
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{studio.document().nodes[1].id}));
}

void CanvasTest::cutAndPasteKeepTheParameters() {
    test::StudioFixture studio;
    const auto a = studio.add("filter", 0, 0, {{"where", "x > 1"}});
    studio.click(studio.middleOf(a));
    studio.key(Qt::Key_X, Qt::ControlModifier);
    QVERIFY(studio.document().nodes.empty());
    studio.key(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(studio.document().nodes.size(), std::size_t{1});
    QCOMPARE(studio.document().nodes[0].params.at("where").as_string(), "x > 1");
}

void CanvasTest::duplicateTakesInnerWiresAlong() {
    test::StudioFixture studio;
    const auto a = studio.add("generate", 0, 0), b = studio.add("discard", 300, 0);
    studio.connectNodes(a + ".out", b + ".in");
    studio.key(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(studio.canvas().selectedNodes().size(), std::size_t{2});
    const int steps = studio.session().undoStack().count();
    studio.key(Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(studio.document().nodes.size(), std::size_t{4});
    QCOMPARE(studio.document().edges.size(), std::size_t{2});
    QCOMPARE(studio.session().undoStack().count(), steps + 1);
}

void CanvasTest::droppingAnUnconnectedCardOnAWirePutsItIn() {
    test::StudioFixture studio;
    const auto a = studio.add("generate", 0, 0), c = studio.add("discard", 600, 0),
               b = studio.add("filter", 300, 260);
    studio.connectNodes(a + ".out", c + ".in");
    const QPointF onWire = studio.canvas().wires().begin().value()->path().pointAtPercent(0.5);
    studio.drag(studio.middleOf(b), studio.inView(onWire));
    std::vector<std::string> ids;
    for (const GraphEdge& edge : studio.document().edges) {
        ids.push_back(edge.id());
    }
    QCOMPARE(ids, (std::vector<std::string>{"generate.out->filter.in", "filter.out->discard.in"}));
    studio.session().undoStack().undo();
    QCOMPARE(studio.document().edges.size(), std::size_t{1});
    QCOMPARE(studio.document().position(b)->y, 260.0);
}

void CanvasTest::altClickOnAPortBreaksItsLinks() {
    test::StudioFixture studio;
    const auto a = studio.add("generate", 0, 0), b = studio.add("discard", 300, 0);
    studio.connectNodes(a + ".out", b + ".in");
    studio.click(studio.portOf(a, "out", true), Qt::AltModifier);
    QVERIFY(studio.document().edges.empty());
}

void CanvasTest::controlDragMovesAWire() {
    test::StudioFixture studio;
    const auto a = studio.add("generate", 0, 0), b = studio.add("discard", 300, 0),
               c = studio.add("discard", 300, 200);
    studio.connectNodes(a + ".out", b + ".in");
    studio.drag(studio.portOf(b, "in", false), studio.portOf(c, "in", false), Qt::ControlModifier);
    QCOMPARE(studio.document().edges.size(), std::size_t{1});
    QCOMPARE(studio.document().edges[0].to.node, c);
}

void CanvasTest::controlWheelZoomsAtTheCursor() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0);
    const QPoint cursor(200, 150);
    const QPointF under = studio.view().mapToScene(cursor);
    QWheelEvent wheel(cursor, studio.view().viewport()->mapToGlobal(cursor), {}, {0, 240}, Qt::NoButton,
                      Qt::ControlModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(studio.view().viewport(), &wheel);
    QVERIFY(studio.view().zoom() > 1.2);
    const QPointF after = studio.view().mapToScene(cursor);
    QVERIFY2(QLineF(under, after).length() < 2, "the point under the cursor stayed there");
}

void CanvasTest::keysFitAndZoomToWhole() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0), studio.add("filter", 4000, 2000);
    studio.key(Qt::Key_F);
    QVERIFY(studio.view().zoom() < 0.5);
    const QRectF seen = studio.view().mapToScene(studio.view().viewport()->rect()).boundingRect();
    QVERIFY(seen.contains(studio.canvas().contentRect()));
    studio.key(Qt::Key_0);
    QCOMPARE(studio.view().zoom(), 1.0);
    studio.key(Qt::Key_1);
    QVERIFY(studio.view().zoom() < 0.5);
}

void CanvasTest::middleButtonPansWithoutChangingTheDocument() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0);
    const int steps = studio.session().undoStack().count();
    const QPointF before = studio.view().mapToScene(QPoint(0, 0));
    studio.drag({300, 300}, {360, 330}, {}, Qt::MiddleButton);
    const QPointF after = studio.view().mapToScene(QPoint(0, 0));
    QCOMPARE(before - after, QPointF(60, 30));
    QCOMPARE(studio.session().undoStack().count(), steps);
}

void CanvasTest::capsulesCoverNoCard() {
    test::StudioFixture studio;
    const auto a = studio.add("generate", 0, 0), b = studio.add("discard", 700, 0);
    studio.add("map", 350, 0); // stands right where the middle of the wire is
    studio.connectNodes(a + ".out", b + ".in");
    const QRectF capsule = studio.canvas().wires().begin().value()->capsuleRect();
    for (const ui::NodeItem* node : studio.canvas().nodes()) {
        QVERIFY(!node->cardRect().intersects(capsule));
    }
}

void CanvasTest::liveValuesAppearAndGoAway() {
    test::StudioFixture studio;
    const auto a = studio.add("generate", 0, 0), b = studio.add("discard", 300, 0);
    studio.connectNodes(a + ".out", b + ".in");
    ui::LiveValues values;
    values.active = true;
    values.nodes["generate"].rate = 1.19e6;
    values.wires["generate.out->discard.in"].fill = 0.97;
    values.wires["generate.out->discard.in"].full = true;
    studio.canvas().setLiveValues(values);
    QCOMPARE(studio.canvas().node("generate")->live()->rate, 1.19e6);
    QVERIFY(studio.canvas().wires().begin().value()->live()->full);
    QVERIFY(!studio.canvas().node("discard")->live());
    studio.session().apply(edit::SetTitle{"discard", "End"});
    QVERIFY2(studio.canvas().node("generate")->live(), "an edit keeps the numbers");
    studio.canvas().setLiveValues({});
    QVERIFY(!studio.canvas().node("generate")->live());
}

void CanvasTest::aGraphWithoutLayoutIsSpreadOut() {
    test::StudioFixture studio;
    const QString path = studio.writeFile(
        "bare.mill", R"({"millrace": 1, "nodes": {"a": {"kind": "generate"}, "b": {"kind": "discard"}},
        "edges": [{"from": "a.out", "to": "b.in"}]})");
    QVERIFY(studio.window().openGraph(path));
    QVERIFY(!studio.canvas().node("a")->cardRect().intersects(studio.canvas().node("b")->cardRect()));
}

void CanvasTest::unknownKindsKeepTheirPorts() {
    test::StudioFixture studio;
    const QString path = studio.writeFile(
        "new.mill", R"({"millrace": 1, "nodes": {"a": {"kind": "generate"}, "b": {"kind": "from_the_future"}},
        "edges": [{"from": "a.out", "to": "b.left"}]})");
    QVERIFY(studio.window().openGraph(path));
    QVERIFY(studio.canvas().node("b")->portPosition("left", false));
    QVERIFY(studio.canvas().wire("a.out->b.left"));
    QVERIFY(!studio.canvas().node("b")->face().known);
}

void CanvasTest::aGraphOfTwoThousandNodesIsDrawnWhole() {
    constexpr int kRows = 250, kColumns = 8;
    QStringList nodes, edges, places;
    for (int row = 0; row < kRows; ++row) {
        for (int column = 0; column < kColumns; ++column) {
            const QString id = QStringLiteral("n%1_%2").arg(row).arg(column);
            nodes << QStringLiteral(R"("%1": {"kind": "%2"})")
                         .arg(id, column == 0             ? "generate"
                                  : column + 1 < kColumns ? "limit"
                                                          : "discard");
            if (column > 0)
                edges << QStringLiteral(R"({"from": "n%1_%2.out", "to": "%3.in"})")
                             .arg(row)
                             .arg(column - 1)
                             .arg(id);
            places << QStringLiteral(R"("%1": [%2, %3])").arg(id).arg(column * 240).arg(row * 120);
        }
    }
    const QString text =
        QStringLiteral(R"({"millrace": 1, "nodes": {%1}, "edges": [%2], "layout": {"nodes": {%3}}})")
            .arg(nodes.join(','), edges.join(','), places.join(','));
    test::StudioFixture studio;
    QVERIFY(studio.window().openGraph(studio.writeFile("large.mill", text.toUtf8())));
    QVERIFY(studio.waitForPlanning());
    QCOMPARE(studio.canvas().nodes().size(), kRows * kColumns);
    QCOMPARE(studio.canvas().wires().size(), kRows * (kColumns - 1));
    for (const ui::WireItem* wire : studio.canvas().wires())
        for (const ui::NodeItem* node : {studio.canvas().node(QString::fromStdString(wire->from().node)),
                                         studio.canvas().node(QString::fromStdString(wire->to().node))})
            QVERIFY(!wire->capsuleRect().intersects(node->cardRect()));
}

void CanvasTest::whatDoesNotFitOnACardLosesWholeWords() {
    const QFont font = ui::Theme::instance().font(ui::TextRole::MonoSmall);
    const auto widthOf = [&](const QString& text) { return QFontMetricsF(font).horizontalAdvance(text) + 1; };
    const QString text = "fused with Per vehicle, 15 min";
    QCOMPARE(ui::wholeWords(text, widthOf(text), font), text);
    QCOMPARE(ui::wholeWords(text, widthOf("fused with Per vehic…"), font), QString("fused with Per…"));
    QCOMPARE(ui::wholeWords(text, widthOf("fused with P…"), font), QString("fused"));
}

QTEST_MAIN(CanvasTest)
#include "tst_canvas.moc"
