// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_frame.h"
#include "engine/plan/plan.h"

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <vector>

namespace millrace::sim {

/// What a run of the engine tells about its nodes, as `simulation.nodes` of the graph says it.
struct RunMeasurement {
    /// By node: `time` (on a core) and `wait` (worker held) per record, `shares` where they were guesses,
    /// `rate` of sources whose pace nobody else knows.
    std::map<std::string, boost::json::object> nodes;
    std::map<std::string, double> batches; ///< records that come in together, on average
    double recordsPerSecond = 0;           ///< of all sources together
    Diagnostics notes;                     ///< MR4750: what could not be measured, and why
};

/// Measures between two frames of a run (`earlier` null: from its begin). Times are true processing times:
/// useful time alone over the records worked on, not the time from record to record, which would call a
/// stage slow that only waits for its neighbours (V. Kalavri et al., "Three steps is all you need: fast,
/// accurate, automatic scaling decisions for distributed streaming dataflows", OSDI 2018). `nodeIds`: the
/// nodes in the order of the frames.
RunMeasurement measureRun(const Plan& plan, const std::vector<std::string>& nodeIds,
                          const MetricsFrame* earlier, const MetricsFrame& later);

/// Evenly spaced quantiles of a histogram of times, ns, from the least to the greatest. The last one is such
/// that the mean of the values above the last but one is that of the histogram. Precondition: not empty.
std::vector<double> quantilesOf(const HistogramSnapshot& times, std::size_t parts = 100);

/// A law as `simulation` writes it, with another mean: where the shape is known and only how long it takes on
/// this machine was measured.
boost::json::value writtenLaw(const Distribution& law, double meanNs);

} // namespace millrace::sim
