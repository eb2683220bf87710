// SPDX-License-Identifier: Apache-2.0
#include "ui/document/graph_commands.h"

#include "ui/document/instance_kind.h"

#include <algorithm>

namespace millrace::ui::commands {
namespace {

GraphEdge edgeBetween(const PortRef& from, const PortRef& to) {
    GraphEdge edge;
    edge.from = from;
    edge.to = to;
    return edge;
}

bool isData(const PortSpec& port) { return port.role == PortRole::Data; }

bool contains(const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

GraphEdit composite(std::string label, std::vector<GraphEdit> edits) {
    return edit::Composite{std::move(label), std::move(edits)};
}

} // namespace

std::optional<std::string> fittingPort(const NodeKind& kind, const OpenWire& wire) {
    const std::vector<PortSpec> ports = wire.fromOutput ? kind.inputs : kind.outputPorts({});
    for (const PortSpec& port : ports) {
        if (port.role == PortRole::Data) return port.name;
    }
    return std::nullopt;
}

GraphEdit addNode(const GraphDocument& document, const NodeKind& kind, Point position,
                  const std::optional<OpenWire>& wire, std::string* id) {
    const GraphNode node = newNode(kind, document);
    if (id) *id = node.id;
    std::vector<GraphEdit> edits;
    edits.push_back(edit::AddNode{node, std::nullopt, position});
    if (wire) {
        if (const auto port = fittingPort(kind, *wire)) {
            const PortRef end{node.id, *port};
            edits.push_back(
                edit::AddEdge{wire->fromOutput ? edgeBetween(wire->port, end) : edgeBetween(end, wire->port),
                              std::nullopt});
        }
    }
    return composite("Add " + kind.title, std::move(edits));
}

GraphEdit remove(const GraphBody& body, const std::vector<std::string>& nodes,
                 const std::vector<GraphEdge>& edges) {
    std::vector<GraphEdit> edits;
    for (const GraphEdge& edge : body.edges) {
        const bool touched = contains(nodes, edge.from.node) || contains(nodes, edge.to.node);
        const bool chosen = std::any_of(edges.begin(), edges.end(), [&](const GraphEdge& e) {
            return e.from == edge.from && e.to == edge.to;
        });
        if (touched || chosen) edits.push_back(edit::RemoveEdge{edge.from, edge.to});
    }
    const std::size_t wires = edits.size();
    for (const std::string& node : nodes) {
        edits.push_back(edit::RemoveNode{node});
    }
    const std::string label = nodes.size() == 1  ? "Delete " + nodes.front()
                              : nodes.size() > 1 ? "Delete " + std::to_string(nodes.size()) + " nodes"
                              : wires > 1        ? "Delete " + std::to_string(wires) + " wires"
                                                 : "Delete wire";
    return composite(label, std::move(edits));
}

std::optional<GraphEdit> splice(const GraphDocument& document, const Registry& registry,
                                const GraphEdge& wire, const std::string& node) {
    const GraphNode* found = document.findNode(node);
    const NodeKindPtr kind = found ? kindOf(*found, document, registry) : nullptr;
    if (!kind || !goesIntoWire(*kind, found->params)) return std::nullopt;
    if (wire.from.node == node || wire.to.node == node) return std::nullopt;
    const std::vector<PortSpec> outputs = kind->outputPorts(found->params);
    const auto out = std::find_if(outputs.begin(), outputs.end(), isData);
    const PortRef input{node, kind->inputs.front().name}, output{node, out->name};
    GraphEdge first = edgeBetween(wire.from, input), second = edgeBetween(output, wire.to);
    first.queue = wire.queue;
    first.partitioning = wire.partitioning;
    std::vector<GraphEdit> edits;
    edits.push_back(edit::RemoveEdge{wire.from, wire.to});
    edits.push_back(edit::AddEdge{first, std::nullopt});
    edits.push_back(edit::AddEdge{second, std::nullopt});
    return composite("Put " + node + " into a wire", std::move(edits));
}

} // namespace millrace::ui::commands
