// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace millrace::sim {

/// How much of the beginning of a run is not yet typical of it.
struct WarmUp {
    std::size_t cut = 0; ///< so many values from the front are left out
    std::string refused; ///< why nothing can be said; empty = it can
    bool settled() const { return refused.empty(); }
};

/// MSER-5: leave out what makes the standard error of the rest, taken as if independent, smallest; on means
/// of five values. White, An effective truncation heuristic for bias reduction in simulation output,
/// Simulation 69 (1997); batches of five: White, Cobb, Spratt, Winter Simulation Conference 2000. Only the
/// first half is searched: where the smallest lies at its end, the run is too short to tell and the answer is
/// a refusal. Use it on the mean over the replications: one alone may mistake a lull for the end of the
/// beginning.
WarmUp mser5(std::span<const double> series);

/// Mean over replications, value by value, as far as all of them reach.
std::vector<double> meanSeries(std::span<const std::vector<double>> replications);

/// Moving average over 2 * window + 1 values, over fewer near the beginning, and without the last `window`
/// values: the curve to look at (Welch 1983, in Lavenberg (ed.), The Computer Performance Modeling Handbook).
std::vector<double> welchAverage(std::span<const double> series, std::size_t window);

} // namespace millrace::sim
