// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/studio_fixture.h"
#include "ui/canvas/wire_item.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/many_page.h"
#include "ui/inspector/many_wires_page.h"
#include "ui/inspector/node_page.h"
#include "ui/param_editors/expression_field.h"
#include "ui/param_editors/param_editor.h"
#include "ui/param_editors/parameter_form.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTest>
#include <QToolButton>
#include <QUndoStack>

using namespace millrace;

/// The inspector with several nodes in it, and what it offers per field.
class EditingMany : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void E19_severalNodesAtOnce();
    void E19_mixedChoicesAndConcurrency();
    void E19_nodesOfDifferentKindsShareWhatMeansTheSame();
    void E19_severalWiresAtOnce();
    void E19_resetAndUnits();
    void E19_renameByF2();
};

namespace {

ui::ManyPage& many(test::StudioFixture& studio) { return studio.window().inspector().manyPage(); }

bool saysMixed(ui::ParameterForm* form, const char* name) {
    return form->findChild<QLabel*>(QString("mixed_%1").arg(name))->isVisible();
}

} // namespace

void EditingMany::E19_severalNodesAtOnce() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0, {{"where", "a > 1"}}), studio.add("filter", 0, 200, {{"where", "a > 2"}});
    studio.add("filter", 0, 400, {{"where", "a > 1"}});
    studio.view().fitAll();
    studio.click(studio.middleOf("filter"));
    studio.click(studio.middleOf("filter_3"), Qt::ControlModifier);
    QVERIFY(many(studio).isVisible());
    auto* field = many(studio).parameters()->editor("where")->findChild<ui::ExpressionField*>("expression");
    QCOMPARE(field->text(), QString("a > 1"));
    QVERIFY(!saysMixed(many(studio).parameters(), "where"));
    studio.click(studio.middleOf("filter_2"), Qt::ControlModifier);
    field = many(studio).parameters()->editor("where")->findChild<ui::ExpressionField*>("expression");
    QCOMPARE(field->text(), QString());
    QVERIFY(saysMixed(many(studio).parameters(), "where"));
    const int steps = studio.session().undoStack().count();
    field->setFocus();
    QTest::keyClicks(field, "1 = 2");
    for (const GraphNode& node : studio.document().nodes) {
        QCOMPARE(node.params.at("where").as_string(), "1 = 2");
    }
    QVERIFY(!saysMixed(many(studio).parameters(), "where"));
    QCOMPARE(studio.session().undoStack().count(), steps + 1);
    studio.session().undoStack().undo();
    QCOMPARE(studio.document().findNode("filter_2")->params.at("where").as_string(), "a > 2");
    QVERIFY(saysMixed(many(studio).parameters(), "where"));
}

void EditingMany::E19_mixedChoicesAndConcurrency() {
    test::StudioFixture studio;
    studio.add("map", 0, 0, {{"keep", "none"}}), studio.add("map", 0, 200);
    studio.session().apply(edit::SetConcurrency{"map", {{"workers", 4}, {"executor", "pool"}}});
    studio.key(Qt::Key_A, Qt::ControlModifier);
    auto* keep = many(studio).parameters()->editor("keep")->findChild<QComboBox*>();
    QVERIFY(saysMixed(many(studio).parameters(), "keep"));
    QCOMPARE(keep->currentIndex(), -1);
    keep->setFocus();
    QTest::keyClick(keep, Qt::Key_Down);
    keep->setCurrentIndex(keep->findData("none"));
    Q_EMIT keep->activated(keep->currentIndex());
    QCOMPARE(studio.document().findNode("map_2")->params.at("keep").as_string(), "none");
    QVERIFY(!saysMixed(many(studio).parameters(), "keep"));
    ui::ParameterForm* concurrency = many(studio).concurrency();
    QVERIFY(saysMixed(concurrency, "workers") && saysMixed(concurrency, "executor"));
    auto* workers = concurrency->editor("workers")->findChild<QLineEdit*>("field");
    QCOMPARE(workers->placeholderText(), QString("mixed"));
    workers->setFocus();
    QTest::keyClicks(workers, "8");
    QCOMPARE(studio.document().findNode("map")->concurrency.at("workers").to_number<int>(), 8);
    QCOMPARE(studio.document().findNode("map_2")->concurrency.at("workers").to_number<int>(), 8);
    QCOMPARE(studio.document().findNode("map")->concurrency.at("executor").as_string(), "pool");
    QVERIFY2(!studio.document().findNode("map_2")->concurrency.contains("executor"), "only what was edited");
}

void EditingMany::E19_nodesOfDifferentKindsShareWhatMeansTheSame() {
    test::StudioFixture studio;
    studio.add("csv_sink", 0, 0), studio.add("ndjson_sink", 0, 200), studio.add("filter", 0, 400);
    studio.canvas().selectOnly({"csv_sink", "ndjson_sink"});
    QVERIFY(many(studio).parameters()->editor("path"));
    QVERIFY2(!many(studio).parameters()->editor("delimiter"), "JSON has none");
    studio.canvas().selectOnly({"csv_sink", "filter"});
    QVERIFY(!many(studio).parameters()->editor("path"));
    QVERIFY(many(studio).concurrency()->editor("workers")->isVisible());
}

void EditingMany::E19_severalWiresAtOnce() {
    test::StudioFixture studio;
    studio.add("generate", 0, 0), studio.add("filter", 400, 0), studio.add("discard", 800, 0);
    studio.connectNodes("generate.out", "filter.in"), studio.connectNodes("filter.out", "discard.in");
    studio.session().apply(
        edit::SetEdge{{"generate", "out"}, {"filter", "in"}, {{"capacity", 100}, {"overflow", "fail"}}, ""});
    studio.view().fitAll();
    const auto middle = [&](const char* id) {
        return studio.inView(studio.canvas().wire(id)->path().pointAtPercent(0.5));
    };
    studio.click(middle("generate.out->filter.in"));
    studio.click(middle("filter.out->discard.in"), Qt::ControlModifier);
    ui::ManyWiresPage& page = studio.window().inspector().manyWiresPage();
    QVERIFY(page.isVisible());
    QCOMPARE(page.findChild<QLabel*>("manyWiresTitle")->text(), QString("2 wires"));
    QVERIFY(saysMixed(page.form(), "capacity") && saysMixed(page.form(), "overflow"));
    QVERIFY(!saysMixed(page.form(), "partitioning"));
    const int steps = studio.session().undoStack().count();
    auto* capacity = page.form()->editor("capacity")->findChild<QLineEdit*>("field");
    QTest::mouseClick(capacity, Qt::LeftButton);
    QTest::keyClicks(capacity, "256");
    for (const GraphEdge& edge : studio.document().edges)
        QCOMPARE(edge.queue.at("capacity").to_number<int>(), 256);
    QCOMPARE(studio.document().edges[0].queue.at("overflow").as_string(), "fail"); // that of each stays
    QVERIFY(!studio.document().edges[1].queue.contains("overflow"));
    QVERIFY(!saysMixed(page.form(), "capacity") && saysMixed(page.form(), "overflow"));
    QCOMPARE(studio.session().undoStack().count(), steps + 1);
    auto* overflow = page.form()->editor("overflow")->findChild<QComboBox*>();
    overflow->setFocus();
    overflow->setCurrentIndex(overflow->findData("drop_oldest"));
    Q_EMIT overflow->activated(overflow->currentIndex());
    for (const GraphEdge& edge : studio.document().edges)
        QCOMPARE(edge.queue.at("overflow").as_string(), "drop_oldest");
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(studio.document().edges[0].queue.at("capacity").to_number<int>(), 100);
    QVERIFY(studio.document().edges[1].queue.empty());
    QVERIFY(saysMixed(page.form(), "capacity"));
}

void EditingMany::E19_resetAndUnits() {
    test::StudioFixture studio;
    studio.add("map", 0, 0, {{"keep", "none"}}), studio.add("map", 0, 200, {{"keep", "list"}});
    studio.key(Qt::Key_A, Qt::ControlModifier);
    auto* row = many(studio).parameters()->editor("keep")->parentWidget();
    auto* reset = row->findChild<QToolButton*>("reset");
    QVERIFY(reset->isVisible());
    QTest::mouseClick(reset, Qt::LeftButton);
    for (const GraphNode& node : studio.document().nodes) {
        QVERIFY(!node.params.contains("keep"));
    }
    QVERIFY(!reset->isVisible());
    studio.session().undoStack().undo();
    QCOMPARE(studio.document().findNode("map")->params.at("keep").as_string(), "none");

    const auto id = studio.add("limit", 300, 0);
    studio.click(studio.middleOf(id));
    const ParameterSpec* number = nullptr;
    for (const ParameterSpec& spec : studio.registry().find("limit")->params) {
        if (!spec.unit.empty() && !spec.advanced) number = &spec;
    }
    QVERIFY(number);
    ui::ParamEditor* editor =
        studio.window().inspector().nodePage().parameters()->editor(QString::fromStdString(number->name));
    auto* field = editor->findChild<QLineEdit*>("field");
    auto* unit = field->findChild<QLabel*>();
    QVERIFY(unit && unit->isVisible());
    QCOMPARE(unit->text(), QString::fromStdString(number->unit));
    QVERIFY2(field->rect().contains(unit->geometry()), "the unit stands inside the field");
    field->setFocus();
    QTest::keyClicks(field, "250");
    QCOMPARE(studio.document().findNode(id)->params.at(number->name).to_number<int>(), 250);
}

void EditingMany::E19_renameByF2() {
    test::StudioFixture studio;
    const auto id = studio.add("filter", 0, 0);
    studio.click(studio.middleOf(id));
    const int steps = studio.session().undoStack().count();
    studio.key(Qt::Key_F2);
    auto* title = studio.window().findChild<QLineEdit*>("nodeTitle");
    QVERIFY(title->hasFocus());
    QTest::keyClicks(title, "Too fast");
    QTest::keyClick(title, Qt::Key_Return);
    QCOMPARE(studio.document().findNode(id)->title, std::string("Too fast"));
    QCOMPARE(studio.session().undoStack().count(), steps + 1);
}

QTEST_MAIN(EditingMany)
#include "tst_editing_many.moc"
