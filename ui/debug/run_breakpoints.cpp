// SPDX-License-Identifier: Apache-2.0
#include "ui/debug/run_breakpoints.h"

#include "engine/run/run.h"
#include "ui/records/record_text.h"
#include "ui/run/run_controller.h"
#include "ui/settings/number_text.h"

#include <algorithm>

namespace millrace::ui {

RunBreakpoints::RunBreakpoints(const BreakpointList& list, RunController& runs, QObject* parent)
    : QObject(parent), list_(list), runs_(runs) {
    connect(&runs_, &RunController::starting, this, [this](const PlanPtr& plan, RunOptions& options) {
        options.breakpoints = breakpointsFor(*plan);
        loggedSoFar_.clear();
        deep_.clear();
    });
    connect(&runs_, &RunController::started, this, [this] {
        if (runs_.time()) replace(); // halts, which the options do not know
    });
    connect(&runs_, &RunController::frameReady, this, &RunBreakpoints::look);
    connect(&runs_, &RunController::forgotten, this, [this] { collect({}); });
    connect(&list_, &BreakpointList::changed, this, &RunBreakpoints::replace);
}

std::vector<Breakpoint> RunBreakpoints::breakpointsFor(const Plan& plan) const {
    std::vector<Breakpoint> breakpoints;
    for (const WireBreakpoint& wanted : list_.all()) {
        if (!wanted.enabled || wanted.action == WireBreakpoint::Action::PauseAtDepth) continue;
        for (std::size_t i = 0; i < plan.edges.size(); ++i) {
            if (QString::fromStdString(plan.edges[i].id) != wanted.wire) continue;
            Breakpoint breakpoint;
            breakpoint.edge = i;
            breakpoint.condition = wanted.condition.toStdString();
            breakpoint.hitCount = wanted.hitCount;
            breakpoint.logOnly = wanted.action == WireBreakpoint::Action::Log;
            breakpoints.push_back(std::move(breakpoint));
        }
    }
    return breakpoints;
}

/// Exact in a simulation; with a run, a look at each frame has to do: pauseWhereDeep.
std::vector<FigureCondition> RunBreakpoints::haltsFor(const Plan& plan) const {
    std::vector<FigureCondition> halts;
    for (const WireBreakpoint& wanted : list_.all()) {
        if (!wanted.enabled || wanted.action != WireBreakpoint::Action::PauseAtDepth) continue;
        for (std::size_t i = 0; i < plan.edges.size(); ++i)
            if (QString::fromStdString(plan.edges[i].id) == wanted.wire)
                halts.push_back({FigureCondition::Figure::Waiting, i, false, wanted.depth + 1});
    }
    return halts;
}

void RunBreakpoints::replace() {
    if (runs_.time()) runs_.setHalts(QStringLiteral("breakpoints"), haltsFor(*runs_.plan()));
    if ((!runs_.isActive() && !runs_.time()) || runs_.isLeaving()) return;
    const auto replaced = runs_.run()->setBreakpoints(breakpointsFor(*runs_.plan()));
    if (!replaced) Q_EMIT failed(replaced.error());
    look();
}

void RunBreakpoints::look() {
    std::vector<Held> held;
    // What was logged last is told although the run has come to its end meanwhile.
    if (runs_.run() && !runs_.isLeaving() && !list_.all().empty()) {
        const PlanPtr plan = runs_.plan();
        for (BreakpointState& state : runs_.run()->breakpoints()) {
            const QString wire = QString::fromStdString(plan->edges[state.breakpoint.edge].id);
            logNew(wire, state);
            if (state.holding) held.push_back({wire, std::move(state)});
        }
        if (!runs_.time()) pauseWhereDeep();
    }
    collect(std::move(held));
}

void RunBreakpoints::collect(std::vector<Held> held) {
    std::stable_partition(held.begin(), held.end(), [this](const Held& h) { return h.wire == preferred_; });
    const auto same = [](const Held& a, const Held& b) {
        return a.wire == b.wire && a.state.stops == b.state.stops && a.state.waiting == b.state.waiting;
    };
    const bool changed = !std::equal(held.begin(), held.end(), held_.begin(), held_.end(), same);
    held_ = std::move(held);
    if (changed) Q_EMIT heldChanged();
}

void RunBreakpoints::prefer(const QString& wire) {
    preferred_ = wire;
    collect(std::exchange(held_, {}));
    Q_EMIT heldChanged();
}

void RunBreakpoints::logNew(const QString& wire, const BreakpointState& state) {
    qint64& known = loggedSoFar_[wire];
    const auto kept = static_cast<qint64>(state.lastLogged.size());
    // Only the last hundred are kept: where more came in one frame, the log says how many it lacks.
    const qint64 fresh = std::min(state.logged - known, kept);
    if (state.logged - known > kept)
        Q_EMIT logged(wire, tr("… %n more records", nullptr, pluralOf(state.logged - known - kept)));
    for (qint64 i = kept - fresh; i < kept; ++i) {
        const RecordBatch& record = state.lastLogged[static_cast<std::size_t>(i)];
        Q_EMIT logged(wire, recordText(record, record.rowAt(0)));
    }
    known = state.logged;
}

void RunBreakpoints::pauseWhereDeep() {
    const MetricsFrame& frame = runs_.history().frames().back();
    const PlanPtr plan = runs_.plan();
    for (std::size_t i = 0; i < plan->edges.size() && i < frame.edges.size(); ++i) {
        const QString wire = QString::fromStdString(plan->edges[i].id);
        const WireBreakpoint* wanted = list_.find(wire);
        if (!wanted || !wanted->enabled || wanted->action != WireBreakpoint::Action::PauseAtDepth) continue;
        const qint64 waiting = frame.edges[i].depth;
        if (waiting <= wanted->depth) {
            deep_.remove(wire);
        } else if (frame.state == RunState::Running && !deep_.contains(wire)) {
            deep_.insert(wire);
            runs_.pause();
            Q_EMIT paused(wire, waiting);
        }
    }
}

void RunBreakpoints::step(StepSize size) {
    if (held_.empty() || (!runs_.isActive() && !runs_.time())) return;
    const auto stepped = runs_.run()->step(held_.front().state.breakpoint.edge, size);
    if (!stepped) Q_EMIT failed(stepped.error());
    if (runs_.time()) runs_.follow();
}

void RunBreakpoints::release() {
    if (held_.empty() || (!runs_.isActive() && !runs_.time())) return;
    const auto released = runs_.run()->release(held_.front().state.breakpoint.edge);
    if (!released) Q_EMIT failed(released.error());
    if (runs_.time()) runs_.follow();
}

} // namespace millrace::ui
