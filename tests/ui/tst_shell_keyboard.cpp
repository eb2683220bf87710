// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/run_studio.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/node_page.h"
#include "ui/main_window/command_search.h"
#include "ui/main_window/studio_guides.h"
#include "ui/param_editors/param_editor.h"
#include "ui/param_editors/parameter_form.h"
#include "ui/welcome/welcome_page.h"

#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTabBar>
#include <QTest>
#include <QTextEdit>
#include <QTreeWidget>
#include <boost/json/serialize.hpp>

using namespace millrace;
using test::RunStudio;

namespace {

QWidget* focused() { return QApplication::focusWidget(); }

void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
    QTest::keyClick(focused(), key, modifiers);
    QCoreApplication::processEvents(); // between two strokes there is time to lay out what came
}

void type(const QString& text) { QTest::keyClicks(focused(), text); }

/// Selects the node and goes to its first field, as Enter on the canvas does.
void settingsOf(RunStudio& studio, const std::string& node) {
    studio.canvas().selectOnly({QString::fromStdString(node)});
    studio.key(Qt::Key_Return);
}

} // namespace

/// Ways that hands on the keyboard take through the window.
class ShellKeyboardTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void newGraphLeadsFromTheWelcomePageToTheCanvas();
    void escapeLeadsBackToTheCanvas();
    void tabGoesDownTheInspector();
    void backtabGoesToTheTabs();
    void hiddenDockGivesItsRoomToTheCanvas();
    void pagesOfTheDockAreCommands();
    void longExpressionsAreShownWhole();
};

void ShellKeyboardTest::newGraphLeadsFromTheWelcomePageToTheCanvas() {
    RunStudio studio;
    studio.window().guides().welcome().open();
    QVERIFY(studio.window().guides().welcome().isAncestorOf(focused()));
    press(Qt::Key_N, Qt::ControlModifier);
    QVERIFY(!studio.window().guides().welcome().isVisible());
    QCOMPARE(focused(), &studio.view());
}

void ShellKeyboardTest::escapeLeadsBackToTheCanvas() {
    RunStudio studio;
    const std::string id = studio.add("csv_source", 0, 0);
    settingsOf(studio, id);
    QVERIFY(studio.window().inspector().isAncestorOf(focused()));
    type("buses.csv");
    press(Qt::Key_Escape);
    QCOMPARE(focused(), &studio.view());
    QCOMPARE(studio.document().findNode(id)->params.at("path").as_string(), "buses.csv");
    press(Qt::Key_F2);
    type("Positions");
    press(Qt::Key_Escape);
    QCOMPARE(focused(), &studio.view());
    QCOMPARE(studio.document().findNode(id)->title, std::string("Positions"));
}

void ShellKeyboardTest::tabGoesDownTheInspector() {
    RunStudio studio;
    const std::string source = studio.add("csv_source", 0, 0);
    settingsOf(studio, source);
    type("buses.csv");
    for (int i = 0; i < 4; ++i) // the button beside it, the columns, the header
        press(Qt::Key_Tab);
    type("at");
    QCOMPARE(studio.document().findNode(source)->params.at("event_time").as_string(), "at");

    const std::string id = studio.add("aggregate", 0, 0);
    settingsOf(studio, id);
    type("city");
    press(Qt::Key_Tab);
    type("15 min");
    while (focused()->objectName() != "addRow")
        press(Qt::Key_Tab);
    // Rows that are added come where they stand, and each name before its expression.
    for (const auto& [name, expression] : {std::pair("n", "1"), std::pair("twice", "2")}) {
        press(Qt::Key_Space);
        type(name);
        press(Qt::Key_Tab);
        type(expression);
        press(Qt::Key_Tab);
        QCOMPARE(focused()->objectName(), QString("removeRow"));
        press(Qt::Key_Tab);
        QCOMPARE(focused()->objectName(), QString("addRow"));
    }
    const boost::json::object& params = studio.document().findNode(id)->params;
    QCOMPARE(boost::json::serialize(params.at("key")), std::string(R"json(["city"])json"));
    QCOMPARE(boost::json::serialize(params.at("window")), std::string(R"json({"tumbling":"15 min"})json"));
    QCOMPARE(boost::json::serialize(params.at("columns")), std::string(R"json({"n":"1","twice":"2"})json"));
    // Behind the last field Tab leaves the inspector.
    for (int i = 0; i < 20 && studio.window().inspector().isAncestorOf(focused()); ++i)
        press(Qt::Key_Tab);
    QVERIFY(!studio.window().inspector().isAncestorOf(focused()));
}

void ShellKeyboardTest::backtabGoesToTheTabs() {
    RunStudio studio;
    const std::string id = studio.add("filter", 0, 0);
    settingsOf(studio, id);
    press(Qt::Key_Backtab, Qt::ShiftModifier);
    QCOMPARE(focused()->objectName(), QString("inspectorTabs"));
    press(Qt::Key_Right);
    press(Qt::Key_Tab);
    press(Qt::Key_Tab);
    type("4");
    QCOMPARE(studio.document().findNode(id)->concurrency.at("workers").as_int64(), 4);
}

void ShellKeyboardTest::hiddenDockGivesItsRoomToTheCanvas() {
    RunStudio studio;
    const int before = studio.view().height(), dock = studio.dock().height();
    studio.key(Qt::Key_J, Qt::ControlModifier);
    QTRY_COMPARE(studio.view().height(), before + dock - studio.dock().height());
    QVERIFY(studio.dock().height() < 40);
    studio.key(Qt::Key_J, Qt::ControlModifier);
    QTRY_COMPARE(studio.view().height(), before);
    QCOMPARE(studio.dock().height(), dock);
}

void ShellKeyboardTest::pagesOfTheDockAreCommands() {
    RunStudio studio;
    QVERIFY(studio.open(test::smallGraph(0, "v >= 0", 10).replace(R"json("name": "Small",)json", "")));
    for (int run = 1; run <= 2; ++run) {
        studio.key(Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(studio.store().list(10).value().size() == static_cast<std::size_t>(run),
                                 60000);
    }
    const auto command = [&studio](const QString& words) {
        press(Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(studio.window().findChild<QLineEdit*>("commandSearchField"), words);
        press(Qt::Key_Return);
    };
    command("show runs");
    QCOMPARE(studio.dock().currentPage(), QString("runs"));
    auto* list = studio.window().findChild<QTreeWidget*>("runsList");
    QTRY_COMPARE(focused(), list);
    QTRY_COMPARE(list->topLevelItemCount(), 2);
    QCOMPARE(list->topLevelItem(0)->text(1),
             QString("graph.mill")); // a graph without a name goes by its file
    press(Qt::Key_Home);
    press(Qt::Key_Down, Qt::ShiftModifier);
    command("compare selected runs canvas");
    QTRY_VERIFY(studio.window().findChild<QWidget*>("compareBanner"));
}

void ShellKeyboardTest::longExpressionsAreShownWhole() {
    RunStudio studio;
    settingsOf(studio, studio.add("filter", 0, 0));
    auto* field = qobject_cast<QTextEdit*>(focused());
    QVERIFY(field);
    const int oneLine = field->height();
    QTest::keyClicks(field, "speed <= 35 AND NOT (latitude = 0 AND longitude = 0)");
    QTRY_VERIFY(field->height() > oneLine);
    // Its beginning stands in its upper corner.
    QTRY_VERIFY(field->cursorForPosition(QPoint(4, 4)).position() <= 1);
    QCOMPARE(field->verticalScrollBar()->value(), 0);
}

QTEST_MAIN(ShellKeyboardTest)
#include "tst_shell_keyboard.moc"
