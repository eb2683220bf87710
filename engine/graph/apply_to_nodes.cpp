// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/edit_apply.h"
#include "engine/graph/param_path.h"

namespace millrace::edit {

namespace {

Diagnostics noSuchNode(const std::string& node) {
    return refusal("MR1303", "there is no node `" + node + "`", node);
}

bool mentions(const GraphEdge& edge, const std::string& node) {
    return edge.from.node == node || edge.to.node == node;
}

bool anyWireMentions(const GraphBody& body, const std::string& node) {
    return std::any_of(body.edges.begin(), body.edges.end(),
                       [&node](const GraphEdge& edge) { return mentions(edge, node); });
}

void removePosition(GraphBody& body, const std::string& node) {
    std::erase_if(body.layout, [&node](const auto& entry) { return entry.first == node; });
}

/// Sets or removes a position; the layout keeps the order of the nodes.
void setPosition(GraphBody& body, const std::string& node, const std::optional<Point>& position) {
    const auto same = [&node](const auto& entry) { return entry.first == node; };
    const auto found = std::find_if(body.layout.begin(), body.layout.end(), same);
    if (!position) {
        if (found != body.layout.end()) body.layout.erase(found);
        return;
    }
    if (found != body.layout.end()) {
        found->second = *position;
        return;
    }
    const std::size_t index = body.nodeIndex(node).value_or(body.nodes.size());
    const auto behind = std::find_if(body.layout.begin(), body.layout.end(), [&](const auto& entry) {
        return body.nodeIndex(entry.first).value_or(body.nodes.size()) > index;
    });
    body.layout.insert(behind, {node, *position});
}

/// Why the id cannot be given to a node; empty when it can.
Diagnostics checkNewId(const GraphBody& body, const std::string& id) {
    if (!isIdentifier(id)) {
        Diagnostics diagnostics = refusal("MR1305", "`" + id + "` cannot be the id of a node", id);
        diagnostics.items[0].hint = "use small letters, digits and _, beginning with a letter";
        return diagnostics;
    }
    if (body.findNode(id) != nullptr) return refusal("MR1306", "there is a node `" + id + "` already", id);
    if (anyWireMentions(body, id)) {
        return refusal("MR1306", "a wire without its node names `" + id + "` already", id);
    }
    return {};
}

} // namespace

Result<GraphEdit> applyTo(GraphBody& body, const AddNode& change) {
    if (Diagnostics problem = checkNewId(body, change.node.id); !problem.empty()) return problem;
    const std::size_t index = std::min(change.index.value_or(body.nodes.size()), body.nodes.size());
    body.nodes.insert(body.nodes.begin() + static_cast<std::ptrdiff_t>(index), change.node);
    if (change.position) setPosition(body, change.node.id, change.position);
    return GraphEdit(RemoveNode{change.node.id});
}

Result<GraphEdit> applyTo(GraphBody& body, const RemoveNode& change) {
    const auto index = body.nodeIndex(change.node);
    if (!index) return noSuchNode(change.node);
    if (anyWireMentions(body, change.node)) {
        Diagnostics diagnostics = refusal("MR1304", "wires still touch `" + change.node + "`", change.node);
        diagnostics.items[0].hint = "remove its wires first";
        return diagnostics;
    }
    AddNode inverse{body.nodes[*index], *index, body.position(change.node)};
    body.nodes.erase(body.nodes.begin() + static_cast<std::ptrdiff_t>(*index));
    removePosition(body, change.node);
    return GraphEdit(std::move(inverse));
}

Result<GraphEdit> applyTo(GraphBody& body, const RenameNode& change) {
    GraphNode* node = body.findNode(change.node);
    if (node == nullptr) return noSuchNode(change.node);
    if (change.node == change.newId) return GraphEdit(RenameNode{change.newId, change.node});
    if (Diagnostics problem = checkNewId(body, change.newId); !problem.empty()) return problem;
    node->id = change.newId;
    for (GraphEdge& edge : body.edges) {
        if (edge.from.node == change.node) edge.from.node = change.newId;
        if (edge.to.node == change.node) edge.to.node = change.newId;
    }
    for (auto& entry : body.layout) {
        if (entry.first == change.node) entry.first = change.newId;
    }
    return GraphEdit(RenameNode{change.newId, change.node});
}

Result<GraphEdit> applyTo(GraphBody& body, const SetTitle& change) {
    GraphNode* node = body.findNode(change.node);
    if (node == nullptr) return noSuchNode(change.node);
    return GraphEdit(SetTitle{change.node, std::exchange(node->title, change.title)});
}

Result<GraphEdit> applyTo(GraphBody& body, const SetKind& change) {
    GraphNode* node = body.findNode(change.node);
    if (node == nullptr) return noSuchNode(change.node);
    return GraphEdit(SetKind{change.node, std::exchange(node->kind, change.kind)});
}

Result<GraphEdit> applyTo(GraphBody& body, const SetParam& change) {
    GraphNode* node = body.findNode(change.node);
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

Result<GraphEdit> applyTo(GraphBody& body, const SetParams& change) {
    GraphNode* node = body.findNode(change.node);
    if (node == nullptr) return noSuchNode(change.node);
    return GraphEdit(SetParams{change.node, std::exchange(node->params, change.params)});
}

Result<GraphEdit> applyTo(GraphBody& body, const SetMode& change) {
    GraphNode* node = body.findNode(change.node);
    if (node == nullptr) return noSuchNode(change.node);
    return GraphEdit(SetMode{change.node, std::exchange(node->mode, change.mode)});
}

Result<GraphEdit> applyTo(GraphBody& body, const SetConcurrency& change) {
    GraphNode* node = body.findNode(change.node);
    if (node == nullptr) return noSuchNode(change.node);
    return GraphEdit(SetConcurrency{change.node, std::exchange(node->concurrency, change.concurrency)});
}

Result<GraphEdit> applyTo(GraphBody& body, const SetNodeExtra& change) {
    GraphNode* node = body.findNode(change.node);
    if (node == nullptr) return noSuchNode(change.node);
    return GraphEdit(SetNodeExtra{change.node, std::exchange(node->extra, change.extra)});
}

Result<GraphEdit> applyTo(GraphBody& body, const MoveNodes& change) {
    for (const auto& [node, position] : change.positions) {
        if (body.findNode(node) == nullptr) return noSuchNode(node);
    }
    MoveNodes inverse;
    for (const auto& [node, position] : change.positions) {
        inverse.positions.emplace_back(node, body.position(node));
        setPosition(body, node, position);
    }
    // A node that was moved twice must come back to where it was at first.
    std::reverse(inverse.positions.begin(), inverse.positions.end());
    return GraphEdit(std::move(inverse));
}

} // namespace millrace::edit
