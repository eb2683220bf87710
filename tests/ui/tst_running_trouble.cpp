// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/context_menu.h"
#include "tests/support/ui/run_studio.h"
#include "ui/canvas/node_item.h"
#include "ui/debug/inject_dialog.h"
#include "ui/log/log_page.h"
#include "ui/main_window/dock_tabs.h"
#include "ui/main_window/window_actions.h"
#include "ui/peek/records_model.h"
#include "ui/problems/problems_panel.h"
#include "ui/rejected/rejected_page.h"
#include "ui/run/banner_column.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace millrace;
using test::RunStudio;
using test::smallGraph;

namespace {

constexpr int kPatience = 60000;

/// Every tenth record has a text that is no number; `wired`: those are kept in a table. Only what is put in
/// by hand, with an id below zero, comes to the end.
QByteArray rejectingGraph(bool wired) {
    return QStringLiteral(R"json({
      "millrace": 1, "name": "Rejecting",
      "nodes": {
        "numbers": {"kind": "generate", "title": "Numbers", "params": {"rate": 500, "fields": {
            "id": {"type": "sequence"}}}},
        "texts": {"kind": "map", "title": "Texts", "params": {"columns": {
            "text": "CASE WHEN id % 10 = 3 THEN 'three' ELSE CAST(id AS STRING) END"}}},
        "cast": {"kind": "select", "title": "Cast", "params": {"cast": {"text": "BIGINT"}, "on_error": "reject"}},
        "mine": {"kind": "filter", "title": "Mine", "params": {"where": "id < 0"}},
        "end": {"kind": "discard", "title": "End"}%1},
      "edges": [{"from": "numbers.out", "to": "texts.in"}, {"from": "texts.out", "to": "cast.in"},
                {"from": "cast.out", "to": "mine.in"}, {"from": "mine.out", "to": "end.in"}%2],
      "layout": {"nodes": {"numbers": [0, 0], "texts": [220, 0], "cast": [440, 0], "mine": [660, 0],
        "end": [880, 0], "bad": [660, 160]}}})json")
        .arg(wired ? ", \"bad\": {\"kind\": \"live_table\", \"title\": \"Bad\"}" : "",
             wired ? ", {\"from\": \"cast.rejected\", \"to\": \"bad.in\"}" : "")
        .toUtf8();
}

const ui::NodeLive* live(RunStudio& studio, const char* node) {
    const auto* item = studio.canvas().node(node);
    return item && item->live() ? &*item->live() : nullptr;
}

ui::RejectedPage& page(RunStudio& studio) {
    return *dynamic_cast<ui::RejectedPage*>(studio.dock().page("rejected"));
}

int rowOf(const ui::LogModel& log, const QString& node) {
    for (int row = 0; row < log.rowCount(); ++row)
        if (log.nodeAt(row) == node) return row;
    return -1;
}

} // namespace

class RunningTroubleTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void R01_runsOnlyWhatIsRightAndSaysWhere();
    void R09_runsUpToANode();
    void R14_rejectedRecordsAreCorrectedAndPutInAgain();
    void R14_rejectedRecordsAreTriedAgainAndKept();
    void R15_logAndNodesLeadToEachOther();
    void R15_oneNodeCannotFloodTheLog();
};

void RunningTroubleTest::R01_runsOnlyWhatIsRightAndSaysWhere() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000, "speed > 3")));
    studio.key(Qt::Key_F5);
    QTRY_COMPARE(studio.dock().currentPage(), QString("problems"));
    QVERIFY(!studio.runs().run());
    QCOMPARE(studio.state(), RunState::Idle);
    auto* table = studio.window().findChild<QTableView*>("problemsTable");
    QVERIFY(table->model()->rowCount() >= 1);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(0, 0)).center());
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"keep"}));
    // The state stands on the button and goes with it.
    auto* main = studio.window().findChild<QPushButton*>("runButton");
    QCOMPARE(main->text(), QString("Run"));
    QVERIFY(studio.open(smallGraph(2000), "good.mill"));
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(main->text(), QString("Pause"), kPatience);
    studio.key(Qt::Key_F6);
    QTRY_COMPARE_WITH_TIMEOUT(main->text(), QString("Resume"), kPatience);
    studio.key(Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Stopped, kPatience);
}

void RunningTroubleTest::R09_runsUpToANode() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(0, "v >= 0", 500)));
    const GraphDocument before = studio.document();
    const QStringList offered = test::chooseInMenu(studio, studio.middleOf("keep"), "Run up to here");
    QVERIFY2(offered.contains("Run up to here"), qPrintable(offered.join('|')));
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
    QVERIFY(studio.runs().isPartial());
    QCOMPARE(live(studio, "keep")->recordsIn, 500);
    QVERIFY(!live(studio, "think") && !live(studio, "table"));
    QVERIFY(studio.document() == before);
    QVERIFY(studio.views().banners().banner("partial"));
    test::activate(studio);
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(!studio.runs().isPartial() && studio.state() == RunState::Finished, kPatience);
    QCOMPARE(live(studio, "end")->recordsIn, 500);
    QVERIFY(!studio.views().banners().banner("partial"));
}

void RunningTroubleTest::R14_rejectedRecordsAreCorrectedAndPutInAgain() {
    RunStudio studio;
    QVERIFY(studio.open(rejectingGraph(true)));
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(live(studio, "cast") && live(studio, "cast")->rejected > 3, kPatience);
    const QStringList offered = test::chooseInMenu(studio, studio.middleOf("cast"), "none of these");
    QVERIFY2(
        offered.last().startsWith("Rejected records (") || offered.join('|').contains("Rejected records ("),
        qPrintable(offered.join('|')));
    test::activate(studio);
    studio.clickTab("rejected");
    auto* nodes = studio.window().findChild<QTreeWidget*>("rejectedNodes");
    QCOMPARE(nodes->topLevelItemCount(), 1);
    QCOMPARE(nodes->topLevelItem(0)->text(0), QString("Cast"));
    auto& model = page(studio).model();
    QTRY_VERIFY_WITH_TIMEOUT(model.rowCount() > 3, kPatience);
    QStringList columns;
    for (int c = 0; c < model.columnCount(); ++c)
        columns << model.headerData(c, Qt::Horizontal, Qt::DisplayRole).toString();
    for (const char* column : {"raw", "error", "node"})
        QVERIFY(columns.contains(column));
    studio.clickButton("runButton"); // stands still, so that the first row stays the first
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Paused, kPatience);
    auto* table = studio.window().findChild<QTableView*>("rejectedTable");
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(model.index(0, 0)).center());
    QTest::mouseClick(studio.window().findChild<QToolButton*>("rejectedEdit"), Qt::LeftButton);
    auto* dialog = studio.window().findChild<ui::InjectDialog*>("injectDialog");
    QVERIFY(dialog && dialog->isVisible());
    QVERIFY(dialog->findChild<QLabel*>("injectMessage")->text().startsWith("Rejected: "));
    auto* text = dialog->findChild<QLineEdit*>("field_text");
    QCOMPARE(text->text(), QString("three"));
    auto* id = dialog->findChild<QLineEdit*>("field_id");
    for (auto [field, value] : {std::pair{text, "3"}, std::pair{id, "-33"}}) {
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, value);
    }
    QTest::mouseClick(dialog->findChild<QPushButton*>("injectSend"), Qt::LeftButton);
    QCOMPARE(dialog->injected(), 1);
    dialog->close();
    studio.clickButton("runButton");
    QTRY_COMPARE_WITH_TIMEOUT(live(studio, "end")->recordsIn, 1, kPatience);
}

void RunningTroubleTest::R14_rejectedRecordsAreTriedAgainAndKept() {
    RunStudio studio;
    QVERIFY(studio.open(rejectingGraph(false)));
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(live(studio, "cast") && live(studio, "cast")->rejected > 3, kPatience);
    studio.clickTab("rejected");
    auto* keep = studio.window().findChild<QToolButton*>("rejectedKeep");
    QTRY_VERIFY(keep->isVisible()); // nothing is connected: they are counted only
    QTest::mouseClick(keep, Qt::LeftButton);
    const GraphNode* table = studio.document().findNode("cast_rejected");
    QVERIFY(table && table->kind == "live_table");
    QVERIFY(studio.document().findEdge({"cast", "rejected"}, {"cast_rejected", "in"}));
    QTRY_VERIFY_WITH_TIMEOUT(studio.views().banners().banner("pending"), kPatience);
    studio.clickButton("pendingRestart");
    auto& model = page(studio).model();
    QTRY_VERIFY_WITH_TIMEOUT(model.rowCount() > 3, kPatience);
    QVERIFY(!keep->isVisible());
    // Tried again as they are they are rejected again, and counted again.
    studio.clickButton("runButton");
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Paused, kPatience);
    QTRY_VERIFY(model.rowCount() >= static_cast<int>(live(studio, "cast")->rejected));
    const int rows = model.rowCount();
    QTest::mouseClick(studio.window().findChild<QToolButton*>("rejectedRetry"), Qt::LeftButton);
    studio.clickButton("runButton");
    const PlanPtr plan = studio.runs().plan();
    const auto cast = static_cast<std::size_t>(plan->find("cast") - plan->vertices.data());
    QTRY_COMPARE_WITH_TIMEOUT(studio.runs().run()->frame().nodes[cast].injectedIn, std::int64_t{rows},
                              kPatience);
    // When nothing is on its way any more, they are what came on top.
    studio.runs().drain();
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
    QCOMPARE(live(studio, "cast")->recordsIn - live(studio, "numbers")->recordsOut, qint64{rows});
}

void RunningTroubleTest::R15_logAndNodesLeadToEachOther() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    auto& log = studio.views().log().model();
    log.add(Severity::Note, "numbers", "began");
    log.add(Severity::Warning, "keep", "is slow");
    log.add(Severity::Error, "keep", "is wrong");
    studio.clickTab("log");
    auto* table = studio.window().findChild<QTableView*>("logTable");
    QCOMPARE(table->model()->rowCount(), 3);
    const auto background = [&](int row) { return log.index(row, 0).data(Qt::BackgroundRole); };
    QVERIFY(!background(rowOf(log, "keep")).isValid());
    studio.clickNode("keep");
    QVERIFY(background(rowOf(log, "keep")).isValid() && !background(rowOf(log, "numbers")).isValid());
    studio.clickButton("logSelectedOnly");
    QCOMPARE(table->model()->rowCount(), 2);
    auto* level = studio.window().findChild<QComboBox*>("logLevel");
    level->setFocus();
    QTest::keyClick(level, Qt::Key_End);
    QCOMPARE(table->model()->rowCount(), 1);
    QTest::keyClick(level, Qt::Key_Home);
    studio.clickNode("numbers");
    QCOMPARE(table->model()->rowCount(), 1);
    studio.clickButton("logSelectedOnly");
    QCOMPARE(table->model()->rowCount(), 3);
    const QModelIndex entry = table->model()->index(1, ui::LogModel::Message);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(entry).center());
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"keep"}));
}

void RunningTroubleTest::R15_oneNodeCannotFloodTheLog() {
    ui::LogModel log;
    for (int i = 0; i < 5000; ++i)
        log.add(Severity::Warning, "noisy", QString::number(i));
    log.add(Severity::Error, "quiet", "one word");
    // A second may end meanwhile, hardly ten.
    QVERIFY2(log.rowCount() <= 10 * (ui::LogModel::kMostPerSecond + 1) + 1,
             qPrintable(QString::number(log.rowCount())));
    QCOMPARE(log.index(log.rowCount() - 1, ui::LogModel::Message).data().toString(), QString("one word"));
    int counted = 0, kept = 0;
    for (int row = 0; row + 1 < log.rowCount(); ++row) {
        const QString text = log.index(row, ui::LogModel::Message).data().toString();
        if (text.startsWith(QStringLiteral("… ")))
            counted += text.section(' ', 1, 1).toInt();
        else
            ++kept;
    }
    QCOMPARE(counted + kept, 5000);
}

QTEST_MAIN(RunningTroubleTest)
#include "tst_running_trouble.moc"
