// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/window_actions.h"

#include "ui/settings/theme.h"

#include <QCoreApplication>
#include <QKeySequence>
#include <QWidget>

namespace millrace::ui {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("WindowActions", text); }

} // namespace

QAction* WindowActions::add(QWidget* owner, const char* name, const QString& text, const char* icon,
                            const QList<QKeySequence>& keys, Qt::ShortcutContext context) {
    auto* action = new QAction(text, owner);
    action->setObjectName(name);
    action->setData(icon);
    action->setShortcuts(keys);
    action->setShortcutContext(context);
    QString tip = text;
    tip.remove(QStringLiteral("…"));
    if (!keys.isEmpty()) tip += " (" + keys.front().toString(QKeySequence::NativeText) + ")";
    action->setToolTip(tip);
    owner->addAction(action);
    all_ << action;
    return action;
}

WindowActions::WindowActions(QWidget* window, QWidget* canvas) {
    const auto whole = [&](const char* name, const char* text, const char* icon,
                           const QList<QKeySequence>& keys) {
        return add(window, name, tr(text), icon, keys, Qt::WindowShortcut);
    };
    // Keys that mean something else inside a text field belong to the canvas alone.
    const auto onCanvas = [&](const char* name, const char* text, const char* icon,
                              const QList<QKeySequence>& keys) {
        return add(canvas, name, tr(text), icon, keys, Qt::WidgetWithChildrenShortcut);
    };
    newGraph = whole("actionNew", "New graph", "new", {QKeySequence::New});
    open = whole("actionOpen", "Open…", "open", {QKeySequence::Open});
    save = whole("actionSave", "Save", "save", {QKeySequence::Save});
    saveAs = whole("actionSaveAs", "Save as…", "save", {QKeySequence("Ctrl+Shift+S")});
    examples = whole("actionExamples", "Examples…", "examples", {QKeySequence("Ctrl+E")});
    quit = whole("actionQuit", "Quit", "quit", {QKeySequence("Ctrl+Q")});
    undo = whole("actionUndo", "Undo", "undo", {QKeySequence("Ctrl+Z")});
    redo = whole("actionRedo", "Redo", "redo", {QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")});
    cut = onCanvas("actionCut", "Cut", "cut", {QKeySequence("Ctrl+X")});
    copy = onCanvas("actionCopy", "Copy", "copy", {QKeySequence("Ctrl+C")});
    paste = onCanvas("actionPaste", "Paste", "paste", {QKeySequence("Ctrl+V")});
    duplicate = onCanvas("actionDuplicate", "Duplicate", "duplicate", {QKeySequence("Ctrl+D")});
    remove = onCanvas("actionDelete", "Delete", "trash", {QKeySequence("Del"), QKeySequence("Backspace")});
    removeReconnect =
        onCanvas("actionDeleteReconnect", "Delete and reconnect", "trash", {QKeySequence("Ctrl+Del")});
    selectAll = onCanvas("actionSelectAll", "Select all", "fit", {QKeySequence("Ctrl+A")});
    rename = whole("actionRename", "Rename", "edit", {QKeySequence("F2")});
    tidy = whole("actionTidy", "Tidy up", "tidy", {QKeySequence("Ctrl+Shift+L")});
    quickAdd = add(canvas, "actionQuickAdd", tr("Add a node…"), "plus", {}, Qt::WidgetShortcut);
    run = whole("actionRun", "Run", "play", {QKeySequence("F5")});
    pause = whole("actionPause", "Pause", "pause", {QKeySequence("F6")});
    stop = whole("actionStop", "Stop", "stop", {QKeySequence("Shift+F5")});
    zoomIn = whole("actionZoomIn", "Zoom in", "zoom_in", {QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")});
    zoomOut = whole("actionZoomOut", "Zoom out", "zoom_out", {QKeySequence("Ctrl+-")});
    zoomWhole = whole("actionZoom100", "100 %", "search", {QKeySequence("Ctrl+0")});
    fit = whole("actionFit", "Fit the graph", "fit", {QKeySequence("Ctrl+1")});
    fitSelection = whole("actionFitSelection", "Fit the selection", "fit", {QKeySequence("Ctrl+2")});
    theme = whole("actionTheme", "Light theme", "sun", {QKeySequence("Ctrl+Shift+T")});
    toggleDock = whole("actionDock", "Show or hide the dock", "chart", {QKeySequence("Ctrl+J")});
    search = whole("actionSearch", "Find or run a command…", "search",
                   {QKeySequence("Ctrl+K"), QKeySequence("Ctrl+Shift+P")});
    findNode = whole("actionFindNode", "Find a node…", "search", {QKeySequence("Ctrl+F")});
    pause->setEnabled(false);
    stop->setEnabled(false);
    refreshIcons();
}

void WindowActions::refreshIcons() {
    const Theme& current = Theme::instance();
    theme->setData(current.isDark() ? "sun" : "moon");
    theme->setText(current.isDark() ? tr("Light theme") : tr("Dark theme"));
    for (QAction* action : all_) {
        action->setIcon(current.icon(action->data().toString()));
    }
}

} // namespace millrace::ui
