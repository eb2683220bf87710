// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/context_menu.h"
#include "tests/support/ui/run_steps.h"
#include "ui/canvas/wire_item.h"
#include "ui/debug/breakpoint_list.h"
#include "ui/debug/debug_views.h"
#include "ui/debug/run_breakpoints.h"
#include "ui/document/shown_body.h"
#include "ui/history/runs_page.h"
#include "ui/main_window/window_actions.h"
#include "ui/peek/peek_page.h"
#include "ui/peek/records_model.h"
#include "ui/run/banner_column.h"

#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace millrace;
using test::clickRun;
using test::runForAWhile;
using test::runsList;
using test::RunStudio;
using ui::ShownBody;

namespace {

constexpr int kPatience = 60000;

/// Two instances of one subgraph behind one source; each rejects what has a text that is no number.
QByteArray twice(int rate, const char* where = "id >= 0", int count = -1) {
    return QStringLiteral(R"json({
      "millrace": 1, "name": "Twice",
      "nodes": {
        "numbers": {"kind": "generate", "title": "Numbers", "params": {%3"rate": %1, "fields": {
            "id": {"type": "sequence"}, "text": {"type": "choice", "values": ["1", "x"]}}}},
        "all": {"kind": "subgraph", "title": "All", "params": {"of": "part"}},
        "few": {"kind": "subgraph", "title": "Few", "params": {"of": "part", "set": {"keep.where": "id % 10 = 3", "kept.path": "kept_few.csv"}}},
        "end_all": {"kind": "discard"},
        "end_few": {"kind": "csv_sink", "title": "File", "params": {"path": "few.csv"}}},
      "edges": [{"from": "numbers.out", "to": "all.in"}, {"from": "numbers.out", "to": "few.in"},
        {"from": "all.out", "to": "end_all.in"}, {"from": "few.out", "to": "end_few.in"}],
      "subgraphs": {"part": {"title": "Part", "inputs": {"in": "keep.in"}, "outputs": {"out": "cast.out"},
        "nodes": {"keep": {"kind": "filter", "title": "Keep", "params": {"where": "%2"}},
          "cast": {"kind": "select", "title": "Cast", "params": {"cast": {"text": "BIGINT"}, "on_error": "reject"}},
          "kept": {"kind": "csv_sink", "title": "Kept", "params": {"path": "kept.csv"}}},
        "edges": [{"from": "keep.out", "to": "cast.in"}, {"from": "keep.out", "to": "kept.in"}],
        "layout": {"nodes": {"keep": [0, 0], "cast": [260, 0], "kept": [260, 160]}}}},
      "layout": {"nodes": {"numbers": [0, 0], "all": [260, 0], "few": [260, 160], "end_all": [520, 0],
        "end_few": [520, 160]}}})json")
        .arg(rate)
        .arg(QString(where), count < 0 ? QString() : QStringLiteral("\"count\": %1, ").arg(count))
        .toUtf8();
}

ShownBody& bodyOf(RunStudio& studio) { return ShownBody::of(studio.session()); }

const ui::NodeLive* live(RunStudio& studio, const char* node) {
    const auto* item = studio.canvas().node(node);
    return item && item->live() ? &*item->live() : nullptr;
}

} // namespace

/// What is known of a run, seen from inside of an instance and from outside of it.
class RunningSubgraphsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void R04_pinnedAtTheInstance();
    void R05_breakpointOfOneInstance();
    void R08_injectsInsideOnly();
    void R09_runsUpToAnInstance();
    void R10_safeRunMarksWhatIsInside();
    void R12_comparedInsideAndOutside();
    void R14_rejectedInside();
};

void RunningSubgraphsTest::R04_pinnedAtTheInstance() {
    RunStudio studio;
    QVERIFY(studio.open(twice(0, "id >= 0", 200)));
    studio.clickWire("few.out->end_few.in"); // armed before it runs
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
    studio.clickWire("few.out->end_few.in");
    const auto& model = studio.views().peek().model();
    QTRY_VERIFY(model.rowCount() > 0);
    QTest::mouseClick(studio.window().findChild<QToolButton*>("peekPin"), Qt::LeftButton);
    auto* dialog = studio.window().findChild<QDialog*>("pinDialog");
    auto* use = dialog->findChild<QComboBox*>("pinUse");
    QCOMPARE(use->itemText(use->count() - 1), QString("Expected: what leaves Few (few.out)"));
    use->setFocus();
    QTest::keyClick(use, Qt::Key_End);
    QTest::mouseClick(dialog->findChild<QPushButton*>("pinSave"), Qt::LeftButton);
    const auto& test = studio.document().tests.at("as seen").as_object();
    QCOMPARE(test.at("expect").at("few.out").as_array().size(), static_cast<std::size_t>(model.rowCount()));

    // Inside, no port of the graph is there: it is said, and nothing can be pinned.
    QVERIFY(bodyOf(studio).enter("few"));
    studio.clickWire("keep.out->cast.in");
    QTRY_VERIFY(model.rowCount() > 0);
    QTest::mouseClick(studio.window().findChild<QToolButton*>("peekPin"), Qt::LeftButton);
    dialog = studio.window().findChildren<QDialog*>("pinDialog").last();
    QVERIFY(!dialog->findChild<QPushButton*>("pinSave")->isEnabled());
    QVERIFY(dialog->findChild<QLabel*>("pinNote")->text().contains("subgraph"));
    dialog->close();
}

void RunningSubgraphsTest::R05_breakpointOfOneInstance() {
    RunStudio studio;
    QVERIFY(studio.open(twice(400)));
    QVERIFY(bodyOf(studio).enter("few"));
    studio.clickWire("keep.out->cast.in");
    studio.key(Qt::Key_F9);
    QVERIFY(studio.views().debug().breakpoints().find("few/keep.out->few/cast.in"));
    QVERIFY(studio.canvas().wire("keep.out->cast.in")->mark());
    QVERIFY(bodyOf(studio).show({"all"}));
    QVERIFY(!studio.canvas().wire("keep.out->cast.in")->mark()); // another instance
    QVERIFY(bodyOf(studio).show({}));
    studio.clickButton("safeRun");
    QVERIFY(studio.waitForPlanning());
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(!studio.views().debug().runBreakpoints().held().empty(), kPatience);
    auto* text = studio.window().findChild<QLabel*>("heldAt");
    QVERIFY2(text->text().contains("Few / Keep → Few / Cast"), qPrintable(text->text()));
    QTRY_VERIFY_WITH_TIMEOUT(live(studio, "all") && live(studio, "all")->recordsOut > 5, kPatience);
    // Its place is one click away.
    Q_EMIT text->linkActivated("wire");
    QCOMPARE(bodyOf(studio).path(), (BodyPath{"few"}));
    QCOMPARE(studio.canvas().selectedEdges().size(), std::size_t{1});
    const auto isHeld = [&] {
        const auto& wire = studio.canvas().wire("keep.out->cast.in")->live();
        return wire && wire->held;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isHeld(), kPatience);
    studio.key(Qt::Key_F9); // away with it
    QTRY_VERIFY_WITH_TIMEOUT(studio.views().debug().runBreakpoints().held().empty(), kPatience);
    QVERIFY(studio.views().debug().breakpoints().all().empty());
}

void RunningSubgraphsTest::R08_injectsInsideOnly() {
    RunStudio studio;
    QVERIFY(studio.open(twice(50)));
    studio.clickButton("safeRun");
    QVERIFY(studio.waitForPlanning());
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Running, kPatience);
    studio.clickNode("few");
    QVERIFY(!studio.window().actions().inject->isEnabled()); // it takes no records itself
    QVERIFY(bodyOf(studio).enter("few"));
    studio.clickNode("keep");
    QVERIFY(studio.window().actions().inject->isEnabled());
}

void RunningSubgraphsTest::R09_runsUpToAnInstance() {
    RunStudio studio;
    QVERIFY(studio.open(twice(0, "id >= 0", 100)));
    studio.clickButton("safeRun");
    QVERIFY(studio.waitForPlanning());
    test::chooseInMenu(studio, studio.middleOf("few"), "Run up to here");
    test::activate(studio);
    QTRY_VERIFY_WITH_TIMEOUT(studio.runs().run() && studio.state() == RunState::Finished, kPatience);
    QVERIFY(!studio.runs().plan()->find("end_few") && !studio.runs().plan()->find("all/keep"));
    QVERIFY(studio.runs().run()->published("up_to_few")); // what leaves it can be looked at
    QVERIFY(bodyOf(studio).enter("few"));
    QVERIFY(studio.views().banners().banner("partial")->findChild<QLabel*>()->text().contains("Few"));
}

void RunningSubgraphsTest::R10_safeRunMarksWhatIsInside() {
    RunStudio studio;
    QVERIFY(studio.open(twice(500)));
    studio.clickButton("safeRun");
    QVERIFY(studio.waitForPlanning());
    const auto captured = [&](const char* node) { return studio.canvas().node(node)->isCaptured(); };
    QTRY_VERIFY(captured("end_few"));
    QVERIFY(!captured("numbers") && !captured("few")); // an instance runs as ever, but for nodes in it
    const auto* text = studio.window().findChild<QLabel*>("safeText");
    QTRY_VERIFY2(text->text().contains("All / Kept"), qPrintable(text->text()));
    QVERIFY(text->text().contains("Few / Kept") && text->text().contains("File"));
    QVERIFY(bodyOf(studio).enter("few"));
    QVERIFY(captured("kept") && !captured("keep"));
}

void RunningSubgraphsTest::R12_comparedInsideAndOutside() {
    RunStudio studio;
    studio.clickTab("runs");
    QVERIFY(studio.open(twice(400)));
    studio.clickButton("safeRun");
    QVERIFY(studio.waitForPlanning());
    runForAWhile(studio, 1.5);
    QVERIFY(studio.open(twice(400, "id % 8 = 0"), "other.mill"));
    QVERIFY(studio.waitForPlanning());
    runForAWhile(studio, 1.5);
    QTRY_COMPARE(runsList(studio)->topLevelItemCount(), 2);
    clickRun(studio, 0);
    clickRun(studio, 1, Qt::ControlModifier);
    studio.clickButton("compareOnCanvas");
    QTRY_VERIFY_WITH_TIMEOUT(studio.views().banners().banner("compare"), kPatience);
    const auto note = [&](const char* node) { return studio.canvas().node(node)->note(); };
    // The filter has another setting in one of the instances; the other one sets its own.
    QVERIFY(note("all"));
    QVERIFY2(note("all")->text.contains("differ"), qPrintable(note("all")->text));
    QVERIFY(note("all")->tone != ui::NodeNote::Tone::Quiet);
    QVERIFY(bodyOf(studio).enter("all"));
    QVERIFY(note("keep") && note("cast"));
    QVERIFY2(note("keep")->text.contains("settings changed"), qPrintable(note("keep")->text));
    QVERIFY(bodyOf(studio).show({"few"}));
    QVERIFY(note("keep") && !note("keep")->text.contains("settings changed"));
    studio.clickButton("compareClose");
    QVERIFY(!note("keep"));
}

void RunningSubgraphsTest::R14_rejectedInside() {
    RunStudio studio;
    QVERIFY(studio.open(twice(500)));
    studio.clickButton("safeRun");
    QVERIFY(studio.waitForPlanning());
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(live(studio, "few") && live(studio, "few")->rejected > 3, kPatience);
    studio.clickTab("rejected");
    auto* list = studio.window().findChild<QTreeWidget*>("rejectedNodes");
    QTRY_COMPARE_WITH_TIMEOUT(list->topLevelItemCount(), 2, kPatience);
    QTreeWidgetItem* few = list->topLevelItem(0);
    if (few->data(0, Qt::UserRole).toString() != "few/cast") few = list->topLevelItem(1);
    QCOMPARE(few->data(0, Qt::UserRole).toString(), QString("few/cast"));
    QCOMPARE(few->text(0), QString("Few / Cast"));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(few).center());
    QCOMPARE(bodyOf(studio).path(), (BodyPath{"few"}));
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"cast"}));
    QTRY_VERIFY_WITH_TIMEOUT(live(studio, "cast") && live(studio, "cast")->rejected > 3, kPatience);
    // A table for them stands beside the node, also when one looks elsewhere meanwhile.
    QVERIFY(bodyOf(studio).show({}));
    QTest::mouseClick(studio.window().findChild<QToolButton*>("rejectedKeep"), Qt::LeftButton);
    QCOMPARE(bodyOf(studio).path(), (BodyPath{"few"}));
    const Subgraph& part = bodyOf(studio).whole().subgraphs.at(0);
    QVERIFY(part.findNode("cast_rejected"));
    QVERIFY(part.findEdge({"cast", "rejected"}, {"cast_rejected", "in"}));
}

QTEST_MAIN(RunningSubgraphsTest)
#include "tst_running_subgraphs.moc"
