// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "engine/plan/planner.h"
#include "tests/support/ui/context_menu.h"
#include "tests/support/ui/studio_fixture.h"
#include "ui/document/autosave.h"
#include "ui/document/recent_files.h"
#include "ui/main_window/examples_dialog.h"
#include "ui/main_window/file_commands.h"
#include "ui/main_window/guide_actions.h"
#include "ui/main_window/studio_guides.h"
#include "ui/main_window/window_actions.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <QTimer>
#include <csignal>

using namespace millrace;

namespace {

constexpr const char* kStudioWord = "--studio-that-is-killed";

/// Presses a button of the recovery question once it is there.
void answerRecovery(QMessageBox::StandardButton button, QString* text) {
    auto* timer = new QTimer(qApp);
    QObject::connect(timer, &QTimer::timeout, qApp, [=] {
        auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        if (!box || box->objectName() != "recoveryQuestion") return;
        timer->deleteLater();
        timer->stop();
        *text = box->text();
        QTest::mouseClick(box->button(button), Qt::LeftButton);
    });
    timer->start(10);
}

/// A studio of its own: draws a filter with the keyboard, then waits to be killed. It never ends by itself.
int studioThatIsKilled(int argc, char** argv) {
    QApplication application(argc, argv);
    const QString autosaves = QString::fromLocal8Bit(argv[2]);
    test::StudioFixture studio({1200, 800},
                               [&](ui::StudioServices& services) { services.autosaveFolder = autosaves; });
    if (argc > 3) studio.window().openGraph(QString::fromLocal8Bit(argv[3]));
    studio.key(Qt::Key_A);
    auto* field = studio.window().findChild<QLineEdit*>("quickAddSearch");
    QTest::keyClicks(field, "filter");
    QTest::keyClick(field, Qt::Key_Return);
    return QApplication::exec();
}

/// Starts such a studio, lets it save what was drawn, and kills it as the kernel does.
void drawAndKill(const QString& autosaves, const QString& graph = {}) {
    QProcess process;
    QStringList words{kStudioWord, autosaves};
    if (!graph.isEmpty()) words << graph;
    process.start(QCoreApplication::applicationFilePath(), words);
    QVERIFY(process.waitForStarted());
    const QDir folder(autosaves);
    QTRY_VERIFY_WITH_TIMEOUT(!folder.entryList({"*.autosave"}, QDir::Files).isEmpty(), 60000);
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGKILL), 0);
    QVERIFY(process.waitForFinished(60000));
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
}

} // namespace

class ShellFilesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void E20_crashRecoveryAfterSigkill();
    void E20_crashRecoveryOfAnOpenFile();
    void E20_recoveryCanBeRefused();
    void E20_recentFiles();
    void E20_examplesBrowser();
    void E20_newFromTemplate();
    void E20_everyTemplatePlans_data();
    void E20_everyTemplatePlans();
};

void ShellFilesTest::E20_crashRecoveryAfterSigkill() {
    QTemporaryDir folder;
    drawAndKill(folder.path());
    test::StudioFixture studio(
        {1200, 800}, [&](ui::StudioServices& services) { services.autosaveFolder = folder.path(); });
    QString text;
    answerRecovery(QMessageBox::Yes, &text);
    studio.window().offerRecovery();
    QVERIFY2(text.contains("Restore"), qPrintable(text));
    QCOMPARE(studio.document().nodes.size(), std::size_t{1});
    QCOMPARE(studio.document().nodes[0].kind, std::string("filter"));
    QVERIFY(studio.session().isDirty());
    // Kept again at once under this program's own number: a second crash loses nothing either.
    const QStringList copies = QDir(folder.path()).entryList({"*.autosave"}, QDir::Files);
    QCOMPARE(copies, QStringList{QString("%1.autosave").arg(QCoreApplication::applicationPid())});
}

void ShellFilesTest::E20_crashRecoveryOfAnOpenFile() {
    QTemporaryDir folder;
    const QString graph = folder.filePath("fleet.mill");
    QFile file(graph);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"millrace": 1, "nodes": {"end": {"kind": "discard"}}, "edges": []})");
    file.close();
    drawAndKill(folder.path(), graph);
    test::StudioFixture studio(
        {1200, 800}, [&](ui::StudioServices& services) { services.autosaveFolder = folder.path(); });
    QString text;
    answerRecovery(QMessageBox::Yes, &text);
    studio.window().offerRecovery();
    QVERIFY(text.contains("fleet.mill"));
    QCOMPARE(studio.session().filePath(), graph);
    QCOMPARE(studio.document().nodes.size(), std::size_t{2});
    studio.window().activateWindow();
    QTRY_VERIFY(studio.window().isActiveWindow());
    studio.key(Qt::Key_S, Qt::ControlModifier);
    QVERIFY(!studio.session().isDirty());
    QVERIFY(QDir(folder.path()).entryList({"*.autosave"}, QDir::Files).isEmpty());
}

void ShellFilesTest::E20_recoveryCanBeRefused() {
    QTemporaryDir folder;
    drawAndKill(folder.path());
    test::StudioFixture studio(
        {1200, 800}, [&](ui::StudioServices& services) { services.autosaveFolder = folder.path(); });
    QString text;
    answerRecovery(QMessageBox::No, &text);
    studio.window().offerRecovery();
    QVERIFY(!text.isEmpty());
    QVERIFY(studio.document().nodes.empty());
    QVERIFY(QDir(folder.path()).entryList({"*.autosave"}, QDir::Files).isEmpty());
}

void ShellFilesTest::E20_recentFiles() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0);
    for (const char* name : {"/a.mill", "/b.mill"}) {
        QVERIFY(studio.session().saveAs(studio.folder() + name).has_value());
        QVERIFY(studio.window().openGraph(studio.folder() + name));
    }
    QMenu* recent = nullptr;
    for (QMenu* menu : studio.window().findChildren<QMenu*>())
        if (menu->title() == "Open recent") recent = menu;
    QVERIFY(recent);
    recent->popup({0, 0});
    QTRY_VERIFY(recent->isVisible());
    QVERIFY(recent->actions().at(0)->text().startsWith("b.mill"));
    const QRect second = recent->actionGeometry(recent->actions().at(1));
    QTest::mouseClick(recent, Qt::LeftButton, {}, second.center());
    QTRY_COMPARE(studio.session().filePath(), studio.folder() + "/a.mill");
}

void ShellFilesTest::E20_examplesBrowser() {
    test::StudioFixture studio;
    test::inDialog([](QWidget& dialog) {
        auto* list = dialog.findChild<QListWidget*>("examplesList");
        const int row = list->row(list->findItems("Ticks", Qt::MatchExactly).value(0));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualItemRect(list->item(row)).center());
        QTest::mouseClick(dialog.findChild<QAbstractButton*>("openChosen"), Qt::LeftButton);
    });
    QTest::keyClick(&studio.window(), Qt::Key_E, Qt::ControlModifier);
    QCOMPARE(studio.document().name, std::string("Ticks"));
    QVERIFY(studio.session().filePath().startsWith(studio.window().files().exampleFolder()));
}

void ShellFilesTest::E20_newFromTemplate() {
    test::StudioFixture studio;
    int rows = 0;
    bool pictured = false;
    test::inDialog([&](QWidget& dialog) {
        auto* list = dialog.findChild<QListWidget*>("templatesList");
        rows = list->count();
        QTest::keyClick(list, Qt::Key_Down);
        const QWidget* preview = dialog.findChild<QWidget*>("graphPreview");
        pictured = preview && preview->isVisible();
        QTest::keyClick(list, Qt::Key_Return);
    });
    QTest::keyClick(&studio.window(), Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(rows >= 4);
    QVERIFY(pictured);
    QCOMPARE(studio.document().name, std::string("Keep the bad ones apart"));
    QVERIFY2(studio.session().filePath().isEmpty(), "a template is not the file of the new graph");
    QVERIFY(studio.session().isDirty());
}

void ShellFilesTest::E20_everyTemplatePlans_data() {
    QTest::addColumn<QString>("path");
    for (const ui::ShelvedGraph& graph : ui::readShelf(ui::kTemplateFolder))
        QTest::newRow(qPrintable(graph.title)) << graph.path;
}

void ShellFilesTest::E20_everyTemplatePlans() {
    QFETCH(QString, path);
    test::StudioFixture studio;
    const auto graph = ui::readShelved(path);
    QVERIFY(graph && !graph->gist().isEmpty());
    QVERIFY2(!graph->gist().endsWith(QChar(0x2026)), "a card has no room for its first sentence");
    PlanOptions options;
    options.graphFolder = studio.folder().toStdString();
    const Planning planning = plan(graph->document, studio.registry(), options);
    QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
    QVERIFY2(planning.diagnostics.empty(), toText(planning.diagnostics).c_str());
}

int main(int argc, char** argv) {
    if (argc > 2 && qstrcmp(argv[1], kStudioWord) == 0) return studioThatIsKilled(argc, argv);
    QApplication application(argc, argv);
    ShellFilesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_shell_files.moc"
