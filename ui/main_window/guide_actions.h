// SPDX-License-Identifier: Apache-2.0
#pragma once

class QAction;

namespace millrace::ui {

struct WindowActions;

/// The commands that lead around: templates, welcome page, tour, help, settings, find, edit history.
struct GuideActions {
    explicit GuideActions(WindowActions& actions);

    QAction *newFromTemplate, *welcome, *tour, *help, *settings, *shortcuts;
    QAction *findNext, *findPrevious, *editHistory;
    QAction *themeDark, *themeLight, *themeContrast;
};

} // namespace millrace::ui
