// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/run_studio.h"
#include "ui/canvas/node_item.h"
#include "ui/log/log_page.h"

#include <QComboBox>
#include <QTableView>
#include <QTest>

using namespace millrace;
using test::failingGraph;
using test::RunStudio;
using test::smallGraph;

namespace {

constexpr int kPatience = 60000;

int rowOfNode(const QTableView& table, const QString& node) {
    for (int row = 0; row < table.model()->rowCount(); ++row)
        if (table.model()->index(row, ui::LogModel::Node).data().toString() == node) return row;
    return -1;
}

} // namespace

class LogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theStatesOfARunAreWrittenDown();
    void aClickOnAnEntryGoesToItsNode();
    void entriesBelowTheChosenLevelAreHidden();
    void theOldestEntriesGo();
};

void LogTest::theStatesOfARunAreWrittenDown() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(0, "v >= 0", 100)));
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Finished, kPatience);
    const auto& log = studio.views().log().model();
    QVERIFY(log.rowCount() > 0);
    const QString last = log.index(log.rowCount() - 1, ui::LogModel::Message).data().toString();
    QVERIFY2(last.contains("finished"), qPrintable(last));
}

void LogTest::aClickOnAnEntryGoesToItsNode() {
    RunStudio studio;
    QVERIFY(studio.open(failingGraph({3000, 2000})));
    studio.view().setZoom(1);
    studio.view().centerOn(0, 0);
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Failed, kPatience);
    studio.clickTab("log");
    auto* table = studio.window().findChild<QTableView*>("logTable");
    QTRY_VERIFY(rowOfNode(*table, "full") >= 0);
    const QModelIndex entry = table->model()->index(rowOfNode(*table, "full"), ui::LogModel::Message);
    table->scrollTo(entry);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(entry).center());
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"full"}));
    const QRectF seen = studio.view().mapToScene(studio.view().viewport()->rect()).boundingRect();
    QVERIFY(seen.contains(studio.canvas().node("full")->cardRect()));
}

void LogTest::entriesBelowTheChosenLevelAreHidden() {
    RunStudio studio;
    auto& log = studio.views().log().model();
    log.add(Severity::Note, {}, "a note");
    log.add(Severity::Warning, {}, "a warning");
    log.add(Severity::Error, {}, "an error");
    studio.clickTab("log");
    auto* table = studio.window().findChild<QTableView*>("logTable");
    auto* level = studio.window().findChild<QComboBox*>("logLevel");
    QCOMPARE(table->model()->rowCount(), 3);
    level->setFocus();
    QTest::keyClick(level, Qt::Key_Down);
    QCOMPARE(table->model()->rowCount(), 2);
    QTest::keyClick(level, Qt::Key_Down);
    QCOMPARE(table->model()->rowCount(), 1);
    QCOMPARE(table->model()->index(0, ui::LogModel::Message).data().toString(), QString("an error"));
}

void LogTest::theOldestEntriesGo() {
    ui::LogModel log;
    for (std::size_t i = 0; i < ui::LogModel::kMostEntries + 10; ++i)
        log.add(Severity::Note, {}, QString::number(i));
    QCOMPARE(log.rowCount(), static_cast<int>(ui::LogModel::kMostEntries));
    QCOMPARE(log.index(0, ui::LogModel::Message).data().toString(), QString("10"));
}

QTEST_MAIN(LogTest)
#include "tst_log.moc"
