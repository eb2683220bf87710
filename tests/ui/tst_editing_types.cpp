// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/studio_fixture.h"
#include "ui/canvas/wire_item.h"
#include "ui/document/shown_body.h"
#include "ui/main_window/canvas_menu.h"
#include "ui/main_window/dock_area.h"
#include "ui/problems/problems_panel.h"
#include "ui/settings/theme.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QTableView>
#include <QTest>
#include <QTimer>
#include <QUndoStack>

using namespace millrace;

/// Ports have types: what may be connected is seen while a wire is dragged, and what nearly fits is
/// converted.
class EditingTypes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void E18_typedPorts();
    void E18_aGenericNodeAdoptsTheType();
    void E18_aWireThatNearlyFitsIsConnectedThroughAConverter();
    void E18_theProblemsListOffersAConverter();
    void E18_theMenuOfAWireOffersAConverter();
    void E18_columnsThatAreMissingAreNotConverted();
    void E18_loopsMayLeadThroughAQueue();
    void E18_retriesMayLeadBack();
    void E18_insideASubgraphTypesCountToo();
};

namespace {

boost::json::object fields(const boost::json::object& list) { return {{"count", 5}, {"fields", list}}; }

/// Two sources, `generate` with v DOUBLE and `generate_2` with v BIGINT and one more column, and a sink that
/// the first one feeds.
void drawTwoTypes(test::StudioFixture& studio) {
    studio.add("generate", 0, 0, fields({{"v", {{"type", "uniform"}}}}));
    studio.add("generate", 0, 200, fields({{"v", {{"type", "sequence"}}}, {"more", {{"type", "sequence"}}}}));
    studio.add("discard", 500, 0);
    studio.connectNodes("generate.out", "discard.in");
    QVERIFY(studio.waitForPlanning());
}

QColor colourAt(test::StudioFixture& studio, QPoint place) {
    const QPixmap picture = studio.view().viewport()->grab();
    return picture.toImage().pixelColor(place * picture.devicePixelRatio());
}

/// The second source goes through a stage that casts.
void verifyConverted(test::StudioFixture& studio) {
    const GraphNode* stage = studio.document().findNode("convert");
    QVERIFY(stage);
    QCOMPARE(stage->kind, std::string("map"));
    QCOMPARE(stage->params.at("columns").at("v").as_string(), "CAST(v AS DOUBLE)");
    QCOMPARE(stage->params.at("keep").as_string(), "none");
    QVERIFY(studio.document().findEdge({"generate_2", "out"}, {"convert", "in"}));
    QVERIFY(studio.document().findEdge({"convert", "out"}, {"discard", "in"}));
    QVERIFY(!studio.document().findEdge({"generate_2", "out"}, {"discard", "in"}));
    QVERIFY(studio.waitForPlanning());
    for (const Diagnostic& finding : studio.session().findings()) {
        QVERIFY2(finding.severity != Severity::Error, finding.message.c_str());
    }
    for (const ui::NodeItem* other : studio.canvas().nodes()) {
        if (other->id() == "convert") continue;
        QVERIFY(!other->cardRect().intersects(studio.canvas().node("convert")->cardRect()));
    }
}

} // namespace

void EditingTypes::E18_typedPorts() {
    test::StudioFixture studio;
    drawTwoTypes(studio);
    const auto stage = studio.add("filter", 250, 300, {{"where", "TRUE"}});
    QVERIFY(studio.waitForPlanning());
    studio.canvas().clearSelection();
    const ui::Tokens& tokens = ui::Theme::instance().tokens();
    const QPoint known = studio.portOf("generate", "out", true), open = studio.portOf(stage, "in", false);
    QCOMPARE(colourAt(studio, known).rgb(), tokens.source.rgb());
    QVERIFY2(colourAt(studio, open) != tokens.stage, "no type yet: a ring");

    QWidget* viewport = studio.view().viewport();
    const QPoint start = studio.portOf("generate_2", "out", true);
    QTest::mousePress(viewport, Qt::LeftButton, {}, start);
    QTest::mouseMove(viewport, start + QPoint(40, 40));
    const auto hintOf = [&](const char* id) { return *studio.canvas().node(id)->dragHint(); };
    QVERIFY(hintOf("filter").inputs.contains("in") && hintOf("filter").convertingInputs.isEmpty());
    QVERIFY(hintOf("discard").convertingInputs.contains("in"));
    QVERIFY(hintOf("generate").outputs.isEmpty());
    QCOMPARE(colourAt(studio, open).rgb(), tokens.accent.rgb());
    QVERIFY2(colourAt(studio, known) != tokens.source, "an output takes no wire from an output: it dims");
    QTest::mouseRelease(viewport, Qt::LeftButton, {}, open);
    QVERIFY(studio.document().findEdge({"generate_2", "out"}, {"filter", "in"}));
}

void EditingTypes::E18_aGenericNodeAdoptsTheType() {
    test::StudioFixture studio;
    drawTwoTypes(studio);
    const auto stage = studio.add("limit", 250, 300), next = studio.add("filter", 500, 300);
    QVERIFY(studio.waitForPlanning());
    QVERIFY(!studio.canvas().schemaAt("limit", "out"));
    const QPoint out = studio.portOf(stage, "out", true);
    studio.canvas().clearSelection();
    const QColor before = colourAt(studio, out);
    studio.drag(studio.portOf("generate_2", "out", true), studio.portOf(stage, "in", false));
    studio.drag(studio.portOf(stage, "out", true), studio.portOf(next, "in", false));
    QVERIFY(studio.waitForPlanning());
    studio.canvas().clearSelection();
    QVERIFY(studio.canvas().schemaAt("limit", "out"));
    QCOMPARE(toText(*studio.canvas().schemaAt("limit", "out")),
             toText(*studio.canvas().schemaAt("generate_2", "out")));
    QCOMPARE(toText(*studio.canvas().schemaAt("filter", "in")),
             toText(*studio.canvas().schemaAt("generate_2", "out")));
    QVERIFY(colourAt(studio, out) != before);
    QVERIFY(studio.canvas().node("limit")->face().shape.port("out", true)->typed);
}

void EditingTypes::E18_aWireThatNearlyFitsIsConnectedThroughAConverter() {
    test::StudioFixture studio;
    drawTwoTypes(studio);
    const int steps = studio.session().undoStack().count();
    const GraphDocument before = studio.document();
    studio.drag(studio.portOf("generate_2", "out", true), studio.portOf("discard", "in", false));
    QCOMPARE(studio.session().undoStack().count(), steps + 1);
    verifyConverted(studio);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(studio.document() == before);
}

void EditingTypes::E18_theProblemsListOffersAConverter() {
    test::StudioFixture studio;
    drawTwoTypes(studio);
    studio.connectNodes("generate_2.out", "discard.in");
    QVERIFY(studio.waitForPlanning());
    auto* panel = dynamic_cast<ui::ProblemsPanel*>(studio.window().dock().page("problems"));
    studio.window().dock().showPage("problems");
    auto* table = panel->findChild<QTableView*>("problemsTable");
    int row = -1;
    for (int i = 0; i < panel->model().rowCount(); ++i) {
        if (panel->model().at(i).code == "MR1120") row = i;
    }
    QVERIFY(row >= 0);
    const QModelIndex cell = table->model()->index(row, ui::ProblemsModel::Fix);
    QVERIFY2(cell.data(Qt::ToolTipRole).toString().contains("v BIGINT"),
             qPrintable(cell.data(Qt::ToolTipRole).toString()));
    const int steps = studio.session().undoStack().count();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(cell).center());
    QCOMPARE(studio.session().undoStack().count(), steps + 1);
    verifyConverted(studio);
}

void EditingTypes::E18_theMenuOfAWireOffersAConverter() {
    test::StudioFixture studio;
    drawTwoTypes(studio);
    studio.connectNodes("generate_2.out", "discard.in");
    QVERIFY(studio.waitForPlanning());
    const QPoint at =
        studio.inView(studio.canvas().wire("generate_2.out->discard.in")->path().pointAtPercent(0.3));
    QTest::mouseClick(studio.view().viewport(), Qt::RightButton, {}, at);
    bool offered = false;
    QTimer::singleShot(0, [&] {
        auto* menu = dynamic_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu);
        auto* convert = menu->findChild<QAction*>("insertConverter");
        offered = convert && convert->text().contains(QStringLiteral("v BIGINT → DOUBLE"));
        if (!offered) return menu->close(), void();
        menu->setActiveAction(convert);
        QTest::keyClick(menu, Qt::Key_Return);
    });
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, studio.view().viewport()->mapToGlobal(at));
    QApplication::sendEvent(studio.view().viewport(), &event);
    QVERIFY(offered);
    verifyConverted(studio);
}

void EditingTypes::E18_columnsThatAreMissingAreNotConverted() {
    test::StudioFixture studio;
    drawTwoTypes(studio);
    studio.add("generate", 0, 400, fields({{"other", {{"type", "uniform"}}}}));
    QVERIFY(studio.waitForPlanning());
    const int steps = studio.session().undoStack().count();
    studio.drag(studio.portOf("generate_3", "out", true), studio.portOf("discard", "in", false));
    QCOMPARE(studio.session().undoStack().count(), steps);
    QCOMPARE(studio.document().edges.size(), std::size_t{1});
}

void EditingTypes::E18_loopsMayLeadThroughAQueue() {
    test::StudioFixture studio;
    studio.add("generate", 0, 0, fields({{"v", {{"type", "uniform"}}}}));
    studio.add("queue", 260, 0), studio.add("filter", 520, 0, {{"where", "v > 0.5"}});
    studio.add("limit", 780, 0, {{"count", 3}}), studio.add("discard", 1040, 0);
    studio.connectNodes("generate.out", "queue.in"), studio.connectNodes("queue.out", "filter.in");
    studio.connectNodes("filter.out", "limit.in"), studio.connectNodes("limit.out", "discard.in");
    studio.view().fitAll();
    QVERIFY(studio.waitForPlanning());
    QWidget* viewport = studio.view().viewport();
    const QPoint start = studio.portOf("limit", "out", true);
    QTest::mousePress(viewport, Qt::LeftButton, {}, start);
    QTest::mouseMove(viewport, start + QPoint(30, 40));
    const auto takes = [&](const char* id) {
        return studio.canvas().node(id)->dragHint()->inputs.contains("in");
    };
    QVERIFY(takes("queue") && !takes("filter"));
    QTest::mouseRelease(viewport, Qt::LeftButton, {}, studio.portOf("filter", "in", false));
    QVERIFY(!studio.document().findEdge({"limit", "out"}, {"filter", "in"}));
    studio.drag(start, studio.portOf("queue", "in", false));
    QVERIFY(studio.document().findEdge({"limit", "out"}, {"queue", "in"}));
    QVERIFY(studio.waitForPlanning());
    QVERIFY2(studio.session().planning().plan, "what may be drawn may be planned");
    // The other way round, with the input in the hand.
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    studio.drag(studio.portOf("queue", "in", false), studio.portOf("filter", "out", true));
    QVERIFY(studio.document().findEdge({"filter", "out"}, {"queue", "in"}));
    // A way beside the queue stays closed.
    studio.drag(studio.portOf("filter", "in", false), studio.portOf("limit", "out", true));
    QVERIFY(!studio.document().findEdge({"limit", "out"}, {"filter", "in"}));
}

void EditingTypes::E18_retriesMayLeadBack() {
    test::StudioFixture studio;
    studio.add("generate", 0, 0,
               fields({{"text", {{"type", "choice"}, {"values", boost::json::array{"1", "x"}}}}}));
    studio.add("retry", 260, 0);
    studio.add("select", 520, 0, {{"cast", {{"text", "BIGINT"}}}, {"on_error", "reject"}});
    studio.add("discard", 780, 0), studio.add("queue", 520, 240);
    studio.connectNodes("generate.out", "retry.in"), studio.connectNodes("retry.out", "select.in");
    studio.connectNodes("select.out", "discard.in");
    studio.view().fitAll();
    QVERIFY(studio.waitForPlanning());
    studio.drag(studio.portOf("select", "rejected", true), studio.portOf("retry", "failed", false));
    QVERIFY2(!studio.document().findEdge({"select", "rejected"}, {"retry", "failed"}), "no queue in between");
    studio.drag(studio.portOf("select", "rejected", true), studio.portOf("queue", "in", false));
    studio.drag(studio.portOf("queue", "out", true), studio.portOf("retry", "failed", false));
    QVERIFY(studio.document().findEdge({"select", "rejected"}, {"queue", "in"}));
    QVERIFY(studio.document().findEdge({"queue", "out"}, {"retry", "failed"}));
    QVERIFY(studio.waitForPlanning());
    QVERIFY(studio.session().planning().plan);
}

void EditingTypes::E18_insideASubgraphTypesCountToo() {
    test::StudioFixture studio;
    const QString path = studio.writeFile("inside.mill", R"json({"millrace": 1, "name": "Inside",
      "nodes": {"part": {"kind": "subgraph", "params": {"of": "part"}},
        "generate": {"kind": "generate", "params": {"count": 5, "fields": {"v": {"type": "uniform"}}}},
        "end": {"kind": "discard"}},
      "edges": [{"from": "generate.out", "to": "end.in"}],
      "subgraphs": {"part": {"nodes": {
          "generate": {"kind": "generate", "params": {"count": 5, "fields": {"v": {"type": "sequence"}}}},
          "other": {"kind": "generate", "params": {"count": 5, "fields": {"v": {"type": "uniform"}}}},
          "end": {"kind": "discard"}},
        "edges": [{"from": "other.out", "to": "end.in"}],
        "layout": {"nodes": {"generate": [0, 0], "other": [0, 200], "end": [500, 0]}}}},
      "layout": {"nodes": {"part": [0, 300], "generate": [0, 0], "end": [500, 0]}}})json");
    QVERIFY(studio.session().open(path).has_value());
    QVERIFY(ui::ShownBody::of(studio.session()).enter("part"));
    QVERIFY(studio.waitForPlanning());
    const QPoint start = studio.portOf("generate", "out", true);
    QTest::mousePress(studio.view().viewport(), Qt::LeftButton, {}, start);
    QTest::mouseMove(studio.view().viewport(), start + QPoint(40, 40));
    // As its columns are inside; the node outside has the same name and others.
    QVERIFY(studio.canvas().node("end")->dragHint()->convertingInputs.contains("in"));
    QTest::mouseRelease(studio.view().viewport(), Qt::LeftButton, {}, start + QPoint(40, 40));
}

QTEST_MAIN(EditingTypes)
#include "tst_editing_types.moc"
