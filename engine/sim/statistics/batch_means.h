// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/statistics/summary.h"

#include <cstddef>
#include <span>
#include <string>

namespace millrace::sim {

/// The mean of one long run and how sure it is: the run is divided into long batches, whose means are as good
/// as independent.
struct BatchMeans {
    ConfidenceInterval interval; ///< n = number of batches, 20 to 40
    std::size_t batchSize = 0;
    double correlation = 0; ///< from one part of a batch (an eighth) to the next; below 0.2
    std::string refused;    ///< why there is no interval; empty = there is one
    bool usable() const { return refused.empty(); }
};

/// 40 batches, or 20 twice as long where neighbours depend too much on each other; where they still do, the
/// run is too short and the answer is a refusal. Leave out the warm-up before. Law and Carson, A sequential
/// procedure for determining the length of a steady-state simulation, Operations Research 27 (1979).
BatchMeans batchMeans(std::span<const double> series, double level = 0.95);

/// Correlation of neighbours in a series; 0 where all values are equal.
double lagOneCorrelation(std::span<const double> series);

} // namespace millrace::sim
