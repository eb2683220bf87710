// SPDX-License-Identifier: Apache-2.0
#include "tests/support/node_harness.h"
#include "tests/support/ui/studio_fixture.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/node_page.h"
#include "ui/inspector/wire_page.h"
#include "ui/param_editors/expression_field.h"
#include "ui/param_editors/param_editor.h"
#include "ui/param_editors/parameter_form.h"
#include "ui/settings/theme_choice.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTest>
#include <QUndoStack>

using namespace millrace;

class InspectorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyKindGetsAnEditorForEveryParameter();
    void typingAnExpressionChangesTheDocumentInOneStep();
    void aWrongColumnIsSaidInWordsBelowTheField();
    void columnsAndFunctionsAreOffered();
    void tabLeavesAnExpressionWhateverIsOffered();
    void aRowOfAMapIsAddedAndRemoved();
    void aShortExpressionInAFreshRowIsDrawn();
    void anotherThemeLeavesTheFieldsTheirRoom();
    void concurrencySettingsAreWritten();
    void aWireShowsItsQueueSettings();
    void titleIsEditedByF2();
    void graphParametersAreEditedWhenNothingIsSelected();
    void checkpointsAreSetWhenNothingIsSelected();
    void numbersStayNumbersAndReferencesStayText();
    void emptyFieldsTakeTheParameterAway();
};

namespace {

boost::json::object generator() {
    return boost::json::object{
        {"count", 100}, {"fields", {{"id", {{"type", "sequence"}}}, {"speed", {{"type", "uniform"}}}}}};
}

ui::NodePage& page(test::StudioFixture& studio) { return studio.window().inspector().nodePage(); }

ui::ExpressionField* whereField(test::StudioFixture& studio) {
    return page(studio).parameters()->editor("where")->findChild<ui::ExpressionField*>("expression");
}

/// Columns of the field in which something is drawn where its first line belongs.
int inkOf(const ui::ExpressionField& field) {
    const QImage image = field.viewport()->grab(QRect(0, 0, field.viewport()->width(), 18)).toImage();
    const QRgb paper = image.pixel(image.width() - 3, image.height() / 2);
    int columns = 0;
    for (int x = 2; x < image.width() / 2; ++x) {
        bool ink = false;
        for (int y = 2; y < image.height(); ++y)
            ink = ink || std::abs(qGray(image.pixel(x, y)) - qGray(paper)) > 40;
        columns += ink ? 1 : 0;
    }
    return columns;
}

} // namespace

void InspectorTest::everyKindGetsAnEditorForEveryParameter() {
    test::StudioFixture studio(
        {1440, 900}, [](ui::StudioServices& services) { services.registry = &test::testedRegistry(); });
    QVERIFY2(studio.session().registry().find("distinct_count") != nullptr,
             "kinds of plugins are among them");
    for (const auto& kind : studio.session().registry().kinds()) {
        const auto id = studio.add(kind->name, 0, 0);
        studio.canvas().selectOnly({QString::fromStdString(id)});
        QCOMPARE(page(studio).nodeId(), QString::fromStdString(id));
        for (const ParameterSpec& spec : kind->params) {
            ui::ParamEditor* editor = page(studio).parameters()->editor(QString::fromStdString(spec.name));
            QVERIFY2(editor, (kind->name + "." + spec.name).c_str());
            if (spec.defaultValue.is_null()) continue;
            // Showing a default and asking for it back must not invent another value.
            editor->setValue(&spec.defaultValue);
            const auto back = editor->value();
            const bool sameNumber = back && back->is_number() && spec.defaultValue.is_number() &&
                                    back->to_number<double>() == spec.defaultValue.to_number<double>();
            QVERIFY2(!back || sameNumber || *back == spec.defaultValue,
                     (kind->name + "." + spec.name).c_str());
        }
        QVERIFY2(studio.document().findNode(id)->params.empty(), "looking changes nothing");
    }
}

void InspectorTest::typingAnExpressionChangesTheDocumentInOneStep() {
    test::StudioFixture studio;
    const auto id = studio.add("filter", 0, 0);
    studio.click(studio.middleOf(id));
    const int steps = studio.session().undoStack().count();
    QTest::keyClicks(whereField(studio), "1 = 2");
    QCOMPARE(studio.document().findNode(id)->params.at("where").as_string(), "1 = 2");
    QCOMPARE(studio.session().undoStack().count(), steps + 1);
    studio.session().undoStack().undo();
    QVERIFY(!studio.document().findNode(id)->params.contains("where"));
    QCOMPARE(whereField(studio)->text(), QString());
}

void InspectorTest::aWrongColumnIsSaidInWordsBelowTheField() {
    test::StudioFixture studio;
    const auto source = studio.add("generate", 0, 0, generator()), id = studio.add("filter", 300, 0);
    studio.connectNodes(source + ".out", id + ".in");
    studio.click(studio.middleOf(id));
    QTest::keyClicks(whereField(studio), "sped > 3 ");
    QVERIFY(studio.waitForPlanning());
    auto* finding = studio.window().findChild<QLabel*>("finding_where");
    QVERIFY(finding->isVisible());
    QVERIFY2(finding->text().contains("sped") && finding->text().contains("speed"),
             qPrintable(finding->text()));
    QCOMPARE(whereField(studio)->property("state").toString(), QString("error"));
    whereField(studio)->selectAll();
    QTest::keyClicks(whereField(studio), "speed > 0.5 ");
    QVERIFY(studio.waitForPlanning());
    QVERIFY(!finding->isVisible());
}

void InspectorTest::columnsAndFunctionsAreOffered() {
    test::StudioFixture studio;
    const auto source = studio.add("generate", 0, 0, generator()),
               id = studio.add("filter", 300, 0, {{"where", "speed > 1"}});
    studio.connectNodes(source + ".out", id + ".in");
    QVERIFY(studio.waitForPlanning());
    studio.click(studio.middleOf(id));
    ui::ExpressionField* field = whereField(studio);
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, "spe");
    QVERIFY(field->completer()->popup()->isVisible());
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(field->text(), QString("speed"));
    QTest::keyClicks(field, " > ROUN");
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(field->text(), QString("speed > ROUND("));
}

void InspectorTest::tabLeavesAnExpressionWhateverIsOffered() {
    test::StudioFixture studio;
    const auto source = studio.add("generate", 0, 0, generator()), id = studio.add("map", 300, 0);
    studio.connectNodes(source + ".out", id + ".in");
    QVERIFY(studio.waitForPlanning());
    studio.click(studio.middleOf(id));
    ui::ParamEditor* editor = page(studio).parameters()->editor("columns");
    QTest::mouseClick(editor->findChild<QPushButton*>("addRow"), Qt::LeftButton);
    auto* field = editor->findChild<ui::ExpressionField*>("expression");
    field->setFocus();
    QTest::keyClicks(field, "CASE WHEN id > 1 THEN speed EN");
    QTRY_VERIFY(field->completer()->popup()->isVisible()); // ends with ...
    QTest::keyClick(field->completer()->popup(), Qt::Key_Tab);
    QVERIFY(!field->completer()->popup()->isVisible());
    QVERIFY(!field->hasFocus());
    QCOMPARE(field->text(), QString("CASE WHEN id > 1 THEN speed EN"));
    // What one has chosen, or asked for, it takes.
    for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Space}) {
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, "sp");
        QTRY_VERIFY(field->completer()->popup()->isVisible());
        QWidget* popup = field->completer()->popup();
        if (key == Qt::Key_Down) {
            QTest::keyClick(popup, key);
            QTest::keyClick(popup, Qt::Key_Up);
        } else {
            QTest::keyClick(field, key, Qt::ControlModifier);
        }
        QTest::keyClick(popup, Qt::Key_Tab);
        QCOMPARE(field->text(), QString("speed"));
        QVERIFY(field->hasFocus());
        QTest::keyClick(field, Qt::Key_Tab);
        QVERIFY(!field->hasFocus());
    }
}

void InspectorTest::aRowOfAMapIsAddedAndRemoved() {
    test::StudioFixture studio;
    const auto id = studio.add("map", 0, 0, {{"columns", {{"kmh", "speed * 3.6"}}}});
    studio.click(studio.middleOf(id));
    ui::ParamEditor* editor = page(studio).parameters()->editor("columns");
    QTest::mouseClick(editor->findChild<QPushButton*>("addRow"), Qt::LeftButton);
    auto names = editor->findChildren<QLineEdit*>("name");
    QCOMPARE(names.size(), 2);
    QTest::keyClicks(names[1], "twice");
    QTest::keyClicks(editor->findChildren<ui::ExpressionField*>("expression")[1], "2 * 2");
    const boost::json::object& columns = studio.document().findNode(id)->params.at("columns").as_object();
    QCOMPARE(columns.size(), std::size_t{2});
    QCOMPARE(columns.at("twice").as_string(), "2 * 2");
    QCOMPARE(columns.begin()->key(), "kmh");
    QTest::mouseClick(editor->findChildren<QAbstractButton*>("removeRow")[0], Qt::LeftButton);
    QCOMPARE(studio.document().findNode(id)->params.at("columns").as_object().size(), std::size_t{1});
}

void InspectorTest::aShortExpressionInAFreshRowIsDrawn() {
    test::StudioFixture studio({1366, 768});
    const auto id = studio.add("map", 0, 0);
    studio.click(studio.middleOf(id));
    const auto fields = [&] {
        return page(studio).parameters()->editor("columns")->findChildren<ui::ExpressionField*>("expression");
    };
    QTest::mouseClick(page(studio).parameters()->editor("columns")->findChild<QPushButton*>("addRow"),
                      Qt::LeftButton);
    QTest::keyClicks(QApplication::focusWidget(), "kmh");
    for (const char* text : {"speed * 3.6", "1"}) {
        ui::ExpressionField* field = fields().front();
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Tab);
        QCOMPARE(field->toPlainText(), QString(text));
        QTRY_VERIFY(inkOf(*field) > 4);
        // Nothing of it is scrolled away, however little room there was when it was typed.
        field->moveCursor(QTextCursor::End);
        field->ensureCursorVisible();
        QTRY_VERIFY(inkOf(*field) > 4);
        QVERIFY(field->verticalScrollBar()->maximum() == 0);
        // Nor where the fields are made anew.
        studio.click(studio.inView(studio.view().mapToScene(5, 5)));
        studio.click(studio.middleOf(id));
        QTRY_VERIFY(!fields().isEmpty() && fields().front()->isVisible());
        QTRY_VERIFY(inkOf(*fields().front()) > 4);
        QVERIFY(fields().front()->verticalScrollBar()->maximum() == 0);
    }
}

void InspectorTest::anotherThemeLeavesTheFieldsTheirRoom() {
    test::StudioFixture studio({1366, 768});
    const auto id = studio.add("map", 0, 0, {{"columns", {{"a", "1 + 1"}, {"b", "2 + 2"}, {"c", "3 + 3"}}}});
    studio.click(studio.middleOf(id));
    for (const auto theme : {ui::ThemeChoice::Light, ui::ThemeChoice::Dark}) {
        ui::applyTheme(theme);
        const auto isWhole = [&] {
            const auto fields =
                page(studio).parameters()->editor("columns")->findChildren<ui::ExpressionField*>();
            return std::all_of(fields.begin(), fields.end(), [](const ui::ExpressionField* field) {
                return field->isVisible() && field->geometry().bottom() < field->parentWidget()->height();
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(isWhole(), 20000);
    }
}

void InspectorTest::concurrencySettingsAreWritten() {
    test::StudioFixture studio;
    const auto id = studio.add("filter", 0, 0);
    studio.click(studio.middleOf(id));
    ui::ParameterForm* form = page(studio).concurrency();
    auto* executor = form->editor("executor")->findChild<QComboBox*>();
    executor->setFocus();
    QTest::keyClicks(executor, "pool");
    Q_EMIT executor->activated(executor->currentIndex());
    QTest::keyClicks(form->editor("workers")->findChild<QLineEdit*>("field"), "4");
    const boost::json::object& concurrency = studio.document().findNode(id)->concurrency;
    QCOMPARE(concurrency.at("executor").as_string(), "pool");
    QCOMPARE(concurrency.at("workers").to_number<int>(), 4);
}

void InspectorTest::aWireShowsItsQueueSettings() {
    test::StudioFixture studio;
    const auto a = studio.add("generate", 0, 0), b = studio.add("discard", 400, 0);
    studio.connectNodes(a + ".out", b + ".in");
    studio.click(studio.inView({284, 40}));
    QCOMPARE(studio.canvas().selectedEdges().size(), std::size_t{1});
    auto* capacity =
        studio.window().inspector().wirePage().form()->editor("capacity")->findChild<QLineEdit*>("field");
    QTest::keyClicks(capacity, "1024");
    QCOMPARE(studio.document().edges[0].queue.at("capacity").to_number<int>(), 1024);
}

void InspectorTest::titleIsEditedByF2() {
    test::StudioFixture studio;
    const auto id = studio.add("filter", 0, 0);
    studio.click(studio.middleOf(id));
    studio.key(Qt::Key_F2);
    auto* title = studio.window().findChild<QLineEdit*>("nodeTitle");
    QTest::keyClicks(title, "Too fast");
    QTest::keyClick(title, Qt::Key_Return);
    QCOMPARE(studio.document().findNode(id)->title, std::string("Too fast"));
    QCOMPARE(studio.canvas().node(QString::fromStdString(id))->face().title, QString("Too fast"));
}

void InspectorTest::graphParametersAreEditedWhenNothingIsSelected() {
    test::StudioFixture studio;
    auto* name = studio.window().findChild<QLineEdit*>("graphName");
    QVERIFY(name->isVisible());
    QTest::keyClicks(name, "Fleet");
    QCOMPARE(studio.document().name, std::string("Fleet"));
    auto* graphPage = studio.window().findChild<QWidget*>("graphPage");
    for (QPushButton* more : graphPage->findChildren<QPushButton*>("more")) {
        if (more->isVisible()) QTest::mouseClick(more, Qt::LeftButton);
    }
    QVERIFY(graphPage->findChild<QPushButton*>("addItem")->isVisible());
    QTest::mouseClick(graphPage->findChild<QPushButton*>("addItem"), Qt::LeftButton);
    auto* parameter = graphPage->findChild<QLineEdit*>("name");
    QTest::keyClicks(parameter, "limit");
    QCOMPARE(studio.document().parameters.size(), std::size_t{1});
    QCOMPARE(studio.document().parameters[0].name, std::string("limit"));
}

void InspectorTest::checkpointsAreSetWhenNothingIsSelected() {
    test::StudioFixture studio;
    auto* form = studio.window().findChild<ui::ParameterForm*>("graphCheckpoint");
    auto* interval = form->editor("interval")->findChild<QLineEdit*>("field");
    QVERIFY(interval->isVisible());
    QCOMPARE(interval->placeholderText(), QString("10 s"));
    QTest::keyClicks(interval, "2 s");
    QTest::keyClicks(form->editor("timeout")->findChild<QLineEdit*>("field"), "soon");
    QCOMPARE(studio.document().checkpoint, (boost::json::object{{"interval", "2 s"}, {"timeout", "soon"}}));
    // The field says what is wrong with it.
    const auto isMarked = [&] {
        const auto labels = form->findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(), [](const QLabel* each) {
            return each->isVisible() && each->property("role") == "error" && !each->text().isEmpty();
        });
    };
    QTRY_VERIFY(isMarked());
    QTest::keyClick(interval, Qt::Key_Return);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(studio.document().checkpoint.empty());
    QTRY_VERIFY(!isMarked());
}

void InspectorTest::numbersStayNumbersAndReferencesStayText() {
    test::StudioFixture studio;
    const auto id = studio.add("limit", 0, 0);
    studio.click(studio.middleOf(id));
    const ParameterSpec* number = nullptr;
    for (const ParameterSpec& spec : studio.session().registry().find("limit")->params) {
        if (spec.type == ParameterType::Integer) number = &spec;
    }
    QVERIFY(number);
    auto* field = page(studio)
                      .parameters()
                      ->editor(QString::fromStdString(number->name))
                      ->findChild<QLineEdit*>("field");
    QTest::keyClicks(field, "250");
    QVERIFY(studio.document().findNode(id)->params.at(number->name).is_int64());
    field->selectAll();
    QTest::keyClicks(field, "${rows}");
    QCOMPARE(studio.document().findNode(id)->params.at(number->name).as_string(), "${rows}");
}

void InspectorTest::emptyFieldsTakeTheParameterAway() {
    test::StudioFixture studio;
    const auto id = studio.add("filter", 0, 0, {{"where", "x"}});
    studio.click(studio.middleOf(id));
    whereField(studio)->setFocus();
    whereField(studio)->selectAll();
    QTest::keyClick(whereField(studio), Qt::Key_Delete);
    QVERIFY(!studio.document().findNode(id)->params.contains("where"));
}

QTEST_MAIN(InspectorTest)
#include "tst_inspector.moc"
