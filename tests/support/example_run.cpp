// SPDX-License-Identifier: Apache-2.0
#include "tests/support/example_run.h"

#include "app/shared/build_registry.h"
#include "app/shared/open_graph.h"
#include "engine/run/run.h"
#include "engine/runtime/engine.h"

#include <stdexcept>

namespace millrace::test {

boost::json::object runExample(const std::string& graphPath, const ExampleOptions& options) {
    const auto registry = buildRegistry();
    const GraphFile file = openGraphFile(graphPath).value();
    PlanOptions planOptions = planOptionsFor(graphPath);
    for (const std::string& text : options.set)
        planOptions.overrides.push_back(parseOverride(text).value());
    planOptions.workers = options.workers;
    planOptions.batchSize = options.batchSize;
    if (options.executor)
        planOptions.executor = *options.executor == "threads" ? ExecutorKind::Threads : ExecutorKind::Pool;
    const Planning planning = planGraphFile(file, graphPath, *registry, planOptions);
    if (!planning.plan) throw std::runtime_error(toText(planning.diagnostics));

    Engine engine;
    RunOptions runOptions;
    runOptions.seed = options.seed;
    const auto run = engine.start(planning.plan, runOptions).value();
    if (!run->waitFor(std::chrono::minutes(2)))
        throw std::runtime_error("the run does not end: " + toText(run->diagnostics()));
    if (run->state() != RunState::Finished) throw std::runtime_error(toText(run->diagnostics()));
    std::string broken;
    for (const std::string& violation : checkInvariants(*run->plan(), run->frame()))
        broken += violation + "\n";
    if (!broken.empty()) throw std::runtime_error(broken);
    return makeReport(*run);
}

} // namespace millrace::test
