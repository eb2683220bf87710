// SPDX-License-Identifier: Apache-2.0
#include "tests/support/run_graph.h"

#include "engine/graph/graph_json.h"

#include <cstdlib>

namespace millrace::test {

RunOutcome runGraph(const GraphDocument& document, const Registry& registry, const RunGraphOptions& options) {
    PlanOptions planOptions;
    planOptions.overrides = options.overrides;
    planOptions.graphFolder = options.graphFolder;
    planOptions.currentFolder = options.graphFolder;
    planOptions.environment = [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value ? std::optional<std::string>(value) : std::nullopt;
    };
    planOptions.cores = options.poolWorkers;
    planOptions.executor = options.executor;
    planOptions.workers = options.workers;
    planOptions.batchSize = options.batchSize;
    planOptions.allowFusion = options.allowFusion;
    Planning planning = plan(document, registry, planOptions);
    if (!planning.plan) {
        RunOutcome outcome;
        outcome.diagnostics = std::move(planning.diagnostics);
        return outcome;
    }
    RunOutcome outcome = runPlan(planning.plan, options);
    Diagnostics all = std::move(planning.diagnostics);
    all.append(outcome.diagnostics);
    outcome.diagnostics = std::move(all);
    return outcome;
}

RunOutcome runGraphText(const std::string& json, const Registry& registry, const RunGraphOptions& options) {
    auto file = parseGraph(json);
    if (!file) {
        RunOutcome outcome;
        outcome.diagnostics = file.error();
        return outcome;
    }
    return runGraph(file->document, registry, options);
}

} // namespace millrace::test
