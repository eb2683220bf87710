// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/context_menu.h"
#include "tests/support/ui/run_studio.h"
#include "ui/canvas/wire_item.h"
#include "ui/debug/breakpoint_dialog.h"
#include "ui/debug/debug_views.h"
#include "ui/log/log_page.h"
#include "ui/main_window/window_actions.h"
#include "ui/param_editors/expression_field.h"
#include "ui/run/banner_column.h"
#include "ui/settings/theme.h"

#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace millrace;
using test::RunStudio;
using test::smallGraph;

namespace {

constexpr int kPatience = 60000;
const QString kWire = QStringLiteral("keep.out->think.in");

qint64 came(RunStudio& studio, const char* node) {
    const auto* item = studio.canvas().node(node);
    return item && item->live() ? item->live()->recordsIn : 0;
}

bool isHeld(RunStudio& studio) { return !studio.views().debug().runBreakpoints().held().empty(); }

QString label(RunStudio& studio, const char* name) {
    const auto* found = studio.window().findChild<QLabel*>(name);
    return found ? found->text() : QString();
}

QColor pixelAt(RunStudio& studio, QPointF scene) {
    QCoreApplication::processEvents();
    return studio.view().viewport()->grab().toImage().pixelColor(studio.inView(scene));
}

/// The dialog that "Breakpoint…" opens on the wire.
ui::BreakpointDialog* openDialog(RunStudio& studio) {
    const QPoint at = studio.inView(studio.canvas().wire(kWire)->path().pointAtPercent(0.3));
    test::chooseInMenu(studio, at, "Breakpoint…");
    return studio.window().findChild<ui::BreakpointDialog*>("breakpointDialog");
}

void type(ui::ExpressionField* field, const QString& text) {
    field->setFocus();
    QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(field, text);
    field->completer()->popup()->hide();
}

} // namespace

class RunningBreakpointsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void R05_breakpointOnWire();
    void R05_breakpointOnNodeHoldsItsInputs();
    void R05_conditionAndHitCount();
    void R05_logOnly();
    void R06_stepRecordBatchAndContinue();
    void R06_pausesWhenAQueueIsDeep();
};

void RunningBreakpointsTest::R05_breakpointOnWire() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000, "v >= 0", 3000)));
    auto& list = studio.views().debug().breakpoints();
    const auto& actions = studio.window().actions();
    QVERIFY(!actions.breakpoint->isEnabled());
    studio.clickWire(kWire);
    QVERIFY(actions.breakpoint->isEnabled());
    studio.key(Qt::Key_F9);
    QVERIFY(list.find(kWire));
    auto* wire = studio.canvas().wire(kWire);
    QVERIFY(wire->mark() && wire->mark()->shape == ui::WireMark::Shape::Circle && wire->mark()->enabled);
    studio.clickScene({450, 400});
    const QColor accent = ui::Theme::instance().tokens().accent;
    QCOMPARE(pixelAt(studio, wire->markPlace()), accent);

    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(isHeld(studio), kPatience);
    QVERIFY(studio.views().banners().banner("held"));
    QVERIFY2(label(studio, "heldAt").contains("Keep → Think"), qPrintable(label(studio, "heldAt")));
    QVERIFY2(label(studio, "heldRecord").startsWith("id 0"), qPrintable(label(studio, "heldRecord")));
    QTRY_VERIFY_WITH_TIMEOUT(wire->live() && wire->live()->held, kPatience);
    // What is before it fills up, what is beside it goes on, nothing gets through.
    QTRY_VERIFY_WITH_TIMEOUT(wire->live()->depth > 500 && came(studio, "table") > 500, kPatience);
    QCOMPARE(came(studio, "think"), 0);

    // Off: hollow, and the run goes on to its end without having lost a record.
    const QPoint at = studio.inView(wire->path().pointAtPercent(0.3));
    test::chooseInMenu(studio, at, "Turn the breakpoint off");
    QVERIFY(list.find(kWire) && !list.find(kWire)->enabled && !wire->mark()->enabled);
    studio.clickScene({450, 400});
    QVERIFY(pixelAt(studio, wire->markPlace()) != accent);
    test::activate(studio);
    QTRY_VERIFY_WITH_TIMEOUT(!isHeld(studio), kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
    QCOMPARE(came(studio, "end"), 3000);
    QCOMPARE(wire->live()->dropped, 0);
    QVERIFY(!studio.views().banners().banner("held"));
    studio.clickWire(kWire);
    studio.key(Qt::Key_F9);
    QVERIFY(!list.find(kWire) && !wire->mark());
}

void RunningBreakpointsTest::R05_breakpointOnNodeHoldsItsInputs() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    auto& list = studio.views().debug().breakpoints();
    studio.clickNode("think");
    studio.key(Qt::Key_F9);
    QCOMPARE(list.all().size(), std::size_t{1});
    QVERIFY(list.find(kWire));
    studio.key(Qt::Key_F9);
    QVERIFY(list.all().empty());
    studio.clickNode("numbers"); // nothing comes into a source
    studio.key(Qt::Key_F9);
    QVERIFY(list.find("numbers.out->keep.in"));
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(isHeld(studio), kPatience);
    QCOMPARE(came(studio, "keep"), 0);
    // Another document has none of them.
    QVERIFY(studio.open(smallGraph(2000), "other.mill"));
    QVERIFY(list.all().empty());
}

void RunningBreakpointsTest::R05_conditionAndHitCount() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    ui::BreakpointDialog* dialog = openDialog(studio);
    QVERIFY(dialog);
    auto* condition = dialog->findChild<ui::ExpressionField*>("breakpointCondition");
    auto* save = dialog->findChild<QPushButton*>("breakpointSave");
    auto* finding = dialog->findChild<QLabel*>("breakpointFinding");
    type(condition, "speed > 5");
    QVERIFY(!save->isEnabled());
    QVERIFY2(finding->isVisible() && finding->text().contains("speed"), qPrintable(finding->text()));
    type(condition, "id >= 100");
    QVERIFY(save->isEnabled() && !finding->isVisible());
    auto* hits = dialog->findChild<QLineEdit*>("breakpointHits");
    hits->setFocus();
    hits->selectAll();
    QTest::keyClicks(hits, "3");
    QTest::mouseClick(save, Qt::LeftButton);
    const auto* set = studio.views().debug().breakpoints().find(kWire);
    QVERIFY(set);
    QCOMPARE(set->condition, QString("id >= 100"));
    QCOMPARE(set->hitCount, 3);
    QVERIFY(studio.canvas().wire(kWire)->mark()->conditional);
    test::activate(studio);
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(isHeld(studio), kPatience);
    QVERIFY2(label(studio, "heldRecord").startsWith("id 102"), qPrintable(label(studio, "heldRecord")));
    QTRY_COMPARE_WITH_TIMEOUT(came(studio, "think"), 102, kPatience);
    studio.key(Qt::Key_F8);
    QTRY_VERIFY_WITH_TIMEOUT(label(studio, "heldRecord").startsWith("id 105"), kPatience);
}

void RunningBreakpointsTest::R05_logOnly() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(0, "v >= 0", 50)));
    ui::BreakpointDialog* dialog = openDialog(studio);
    QVERIFY(dialog);
    auto* action = dialog->findChild<QComboBox*>("breakpointAction");
    action->setFocus();
    QTest::keyClick(action, Qt::Key_Down);
    type(dialog->findChild<ui::ExpressionField*>("breakpointCondition"), "id = 7");
    QTest::keyClick(dialog, Qt::Key_Return);
    const auto* wire = studio.canvas().wire(kWire);
    QVERIFY(wire->mark() && wire->mark()->shape == ui::WireMark::Shape::Diamond);
    test::activate(studio);
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
    QCOMPARE(came(studio, "end"), 50);
    const auto& log = studio.views().log().model();
    int told = 0;
    for (int row = 0; row < log.rowCount(); ++row) {
        const QString text = log.index(row, ui::LogModel::Message).data().toString();
        if (!text.startsWith("Keep → Think: ")) continue;
        ++told;
        QVERIFY2(text.contains("id 7 "), qPrintable(text));
        QCOMPARE(log.nodeAt(row), QString("think"));
    }
    QCOMPARE(told, 1);
}

void RunningBreakpointsTest::R06_stepRecordBatchAndContinue() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    const auto& actions = studio.window().actions();
    for (const QAction* action : {actions.stepRecord, actions.stepBatch, actions.release})
        QVERIFY(!action->isEnabled());
    studio.clickWire(kWire);
    studio.key(Qt::Key_F9);
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(isHeld(studio), kPatience);
    for (const QAction* action : {actions.stepRecord, actions.stepBatch, actions.release})
        QVERIFY(action->isEnabled());
    for (qint64 step = 1; step <= 3; ++step) {
        studio.key(Qt::Key_F10);
        const QString next = QStringLiteral("id %1 ").arg(step);
        QTRY_VERIFY_WITH_TIMEOUT(label(studio, "heldRecord").startsWith(next), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(came(studio, "think"), step, kPatience);
    }
    studio.key(Qt::Key_F10, Qt::ShiftModifier);
    QTRY_VERIFY_WITH_TIMEOUT(came(studio, "think") > 3, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(isHeld(studio), kPatience);
    const QString before = label(studio, "heldRecord");
    studio.clickButton("heldRelease");
    QTRY_VERIFY_WITH_TIMEOUT(isHeld(studio) && label(studio, "heldRecord") != before, kPatience);
    studio.clickWire(kWire);
    studio.key(Qt::Key_F9);
    QTRY_VERIFY_WITH_TIMEOUT(!isHeld(studio), kPatience);
    QVERIFY(!actions.stepRecord->isEnabled());
    const qint64 now = came(studio, "think");
    QTRY_VERIFY_WITH_TIMEOUT(came(studio, "think") > now + 100, kPatience);
}

void RunningBreakpointsTest::R06_pausesWhenAQueueIsDeep() {
    std::vector<RunState> states; // one that lasts for a frame only is seen here
    RunStudio studio;
    QObject::connect(&studio.window(), &ui::MainWindow::runStateChanged, &studio.window(),
                     [&states](RunState state) { states.push_back(state); });
    QVERIFY(studio.open(smallGraph(0, "v >= 0", -1, "300 us")));
    ui::BreakpointDialog* dialog = openDialog(studio);
    QVERIFY(dialog);
    auto* action = dialog->findChild<QComboBox*>("breakpointAction");
    action->setFocus();
    QTest::keyClick(action, Qt::Key_End);
    auto* depth = dialog->findChild<QLineEdit*>("breakpointDepth");
    QVERIFY(depth->isVisible());
    depth->setFocus();
    depth->selectAll();
    QTest::keyClicks(depth, "500");
    QTest::mouseClick(dialog->findChild<QPushButton*>("breakpointSave"), Qt::LeftButton);
    QVERIFY(studio.canvas().wire(kWire)->mark()->shape == ui::WireMark::Shape::Square);
    test::activate(studio);
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Paused, kPatience);
    // What had begun came to its end after that: so many waited when the run was told to pause.
    const auto& log = studio.views().log().model();
    qint64 waited = 0;
    for (int row = 0; row < log.rowCount(); ++row) {
        const QString text = log.index(row, ui::LogModel::Message).data().toString();
        if (text.startsWith("Paused: ")) waited = text.section(' ', 1, 1).remove(',').toLongLong();
    }
    QVERIFY2(waited > 500, qPrintable(QString::number(waited)));
    // Going on is possible although the wire is still deep.
    states.clear();
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(!states.empty() && states.front() == RunState::Running, kPatience);
}

QTEST_MAIN(RunningBreakpointsTest)
#include "tst_running_breakpoints.moc"
