// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/run_studio.h"
#include "ui/canvas/node_item.h"
#include "ui/canvas/wire_item.h"
#include "ui/main_window/window_actions.h"
#include "ui/problems/problems_panel.h"
#include "ui/run/why_card.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>

using namespace millrace;
using test::failingGraph;
using test::RunStudio;
using test::smallGraph;

namespace {

constexpr int kPatience = 60000;

std::int64_t recordsOf(RunStudio& studio, const QString& node) {
    const auto* item = studio.canvas().node(node);
    return item && item->live() ? item->live()->recordsIn + item->live()->recordsOut : 0;
}

} // namespace

class RunningTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void buttonsRunPauseResumeAndStop();
    void keysRunPauseResumeAndStop();
    void keysWorkOutOfATextFieldToo();
    void aBoundedRunFinishesAndItsNumbersStay();
    void aSecondRunBeginsAnew();
    void aFailingRunSaysWhereAndWhy();
    void anotherDocumentEndsTheRunAndForgetsIt();
    void theStageThatLimitsIsMarkedAndExplained();
    void theReasonGivesWayToItsNodeWhereverThatIs();
    void wiresTellFillAndRate();
};

void RunningTest::buttonsRunPauseResumeAndStop() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    auto* main = studio.window().findChild<QPushButton*>("runButton");
    QCOMPARE(main->text(), QString("Run"));
    QVERIFY(!studio.window().actions().stop->isEnabled());
    studio.clickButton("runButton");
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Running, kPatience);
    QCOMPARE(main->text(), QString("Pause"));
    QVERIFY(studio.window().actions().stop->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(recordsOf(studio, "end") > 0, kPatience);

    studio.clickButton("runButton");
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Paused, kPatience);
    QCOMPARE(main->text(), QString("Resume"));
    QVERIFY(studio.window().actions().stop->isEnabled());

    const std::int64_t before = recordsOf(studio, "end");
    studio.clickButton("runButton");
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Running, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(recordsOf(studio, "end") > before, kPatience);

    studio.clickButton("stop");
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Stopped, kPatience);
    QCOMPARE(main->text(), QString("Run"));
    QVERIFY(main->isEnabled());
    QVERIFY(!studio.window().actions().stop->isEnabled());
}

void RunningTest::keysRunPauseResumeAndStop() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Running, kPatience);
    studio.key(Qt::Key_F6);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Paused, kPatience);
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Running, kPatience);
    studio.key(Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Stopped, kPatience);
}

void RunningTest::keysWorkOutOfATextFieldToo() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    studio.clickNode("keep");
    auto* field = studio.window().findChild<QLineEdit*>();
    QVERIFY(field);
    field->setFocus();
    QTest::keyClick(field, Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Running, kPatience);
    QTest::keyClick(field, Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Stopped, kPatience);
}

void RunningTest::aBoundedRunFinishesAndItsNumbersStay() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(0, "v >= 0", 5000)));
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
    QCOMPARE(studio.canvas().node("numbers")->live()->recordsOut, 5000);
    QCOMPARE(studio.canvas().node("end")->live()->recordsIn, 5000);
    QCOMPARE(studio.canvas().node("table")->live()->recordsIn, 5000);
    QCOMPARE(studio.canvas().wire("keep.out->think.in")->live()->sent, 5000);
    QVERIFY(!studio.canvas().liveValues().running);
}

void RunningTest::aSecondRunBeginsAnew() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(0, "v >= 0", 5000)));
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
    const std::string first = studio.runs().run()->id();
    studio.clickButton("runButton");
    QTRY_VERIFY_WITH_TIMEOUT(studio.runs().run()->id() != first, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
    QCOMPARE(studio.canvas().node("end")->live()->recordsIn, 5000);
    QVERIFY(studio.runs().markers().empty());
}

void RunningTest::aFailingRunSaysWhereAndWhy() {
    RunStudio studio;
    QVERIFY(studio.open(failingGraph({300, 0})));
    QCOMPARE(studio.canvas().node("full")->face().errors, 0);
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Failed, kPatience);
    QTRY_COMPARE(studio.canvas().node("full")->face().errors, 1);
    QCOMPARE(studio.canvas().node("numbers")->face().errors, 0);
    QVERIFY(!studio.canvas().node("full")->face().findings.isEmpty());
    QCOMPARE(studio.dock().currentPage(), QString("problems"));
    auto* panel = dynamic_cast<ui::ProblemsPanel*>(studio.dock().page("problems"));
    QCOMPARE(panel->model().count(Severity::Error), 1);
    QCOMPARE(panel->model().at(0).node, std::string("full"));

    auto* table = panel->findChild<QTableView*>("problemsTable");
    const QRect cell = table->visualRect(table->model()->index(0, 0));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, cell.center());
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"full"}));

    // The next run starts with a clean slate, and so does another document.
    QVERIFY(studio.open(smallGraph(0, "v >= 0", 100), "good.mill"));
    QCOMPARE(panel->model().count(Severity::Error), 0);
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
    QCOMPARE(panel->model().count(Severity::Error), 0);
}

void RunningTest::anotherDocumentEndsTheRunAndForgetsIt() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(recordsOf(studio, "end") > 0, kPatience);
    QVERIFY(studio.open(smallGraph(0, "v >= 0", 10), "other.mill"));
    QTRY_VERIFY_WITH_TIMEOUT(!studio.runs().run(), kPatience);
    QCOMPARE(studio.state(), RunState::Idle);
    QVERIFY(!studio.canvas().node("end")->live());
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
    QCOMPARE(studio.canvas().node("end")->live()->recordsIn, 10);
}

void RunningTest::theStageThatLimitsIsMarkedAndExplained() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(0, "v >= 0", -1, "300 us")));
    studio.key(Qt::Key_F5);
    const auto limits = [&](const char* id) { return studio.canvas().node(id)->live()->bottleneck; };
    QTRY_VERIFY_WITH_TIMEOUT(studio.canvas().node("think")->live() && limits("think"), kPatience);
    QVERIFY(!limits("numbers") && !limits("keep") && !limits("end"));
    auto* card = studio.window().findChild<ui::WhyCard*>("whyCard");
    QTRY_VERIFY_WITH_TIMEOUT(card->isVisible() && card->node() == "think", kPatience);
    const QRect named = studio.view().mapFromScene(studio.canvas().node("think")->cardRect()).boundingRect();
    QVERIFY(!card->geometry().intersects(named));
    auto* numbers = card->findChild<QLabel*>("whyNumbers");
    QVERIFY(!numbers->isVisible());
    QTest::mouseClick(card->findChild<QPushButton*>("whyMore"), Qt::LeftButton);
    // Little's law has its line while records go through.
    QTRY_VERIFY2(
        numbers->isVisible() && numbers->text().contains("Amdahl") && numbers->text().contains("Little"),
        qPrintable(numbers->text()));
    QTRY_VERIFY(studio.view().viewport()->rect().contains(card->geometry()));
    QTest::mouseClick(card->findChild<QPushButton*>("whyMore"), Qt::LeftButton);
    QVERIFY(!numbers->isVisible());
    QTest::mouseClick(card->findChild<QPushButton*>("whyShow"), Qt::LeftButton);
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"think"}));
    QTest::mouseClick(card->findChild<QPushButton*>("whyHide"), Qt::LeftButton);
    QVERIFY(!card->isVisible());
    studio.clickButton("stop");
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Stopped, kPatience);
}

void RunningTest::theReasonGivesWayToItsNodeWhereverThatIs() {
    RunStudio studio({1366, 768});
    QVERIFY(studio.open(smallGraph(0, "v >= 0", -1, "300 us")));
    studio.key(Qt::Key_F5);
    auto* card = studio.window().findChild<ui::WhyCard*>("whyCard");
    QTRY_VERIFY_WITH_TIMEOUT(card->isVisible() && card->node() == "think", kPatience);
    QWidget* viewport = studio.view().viewport();
    const auto named = [&] {
        return studio.view().mapFromScene(studio.canvas().node("think")->cardRect()).boundingRect();
    };
    // The canvas is dragged until the node is where the card was.
    for (int i = 0; i < 8; ++i) {
        const QPoint way = card->geometry().center() - named().center();
        const QPoint grip = viewport->rect().center();
        QTest::mousePress(viewport, Qt::MiddleButton, {}, grip);
        QTest::mouseMove(viewport, grip + way / 2);
        QTest::mouseMove(viewport, grip + way);
        QTest::mouseRelease(viewport, Qt::MiddleButton, {}, grip + way);
        QVERIFY(viewport->rect().contains(named().center()));
        QVERIFY(!card->geometry().intersects(named()));
        QVERIFY(viewport->rect().contains(card->geometry()));
    }
    studio.clickButton("stop");
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Stopped, kPatience);
}

void RunningTest::wiresTellFillAndRate() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(0, "v >= 0", -1, "300 us")));
    studio.key(Qt::Key_F5);
    auto* wire = studio.canvas().wire("keep.out->think.in");
    // Who waits and how full it is are not read at one instant.
    QTRY_VERIFY_WITH_TIMEOUT(
        wire->live() && wire->live()->full && wire->live()->fill > 0.4 && wire->live()->blockedBy == "Think",
        kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(wire->live()->rate > 0, kPatience);
    QTest::mouseMove(studio.view().viewport(), studio.view().mapFromScene(wire->path().pointAtPercent(0.5)));
    QTRY_VERIFY(wire->toolTip().contains("Think"));
    studio.clickButton("stop");
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Stopped, kPatience);
}

QTEST_MAIN(RunningTest)
#include "tst_running.moc"
