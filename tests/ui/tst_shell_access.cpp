// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/run_studio.h"

#include <QAccessible>
#include <QTest>

using namespace millrace;
using test::RunStudio;

namespace {

const QByteArray kGraph = R"json({
    "millrace": 1, "name": "Access", "parameters": {"rate": {"type": "BIGINT", "default": 5, "hot": true}},
    "nodes": {
      "numbers": {"kind": "generate", "title": "Numbers", "params": {"count": 10, "rate": "${rate}",
                  "fields": {"id": {"type": "sequence"}}}},
      "sums": {"kind": "aggregate", "title": "Sums", "params": {"columns": {"n": "COUNT(*)"}}},
      "bad": {"kind": "filter", "title": "Wrong", "params": {"where": "nothing > 1"}},
      "end": {"kind": "csv_sink", "title": "File", "params": {"path": "out.csv"}}},
    "edges": [{"from": "numbers.out", "to": "sums.in"}, {"from": "sums.out", "to": "end.in"},
              {"from": "numbers.out", "to": "bad.in"}],
    "layout": {"nodes": {"numbers": [0, 0], "sums": [300, 0], "bad": [300, 200], "end": [600, 0]}}})json";

} // namespace

class ShellAccessTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cardsAreChildrenOfTheCanvas();
};

void ShellAccessTest::cardsAreChildrenOfTheCanvas() {
    RunStudio studio;
    QVERIFY(studio.open(kGraph));
    QAccessibleInterface* canvas = QAccessible::queryAccessibleInterface(&studio.view());
    QVERIFY(canvas);
    QCOMPARE(canvas->childCount(), 4);
    QVERIFY(canvas->text(QAccessible::Description).contains("4 nodes"));
    QAccessibleInterface* sums = canvas->child(1);
    QCOMPARE(sums->text(QAccessible::Name), QString("Sums, Aggregate"));
    QVERIFY(canvas->child(2)->text(QAccessible::Description).contains("nothing"));
    QCOMPARE(canvas->indexOfChild(sums), 1);
    const QPoint middle = studio.view().viewport()->mapToGlobal(studio.middleOf("sums"));
    QVERIFY(sums->rect().contains(middle));
    QCOMPARE(canvas->childAt(middle.x(), middle.y()), sums);
    QVERIFY(!sums->state().selected);
    studio.clickNode("sums");
    QVERIFY(sums->state().selected);
    QCOMPARE(canvas->focusChild(), sums);
    studio.key(Qt::Key_Delete);
    QVERIFY(!sums->isValid());
    QCOMPARE(canvas->childCount(), 3);
}

QTEST_MAIN(ShellAccessTest)
#include "tst_shell_access.moc"
