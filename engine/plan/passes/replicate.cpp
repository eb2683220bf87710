// SPDX-License-Identifier: Apache-2.0
//
// A source whose input can be divided, and what hangs on it, may run once per core: each copy makes and works
// through its share alone, and nothing has to cross from core to core before the stages that put their
// results together (aggregates, or the discard). Order is lost on the way, so everything up to there must be
// blind to it: what depends on order, writes or shows records keeps the single source it has.
#include "engine/plan/passes/replicate.h"

#include <algorithm>

namespace millrace::planning {

namespace {

class Replication {
public:
    explicit Replication(const PlanningState& state)
        : state_(state), orderMattersBehind_(state.nodes.size(), false), copied_(state.nodes.size(), false) {}

    std::vector<bool> find() {
        for (auto node = state_.order.rbegin(); node != state_.order.rend(); ++node) {
            for (const std::size_t e : state_.nodes[*node].outEdges) {
                const std::size_t next = state_.edges[e].to;
                if (state_.nodes[next].bound->orderSensitive || orderMattersBehind_[next])
                    orderMattersBehind_[*node] = true;
            }
        }
        for (const std::size_t node : state_.order)
            copied_[node] = isFree(node) && (isSource(node) ? state_.nodes[node].bound->divisible
                                                            : isStage(node) || endsIt(node));
        // A stage copied needs everything before it copied, and what is before needs it, up to the stages
        // that end it: whatever falls out may make others fall out.
        bool changed = true;
        while (changed) {
            changed = false;
            for (const std::size_t node : state_.order) {
                if (!copied_[node] || (fedByCopies(node) && feedsCopies(node))) continue;
                copied_[node] = false;
                changed = true;
            }
        }
        return std::move(copied_);
    }

private:
    bool isSource(std::size_t node) const { return state_.nodes[node].kind->inputs.empty(); }

    /// The document leaves it to the planner where and how often the node runs.
    bool isFree(std::size_t index) const {
        const NodeState& node = state_.nodes[index];
        const ConcurrencySettings& settings = node.settings;
        const bool anywhere = !settings.executor || *settings.executor == ExecutorKind::Pool ||
                              *settings.executor == ExecutorKind::Inline;
        const bool ownWires = std::any_of(node.inEdges.begin(), node.inEdges.end(), [this](std::size_t e) {
            return state_.edges[e].partitioning.value_or(Partitioning::Forward) != Partitioning::Forward;
        });
        return anywhere && !settings.workers && !settings.ordering && settings.key.empty() && !ownWires;
    }

    /// Works on each record for itself.
    bool isStage(std::size_t index) const {
        const NodeState& node = state_.nodes[index];
        const BoundNode& bound = *node.bound;
        return node.kind->category == Category::Stage && bound.maxWorkers == 0 && bound.key.empty() &&
               !bound.orderSensitive && !bound.asynchronous && bound.targets.empty();
    }

    /// Puts together what its copies have seen, or forgets it.
    bool endsIt(std::size_t index) const {
        const NodeState& node = state_.nodes[index];
        const BoundNode& bound = *node.bound;
        const bool forgets =
            node.kind->category == Category::Sink && bound.maxWorkers == 0 && bound.targets.empty();
        const bool feedsInline =
            std::any_of(node.outEdges.begin(), node.outEdges.end(), [this](std::size_t e) {
                return state_.nodes[state_.edges[e].to].settings.executor == ExecutorKind::Inline;
            });
        return (bound.mergesStates || forgets) && !feedsInline && !orderMattersBehind_[index];
    }

    bool fedByCopies(std::size_t index) const {
        const auto& wires = state_.nodes[index].inEdges;
        return isSource(index) ||
               (!wires.empty() && std::all_of(wires.begin(), wires.end(), [this](std::size_t e) {
                   return copied_[state_.edges[e].from];
               }));
    }

    bool feedsCopies(std::size_t index) const {
        const auto& wires = state_.nodes[index].outEdges;
        return endsIt(index) || std::all_of(wires.begin(), wires.end(),
                                            [this](std::size_t e) { return copied_[state_.edges[e].to]; });
    }

    const PlanningState& state_;
    std::vector<bool> orderMattersBehind_; ///< per node
    std::vector<bool> copied_;             ///< per node
};

} // namespace

std::vector<bool> nodesToReplicate(const PlanningState& state) {
    const PlanOptions& options = state.options;
    if (options.cores < 2 || options.workers || options.executor)
        return std::vector<bool>(state.nodes.size(), false);
    return Replication(state).find();
}

} // namespace millrace::planning
