// SPDX-License-Identifier: Apache-2.0
#include "tests/support/run_plan.h"

#include "engine/runtime/engine.h"

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
        run.waitFor(std::chrono::seconds(30));
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

} // namespace millrace::test
