// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/context_menu.h"
#include "tests/support/ui/run_steps.h"
#include "ui/canvas/wire_item.h"
#include "ui/peek/peek_page.h"
#include "ui/peek/pin_dialog.h"
#include "ui/peek/records_model.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <boost/json/parse.hpp>

using namespace millrace;
using test::peeked;
using test::peekedCell;
using test::RunStudio;
using test::runToTheEnd;
using test::smallGraph;

namespace {

constexpr int kPatience = 60000;
const QString kWire = QStringLiteral("keep.out->think.in");

void filter(RunStudio& studio, const QString& text) {
    auto* field = studio.window().findChild<QLineEdit*>("peekFilter");
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, text);
}

void hover(RunStudio& studio, const QString& wire) {
    QTest::mouseMove(studio.view().viewport(), {5, 5});
    QTest::mouseMove(studio.view().viewport(),
                     studio.inView(studio.canvas().wire(wire)->path().pointAtPercent(0.25)));
}

} // namespace

class RunningPeekTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void R04_hoverShowsTheLastRecords();
    void R04_theEyeOpensTheTap();
    void R04_filtersByExpression();
    void R04_copiesCsvAndJson();
    void R04_pinsTestData();
    void R04_worksWhilePaused();
};

void RunningPeekTest::R04_hoverShowsTheLastRecords() {
    RunStudio studio;
    runToTheEnd(studio, 300);
    auto* wire = studio.canvas().wire(kWire);
    QVERIFY(!wire->toolTip().contains("299"));
    hover(studio, kWire);
    QTRY_VERIFY2(wire->toolTip().contains(">299&nbsp;") && wire->toolTip().contains(">id&nbsp;"),
                 qPrintable(wire->toolTip()));
}

void RunningPeekTest::R04_theEyeOpensTheTap() {
    RunStudio studio;
    runToTheEnd(studio, 300);
    hover(studio, kWire);
    const QPointF eye = studio.canvas().wire(kWire)->eyeRect().center();
    studio.clickScene(eye);
    QCOMPARE(studio.dock().currentPage(), QString("peek"));
    QCOMPARE(studio.window().findChild<QComboBox*>("peekChoice")->currentText(), QString("Keep → Think"));
    QTRY_COMPARE(peeked(studio).rowCount(), 300);
}

void RunningPeekTest::R04_filtersByExpression() {
    RunStudio studio;
    runToTheEnd(studio, 500);
    studio.clickWire(kWire);
    QTRY_COMPARE(peeked(studio).rowCount(), 500);
    filter(studio, "id >= 100 AND id < 110");
    QVERIFY(peeked(studio).filtersByExpression());
    QCOMPARE(peeked(studio).rowCount(), 10);
    QCOMPARE(peekedCell(studio, 0), QString("109"));
    QCOMPARE(peekedCell(studio, 9), QString("100"));
    filter(studio, "499"); // no condition: a text to look for
    QVERIFY(!peeked(studio).filtersByExpression());
    QVERIFY(peeked(studio).rowCount() >= 1);
    QCOMPARE(peekedCell(studio, 0), QString("499"));
}

void RunningPeekTest::R04_copiesCsvAndJson() {
    RunStudio studio;
    runToTheEnd(studio, 500);
    studio.clickWire(kWire);
    QTRY_COMPARE(peeked(studio).rowCount(), 500);
    filter(studio, "id < 2");
    QMenu* menu = studio.window().findChild<QToolButton*>("peekCopy")->menu();
    const auto copied = [&](int entry) {
        menu->popup({0, 0});
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(menu->actions()[entry]).center());
        return QGuiApplication::clipboard()->text();
    };
    const QStringList csv = copied(1).split('\n', Qt::SkipEmptyParts);
    QCOMPARE(csv.size(), 3);
    QCOMPARE(csv[0], QString("id,v"));
    QVERIFY(csv[1].startsWith("1,0.") && csv[2].startsWith("0,0."));
    const auto json = boost::json::parse(copied(2).toStdString());
    QCOMPARE(json.as_array().size(), std::size_t{2});
    QCOMPARE(json.as_array()[0].at("id").as_int64(), 1);
    QVERIFY(json.as_array()[0].at("v").is_double());
}

void RunningPeekTest::R04_pinsTestData() {
    RunStudio studio;
    runToTheEnd(studio, 500);
    studio.clickWire("numbers.out->keep.in");
    QTRY_COMPARE(peeked(studio).rowCount(), 500);
    filter(studio, "id < 3");
    QTest::mouseClick(studio.window().findChild<QToolButton*>("peekPin"), Qt::LeftButton);
    auto* dialog = studio.window().findChild<ui::PinDialog*>("pinDialog");
    QVERIFY(dialog && dialog->isVisible());
    auto* name = dialog->findChild<QComboBox*>("pinTest")->lineEdit();
    name->selectAll();
    QTest::keyClicks(name, "three");
    QTest::mouseClick(dialog->findChild<QPushButton*>("pinSave"), Qt::LeftButton);
    const auto& test = studio.document().tests.at("three").as_object();
    const auto& rows = test.at("inputs").at("numbers").as_array();
    QCOMPARE(rows.size(), std::size_t{3});
    for (std::int64_t i = 0; i < 3; ++i) // as they came
        QCOMPARE(rows[static_cast<std::size_t>(i)].at("id").as_int64(), i);
    QCOMPARE(test.at("tolerance").as_double(), 1e-9);

    // What is seen further on becomes what is expected; both are steps of the history.
    studio.clickWire("think.out->end.in");
    QTRY_VERIFY(peekedCell(studio, 0) == "2" && peeked(studio).rowCount() == 3);
    QTest::mouseClick(studio.window().findChild<QToolButton*>("peekPin"), Qt::LeftButton);
    dialog = studio.window().findChildren<ui::PinDialog*>("pinDialog").last();
    auto* use = dialog->findChild<QComboBox*>("pinUse");
    use->setFocus();
    QTest::keyClick(use, Qt::Key_End);
    QTest::mouseClick(dialog->findChild<QPushButton*>("pinSave"), Qt::LeftButton);
    test::activate(studio);
    QCOMPARE(studio.document().tests.at("three").at("expect").at("think.out").as_array().size(),
             std::size_t{3});
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!studio.document().tests.at("three").as_object().contains("expect"));
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(studio.document().tests.empty());
}

void RunningPeekTest::R04_worksWhilePaused() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Running, kPatience);
    studio.clickWire(kWire);
    QTRY_VERIFY_WITH_TIMEOUT(peeked(studio).rowCount() > 10, kPatience);
    studio.key(Qt::Key_F6);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Paused, kPatience);
    studio.clickWire("numbers.out->keep.in");
    QTRY_VERIFY_WITH_TIMEOUT(peeked(studio).rowCount() > 10, kPatience);
    filter(studio, "v < 0");
    QCOMPARE(peeked(studio).rowCount(), 0);
    filter(studio, "v >= 0");
    QVERIFY(peeked(studio).rowCount() > 10);
}

QTEST_MAIN(RunningPeekTest)
#include "tst_running_peek.moc"
