// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/simulation.h"

#include <functional>
#include <vector>

namespace millrace::sim {

/// A replication at one moment.
struct Observation {
    SimTotals totals;
    MetricsFrame frame;
};

/// One replication from its beginning to its end, as the statistics want it.
struct Replication {
    static constexpr std::size_t kPoints = 400;      ///< of `series`
    static constexpr std::size_t kObservations = 20; ///< before the last one, evenly spaced
    std::vector<double> series;            ///< mean latency of what came to sinks in each stretch, ns
    std::vector<Observation> observations; ///< at the begin of each twentieth, and at the end
    std::uint64_t fingerprint = 0;
    std::uint64_t events = 0;
    Progress progress = Progress::Going;
    Diagnostics problems;
    std::vector<std::string> violations; ///< of identities that always hold
};

/// Runs one. With a duration the stretches divide it; without, there is one observation at the begin and one
/// at the end, and no series. Returns early, Going, when `cancelled` says so.
Replication replicate(const std::shared_ptr<const SimModel>& model, std::uint32_t number,
                      const std::function<bool()>& cancelled);

} // namespace millrace::sim
