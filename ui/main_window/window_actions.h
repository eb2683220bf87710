// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QList>

class QWidget;

namespace millrace::ui {

/// Every command of the window with its text, key and object name ("actionRun"). Menu, top bar, context menu
/// and command search show these.
struct WindowActions {
    WindowActions(QWidget* window, QWidget* canvas);

    QAction *newGraph, *open, *save, *saveAs, *examples, *quit;
    QAction *undo, *redo, *cut, *copy, *paste, *duplicate, *remove, *removeReconnect, *selectAll, *rename,
        *tidy, *quickAdd;
    QAction *run, *pause, *stop;
    QAction *zoomIn, *zoomOut, *zoomWhole, *fit, *fitSelection, *theme, *toggleDock, *search, *findNode;

    QList<QAction*> all() const { return all_; }
    void refreshIcons();

private:
    QAction* add(QWidget* owner, const char* name, const QString& text, const char* icon,
                 const QList<QKeySequence>& keys, Qt::ShortcutContext context);
    QList<QAction*> all_;
};

} // namespace millrace::ui
