// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"

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

/// What a forecast rests on: whether its figures were measured, how far forecasts from them were off, and
/// how far this one is from where they were measured.
struct ForecastBasis {
    /// A setting of the forecast that is beyond what was measured.
    struct Extrapolation {
        std::string what; ///< "cores", "records/s", "workers of `clean`"
        double from = 0, to = 0;
        double factor() const { return to > from ? to / from : from / to; } ///< 1 or more
    };
    std::optional<Calibration> calibration; ///< none: times are assumptions
    std::vector<Extrapolation> extrapolations;
};
ForecastBasis basisOf(const SimModel& model);
/// For people, a line each: "calibrated from run r1, hold-out error 3.1 %", "8 -> 64 cores: extrapolation
/// x8"; "uncalibrated: service times are assumptions".
std::vector<std::string> linesOf(const ForecastBasis& basis);

} // namespace millrace::sim
