// SPDX-License-Identifier: Apache-2.0
#include "app/cli/simulated_graph.h"
#include "app/cli/stop_signals.h"
#include "app/cli/terminal.h"
#include "app/shared/forecast_outlook.h"
#include "app/shared/forecast_report.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace millrace::cli {

namespace {

/// What the machine is asked for and how long it takes to know it, before anything is simulated.
void printOutlook(const sim::SimModel& model, const ForecastRequest& request) {
    const PlannedForecast planned = planForecast(model, request);
    if (planned.busiest.empty()) return;
    const auto& load = planned.load;
    fmt::print(stderr, "offered load: {:.0f} records/s; `{}` {:.0f} %, cores {:.0f} %\n",
               load->recordsPerSecond, planned.busiest, load->chains[load->busiest] * 100, load->cores * 100);
    for (std::size_t i = 0; i < load->links.size(); ++i)
        fmt::print(stderr, "link {} -> {}: {:.0f} %\n", model.links[i].settings.from,
                   model.links[i].settings.to, load->links[i] * 100);
    for (std::size_t i = 0; i < load->resources.size(); ++i)
        if (load->resources[i] > 0)
            fmt::print(stderr, "held `{}`: {:.0f} %\n", model.resources[i].name, load->resources[i] * 100);
    if (load->interpreter > 0) fmt::print(stderr, "interpreter: {:.0f} %\n", load->interpreter * 100);
    if (load->highest >= 1) {
        if (!model.endsByItself)
            fmt::print(stderr, "more than it can do: there is no steady state unless records are dropped\n");
        return;
    }
    if (planned.length && std::isfinite(planned.virtualSeconds))
        fmt::print(stderr, "+-{:g} % needs about {:.2g} events: {:.3g} s of virtual time in all\n",
                   request.precision.value_or(kDefaultPrecision) * 100, planned.length->events,
                   planned.virtualSeconds);
}

} // namespace

int simulateCommand(const Arguments& arguments) {
    const bool quiet = arguments.has("quiet");
    const auto tell = [quiet](const Diagnostics& found) {
        quiet ? printErrors(found) : printDiagnostics(found);
    };
    auto request = readForecastRequest(arguments);
    if (!request) {
        printDiagnostics(request.error());
        return kExitUsage;
    }
    OpenedGraph opened = openOperand(arguments);
    tell(opened.problems);
    if (opened.exitStatus != kExitFinished) return opened.exitStatus;
    request->overrides = opened.overrides;
    tell(opened.kinds.warnings);
    tell(opened.file.warnings);
    const SimulatedGraph graph = asSimulated(opened);
    const SimulatedPlan planned = planSimulated(graph, *opened.kinds.registry, *request);
    tell(planned.diagnostics);
    if (!planned.model) return exitStatusOf(planned.diagnostics);
    if (!quiet) printOutlook(*planned.model, *request);
    catchStopSignals();
    const ForecastControl control = controlWithProgress(quiet);
    const sim::Forecast forecast = sim::forecast(planned.model, optionsFor(*request, control));
    endProgress(control);
    Diagnostics said;
    for (const Diagnostic& d : forecast.diagnostics)
        if (d.code != "MR4710" && d.code != "MR4711") said.add(d); // the table marks those
    said = placed(std::move(said), graph, planned.plan->document);
    tell(said);
    if (forecast.replications == 0) return kExitStopped;
    const int status = writeSimulation(arguments, forecastText(forecast), toJson(forecast));
    if (forecast.cancelled) return kExitStopped;
    return said.hasErrors() ? kExitFailed : status;
}

} // namespace millrace::cli
