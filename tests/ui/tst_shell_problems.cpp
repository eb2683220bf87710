// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/studio_fixture.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/node_page.h"
#include "ui/main_window/dock_area.h"
#include "ui/main_window/dock_tabs.h"
#include "ui/param_editors/param_editor.h"
#include "ui/param_editors/parameter_form.h"
#include "ui/problems/problems_panel.h"
#include "ui/settings/theme.h"

#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTest>
#include <QTextEdit>
#include <QUndoStack>

using namespace millrace;

namespace {

const ui::ProblemsModel& problems(test::StudioFixture& studio) {
    return dynamic_cast<ui::ProblemsPanel*>(studio.window().dock().page("problems"))->model();
}

int rowOf(test::StudioFixture& studio, const std::string& node, const char* parameter) {
    for (int row = 0; row < problems(studio).rowCount(); ++row) {
        const Diagnostic& d = problems(studio).at(row);
        if (d.node == node && d.parameter == parameter) return row;
    }
    return -1;
}

/// How much of a colour there is around a point of the scene.
int pixelsOf(test::StudioFixture& studio, QPointF scene, const QColor& color) {
    const QImage picture = studio.view().viewport()->grab().toImage();
    const QPoint at = studio.inView(scene) * picture.devicePixelRatio();
    int count = 0;
    for (int x = at.x() - 10; x <= at.x() + 10; ++x)
        for (int y = at.y() - 10; y <= at.y() + 10; ++y)
            count += picture.valid(x, y) && picture.pixelColor(x, y) == color;
    return count;
}

} // namespace

class ShellProblemsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void E17_problemsLeadToTheirPlace();
    void E17_theListIsLive();
    void E17_nodeAndPortAreMarked();
    void aFreshNodeIsWorkToDoAndNoMistake();
    void anEmptyCanvasHasNoProblem();
};

void ShellProblemsTest::anEmptyCanvasHasNoProblem() {
    test::StudioFixture studio;
    QVERIFY(studio.waitForPlanning());
    const auto* tabs = studio.window().dock().findChild<ui::DockTabs*>();
    const auto width = [&] { return tabs->tabRect("problems").width(); };
    const int bare = width();
    studio.add("filter", 0, 0);
    QTRY_VERIFY(width() > bare);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(width(), bare);
}

void ShellProblemsTest::E17_problemsLeadToTheirPlace() {
    test::StudioFixture studio;
    studio.add("generate", 0, 0, {{"count", 5}, {"fields", {{"id", {{"type", "sequence"}}}}}});
    studio.add("filter", 5000, 4000, {{"where", "nothing > 1"}});
    studio.connectNodes("generate.out", "filter.in");
    QVERIFY(studio.waitForPlanning());
    studio.window().dock().showPage("problems");
    auto* table = studio.window().findChild<QTableView*>("problemsTable");
    const int row = rowOf(studio, "filter", "where");
    QVERIFY(row >= 0);
    const QRect cell = table->visualRect(table->model()->index(row, 0));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, cell.center());
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"filter"}));
    const QRectF seen = studio.view().mapToScene(studio.view().viewport()->rect()).boundingRect();
    QVERIFY(seen.contains(studio.canvas().node("filter")->cardRect()));
    auto* field = studio.window().inspector().nodePage().parameters()->editor("where")->findChild<QTextEdit*>(
        "expression");
    QVERIFY(field->isVisible() && field->hasFocus());
    // The keyboard leads there, too.
    studio.view().setFocus();
    studio.canvas().selectOnly({"generate"});
    table->setFocus();
    table->setCurrentIndex(table->model()->index(row, 0));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"filter"}));
}

void ShellProblemsTest::E17_theListIsLive() {
    test::StudioFixture studio;
    studio.add("generate", 0, 0, {{"count", 5}, {"fields", {{"id", {{"type", "sequence"}}}}}});
    studio.add("filter", 300, 0, {{"where", "id > 1"}}), studio.add("discard", 600, 0);
    studio.connectNodes("generate.out", "filter.in"), studio.connectNodes("filter.out", "discard.in");
    QTRY_COMPARE(problems(studio).rowCount(), 0);
    studio.click(studio.middleOf("filter"));
    auto* field = studio.window().inspector().nodePage().parameters()->editor("where")->findChild<QTextEdit*>(
        "expression");
    field->setFocus();
    QTest::keyClicks(field, " AND");
    QTRY_VERIFY(problems(studio).count(Severity::Error) > 0);
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(field, Qt::Key_Backspace);
    QTRY_COMPARE(problems(studio).rowCount(), 0);
}

void ShellProblemsTest::aFreshNodeIsWorkToDoAndNoMistake() {
    test::StudioFixture studio;
    const auto chosen = [&](const char* id) {
        studio.canvas().selectOnly({id});
        return studio.window().inspector().nodePage().parameters();
    };
    studio.add("filter", 0, 0);
    studio.add("csv_source", 0, 200);
    QVERIFY(studio.waitForPlanning());
    const auto* filter = studio.canvas().node("filter");
    const QColor bad = ui::Theme::instance().tokens().bad;
    QCOMPARE(filter->face().errors, 0);
    QCOMPARE(filter->face().needs, QString("needs settings"));
    QVERIFY(filter->face().faultyPorts.isEmpty());
    QCOMPARE(pixelsOf(studio, filter->cardRect().topRight() + QPointF(-4, 4), bad), 0);
    QVERIFY(rowOf(studio, "filter", "where") >= 0); // the list tells it all the same
    auto* finding = chosen("filter")->findChild<QLabel*>("finding_where");
    QVERIFY(!finding || !finding->isVisible());
    // Looked at and left as it was, it still is no mistake.
    chosen("csv_source");
    QCOMPARE(filter->face().errors, 0);
    // Filled in in part and left, it is.
    auto* path = studio.window().inspector().nodePage().parameters()->editor("path")->findChild<QLineEdit*>();
    QTest::keyClicks(path, "x.csv");
    QTest::keyClick(path, Qt::Key_Backspace);
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(path, Qt::Key_Backspace);
    QVERIFY(studio.waitForPlanning());
    QCOMPARE(studio.canvas().node("csv_source")->face().errors, 0);
    chosen("filter");
    QVERIFY(studio.canvas().node("csv_source")->face().errors > 0);
    // So is what is wrong at once, and all of it once the graph was to run.
    studio.session().apply(edit::SetParam{"filter", "wher", boost::json::value("1 > 0")});
    QTRY_VERIFY_WITH_TIMEOUT(filter->face().errors > 0, 60000);
    studio.session().undoStack().undo();
    QTRY_COMPARE_WITH_TIMEOUT(filter->face().errors, 0, 60000);
    QTest::keyClick(&studio.window(), Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(filter->face().errors > 0 && filter->face().faultyPorts.contains("in"), 60000);
}

void ShellProblemsTest::E17_nodeAndPortAreMarked() {
    test::StudioFixture studio;
    studio.add("filter", 200, 100, {{"where", "TRUE"}});
    QVERIFY(studio.waitForPlanning());
    ui::NodeItem* node = studio.canvas().node("filter");
    QTest::keyClick(&studio.window(), Qt::Key_F5); // until then it may be without one
    QVERIFY(node->face().errors > 0);
    QVERIFY2(node->face().faultyPorts.contains("in"), "its input is not connected");
    const QColor bad = ui::Theme::instance().tokens().bad;
    const QPointF badge = node->cardRect().topRight() + QPointF(-4, 4);
    QVERIFY(pixelsOf(studio, badge, bad) > 60);
    QVERIFY(pixelsOf(studio, *node->portPosition("in", false), bad) > 40);
    QVERIFY2(pixelsOf(studio, *node->portPosition("out", true), bad) < 25,
             "nothing but the outline of the card");
    studio.add("generate", -200, 100, {{"count", 5}, {"fields", {{"id", {{"type", "sequence"}}}}}});
    studio.connectNodes("generate.out", "filter.in");
    QVERIFY(studio.waitForPlanning());
    QTRY_COMPARE(node->face().errors, 0);
    QCOMPARE(pixelsOf(studio, *node->portPosition("in", false), bad), 0);
}

QTEST_MAIN(ShellProblemsTest)
#include "tst_shell_problems.moc"
