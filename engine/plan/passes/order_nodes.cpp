// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/passes/planning_state.h"

#include <algorithm>
#include <queue>

namespace millrace::planning {

namespace {

/// Walks the nodes that a topological order could not reach and reports each cycle once. Iterative: a graph
/// may be deeper than the stack.
class CycleSearch {
public:
    CycleSearch(PlanningState& state, const std::vector<bool>& ordered)
        : state_(state), mark_(state.nodes.size(), Mark::Unseen), reported_(state.nodes.size(), false) {
        for (std::size_t i = 0; i < ordered.size(); ++i) {
            if (ordered[i]) mark_[i] = Mark::Done;
        }
    }

    void run() {
        for (std::size_t node = 0; node < mark_.size(); ++node) {
            if (mark_[node] == Mark::Unseen) descend(node);
        }
    }

private:
    enum class Mark { Unseen, OnPath, Done };
    struct Step {
        std::size_t node;
        std::size_t nextEdge;
    };

    void descend(std::size_t root) {
        path_ = {{root, 0}};
        mark_[root] = Mark::OnPath;
        while (!path_.empty()) {
            Step& step = path_.back();
            const auto& edges = state_.nodes[step.node].outEdges;
            if (step.nextEdge == edges.size()) {
                mark_[step.node] = Mark::Done;
                path_.pop_back();
                continue;
            }
            const std::size_t next = state_.edges[edges[step.nextEdge++]].to;
            if (mark_[next] == Mark::OnPath) {
                report(next);
            } else if (mark_[next] == Mark::Unseen) {
                mark_[next] = Mark::OnPath;
                path_.push_back({next, 0});
            }
        }
    }

    void report(std::size_t first) {
        auto begin =
            std::find_if(path_.begin(), path_.end(), [first](const Step& s) { return s.node == first; });
        std::vector<std::size_t> cycle;
        for (; begin != path_.end(); ++begin)
            cycle.push_back(begin->node);
        const bool known =
            std::any_of(cycle.begin(), cycle.end(), [this](std::size_t n) { return reported_[n]; });
        for (const std::size_t node : cycle)
            reported_[node] = true;
        if (known) return;
        std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
        std::string names;
        for (const std::size_t node : cycle)
            names += state_.nodes[node].id() + " -> ";
        names += state_.nodes[cycle.front()].id();
        state_.error(state_.nodes[cycle.front()], "MR1110", "the wires form a cycle: " + names,
                     "remove one of these wires");
    }

    PlanningState& state_;
    std::vector<Mark> mark_;
    std::vector<bool> reported_;
    std::vector<Step> path_;
};

} // namespace

void orderNodes(PlanningState& state) {
    std::vector<std::size_t> waiting(state.nodes.size(), 0);
    // The first of the file first, so that equal graphs have equal plans.
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t node = 0; node < state.nodes.size(); ++node) {
        waiting[node] = state.nodes[node].inEdges.size();
        if (waiting[node] == 0) ready.push(node);
    }
    std::vector<bool> ordered(state.nodes.size(), false);
    while (!ready.empty()) {
        const std::size_t node = ready.top();
        ready.pop();
        ordered[node] = true;
        state.order.push_back(node);
        for (const std::size_t edge : state.nodes[node].outEdges) {
            if (--waiting[state.edges[edge].to] == 0) ready.push(state.edges[edge].to);
        }
    }
    if (state.order.size() < state.nodes.size()) CycleSearch(state, ordered).run();
}

} // namespace millrace::planning
