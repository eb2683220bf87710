// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/statistics/stopping.h"

#include <algorithm>

namespace millrace::sim {

StoppingDecision decideStopping(std::span<const PrecisionGoal> goals, const StoppingRule& rule,
                                bool budgetLeft) {
    const std::size_t first = std::max<std::size_t>(2, rule.first);
    const std::size_t most = std::max<std::size_t>(1, rule.most);
    StoppingDecision decision;
    // Figures may be missing from some replications (nothing arrived): the fewest count.
    std::size_t done = goals.empty() ? 0 : SIZE_MAX;
    bool reached = true;
    for (const PrecisionGoal& goal : goals) {
        decision.achieved.push_back({.figure = goal.figure,
                                     .interval = Summary(goal.values).interval(rule.level),
                                     .goal = goal.relative});
        reached = reached && decision.achieved.back().reached();
        done = std::min(done, goal.values.size());
    }
    decision.replications = done;
    if (goals.empty() || (reached && done >= std::min(first, most))) return decision;
    if (done >= most || !budgetLeft) {
        decision.next = StoppingDecision::Next::BudgetSpent;
        return decision;
    }
    decision.next = StoppingDecision::Next::AnotherRound;
    std::size_t total = first;
    while (total <= done)
        total *= 2;
    decision.replications = std::min(total, most);
    return decision;
}

} // namespace millrace::sim
