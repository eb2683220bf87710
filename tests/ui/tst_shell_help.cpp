// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/studio_fixture.h"
#include "ui/help/help_window.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/node_page.h"
#include "ui/main_window/file_commands.h"
#include "ui/param_editors/param_editor.h"
#include "ui/param_editors/parameter_form.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTest>
#include <QTextBrowser>

using namespace millrace;

namespace {

ui::HelpWindow* pressF1(test::StudioFixture& studio) {
    studio.key(Qt::Key_F1);
    return studio.window().findChild<ui::HelpWindow*>();
}

void search(ui::HelpWindow* help, const QString& words) {
    auto* field = help->findChild<QLineEdit*>("helpSearch");
    field->clear();
    QTest::keyClicks(field, words);
}

} // namespace

class ShellHelpTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void f1ShowsTheHelpOfTheSelectedNode();
    void theHelpIsSearchable();
    void everyExampleIsPutOntoTheCanvasAndPlans_data();
    void everyExampleIsPutOntoTheCanvasAndPlans();
    void anExampleIsOneStepAndCanBeCopied();
    void toolTipsTeach();
};

void ShellHelpTest::f1ShowsTheHelpOfTheSelectedNode() {
    test::StudioFixture studio;
    studio.add("aggregate", 200, 100);
    studio.click(studio.middleOf("aggregate"));
    ui::HelpWindow* help = pressF1(studio);
    QVERIFY(help && help->isVisible());
    QCOMPARE(help->shown()->name, std::string("aggregate"));
    const QString text = help->findChild<QTextBrowser*>("helpText")->toPlainText();
    QVERIFY(text.contains("Groups records") && text.contains("window") && text.contains("COUNT(*)"));
}

void ShellHelpTest::theHelpIsSearchable() {
    test::StudioFixture studio;
    ui::HelpWindow* help = pressF1(studio);
    QVERIFY(help);
    search(help, "circuit");
    QCOMPARE(help->shown()->name, std::string("circuit_breaker"));
    search(help, "watermark_delay"); // a parameter
    bool has = false;
    for (const ParameterSpec& spec : help->shown()->params)
        has = has || spec.name == "watermark_delay";
    QVERIFY2(has, help->shown()->name.c_str());
    search(help, "RFC 4180"); // words of the help
    QCOMPARE(help->shown()->name, std::string("csv_source"));
    const auto* list = help->findChild<QListView*>("helpList");
    search(help, {});
    QVERIFY(list->model()->rowCount() > static_cast<int>(studio.registry().kinds().size()));
}

void ShellHelpTest::everyExampleIsPutOntoTheCanvasAndPlans_data() {
    QTest::addColumn<QString>("kind");
    test::StudioFixture studio;
    for (const auto& kind : studio.registry().kinds())
        QTest::newRow(kind->name.c_str()) << QString::fromStdString(kind->name);
}

void ShellHelpTest::everyExampleIsPutOntoTheCanvasAndPlans() {
    QFETCH(QString, kind);
    test::StudioFixture studio;
    // Beside the data of the examples, which examples of sources read.
    QVERIFY(studio.window().files().newBesideExamples(studio.window().services().examplesFolder, "help"));
    ui::HelpWindow* help = pressF1(studio);
    help->openAt(kind.toStdString());
    QTest::mouseClick(help->findChild<QPushButton*>("helpPaste"), Qt::LeftButton);
    QVERIFY(studio.waitForPlanning());
    bool there = false;
    for (const GraphNode& node : studio.document().nodes) {
        there = there || node.kind == kind.toStdString();
        QVERIFY(studio.document().position(node.id).has_value());
    }
    QVERIFY(there);
    QVERIFY2(studio.session().planning().plan, toText(studio.session().planning().diagnostics).c_str());
}

void ShellHelpTest::anExampleIsOneStepAndCanBeCopied() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0);
    ui::HelpWindow* help = pressF1(studio);
    help->openAt("sort");
    QTest::mouseClick(help->findChild<QPushButton*>("helpPaste"), Qt::LeftButton);
    QVERIFY(studio.document().nodes.size() > 1);
    const double below = studio.document().position("filter")->y;
    for (std::size_t i = 1; i < studio.document().nodes.size(); ++i)
        QVERIFY2(studio.document().position(studio.document().nodes[i].id)->y > below + 90,
                 "it covers nothing");
    QTRY_VERIFY(studio.window().isActiveWindow());
    studio.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(studio.document().nodes.size(), std::size_t{1});
    QTest::mouseClick(help->findChild<QPushButton*>("helpCopy"), Qt::LeftButton);
    QVERIFY(QGuiApplication::clipboard()->text().contains("\"sort\""));
    studio.window().activateWindow();
    QTRY_VERIFY(studio.window().isActiveWindow());
    studio.key(Qt::Key_V, Qt::ControlModifier);
    QVERIFY(studio.document().nodes.size() > 1);
}

void ShellHelpTest::toolTipsTeach() {
    test::StudioFixture studio;
    studio.add("live_table", 200, 100);
    studio.click(studio.middleOf("live_table"));
    const auto tip = [&](const char* name) {
        return studio.window().inspector().nodePage().parameters()->editor(name)->toolTip();
    };
    QVERIFY2(tip("rows").contains("How many rows to keep") && tip("rows").contains("1000") &&
                 tip("rows").contains("at once"),
             qPrintable(tip("rows")));
    QVERIFY2(tip("every").contains("15 min"), qPrintable(tip("every")));
}

QTEST_MAIN(ShellHelpTest)
#include "tst_shell_help.moc"
