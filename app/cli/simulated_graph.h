// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/planned_graph.h"
#include "engine/sim/forecast.h"

#include <string>

namespace millrace::cli {

/// What simulate and sweep were asked for, checked. Errors MR5102.
struct SimulationRequest {
    std::optional<double> cores;
    std::optional<MonotonicNs> durationNs;
    std::uint64_t seed = 42;
    sim::ForecastOptions forecast;
};
/// A number of cores; `option` is what the error names, MR5102.
Result<double> readCores(const std::string& option, const std::string& text);
Result<SimulationRequest> readSimulationRequest(const Arguments& arguments);

/// The model of a plan under that request: what the command line says goes before what the graph says.
Result<std::shared_ptr<const sim::SimModel>> modelFor(const PlanPtr& plan, const SimulationRequest& request);

/// The graph of the verb's operand, planned for the machine that is to be simulated.
PlannedGraph planSimulated(const Arguments& arguments, const SimulationRequest& request,
                           std::function<Diagnostics(GraphDocument&)> change = {});

/// Runs it with a line of progress on a terminal; the first signal ends it with what there is.
sim::Forecast forecastWithProgress(const std::shared_ptr<const sim::SimModel>& model,
                                   SimulationRequest request, bool quiet, const std::string& title);

/// To standard output or a file, as --json and --report say. Exit status.
int writeSimulation(const Arguments& arguments, const std::string& text, const boost::json::object& report);

} // namespace millrace::cli
