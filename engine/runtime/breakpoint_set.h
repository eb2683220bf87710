// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/runtime/task_graph.h"
#include "engine/runtime/wire_gate.h"

#include <memory>
#include <mutex>
#include <vector>

namespace millrace {

/// The breakpoints of a run: checks and compiles them on the caller's thread and hands a gate to each task
/// that one of them concerns. Thread-safe.
class BreakpointSet {
public:
    /// Both must outlive it.
    BreakpointSet(const Plan& plan, TaskGraph& graph) : plan_(plan), graph_(graph) {}
    /// Opens the gates: the tasks go one by one and must not wake each other then.
    ~BreakpointSet();
    BreakpointSet(const BreakpointSet&) = delete;
    BreakpointSet& operator=(const BreakpointSet&) = delete;

    // As Run says of them.
    Result<void> replace(std::vector<Breakpoint> breakpoints);
    Result<void> step(std::size_t edge, StepSize size);
    Result<void> release(std::size_t edge);

    bool holds() const;                                         ///< a record stands at one of them
    std::vector<std::shared_ptr<const WireGate>> gates() const; ///< in the order they were given

private:
    using Gates = std::vector<std::shared_ptr<WireGate>>;
    /// The condition of each; none where every record fits.
    Result<std::vector<std::optional<Expression>>> check(const std::vector<Breakpoint>& breakpoints) const;
    void attach(const std::shared_ptr<WireGate>& gate, const std::vector<Task*>& tasks);
    std::vector<Task*> tasksAt(std::size_t edge) const;
    Result<std::shared_ptr<WireGate>> holdingGateOn(std::size_t edge) const;

    const Plan& plan_;
    TaskGraph& graph_;
    mutable std::mutex mutex_; ///< guards what follows
    Gates gates_;
};

} // namespace millrace
