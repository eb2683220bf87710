// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/debug/breakpoint_list.h"
#include "ui/debug/run_breakpoints.h"

#include <QObject>
#include <QPointer>
#include <QStringList>

QT_BEGIN_NAMESPACE
class QMenu;
QT_END_NAMESPACE

namespace millrace::ui {

class BannerColumn;
class CanvasMarks;
class InjectDialog;
class LogModel;
class MainWindow;
class RunController;

/// Everything of the window for taking a run apart: breakpoints on wires and nodes, the banner while one
/// holds, stepping, injecting records, safe runs. Make it after the window, let it go before it.
class DebugViews : public QObject {
    Q_OBJECT
public:
    DebugViews(MainWindow& window, RunController& runs, BannerColumn& banners, CanvasMarks& marks,
               LogModel& log);

    BreakpointList& breakpoints() { return list_; }
    RunBreakpoints& runBreakpoints() { return gates_; }
    /// The dialog for records into a node, while a run is on; null when none is.
    InjectDialog* injectInto(const QString& node);

private:
    void connectActions();
    void connectRun();
    void selectionChanged();
    QStringList chosenWires() const; ///< selected wires, and those into selected nodes
    QString injectable() const;      ///< path of the only selected node, if it runs
    QString wireTitle(const QString& wire) const;
    void editBreakpoint();
    void marksChanged();
    void heldChanged();
    void fillContextMenu(QMenu& menu);
    void safeRunChanged();

    MainWindow& window_;
    RunController& runs_;
    BannerColumn& banners_;
    CanvasMarks& marks_;
    LogModel& log_;
    BreakpointList list_;
    RunBreakpoints gates_;
    QPointer<InjectDialog> injecting_;
    QString lastHeld_; ///< wire and stop the log has told of
};

} // namespace millrace::ui
