// SPDX-License-Identifier: Apache-2.0
#include "ui/canvas/graph_lookup.h"

#include <algorithm>

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
    for (const auto& [port, schema] : planning.schemas) {
        const std::string_view name = port;
        const auto dot = name.rfind('.');
        if (schema && dot != std::string_view::npos)
            nodes_[name.substr(0, dot)].typedPorts.push_back(name.substr(dot + 1));
    }
    findSilent(document);
    for (const Diagnostic& d : findings_) {
        if (!d.node.empty()) nodes_[d.node].findings.push_back(&d);
        if (!d.edge.empty()) wires_[d.edge].findings.push_back(&d);
    }
}

void GraphLookup::findSilent(const GraphDocument& document) {
    std::vector<const GraphNode*> open;
    for (const GraphNode& node : document.nodes) {
        if (node.mode != NodeMode::Disabled) continue;
        nodes_[node.id].silent = true;
        open.push_back(&node);
    }
    while (!open.empty()) {
        const GraphNode* node = open.back();
        open.pop_back();
        for (const GraphEdge* wire : nodes_[node->id].outputs) {
            Node& next = nodes_[wire->to.node];
            const auto fed = [this](const GraphEdge* input) { return !nodes_[input->from.node].silent; };
            if (next.silent || std::any_of(next.inputs.begin(), next.inputs.end(), fed)) continue;
            next.silent = true;
            if (const GraphNode* found = document.findNode(wire->to.node)) open.push_back(found);
        }
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
