// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/engine.h"

#include "engine/plan/checkpoint_rules.h"
#include "engine/runtime/checkpoints/state_folder.h"
#include "engine/runtime/run_impl.h"
#include "engine/runtime/system_clock.h"

namespace millrace {

namespace {

const Clock& systemClock() {
    static const SystemClock clock;
    return clock;
}

} // namespace

Engine::Engine() : clock_(systemClock()) {}

Result<std::unique_ptr<Run>> Engine::start(PlanPtr plan, RunOptions options) {
    if (!plan || plan->vertices.empty() || plan->chains.empty()) {
        Diagnostics problem;
        problem.error("MR4001", "there is nothing to run", "the graph needs at least one source");
        return problem;
    }
    if (options.checkpoints) {
        if (Diagnostics obstacles = checkpointObstacles(*plan); obstacles.hasErrors()) return obstacles;
    }
    try {
        return std::unique_ptr<Run>(
            std::make_unique<RunImpl>(std::move(plan), options, clock_, workerCommand_));
    } catch (const DiagnosticError& error) {
        return error.diagnostics();
    } catch (const std::exception& error) {
        Diagnostics problem;
        problem.error("MR4002", std::string("the run could not be set up: ") + error.what());
        return problem;
    }
}

Result<std::optional<SavedCheckpoint>> Engine::savedCheckpoint(const std::string& folder) const {
    const auto entries = StateFolder::list(folder);
    if (entries.empty()) return std::optional<SavedCheckpoint>();
    try {
        const RunSnapshot last = StateFolder::read(entries.back());
        // One without nodes only says that nothing was known.
        if (last.nodes.empty()) return std::optional<SavedCheckpoint>();
        return std::optional(SavedCheckpoint{last.epoch, last.madeAt, entries.back().bytes, last.finished});
    } catch (const DiagnosticError& error) {
        return error.diagnostics();
    }
}

} // namespace millrace
