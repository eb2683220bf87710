// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/edit_apply.h"

namespace millrace::edit {

namespace {

std::vector<GraphEdge>::iterator edgeAt(GraphBody& body, const PortRef& from, const PortRef& to) {
    return std::find_if(body.edges.begin(), body.edges.end(),
                        [&](const GraphEdge& edge) { return edge.from == from && edge.to == to; });
}

Diagnostics noSuchWire(const PortRef& from, const PortRef& to) {
    const std::string id = from.text() + "->" + to.text();
    Diagnostics diagnostics = refusal("MR1307", "there is no wire " + id);
    diagnostics.items[0].edge = id;
    return diagnostics;
}

} // namespace

Result<GraphEdit> applyTo(GraphBody& body, const AddEdge& change) {
    const GraphEdge& edge = change.edge;
    for (const PortRef* end : {&edge.from, &edge.to}) {
        if (isIdentifier(end->node) && isIdentifier(end->port)) continue;
        return refusal("MR1308", "`" + end->text() + "` cannot be the end of a wire");
    }
    if (!change.index && body.findEdge(edge.from, edge.to) != nullptr) {
        Diagnostics diagnostics = refusal("MR1308", "there is a wire " + edge.id() + " already");
        diagnostics.items[0].edge = edge.id();
        return diagnostics;
    }
    const std::size_t index = std::min(change.index.value_or(body.edges.size()), body.edges.size());
    body.edges.insert(body.edges.begin() + static_cast<std::ptrdiff_t>(index), edge);
    return GraphEdit(RemoveEdge{edge.from, edge.to, index});
}

Result<GraphEdit> applyTo(GraphBody& body, const RemoveEdge& change) {
    auto found = edgeAt(body, change.from, change.to);
    if (found == body.edges.end()) return noSuchWire(change.from, change.to);
    if (change.index && *change.index < body.edges.size()) {
        const auto exact = body.edges.begin() + static_cast<std::ptrdiff_t>(*change.index);
        if (exact->from == change.from && exact->to == change.to) found = exact;
    }
    AddEdge inverse{*found, static_cast<std::size_t>(found - body.edges.begin())};
    body.edges.erase(found);
    return GraphEdit(std::move(inverse));
}

Result<GraphEdit> applyTo(GraphBody& body, const SetEdge& change) {
    const auto found = edgeAt(body, change.from, change.to);
    if (found == body.edges.end()) return noSuchWire(change.from, change.to);
    return GraphEdit(SetEdge{change.from, change.to, std::exchange(found->queue, change.queue),
                             std::exchange(found->partitioning, change.partitioning)});
}

Result<GraphEdit> applyTo(GraphBody& body, const SetBends& change) {
    const auto found = edgeAt(body, change.from, change.to);
    if (found == body.edges.end()) return noSuchWire(change.from, change.to);
    return GraphEdit(SetBends{change.from, change.to, std::exchange(found->bends, change.bends)});
}

} // namespace millrace::edit
