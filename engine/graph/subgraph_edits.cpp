// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/subgraph_edits.h"

#include "engine/graph/document_draft.h"
#include "engine/graph/subgraph_draft.h"

#include <algorithm>
#include <map>

namespace millrace {

namespace {

using draft::contains;
using draft::moved;

Diagnostics refusal(const char* code, std::string message, std::string hint = {}) {
    Diagnostics diagnostics;
    diagnostics.error(code, std::move(message), std::move(hint));
    return diagnostics;
}

Diagnostics noInstance(const std::string& id) {
    return refusal("MR1321", "`" + id + "` is no instance of a subgraph");
}

Diagnostics shared(const Subgraph& subgraph, std::size_t instances) {
    return refusal("MR1323",
                   "the subgraph `" + subgraph.id + "` has " + std::to_string(instances) +
                       " instances: nodes moved would change in all of them",
                   "make this instance independent first");
}

/// The ends that wires crossing the edge of the selection have in it, and those that ports of the subgraph
/// around stand for.
std::vector<PortRef> endsAcross(const GraphBody& body, const Subgraph* around,
                                const std::vector<std::string>& nodes, bool output) {
    std::vector<PortRef> ends;
    const auto add = [&](const PortRef& end) {
        if (contains(nodes, end.node) && std::find(ends.begin(), ends.end(), end) == ends.end())
            ends.push_back(end);
    };
    for (const GraphEdge& edge : body.edges) {
        const PortRef& inside = output ? edge.from : edge.to;
        const PortRef& outside = output ? edge.to : edge.from;
        if (!contains(nodes, outside.node)) add(inside);
    }
    if (around != nullptr)
        for (const SubgraphPort& port : output ? around->outputs : around->inputs)
            add(port.inner);
    return ends;
}

} // namespace

std::size_t instancesOf(const GraphDocument& document, std::string_view subgraph) {
    std::size_t count = 0;
    const auto countIn = [&](const GraphBody& body) {
        for (const GraphNode& node : body.nodes)
            if (isInstance(node) && subgraphOf(node) == subgraph) ++count;
    };
    countIn(document);
    for (const Subgraph& holder : document.subgraphs)
        countIn(holder);
    return count;
}

bool wouldHoldItself(const GraphDocument& document, std::string_view outer, std::string_view inner) {
    std::vector<std::string> open{std::string(inner)};
    std::vector<std::string> seen = open;
    while (!open.empty()) {
        const std::string at = open.back();
        open.pop_back();
        if (at == outer) return true;
        const Subgraph* subgraph = document.findSubgraph(at);
        if (subgraph == nullptr) continue;
        for (const GraphNode& node : subgraph->nodes) {
            if (!isInstance(node) || contains(seen, subgraphOf(node))) continue;
            seen.push_back(subgraphOf(node));
            open.push_back(seen.back());
        }
    }
    return false;
}

Result<GraphEdit> makeSubgraph(const GraphDocument& document, const BodyPath& path,
                               const std::vector<std::string>& nodes, const std::string& title,
                               std::string* instance) {
    DocumentDraft draft(document);
    GraphBody* body = draft.body(path);
    if (body == nullptr || nodes.empty())
        return refusal("MR1320", "there are no nodes to make a subgraph of");
    Subgraph* around = draft.subgraph(path);
    Subgraph made;
    made.id = draft.freeSubgraphId(title);
    made.title = title;

    GraphNode node;
    node.id = body->freeId(made.id);
    node.kind = kSubgraphKind;
    node.params["of"] = made.id;
    if (instance != nullptr) *instance = node.id;

    const Point corner = draft::cornerOf(*body, nodes), centre = draft::centreOf(*body, nodes);
    const auto inputs = endsAcross(*body, around, nodes, false);
    const auto outputs = endsAcross(*body, around, nodes, true);
    for (const PortRef& end : inputs)
        draft::portFor(made, false, end, inputs.size() == 1);
    for (const PortRef& end : outputs)
        draft::portFor(made, true, end, outputs.size() == 1);

    std::optional<std::size_t> place;
    for (std::size_t i = 0; i < body->nodes.size();) {
        const std::string id = body->nodes[i].id;
        if (!contains(nodes, id)) {
            ++i;
            continue;
        }
        if (!place) place = i;
        if (const auto at = body->position(id)) made.layout.emplace_back(id, moved(*at, corner, {}));
        made.nodes.push_back(std::move(body->nodes[i]));
        body->nodes.erase(body->nodes.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (!place) return refusal("MR1320", "there are no nodes to make a subgraph of");
    std::vector<GraphEdge> kept;
    for (GraphEdge& edge : body->edges) {
        const bool from = contains(nodes, edge.from.node), to = contains(nodes, edge.to.node);
        if (from && to) {
            for (Point& bend : edge.bends)
                bend = moved(bend, corner, {});
            made.edges.push_back(std::move(edge));
            continue;
        }
        if (from) edge.from = {node.id, draft::portFor(made, true, edge.from, false)};
        if (to) edge.to = {node.id, draft::portFor(made, false, edge.to, false)};
        kept.push_back(std::move(edge));
    }
    body->edges = std::move(kept);
    if (around != nullptr) {
        for (const bool output : {false, true})
            for (SubgraphPort& port : output ? around->outputs : around->inputs)
                if (contains(nodes, port.inner.node))
                    port.inner = {node.id, draft::portFor(made, output, port.inner, false)};
    }
    for (const std::string& id : nodes)
        draft::dropPosition(*body, id);
    body->layout.emplace_back(node.id, centre);
    body->nodes.insert(body->nodes.begin() + static_cast<std::ptrdiff_t>(*place), std::move(node));
    draft.document().subgraphs.push_back(std::move(made));
    return draft.edit("Make subgraph");
}

Result<GraphEdit> unpackSubgraph(const GraphDocument& document, const BodyPath& path,
                                 const std::string& instance, std::vector<std::string>* nodes) {
    DocumentDraft draft(document);
    GraphBody* body = draft.body(path);
    const auto index = body != nullptr ? body->nodeIndex(instance) : std::nullopt;
    if (!index || !isInstance(body->nodes[*index])) return noInstance(instance);
    const GraphNode node = body->nodes[*index];
    const Subgraph* found = document.findSubgraph(subgraphOf(node));
    if (found == nullptr) return refusal("MR1321", "there is no subgraph `" + subgraphOf(node) + "`");
    if (node.mode == NodeMode::Bypassed)
        return refusal("MR1322", "`" + instance + "` is bypassed: what is inside of it does not run",
                       "enable it first");
    const Subgraph& subgraph = *found;
    const Point from = draft::centreOf(subgraph, draft::idsOf(subgraph));
    const Point to = body->position(instance).value_or(Point{});

    body->nodes.erase(body->nodes.begin() + static_cast<std::ptrdiff_t>(*index));
    draft::dropPosition(*body, instance);
    std::map<std::string, std::string> ids;
    std::size_t place = *index;
    for (const GraphNode& inside : subgraph.nodes) {
        GraphNode copy = inside;
        copy.id = ids[inside.id] = body->freeId(inside.id);
        if (node.mode == NodeMode::Disabled) copy.mode = NodeMode::Disabled;
        draft::takeSettings(copy, inside.id, node);
        if (nodes != nullptr) nodes->push_back(copy.id);
        if (const auto at = subgraph.position(inside.id))
            body->layout.emplace_back(copy.id, moved(*at, from, to));
        body->nodes.insert(body->nodes.begin() + static_cast<std::ptrdiff_t>(place++), std::move(copy));
    }
    draft::copyBoxes(subgraph, *body, from, to);

    const auto innerOf = [&](const PortRef& end, bool output) -> std::optional<PortRef> {
        const SubgraphPort* port = draft::findPort(subgraph, output, end.port);
        const auto id = port != nullptr ? ids.find(port->inner.node) : ids.end();
        if (id == ids.end()) return std::nullopt;
        return PortRef{id->second, port->inner.port};
    };
    std::vector<GraphEdge> edges;
    for (GraphEdge edge : body->edges) {
        std::optional<PortRef> begin = edge.from, end = edge.to;
        if (edge.from.node == instance) begin = innerOf(edge.from, true);
        if (edge.to.node == instance) end = innerOf(edge.to, false);
        if (!begin || !end) continue;
        edge.from = *begin;
        edge.to = *end;
        edges.push_back(std::move(edge));
    }
    for (GraphEdge edge : subgraph.edges) {
        const auto begin = ids.find(edge.from.node), end = ids.find(edge.to.node);
        if (begin == ids.end() || end == ids.end()) continue;
        edge.from.node = begin->second;
        edge.to.node = end->second;
        for (Point& bend : edge.bends)
            bend = moved(bend, from, to);
        edges.push_back(std::move(edge));
    }
    body->edges.clear();
    for (GraphEdge& edge : edges)
        if (body->findEdge(edge.from, edge.to) == nullptr) body->edges.push_back(std::move(edge));
    if (Subgraph* around = draft.subgraph(path)) {
        for (const bool output : {false, true}) {
            auto& ports = output ? around->outputs : around->inputs;
            std::erase_if(ports, [&](SubgraphPort& port) {
                if (port.inner.node != instance) return false;
                const auto inner = innerOf(port.inner, output);
                if (inner) port.inner = *inner;
                return !inner;
            });
        }
    }
    if (instancesOf(draft.document(), subgraph.id) == 0)
        std::erase_if(draft.document().subgraphs,
                      [&](const Subgraph& other) { return other.id == subgraph.id; });
    return draft.edit("Unpack " + draft::titleOf(node, subgraph));
}

Result<GraphEdit> moveIntoSubgraph(const GraphDocument& document, const BodyPath& path,
                                   const std::vector<std::string>& nodes, const std::string& instance) {
    DocumentDraft draft(document);
    GraphBody* body = draft.body(path);
    const GraphNode* node = body != nullptr ? body->findNode(instance) : nullptr;
    if (node == nullptr || !isInstance(*node) || contains(nodes, instance)) return noInstance(instance);
    Subgraph* subgraph = draft.document().findSubgraph(subgraphOf(*node));
    if (subgraph == nullptr) return refusal("MR1321", "there is no subgraph `" + subgraphOf(*node) + "`");
    if (const std::size_t count = instancesOf(document, subgraph->id); count > 1)
        return shared(*subgraph, count);
    const Point from = body->position(instance).value_or(Point{});
    const Point to = draft::centreOf(*subgraph, draft::idsOf(*subgraph));

    std::map<std::string, std::string> ids;
    for (const std::string& id : nodes) {
        const auto index = body->nodeIndex(id);
        if (!index) return refusal("MR1320", "there is no node `" + id + "`");
        GraphNode copy = body->nodes[*index];
        if (isInstance(copy) && wouldHoldItself(document, subgraph->id, subgraphOf(copy)))
            return refusal("MR1324", "the subgraph `" + subgraph->id + "` would hold itself");
        copy.id = ids[id] = subgraph->freeId(id);
        if (const auto at = body->position(id)) subgraph->layout.emplace_back(copy.id, moved(*at, from, to));
        subgraph->nodes.push_back(std::move(copy));
        body->nodes.erase(body->nodes.begin() + static_cast<std::ptrdiff_t>(*index));
        draft::dropPosition(*body, id);
    }
    // An end in the moved nodes as it is inside; nothing for an end that stays outside.
    const auto inside = [&](const PortRef& end, bool output) -> std::optional<PortRef> {
        if (const auto id = ids.find(end.node); id != ids.end()) return PortRef{id->second, end.port};
        if (end.node != instance) return std::nullopt;
        const SubgraphPort* port = draft::findPort(*subgraph, output, end.port);
        return port != nullptr ? std::optional(port->inner) : std::nullopt;
    };
    std::vector<GraphEdge> kept;
    std::vector<std::pair<bool, std::string>> bridged; ///< ports that wires gone inside had
    for (GraphEdge edge : body->edges) {
        const bool fromMoved = ids.contains(edge.from.node), toMoved = ids.contains(edge.to.node);
        if (!fromMoved && !toMoved) {
            kept.push_back(std::move(edge));
            continue;
        }
        const auto begin = inside(edge.from, true), end = inside(edge.to, false);
        if (begin && end) {
            if (!fromMoved) bridged.emplace_back(true, edge.from.port);
            if (!toMoved) bridged.emplace_back(false, edge.to.port);
            edge.from = *begin;
            edge.to = *end;
            edge.bends.clear();
            if (subgraph->findEdge(edge.from, edge.to) == nullptr) subgraph->edges.push_back(std::move(edge));
            continue;
        }
        if (begin && fromMoved) edge.from = {instance, draft::portFor(*subgraph, true, *begin, false)};
        if (end && toMoved) edge.to = {instance, draft::portFor(*subgraph, false, *end, false)};
        kept.push_back(std::move(edge));
    }
    body->edges = std::move(kept);
    Subgraph* around = draft.subgraph(path);
    if (around != nullptr) {
        for (const bool output : {false, true})
            for (SubgraphPort& port : output ? around->outputs : around->inputs)
                if (ids.contains(port.inner.node))
                    port.inner = {instance,
                                  draft::portFor(*subgraph, output, *inside(port.inner, output), false)};
    }
    for (const auto& [output, name] : bridged)
        draft::dropUnusedPort(*body, around, instance, *subgraph, output, name);
    return draft.edit("Move into " + draft::titleOf(*body->findNode(instance), *subgraph));
}

Result<GraphEdit> moveOutOfSubgraph(const GraphDocument& document, const BodyPath& path,
                                    const std::vector<std::string>& nodes) {
    DocumentDraft draft(document);
    Subgraph* subgraph = draft.subgraph(path);
    if (subgraph == nullptr) return refusal("MR1321", "these nodes stand in no subgraph");
    if (const std::size_t count = instancesOf(document, subgraph->id); count > 1)
        return shared(*subgraph, count);
    const BodyPath above(path.begin(), path.end() - 1);
    const std::string& instance = path.back();
    GraphBody& body = *draft.body(above);
    constexpr double kBelow = 160; // clear of the instance's own card
    const Point corner = draft::cornerOf(*subgraph, nodes);
    const Point beside = moved(body.position(instance).value_or(Point{}), {}, {0, kBelow});

    std::map<std::string, std::string> ids;
    for (const std::string& id : nodes) {
        const auto index = subgraph->nodeIndex(id);
        if (!index) return refusal("MR1320", "there is no node `" + id + "`");
        GraphNode copy = subgraph->nodes[*index];
        copy.id = ids[id] = body.freeId(id);
        draft::takeSettings(copy, id, *body.findNode(instance));
        draft::forgetSettings(*body.findNode(instance), id);
        if (const auto at = subgraph->position(id))
            body.layout.emplace_back(copy.id, moved(*at, corner, beside));
        body.nodes.push_back(std::move(copy));
        subgraph->nodes.erase(subgraph->nodes.begin() + static_cast<std::ptrdiff_t>(*index));
        draft::dropPosition(*subgraph, id);
    }
    // Ports that stood for the moved nodes are no more: their wires end at the nodes.
    Subgraph* around = draft.subgraph(above);
    for (const bool output : {false, true}) {
        auto& ports = output ? subgraph->outputs : subgraph->inputs;
        for (const SubgraphPort& port : ports) {
            const auto id = ids.find(port.inner.node);
            if (id != ids.end())
                draft::rejoin(body, around, {instance, port.name}, {id->second, port.inner.port}, output);
        }
        std::erase_if(ports, [&ids](const SubgraphPort& port) { return ids.contains(port.inner.node); });
    }
    std::vector<GraphEdge> kept;
    for (GraphEdge edge : subgraph->edges) {
        const auto from = ids.find(edge.from.node), to = ids.find(edge.to.node);
        if (from == ids.end() && to == ids.end()) {
            kept.push_back(std::move(edge));
            continue;
        }
        edge.from = from != ids.end() ? PortRef{from->second, edge.from.port}
                                      : PortRef{instance, draft::portFor(*subgraph, true, edge.from, false)};
        edge.to = to != ids.end() ? PortRef{to->second, edge.to.port}
                                  : PortRef{instance, draft::portFor(*subgraph, false, edge.to, false)};
        edge.bends.clear();
        if (body.findEdge(edge.from, edge.to) == nullptr) body.edges.push_back(std::move(edge));
    }
    subgraph->edges = std::move(kept);
    return draft.edit("Move out of " + draft::titleOf(*body.findNode(instance), *subgraph));
}

Result<GraphEdit> makeIndependent(const GraphDocument& document, const BodyPath& path,
                                  const std::string& instance) {
    DocumentDraft draft(document);
    GraphBody* body = draft.body(path);
    GraphNode* node = body != nullptr ? body->findNode(instance) : nullptr;
    const Subgraph* subgraph =
        node != nullptr && isInstance(*node) ? document.findSubgraph(subgraphOf(*node)) : nullptr;
    if (subgraph == nullptr) return noInstance(instance);
    Subgraph copy = *subgraph;
    copy.id = draft.freeSubgraphId(subgraph->id);
    node->params["of"] = copy.id;
    const std::string label = "Make " + draft::titleOf(*node, copy) + " independent";
    draft.document().subgraphs.push_back(std::move(copy));
    return draft.edit(label);
}

} // namespace millrace
