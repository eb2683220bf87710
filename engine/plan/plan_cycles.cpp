// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/plan_cycles.h"

namespace millrace {

namespace {

using Neighbours = std::vector<std::vector<std::size_t>>;

/// Depth first from `root` over nodes not yet `seen`; calls `leave` when a node is through.
template <class Leave>
void walk(std::size_t root, const Neighbours& next, std::vector<bool>& seen, Leave&& leave) {
    std::vector<std::pair<std::size_t, std::size_t>> path{{root, 0}};
    seen[root] = true;
    while (!path.empty()) {
        auto& [node, at] = path.back();
        if (at == next[node].size()) {
            leave(node);
            path.pop_back();
            continue;
        }
        const std::size_t below = next[node][at++];
        if (seen[below]) continue;
        seen[below] = true;
        path.emplace_back(below, 0);
    }
}

} // namespace

// Kosaraju's algorithm: components come out of a second walk, over the edges turned round, in the reverse
// order of leaving the first.
std::vector<std::size_t> findCycles(std::size_t nodes,
                                    const std::vector<std::pair<std::size_t, std::size_t>>& edges) {
    Neighbours forward(nodes), backward(nodes);
    std::vector<bool> loops(nodes, false);
    for (const auto& [from, to] : edges) {
        forward[from].push_back(to);
        backward[to].push_back(from);
        if (from == to) loops[from] = true;
    }
    std::vector<std::size_t> left;
    std::vector<bool> seen(nodes, false);
    for (std::size_t node = 0; node < nodes; ++node)
        if (!seen[node]) walk(node, forward, seen, [&](std::size_t n) { left.push_back(n); });

    std::vector<std::size_t> cycleOf(nodes, kNoCycle);
    std::size_t count = 0;
    seen.assign(nodes, false);
    for (auto root = left.rbegin(); root != left.rend(); ++root) {
        if (seen[*root]) continue;
        std::vector<std::size_t> members;
        walk(*root, backward, seen, [&](std::size_t n) { members.push_back(n); });
        if (members.size() == 1 && !loops[*root]) continue;
        for (const std::size_t member : members)
            cycleOf[member] = count;
        ++count;
    }
    return cycleOf;
}

std::vector<std::size_t> cyclesOfChains(const Plan& plan) {
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    for (const PlanEdge& edge : plan.edges)
        if (!edge.fused) edges.emplace_back(plan.vertices[edge.from].chain, plan.vertices[edge.to].chain);
    return findCycles(plan.chains.size(), edges);
}

std::vector<bool> timedVertices(const Plan& plan) {
    std::vector<bool> timed(plan.vertices.size(), false);
    for (std::size_t v = 0; v < timed.size(); ++v) {
        timed[v] = plan.vertices[v].bound.makeSource != nullptr;
        for (const std::size_t e : plan.vertices[v].inEdges)
            timed[v] = timed[v] || (!plan.edges[e].feedback && timed[plan.edges[e].from]);
    }
    return timed;
}

} // namespace millrace
