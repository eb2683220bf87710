// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/passes/planning_state.h"

namespace millrace::planning {

/// Walks the nodes that could not be brought into an order and reports each cycle once: MR1110 where no wire
/// of it leads into a queue, MR1111 where the columns of the queue cannot be known. Iterative: a graph may be
/// deeper than the stack.
class CycleSearch {
public:
    CycleSearch(PlanningState& state, const std::vector<bool>& ordered);
    void run();

private:
    enum class Mark { Unseen, OnPath, Done };
    struct Step {
        std::size_t node;
        std::size_t nextEdge;
    };

    void descend(std::size_t root);
    void report(std::size_t first);
    void describe(const std::vector<std::size_t>& cycle);
    std::shared_ptr<const GraphEdit> queueFix(const std::vector<std::size_t>& cycle) const;

    PlanningState& state_;
    std::vector<Mark> mark_;
    std::vector<bool> reported_;
    std::vector<Step> path_;
};

} // namespace millrace::planning
