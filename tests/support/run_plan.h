// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace millrace::test {

struct RunGraphOptions {
    std::optional<ExecutorKind> executor;
    std::optional<int> workers;
    std::optional<std::size_t> batchSize;
    bool allowFusion = true;
    int poolWorkers = 2;
    std::uint64_t seed = 42;
    std::chrono::seconds timeout{400};
    std::string graphFolder;
    std::vector<std::pair<std::string, boost::json::value>> overrides;
};

/// How a run went.
struct RunOutcome {
    RunState state = RunState::Idle;
    MetricsFrame frame;
    Diagnostics diagnostics;             ///< of planning and of the run
    std::vector<std::string> violations; ///< of the conservation laws; also "did not end in time"
    PlanPtr plan;
    boost::json::object report;
    std::map<std::string, RecordBatch> published; ///< by node: live_table and the like

    bool ok() const { return state == RunState::Finished && violations.empty(); }
    std::string text() const; ///< everything that went wrong, for a test's message
};

/// Runs a plan to its end with the engine and checks the conservation laws on the final frame.
RunOutcome runPlan(const PlanPtr& plan, const RunGraphOptions& options = {});

} // namespace millrace::test
