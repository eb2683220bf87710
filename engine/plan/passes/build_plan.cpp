// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/passes/chains.h"
#include "engine/plan/passes/planning_state.h"
#include "engine/plan/passes/wire_plan.h"

#include <algorithm>

namespace millrace::planning {

namespace {

std::size_t portNamed(const BoundNode& bound, const std::string& name) {
    for (std::size_t i = 0; i < bound.outputPorts.size(); ++i) {
        if (bound.outputPorts[i].name == name) return i;
    }
    return 0;
}

OverflowPolicy policyNamed(const std::string& name) {
    for (const OverflowPolicy policy :
         {OverflowPolicy::DropNewest, OverflowPolicy::DropOldest, OverflowPolicy::Fail}) {
        if (name == nameOf(policy)) return policy;
    }
    return OverflowPolicy::Block;
}

/// "pool × 4 · by key", "async × 16 · ordered"
std::string choiceText(const PlanChain& chain, const Chains& chains, std::size_t head) {
    std::string text = nameOf(chain.executor);
    const int atOnce = std::max(chain.workers, chain.operations);
    if (atOnce == 1) return text;
    text += " \xC3\x97 " + std::to_string(atOnce);
    if (chains.replicated(head)) text += " \xC2\xB7 a share each";
    if (!chains.keyOf(head).empty()) text += " \xC2\xB7 by key";
    if (chain.ordering == Ordering::Ordered) text += " \xC2\xB7 ordered";
    return text;
}

} // namespace

void buildPlan(PlanningState& state, Plan& plan) {
    Chains chains(state);
    chains.form();
    if (state.diagnostics.hasErrors()) return;

    std::vector<std::size_t> vertexOf(state.nodes.size());
    for (const std::size_t index : state.order) {
        NodeState& node = state.nodes[index];
        vertexOf[index] = plan.vertices.size();
        PlanVertex& vertex = plan.vertices.emplace_back();
        vertex.node = node.id();
        vertex.title = node.title();
        vertex.kind = node.kind;
        vertex.params = *node.checked;
        vertex.bound = *node.bound;
        vertex.inputs = node.inputs;
        vertex.mergesStates = chains.mergesStates(index);
        vertex.chain = chains.chainOf(index);
        vertex.batchSize =
            state.options.batchSize.value_or(node.settings.batchSize.value_or(kDefaultBatchSize));
        vertex.lingerNs = node.settings.lingerNs;
    }
    for (const Chains::Chain& formed : chains.list()) {
        PlanChain& chain = plan.chains.emplace_back();
        chain.executor = formed.executor;
        chain.workers = formed.workers;
        chain.operations = formed.operations;
        chain.ordering = formed.ordering;
        for (const std::size_t node : formed.nodes)
            chain.vertices.push_back(vertexOf[node]);
    }
    for (std::size_t i = 0; i < state.edges.size(); ++i) {
        const EdgeState& wire = state.edges[i];
        PlanEdge& edge = plan.edges.emplace_back();
        edge.id = wire.edge->id();
        edge.from = vertexOf[wire.from];
        edge.to = vertexOf[wire.to];
        edge.fromPort = portNamed(*state.nodes[wire.from].bound, wire.edge->from.port);
        edge.toPort = wire.toPort;
        // The wire itself comes first, then what a queue node says of the wires into it.
        const BoundNode& below = *state.nodes[wire.to].bound;
        const std::int64_t usual = below.queueCapacity > 0 ? below.queueCapacity : kDefaultQueueCapacity;
        edge.capacity = wire.capacity.value_or(usual);
        edge.overflow = wire.overflow.value_or(policyNamed(below.queueOverflow));
        edge.feedback = wire.feedback;
        edge.fused = !wire.feedback && chains.chainOf(wire.from) == chains.chainOf(wire.to);
        if (!edge.fused) planPartitioning(state, wire, chains, edge);
        plan.vertices[edge.from].outEdges.push_back(i);
        plan.vertices[edge.to].inEdges.push_back(i);
    }
    for (const std::size_t index : state.order) {
        const Chains::Chain& chain = chains.list()[chains.chainOf(index)];
        PlanVertex& vertex = plan.vertices[vertexOf[index]];
        if (chain.nodes.front() == index) {
            vertex.choice = choiceText(plan.chains[vertex.chain], chains, index);
        } else {
            const std::size_t upstream = plan.edges[vertex.inEdges.front()].from;
            vertex.choice = "fused with " + plan.vertices[upstream].title;
        }
        if (state.nodes[index].kind->inputs.empty())
            plan.bounded = plan.bounded && state.nodes[index].bounded;
    }
}

} // namespace millrace::planning
