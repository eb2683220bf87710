// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "tests/support/ui/run_studio.h"
#include "ui/canvas/breadcrumb.h"
#include "ui/canvas/instance_face.h"
#include "ui/canvas/port_lane.h"
#include "ui/canvas/port_marker.h"
#include "ui/canvas/wire_item.h"
#include "ui/document/shown_body.h"
#include "ui/main_window/window_actions.h"
#include "ui/palette/quick_add.h"
#include "ui/problems/problems_panel.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QUndoStack>

using namespace millrace;
using test::RunStudio;
using ui::ShownBody;

namespace {

constexpr int kPatience = 60000;

/// numbers -> keep -> think -> end, on one line.
const QByteArray kGraph = R"json({
  "millrace": 1, "name": "Parts",
  "nodes": {
    "numbers": {"kind": "generate", "title": "Numbers", "params": {"rate": 2000, "fields": {
        "id": {"type": "sequence"}, "v": {"type": "uniform", "min": 0, "max": 1}}}},
    "keep": {"kind": "filter", "title": "Keep", "params": {"where": "v < 0.5"}},
    "think": {"kind": "work", "title": "Think", "params": {"mode": "wait", "time": "1 us"}},
    "end": {"kind": "discard", "title": "End"}},
  "edges": [{"from": "numbers.out", "to": "keep.in"}, {"from": "keep.out", "to": "think.in"},
    {"from": "think.out", "to": "end.in"}],
  "layout": {"nodes": {"numbers": [0, 0], "keep": [240, 0], "think": [480, 0], "end": [720, 0]}}})json";

/// Two instances of one subgraph behind one source.
const QByteArray kTwice = R"json({
  "millrace": 1, "name": "Twice",
  "nodes": {
    "numbers": {"kind": "generate", "params": {"rate": 4000, "fields": {"id": {"type": "sequence"}}}},
    "all": {"kind": "subgraph", "title": "All", "params": {"of": "part"}},
    "few": {"kind": "subgraph", "title": "Few", "params": {"of": "part", "set": {"keep.where": "id % 100 = 0"}}},
    "end_all": {"kind": "discard"}, "end_few": {"kind": "discard"}},
  "edges": [{"from": "numbers.out", "to": "all.in"}, {"from": "numbers.out", "to": "few.in"},
    {"from": "all.out", "to": "end_all.in"}, {"from": "few.out", "to": "end_few.in"}],
  "subgraphs": {"part": {"title": "Part", "inputs": {"in": "keep.in"}, "outputs": {"out": "think.out"},
    "nodes": {"keep": {"kind": "filter", "params": {"where": "id >= 0"}},
      "think": {"kind": "work", "params": {"mode": "wait", "time": "1 us"}}},
    "edges": [{"from": "keep.out", "to": "think.in"}],
    "layout": {"nodes": {"keep": [0, 0], "think": [260, 0]}}}},
  "layout": {"nodes": {"numbers": [0, 0], "all": [260, 0], "few": [260, 160], "end_all": [520, 0],
    "end_few": [520, 160]}}})json";

QStringList nodesOf(const GraphBody& body) {
    QStringList ids;
    for (const GraphNode& node : body.nodes)
        ids << QString::fromStdString(node.id);
    return ids;
}

ShownBody& bodyOf(RunStudio& studio) { return ShownBody::of(studio.session()); }

std::string text(RunStudio& studio) { return writeGraph(bodyOf(studio).whole()); }

void pickBoth(RunStudio& studio) {
    studio.clickNode("keep");
    studio.clickScene(studio.canvas().node("think")->cardRect().center(), Qt::ControlModifier);
}

void makePart(RunStudio& studio) {
    pickBoth(studio);
    studio.key(Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
}

void doubleClick(RunStudio& studio, const QString& node) {
    const QPoint at = studio.inView(studio.canvas().node(node)->cardRect().center());
    QTest::mouseClick(studio.view().viewport(), Qt::LeftButton, {}, at);
    QTest::mouseDClick(studio.view().viewport(), Qt::LeftButton, {}, at);
    QCoreApplication::processEvents();
}

/// As the drag of a palette row ends.
void drop(RunStudio& studio, const QMimeData& data, QPointF place) {
    const QPoint at = studio.inView(place);
    QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(studio.view().viewport(), &enter);
    QDragMoveEvent move(at, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(studio.view().viewport(), &move);
    QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(studio.view().viewport(), &drop);
    QCoreApplication::processEvents();
}

void dropFromPalette(RunStudio& studio, const QModelIndex& row, QPointF place) {
    const std::unique_ptr<QMimeData> data(row.model()->mimeData({row}));
    drop(studio, *data, place);
}

ui::PortLane& lane(RunStudio& studio) { return *studio.view().findChild<ui::PortLane*>(); }

} // namespace

class SubgraphsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void E13_makeSubgraphFromTheSelection();
    void E13_unpackIsTheReverse();
    void E13_enterByDoubleClickAndLeave();
    void E13_breadcrumbLeadsBack();
    void E13_editsInsideGoIntoTheSubgraph();
    void E13_dragNodesIn();
    void E13_dragNodesOut();
    void E13_sharedSubgraphsTakeNoNodes();
    void E13_portsAtTheEdges();
    void E13_furtherInstancesAreAddedLikeNodes();
    void E13_noInstanceInsideOfItself();
    void E13_instanceCardSumsWhatIsInside();
    void E13_liveNumbersAreThoseOfTheInstance();
    void E13_problemsJumpInside();
    void E13_inspectorOfAnInstance();
    void E13_savedInTheSameFile();
    void E13_undoLeavesABodyThatIsGone();
};

void SubgraphsTest::E13_makeSubgraphFromTheSelection() {
    RunStudio studio;
    QVERIFY(studio.open(kGraph));
    const std::string before = text(studio);
    const int steps = studio.session().undoStack().count();
    makePart(studio);
    QCOMPARE(nodesOf(studio.document()), QStringList({"numbers", "subgraph", "end"}));
    QCOMPARE(studio.session().undoStack().count(), steps + 1);
    const Subgraph& made = studio.document().subgraphs.at(0);
    QCOMPARE(nodesOf(made), QStringList({"keep", "think"}));
    QVERIFY(studio.canvas().wire("numbers.out->subgraph.in") && studio.canvas().wire("subgraph.out->end.in"));
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"subgraph"}));
    // The card says what it is and shows the ports.
    const ui::NodeFace& face = studio.canvas().node("subgraph")->face();
    QCOMPARE(face.kindText, QString("Subgraph"));
    QVERIFY(face.choice.startsWith("2 nodes"));
    QCOMPARE(face.shape.inputs.size() + face.shape.outputs.size(), std::size_t{2});
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(QString::fromStdString(text(studio)), QString::fromStdString(before));
}

void SubgraphsTest::E13_unpackIsTheReverse() {
    RunStudio studio;
    QVERIFY(studio.open(kGraph));
    const GraphDocument before = studio.document();
    makePart(studio);
    studio.key(Qt::Key_U, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(studio.document().nodes == before.nodes);
    QVERIFY(studio.document().layout == before.layout);
    QVERIFY(studio.document().subgraphs.empty());
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"keep", "think"}));
}

void SubgraphsTest::E13_enterByDoubleClickAndLeave() {
    RunStudio studio;
    QVERIFY(studio.open(kGraph));
    makePart(studio);
    doubleClick(studio, "subgraph");
    QCOMPARE(nodesOf(studio.document()), QStringList({"keep", "think"}));
    QVERIFY(studio.canvas().node("keep") && !studio.canvas().node("numbers"));
    studio.key(Qt::Key_Escape);
    QVERIFY(studio.canvas().node("numbers") && !studio.canvas().node("keep"));
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"subgraph"}));
    studio.key(Qt::Key_Down, Qt::AltModifier);
    QVERIFY(studio.canvas().node("keep"));
    studio.key(Qt::Key_Up, Qt::AltModifier);
    QVERIFY(studio.canvas().node("numbers"));
}

void SubgraphsTest::E13_breadcrumbLeadsBack() {
    RunStudio studio;
    QVERIFY(studio.open(kGraph));
    makePart(studio);
    doubleClick(studio, "subgraph");
    studio.clickNode("think");
    studio.key(Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
    doubleClick(studio, "subgraph_2");
    QCOMPARE(bodyOf(studio).path(), (BodyPath{"subgraph", "subgraph_2"}));
    auto* crumbs = studio.view().findChild<ui::Breadcrumb*>();
    QVERIFY(crumbs->isVisible());
    QCOMPARE(crumbs->findChild<QToolButton*>("crumb0")->text(), QString("Parts"));
    QTest::mouseClick(crumbs->findChild<QToolButton*>("crumb1"), Qt::LeftButton);
    QCOMPARE(bodyOf(studio).path(), (BodyPath{"subgraph"}));
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QTest::mouseClick(crumbs->findChild<QToolButton*>("crumb0"), Qt::LeftButton);
    QVERIFY(bodyOf(studio).isTop() && !crumbs->isVisible());
}

void SubgraphsTest::E13_editsInsideGoIntoTheSubgraph() {
    RunStudio studio;
    QVERIFY(studio.open(kGraph));
    makePart(studio);
    doubleClick(studio, "subgraph");
    studio.clickNode("think");
    studio.key(Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(bodyOf(studio).whole().subgraphs[0].nodes.size(), std::size_t{3});
    QCOMPARE(bodyOf(studio).whole().nodes.size(), std::size_t{3});
    // A node that a port stands for takes the port along, and undo brings both back.
    const std::string before = text(studio);
    studio.clickNode("keep");
    studio.key(Qt::Key_Delete);
    QVERIFY(bodyOf(studio).whole().subgraphs[0].inputs.empty());
    QVERIFY(bodyOf(studio).whole().findEdge({"numbers", "out"}, {"subgraph", "in"}) == nullptr);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(QString::fromStdString(text(studio)), QString::fromStdString(before));
}

void SubgraphsTest::E13_dragNodesIn() {
    RunStudio studio;
    QVERIFY(studio.open(kGraph));
    studio.clickNode("think");
    studio.key(Qt::Key_G, Qt::ControlModifier | Qt::ShiftModifier);
    studio.drag(studio.middleOf("keep"), studio.middleOf("subgraph"));
    QCOMPARE(nodesOf(studio.document()), QStringList({"numbers", "subgraph", "end"}));
    QCOMPARE(nodesOf(studio.document().subgraphs[0]), QStringList({"think", "keep"}));
    QCOMPARE(studio.document().subgraphs[0].edges.at(0).id(), std::string("keep.out->think.in"));
    QVERIFY(studio.waitForPlanning());
    QVERIFY(studio.session().planning().plan);
}

void SubgraphsTest::E13_dragNodesOut() {
    RunStudio studio;
    QVERIFY(studio.open(kGraph));
    makePart(studio);
    doubleClick(studio, "subgraph");
    auto* crumbs = studio.view().findChild<ui::Breadcrumb*>();
    const QPoint target = studio.view().viewport()->mapFrom(&studio.view(), crumbs->geometry().center());
    studio.drag(studio.middleOf("keep"), target);
    QCOMPARE(nodesOf(studio.document()), QStringList({"think"}));
    QVERIFY(bodyOf(studio).whole().findNode("keep"));
    QVERIFY(bodyOf(studio).whole().findEdge({"numbers", "out"}, {"keep", "in"}));
    QVERIFY(studio.waitForPlanning());
    QVERIFY(studio.session().planning().plan);
}

void SubgraphsTest::E13_sharedSubgraphsTakeNoNodes() {
    RunStudio studio;
    QVERIFY(studio.open(kTwice));
    const std::string before = text(studio);
    const QPointF stood = studio.canvas().node("end_all")->pos();
    studio.drag(studio.middleOf("end_all"), studio.middleOf("all"));
    QCOMPARE(QString::fromStdString(text(studio)), QString::fromStdString(before));
    QCOMPARE(studio.canvas().node("end_all")->pos(), stood);
    studio.clickNode("all");
    studio.window().actions().makeIndependent->trigger();
    studio.drag(studio.middleOf("end_all"), studio.middleOf("all"));
    QVERIFY(!studio.document().findNode("end_all"));
}

void SubgraphsTest::E13_portsAtTheEdges() {
    RunStudio studio;
    QVERIFY(studio.open(kGraph));
    makePart(studio);
    doubleClick(studio, "subgraph");
    QCOMPARE(lane(studio).markers().size(), std::size_t{4});
    const ui::PortMarker* in = lane(studio).marker("in", false);
    QVERIFY(in->flagRect().right() < studio.canvas().node("keep")->cardRect().left());
    QVERIFY(
        studio.view().mapToScene(studio.view().viewport()->rect()).boundingRect().contains(in->flagRect()));

    const QPoint at = studio.inView(in->flagRect().center());
    QTest::mouseDClick(studio.view().viewport(), Qt::LeftButton, {}, at);
    auto* field = studio.view().viewport()->findChild<QLineEdit*>("portName");
    QVERIFY(field);
    QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(field, "records");
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(bodyOf(studio).whole().subgraphs[0].inputs[0].name, std::string("records"));
    QVERIFY(bodyOf(studio).whole().findEdge({"numbers", "out"}, {"subgraph", "records"}));

    // A wire let go over the place for new ones.
    studio.drag(studio.portOf("keep", "out", true),
                studio.inView(lane(studio).marker({}, true)->flagRect().center()));
    QCOMPARE(bodyOf(studio).whole().subgraphs[0].outputs.size(), std::size_t{2});
    // Or a click there, and a choice.
    studio.clickScene(lane(studio).marker({}, false)->flagRect().center());
    auto* menu = studio.view().findChild<QMenu*>("portMenu");
    QVERIFY(menu && menu->isVisible());
    QCOMPARE(menu->actions().size(), 1); // keep.in is a port already
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(menu->actions()[0]).center());
    QCOMPARE(bodyOf(studio).whole().subgraphs[0].inputs.size(), std::size_t{2});

    studio.clickScene(lane(studio).marker("records", false)->flagRect().center());
    studio.key(Qt::Key_Delete);
    QCOMPARE(bodyOf(studio).whole().subgraphs[0].inputs.size(), std::size_t{1});
    QVERIFY(!bodyOf(studio).whole().findEdge({"numbers", "out"}, {"subgraph", "records"}));
}

void SubgraphsTest::E13_furtherInstancesAreAddedLikeNodes() {
    RunStudio studio;
    QVERIFY(studio.open(kTwice));
    studio.clickScene({0, 400});
    const int steps = studio.session().undoStack().count();
    studio.key(Qt::Key_A);
    ui::QuickAdd& box = studio.window().quickAdd();
    QTest::keyClicks(box.searchField(), "part");
    QCOMPARE(box.findChild<QListView*>()->model()->index(0, 0).data().toString(), QString("Part (subgraph)"));
    QTest::keyClick(box.searchField(), Qt::Key_Return);
    const GraphNode* added = studio.document().findNode("part");
    QVERIFY(added);
    QCOMPARE(subgraphOf(*added), std::string("part"));
    QCOMPARE(studio.canvas().node("part")->face().title, QString("Part"));
    QCOMPARE(studio.session().undoStack().count(), steps + 1);
    studio.key(Qt::Key_Z, Qt::ControlModifier);

    // From the wire in the hand, connected.
    studio.drag(studio.portOf("numbers", "out", true), studio.inView({200, 300}));
    QVERIFY(box.isVisible());
    QTest::keyClicks(box.searchField(), "part");
    QTest::keyClick(box.searchField(), Qt::Key_Return);
    QVERIFY(studio.document().findEdge({"numbers", "out"}, {"part", "in"}));
    studio.key(Qt::Key_Z, Qt::ControlModifier);

    // Out of the palette onto a wire: it is put in there.
    auto* list = studio.window().findChild<QListView*>("paletteList");
    QCOMPARE(list->model()->index(0, 0).data().toString(), QString("Subgraphs"));
    QCOMPARE(list->model()->index(1, 0).data().toString(), QString("Part"));
    QCOMPARE(list->model()->index(1, 0).data(Qt::AccessibleTextRole).toString(), QString("Part (subgraph)"));
    dropFromPalette(studio, list->model()->index(1, 0),
                    studio.canvas().wire("all.out->end_all.in")->path().pointAtPercent(0.5));
    QVERIFY(studio.document().findEdge({"all", "out"}, {"part", "in"}));
    QVERIFY(studio.document().findEdge({"part", "out"}, {"end_all", "in"}));
    QVERIFY(studio.waitForPlanning());
    QVERIFY(studio.session().planning().plan);
    // A subgraph that is gone or new, or has another name, is so in the list, too.
    studio.key(Qt::Key_A, Qt::ControlModifier);
    studio.key(Qt::Key_Delete);
    studio.session().apply(edit::SetSubgraph{"part", std::nullopt});
    QVERIFY(list->model()->index(0, 0).data().toString() != "Subgraphs");
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(list->model()->index(0, 0).data().toString(), QString("Subgraphs"));
}

void SubgraphsTest::E13_noInstanceInsideOfItself() {
    RunStudio studio;
    QVERIFY(studio.open(kTwice));
    auto* list = studio.window().findChild<QListView*>("paletteList");
    const std::unique_ptr<QMimeData> part(list->model()->mimeData({list->model()->index(1, 0)}));
    doubleClick(studio, "few");
    QVERIFY(list->model()->index(0, 0).data().toString() != "Subgraphs");
    studio.key(Qt::Key_A);
    ui::QuickAdd& box = studio.window().quickAdd();
    QTest::keyClicks(box.searchField(), "part");
    const QAbstractItemModel* offered = box.findChild<QListView*>()->model();
    for (int row = 0; row < offered->rowCount(); ++row)
        QVERIFY(!offered->index(row, 0).data().toString().contains("subgraph"));
    QTest::keyClick(box.searchField(), Qt::Key_Escape);
    // Nor by a drag that began elsewhere.
    const std::string before = text(studio);
    QSignalSpy said(&studio.session(), &ui::GraphSession::failed);
    drop(studio, *part, {0, 300});
    QCOMPARE(QString::fromStdString(text(studio)), QString::fromStdString(before));
    QCOMPARE(said.count(), 1);
}

void SubgraphsTest::E13_instanceCardSumsWhatIsInside() {
    RunStudio studio;
    QVERIFY(studio.open(kTwice));
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Running, kPatience);
    const auto liveOf = [&](const char* node) { return studio.canvas().node(node)->live(); };
    QTRY_VERIFY_WITH_TIMEOUT(
        liveOf("all") && liveOf("all")->recordsOut > 2000 && liveOf("few")->recordsIn > 2000, kPatience);
    QVERIFY(liveOf("few")->recordsOut < liveOf("few")->recordsIn / 50);
    QCOMPARE(liveOf("all")->workers, 2);
    QVERIFY(studio.canvas().wire("numbers.out->all.in")->live());
    studio.window().actions().stop->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Stopped, kPatience);

    // What limits the run marks the instance it is in.
    ui::LiveValues values = studio.canvas().liveValues();
    for (auto node = values.nodes.begin(); node != values.nodes.end(); ++node) {
        node->busy = node.key() == "few/think" ? 0.8 : 0.2;
        node->bottleneck = node.key() == "few/think";
    }
    studio.canvas().setLiveValues(values);
    QVERIFY(liveOf("few")->bottleneck && !liveOf("all")->bottleneck);
    QCOMPARE(liveOf("few")->busy, 0.5);
    doubleClick(studio, "few");
    QVERIFY(liveOf("think")->bottleneck && !liveOf("keep")->bottleneck);
}

void SubgraphsTest::E13_liveNumbersAreThoseOfTheInstance() {
    RunStudio studio;
    QVERIFY(studio.open(kTwice));
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Running, kPatience);
    const auto outOf = [&](const char* node) {
        const auto* item = studio.canvas().node(node);
        return item && item->live() ? item->live()->recordsOut : 0;
    };
    QTRY_VERIFY_WITH_TIMEOUT(outOf("few") > 20, kPatience);
    doubleClick(studio, "few");
    QTRY_VERIFY_WITH_TIMEOUT(outOf("keep") > 20, kPatience);
    const qint64 few = outOf("keep");
    QVERIFY(studio.canvas().wire("keep.out->think.in")->live());
    studio.key(Qt::Key_Escape);
    doubleClick(studio, "all");
    QTRY_VERIFY_WITH_TIMEOUT(outOf("keep") > 20 * few, kPatience);
}

void SubgraphsTest::E13_problemsJumpInside() {
    RunStudio studio;
    QByteArray faulty = kTwice;
    faulty.replace("\"where\": \"id >= 0\"", "\"where\": \"nothing >= 0\"");
    QVERIFY(studio.open(faulty));
    // The instance bears the badge of the fault inside; that of the other one sets something else.
    QTRY_VERIFY(studio.canvas().node("all")->face().errors > 0);
    QCOMPARE(studio.canvas().node("few")->face().errors, 0);
    studio.clickTab("problems");
    auto* table = studio.window().findChild<QTableView*>("problemsTable");
    QVERIFY(table->model()->rowCount() > 0);
    QCOMPARE(table->model()->index(0, ui::ProblemsModel::Place).data().toString(),
             QString("All / Filter · where"));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(0, 0)).center());
    QCOMPARE(bodyOf(studio).path(), (BodyPath{"all"}));
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"keep"}));
    QVERIFY(studio.canvas().node("keep")->face().errors > 0);
}

void SubgraphsTest::E13_inspectorOfAnInstance() {
    RunStudio studio;
    QVERIFY(studio.open(kTwice));
    studio.clickNode("few");
    auto* page = studio.window().findChild<QWidget*>("subgraphPage");
    QVERIFY(page->isVisible());
    auto* title = page->findChild<QLineEdit*>("instanceTitle");
    studio.key(Qt::Key_F2);
    QVERIFY(title->hasFocus());
    QTest::keyClicks(title, "Rare");
    QTest::keyClick(title, Qt::Key_Return);
    QCOMPARE(studio.document().findNode("few")->title, std::string("Rare"));
    auto* port = page->findChild<QLineEdit*>("output_out");
    QTest::mouseClick(port, Qt::LeftButton);
    QTest::keyClick(port, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(port, "kept");
    QTest::keyClick(port, Qt::Key_Return);
    QVERIFY(studio.canvas().wire("few.kept->end_few.in") && studio.canvas().wire("all.kept->end_all.in"));
    QTest::mouseClick(page->findChild<QToolButton*>("removeSetting_keep.where"), Qt::LeftButton);
    QVERIFY(!studio.document().findNode("few")->params.contains("set"));
    // Inside, with nothing selected, the page is that of the subgraph itself.
    doubleClick(studio, "few");
    studio.clickScene({0, 400});
    QVERIFY(page->isVisible() && !title->isVisible());
}

void SubgraphsTest::E13_savedInTheSameFile() {
    RunStudio studio;
    QVERIFY(studio.open(kGraph));
    makePart(studio);
    doubleClick(studio, "subgraph");
    QVERIFY(studio.session().save().has_value());
    const std::string whole = text(studio);
    QVERIFY(studio.session().open(studio.session().filePath()).has_value());
    QVERIFY(bodyOf(studio).isTop());
    QCOMPARE(QString::fromStdString(text(studio)), QString::fromStdString(whole));
    QCOMPARE(studio.document().nodes.size(), std::size_t{3});
}

void SubgraphsTest::E13_undoLeavesABodyThatIsGone() {
    RunStudio studio;
    QVERIFY(studio.open(kGraph));
    makePart(studio);
    doubleClick(studio, "subgraph");
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(bodyOf(studio).isTop());
    QCOMPARE(nodesOf(studio.document()), QStringList({"numbers", "keep", "think", "end"}));
    QVERIFY(studio.canvas().node("keep") && studio.canvas().node("numbers"));
    QVERIFY(!studio.view().findChild<ui::Breadcrumb*>()->isVisible());
}

QTEST_MAIN(SubgraphsTest)
#include "tst_subgraphs.moc"
