// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/passes/cycle_search.h"

#include "engine/graph/graph_edit.h"
#include "engine/plan/passes/feedback.h"

#include <algorithm>

namespace millrace::planning {

CycleSearch::CycleSearch(PlanningState& state, const std::vector<bool>& ordered)
    : state_(state), mark_(state.nodes.size(), Mark::Unseen), reported_(state.nodes.size(), false) {
    for (std::size_t i = 0; i < ordered.size(); ++i) {
        if (ordered[i]) mark_[i] = Mark::Done;
    }
}

void CycleSearch::run() {
    for (std::size_t node = 0; node < mark_.size(); ++node) {
        if (mark_[node] == Mark::Unseen) descend(node);
    }
}

void CycleSearch::descend(std::size_t root) {
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
        const EdgeState& edge = state_.edges[edges[step.nextEdge++]];
        if (edge.feedback) continue;
        if (mark_[edge.to] == Mark::OnPath) {
            report(edge.to);
        } else if (mark_[edge.to] == Mark::Unseen) {
            mark_[edge.to] = Mark::OnPath;
            path_.push_back({edge.to, 0});
        }
    }
}

void CycleSearch::report(std::size_t first) {
    auto begin = std::find_if(path_.begin(), path_.end(), [first](const Step& s) { return s.node == first; });
    std::vector<std::size_t> cycle;
    for (; begin != path_.end(); ++begin)
        cycle.push_back(begin->node);
    const bool known =
        std::any_of(cycle.begin(), cycle.end(), [this](std::size_t n) { return reported_[n]; });
    for (const std::size_t node : cycle)
        reported_[node] = true;
    if (known) return;
    std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
    describe(cycle);
}

void CycleSearch::describe(const std::vector<std::size_t>& cycle) {
    std::string names;
    for (const std::size_t node : cycle)
        names += state_.nodes[node].id() + " -> ";
    names += state_.nodes[cycle.front()].id();
    const auto queue = std::find_if(cycle.begin(), cycle.end(),
                                    [this](std::size_t n) { return isQueue(state_.nodes[n].kind); });
    if (queue != cycle.end()) {
        const NodeState& node = state_.nodes[*queue];
        state_.error(node, "MR1111",
                     "the columns of the queue `" + node.id() +
                         "` cannot be known: all its records come out of the cycle " + names,
                     "lead the wires that bring the first records into `" + node.id() + "`, too");
        return;
    }
    Diagnostic& d = state_.error(state_.nodes[cycle.front()], "MR1110", "the wires form a cycle: " + names,
                                 "remove one of these wires, or put a `queue` into the cycle, where records "
                                 "come in");
    d.fix = queueFix(cycle);
}

/// A queue in front of a node of the cycle that also gets records from outside of it: all wires into that
/// input go through the queue. None where there is no such node.
std::shared_ptr<const GraphEdit> CycleSearch::queueFix(const std::vector<std::size_t>& cycle) const {
    const std::set<std::size_t> members(cycle.begin(), cycle.end());
    for (const std::size_t index : cycle) {
        const NodeState& node = state_.nodes[index];
        if (node.kind == nullptr) continue;
        for (std::size_t port = 0; port < node.kind->inputs.size(); ++port) {
            bool inside = false, outside = false;
            std::vector<GraphEdit> edits;
            std::string id = "queue";
            for (int n = 2; std::any_of(state_.nodes.begin(), state_.nodes.end(),
                                        [&id](const NodeState& other) { return other.id() == id; });
                 ++n)
                id = "queue_" + std::to_string(n);
            GraphNode queue;
            queue.id = id;
            queue.kind = "queue";
            edits.push_back(edit::AddNode{queue});
            for (const std::size_t e : node.inEdges) {
                const EdgeState& wire = state_.edges[e];
                if (wire.toPort != port) continue;
                (members.contains(wire.from) ? inside : outside) = true;
                GraphEdge moved = *wire.edge;
                moved.to = {id, "in"};
                edits.push_back(edit::RemoveEdge{wire.edge->from, wire.edge->to});
                edits.push_back(edit::AddEdge{std::move(moved)});
            }
            if (!inside || !outside) continue;
            GraphEdge onward;
            onward.from = {id, "out"};
            onward.to = {node.id(), node.kind->inputs[port].name};
            edits.push_back(edit::AddEdge{std::move(onward)});
            return std::make_shared<const GraphEdit>(edit::Composite{"Insert a queue", std::move(edits)});
        }
    }
    return nullptr;
}

} // namespace millrace::planning
