// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/studio_fixture.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/node_page.h"
#include "ui/main_window/dock_area.h"
#include "ui/param_editors/param_editor.h"
#include "ui/param_editors/parameter_form.h"
#include "ui/problems/problems_panel.h"

#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTextEdit>

using namespace millrace;

class ProblemsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aClickGoesToTheParameter();
    void theListFollowsTheDocument();
    void aGraphWithErrorsIsNotRunAndSaysWhy();
    void aGoodGraphAsksForARun();
    void fileWarningsStandInTheListToo();
    void fixMendsTheGraphAndCanBeUndone();
};

void ProblemsTest::aClickGoesToTheParameter() {
    test::StudioFixture studio;
    const auto source =
        studio.add("generate", 0, 0, {{"count", 5}, {"fields", {{"id", {{"type", "sequence"}}}}}});
    const auto bad = studio.add("filter", 3000, 2000, {{"where", "nothing > 1"}});
    studio.connectNodes(source + ".out", bad + ".in");
    QVERIFY(studio.waitForPlanning());
    auto* panel = dynamic_cast<ui::ProblemsPanel*>(studio.window().dock().page("problems"));
    QVERIFY(panel->model().count(Severity::Error) >= 1);
    studio.window().dock().showPage("problems");
    auto* table = panel->findChild<QTableView*>("problemsTable");
    int row = -1;
    for (int i = 0; i < panel->model().rowCount(); ++i) {
        if (panel->model().at(i).node == bad && panel->model().at(i).parameter == "where") row = i;
    }
    QVERIFY(row >= 0);
    const QRect cell = table->visualRect(table->model()->index(row, 0));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, cell.center());
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{bad}));
    const QRectF seen = studio.view().mapToScene(studio.view().viewport()->rect()).boundingRect();
    QVERIFY(seen.contains(studio.canvas().node(QString::fromStdString(bad))->cardRect()));
    auto* field = studio.window().inspector().nodePage().parameters()->editor("where")->findChild<QTextEdit*>(
        "expression");
    QVERIFY(field->hasFocus());
}

void ProblemsTest::theListFollowsTheDocument() {
    test::StudioFixture studio;
    const auto id = studio.add("filter", 0, 0);
    QVERIFY(studio.waitForPlanning());
    auto* panel = dynamic_cast<ui::ProblemsPanel*>(studio.window().dock().page("problems"));
    QVERIFY(panel->model().count(Severity::Error) > 0);
    QVERIFY(!studio.canvas().node(QString::fromStdString(id))->face().needs.isEmpty());
    studio.session().undoStack().undo();
    QVERIFY(studio.waitForPlanning());
    for (int i = 0; i < panel->model().rowCount(); ++i) {
        QVERIFY(panel->model().at(i).node.empty());
    }
}

void ProblemsTest::aGraphWithErrorsIsNotRunAndSaysWhy() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0);
    QSignalSpy run(&studio.window(), &ui::MainWindow::runRequested);
    studio.key(Qt::Key_F5);
    QVERIFY(studio.waitForPlanning());
    QCOMPARE(run.count(), 0);
    QCOMPARE(studio.window().dock().currentPage(), QString("problems"));
}

void ProblemsTest::aGoodGraphAsksForARun() {
    test::StudioFixture studio;
    const auto source =
                   studio.add("generate", 0, 0, {{"count", 5}, {"fields", {{"id", {{"type", "sequence"}}}}}}),
               sink = studio.add("discard", 300, 0);
    studio.connectNodes(source + ".out", sink + ".in");
    QSignalSpy run(&studio.window(), &ui::MainWindow::runRequested);
    studio.key(Qt::Key_F5);
    QTRY_COMPARE(run.count(), 1);
    QVERIFY(run[0][0].value<PlanPtr>());
}

void ProblemsTest::fileWarningsStandInTheListToo() {
    test::StudioFixture studio;
    const QString path = studio.writeFile(
        "new.mill", R"({"millrace": 1, "nodes": {"a": {"kind": "discard", "colour": "red"}}, "edges": []})");
    QVERIFY(studio.window().openGraph(path));
    QVERIFY(studio.waitForPlanning());
    auto* panel = dynamic_cast<ui::ProblemsPanel*>(studio.window().dock().page("problems"));
    bool found = false;
    for (int i = 0; i < panel->model().rowCount(); ++i) {
        found = found || panel->model().at(i).message.find("colour") != std::string::npos;
    }
    QVERIFY(found);
}

void ProblemsTest::fixMendsTheGraphAndCanBeUndone() {
    test::StudioFixture studio;
    const auto source =
        studio.add("generate", 0, 0, {{"count", 5}, {"fields", {{"id", {{"type", "sequence"}}}}}});
    const auto half = studio.add("filter", 300, 200, {{"where", "id % 2 = 0"}});
    const auto both = studio.add("barrier", 600, 0, {{"key", {"id"}}, {"capacity", 10}});
    const auto end = studio.add("discard", 900, 0);
    studio.connectNodes(source + ".out", both + ".a");
    studio.connectNodes(source + ".out", half + ".in");
    studio.connectNodes(half + ".out", both + ".b");
    studio.connectNodes(both + ".out", end + ".in");
    QVERIFY(studio.waitForPlanning());
    auto* panel = dynamic_cast<ui::ProblemsPanel*>(studio.window().dock().page("problems"));
    QCOMPARE(panel->model().count(Severity::Warning), 1);
    studio.window().dock().showPage("problems");
    auto* table = panel->findChild<QTableView*>("problemsTable");
    const QModelIndex fix = table->model()->index(0, ui::ProblemsModel::Fix);
    QVERIFY(!table->isColumnHidden(ui::ProblemsModel::Fix));
    QCOMPARE(fix.data().toString(), QString("Fix"));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(fix).center());
    QVERIFY(studio.waitForPlanning());
    QCOMPARE(panel->model().rowCount(), 0);
    QVERIFY(studio.window().session().document().findNode(both)->params.contains("timeout"));
    QTest::keyClick(&studio.window(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(studio.waitForPlanning());
    QCOMPARE(panel->model().count(Severity::Warning), 1);
}

QTEST_MAIN(ProblemsTest)
#include "tst_problems.moc"
