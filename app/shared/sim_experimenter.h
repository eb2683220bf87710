// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/experimenter.h"

#include <memory>

namespace millrace {

/// Experiments with the simulator.
class SimExperimenter final : public Experimenter {
public:
    explicit SimExperimenter(std::shared_ptr<const Registry> registry) : registry_(std::move(registry)) {}

    ForecastOutcome forecast(const SimulatedGraph& graph, const ForecastRequest& request,
                             const ForecastControl& control) const override;
    ExperimentOutcome run(const SimulatedGraph& graph, const Experiment& experiment,
                          const ForecastRequest& request, const ForecastControl& control) const override;
    ForecastOutlook outlook(const SimulatedGraph& graph, const Experiment* experiment,
                            const ForecastRequest& request,
                            const std::function<bool()>& cancelled) const override;

private:
    std::shared_ptr<const Registry> registry_;
};

} // namespace millrace
