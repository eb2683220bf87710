// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ui/settings_steps.h"
#include "tests/support/ui/studio_fixture.h"
#include "ui/main_window/command_delegate.h"
#include "ui/main_window/command_search.h"
#include "ui/main_window/guide_actions.h"
#include "ui/main_window/studio_guides.h"
#include "ui/main_window/window_actions.h"
#include "ui/settings/key_recorder.h"
#include "ui/settings/settings_dialog.h"
#include "ui/settings/shortcuts.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QTreeWidget>

using namespace millrace;

namespace {

QListWidget* commandList(test::StudioFixture& studio) {
    return studio.window().findChild<QListWidget*>("commandList");
}

QStringList rows(const QListWidget* list) {
    QStringList texts;
    for (int i = 0; i < list->count(); ++i)
        texts << list->item(i)->text();
    return texts;
}

void openPalette(test::StudioFixture& studio, bool second = false) {
    if (second)
        QTest::keyClick(&studio.window(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    else
        QTest::keyClick(&studio.window(), Qt::Key_K, Qt::ControlModifier);
    QTRY_VERIFY(commandList(studio)->isVisible());
}

void typeInto(test::StudioFixture& studio, const QString& text) {
    auto* field = studio.window().findChild<QLineEdit*>("commandSearchField");
    QTest::keyClicks(field, text);
}

/// Runs what is done in the settings dialog once it is open, then closes it.
void inSettings(test::StudioFixture& studio, const std::function<void(ui::SettingsDialog&)>& what) {
    test::inSettings(
        studio, [&] { studio.window().guides().actions().shortcuts->trigger(); }, what);
}

void choose(ui::SettingsDialog& dialog, const QString& command) {
    auto* search = dialog.findChild<QLineEdit*>("shortcutSearch");
    search->setFocus();
    search->clear();
    QTest::keyClicks(search, command);
}

} // namespace

/// The picture of a command's icon is not empty.
bool isDrawn(const QIcon& icon) {
    const QImage image = icon.pixmap(18, 18).toImage();
    for (int x = 0; x < image.width(); ++x)
        for (int y = 0; y < image.height(); ++y)
            if (image.pixelColor(x, y).alpha() > 100) return true;
    return false;
}

class ShellPaletteTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void E15_commandPalette();
    void E15_noNameIsCutWhileThereIsRoom();
    void E15_recentCommandsStandFirst();
    void E15_everyCommandIsThereWithItsKeys();
    void E15_noTwoCommandsShareKeys();
    void E15_editableShortcuts();
    void E15_takenKeysAreNamedAndTakenAway();
    void E15_keysSurviveTheProgramAndCanBeReset();
};

void ShellPaletteTest::E15_commandPalette() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0), studio.add("map", 300, 200);
    openPalette(studio);
    typeInto(studio, "slctall"); // letters in order are enough
    QCOMPARE(commandList(studio)->item(0)->text(), QString("Select all"));
    QCOMPARE(commandList(studio)->item(0)->data(ui::CommandDelegate::RightRole).toString(),
             QString("Ctrl+A"));
    QTest::keyClick(studio.window().findChild<QLineEdit*>("commandSearchField"), Qt::Key_Return);
    QCOMPARE(studio.canvas().selectedNodes().size(), std::size_t{2});
    QVERIFY(!commandList(studio)->isVisible());

    openPalette(studio, true);
    typeInto(studio, "map");
    const auto* hit = commandList(studio)->item(0);
    QCOMPARE(hit->text(), QString("Map"));
    const QRect row = commandList(studio)->visualItemRect(hit);
    QTest::mouseClick(commandList(studio)->viewport(), Qt::LeftButton, {}, row.center());
    QCOMPARE(studio.canvas().selectedNodes(), (std::vector<std::string>{"map"}));
}

void ShellPaletteTest::E15_noNameIsCutWhileThereIsRoom() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0);
    const std::string title = "Orders of those who have bought something in the last thirty days and paid";
    studio.session().apply(edit::SetTitle{"filter", title});
    openPalette(studio);
    const QListWidget* list = commandList(studio);
    const auto allFit = [list] {
        for (int row = 0; row < list->count(); ++row)
            if (ui::CommandDelegate::widthOf(list->model()->index(row, 0)) > list->viewport()->width())
                return false;
        return list->count() > 0;
    };
    QTRY_VERIFY(allFit());
    const QWidget* box = studio.window().findChild<QWidget*>("commandSearchBox");
    const int before = box->width();
    typeInto(studio, "orders of those");
    QCOMPARE(list->item(0)->text(), QString::fromStdString(title));
    QTRY_VERIFY(allFit());
    QVERIFY(box->width() > before);
    const QPoint left = studio.window().mapFromGlobal(box->mapToGlobal(QPoint(0, 0)));
    QVERIFY(left.x() > 0 && left.x() + box->width() < studio.window().width());
    QVERIFY(std::abs(2 * left.x() + box->width() - studio.window().width()) <= 1);
}

void ShellPaletteTest::E15_recentCommandsStandFirst() {
    test::StudioFixture studio;
    for (const char* command : {"zoom in", "fit the graph"}) {
        openPalette(studio);
        typeInto(studio, command);
        QTest::keyClick(studio.window().findChild<QLineEdit*>("commandSearchField"), Qt::Key_Return);
    }
    openPalette(studio);
    QCOMPARE(rows(commandList(studio)).mid(0, 2), (QStringList{"Fit the graph", "Zoom in"}));
}

void ShellPaletteTest::E15_everyCommandIsThereWithItsKeys() {
    test::StudioFixture studio;
    openPalette(studio);
    const QStringList shown = rows(commandList(studio));
    int count = 0;
    for (const QAction* action : studio.window().findChildren<QAction*>()) {
        if (!action->objectName().startsWith("action") || !action->isEnabled()) continue;
        if (action == studio.window().actions().search) continue;
        const auto at = shown.indexOf(ui::Shortcuts::nameOf(*action));
        QVERIFY2(at >= 0, qPrintable(action->text()));
        QVERIFY2(isDrawn(commandList(studio)->item(static_cast<int>(at))->icon()),
                 qPrintable(action->text()));
        QCOMPARE(
            commandList(studio)->item(static_cast<int>(at))->data(ui::CommandDelegate::RightRole).toString(),
            ui::Shortcuts::textOf(action->shortcuts()));
        ++count;
    }
    QVERIFY(count > 30);
}

void ShellPaletteTest::E15_noTwoCommandsShareKeys() {
    test::StudioFixture studio;
    const ui::Shortcuts& shortcuts = studio.window().guides().shortcuts();
    for (const QAction* action : shortcuts.commands()) {
        for (const QKeySequence& key : action->shortcuts()) {
            const QAction* other = shortcuts.conflict(key, action);
            QVERIFY2(!other, qPrintable(QString("%1: %2, %3")
                                            .arg(key.toString(), action->objectName(),
                                                 other ? other->objectName() : QString())));
        }
    }
}

void ShellPaletteTest::E15_editableShortcuts() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0);
    inSettings(studio, [](ui::SettingsDialog& dialog) {
        choose(dialog, "select all");
        auto* recorder = dialog.findChild<ui::KeyRecorder*>();
        QTest::mouseClick(recorder, Qt::LeftButton);
        QTest::keyClick(recorder, Qt::Key_M, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(recorder->keys(), QKeySequence("Ctrl+Alt+M"));
        QVERIFY(dialog.findChild<QLabel*>("keyConflict")->text().isEmpty());
        QTest::mouseClick(dialog.findChild<QPushButton*>("assignKeys"), Qt::LeftButton);
        QCOMPARE(dialog.findChild<QTreeWidget*>("shortcutList")->currentItem()->text(1),
                 QString("Ctrl+Alt+M"));
    });
    studio.key(Qt::Key_A, Qt::ControlModifier);
    QVERIFY(studio.canvas().selectedNodes().empty());
    studio.key(Qt::Key_M, Qt::ControlModifier | Qt::AltModifier);
    QCOMPARE(studio.canvas().selectedNodes().size(), std::size_t{1});
    QVERIFY(studio.window().actions().selectAll->toolTip().endsWith("(Ctrl+Alt+M)"));
}

void ShellPaletteTest::E15_takenKeysAreNamedAndTakenAway() {
    test::StudioFixture studio;
    studio.add("filter", 0, 0);
    inSettings(studio, [](ui::SettingsDialog& dialog) {
        choose(dialog, "select all");
        auto* recorder = dialog.findChild<ui::KeyRecorder*>();
        recorder->setFocus();
        QTest::keyClick(recorder, Qt::Key_D, Qt::ControlModifier);
        const QString warning = dialog.findChild<QLabel*>("keyConflict")->text();
        QVERIFY2(warning.contains("Ctrl+D") && warning.contains("Duplicate"), qPrintable(warning));
        QTest::mouseClick(dialog.findChild<QPushButton*>("assignKeys"), Qt::LeftButton);
    });
    QVERIFY(studio.window().actions().duplicate->shortcuts().isEmpty());
    studio.key(Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(studio.document().nodes.size(), std::size_t{1});
    QCOMPARE(studio.canvas().selectedNodes().size(), std::size_t{1});
}

void ShellPaletteTest::E15_keysSurviveTheProgramAndCanBeReset() {
    test::StudioFixture studio;
    ui::Shortcuts& shortcuts = studio.window().guides().shortcuts();
    shortcuts.assign(*studio.window().actions().run, {QKeySequence("F8")});
    QCOMPARE(QSettings().value("shortcuts/actionRun").toStringList(), QStringList{"F8"});
    {
        ui::MainWindow second(studio.window().services());
        QCOMPARE(second.actions().run->shortcut(), QKeySequence("F8"));
        QCOMPARE(second.actions().pause->shortcut(), QKeySequence("F6"));
    }
    inSettings(studio, [](ui::SettingsDialog& dialog) {
        choose(dialog, "run");
        QTest::mouseClick(dialog.findChild<QPushButton*>("resetAllKeys"), Qt::LeftButton);
    });
    QCOMPARE(studio.window().actions().run->shortcut(), QKeySequence("F5"));
    QVERIFY(!QSettings().contains("shortcuts/actionRun"));
}

QTEST_MAIN(ShellPaletteTest)
#include "tst_shell_palette.moc"
