// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/simulator.h"

#include "engine/sim/sim_run.h"

namespace millrace::sim {

Result<std::unique_ptr<Run>> Simulator::start(PlanPtr plan, RunOptions options) {
    if (!plan || plan->vertices.empty() || plan->chains.empty()) {
        Diagnostics problem;
        problem.error("MR4001", "there is nothing to simulate", "the graph needs at least one source");
        return problem;
    }
    auto settings = readSimulationSettings(*plan);
    if (!settings) return settings.error();
    if (options.duration.count() > 0) settings->durationNs = options.duration.count();
    auto model = makeSimModel(plan, std::move(*settings), options.seed);
    if (!model) return model.error();
    auto run = std::make_unique<SimRun>(std::move(*model), options, clock_);
    if (auto set = run->setBreakpoints(options.breakpoints); !set) return set.error();
    return std::unique_ptr<Run>(std::move(run));
}

} // namespace millrace::sim
