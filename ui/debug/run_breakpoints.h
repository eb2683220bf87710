// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_frame.h"
#include "engine/run/breakpoint.h"
#include "engine/run/virtual_time.h"
#include "ui/debug/breakpoint_list.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QString>
#include <vector>

namespace millrace {
struct Diagnostics;
struct Plan;
struct RunOptions;
} // namespace millrace

namespace millrace::ui {

class RunController;

/// Carries the breakpoints of the list into the run that starts or is on, and tells what they hold and log.
/// Looks with every frame. GUI thread only.
class RunBreakpoints : public QObject {
    Q_OBJECT
public:
    struct Held {
        QString wire;
        BreakpointState state;
    };

    RunBreakpoints(const BreakpointList& list, RunController& runs, QObject* parent = nullptr);

    /// Wires that stand still at a record now; the first is the one step and release act on.
    const std::vector<Held>& held() const { return held_; }
    /// Step and release act on this wire when it is held.
    void prefer(const QString& wire);
    void step(StepSize size);
    void release();

Q_SIGNALS:
    void heldChanged();
    void logged(const QString& wire, const QString& record);
    void paused(const QString& wire, qint64 waiting);
    void failed(const millrace::Diagnostics& diagnostics);

private:
    std::vector<Breakpoint> breakpointsFor(const Plan& plan) const;
    std::vector<FigureCondition> haltsFor(const Plan& plan) const;
    void replace();
    void look();
    void collect(std::vector<Held> held);
    void logNew(const QString& wire, const BreakpointState& state);
    void pauseWhereDeep();

    const BreakpointList& list_;
    RunController& runs_;
    std::vector<Held> held_;
    QString preferred_;
    QHash<QString, qint64> loggedSoFar_;
    QSet<QString> deep_; ///< wires whose depth has paused the run and has not gone down since
};

} // namespace millrace::ui
