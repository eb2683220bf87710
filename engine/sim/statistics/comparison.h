// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/statistics/summary.h"

#include <cstddef>
#include <span>
#include <vector>

namespace millrace::sim {

enum class Verdict {
    FirstLarger,
    SecondLarger,
    NoDifferenceShown, ///< which is not: they are equal
};

/// Two designs, replication by replication with the same random numbers.
struct Comparison {
    ConfidenceInterval difference; ///< first minus second
    Verdict verdict = Verdict::NoDifferenceShown;
    /// How many times fewer replications this took than with independent random numbers: the variance of the
    /// difference that those would have, over the one it has. Below 1 the common numbers did harm; 1 where
    /// that cannot be said.
    double varianceRatio = 1;
};

/// Paired t. Value i of both is of replication i; what one of them has more is left out. Law, Simulation
/// Modeling and Analysis (5th ed. 2015), sections 10.2.1 and 11.2.
Comparison compare(std::span<const double> first, std::span<const double> second, double level = 0.95);

struct PairComparison {
    std::size_t first = 0;
    std::size_t second = 0; ///< > first
    Comparison comparison;
};

/// Every design against every other; all verdicts together hold with `level` (Bonferroni).
std::vector<PairComparison> compareAll(std::span<const std::vector<double>> designs, double level = 0.95);
/// Every other design against the first, the one in use now: fewer statements, narrower intervals.
std::vector<PairComparison> compareWithFirst(std::span<const std::vector<double>> designs,
                                             double level = 0.95);

} // namespace millrace::sim
