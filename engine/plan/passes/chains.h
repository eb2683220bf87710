// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/passes/planning_state.h"

namespace millrace::planning {

/// Decides which nodes are fused into one task, on which executor and with how many workers.
///
/// A wire is fused when its upstream node has no other wire going out and its downstream node no other coming
/// in, the downstream node does not ask for an executor, both have equally many workers and the records need
/// not be dealt out anew, and the wire asks for neither queue nor partitioning. `inline` forces a node into
/// the chain all its wires come from. Where the document leaves it open, sources that can be divided run once
/// per core together with the stages behind them (replicate.h). What runs on the event loop is a chain of its
/// own, so that nobody else's work holds its operations up.
class Chains {
public:
    struct Chain {
        std::vector<std::size_t> nodes; ///< head first, then in topological order
        ExecutorKind executor = ExecutorKind::Pool;
        int workers = 1;
        int operations = 1; ///< in flight at once, on the event loop
        Ordering ordering = Ordering::Unordered;
        bool orderingChosen = false; ///< by the planner, not the document
    };

    explicit Chains(PlanningState& state);
    /// MR1133, MR1135 to MR1137, MR1142 to MR1146, MR1148, MR1149.
    void form();

    const std::vector<Chain>& list() const { return chains_; }
    std::size_t chainOf(std::size_t node) const { return chainOf_[node]; }
    /// Columns by which the input of the node must be dealt out when it has several workers; empty = any way.
    const std::vector<std::string>& keyOf(std::size_t node) const;
    /// Runs once per core, each with a share of the source.
    bool replicated(std::size_t node) const { return replicated_[node]; }
    /// The node's workers see any share of the records of a key each and put their states together.
    bool mergesStates(std::size_t node) const;

private:
    bool isInline(std::size_t node) const;
    /// Empty when it can run in worker processes.
    std::string whyNotInProcesses(std::size_t node) const;
    /// Where the node runs when it heads a chain.
    ExecutorKind executorOf(std::size_t node) const;
    bool isAsync(std::size_t node) const { return executorOf(node) == ExecutorKind::Async; }
    void checkAsync(std::size_t node);
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
    std::vector<int> workers_;    ///< per node
    std::vector<int> operations_; ///< per node, of those on the event loop
    const std::vector<bool> replicated_;
};

} // namespace millrace::planning
