// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/statistics/summary.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace millrace::sim {

/// A figure that is to be known this well, and its value in each replication so far. For a quantile that is
/// the quantile of each replication.
struct PrecisionGoal {
    std::string figure;
    double relative = 0.02; ///< half width of the interval as a share of the mean
    std::vector<double> values;
};

struct StoppingRule {
    double level = 0.95;
    std::size_t first = 10; ///< replications of the first round, at least 2; then 20, 40, 80, ...
    std::size_t most = 640; ///< replications that the budget allows
};

struct AchievedPrecision {
    std::string figure;
    ConfidenceInterval interval;
    double goal = 0;
    bool reached() const { return interval.relative() <= goal; }
};

/// What to do after a round.
struct StoppingDecision {
    enum class Next {
        AnotherRound, ///< until there are `replications` of them
        Reached,      ///< all goals are
        BudgetSpent,  ///< not all are, and there is nothing left to spend
    };
    Next next = Next::Reached;
    std::size_t replications = 0;            ///< those there are, or are to be
    std::vector<AchievedPrecision> achieved; ///< always
};

/// Rounds that double: looking after each replication would stop by luck, when an interval happens to be
/// narrow. (Even so the intervals cover a little less often than `level` says; see the tests.) `budgetLeft`:
/// whether time and events allow another round.
StoppingDecision decideStopping(std::span<const PrecisionGoal> goals, const StoppingRule& rule,
                                bool budgetLeft = true);

} // namespace millrace::sim
