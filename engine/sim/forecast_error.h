// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/forecast.h"

#include <functional>
#include <string>
#include <vector>

namespace millrace::sim {

/// What came to a sink in a stretch of a run, or will by a forecast.
struct SinkFigures {
    std::string node;
    double records = 0;                     ///< seen; 0 in a forecast
    double throughput = 0;                  ///< records/s
    double latencyMean = 0, latencyP99 = 0; ///< us
};

/// Between two frames of a run; `nodeIds` are the nodes in the order of the frames. Sinks that nothing came
/// to are left out.
std::vector<SinkFigures> sinkFigures(const Plan& plan, const std::vector<std::string>& nodeIds,
                                     const MetricsFrame& earlier, const MetricsFrame& later);
std::vector<SinkFigures> sinkFigures(const Forecast& forecast);

/// How far a forecast is off: relative errors, means over the sinks, by the records that came to them.
struct ForecastError {
    double throughput = 0, latencyMean = 0, latencyP99 = 0;
};
/// A sink that the forecast does not know counts as wholly wrong. Nothing observed: no error.
ForecastError errorOf(const std::vector<SinkFigures>& observed, const std::vector<SinkFigures>& forecast);

inline constexpr MonotonicNs kLongestHandOffNs = 2'000'000;
/// The hand-off time from 0 to that for which `error` is least: a scan over decades, then golden sections
/// around the best. `error` is asked some 40 times.
MonotonicNs fitHandOff(const std::function<double(MonotonicNs)>& error);

} // namespace millrace::sim
