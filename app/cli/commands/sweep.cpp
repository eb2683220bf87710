// SPDX-License-Identifier: Apache-2.0
#include "app/cli/simulated_graph.h"
#include "app/cli/stop_signals.h"
#include "app/cli/terminal.h"
#include "app/shared/forecast_outlook.h"
#include "app/shared/forecast_report.h"
#include "app/shared/simulated_sweep.h"
#include "engine/base/text.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <cmath>

namespace millrace::cli {

namespace {

using sim::Kpi;

/// What --vary says. Errors MR5102.
Result<Experiment> variedOnCommandLine(const Arguments& arguments) {
    Experiment experiment;
    Diagnostics problems;
    for (const std::string& text : arguments.values("vary")) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0) {
            problems.error("MR5102", "--vary " + text +
                                         ": write NAME=VALUES, such as cores=1,2,4 or work.workers=1..16");
            continue;
        }
        VariedSetting setting;
        setting.name = text.substr(0, equals);
        setting.range = text.substr(equals + 1);
        auto values = valuesIn(setting.range);
        if (!values) {
            for (const Diagnostic& d : values.error())
                problems.error("MR5102", "--vary " + setting.name + ": " + d.message, d.hint);
            continue;
        }
        setting.values = std::move(*values);
        experiment.vary.push_back(std::move(setting));
    }
    if (problems.empty() && experiment.vary.size() > 2)
        problems.error("MR5102", "sweep takes one --vary NAME=VALUES, or two");
    if (experiment.points() > Experiment::kMostPoints)
        problems.error("MR5102", fmt::format("{} points are more than {}: leave some out",
                                             experiment.points(), Experiment::kMostPoints));
    if (!problems.empty()) return problems;
    return experiment;
}

/// The experiment of that name in the file; what is wrong with it, or that there is none.
Result<Experiment> experimentInFile(const std::string& name, const SimulatedGraph& graph) {
    Experiments found = readExperiments(graph.document);
    if (const Experiment* const experiment = found.find(name)) return *experiment;
    Diagnostics problems = placed(found.problems, graph, graph.document);
    std::vector<std::string> known;
    for (const Experiment& one : found.list)
        known.push_back(one.name);
    problems.error("MR5102", "--experiment: there is no experiment `" + name + "` in the graph",
                   suggestion(name, known));
    return problems;
}

std::string lawText(const char* name, const sim::FittedLaw& law) {
    const sim::ScalabilityFit& fit = law.fit;
    if (!fit.usable()) return fmt::format("  {}: none: {}\n", name, fit.refused);
    std::string text = fmt::format("  {}: contention {:.2f} %", name, fit.law.sigma * 100);
    if (fit.law.kappa > 0)
        text += fmt::format(", coherency {:.4f} %, most at {:.3g}", fit.law.kappa * 100, fit.law.knee());
    if (std::isfinite(fit.law.peak())) text += fmt::format(", at most {:.4g}/s", fit.law.peak());
    text += fmt::format("; fits within {:.1f} %", fit.error * 100);
    if (!law.band.empty())
        text += fmt::format("; at {:g}: {:.4g} to {:.4g}/s", fit.axisEnd(), law.band.back().low,
                            law.band.back().high);
    return text + "\n";
}

std::string lawsText(const SimulatedSweep& sweep, const Experiment& experiment) {
    std::string text;
    for (const sim::SweepLine& line : sweep.findings->lines) {
        if (!line.usl || !line.amdahl) continue;
        text += fmt::format(
            "scalability{}: a diagnostic of the points above, no forecast of others\n",
            line.value.empty() ? "" : fmt::format(" at {} = {}", experiment.vary[1].name, line.value));
        text += lawText("Amdahl", *line.amdahl) + lawText("USL", *line.usl);
    }
    return text;
}

std::string sweepText(const Experiment& experiment, const SimulatedSweep& sweep) {
    std::vector<std::string> head;
    for (const VariedSetting& setting : experiment.vary)
        head.push_back(setting.name);
    const sim::SweepFindings& findings = *sweep.findings;
    for (const char* name : {"throughput", "latency", "p99", "busiest", "than before"})
        head.emplace_back(name);
    TextTable table(std::move(head));
    for (std::size_t i = 0; i < sweep.points.size(); ++i) {
        const sim::Forecast& forecast = sweep.points[i].forecast;
        std::vector<std::string> row = sweep.points[i].values;
        for (const Kpi::What what : {Kpi::What::Throughput, Kpi::What::LatencyMean, Kpi::What::LatencyP99}) {
            const Kpi* const kpi = forecast.find(what, findings.sink);
            row.push_back(kpi ? kpiText(*kpi) : "");
        }
        const std::size_t busiest = sim::busiestVertex(forecast);
        row.push_back(fmt::format("{} {:.0f} %", forecast.model->plan->vertices[busiest].node,
                                  forecast.find(Kpi::What::Busy, busiest)->interval.mean * 100));
        const bool knee = std::any_of(findings.lines.begin(), findings.lines.end(),
                                      [i](const sim::SweepLine& line) { return line.knee == i; });
        row.push_back(sim::nameOf(findings.steps[i]) +
                      std::string(knee ? "; behind it more does not pay" : ""));
        table.add(std::move(row));
    }
    const Plan& plan = *sweep.points.front().forecast.model->plan;
    std::string text = fmt::format(
        "at `{}`; the same random numbers at every point; +- is the 95 % confidence interval\n\n{}",
        plan.vertices[findings.sink].node, table.text());
    if (findings.comparisons > 1)
        text +=
            fmt::format("all {} comparisons together hold with 95 % (Bonferroni)\n", findings.comparisons);
    return text + lawsText(sweep, experiment) + basisText(basisOf(sweep.points));
}

/// How much is simulated and about how long that takes, before anything is.
void printOutlook(const SimulatedGraph& graph, const Registry& registry, const Experiment& experiment,
                  const ForecastRequest& request, const ForecastControl& control) {
    const SweepModels planned = planSweep(graph, registry, experiment, request, control.cancelled);
    const ForecastOutlook outlook = outlookOf(planned.models, planned.request, control.cancelled);
    if (!outlook.known) return;
    std::string text = fmt::format("{} points, {} replications", outlook.points, outlook.replications);
    if (outlook.seconds > 0)
        text += fmt::format(": about {:.2g} events, {:.2g} s", outlook.events, outlook.seconds);
    if (!outlook.busiest.empty())
        text += fmt::format("\noffered load: at most {:.0f} %, at `{}`", outlook.load * 100, outlook.busiest);
    if (outlook.endless) text += "; more than it can do has no steady state unless records are dropped";
    fmt::print(stderr, "{}\n", text);
}

boost::json::value lawReport(const std::optional<sim::FittedLaw>& law) {
    if (!law || !law->fit.usable()) return nullptr;
    const sim::ScalabilityFit& fit = law->fit;
    boost::json::array band;
    for (const sim::BandPoint& point : law->band)
        band.push_back(boost::json::array{point.workers, point.low, point.high});
    boost::json::object report{{"lambda", fit.law.lambda},     {"sigma", fit.law.sigma},
                               {"kappa", fit.law.kappa},       {"error", fit.error},
                               {"holds_up_to", fit.axisEnd()}, {"band", std::move(band)}};
    if (std::isfinite(fit.law.knee())) report["knee"] = fit.law.knee();
    return report;
}

boost::json::object sweepReport(const Experiment& experiment, const SimulatedSweep& sweep) {
    const sim::SweepFindings& findings = *sweep.findings;
    boost::json::array list, lines;
    for (std::size_t i = 0; i < sweep.points.size(); ++i) {
        boost::json::object values;
        for (std::size_t s = 0; s < experiment.vary.size(); ++s)
            values[experiment.vary[s].name] = sweep.points[i].values[s];
        boost::json::object point{{"values", std::move(values)},
                                  {"forecast", toJson(sweep.points[i].forecast)}};
        if (findings.throughput[i])
            point["than_before"] = {{"throughput", sim::nameOf(findings.steps[i])},
                                    {"difference", findings.throughput[i]->difference.mean},
                                    {"half_width", findings.throughput[i]->difference.halfWidth}};
        list.push_back(std::move(point));
    }
    for (const sim::SweepLine& line : findings.lines) {
        boost::json::object entry;
        if (experiment.vary.size() > 1) entry["value"] = line.value;
        entry["knee"] = nullptr;
        if (line.knee) entry["knee"] = boost::json::string(sweep.points[*line.knee].values.front());
        entry["usl"] = lawReport(line.usl);
        entry["amdahl"] = lawReport(line.amdahl);
        lines.push_back(std::move(entry));
    }
    boost::json::object report{{"version", MILLRACE_VERSION}, {"points", std::move(list)}};
    if (!experiment.name.empty()) report["experiment"] = experiment.name;
    report["sink"] = sweep.points.front().forecast.model->plan->vertices[findings.sink].node;
    report["comparisons"] = findings.comparisons;
    // With one setting there is one line, and its findings are those of the sweep.
    if (lines.size() == 1)
        for (const char* const name : {"knee", "usl", "amdahl"})
            report[name] = lines[0].at(name);
    report["lines"] = std::move(lines);
    return report;
}

/// Wrong words on the command line are wrong usage; in the file they are errors of the graph.
int exitStatusOf(const SimulatedSweep& sweep, bool fromFile) {
    if (sweep.began) return kExitFailed;
    if (fromFile) return kExitGraphErrors;
    const bool wrongValue =
        std::any_of(sweep.diagnostics.begin(), sweep.diagnostics.end(),
                    [](const Diagnostic& d) { return d.code == "MR4732" || d.code == "MR1400"; });
    return wrongValue ? int{kExitUsage} : cli::exitStatusOf(sweep.diagnostics);
}

} // namespace

int sweepCommand(const Arguments& arguments) {
    const auto refuse = [](const Diagnostics& problems) {
        printDiagnostics(problems);
        return kExitUsage;
    };
    const auto request = readForecastRequest(arguments);
    if (!request) return refuse(request.error());
    auto experiment = variedOnCommandLine(arguments);
    if (!experiment) return refuse(experiment.error());
    const bool fromFile = arguments.has("experiment");
    if (fromFile != experiment->vary.empty()) {
        Diagnostics problem;
        problem.error("MR5102", fromFile
                                    ? "give --vary or --experiment, not both"
                                    : "sweep needs one --vary NAME=VALUES, or two, or --experiment NAME");
        return refuse(problem);
    }
    const OpenedGraph opened = openOperand(arguments);
    printErrors(opened.problems);
    if (opened.exitStatus != kExitFinished) return opened.exitStatus;
    const SimulatedGraph graph = asSimulated(opened);
    if (fromFile) {
        experiment = experimentInFile(arguments.value("experiment"), graph);
        if (!experiment) return refuse(experiment.error());
    }
    ForecastRequest wanted = *request;
    wanted.overrides = opened.overrides;
    catchStopSignals();
    const ForecastControl control = controlWithProgress(arguments.has("quiet"));
    if (!arguments.has("quiet")) printOutlook(graph, *opened.kinds.registry, *experiment, wanted, control);
    const SimulatedSweep sweep = simulateSweep(graph, *opened.kinds.registry, *experiment, wanted, control);
    endProgress(control);
    printErrors(sweep.diagnostics);
    if (sweep.diagnostics.hasErrors()) return exitStatusOf(sweep, fromFile);
    if (sweep.cancelled) return kExitStopped;
    return writeSimulation(arguments, sweepText(*experiment, sweep), sweepReport(*experiment, sweep));
}

} // namespace millrace::cli
