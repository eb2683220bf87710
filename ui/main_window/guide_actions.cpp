// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/guide_actions.h"

#include "ui/main_window/window_actions.h"

#include <QCoreApplication>

namespace millrace::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(GuideActions)
};

} // namespace

GuideActions::GuideActions(WindowActions& actions) {
    newFromTemplate = actions.addWindowAction("actionNewFromTemplate", Words::tr("New from template…"), "new",
                                              {QKeySequence("Ctrl+Shift+N")});
    welcome = actions.addWindowAction("actionWelcome", Words::tr("Welcome page"), "examples", {});
    tour = actions.addWindowAction("actionTour", Words::tr("Take the tour"), "play", {});
    help =
        actions.addWindowAction("actionHelp", Words::tr("Help of the nodes"), "info", {QKeySequence("F1")});
    settings =
        actions.addWindowAction("actionSettings", Words::tr("Settings…"), "edit", {QKeySequence("Ctrl+,")});
    shortcuts = actions.addWindowAction("actionShortcuts", Words::tr("Change keys…"), "keyboard", {});
    findNext =
        actions.addWindowAction("actionFindNext", Words::tr("Find next"), "down", {QKeySequence("F3")});
    findPrevious = actions.addWindowAction("actionFindPrevious", Words::tr("Find previous"), "up",
                                           {QKeySequence("Shift+F3")});
    editHistory = actions.addWindowAction("actionEditHistory", Words::tr("Edit history…"), "history",
                                          {QKeySequence("Ctrl+Alt+Z")});
    themeDark = actions.addWindowAction("actionThemeDark", Words::tr("Theme: dark"), "moon", {});
    themeLight = actions.addWindowAction("actionThemeLight", Words::tr("Theme: light"), "sun", {});
    themeContrast =
        actions.addWindowAction("actionThemeContrast", Words::tr("Theme: high contrast"), "contrast", {});
    actions.refreshIcons();
}

} // namespace millrace::ui
