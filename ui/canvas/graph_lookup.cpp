// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/graph_lookup.h"

namespace millrace::ui {

GraphLookup::GraphLookup(const GraphDocument& document, const Planning& planning, Diagnostics findings)
    : findings_(std::move(findings)) {
    for (const GraphEdge& edge : document.edges) {
        nodes_[edge.from.node].outputs.push_back(&edge);
        nodes_[edge.to.node].inputs.push_back(&edge);
    }
    for (const auto& [node, point] : document.layout)
        nodes_[node].position = point;
    if (planning.plan) {
        for (const PlanVertex& vertex : planning.plan->vertices)
            nodes_[vertex.node].vertex = &vertex;
        for (const PlanEdge& edge : planning.plan->edges)
            wires_[edge.id].planned = &edge;
    }
    for (const Diagnostic& d : findings_) {
        if (!d.node.empty()) nodes_[d.node].findings.push_back(&d);
        if (!d.edge.empty()) wires_[d.edge].findings.push_back(&d);
    }
}

const GraphLookup::Node& GraphLookup::node(std::string_view id) const {
    static const Node nothing;
    const auto found = nodes_.find(id);
    return found == nodes_.end() ? nothing : found->second;
}

const GraphLookup::Wire& GraphLookup::wire(std::string_view edgeId) const {
    static const Wire nothing;
    const auto found = wires_.find(edgeId);
    return found == wires_.end() ? nothing : found->second;
}

} // namespace millrace::ui
