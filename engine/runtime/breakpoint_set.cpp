// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/breakpoint_set.h"

#include <fmt/format.h>
#include <algorithm>
#include <set>

namespace millrace {

BreakpointSet::~BreakpointSet() {
    for (const auto& gate : gates_)
        gate->open();
}

Result<std::vector<std::optional<Expression>>> BreakpointSet::check(
    const std::vector<Breakpoint>& breakpoints) const {
    std::vector<std::optional<Expression>> conditions;
    std::set<std::size_t> taken;
    Diagnostics problems;
    for (const Breakpoint& breakpoint : breakpoints) {
        conditions.emplace_back();
        if (breakpoint.edge >= plan_.edges.size()) {
            problems.error("MR4300", fmt::format("a breakpoint names wire {}, but the plan has {} wires",
                                                 breakpoint.edge, plan_.edges.size()));
            continue;
        }
        const PlanEdge& edge = plan_.edges[breakpoint.edge];
        if (!taken.insert(breakpoint.edge).second)
            problems.error("MR4302", "there are two breakpoints on " + edge.id, "put one on each wire").edge =
                edge.id;
        if (breakpoint.hitCount < 1)
            problems
                .error("MR4303",
                       fmt::format("a breakpoint on {} wants to hold at each {}th record", edge.id,
                                   breakpoint.hitCount),
                       "count from 1")
                .edge = edge.id;
        if (breakpoint.condition.empty()) continue;
        const SchemaPtr& columns = plan_.vertices[edge.from].bound.outputs[edge.fromPort];
        auto compiled = Expression::compilePredicate(breakpoint.condition, *columns);
        if (compiled) {
            conditions.back() = std::move(*compiled);
            continue;
        }
        for (Diagnostic problem : compiled.error()) {
            problem.edge = edge.id;
            problems.add(std::move(problem));
        }
    }
    if (!problems.empty()) return problems;
    return conditions;
}

std::vector<Task*> BreakpointSet::tasksAt(std::size_t e) const {
    const PlanEdge& edge = plan_.edges[e];
    std::vector<Task*> tasks;
    for (const auto& task : graph_.tasksOf(plan_.vertices[edge.to].chain))
        tasks.push_back(task.get());
    return tasks;
}

void BreakpointSet::attach(const std::shared_ptr<WireGate>& gate, const std::vector<Task*>& tasks) {
    const std::size_t edge = gate->breakpoint().edge;
    graph_.edge(edge).gated.store(true, std::memory_order_release);
    for (Task* task : tasks)
        task->post(Task::GateChange{edge, std::make_unique<GateEnd>(gate)});
}

Result<void> BreakpointSet::replace(std::vector<Breakpoint> breakpoints) {
    auto conditions = check(breakpoints);
    if (!conditions) return conditions.error();
    const std::lock_guard lock(mutex_);
    Gates before;
    before.swap(gates_);
    for (std::size_t i = 0; i < breakpoints.size(); ++i) {
        const auto same = std::find_if(before.begin(), before.end(), [&](const auto& gate) {
            return gate && gate->breakpoint().sameAs(breakpoints[i]);
        });
        if (same != before.end()) {
            gates_.push_back(std::move(*same));
            continue;
        }
        const std::vector<Task*> tasks = tasksAt(breakpoints[i].edge);
        gates_.push_back(
            std::make_shared<WireGate>(std::move(breakpoints[i]), std::move((*conditions)[i]), tasks));
        attach(gates_.back(), tasks);
    }
    for (const auto& gone : before) {
        if (!gone) continue;
        const std::size_t edge = gone->breakpoint().edge;
        const bool replaced = std::any_of(gates_.begin(), gates_.end(), [edge](const auto& gate) {
            return gate->breakpoint().edge == edge;
        });
        // What the new one has not judged yet must not slip past between the two.
        if (replaced) continue;
        for (Task* task : tasksAt(edge))
            task->post(Task::GateChange{edge, nullptr});
        gone->open();
    }
    return {};
}

Result<std::shared_ptr<WireGate>> BreakpointSet::holdingGateOn(std::size_t edge) const {
    const std::lock_guard lock(mutex_);
    for (const auto& gate : gates_) {
        if (gate->breakpoint().edge == edge && !gate->breakpoint().logOnly) return gate;
    }
    Diagnostics problem;
    Diagnostic& d =
        problem.error("MR4301", "there is no breakpoint that holds on this wire", "set one first");
    if (edge < plan_.edges.size()) d.edge = plan_.edges[edge].id;
    return problem;
}

Result<void> BreakpointSet::step(std::size_t edge, StepSize size) {
    const auto gate = holdingGateOn(edge);
    if (!gate) return gate.error();
    (*gate)->step(size);
    return {};
}

Result<void> BreakpointSet::release(std::size_t edge) {
    const auto gate = holdingGateOn(edge);
    if (!gate) return gate.error();
    (*gate)->release();
    return {};
}

bool BreakpointSet::holds() const {
    const std::lock_guard lock(mutex_);
    return std::any_of(gates_.begin(), gates_.end(), [](const auto& gate) { return gate->holding(); });
}

std::vector<std::shared_ptr<const WireGate>> BreakpointSet::gates() const {
    const std::lock_guard lock(mutex_);
    return {gates_.begin(), gates_.end()};
}

} // namespace millrace
