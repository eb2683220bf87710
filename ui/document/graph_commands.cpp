// SPDX-License-Identifier: Apache-2.0
#include "ui/document/graph_commands.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace millrace::ui::commands {
namespace {

GraphEdge edgeBetween(const PortRef& from, const PortRef& to) {
    GraphEdge edge;
    edge.from = from;
    edge.to = to;
    return edge;
}

bool reaches(const GraphDocument& document, const std::string& start, const std::string& goal) {
    std::vector<std::string> open{start};
    std::set<std::string> seen{start};
    while (!open.empty()) {
        const std::string node = open.back();
        open.pop_back();
        if (node == goal) return true;
        for (const GraphEdge& edge : document.edges) {
            if (edge.from.node == node && seen.insert(edge.to.node).second) open.push_back(edge.to.node);
        }
    }
    return false;
}

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
    GraphNode node;
    node.id = document.freeId(kind.name);
    node.kind = kind.name;
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

GraphEdit remove(const GraphDocument& document, const std::vector<std::string>& nodes,
                 const std::vector<GraphEdge>& edges, bool reconnect) {
    std::vector<GraphEdit> edits;
    std::vector<GraphEdge> gone;
    for (const GraphEdge& edge : document.edges) {
        const bool touched = contains(nodes, edge.from.node) || contains(nodes, edge.to.node);
        const bool chosen = std::any_of(edges.begin(), edges.end(), [&](const GraphEdge& e) {
            return e.from == edge.from && e.to == edge.to;
        });
        if (touched || chosen) gone.push_back(edge);
    }
    for (const GraphEdge& edge : gone) {
        edits.push_back(edit::RemoveEdge{edge.from, edge.to});
    }
    if (reconnect) {
        std::set<std::pair<PortRef, PortRef>> joined;
        for (const GraphEdge& in : gone) {
            if (contains(nodes, in.from.node) || !contains(nodes, in.to.node)) continue;
            // Follow the removed nodes downstream to the first wires that leave them.
            std::vector<std::string> open{in.to.node};
            std::set<std::string> seen{in.to.node};
            while (!open.empty()) {
                const std::string node = open.back();
                open.pop_back();
                for (const GraphEdge& out : gone) {
                    if (out.from.node != node) continue;
                    if (contains(nodes, out.to.node)) {
                        if (seen.insert(out.to.node).second) open.push_back(out.to.node);
                    } else if (!document.findEdge(in.from, out.to) &&
                               joined.insert({in.from, out.to}).second) {
                        edits.push_back(edit::AddEdge{edgeBetween(in.from, out.to), std::nullopt});
                    }
                }
            }
        }
    }
    for (const std::string& node : nodes) {
        edits.push_back(edit::RemoveNode{node});
    }
    const std::string label = nodes.size() == 1  ? "Delete " + nodes.front()
                              : nodes.size() > 1 ? "Delete " + std::to_string(nodes.size()) + " nodes"
                                                 : "Delete wire";
    return composite(label, std::move(edits));
}

std::optional<GraphEdit> splice(const GraphDocument& document, const Registry& registry,
                                const GraphEdge& wire, const std::string& node) {
    const GraphNode* found = document.findNode(node);
    const NodeKind* kind = found ? registry.find(found->kind) : nullptr;
    if (!kind || kind->inputs.empty() || wire.from.node == node || wire.to.node == node) return std::nullopt;
    const std::vector<PortSpec> outputs = kind->outputPorts(found->params);
    const auto out = std::find_if(outputs.begin(), outputs.end(),
                                  [](const PortSpec& port) { return port.role == PortRole::Data; });
    if (out == outputs.end()) return std::nullopt;
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

bool mayConnect(const GraphDocument& document, const PortRef& from, const PortRef& to) {
    if (from.node == to.node || !document.findNode(from.node) || !document.findNode(to.node)) return false;
    return !document.findEdge(from, to) && !reaches(document, to.node, from.node);
}

GraphEdit tidy(const GraphDocument& document, const std::vector<std::string>& chosen) {
    constexpr double kColumn = 260, kRow = 140;
    std::vector<std::string> nodes = chosen;
    if (nodes.empty()) {
        for (const GraphNode& node : document.nodes) {
            nodes.push_back(node.id);
        }
    }
    // Longest distance from a source; repeated so that a graph with a loop still ends.
    std::map<std::string, int> column;
    for (std::size_t round = 0; round < nodes.size(); ++round) {
        bool moved = false;
        for (const GraphEdge& edge : document.edges) {
            if (!contains(nodes, edge.from.node) || !contains(nodes, edge.to.node)) continue;
            const int wanted = column[edge.from.node] + 1;
            if (wanted > column[edge.to.node] && wanted <= static_cast<int>(nodes.size())) {
                column[edge.to.node] = wanted;
                moved = true;
            }
        }
        if (!moved) break;
    }
    // A source stands right before its first consumer, not at the far left.
    std::map<int, std::vector<std::string>> columns;
    for (const std::string& node : nodes) {
        columns[column[node]].push_back(node);
    }
    std::map<std::string, double> row;
    double left = 0, top = 0;
    bool first = true;
    for (const std::string& node : nodes) {
        const Point at = document.position(node).value_or(Point{});
        left = first ? at.x : std::min(left, at.x);
        top = first ? at.y : std::min(top, at.y);
        first = false;
    }
    edit::MoveNodes move;
    for (auto& [index, members] : columns) {
        // Rows follow the mean row of what feeds a node (barycentre), ties as in the file.
        std::vector<std::pair<double, std::string>> order;
        for (const std::string& node : members) {
            double sum = 0;
            int count = 0;
            for (const GraphEdge& edge : document.edges) {
                if (edge.to.node == node && row.count(edge.from.node)) {
                    // Later output ports leave lower, so what hangs on them goes lower, too.
                    sum += row[edge.from.node];
                    ++count;
                }
            }
            order.emplace_back(count ? sum / count : static_cast<double>(order.size()), node);
        }
        std::stable_sort(order.begin(), order.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        double mean = 0;
        for (const auto& entry : order) {
            mean += entry.first;
        }
        mean = index == 0 ? 0.5 * static_cast<double>(order.size() - 1)
                          : mean / static_cast<double>(order.size());
        const double start = mean - 0.5 * static_cast<double>(order.size() - 1);
        for (std::size_t i = 0; i < order.size(); ++i) {
            row[order[i].second] = start + static_cast<double>(i);
        }
    }
    double lowest = 0;
    for (const auto& [node, at] : row) {
        lowest = std::min(lowest, at);
    }
    for (const std::string& node : nodes) {
        const double y = top + std::round((row[node] - lowest) * kRow / 20) * 20;
        move.positions.emplace_back(node, Point{left + column[node] * kColumn, y});
    }
    return composite("Tidy up", {GraphEdit(move)});
}

} // namespace millrace::ui::commands
