// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/document_draft.h"

#include <algorithm>

namespace millrace {

namespace {

void editNodes(const GraphBody& before, const GraphBody& after, std::vector<GraphEdit>& edits) {
    for (auto node = before.nodes.rbegin(); node != before.nodes.rend(); ++node)
        if (after.findNode(node->id) == nullptr) edits.emplace_back(edit::RemoveNode{node->id});
    edit::MoveNodes moved;
    for (std::size_t i = 0; i < after.nodes.size(); ++i) {
        const GraphNode& node = after.nodes[i];
        const GraphNode* old = before.findNode(node.id);
        if (old == nullptr) {
            edits.emplace_back(edit::AddNode{node, i, after.position(node.id)});
            continue;
        }
        if (old->params != node.params) edits.emplace_back(edit::SetParams{node.id, node.params});
        if (before.position(node.id) != after.position(node.id))
            moved.positions.emplace_back(node.id, after.position(node.id));
    }
    if (!moved.positions.empty()) edits.emplace_back(std::move(moved));
}

std::vector<GraphEdit> editsBetween(const GraphBody& before, const GraphBody& after) {
    const auto holds = [](const std::vector<GraphEdge>& edges, const GraphEdge& edge) {
        return std::find(edges.begin(), edges.end(), edge) != edges.end();
    };
    std::vector<GraphEdit> edits;
    for (std::size_t i = before.edges.size(); i-- > 0;) {
        const GraphEdge& edge = before.edges[i];
        if (!holds(after.edges, edge)) edits.emplace_back(edit::RemoveEdge{edge.from, edge.to, i});
    }
    editNodes(before, after, edits);
    for (std::size_t i = 0; i < after.edges.size(); ++i)
        if (!holds(before.edges, after.edges[i])) edits.emplace_back(edit::AddEdge{after.edges[i], i});
    return edits;
}

/// Boxes are only ever added.
void addBoxes(const GraphBody& before, const GraphBody& after, std::vector<GraphEdit>& edits) {
    for (const GraphGroup& group : after.groups)
        if (before.findGroup(group.id) == nullptr) edits.emplace_back(edit::SetGroup{group.id, group});
    for (const StickyNote& note : after.stickyNotes)
        if (before.findStickyNote(note.id) == nullptr) edits.emplace_back(edit::SetStickyNote{note.id, note});
}

/// Positions stand in the order of the nodes.
void sortLayout(GraphBody& body) {
    decltype(body.layout) sorted;
    for (const GraphNode& node : body.nodes)
        if (const auto position = body.position(node.id)) sorted.emplace_back(node.id, *position);
    body.layout = std::move(sorted);
}

} // namespace

GraphBody* DocumentDraft::body(const BodyPath& path) { return const_cast<GraphBody*>(bodyAt(draft_, path)); }

Subgraph* DocumentDraft::subgraph(const BodyPath& path) {
    return const_cast<Subgraph*>(subgraphAt(draft_, path));
}

std::vector<GraphBody*> DocumentDraft::bodies() {
    std::vector<GraphBody*> all{&draft_};
    for (Subgraph& subgraph : draft_.subgraphs)
        all.push_back(&subgraph);
    return all;
}

std::string DocumentDraft::freeSubgraphId(const std::string& wish) const {
    // An empty body gives any text the form of an id.
    const std::string first = GraphBody{}.freeId(wish);
    std::string id = first;
    for (int n = 2; draft_.findSubgraph(id) != nullptr; ++n)
        id = first + "_" + std::to_string(n);
    return id;
}

GraphEdit DocumentDraft::edit(std::string label) {
    for (Subgraph& subgraph : draft_.subgraphs)
        sortLayout(subgraph);
    edit::Composite all{std::move(label), {}};
    for (const Subgraph& subgraph : draft_.subgraphs) {
        const Subgraph* old = before_.findSubgraph(subgraph.id);
        if (old == nullptr || !(*old == subgraph))
            all.edits.emplace_back(edit::SetSubgraph{subgraph.id, subgraph});
    }
    for (GraphEdit& part : editsBetween(before_, draft_))
        all.edits.push_back(std::move(part));
    addBoxes(before_, draft_, all.edits);
    for (const Subgraph& old : before_.subgraphs)
        if (draft_.findSubgraph(old.id) == nullptr)
            all.edits.emplace_back(edit::SetSubgraph{old.id, std::nullopt});
    return all;
}

} // namespace millrace
