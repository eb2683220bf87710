// SPDX-License-Identifier: Apache-2.0
#include "app/cli/simulated_graph.h"
#include "app/cli/stop_signals.h"
#include "app/cli/terminal.h"
#include "app/shared/forecast_outlook.h"
#include "app/shared/forecast_report.h"
#include "engine/sim/event_record.h"
#include "engine/sim/tie_sensitivity.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

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

int fileProblem(const std::string& path, const char* code, const char* what, const char* hint) {
    Diagnostics d;
    d.error(code, what, hint).file = path;
    printDiagnostics(d);
    return kExitFailed;
}

bool stopped() { return stopSignalsSeen() > 0; }

/// The first replication event by event, into a file.
int recordRun(const std::shared_ptr<const sim::SimModel>& model, const std::string& path, bool quiet) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    const std::uint64_t events = sim::recordEvents(model, out, sim::kRecordedEvents, stopped);
    if (!out.flush())
        return fileProblem(path, "MR5202", "cannot write the record of events",
                           "name a file in a folder that exists and may be written");
    if (stopped()) return kExitStopped;
    if (!quiet)
        fmt::print("{} events recorded{}\n", events,
                   events == sim::kRecordedEvents ? ", which is as many as a record keeps" : "");
    return kExitFinished;
}

/// "recorded 12 work_done a, now 13 work_done a"
std::string textOf(const sim::EventDivergence& found) {
    const auto text = [](const std::string& line) { return line.empty() ? "the end" : "`" + line + "`"; };
    return fmt::format("event {} is another one: recorded {}, now {}", found.event, text(found.recorded),
                       text(found.now));
}

int verifyRun(const std::shared_ptr<const sim::SimModel>& model, const std::string& path, bool quiet) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return fileProblem(path, "MR5201", "cannot read the record of events", "is the name right?");
    const auto verified = sim::verifyEvents(model, in, stopped);
    if (!verified) {
        Diagnostics problems = verified.error();
        for (Diagnostic& problem : problems.items)
            problem.file = path;
        printDiagnostics(problems);
        return kExitFailed;
    }
    if (stopped()) return kExitStopped;
    if (verified->divergence) {
        Diagnostics d;
        Diagnostic& found = d.error("MR4763", textOf(*verified->divergence),
                                    "a line has the nanosecond, the kind of event and whom it is about");
        found.file = path;
        found.line = verified->divergence->line;
        printDiagnostics(d);
        return kExitFailed;
    }
    if (!quiet) fmt::print("{} events are as recorded\n", verified->events);
    return kExitFinished;
}

/// With ties shuffled the same is simulated in order, too, to say whether that matters.
sim::Forecast forecastOf(const std::shared_ptr<const sim::SimModel>& model,
                         const sim::ForecastOptions& options, Diagnostics& said) {
    if (!model->settings.shuffleTies) return sim::forecast(model, options);
    std::vector<sim::Forecast> both = sim::forecastAll({model, sim::withTies(*model, false)}, options);
    if (both[0].replications > 0 && both[1].replications > 0) said = sim::tieSensitivity(both[0], both[1]);
    return std::move(both[0]);
}

} // namespace

/// A record of events is all that such a command makes, and it goes into a file of its own.
Diagnostics contradictions(const Arguments& arguments) {
    Diagnostics found;
    const char* const alone = arguments.has("record") ? "record" : "verify";
    if (!arguments.has(alone)) return found;
    for (const char* other : {"verify", "json", "report", "replications", "precision"})
        if (other != std::string_view(alone) && arguments.has(other))
            found.error(
                "MR5102", fmt::format("--{} cannot be combined with --{}", alone, other),
                "one simulates a single course of events, the other wants figures: give two commands");
    std::error_code error;
    if (std::filesystem::equivalent(arguments.value(alone), arguments.operands.at(0), error))
        found.error("MR5102", fmt::format("--{} names the graph itself", alone), "name another file");
    return found;
}

int simulateCommand(const Arguments& arguments) {
    const bool quiet = arguments.has("quiet");
    if (const Diagnostics found = contradictions(arguments); found.hasErrors()) {
        printDiagnostics(found);
        return kExitUsage;
    }
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
    const auto model = arguments.has("shuffle-ties") ? sim::withTies(*planned.model, true) : planned.model;
    catchStopSignals();
    if (arguments.has("record")) return recordRun(model, arguments.value("record"), quiet);
    if (arguments.has("verify")) return verifyRun(model, arguments.value("verify"), quiet);
    if (!quiet) printOutlook(*model, *request);
    const ForecastControl control = controlWithProgress(quiet);
    Diagnostics said;
    const sim::Forecast forecast = forecastOf(model, optionsFor(*request, control), said);
    endProgress(control);
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
