// SPDX-License-Identifier: Apache-2.0
#include "ui/document/graph_loops.h"

#include "engine/graph/node_path.h"
#include "engine/plan/passes/feedback.h"
#include "ui/document/graph_reach.h"

#include <algorithm>

namespace millrace::ui::commands {

namespace {

class Queues {
public:
    Queues(const GraphDocument& document, const Registry& registry)
        : document_(document), registry_(registry) {}

    bool isOne(const GraphNode& node) {
        if (!isInstance(node)) return planning::isQueue(registry_.find(node.kind));
        const Subgraph* inside = document_.findSubgraph(subgraphOf(node));
        if (inside == nullptr || !seen_.insert(inside->id).second) return false;
        const bool holds = std::any_of(inside->nodes.begin(), inside->nodes.end(),
                                       [this](const GraphNode& inner) { return isOne(inner); });
        seen_.erase(inside->id);
        return holds;
    }

private:
    const GraphDocument& document_;
    const Registry& registry_;
    std::set<std::string> seen_; ///< on the way here: a faulty file may nest a subgraph in itself
};

} // namespace

std::set<std::string> refusedLoops(const GraphBody& body, const GraphDocument& document,
                                   const Registry& registry, const OpenWire& end) {
    Queues queues(document, registry);
    std::set<std::string> open;
    for (const GraphNode& node : body.nodes)
        if (queues.isOne(node)) open.insert(node.id);
    if (open.contains(end.port.node)) return {};
    GraphBody ways; // those that pass no queue
    for (const GraphEdge& edge : body.edges)
        if (!open.contains(edge.from.node) && !open.contains(edge.to.node)) ways.edges.push_back(edge);
    return reachOf(ways, {end.port.node}, end.fromOutput ? Reach::Upstream : Reach::Downstream);
}

} // namespace millrace::ui::commands
