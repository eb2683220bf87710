// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_edit.h"

#include "engine/base/text.h"
#include "engine/graph/param_path.h"

#include <algorithm>

namespace millrace {

namespace {

using namespace edit;

Diagnostics refusal(const char* code, std::string message, const std::string& node = {}) {
    Diagnostics diagnostics;
    diagnostics.error(code, std::move(message)).node = node;
    return diagnostics;
}

Diagnostics noSuchNode(const std::string& node) {
    return refusal("MR1303", "there is no node `" + node + "`", node);
}

bool mentions(const GraphEdge& edge, const std::string& node) {
    return edge.from.node == node || edge.to.node == node;
}

bool anyWireMentions(const GraphDocument& document, const std::string& node) {
    return std::any_of(document.edges.begin(), document.edges.end(),
                       [&node](const GraphEdge& edge) { return mentions(edge, node); });
}

void removePosition(GraphDocument& document, const std::string& node) {
    std::erase_if(document.layout, [&node](const auto& entry) { return entry.first == node; });
}

/// Sets or removes a position; the layout keeps the order of the nodes.
void setPosition(GraphDocument& document, const std::string& node, const std::optional<Point>& position) {
    const auto same = [&node](const auto& entry) { return entry.first == node; };
    const auto found = std::find_if(document.layout.begin(), document.layout.end(), same);
    if (!position) {
        if (found != document.layout.end()) document.layout.erase(found);
        return;
    }
    if (found != document.layout.end()) {
        found->second = *position;
        return;
    }
    const std::size_t index = document.nodeIndex(node).value_or(document.nodes.size());
    const auto behind = std::find_if(document.layout.begin(), document.layout.end(), [&](const auto& entry) {
        return document.nodeIndex(entry.first).value_or(document.nodes.size()) > index;
    });
    document.layout.insert(behind, {node, *position});
}

/// Why the id cannot be given to a node; empty when it can.
Diagnostics checkNewId(const GraphDocument& document, const std::string& id) {
    if (!isIdentifier(id)) {
        Diagnostics diagnostics = refusal("MR1305", "`" + id + "` cannot be the id of a node", id);
        diagnostics.items[0].hint = "use small letters, digits and _, beginning with a letter";
        return diagnostics;
    }
    if (document.findNode(id) != nullptr)
        return refusal("MR1306", "there is a node `" + id + "` already", id);
    if (anyWireMentions(document, id)) {
        return refusal("MR1306", "a wire without its node names `" + id + "` already", id);
    }
    return {};
}

std::vector<GraphEdge>::iterator edgeAt(GraphDocument& document, const PortRef& from, const PortRef& to) {
    return std::find_if(document.edges.begin(), document.edges.end(),
                        [&](const GraphEdge& edge) { return edge.from == from && edge.to == to; });
}

Diagnostics noSuchWire(const PortRef& from, const PortRef& to) {
    const std::string id = from.text() + "->" + to.text();
    Diagnostics diagnostics = refusal("MR1307", "there is no wire " + id);
    diagnostics.items[0].edge = id;
    return diagnostics;
}

Result<GraphEdit> applyTo(GraphDocument& document, const AddNode& change) {
    if (Diagnostics problem = checkNewId(document, change.node.id); !problem.empty()) return problem;
    const std::size_t index = std::min(change.index.value_or(document.nodes.size()), document.nodes.size());
    document.nodes.insert(document.nodes.begin() + static_cast<std::ptrdiff_t>(index), change.node);
    if (change.position) setPosition(document, change.node.id, change.position);
    return GraphEdit(RemoveNode{change.node.id});
}

Result<GraphEdit> applyTo(GraphDocument& document, const RemoveNode& change) {
    const auto index = document.nodeIndex(change.node);
    if (!index) return noSuchNode(change.node);
    if (anyWireMentions(document, change.node)) {
        Diagnostics diagnostics = refusal("MR1304", "wires still touch `" + change.node + "`", change.node);
        diagnostics.items[0].hint = "remove its wires first";
        return diagnostics;
    }
    AddNode inverse{document.nodes[*index], *index, document.position(change.node)};
    document.nodes.erase(document.nodes.begin() + static_cast<std::ptrdiff_t>(*index));
    removePosition(document, change.node);
    return GraphEdit(std::move(inverse));
}

Result<GraphEdit> applyTo(GraphDocument& document, const RenameNode& change) {
    GraphNode* node = document.findNode(change.node);
    if (node == nullptr) return noSuchNode(change.node);
    if (change.node == change.newId) return GraphEdit(RenameNode{change.newId, change.node});
    if (Diagnostics problem = checkNewId(document, change.newId); !problem.empty()) return problem;
    node->id = change.newId;
    for (GraphEdge& edge : document.edges) {
        if (edge.from.node == change.node) edge.from.node = change.newId;
        if (edge.to.node == change.node) edge.to.node = change.newId;
    }
    for (auto& entry : document.layout) {
        if (entry.first == change.node) entry.first = change.newId;
    }
    return GraphEdit(RenameNode{change.newId, change.node});
}

Result<GraphEdit> applyTo(GraphDocument& document, const SetTitle& change) {
    GraphNode* node = document.findNode(change.node);
    if (node == nullptr) return noSuchNode(change.node);
    return GraphEdit(SetTitle{change.node, std::exchange(node->title, change.title)});
}

Result<GraphEdit> applyTo(GraphDocument& document, const SetKind& change) {
    GraphNode* node = document.findNode(change.node);
    if (node == nullptr) return noSuchNode(change.node);
    return GraphEdit(SetKind{change.node, std::exchange(node->kind, change.kind)});
}

Result<GraphEdit> applyTo(GraphDocument& document, const SetParam& change) {
    GraphNode* node = document.findNode(change.node);
    if (node == nullptr) return noSuchNode(change.node);
    boost::json::object params = node->params;
    if (Result<void> set = setAtPath(params, change.path, change.value); !set) {
        Diagnostics problem = set.error();
        for (Diagnostic& d : problem.items)
            d.node = change.node;
        return problem;
    }
    // The whole object is kept: only that restores the order of its members in every case.
    return GraphEdit(SetParams{change.node, std::exchange(node->params, std::move(params))});
}

Result<GraphEdit> applyTo(GraphDocument& document, const SetParams& change) {
    GraphNode* node = document.findNode(change.node);
    if (node == nullptr) return noSuchNode(change.node);
    return GraphEdit(SetParams{change.node, std::exchange(node->params, change.params)});
}

Result<GraphEdit> applyTo(GraphDocument& document, const SetConcurrency& change) {
    GraphNode* node = document.findNode(change.node);
    if (node == nullptr) return noSuchNode(change.node);
    return GraphEdit(SetConcurrency{change.node, std::exchange(node->concurrency, change.concurrency)});
}

Result<GraphEdit> applyTo(GraphDocument& document, const AddEdge& change) {
    const GraphEdge& edge = change.edge;
    for (const PortRef* end : {&edge.from, &edge.to}) {
        if (isIdentifier(end->node) && isIdentifier(end->port)) continue;
        return refusal("MR1308", "`" + end->text() + "` cannot be the end of a wire");
    }
    if (!change.index && document.findEdge(edge.from, edge.to) != nullptr) {
        Diagnostics diagnostics = refusal("MR1308", "there is a wire " + edge.id() + " already");
        diagnostics.items[0].edge = edge.id();
        return diagnostics;
    }
    const std::size_t index = std::min(change.index.value_or(document.edges.size()), document.edges.size());
    document.edges.insert(document.edges.begin() + static_cast<std::ptrdiff_t>(index), edge);
    return GraphEdit(RemoveEdge{edge.from, edge.to, index});
}

Result<GraphEdit> applyTo(GraphDocument& document, const RemoveEdge& change) {
    auto found = edgeAt(document, change.from, change.to);
    if (found == document.edges.end()) return noSuchWire(change.from, change.to);
    if (change.index && *change.index < document.edges.size()) {
        const auto exact = document.edges.begin() + static_cast<std::ptrdiff_t>(*change.index);
        if (exact->from == change.from && exact->to == change.to) found = exact;
    }
    AddEdge inverse{*found, static_cast<std::size_t>(found - document.edges.begin())};
    document.edges.erase(found);
    return GraphEdit(std::move(inverse));
}

Result<GraphEdit> applyTo(GraphDocument& document, const SetEdge& change) {
    const auto found = edgeAt(document, change.from, change.to);
    if (found == document.edges.end()) return noSuchWire(change.from, change.to);
    return GraphEdit(SetEdge{change.from, change.to, std::exchange(found->queue, change.queue),
                             std::exchange(found->partitioning, change.partitioning)});
}

Result<GraphEdit> applyTo(GraphDocument& document, const MoveNodes& change) {
    for (const auto& [node, position] : change.positions) {
        if (document.findNode(node) == nullptr) return noSuchNode(node);
    }
    MoveNodes inverse;
    for (const auto& [node, position] : change.positions) {
        inverse.positions.emplace_back(node, document.position(node));
        setPosition(document, node, position);
    }
    // A node that was moved twice must come back to where it was at first.
    std::reverse(inverse.positions.begin(), inverse.positions.end());
    return GraphEdit(std::move(inverse));
}

Result<GraphEdit> applyTo(GraphDocument& document, const SetGraphParameter& change) {
    auto& list = document.parameters;
    const auto found = std::find_if(list.begin(), list.end(),
                                    [&change](const GraphParameter& p) { return p.name == change.name; });
    const bool exists = found != list.end();
    if (!change.parameter) {
        if (!exists) return refusal("MR1309", "there is no graph parameter `" + change.name + "`");
        SetGraphParameter inverse{found->name, *found, static_cast<std::size_t>(found - list.begin())};
        list.erase(found);
        return GraphEdit(std::move(inverse));
    }
    const GraphParameter& wanted = *change.parameter;
    if (!isIdentifier(wanted.name)) {
        return refusal("MR1309", "`" + wanted.name + "` cannot be the name of a graph parameter");
    }
    const bool renamed = !exists || wanted.name != change.name;
    if (renamed && document.findParameter(wanted.name) != nullptr) {
        return refusal("MR1309", "there is a graph parameter `" + wanted.name + "` already");
    }
    if (exists) {
        return GraphEdit(SetGraphParameter{wanted.name, std::exchange(*found, wanted)});
    }
    const std::size_t index = std::min(change.index.value_or(list.size()), list.size());
    list.insert(list.begin() + static_cast<std::ptrdiff_t>(index), wanted);
    return GraphEdit(SetGraphParameter{wanted.name, std::nullopt});
}

Result<GraphEdit> applyTo(GraphDocument& document, const SetGraphText& change) {
    return GraphEdit(
        SetGraphText{std::exchange(document.name, change.name), std::exchange(document.notes, change.notes)});
}

Result<GraphEdit> applyTo(GraphDocument& document, const SetNodeExtra& change) {
    GraphNode* node = document.findNode(change.node);
    if (node == nullptr) return noSuchNode(change.node);
    return GraphEdit(SetNodeExtra{change.node, std::exchange(node->extra, change.extra)});
}

Result<GraphEdit> applyTo(GraphDocument& document, const SetLayoutExtra& change) {
    return GraphEdit(SetLayoutExtra{std::exchange(document.layoutExtra, change.extra)});
}

Result<GraphEdit> applyTo(GraphDocument& document, const Composite& change) {
    Composite inverse;
    inverse.label = change.label;
    for (const GraphEdit& part : change.edits) {
        Result<GraphEdit> undo = part.apply(document);
        if (!undo) {
            for (auto it = inverse.edits.rbegin(); it != inverse.edits.rend(); ++it)
                it->apply(document).value();
            return undo.error();
        }
        inverse.edits.push_back(std::move(*undo));
    }
    std::reverse(inverse.edits.begin(), inverse.edits.end());
    return GraphEdit(std::move(inverse));
}

struct Label {
    std::string operator()(const AddNode& c) const {
        return "Add " + (c.node.title.empty() ? c.node.id : c.node.title);
    }
    std::string operator()(const RemoveNode& c) const { return "Remove " + c.node; }
    std::string operator()(const RenameNode& c) const { return "Rename " + c.node + " to " + c.newId; }
    std::string operator()(const SetTitle& c) const { return "Change title of " + c.node; }
    std::string operator()(const SetKind& c) const { return "Change kind of " + c.node; }
    std::string operator()(const SetParam& c) const { return "Change " + c.path + " of " + c.node; }
    std::string operator()(const SetParams& c) const { return "Change parameters of " + c.node; }
    std::string operator()(const SetConcurrency& c) const { return "Change concurrency of " + c.node; }
    std::string operator()(const AddEdge& c) const {
        return "Connect " + c.edge.from.text() + " to " + c.edge.to.text();
    }
    std::string operator()(const RemoveEdge& c) const {
        return "Disconnect " + c.from.text() + " from " + c.to.text();
    }
    std::string operator()(const SetEdge& c) const {
        return "Change wire " + c.from.text() + " to " + c.to.text();
    }
    std::string operator()(const MoveNodes& c) const {
        if (c.positions.size() == 1) return "Move " + c.positions[0].first;
        return "Move " + std::to_string(c.positions.size()) + " nodes";
    }
    std::string operator()(const SetGraphParameter& c) const {
        return (c.parameter ? "Set graph parameter " : "Remove graph parameter ") + c.name;
    }
    std::string operator()(const SetGraphText&) const { return "Change name and notes"; }
    std::string operator()(const SetNodeExtra& c) const { return "Change " + c.node; }
    std::string operator()(const SetLayoutExtra&) const { return "Change layout"; }
    std::string operator()(const Composite& c) const {
        if (!c.label.empty() || c.edits.empty()) return c.label;
        return c.edits.size() == 1 ? c.edits[0].label() : std::to_string(c.edits.size()) + " changes";
    }
};

} // namespace

Result<GraphEdit> GraphEdit::apply(GraphDocument& document) const {
    return std::visit([&document](const auto& change) { return applyTo(document, change); }, change_);
}

std::string GraphEdit::label() const { return std::visit(Label{}, change_); }

} // namespace millrace
