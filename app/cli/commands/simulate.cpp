// SPDX-License-Identifier: Apache-2.0
#include "app/cli/simulated_graph.h"
#include "app/cli/stop_signals.h"
#include "app/cli/terminal.h"
#include "app/shared/forecast_report.h"
#include "engine/sim/offered_load.h"
#include "engine/sim/statistics/length_planner.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace millrace::cli {

namespace {

/// What the machine is asked for and how long it takes to know it, before anything is simulated.
void printOutlook(const sim::SimModel& model, const SimulationRequest& request) {
    const auto load = sim::offeredLoad(model);
    if (!load || load->busiest == sim::kNone) return;
    const std::string& node =
        model.plan->vertices[model.ops[model.chains[load->busiest].ops.begin].vertex].node;
    fmt::print(stderr, "offered load: {:.0f} records/s; `{}` {:.0f} %, cores {:.0f} %\n",
               load->recordsPerSecond, node, load->chains[load->busiest] * 100, load->cores * 100);
    if (load->highest >= 1) {
        if (!model.endsByItself)
            fmt::print(stderr, "more than it can do: there is no steady state unless records are dropped\n");
        return;
    }
    const sim::LengthPlan plan =
        sim::planLength({load->highest, 1, load->servicesCv2}, request.forecast.precision);
    const double seconds = plan.events / 2 / load->recordsPerSecond;
    if (std::isfinite(seconds))
        fmt::print(stderr, "+-{:g} % needs about {:.2g} events: {:.3g} s of virtual time in all\n",
                   request.forecast.precision * 100, plan.events, seconds);
}

} // namespace

int simulateCommand(const Arguments& arguments) {
    auto request = readSimulationRequest(arguments);
    if (!request) {
        printDiagnostics(request.error());
        return kExitUsage;
    }
    const bool quiet = arguments.has("quiet");
    PlannedGraph planned = planSimulated(arguments, *request);
    quiet ? printErrors(planned.planning.diagnostics) : printDiagnostics(planned.planning.diagnostics);
    if (!planned.planning.plan) return planned.exitStatus;
    const auto model = modelFor(planned.planning.plan, *request);
    if (!model) {
        printDiagnostics(planned.placed(model.error()));
        return kExitGraphErrors;
    }
    if (!quiet) printOutlook(**model, *request);
    catchStopSignals();
    const sim::Forecast forecast = forecastWithProgress(*model, *request, quiet, "");
    Diagnostics said;
    for (const Diagnostic& d : forecast.diagnostics)
        if (d.code != "MR4710" && d.code != "MR4711") said.add(d); // the table marks those
    said = planned.placed(std::move(said));
    quiet ? printErrors(said) : printDiagnostics(said);
    if (forecast.replications == 0) return kExitStopped;
    const int status = writeSimulation(arguments, forecastText(forecast), toJson(forecast));
    if (forecast.cancelled) return kExitStopped;
    return said.hasErrors() ? kExitFailed : status;
}

} // namespace millrace::cli
