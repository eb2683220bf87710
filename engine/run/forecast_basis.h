// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// What a forecast rests on: whether its figures were measured, how far forecasts from them were off, how far
/// this one is from where they were measured, and what it assumes beside them.
struct ForecastBasis {
    /// How far forecasts were off at loads that had no part in the calibration: mean relative errors.
    struct HoldOut {
        double throughput = 0, latencyMean = 0, latencyP99 = 0;
        bool operator==(const HoldOut&) const = default;
    };
    /// A setting of the forecast that is beyond what was measured.
    struct Extrapolation {
        enum class What : std::uint8_t { Cores, Workers, Rate };
        What what = What::Cores;
        std::string node; ///< whose workers
        double from = 0, to = 0;
        double factor() const { return to > from ? to / from : from / to; } ///< 1 or more
        bool operator==(const Extrapolation&) const = default;
    };
    /// A figure that no calibration measures, or that this one did not.
    struct Assumption {
        enum class What : std::uint8_t {
            Times,      ///< of a node
            Shares,     ///< of the outputs of a node
            Serverless, ///< instances of a node: cold starts, how long they are kept
            Failures,   ///< of a node
            Site,       ///< other than the machine that was measured
            Link,       ///< "edge -> local"
            Interpreter,
            Processes,
            TimeSlices,
            Power, ///< of a site
        };
        What what = What::Times;
        std::string name; ///< node, site or link; empty: there is but one
        bool operator==(const Assumption&) const = default;
    };

    bool calibrated = false; ///< else all times are assumptions, and the rest is empty
    std::string run;         ///< that was measured
    std::optional<HoldOut> holdOut;
    std::vector<Extrapolation> extrapolations;
    std::vector<Assumption> assumptions;

    /// Of several forecasts of one graph: all that is assumed in any, and each setting where it is furthest.
    void unite(const ForecastBasis& other);
    bool operator==(const ForecastBasis&) const = default;
};

const char* nameOf(ForecastBasis::Assumption::What what); ///< "times", "link", ...
/// "cores", "records/s", "workers of `clean`".
std::string textOf(const ForecastBasis::Extrapolation& extrapolation);
/// For people, a line each: "calibrated from run r1, hold-out error 3.1 %", "8 -> 64 cores: extrapolation
/// x8", "not calibrated: link edge -> local"; "uncalibrated: service times are assumptions".
std::vector<std::string> linesOf(const ForecastBasis& basis);

} // namespace millrace
