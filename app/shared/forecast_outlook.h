// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/shared/simulated_sweep.h"
#include "engine/sim/offered_load.h"
#include "engine/sim/statistics/length_planner.h"

#include <memory>
#include <optional>
#include <vector>

namespace millrace {

/// How long one model must run for means as sure as the request wants, by the load that it is offered.
struct PlannedForecast {
    std::optional<sim::OfferedLoad> load; ///< none: a source goes as fast as it can
    std::string busiest;                  ///< node; empty: none is asked for anything
    /// Of the long run; none: there is no such run, or nothing is known of the load.
    std::optional<sim::LengthPlan> length;
    double virtualSeconds = 0; ///< that this is; of all replications together
};
PlannedForecast planForecast(const sim::SimModel& model, const ForecastRequest& request);

/// Of all models together, which are those of the points of an experiment, or of one forecast. Tries a bit of
/// some of them to know how long all of it takes.
ForecastOutlook outlookOf(const std::vector<std::shared_ptr<const sim::SimModel>>& models,
                          const ForecastRequest& request, const std::function<bool()>& cancelled);

} // namespace millrace
