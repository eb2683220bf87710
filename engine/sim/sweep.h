// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/forecast.h"
#include "engine/sim/statistics/comparison.h"
#include "engine/sim/statistics/scalability.h"

#include <optional>
#include <string>
#include <vector>

namespace millrace::sim {

/// One point of a sweep.
struct SweepPoint {
    std::vector<std::string> values; ///< of what is varied
    Forecast forecast;
};

/// A point against the one before.
enum class Step : std::uint8_t {
    First, ///< there is none before
    More,  ///< by enough to matter
    Less,
    AboutTheSame,      ///< a difference is shown, but less than 2 %
    NoDifferenceShown, ///< which is not: they are equal
};
const char* nameOf(Step step); ///< "more", "about the same", ...

/// A law fitted to a line, and where it lies by the noise of the points.
struct FittedLaw {
    ScalabilityFit fit;
    std::vector<BandPoint> band; ///< from one worker to ScalabilityFit::axisEnd
};

/// The points of one value of the second setting; with one setting there is one line.
struct SweepLine {
    std::string value; ///< of the second setting
    std::vector<std::size_t> points;
    /// The last point that is faster than the one before by as much as is worth while: behind it more does
    /// not pay. None: it pays to the end, or never did.
    std::optional<std::size_t> knee;
    std::optional<FittedLaw> usl, amdahl; ///< where the first setting counts workers
};

/// What a sweep over one or two settings shows.
struct SweepFindings {
    std::size_t sink = 0; ///< vertex
    /// Throughput of each point against the one before in its line, with the same random numbers; the first
    /// has none. All intervals and verdicts together hold with 95 % (Bonferroni).
    std::vector<std::optional<Comparison>> throughput;
    std::vector<Step> steps;
    std::size_t comparisons = 0;
    std::vector<SweepLine> lines;
};

/// `workers`: of each point, where the first setting is such a number. Precondition: there are points, all of
/// the same graph.
SweepFindings studySweep(const std::vector<SweepPoint>& points, const std::vector<double>& workers,
                         std::uint64_t seed);

/// The vertex that has least time left, by the forecast.
std::size_t busiestVertex(const Forecast& forecast);
/// The sink that most records reach.
std::size_t mainSink(const Forecast& forecast);

} // namespace millrace::sim
