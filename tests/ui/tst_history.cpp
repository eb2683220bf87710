// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/run_studio.h"
#include "ui/canvas/node_item.h"
#include "ui/charts/chart_card.h"
#include "ui/charts/charts_page.h"
#include "ui/history/run_comparison.h"
#include "ui/history/runs_page.h"

#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace millrace;
using test::RunStudio;
using test::smallGraph;

namespace {

constexpr int kPatience = 60000;

void runToTheEnd(RunStudio& studio, qint64 count) {
    QVERIFY(studio.open(smallGraph(0, "v >= 0", count), QString("count%1.mill").arg(count)));
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
}

QTreeWidget* list(RunStudio& studio) { return studio.window().findChild<QTreeWidget*>("runsList"); }

void clickRow(RunStudio& studio, int row, Qt::KeyboardModifiers modifiers = {}) {
    const QRect place = list(studio)->visualItemRect(list(studio)->topLevelItem(row));
    QTest::mouseClick(list(studio)->viewport(), Qt::LeftButton, modifiers, QPoint(20, place.center().y()));
}

/// Runs graphs of 1,000 and 2,000 records; the second stands first in the list.
void keepTwoRuns(RunStudio& studio) {
    runToTheEnd(studio, 1000);
    runToTheEnd(studio, 2000);
    studio.clickTab("runs");
    QTRY_COMPARE_WITH_TIMEOUT(studio.views().runs()->runCount(), 2, kPatience);
    QTRY_COMPARE(list(studio)->topLevelItemCount(), 2);
}

/// The row of the comparison that says `what` of node `title`.
const QTreeWidgetItem* rowOf(const QTreeWidget& tree, const QString& title, const QString& what) {
    for (int n = 0; n < tree.topLevelItemCount(); ++n) {
        const QTreeWidgetItem* node = tree.topLevelItem(n);
        if (node->text(0) != title) continue;
        for (int f = 0; f < node->childCount(); ++f)
            if (node->child(f)->text(0) == what) return node->child(f);
    }
    return nullptr;
}

} // namespace

class HistoryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFinishedRunAppearsByItself();
    void anOldRunShowsItsFiguresAndCharts();
    void aNewRunLeavesTheOldOne();
    void twoRunsStandSideBySide();
    void theGraphOfARunComesBack();
    void runsAreRemoved();
};

void HistoryTest::aFinishedRunAppearsByItself() {
    RunStudio studio;
    studio.clickTab("runs");
    QTRY_COMPARE(studio.views().runs()->runCount(), 0);
    runToTheEnd(studio, 1000);
    QTRY_COMPARE_WITH_TIMEOUT(studio.views().runs()->runCount(), 1, kPatience);
    const QTreeWidgetItem* row = list(studio)->topLevelItem(0);
    QStringList cells;
    for (int c = 0; c < list(studio)->columnCount(); ++c)
        cells << row->text(c);
    QVERIFY2(cells.contains("Small") && cells.contains("finished") && cells.contains("1,000"),
             qPrintable(cells.join(" | ")));
}

void HistoryTest::anOldRunShowsItsFiguresAndCharts() {
    RunStudio studio;
    keepTwoRuns(studio);
    clickRow(studio, 1);
    studio.clickButton("openRun");
    QTRY_VERIFY_WITH_TIMEOUT(studio.views().showsHistoricRun(), kPatience);
    QCOMPARE(studio.canvas().node("end")->live()->recordsIn, 1000);
    QCOMPARE(studio.dock().currentPage(), QString("charts"));
    QTRY_VERIFY(studio.views().charts().cards()[0]->visibleLines() > 0);
    QVERIFY(studio.window().findChild<QWidget*>("historyBanner"));
    studio.clickButton("closeHistory");
    QVERIFY(!studio.views().showsHistoricRun());
    QCOMPARE(studio.canvas().node("end")->live()->recordsIn, 2000);
}

void HistoryTest::aNewRunLeavesTheOldOne() {
    RunStudio studio;
    keepTwoRuns(studio);
    clickRow(studio, 1);
    QTest::keyClick(list(studio), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(studio.views().showsHistoricRun(), kPatience);
    const std::string before = studio.runs().run()->id();
    studio.key(Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(studio.runs().run()->id() != before, kPatience);
    QVERIFY(!studio.views().showsHistoricRun());
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
    QCOMPARE(studio.canvas().node("end")->live()->recordsIn, 2000);
}

void HistoryTest::twoRunsStandSideBySide() {
    RunStudio studio;
    keepTwoRuns(studio);
    auto* compare = studio.window().findChild<QToolButton*>("compareRuns");
    clickRow(studio, 0);
    QVERIFY(!compare->isEnabled());
    clickRow(studio, 1, Qt::ControlModifier);
    QVERIFY(compare->isEnabled());
    QTest::mouseClick(compare, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(studio.window().findChild<ui::RunComparison*>(), kPatience);
    auto* dialog = studio.window().findChild<ui::RunComparison*>();
    QTRY_VERIFY(dialog->isVisible());
    const auto* tree = dialog->findChild<QTreeWidget*>();
    const QTreeWidgetItem* row = rowOf(*tree, "End", "Records in");
    QVERIFY(row);
    QCOMPARE(row->text(1), QString("1,000")); // the older run first, whatever was clicked first
    QCOMPARE(row->text(2), QString("2,000"));
    QCOMPARE(row->text(3), QString("+100.0 %"));
    QVERIFY(dialog->findChild<ui::ChartCard*>()->visibleLines() > 0);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!studio.window().findChild<ui::RunComparison*>());
}

void HistoryTest::theGraphOfARunComesBack() {
    RunStudio studio;
    keepTwoRuns(studio);
    clickRow(studio, 1);
    studio.clickButton("restoreRun");
    const auto countOf = [&] {
        const GraphNode* node = studio.session().document().findNode("numbers");
        const auto* count = node ? node->params.if_contains("count") : nullptr;
        return count ? count->to_number<int>() : -1;
    };
    QTRY_COMPARE_WITH_TIMEOUT(countOf(), 1000, kPatience);
    QVERIFY(studio.session().isDirty());
}

void HistoryTest::runsAreRemoved() {
    RunStudio studio;
    keepTwoRuns(studio);
    clickRow(studio, 0);
    QTest::keyClick(list(studio), Qt::Key_Delete);
    QTRY_COMPARE_WITH_TIMEOUT(studio.views().runs()->runCount(), 1, kPatience);
    clickRow(studio, 0);
    studio.clickButton("deleteRuns");
    QTRY_COMPARE_WITH_TIMEOUT(studio.views().runs()->runCount(), 0, kPatience);
    QCOMPARE(studio.store().list(10)->size(), std::size_t{0});
}

QTEST_MAIN(HistoryTest)
#include "tst_history.moc"
