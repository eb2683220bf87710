// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/cycle_end.h"

#include "engine/plan/plan_cycles.h"

#include <fmt/format.h>
#include <algorithm>

namespace millrace {

CycleEnd::CycleEnd(const Plan& plan, TaskGraph& graph) : plan_(plan), graph_(graph) {
    const std::vector<std::size_t> cycleOf = cyclesOfChains(plan);
    const auto cycleAt = [&](std::size_t chain) -> Cycle* {
        if (cycleOf[chain] == kNoCycle) return nullptr;
        if (cycles_.size() <= cycleOf[chain]) cycles_.resize(cycleOf[chain] + 1);
        return &cycles_[cycleOf[chain]];
    };
    for (std::size_t c = 0; c < plan.chains.size(); ++c) {
        Cycle* const cycle = cycleAt(c);
        if (cycle == nullptr) continue;
        cycle->chains.push_back(c);
        for (const std::size_t v : plan.chains[c].vertices)
            cycle->hasSink = cycle->hasSink || plan.vertices[v].outEdges.empty();
    }
    for (std::size_t e = 0; e < plan.edges.size(); ++e) {
        const PlanEdge& edge = plan.edges[e];
        if (edge.fused) continue;
        const std::size_t from = plan.vertices[edge.from].chain, to = plan.vertices[edge.to].chain;
        if (Cycle* const cycle = cycleAt(to)) {
            cycle->wires.push_back(e);
            if (edge.feedback) cycle->feedback.push_back(e);
        }
        if (Cycle* const cycle = cycleAt(from); cycle != nullptr && cycleOf[from] != cycleOf[to])
            cycle->leaving.push_back(e);
    }
}

bool CycleEnd::look() {
    bool acted = false;
    for (Cycle& cycle : cycles_) {
        if (!cycle.closed && isUnwanted(cycle)) {
            cycle.closed = acted = true;
            for (const std::size_t e : cycle.feedback)
                for (const auto& channel : graph_.edge(e).channels)
                    channel->wire().consumerClosed();
        }
        if (cycle.ended) continue;
        if (!isIdle(cycle)) {
            cycle.turnsBefore.clear();
            continue;
        }
        std::vector<std::uint32_t> now = turns(cycle);
        const bool still = now == cycle.turnsBefore;
        cycle.turnsBefore = std::move(now);
        if (!still) continue;
        cycle.ended = acted = true;
        for (const std::size_t e : cycle.feedback)
            for (const auto& task : graph_.tasksOf(plan_.vertices[plan_.edges[e].from].chain))
                if (!task->retired()) task->endFeedback();
    }
    return acted;
}

bool CycleEnd::isUndecided() const {
    return std::any_of(cycles_.begin(), cycles_.end(),
                       [](const Cycle& cycle) { return !cycle.ended && !cycle.turnsBefore.empty(); });
}

bool CycleEnd::isIdle(const Cycle& cycle) const {
    for (const std::size_t c : cycle.chains) {
        for (const auto& task : graph_.tasksOf(c)) {
            if (task->retired()) continue;
            if (task->parkedForGood() != Progress::NeedsInput || !task->settled()) return false;
        }
    }
    for (const std::size_t e : cycle.wires) {
        const std::size_t from = plan_.vertices[plan_.edges[e].from].chain;
        const bool inside = std::find(cycle.chains.begin(), cycle.chains.end(), from) != cycle.chains.end();
        const auto producers = graph_.tasksOf(from);
        if (!inside && !std::all_of(producers.begin(), producers.end(),
                                    [](const auto& task) { return task->retired(); }))
            return false;
        const auto& channels = graph_.edge(e).channels;
        const auto consumers = graph_.tasksOf(plan_.vertices[plan_.edges[e].to].chain);
        for (std::size_t i = 0; i < channels.size(); ++i)
            if (channels[i]->hasEntries() && !consumers[i]->retired()) return false;
    }
    return true;
}

/// Everything behind it needs nothing more (limit), so what goes round in it goes nowhere.
bool CycleEnd::isUnwanted(const Cycle& cycle) const {
    return !cycle.hasSink && !cycle.leaving.empty() &&
           std::all_of(cycle.leaving.begin(), cycle.leaving.end(),
                       [this](std::size_t e) { return graph_.edge(e).closed(); });
}

std::vector<std::uint32_t> CycleEnd::turns(const Cycle& cycle) const {
    std::vector<std::uint32_t> turns;
    for (const std::size_t c : cycle.chains)
        for (const auto& task : graph_.tasksOf(c))
            turns.push_back(task->turns());
    return turns;
}

void CycleEnd::reportLoss(RunScope& scope) const {
    for (const Cycle& cycle : cycles_) {
        for (const std::size_t e : cycle.feedback) {
            std::int64_t records = 0;
            for (const auto& cells : graph_.edge(e).sent)
                records += cells->afterEnd.load(std::memory_order_relaxed);
            if (records == 0) continue;
            Diagnostic loss;
            loss.severity = Severity::Warning;
            loss.code = "MR4141";
            loss.message =
                fmt::format("{} records came back over {} when their cycle had ended, and were dropped",
                            records, plan_.edges[e].id);
            loss.hint = "a node in the cycle keeps records until its input ends; move it out of the cycle";
            loss.node = plan_.vertices[plan_.edges[e].from].node;
            loss.edge = plan_.edges[e].id;
            scope.report(std::move(loss));
        }
    }
}

} // namespace millrace
