// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/experimenter.h"
#include "engine/sim/sweep.h"

namespace millrace {

/// The model of a graph under a request, which goes before what the graph says of its simulation.
struct SimulatedPlan {
    std::shared_ptr<const sim::SimModel> model; ///< null: the diagnostics say why
    Diagnostics diagnostics;                    ///< of planning, and what the model cannot be made for
    PlanPtr plan;                               ///< null: it could not be planned
};
SimulatedPlan planSimulated(const SimulatedGraph& graph, const Registry& registry,
                            const ForecastRequest& request);

/// What all points of a sweep rest on together; precondition: there are points.
ForecastBasis basisOf(const std::vector<sim::SweepPoint>& points);

/// With the place in the file that the finding is about.
Diagnostics placed(Diagnostics found, const SimulatedGraph& graph, const GraphDocument& document);

/// Relative half width of means where nobody says another one.
inline constexpr double kDefaultPrecision = 0.02;

/// How replications are run for that request; `request` and `control` must outlive it.
sim::ForecastOptions optionsFor(const ForecastRequest& request, const ForecastControl& control);

/// An experiment that was run.
struct SimulatedSweep {
    std::vector<sim::SweepPoint> points;        ///< cancelled: up to the first that was not done
    std::optional<sim::SweepFindings> findings; ///< where there are points
    bool began = false; ///< whether anything was simulated: else the diagnostics are about the request
    bool cancelled = false;
    Diagnostics diagnostics; ///< each once, with its place in the file; errors: there are no points
};
/// The models of all points, by the first setting, then the second; none where the diagnostics say why.
struct SweepModels {
    std::vector<std::vector<std::string>> values; ///< of what is varied, by point
    std::vector<std::shared_ptr<const sim::SimModel>> models;
    ForecastRequest request; ///< what the experiment says of replications, duration and precision included
    bool cancelled = false;
    Diagnostics diagnostics; ///< each once
};
SweepModels planSweep(const SimulatedGraph& graph, const Registry& registry, const Experiment& experiment,
                      const ForecastRequest& request, const std::function<bool()>& cancelled);

/// After each round of a point, before it is compared with any other: its number, values and figures.
using OnPoint = std::function<void(std::size_t, const std::vector<std::string>&, const sim::Forecast&)>;
/// All points with the same random numbers; replications of all points run in parallel.
SimulatedSweep simulateSweep(const SimulatedGraph& graph, const Registry& registry,
                             const Experiment& experiment, const ForecastRequest& request,
                             const ForecastControl& control, const OnPoint& onPoint = {});

} // namespace millrace
