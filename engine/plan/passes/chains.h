// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/passes/planning_state.h"

namespace millrace::planning {

/// Decides which nodes are fused into one task, on which executor and with how many workers.
///
/// A wire is fused when its upstream node has no other wire going out and its downstream node no other coming
/// in, the downstream node does not ask for an executor, both have equally many workers and the records need
/// not be dealt out anew, and the wire asks for neither queue nor partitioning. `inline` forces a node into
/// the chain all its wires come from.
class Chains {
public:
    struct Chain {
        std::vector<std::size_t> nodes; ///< head first, then in topological order
        ExecutorKind executor = ExecutorKind::Pool;
        int workers = 1;
        Ordering ordering = Ordering::Unordered;
        bool orderingChosen = false; ///< by the planner, not the document
    };

    explicit Chains(PlanningState& state);
    /// MR1133, MR1135, MR1136, MR1142 to MR1146.
    void form();

    const std::vector<Chain>& list() const { return chains_; }
    std::size_t chainOf(std::size_t node) const { return chainOf_[node]; }
    /// Columns by which the input of the node must be dealt out when it has several workers; empty = any way.
    const std::vector<std::string>& keyOf(std::size_t node) const;

private:
    bool isInline(std::size_t node) const;
    void chooseWorkers();
    void checkNode(std::size_t node);
    bool mayFuse(std::size_t node) const;
    void join(std::size_t node, std::size_t chain);
    void joinInline(std::size_t node);
    void begin(std::size_t node);
    void keepOrderWhereItMatters();

    PlanningState& state_;
    std::vector<Chain> chains_;
    std::vector<std::size_t> chainOf_;
    std::vector<int> workers_; ///< per node
};

} // namespace millrace::planning
