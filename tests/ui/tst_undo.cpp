// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "tests/support/ui/studio_fixture.h"
#include "ui/main_window/arrange_commands.h"
#include "ui/main_window/canvas_commands.h"
#include "ui/main_window/window_actions.h"

#include <QRandomGenerator>
#include <QTest>
#include <QUndoStack>

using namespace millrace;

class UndoTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void undoingEverythingGivesTheSameTextBack();
    void shortcutsUndoAndRedo();
    void pausesAndOtherFieldsSplitTyping();
    void aFailingEditLeavesNoStep();
    void savingMakesTheDocumentCleanAndUndoDirtyAgain();
    void nudgingByTheGridIsOneStep();
};

void UndoTest::undoingEverythingGivesTheSameTextBack() {
    test::StudioFixture studio;
    studio.add("generate", 0, 0), studio.add("filter", 300, 0), studio.add("discard", 600, 0);
    studio.connectNodes("generate.out", "filter.in");
    const std::string start = writeGraph(studio.document());
    const int base = studio.session().undoStack().index();
    QRandomGenerator random(7);
    for (int round = 0; round < 120; ++round) {
        const auto& nodes = studio.document().nodes;
        const auto pick = [&] {
            return nodes[static_cast<std::size_t>(random.bounded(static_cast<int>(nodes.size())))].id;
        };
        switch (nodes.empty() ? 0 : random.bounded(6)) {
            case 0:
                studio.window().commands().addKind(random.bounded(2) ? "map" : "limit",
                                                   QPointF(random.bounded(800), random.bounded(500)),
                                                   std::nullopt);
                break;
            case 1:
                studio.canvas().selectOnly({QString::fromStdString(pick())});
                studio.window().commands().removeSelection(random.bounded(2) == 1);
                break;
            case 2:
                studio.canvas().selectOnly({QString::fromStdString(pick())});
                studio.window().commands().duplicate();
                break;
            case 3: studio.session().apply(edit::SetTitle{pick(), "t" + std::to_string(round)}); break;
            case 4:
                studio.session().apply(
                    edit::SetParam{pick(), "where", boost::json::value("a > " + std::to_string(round))});
                break;
            case 5: studio.window().arrange().tidy(); break;
            default: break;
        }
    }
    const std::string end = writeGraph(studio.document());
    QVERIFY(studio.session().undoStack().index() > base + 60);
    while (studio.session().undoStack().index() > base) {
        studio.session().undoStack().undo();
    }
    QCOMPARE(QString::fromStdString(writeGraph(studio.document())), QString::fromStdString(start));
    while (studio.session().undoStack().canRedo()) {
        studio.session().undoStack().redo();
    }
    QCOMPARE(QString::fromStdString(writeGraph(studio.document())), QString::fromStdString(end));
}

void UndoTest::shortcutsUndoAndRedo() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(studio.document().nodes.empty());
    studio.key(Qt::Key_Y, Qt::ControlModifier);
    QCOMPARE(studio.document().nodes.size(), std::size_t{1});
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    studio.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(studio.document().nodes.size(), std::size_t{1});
}

void UndoTest::pausesAndOtherFieldsSplitTyping() {
    test::StudioFixture studio;
    const auto id = studio.add("filter", 0, 0);
    const auto type = [&](const char* field, const char* text) {
        studio.session().apply(edit::SetParam{id, field, boost::json::value(text)},
                               QString("param:%1").arg(field));
    };
    const int base = studio.session().undoStack().count();
    type("where", "a");
    type("where", "ab");
    QCOMPARE(studio.session().undoStack().count(), base + 1);
    studio.session().endMerge();
    type("where", "abc");
    QCOMPARE(studio.session().undoStack().count(), base + 2);
    type("other", "x");
    QCOMPARE(studio.session().undoStack().count(), base + 3);
}

void UndoTest::aFailingEditLeavesNoStep() {
    test::StudioFixture studio;
    const int base = studio.session().undoStack().count();
    QVERIFY(!studio.session().apply(edit::RemoveNode{"nobody"}));
    QCOMPARE(studio.session().undoStack().count(), base);
}

void UndoTest::savingMakesTheDocumentCleanAndUndoDirtyAgain() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0);
    QVERIFY(studio.session().isDirty());
    QVERIFY(studio.session().saveAs(studio.folder() + "/a.mill").has_value());
    QVERIFY(!studio.session().isDirty());
    studio.session().undoStack().undo();
    QVERIFY(studio.session().isDirty());
    studio.session().undoStack().redo();
    QVERIFY(!studio.session().isDirty());
}

void UndoTest::nudgingByTheGridIsOneStep() {
    test::StudioFixture studio;
    const auto id = studio.add("filter", 0, 0);
    studio.click(studio.middleOf(id));
    const int base = studio.session().undoStack().count();
    for (int i = 0; i < 3; ++i) {
        studio.key(Qt::Key_Right, Qt::ShiftModifier);
    }
    QCOMPARE(studio.document().position(id)->x, 60.0);
    QCOMPARE(studio.session().undoStack().count(), base + 1);
}

QTEST_MAIN(UndoTest)
#include "tst_undo.moc"
