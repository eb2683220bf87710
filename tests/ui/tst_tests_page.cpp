// SPDX-License-Identifier: Apache-2.0
#include "app/shared/build_registry.h"
#include "app/shared/engine_graph_tester.h"
#include "engine/runtime/engine.h"
#include "tests/support/ui/context_menu.h"
#include "tests/support/ui/studio_fixture.h"
#include "ui/document/shown_body.h"
#include "ui/main_window/dock_area.h"
#include "ui/run/run_views.h"
#include "ui/tests_page/graph_test_service.h"
#include "ui/tests_page/tests_page.h"
#include "ui/tests_page/tests_view.h"

#include <QAbstractItemModel>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QTreeWidget>
#include <QtTest>

using namespace millrace;
using namespace millrace::test;

namespace {

/// Three tests: one passes, one fails in a column and a missing row, one names a node that is not there.
QByteArray graphWithTests() {
    return R"json({"millrace": 1,
  "nodes": {
    "read": {"kind": "csv_source", "params": {"path": "in.csv", "schema": {"id": "STRING"}}},
    "double": {"kind": "map", "params": {"columns": {"twice": "value * 2"}}},
    "end": {"kind": "discard"}},
  "edges": [{"from": "read.out", "to": "double.in"}, {"from": "double.out", "to": "end.in"}],
  "tests": {
    "doubles": {"inputs": {"read": [{"id": "a", "value": 2}]}, "expect": {"double.out": [{"id": "a", "twice": 4}]}},
    "doubles wrongly": {"inputs": {"read": [{"id": "a", "value": 2}, {"id": "b", "value": 3}]},
      "expect": {"double.out": [{"id": "a", "twice": 5}, {"id": "b", "twice": 6}, {"id": "c", "twice": 8}]}},
    "elsewhere": {"inputs": {"raed": []}, "expect": {"double.out": []}}},
  "layout": {"nodes": {"read": [0, 0], "double": [260, 0], "end": [520, 0]}}})json";
}

/// Made before the window that works with it.
struct Tester {
    EngineGraphTester engine{buildRegistry()};
};

class TestsStudio : private Tester, public StudioFixture {
public:
    TestsStudio()
        : StudioFixture({1440, 900}, [this](ui::StudioServices& services) { services.tester = &engine; }),
          view_(window()) {
        writeFile("in.csv", "id,value\nx,1\n");
        opened_ = window().openGraph(writeFile("g.mill", graphWithTests()));
        window().dock().showPage("tests");
        QCoreApplication::processEvents();
    }
    bool opened() const { return opened_; }
    ui::TestsPage& page() { return *view_.page(); }
    ui::GraphTestService& service() { return *view_.service(); }
    QTreeWidget& list() { return *page().findChild<QTreeWidget*>("testsList"); }
    QTableView& rows() { return *page().findChild<QTableView*>("testRows"); }
    void press(const char* button) {
        QTest::mouseClick(window().findChild<QToolButton*>(button), Qt::LeftButton);
    }
    bool waitForTests() {
        return QTest::qWaitFor([this] { return !service().isRunning(); }, 60000);
    }
    void choose(int row) {
        QTest::mouseClick(list().viewport(), Qt::LeftButton, {},
                          list().visualItemRect(list().topLevelItem(row)).center());
    }
    QString result(int row) { return list().topLevelItem(row)->text(1); }
    QString cell(int row, int column) { return rows().model()->index(row, column).data().toString(); }

private:
    ui::TestsView view_;
    bool opened_ = false;
};

/// A studio that runs graphs and tests them.
struct EngineAndTester {
    Engine engine;
    EngineGraphTester tester{buildRegistry()};
};

class MakingStudio : private EngineAndTester, public StudioFixture {
public:
    explicit MakingStudio(const QByteArray& graph)
        : StudioFixture({1440, 900},
                        [this](ui::StudioServices& services) {
                            services.backend = &engine;
                            services.tester = &tester;
                        }),
          runs_(window()),
          view_(window(), &runs_.controller()) {
        writeFile("in.csv", "id,value\nx,1\ny,20\nz,300\n");
        opened_ = window().openGraph(writeFile("g.mill", graph)) && waitForPlanning();
        window().dock().showPage("tests");
        QCoreApplication::processEvents();
    }
    bool opened() const { return opened_; }
    ui::GraphTestService& service() { return *view_.service(); }
    QTreeWidget& list() { return *view_.page()->findChild<QTreeWidget*>("testsList"); }
    QDialog* press(const char* button) {
        QTest::mouseClick(window().findChild<QToolButton*>(button), Qt::LeftButton);
        const auto dialogs = window().findChildren<QDialog*>("newTestDialog");
        return dialogs.isEmpty() ? nullptr : dialogs.last();
    }
    bool runToTheEnd() {
        key(Qt::Key_F5);
        return QTest::qWaitFor([this] { return window().runState() == RunState::Finished; }, 60000);
    }
    bool waitForTests() {
        return QTest::qWaitFor([this] { return !service().isRunning(); }, 60000);
    }

private:
    ui::RunViews runs_;
    ui::TestsView view_;
    bool opened_ = false;
};

QByteArray graphWithoutTests() {
    return R"json({"millrace": 1,
  "nodes": {
    "read": {"kind": "csv_source", "title": "Read", "params": {"path": "in.csv", "schema": {"id": "STRING", "value": "BIGINT"}}},
    "double": {"kind": "map", "title": "Double", "params": {"columns": {"twice": "value * 2"}}},
    "end": {"kind": "discard", "title": "End"}},
  "edges": [{"from": "read.out", "to": "double.in"}, {"from": "double.out", "to": "end.in"}],
  "layout": {"nodes": {"read": [0, 0], "double": [260, 0], "end": [520, 0]}}})json";
}

/// What the second stage does stands in a subgraph.
QByteArray graphWithAPart() {
    return R"json({"millrace": 1,
  "nodes": {
    "read": {"kind": "csv_source", "params": {"path": "in.csv", "schema": {"id": "STRING", "value": "BIGINT"}}},
    "part": {"kind": "subgraph", "params": {"of": "part"}},
    "end": {"kind": "discard"}},
  "edges": [{"from": "read.out", "to": "part.in"}, {"from": "part.out", "to": "end.in"}],
  "subgraphs": {"part": {"inputs": {"in": "double.in"}, "outputs": {"out": "double.out"},
    "nodes": {"double": {"kind": "map", "params": {"columns": {"twice": "value * 2"}}}}}},
  "tests": {"doubles": {"inputs": {"read": [{"id": "a", "value": 2}]}, "expect": {"part.out": [{"id": "a", "twice": 4}]}}},
  "layout": {"nodes": {"read": [0, 0], "part": [260, 0], "end": [520, 0]}}})json";
}

QStringList names(const GraphDocument& document) {
    QStringList names;
    for (const std::string& name : testNames(document))
        names << QString::fromStdString(name);
    return names;
}

} // namespace

class TestTestsPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void F04_testsRunInTheStudio() {
        TestsStudio studio;
        QVERIFY(studio.opened());
        QCOMPARE(studio.list().topLevelItemCount(), 3);
        QCOMPARE(studio.result(0), QString("not run"));
        studio.press("runAllTests");
        QVERIFY(studio.service().isRunning());
        QVERIFY(studio.waitForTests());
        QCOMPARE(studio.result(0), QString("passed"));
        QCOMPARE(studio.result(1), QString("failed"));
        QCOMPARE(studio.result(2), QString("cannot run"));
        // The row that differs, beside what was expected; the missing one below.
        studio.choose(1);
        QCOMPARE(studio.cell(0, 0), QString("expected"));
        QCOMPARE(studio.cell(1, 0), QString("came"));
        QCOMPARE(studio.cell(0, 2), QString("5"));
        QCOMPARE(studio.cell(1, 2), QString("4"));
        QCOMPARE(studio.cell(2, 0), QString("− missing"));
        QCOMPARE(studio.cell(2, 1), QString("c"));
        QVERIFY(studio.rows().model()->index(1, 2).data(Qt::FontRole).value<QFont>().bold());
        QVERIFY(!studio.rows().model()->index(1, 1).data(Qt::FontRole).value<QFont>().bold());
        // What cannot run says why.
        studio.choose(2);
        QVERIFY(studio.page()
                    .findChild<QLabel*>("testProblems")
                    ->text()
                    .contains(QString::fromUtf8("did you mean “read”?")));
        QVERIFY(!studio.rows().isVisible());
        QVERIFY(!QFile::exists(studio.folder() + "/out.csv"));
    }

    void oneTestRunsWithEnter() {
        TestsStudio studio;
        studio.choose(0);
        studio.list().setFocus();
        QTest::keyClick(&studio.list(), Qt::Key_Return);
        QVERIFY(studio.waitForTests());
        QCOMPARE(studio.result(0), QString("passed"));
        QCOMPARE(studio.result(1), QString("not run"));
        QCOMPARE(studio.cell(0, 0), QString("as expected"));
    }

    void anEditMakesResultsOld() {
        TestsStudio studio;
        studio.press("runTest");
        QVERIFY(studio.waitForTests());
        QVERIFY(!studio.service().isStale("doubles"));
        studio.session().apply(edit::SetParam{"double", "columns.twice", "value * 3"});
        QVERIFY(studio.service().isStale("doubles"));
        QVERIFY(studio.result(0).contains("before the last change"));
        studio.press("runTest");
        QVERIFY(studio.waitForTests());
        QCOMPARE(studio.result(0), QString("failed"));
        studio.session().undoStack().undo();
        studio.press("runTest");
        QVERIFY(studio.waitForTests());
        QCOMPARE(studio.result(0), QString("passed"));
    }

    void thePortLeadsToItsNode() {
        TestsStudio studio;
        studio.choose(1);
        studio.press("runTest");
        QVERIFY(studio.waitForTests());
        studio.press("showTestedNode");
        QCOMPARE(studio.canvas().selectedNodes(), std::vector<std::string>{"double"});
    }

    void F04_aTestIsMadeOfTheLastRun() {
        MakingStudio studio(graphWithoutTests());
        QVERIFY(studio.opened());
        QDialog* dialog = studio.press("newTest");
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(!dialog->findChild<QPushButton*>("newTestMake")->isEnabled());
        QVERIFY(dialog->findChild<QLabel*>("newTestNote")->text().contains("Run the graph first"));
        QTest::keyClick(dialog, Qt::Key_Escape);

        QVERIFY(studio.runToTheEnd());
        studio.window().dock().showPage("tests");
        dialog = studio.press("newTest");
        auto* name = dialog->findChild<QLineEdit*>("newTestName");
        QTest::keyClicks(name, "doubles"); // what stood there is selected
        QCOMPARE(dialog->findChild<QComboBox*>("newTestWire")->currentText(), QString("Double → End"));
        QVERIFY(dialog->findChild<QLabel*>("newTestNote")->text().startsWith("3 records"));
        QTest::mouseClick(dialog->findChild<QPushButton*>("newTestMake"), Qt::LeftButton);
        QCOMPARE(names(studio.document()), QStringList{"doubles"});
        const boost::json::object test = studio.document().tests.at("doubles").as_object();
        QCOMPARE(test.at("inputs").at("read.out").as_array().size(), std::size_t{3});
        const auto& expected = test.at("expect").at("double.out").as_array();
        QCOMPARE(expected.size(), std::size_t{3});
        QCOMPARE(expected[1].at("twice").to_number<int>(), 40);
        // It runs at once, and passes: it is what happened.
        QVERIFY(studio.waitForTests());
        QCOMPARE(studio.list().topLevelItem(0)->text(1), QString("passed"));
        activate(studio);
        studio.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(studio.document().tests.empty());
        studio.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);

        // Another one with the same inputs, at another wire.
        dialog = studio.press("newTest");
        name = dialog->findChild<QLineEdit*>("newTestName");
        QTest::keyClicks(name, "doubles");
        QVERIFY(!dialog->findChild<QPushButton*>("newTestMake")->isEnabled()); // taken
        QTest::keyClicks(name, " 2");
        auto* inputs = dialog->findChild<QComboBox*>("newTestInputs");
        inputs->setFocus();
        QTest::keyClick(inputs, Qt::Key_End);
        QVERIFY(inputs->currentText().contains("doubles"));
        auto* wire = dialog->findChild<QComboBox*>("newTestWire");
        wire->setFocus();
        QTest::keyClick(wire, Qt::Key_Home);
        QTest::mouseClick(dialog->findChild<QPushButton*>("newTestMake"), Qt::LeftButton);
        QVERIFY(studio.document().tests.at("doubles 2").at("expect").as_object().contains("read.out"));
        QVERIFY(studio.document().tests.at("doubles 2").at("inputs") == test.at("inputs"));
        QVERIFY(studio.waitForTests());
    }

    void F04_testsAreRenamedAndDeleted() {
        TestsStudio studio;
        const QStringList before = names(studio.document());
        studio.choose(0);
        studio.list().setFocus();
        QTest::keyClick(&studio.list(), Qt::Key_F2);
        auto* editor = studio.list().findChild<QLineEdit*>();
        QVERIFY(editor);
        QTest::keyClicks(editor, "twice as much");
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(names(studio.document()), QStringList({"twice as much", before[1], before[2]}));
        QCOMPARE(studio.page().selectedTest(), QString("twice as much"));
        studio.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(names(studio.document()), before);
        // A name that is taken is refused.
        studio.choose(1);
        studio.press("renameTest");
        editor = studio.list().findChild<QLineEdit*>();
        QTest::keyClicks(editor, "elsewhere");
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(studio.list().topLevelItem(1)->text(0), before[1]);
        QCOMPARE(names(studio.document()), before);
        // Del means the test while the list has the focus, not what is selected on the canvas.
        studio.canvas().selectOnly({"double"});
        studio.choose(1);
        studio.list().setFocus();
        QTest::keyClick(&studio.list(), Qt::Key_Delete);
        QCOMPARE(names(studio.document()), QStringList({before[0], before[2]}));
        QVERIFY(studio.document().findNode("double"));
        studio.press("deleteTest");
        QCOMPARE(names(studio.document()).size(), 1);
        studio.key(Qt::Key_Z, Qt::ControlModifier);
        studio.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(names(studio.document()), before);
    }

    void F04_insideASubgraphTheWholeGraphIsTested() {
        MakingStudio studio(graphWithAPart());
        QVERIFY(studio.opened());
        QVERIFY(ui::ShownBody::of(studio.session()).enter("part"));
        studio.press("runAllTests");
        QVERIFY(studio.waitForTests());
        QCOMPARE(studio.list().topLevelItem(0)->text(1), QString("passed"));
        // The port leads out again.
        studio.press("showTestedNode");
        QVERIFY(ui::ShownBody::of(studio.session()).isTop());
        QCOMPARE(studio.canvas().selectedNodes(), std::vector<std::string>{"part"});
    }

    void anotherDocumentHasOtherTests() {
        TestsStudio studio;
        studio.press("runAllTests");
        studio.session().newDocument(); // while they run
        QVERIFY(!studio.service().isRunning());
        QCOMPARE(studio.list().topLevelItemCount(), 0);
        QVERIFY(QTest::qWaitFor([&studio] { return studio.page().isVisible(); }, kPatienceMs));
    }
};

QTEST_MAIN(TestTestsPage)
#include "tst_tests_page.moc"
