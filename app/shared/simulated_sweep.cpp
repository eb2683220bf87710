// SPDX-License-Identifier: Apache-2.0
#include "app/shared/simulated_sweep.h"

#include "app/shared/open_graph.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

namespace millrace {

namespace {

constexpr double kDefaultCores = 4;

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

/// What is said of every point is said once.
void appendNew(Diagnostics& all, const Diagnostics& more) {
    for (const Diagnostic& d : more)
        if (std::find(all.begin(), all.end(), d) == all.end()) all.add(d);
}

/// The model of one point.
SimulatedPlan planPoint(const SimulatedGraph& graph, const Registry& registry, const Experiment& experiment,
                        ForecastRequest request, const Values& values) {
    SweptGraph swept{graph.document, std::move(request.overrides), request.cores};
    for (std::size_t i = 0; i < experiment.vary.size(); ++i) {
        Diagnostics wrong = applySetting(experiment.vary[i], values[i], registry, swept);
        if (wrong.empty()) continue;
        for (Diagnostic& d : wrong.items)
            d.parameter = experiment.place() + ".vary";
        return {{}, placed(std::move(wrong), graph, graph.document), {}};
    }
    request.overrides = std::move(swept.overrides);
    request.cores = swept.cores;
    return planSimulated({swept.document, graph.path, graph.positions}, registry, request);
}

std::vector<double> workersOf(const Experiment& experiment, const std::vector<sim::SweepPoint>& points) {
    std::vector<double> workers;
    if (experiment.vary.front().countsWorkers())
        for (const sim::SweepPoint& point : points)
            workers.push_back(std::strtod(point.values.front().c_str(), nullptr));
    return workers;
}

} // namespace

ForecastBasis basisOf(const std::vector<sim::SweepPoint>& points) {
    ForecastBasis basis = points.front().forecast.basis;
    for (const sim::SweepPoint& point : points)
        basis.unite(point.forecast.basis);
    return basis;
}

Diagnostics placed(Diagnostics found, const SimulatedGraph& graph, const GraphDocument& document) {
    for (Diagnostic& d : found.items)
        if (d.file.empty()) graph.positions.locate(d, document, graph.path);
    return found;
}

SimulatedPlan planSimulated(const SimulatedGraph& graph, const Registry& registry,
                            const ForecastRequest& request) {
    PlanOptions options = planOptionsFor(graph.path);
    options.overrides = request.overrides;
    const auto planWith = [&](double cores) {
        options.cores = static_cast<int>(std::ceil(cores));
        return plan(graph.document, registry, options);
    };
    // How many cores the graph itself asks for is read with the plan.
    Planning planning = planWith(request.cores.value_or(kDefaultCores));
    SimulatedPlan result;
    if (planning.plan) {
        auto settings = sim::readSimulationSettings(*planning.plan);
        if (settings && !request.cores && settings->cores != kDefaultCores)
            planning = planWith(settings->cores);
        if (settings && planning.plan) {
            if (request.cores) settings->cores = *request.cores;
            if (request.durationNs) settings->durationNs = *request.durationNs;
            auto model = sim::makeSimModel(planning.plan, std::move(*settings), request.seed);
            if (model)
                result.model = std::move(*model);
            else
                result.diagnostics = placed(model.error(), graph, planning.plan->document);
        } else if (!settings) {
            result.diagnostics = placed(settings.error(), graph, planning.plan->document);
        }
    }
    Diagnostics all = placed(std::move(planning.diagnostics), graph, graph.document);
    all.append(result.diagnostics);
    result.diagnostics = std::move(all);
    result.plan = planning.plan;
    return result;
}

sim::ForecastOptions optionsFor(const ForecastRequest& request, const ForecastControl& control) {
    sim::ForecastOptions options;
    options.replications = request.replications;
    options.precision = request.precision.value_or(kDefaultPrecision);
    options.threads =
        request.threads > 0 ? request.threads : std::max(1u, std::thread::hardware_concurrency());
    options.cancelled = control.cancelled;
    if (control.onProgress)
        options.onProgress = [&control, began = std::chrono::steady_clock::now()](std::size_t done,
                                                                                  std::size_t planned) {
            const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - began;
            const auto left = static_cast<double>(planned - std::min(done, planned));
            control.onProgress({done, planned, spent.count() / static_cast<double>(done) * left, nullptr});
        };
    return options;
}

SweepModels planSweep(const SimulatedGraph& graph, const Registry& registry, const Experiment& experiment,
                      const ForecastRequest& request, const std::function<bool()>& cancelled) {
    SweepModels sweep;
    ForecastRequest& wanted = sweep.request = request;
    if (!wanted.durationNs) wanted.durationNs = experiment.durationNs;
    if (!wanted.replications && !request.precision) wanted.replications = experiment.replications;
    if (!wanted.precision) wanted.precision = experiment.precision;
    if (!wanted.replications && !wanted.precision) wanted.replications = Experiment::kDefaultReplications;

    sweep.values = pointsOf(experiment.vary);
    for (const Values& point : sweep.values) {
        sweep.cancelled = cancelled && cancelled();
        if (sweep.cancelled) break;
        SimulatedPlan planned = planPoint(graph, registry, experiment, wanted, point);
        appendNew(sweep.diagnostics, planned.diagnostics);
        if (!planned.model) break;
        sweep.models.push_back(std::move(planned.model));
    }
    if (sweep.models.size() < sweep.values.size()) sweep.models.clear();
    return sweep;
}

SimulatedSweep simulateSweep(const SimulatedGraph& graph, const Registry& registry,
                             const Experiment& experiment, const ForecastRequest& request,
                             const ForecastControl& control, const OnPoint& onPoint) {
    SimulatedSweep sweep;
    SweepModels planned = planSweep(graph, registry, experiment, request, control.cancelled);
    sweep.cancelled = planned.cancelled;
    sweep.diagnostics = std::move(planned.diagnostics);
    if (planned.models.empty()) return sweep;
    sweep.began = true;
    if (control.onProgress)
        control.onProgress(
            {0, planned.models.size() * planned.request.replications.value_or(sim::StoppingRule().first), 0,
             nullptr});
    sim::ForecastOptions options = optionsFor(planned.request, control);
    if (onPoint)
        options.onRound = [&](std::size_t point, const sim::Forecast& soFar) {
            if (!soFar.kpis.empty() && !soFar.cancelled) onPoint(point, planned.values[point], soFar);
        };
    std::vector<sim::Forecast> forecasts = sim::forecastAll(planned.models, options);
    for (std::size_t i = 0; i < forecasts.size(); ++i) {
        sim::Forecast& forecast = forecasts[i];
        appendNew(sweep.diagnostics, placed(forecast.diagnostics, graph, forecast.model->plan->document));
        if (sweep.diagnostics.hasErrors()) {
            sweep.points.clear();
            return sweep;
        }
        if (forecast.cancelled || forecast.kpis.empty()) {
            sweep.cancelled = true;
            break;
        }
        sweep.points.push_back({planned.values[i], std::move(forecast)});
    }
    if (!sweep.points.empty())
        sweep.findings = sim::studySweep(sweep.points, workersOf(experiment, sweep.points), request.seed);
    return sweep;
}

} // namespace millrace
