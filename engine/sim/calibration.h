// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/run/forecast_basis.h"

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace millrace::sim {

/// How far forecasts were off at loads that had no part in the calibration: mean relative errors.
struct HoldOut {
    double throughput = 0, latencyMean = 0, latencyP99 = 0;
    std::vector<double> loads; ///< utilisation of the busiest node, by the forecast
    bool operator==(const HoldOut&) const = default;
};

/// Where it was measured: beyond, a forecast is an extrapolation. 0 = not known.
struct CalibrationRange {
    double cores = 0; ///< effective ones
    std::map<std::string, int> workers;
    double rateMin = 0, rateMax = 0; ///< records/s of all sources together
    bool operator==(const CalibrationRange&) const = default;
};

/// Where the measured figures of a graph come from and how good they are: `simulation.calibration` of the
/// graph.
struct Calibration {
    std::string run; ///< that was measured
    std::string at;  ///< date and time, ISO 8601
    CalibrationRange range;
    std::optional<HoldOut> holdOut;
    boost::json::object machine; ///< what the probe of the machine found, for people
    bool operator==(const Calibration&) const = default;
};

/// Errors MR4701 with parameter "simulation.calibration. ...", all of them.
Result<Calibration> readCalibration(const boost::json::object& block);
boost::json::object toJson(const Calibration& calibration);

struct SimModel;

/// What a forecast with that model rests on.
ForecastBasis basisOf(const SimModel& model);
/// The same within all that was measured.
ForecastBasis basisOf(const Calibration& calibration);

} // namespace millrace::sim
