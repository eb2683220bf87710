// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/sweep.h"
#include "app/cli/simulated_graph.h"
#include "app/cli/stop_signals.h"
#include "app/cli/terminal.h"
#include "app/cli/varied_setting.h"
#include "app/shared/forecast_report.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <cmath>

namespace millrace::cli {

namespace {

using sim::Kpi;

/// As many replications at every point, or neighbours could not be compared pair by pair.
constexpr std::size_t kReplications = 10;
constexpr std::size_t kMostPoints = 400;

using Values = std::vector<std::string>; ///< one of each setting

std::vector<Values> pointsOf(const std::vector<VariedSetting>& settings) {
    std::vector<Values> points{{}};
    for (const VariedSetting& setting : settings) {
        std::vector<Values> longer;
        for (const Values& point : points)
            for (const std::string& value : setting.values) {
                longer.push_back(point);
                longer.back().push_back(value);
            }
        points = std::move(longer);
    }
    return points;
}

/// The point's forecast; where there is none the exit status, everything having been said.
struct Outcome {
    std::optional<sim::Forecast> forecast;
    int status = kExitFinished;
};

Outcome forecastAt(Arguments arguments, SimulationRequest request, const std::vector<VariedSetting>& settings,
                   const Values& values, const std::string& title) {
    for (std::size_t i = 0; i < settings.size(); ++i) {
        if (settings[i].isCores()) {
            const auto cores = readCores("--vary cores", values[i]);
            if (!cores) {
                printDiagnostics(cores.error());
                return {{}, kExitUsage};
            }
            request.cores = *cores;
        } else if (!settings[i].isOfDocument()) {
            arguments.options["set"].push_back(settings[i].name + "=" + values[i]);
        }
    }
    PlannedGraph planned = planSimulated(arguments, request, [&](GraphDocument& document) {
        Diagnostics wrong;
        for (std::size_t i = 0; i < settings.size(); ++i)
            if (settings[i].isOfDocument()) wrong.append(settings[i].apply(document, values[i]));
        return wrong;
    });
    printErrors(planned.planning.diagnostics);
    if (!planned.planning.plan) return {{}, planned.exitStatus};
    const auto model = modelFor(planned.planning.plan, request);
    if (!model) {
        printDiagnostics(planned.placed(model.error()));
        return {{}, kExitGraphErrors};
    }
    sim::Forecast forecast = forecastWithProgress(*model, request, arguments.has("quiet"), title);
    printErrors(planned.placed(forecast.diagnostics));
    if (forecast.cancelled || forecast.replications == 0) return {{}, kExitStopped};
    if (forecast.diagnostics.hasErrors()) return {{}, kExitFailed};
    return {std::move(forecast), kExitFinished};
}

std::string sweepText(const std::vector<VariedSetting>& settings, const std::vector<sim::SweepPoint>& points,
                      const sim::SweepFindings* findings) {
    std::vector<std::string> head;
    for (const VariedSetting& setting : settings)
        head.push_back(setting.name);
    const std::size_t sink = sim::mainSink(points.front().forecast);
    const Plan& plan = *points.front().forecast.model->plan;
    for (const char* name : {"throughput", "latency", "p99", "busiest", "than before"})
        head.emplace_back(name);
    TextTable table(std::move(head));
    for (std::size_t i = 0; i < points.size(); ++i) {
        const sim::Forecast& forecast = points[i].forecast;
        std::vector<std::string> row = points[i].values;
        for (const Kpi::What what : {Kpi::What::Throughput, Kpi::What::LatencyMean, Kpi::What::LatencyP99}) {
            const Kpi* const kpi = forecast.find(what, sink);
            row.push_back(kpi ? kpiText(*kpi) : "");
        }
        const std::size_t busiest = sim::busiestVertex(forecast);
        row.push_back(fmt::format("{} {:.0f} %", forecast.model->plan->vertices[busiest].node,
                                  forecast.find(Kpi::What::Busy, busiest)->interval.mean * 100));
        row.push_back(findings ? std::string(sim::nameOf(findings->steps[i])) +
                                     (findings->knee == i ? "; behind it more does not pay" : "")
                               : "");
        table.add(std::move(row));
    }
    std::string text =
        fmt::format("at `{}`; the same random numbers at every point; +- is the 95 % confidence interval\n\n",
                    plan.vertices[sink].node) +
        table.text();
    if (findings && findings->scalability) {
        const sim::ScalabilityFit& fit = *findings->scalability;
        if (!fit.usable())
            text += "scalability: " + fit.refused + "\n";
        else
            text += fmt::format(
                "scalability (USL): contention {:.2f} %, coherency {:.4f} %, most at {:.3g}; fits "
                "within {:.1f} %, holds up to {:g}\n",
                fit.law.sigma * 100, fit.law.kappa * 100, fit.law.knee(), fit.error * 100, fit.axisEnd());
    }
    return text;
}

boost::json::object sweepReport(const std::vector<VariedSetting>& settings,
                                const std::vector<sim::SweepPoint>& points,
                                const sim::SweepFindings* findings) {
    boost::json::array list;
    for (std::size_t i = 0; i < points.size(); ++i) {
        boost::json::object values;
        for (std::size_t s = 0; s < settings.size(); ++s)
            values[settings[s].name] = points[i].values[s];
        boost::json::object point{{"values", std::move(values)}, {"forecast", toJson(points[i].forecast)}};
        if (findings && findings->throughput[i]) {
            const sim::Comparison& comparison = *findings->throughput[i];
            point["than_before"] = {{"throughput", sim::nameOf(findings->steps[i])},
                                    {"difference", comparison.difference.mean},
                                    {"half_width", comparison.difference.halfWidth}};
        }
        list.push_back(std::move(point));
    }
    boost::json::object report{{"version", MILLRACE_VERSION}, {"points", std::move(list)}};
    if (!findings) return report;
    report["sink"] = points.front().forecast.model->plan->vertices[findings->sink].node;
    report["knee"] = nullptr;
    if (findings->knee) report["knee"] = boost::json::string(points[*findings->knee].values.front());
    if (findings->scalability && findings->scalability->usable()) {
        const sim::ScalabilityFit& fit = *findings->scalability;
        boost::json::object usl{{"lambda", fit.law.lambda},
                                {"sigma", fit.law.sigma},
                                {"kappa", fit.law.kappa},
                                {"error", fit.error},
                                {"holds_up_to", fit.axisEnd()}};
        if (std::isfinite(fit.law.knee())) usl["knee"] = fit.law.knee();
        report["usl"] = std::move(usl);
    }
    return report;
}

} // namespace

int sweepCommand(const Arguments& arguments) {
    auto request = readSimulationRequest(arguments);
    Diagnostics problems;
    if (!request) problems.append(request.error());
    std::vector<VariedSetting> settings;
    for (const std::string& text : arguments.values("vary")) {
        auto setting = parseVariedSetting(text);
        if (!setting)
            problems.append(setting.error());
        else
            settings.push_back(std::move(*setting));
    }
    if (problems.empty() && (settings.empty() || settings.size() > 2))
        problems.error("MR5102", "sweep needs one --vary NAME=VALUES, or two");
    const std::vector<Values> values = pointsOf(settings);
    if (values.size() > kMostPoints)
        problems.error("MR5102",
                       fmt::format("{} points are more than {}: leave some out", values.size(), kMostPoints));
    if (!problems.empty()) {
        printDiagnostics(problems);
        return kExitUsage;
    }
    if (!request->forecast.replications) request->forecast.replications = kReplications;
    catchStopSignals();
    std::vector<sim::SweepPoint> points;
    for (const Values& point : values) {
        const std::string title = fmt::format("point {} of {}: ", points.size() + 1, values.size());
        Outcome outcome = forecastAt(arguments, *request, settings, point, title);
        if (!outcome.forecast) return outcome.status;
        points.push_back({point, std::move(*outcome.forecast)});
    }
    std::optional<sim::SweepFindings> findings;
    if (settings.size() == 1) {
        std::vector<double> workers;
        for (const std::string& value : settings.front().values)
            if (settings.front().countsWorkers()) workers.push_back(std::strtod(value.c_str(), nullptr));
        findings = sim::studySweep(points, workers, request->seed);
    }
    const sim::SweepFindings* const found = findings ? &*findings : nullptr;
    return writeSimulation(arguments, sweepText(settings, points, found),
                           sweepReport(settings, points, found));
}

} // namespace millrace::cli
