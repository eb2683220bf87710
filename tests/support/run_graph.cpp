// SPDX-License-Identifier: Apache-2.0
#include "tests/support/run_graph.h"

#include "engine/graph/graph_json.h"
#include "engine/runtime/engine.h"

#include <cstdlib>

namespace millrace::test {

std::string RunOutcome::text() const {
    std::string result = std::string("state ") + runStateName(state) + "\n" + toText(diagnostics);
    for (const std::string& violation : violations)
        result += "\n" + violation;
    return result;
}

RunOutcome runPlan(const PlanPtr& plan, const RunGraphOptions& options) {
    RunOutcome outcome;
    outcome.plan = plan;
    Engine engine;
    RunOptions runOptions;
    runOptions.seed = options.seed;
    runOptions.poolWorkers = options.poolWorkers;
    auto started = engine.start(plan, runOptions);
    if (!started) {
        outcome.diagnostics = started.error();
        return outcome;
    }
    Run& run = **started;
    if (!run.waitFor(options.timeout)) {
        outcome.violations.push_back("the run did not end in time");
        const MetricsFrame frame = run.frame();
        for (std::size_t i = 0; i < frame.edges.size(); ++i) {
            outcome.violations.push_back(plan->edges[i].id + ": sent " + std::to_string(frame.edges[i].sent) +
                                         ", received " + std::to_string(frame.edges[i].received));
        }
        run.stop();
        run.waitFor(std::chrono::seconds(10));
    }
    outcome.state = run.state();
    outcome.frame = run.frame();
    outcome.diagnostics = run.diagnostics();
    for (std::string& violation : checkInvariants(*plan, outcome.frame))
        outcome.violations.push_back(std::move(violation));
    outcome.report = makeReport(run);
    for (const PlanVertex& vertex : plan->vertices) {
        if (auto view = run.published(vertex.node)) outcome.published.emplace(vertex.node, std::move(*view));
    }
    return outcome;
}

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
