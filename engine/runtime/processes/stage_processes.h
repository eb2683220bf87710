// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/plan.h"
#include "engine/plan/restart_policy.h"
#include "engine/runtime/processes/worker_message.h"

#include <atomic>

namespace millrace {

/// A stage that runs in worker processes: what its proxies, one per subtask, have in common.
struct StageProcesses {
    std::vector<std::string> command; ///< what starts a worker; the node's name is added
    StageSpec spec;
    RestartPolicy policy;
    /// Port for dead letters, if the node has one.
    std::optional<std::size_t> rejectedPort;
    /// Later records depend on earlier ones: what a crash takes away cannot be had again.
    bool keepsState = false;
    std::atomic<int> restarts{0}; ///< so far, of all workers
};

/// The same plan, with proxies (ProcessOperator) as the operators of all nodes that run in worker processes,
/// which `command` starts. Throws DiagnosticError (MR4134) when there are such nodes and no command.
PlanPtr withWorkerProcesses(const PlanPtr& plan, const std::vector<std::string>& command);

} // namespace millrace
