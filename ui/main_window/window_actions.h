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
    QAction *group, *note, *alignLeft, *alignCentres, *alignRight, *alignTop, *alignMiddles, *alignBottom,
        *distributeAcross, *distributeDown, *snapToGrid, *exportPicture;
    QAction *pasteWithInputs, *bypass, *enable, *disable;
    QAction *selectUpstream, *selectDownstream, *selectConnected;
    QAction *makeSubgraph, *unpackSubgraph, *makeIndependent, *enterSubgraph, *leaveSubgraph, *moveOut;
    QAction *keepCheckpoints, *startOver;
    QAction *run, *pause, *stop, *safeRun, *breakpoint, *editBreakpoint, *stepRecord, *stepBatch, *release,
        *inject;
    QAction *simulate, *playTime, *stepBack, *stepEvent, *firstTime, *forkFuture;
    QAction *zoomIn, *zoomOut, *zoomWhole, *fit, *fitSelection, *theme, *toggleDock, *search, *findNode;

    QList<QAction*> all() const { return all_; }
    /// One more command of the window, with the same care as the others: tool tip, icon, place in the list.
    QAction* addWindowAction(const char* name, const QString& text, const char* icon,
                             const QList<QKeySequence>& keys);
    void refreshIcons();

private:
    QAction* add(QWidget* owner, const char* name, const QString& text, const char* icon,
                 const QList<QKeySequence>& keys, Qt::ShortcutContext context);
    QWidget* window_;
    QList<QAction*> all_;
};

} // namespace millrace::ui
