// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "tests/support/ui/studio_fixture.h"
#include "ui/main_window/window_actions.h"

#include <QLineEdit>
#include <QListWidget>
#include <QTest>

using namespace millrace;

namespace {

QListWidget* historyList(test::StudioFixture& studio) {
    return studio.window().findChild<QListWidget*>("editHistoryList");
}

void openHistory(test::StudioFixture& studio) {
    studio.key(Qt::Key_Z, Qt::ControlModifier | Qt::AltModifier);
    QTRY_VERIFY(historyList(studio)->isVisible());
}

void clickRow(QListWidget* list, int row) {
    list->scrollToItem(list->item(row));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(row)).center());
}

} // namespace

class ShellHistoryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void E05_historyList();
    void E05_everyActionIsOneStepBack();
    void E05_typingIsOneStepAndSelectionIsNone();
};

void ShellHistoryTest::E05_historyList() {
    test::StudioFixture studio;
    std::vector<std::string> states{writeGraph(studio.document())};
    const auto note = [&] { states.push_back(writeGraph(studio.document())); };
    studio.add("filter", 0, 0), note();
    studio.add("map", 300, 0), note();
    studio.session().apply(edit::SetTitle{"map", "Convert"}), note();
    studio.connectNodes("filter.out", "map.in"), note();
    openHistory(studio);
    QListWidget* list = historyList(studio);
    QCOMPARE(list->count(), 5);
    QVERIFY2(list->item(1)->text().contains("filter", Qt::CaseInsensitive),
             qPrintable(list->item(1)->text()));
    QCOMPARE(list->currentRow(), 4);
    for (const int row : {1, 3, 0, 4, 2}) { // to any state, there and back
        clickRow(list, row);
        QCOMPARE(writeGraph(studio.document()), states[static_cast<std::size_t>(row)]);
        QCOMPARE(list->currentRow(), row);
        QVERIFY(list->isVisible());
        QCOMPARE(list->count(), 5);
    }
    QTest::keyClick(list, Qt::Key_Up);
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(writeGraph(studio.document()), states[1]);
    QTest::keyClick(list, Qt::Key_Escape);
    QVERIFY(!list->isVisible());
    studio.session().apply(edit::SetTitle{"filter", "Only moving"}); // what was undone is gone now
    openHistory(studio);
    QCOMPARE(list->count(), 3);
}

void ShellHistoryTest::E05_everyActionIsOneStepBack() {
    test::StudioFixture studio;
    studio.add("generate", 0, 0), studio.add("filter", 300, 0), studio.add("discard", 600, 0);
    studio.connectNodes("generate.out", "filter.in"), studio.connectNodes("filter.out", "discard.in");
    const auto isOneStep = [&](const char* what, const std::function<void()>& act) {
        const std::string before = writeGraph(studio.document());
        const int steps = studio.session().undoStack().index();
        act();
        QCoreApplication::processEvents();
        const std::string after = writeGraph(studio.document());
        QVERIFY2(after != before, what);
        QVERIFY2(studio.session().undoStack().index() == steps + 1, what);
        studio.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY2(writeGraph(studio.document()) == before, what);
        studio.key(Qt::Key_Y, Qt::ControlModifier);
        QVERIFY2(writeGraph(studio.document()) == after, what);
        studio.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY2(writeGraph(studio.document()) == before, what);
    };
    const auto select = [&](const char* id) { studio.click(studio.middleOf(id)); };
    isOneStep("add", [&] {
        studio.key(Qt::Key_A);
        auto* field = studio.window().findChild<QLineEdit*>("quickAddSearch");
        QTest::keyClicks(field, "limit");
        QTest::keyClick(field, Qt::Key_Return);
    });
    isOneStep("delete", [&] { select("filter"), studio.key(Qt::Key_Delete); });
    isOneStep("delete and reconnect",
              [&] { select("filter"), studio.key(Qt::Key_Delete, Qt::ControlModifier); });
    isOneStep("cut", [&] { select("discard"), studio.key(Qt::Key_X, Qt::ControlModifier); });
    isOneStep("paste", [&] { studio.key(Qt::Key_V, Qt::ControlModifier); });
    isOneStep("duplicate", [&] { select("filter"), studio.key(Qt::Key_D, Qt::ControlModifier); });
    isOneStep("wire", [&] {
        studio.drag(studio.portOf("generate", "out", true), studio.portOf("discard", "in", false));
    });
    isOneStep("move",
              [&] { studio.drag(studio.middleOf("filter"), studio.middleOf("filter") + QPoint(40, 60)); });
    isOneStep("rename", [&] {
        select("filter");
        studio.key(Qt::Key_F2);
        auto* title = studio.window().findChild<QLineEdit*>("nodeTitle");
        QTest::keyClicks(title, "Only moving");
        QTest::keyClick(title, Qt::Key_Return);
    });
    isOneStep("tidy", [&] { studio.key(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier); });
}

void ShellHistoryTest::E05_typingIsOneStepAndSelectionIsNone() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0), studio.add("map", 300, 0);
    const int base = studio.session().undoStack().count();
    studio.click(studio.middleOf("map"));
    studio.click(studio.middleOf("filter"));
    QCOMPARE(studio.session().undoStack().count(), base);
    auto* name = studio.window().findChild<QLineEdit*>("graphName");
    studio.click(studio.inView({900, 400}));
    QTest::keyClicks(name, "Fleet");
    QCOMPARE(studio.document().name, std::string("Fleet"));
    QCOMPARE(studio.session().undoStack().count(), base + 1);
}

QTEST_MAIN(ShellHistoryTest)
#include "tst_shell_history.moc"
