// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/run_steps.h"
#include "ui/canvas/wire_item.h"
#include "ui/peek/peek_page.h"
#include "ui/peek/records_model.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QTableView>
#include <QTest>

using namespace millrace;
using test::peeked;
using test::peekedCell;
using test::RunStudio;
using test::runToTheEnd;
using test::smallGraph;

namespace {

constexpr int kPatience = 60000;

} // namespace

class PeekTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void beforeARunAClickOnAWireOnlySelectsIt();
    void aClickOnAWireShowsItsRecordsWhileTheRunGoesOn();
    void theLastRecordsStandNewestFirstAndSurviveTheEnd();
    void everyWireOfAFinishedRunHasItsRecords();
    void aShortRunIsKeptFromItsFirstRecord();
    void recordsAreFilteredAndCopied();
    void frozenRecordsStay();
    void theLiveTableHasItsPage();
    void anotherDocumentClearsThePage();
};

void PeekTest::beforeARunAClickOnAWireOnlySelectsIt() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    const QString page = studio.dock().currentPage();
    studio.clickWire("numbers.out->keep.in");
    QVERIFY(studio.canvas().wire("numbers.out->keep.in")->isSelected());
    QCOMPARE(studio.dock().currentPage(), page);
}

void PeekTest::aClickOnAWireShowsItsRecordsWhileTheRunGoesOn() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Running, kPatience);
    studio.clickWire("keep.out->think.in");
    QCOMPARE(studio.dock().currentPage(), QString("peek"));
    auto* choice = studio.window().findChild<QComboBox*>("peekChoice");
    QCOMPARE(choice->currentText(), QString("Keep → Think"));
    QTRY_VERIFY_WITH_TIMEOUT(peeked(studio).rowCount() > 0, kPatience);
    const qlonglong first = peekedCell(studio, 0).toLongLong();
    QTRY_VERIFY_WITH_TIMEOUT(peekedCell(studio, 0).toLongLong() > first, kPatience);
    QCOMPARE(peeked(studio).headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), QString("id"));
    QCOMPARE(peeked(studio).headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), QString("v"));
}

void PeekTest::theLastRecordsStandNewestFirstAndSurviveTheEnd() {
    RunStudio studio;
    runToTheEnd(studio, 5000);
    studio.clickWire("numbers.out->keep.in");
    QTRY_COMPARE(peeked(studio).rowCount(), static_cast<int>(ui::RecordsModel::kMostRows));
    for (int row = 0; row < peeked(studio).rowCount(); ++row)
        QCOMPARE(peekedCell(studio, row).toLongLong(), 4999LL - row);
}

void PeekTest::everyWireOfAFinishedRunHasItsRecords() {
    RunStudio studio;
    runToTheEnd(studio, 300);
    for (const char* wire :
         {"numbers.out->keep.in", "keep.out->think.in", "think.out->end.in", "keep.out->table.in"}) {
        studio.clickWire(wire);
        QTRY_COMPARE(peeked(studio).rowCount(), 300);
        QCOMPARE(peekedCell(studio, 0).toLongLong(), 299LL);
    }
}

void PeekTest::aShortRunIsKeptFromItsFirstRecord() {
    RunStudio studio;
    runToTheEnd(studio, 3);
    studio.clickWire("think.out->end.in");
    QTRY_COMPARE(peeked(studio).rowCount(), 3);
    QCOMPARE(peekedCell(studio, 2).toLongLong(), 0LL);
}

void PeekTest::recordsAreFilteredAndCopied() {
    RunStudio studio;
    runToTheEnd(studio, 500);
    studio.clickWire("numbers.out->keep.in");
    QTRY_COMPARE(peeked(studio).rowCount(), 500);
    auto* table = studio.window().findChild<QTableView*>("peekTable");
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(peeked(studio).index(1, 0)).center());
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    const QStringList lines = QGuiApplication::clipboard()->text().split('\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines[0], QString("id\tv"));
    QVERIFY(lines[1].startsWith("498\t"));

    auto* filter = studio.window().findChild<QLineEdit*>("peekFilter");
    filter->setFocus();
    QTest::keyClicks(filter, "499");
    QVERIFY(peeked(studio).rowCount() >= 1);
    QCOMPARE(peekedCell(studio, 0), QString("499"));
    for (int row = 0; row < peeked(studio).rowCount(); ++row)
        QVERIFY(peekedCell(studio, row, 0).contains("499") || peekedCell(studio, row, 1).contains("499"));
}

void PeekTest::frozenRecordsStay() {
    RunStudio studio;
    QVERIFY(studio.open(smallGraph(2000)));
    studio.key(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(studio.state(), RunState::Running, kPatience);
    studio.clickWire("keep.out->think.in");
    QTRY_VERIFY_WITH_TIMEOUT(peeked(studio).rowCount() > 0, kPatience);
    studio.clickButton("peekFreeze");
    const QString kept = peekedCell(studio, 0);
    const auto elapsed = [&] { return studio.runs().history().frames().back().elapsedNs; };
    const auto frozenAt = elapsed();
    QTRY_VERIFY_WITH_TIMEOUT(elapsed() > frozenAt + 1'000'000'000, kPatience);
    QCOMPARE(peekedCell(studio, 0), kept);
    studio.clickButton("peekFreeze");
    QTRY_VERIFY_WITH_TIMEOUT(peekedCell(studio, 0) != kept, kPatience);
}

void PeekTest::theLiveTableHasItsPage() {
    RunStudio studio;
    runToTheEnd(studio, 5000);
    studio.clickNode("table");
    studio.clickTab("peek");
    auto* choice = studio.window().findChild<QComboBox*>("peekChoice");
    QCOMPARE(choice->currentText(), QString("Table: Table"));
    QTRY_COMPARE(peeked(studio).rowCount(), 100);
    QCOMPARE(peekedCell(studio, 0).toLongLong(), 4999LL);
    QCOMPARE(peekedCell(studio, 99).toLongLong(), 4900LL);
}

void PeekTest::anotherDocumentClearsThePage() {
    RunStudio studio;
    runToTheEnd(studio, 100);
    studio.clickWire("numbers.out->keep.in");
    QTRY_COMPARE(peeked(studio).rowCount(), 100);
    QVERIFY(studio.open(smallGraph(0, "v >= 0", 10), "other.mill"));
    QCOMPARE(peeked(studio).rowCount(), 0);
    QCOMPARE(studio.window().findChild<QComboBox*>("peekChoice")->count(), 0);
}

QTEST_MAIN(PeekTest)
#include "tst_peek.moc"
