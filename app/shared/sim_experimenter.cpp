// SPDX-License-Identifier: Apache-2.0
#include "app/shared/sim_experimenter.h"

#include "app/shared/forecast_outlook.h"
#include "app/shared/forecast_report.h"
#include "app/shared/simulated_sweep.h"

namespace millrace {

namespace {

using sim::Kpi;

Estimate estimateOf(const sim::ConfidenceInterval& interval) { return {interval.mean, interval.halfWidth}; }

std::optional<Estimate> estimateOf(const sim::Forecast& forecast, Kpi::What what, std::size_t place) {
    const Kpi* const kpi = forecast.find(what, place);
    return kpi ? std::optional(estimateOf(kpi->interval)) : std::nullopt;
}

ForecastFigures figuresOf(const sim::Forecast& forecast, std::size_t sink) {
    const std::vector<PlanVertex>& vertices = forecast.model->plan->vertices;
    const std::size_t busiest = sim::busiestVertex(forecast);
    ForecastFigures figures;
    figures.sink = vertices[sink].node;
    figures.throughput = estimateOf(forecast, Kpi::What::Throughput, sink).value_or(Estimate());
    figures.latencyUs = estimateOf(forecast, Kpi::What::LatencyMean, sink);
    figures.p99Us = estimateOf(forecast, Kpi::What::LatencyP99, sink);
    figures.busiest = vertices[busiest].node;
    figures.busy = estimateOf(forecast, Kpi::What::Busy, busiest).value_or(Estimate());
    figures.replications = forecast.replications;
    return figures;
}

SweepStep stepOf(sim::Step step) {
    switch (step) {
        case sim::Step::First: return SweepStep::First;
        case sim::Step::More: return SweepStep::More;
        case sim::Step::Less: return SweepStep::Less;
        case sim::Step::AboutTheSame: return SweepStep::AboutTheSame;
        case sim::Step::NoDifferenceShown: return SweepStep::NoDifferenceShown;
    }
    return SweepStep::First;
}

std::optional<LawFit> lawOf(const std::optional<sim::FittedLaw>& fitted) {
    if (!fitted) return std::nullopt;
    const sim::ScalabilityFit& fit = fitted->fit;
    LawFit law;
    law.refused = fit.refused;
    law.largest = fit.largest;
    law.axisEnd = fit.axisEnd();
    if (!fit.usable()) return law;
    law.lambda = fit.law.lambda;
    law.sigma = fit.law.sigma;
    law.kappa = fit.law.kappa;
    law.error = fit.error;
    law.knee = fit.law.knee();
    law.pastKnee = fit.pastKnee;
    for (const sim::BandPoint& point : fitted->band)
        law.curve.push_back({point.workers, fit.law.throughput(point.workers), point.low, point.high});
    return law;
}

ExperimentPoint pointOf(const sim::SweepPoint& point, const sim::SweepFindings& findings, std::size_t at) {
    ExperimentPoint result{point.values, figuresOf(point.forecast, findings.sink), stepOf(findings.steps[at]),
                           std::nullopt, point.forecast.basis};
    if (findings.throughput[at]) result.thanBefore = estimateOf(findings.throughput[at]->difference);
    return result;
}

} // namespace

ForecastOutcome SimExperimenter::forecast(const SimulatedGraph& graph, const ForecastRequest& request,
                                          const ForecastControl& control) const {
    ForecastOutcome outcome;
    const SimulatedPlan planned = planSimulated(graph, *registry_, request);
    outcome.diagnostics = planned.diagnostics;
    if (!planned.model) return outcome;
    // Each report tells the figures of the last round, too.
    ForecastProgress last;
    ForecastFigures soFar;
    ForecastControl telling = control;
    if (control.onProgress)
        telling.onProgress = [&](const ForecastProgress& progress) {
            const ForecastFigures* const known = last.soFar;
            last = progress;
            last.soFar = known;
            control.onProgress(last);
        };
    sim::ForecastOptions options = optionsFor(request, telling);
    if (control.onProgress)
        options.onRound = [&](std::size_t, const sim::Forecast& known) {
            if (known.kpis.empty()) return;
            soFar = figuresOf(known, sim::mainSink(known));
            last.soFar = &soFar;
            control.onProgress(last);
        };
    const sim::Forecast forecast = sim::forecast(planned.model, options);
    outcome.diagnostics.append(placed(forecast.diagnostics, graph, forecast.model->plan->document));
    outcome.cancelled = forecast.cancelled;
    outcome.precisionReached = forecast.precisionReached;
    outcome.steadyState = forecast.question == sim::Question::SteadyState;
    outcome.warmUpSeconds = static_cast<double>(forecast.warmUpNs) / 1e9;
    outcome.virtualSeconds = forecast.virtualSeconds;
    outcome.events = forecast.events;
    outcome.fingerprint = fingerprintText(forecast.fingerprint);
    outcome.uncalibrated = uncalibratedNodes(forecast.diagnostics);
    outcome.basis = forecast.basis;
    if (!forecast.kpis.empty() && !outcome.diagnostics.hasErrors())
        outcome.figures = figuresOf(forecast, sim::mainSink(forecast));
    return outcome;
}

ExperimentOutcome SimExperimenter::run(const SimulatedGraph& graph, const Experiment& experiment,
                                       const ForecastRequest& request, const ForecastControl& control) const {
    OnPoint onPoint;
    if (control.onPoint)
        onPoint = [&](std::size_t number, const std::vector<std::string>& values,
                      const sim::Forecast& soFar) {
            control.onPoint(number, {values, figuresOf(soFar, sim::mainSink(soFar)), SweepStep::First,
                                     std::nullopt, soFar.basis});
        };
    SimulatedSweep sweep = simulateSweep(graph, *registry_, experiment, request, control, onPoint);
    ExperimentOutcome outcome;
    outcome.experiment = experiment;
    outcome.cancelled = sweep.cancelled;
    outcome.uncalibrated = uncalibratedNodes(sweep.diagnostics);
    outcome.diagnostics = std::move(sweep.diagnostics);
    if (!sweep.findings) return outcome;
    for (std::size_t i = 0; i < sweep.points.size(); ++i)
        outcome.points.push_back(pointOf(sweep.points[i], *sweep.findings, i));
    for (const sim::SweepLine& line : sweep.findings->lines)
        outcome.lines.push_back({line.value, line.points, line.knee, lawOf(line.usl), lawOf(line.amdahl)});
    outcome.steps = sweep.findings->comparisons;
    outcome.basis = basisOf(sweep.points);
    return outcome;
}

ForecastOutlook SimExperimenter::outlook(const SimulatedGraph& graph, const Experiment* experiment,
                                         const ForecastRequest& request,
                                         const std::function<bool()>& cancelled) const {
    if (experiment) {
        const SweepModels sweep = planSweep(graph, *registry_, *experiment, request, cancelled);
        return outlookOf(sweep.models, sweep.request, cancelled);
    }
    const SimulatedPlan planned = planSimulated(graph, *registry_, request);
    if (!planned.model) return {};
    return outlookOf({planned.model}, request, cancelled);
}

} // namespace millrace
