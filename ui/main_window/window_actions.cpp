// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window/window_actions.h"

#include "ui/settings/theme_choice.h"

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
    action->setShortcutVisibleInContextMenu(true);
    QString tip = text;
    tip.remove(QStringLiteral("…"));
    if (!keys.isEmpty()) tip += " (" + keys.front().toString(QKeySequence::NativeText) + ")";
    action->setToolTip(tip);
    owner->addAction(action);
    all_ << action;
    return action;
}

QAction* WindowActions::addWindowAction(const char* name, const QString& text, const char* icon,
                                        const QList<QKeySequence>& keys) {
    return add(window_, name, text, icon, keys, Qt::WindowShortcut);
}

WindowActions::WindowActions(QWidget* window, QWidget* canvas) : window_(window) {
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
    group = onCanvas("actionGroup", "Group the selection", "group", {QKeySequence("Ctrl+G")});
    note = onCanvas("actionNote", "Add a note", "note", {QKeySequence("C"), QKeySequence("Shift+C")});
    alignLeft = onCanvas("actionAlignLeft", "Align left edges", "align_left", {QKeySequence("Alt+A, L")});
    alignCentres =
        onCanvas("actionAlignCentres", "Align centres", "align_centre", {QKeySequence("Alt+A, C")});
    alignRight = onCanvas("actionAlignRight", "Align right edges", "align_right", {QKeySequence("Alt+A, R")});
    alignTop = onCanvas("actionAlignTop", "Align top edges", "align_top", {QKeySequence("Alt+A, T")});
    alignMiddles =
        onCanvas("actionAlignMiddles", "Align middles", "align_middle", {QKeySequence("Alt+A, M")});
    alignBottom =
        onCanvas("actionAlignBottom", "Align bottom edges", "align_bottom", {QKeySequence("Alt+A, B")});
    distributeAcross = onCanvas("actionDistributeAcross", "Distribute across", "distribute_across",
                                {QKeySequence("Alt+A, H")});
    distributeDown =
        onCanvas("actionDistributeDown", "Distribute down", "distribute_down", {QKeySequence("Alt+A, V")});
    snapToGrid = onCanvas("actionSnapToGrid", "Snap to the grid", "grid", {QKeySequence("Alt+A, G")});
    exportPicture =
        whole("actionExportPicture", "Export picture…", "picture", {QKeySequence("Ctrl+Shift+E")});
    pasteWithInputs =
        onCanvas("actionPasteWithInputs", "Paste with input wires", "paste", {QKeySequence("Ctrl+Shift+V")});
    bypass = onCanvas("actionBypass", "Bypass", "bypass", {QKeySequence("B")});
    enable = onCanvas("actionEnable", "Enable", "enable", {QKeySequence("E")});
    disable = onCanvas("actionDisable", "Disable", "disable", {QKeySequence("D")});
    selectUpstream =
        onCanvas("actionSelectUpstream", "Select upstream", "upstream", {QKeySequence("Alt+S, U")});
    selectDownstream =
        onCanvas("actionSelectDownstream", "Select downstream", "downstream", {QKeySequence("Alt+S, D")});
    selectConnected =
        onCanvas("actionSelectConnected", "Select connected", "connected", {QKeySequence("Alt+S, C")});
    quickAdd =
        onCanvas("actionQuickAdd", "Add a node…", "plus", {QKeySequence("A"), QKeySequence("Ctrl+Space")});
    makeSubgraph = whole("actionMakeSubgraph", "Make subgraph", "subgraph", {QKeySequence("Ctrl+Shift+G")});
    unpackSubgraph =
        whole("actionUnpackSubgraph", "Unpack subgraph", "subgraph", {QKeySequence("Ctrl+Shift+U")});
    makeIndependent = whole("actionMakeIndependent", "Make subgraph independent", "duplicate", {});
    enterSubgraph = whole("actionEnterSubgraph", "Enter subgraph", "down", {QKeySequence("Alt+Down")});
    leaveSubgraph = whole("actionLeaveSubgraph", "Leave subgraph", "up", {QKeySequence("Alt+Up")});
    moveOut = whole("actionMoveOut", "Move out of the subgraph", "up", {QKeySequence("Alt+Shift+Up")});
    run = whole("actionRun", "Run", "play", {QKeySequence("F5")});
    pause = whole("actionPause", "Pause", "pause", {QKeySequence("F6")});
    stop = whole("actionStop", "Stop", "stop", {QKeySequence("Shift+F5")});
    safeRun = whole("actionSafeRun", "Safe run", "good", {QKeySequence("Ctrl+F5")});
    safeRun->setCheckable(true);
    safeRun->setToolTip(tr("Write nothing outside: buffers take the places of the sinks (Ctrl+F5)"));
    keepCheckpoints =
        whole("actionKeepCheckpoints", "Keep checkpoints", "checkpoint", {QKeySequence("Ctrl+Shift+F5")});
    keepCheckpoints->setCheckable(true);
    keepCheckpoints->setToolTip(
        tr("Keep checkpoints: a run goes on where the last one was, even after a crash (Ctrl+Shift+F5)"));
    startOver = whole("actionStartOver", "Start over…", "start_over", {});
    startOver->setToolTip(tr("Forget the checkpoints and run from the beginning"));
    startOver->setEnabled(false);
    breakpoint = whole("actionBreakpoint", "Set or remove a breakpoint", "pause", {QKeySequence("F9")});
    editBreakpoint = whole("actionEditBreakpoint", "Breakpoint…", "edit", {QKeySequence("Ctrl+F9")});
    stepRecord = whole("actionStepRecord", "Step a record", "step", {QKeySequence("F10")});
    stepBatch = whole("actionStepBatch", "Step a batch", "step", {QKeySequence("Shift+F10")});
    release = whole("actionRelease", "Continue", "play", {QKeySequence("F8")});
    inject = whole("actionInject", "Inject a record…", "plus", {QKeySequence("Ctrl+I")});
    for (QAction* action : {breakpoint, editBreakpoint, stepRecord, stepBatch, release, inject})
        action->setEnabled(false);
    simulate = whole("actionSimulate", "Simulate", "simulate", {QKeySequence("F7")});
    simulate->setCheckable(true);
    simulate->setToolTip(
        tr("Simulate in virtual time instead of running: nothing outside is read or written (F7)"));
    playTime = whole("actionPlayTime", "Play or halt virtual time", "play", {QKeySequence("Ctrl+F7")});
    stepBack = whole("actionStepBack", "Step back an event", "step_back", {QKeySequence("Shift+F11")});
    stepEvent = whole("actionStepEvent", "Step to the next event", "step", {QKeySequence("F11")});
    firstTime = whole("actionFirstTime", "First time that…", "search", {QKeySequence("Ctrl+F11")});
    forkFuture = whole("actionForkFuture", "Fork a second future", "fork", {QKeySequence("Ctrl+Shift+F11")});
    for (QAction* action : {playTime, stepBack, stepEvent, firstTime, forkFuture})
        action->setEnabled(false);
    zoomIn = whole("actionZoomIn", "Zoom in", "zoom_in", {QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")});
    zoomOut = whole("actionZoomOut", "Zoom out", "zoom_out", {QKeySequence("Ctrl+-")});
    zoomWhole = whole("actionZoom100", "100 %", "search", {QKeySequence("Ctrl+0")});
    fit = whole("actionFit", "Fit the graph", "fit", {QKeySequence("Ctrl+1")});
    fitSelection = whole("actionFitSelection", "Fit the selection", "fit", {QKeySequence("Ctrl+2")});
    theme = whole("actionTheme", "Light theme", "sun", {QKeySequence("Ctrl+Shift+T")});
    toggleDock = whole("actionDock", "Show or hide the dock", "chart", {QKeySequence("Ctrl+J")});
    search = whole("actionSearch", "Find or run a command…", "search",
                   {QKeySequence("Ctrl+K"), QKeySequence("Ctrl+Shift+P")});
    findNode = whole("actionFindNode", "Find…", "search", {QKeySequence("Ctrl+F")});
    pause->setEnabled(false);
    stop->setEnabled(false);
    refreshIcons();
}

void WindowActions::refreshIcons() {
    const Theme& current = Theme::instance();
    // From dark to light to high contrast and round again; the text says what comes next.
    const bool dark = currentTheme() == ThemeChoice::Dark, light = currentTheme() == ThemeChoice::Light;
    theme->setData(dark ? "sun" : light ? "contrast" : "moon");
    theme->setText(dark ? tr("Light theme") : light ? tr("High contrast theme") : tr("Dark theme"));
    for (QAction* action : all_) {
        const QString name = action->data().toString();
        QIcon icon = current.icon(name);
        // What is on says so where there is no room for words.
        for (const qreal ratio : {1.0, 2.0}) {
            if (!action->isCheckable()) break;
            const QPixmap on = current.pixmap(name, current.tokens().accent, 18, ratio);
            icon.addPixmap(on, QIcon::Normal, QIcon::On);
            icon.addPixmap(on, QIcon::Disabled, QIcon::On);
        }
        action->setIcon(icon);
    }
}

} // namespace millrace::ui
