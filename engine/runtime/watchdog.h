// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/runtime/lock_watch.h"
#include "engine/runtime/task_graph.h"

#include <optional>
#include <vector>

namespace millrace {

/// Notices when nothing in a run can ever move again: every task is parked, none waits for a time, and none
/// has run between two looks; or some wait for locks of each other. Used by the steering thread.
class Watchdog {
public:
    Watchdog(const Plan& plan, const TaskGraph& graph, const RunScope& scope)
        : plan_(plan), graph_(graph), locks_(plan, graph, scope) {}

    /// Only nodes that join inputs, wires that lead back and shared resources can bring a run to a
    /// standstill; without them there is nothing to watch.
    bool hasWork() const;
    /// To be called now and then while the run is running or draining. The error MR4110 names who waits for
    /// whom, as a chain that ends where it began.
    std::optional<Diagnostics> look();

private:
    struct Wait {
        std::size_t chain; ///< of Plan::chains: who is waited for
        std::string text;  ///< "`join` waits on `b` for `tax`"
        std::size_t edge;
    };

    bool everybodyParked() const;
    std::vector<std::uint32_t> turns() const;
    std::optional<Wait> waitOf(std::size_t chain) const;
    std::optional<Wait> waitForRoom(std::size_t chain) const;
    std::optional<Wait> waitForRecords(std::size_t chain) const;
    Diagnostics describe() const;
    const std::string& headOf(std::size_t chain) const;

    const Plan& plan_;
    const TaskGraph& graph_;
    LockWatch locks_;
    std::vector<std::uint32_t> turnsBefore_; ///< empty: somebody was on the move at the last look
};

} // namespace millrace
