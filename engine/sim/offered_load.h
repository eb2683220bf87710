// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/sim_model.h"

#include <optional>
#include <vector>

namespace millrace::sim {

/// How much each chain of vertices is asked to do, before anything is simulated: rates of the sources carried
/// along the wires by the mean shares, times mean work (traffic equations without their variances; overflow
/// and blocking left out). Empty where a source has no rate of its own: such a graph runs as fast as it can.
struct OfferedLoad {
    std::vector<double> chains;    ///< utilisation by chain of the model: above 1 it cannot keep up
    double cores = 0;              ///< utilisation of all cores of the busiest site
    std::vector<double> links;     ///< utilisation by link of the model
    double windows = 0;            ///< of the wire that its window bounds most
    std::vector<double> resources; ///< utilisation by lock or semaphore of the model
    double interpreter = 0;        ///< share of the time that its lock is held
    double highest = 0;
    std::uint32_t busiest = kNone; ///< chain
    double recordsPerSecond = 0;   ///< of all sources
    double servicesCv2 = 1;        ///< of the busiest
};
std::optional<OfferedLoad> offeredLoad(const SimModel& model);

} // namespace millrace::sim
