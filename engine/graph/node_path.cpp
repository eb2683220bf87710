// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_path.h"

#include "engine/base/text.h"
#include "engine/graph/param_path.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr std::string_view kConcurrency = "concurrency.";

const Subgraph* definitionOf(const GraphDocument& document, const GraphNode* instance) {
    if (instance == nullptr || !isInstance(*instance)) return nullptr;
    return document.findSubgraph(subgraphOf(*instance));
}

/// The body of the whole end of a wire: "trips/clean.in" -> trips.
BodyPath bodyOfEnd(std::string_view end) { return splitPath(end.substr(0, end.find('.'))).body; }

} // namespace

std::string subgraphOf(const GraphNode& instance) {
    const boost::json::value* of = instance.params.if_contains("of");
    return of != nullptr && of->is_string() ? std::string(of->get_string()) : std::string();
}

NodePath splitPath(std::string_view path) {
    NodePath split;
    for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
        split.body.emplace_back(path.substr(0, slash));
        path.remove_prefix(slash + 1);
    }
    split.node = std::string(path);
    return split;
}

std::string joinPath(const BodyPath& body, std::string_view node) {
    std::string path;
    for (const std::string& instance : body)
        path += instance + "/";
    path += node;
    return path;
}

bool isNodePath(std::string_view text) {
    const NodePath path = splitPath(text);
    return isIdentifier(path.node) && std::all_of(path.body.begin(), path.body.end(),
                                                  [](const std::string& id) { return isIdentifier(id); });
}

const Subgraph* subgraphAt(const GraphDocument& document, const BodyPath& body) {
    const Subgraph* subgraph = nullptr;
    const GraphBody* at = &document;
    for (const std::string& instance : body) {
        subgraph = definitionOf(document, at->findNode(instance));
        if (subgraph == nullptr) return nullptr;
        at = subgraph;
    }
    return subgraph;
}

const GraphBody* bodyAt(const GraphDocument& document, const BodyPath& body) {
    if (body.empty()) return &document;
    return subgraphAt(document, body);
}

const GraphNode* nodeAt(const GraphDocument& document, std::string_view path) {
    const NodePath split = splitPath(path);
    const GraphBody* body = bodyAt(document, split.body);
    return body == nullptr ? nullptr : body->findNode(split.node);
}

std::vector<InstanceSetting> settingsOf(const GraphNode& instance) {
    std::vector<InstanceSetting> settings;
    const boost::json::value* set = instance.params.if_contains("set");
    if (set == nullptr || !set->is_object()) return settings;
    for (const auto& member : set->get_object()) {
        const std::string_view key = member.key();
        const std::size_t dot = key.find('.');
        if (dot == std::string_view::npos || dot + 1 == key.size()) continue;
        settings.push_back(
            {std::string(key.substr(0, dot)), std::string(key.substr(dot + 1)), member.value()});
    }
    return settings;
}

Result<void> applySetting(GraphNode& node, const InstanceSetting& setting) {
    const std::string_view path = setting.parameter;
    if (path.starts_with(kConcurrency))
        return setAtPath(node.concurrency, path.substr(kConcurrency.size()), setting.value);
    return setAtPath(node.params, path, setting.value);
}

std::optional<GraphNode> nodeInRun(const GraphDocument& document, std::string_view path) {
    const GraphNode* found = nodeAt(document, path);
    if (found == nullptr) return std::nullopt;
    GraphNode node = *found;
    // What an outer instance sets comes last and wins.
    const BodyPath body = splitPath(path).body;
    for (std::size_t depth = body.size(); depth > 0; --depth) {
        const BodyPath above(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(depth) - 1);
        const std::string instance = joinPath(above, body[depth - 1]);
        for (const InstanceSetting& setting : settingsOf(*nodeAt(document, instance)))
            if (path.substr(instance.size() + 1) == setting.node) (void)applySetting(node, setting);
    }
    return node;
}

std::optional<PortRef> portInRun(const GraphDocument& document, const BodyPath& body, const PortRef& end,
                                 bool output) {
    const GraphBody* at = bodyAt(document, body);
    std::string prefix = joinPath(body, "");
    PortRef port = end;
    for (std::size_t depth = 0; at != nullptr && depth <= kDeepestInstance; ++depth) {
        const GraphNode* node = at->findNode(port.node);
        if (node == nullptr) return std::nullopt;
        if (!isInstance(*node) || node->mode == NodeMode::Bypassed)
            return PortRef{prefix + port.node, port.port};
        const Subgraph* subgraph = definitionOf(document, node);
        if (subgraph == nullptr) return std::nullopt;
        const auto& ports = output ? subgraph->outputs : subgraph->inputs;
        const auto found = std::find_if(ports.begin(), ports.end(),
                                        [&port](const SubgraphPort& p) { return p.name == port.port; });
        if (found == ports.end()) return std::nullopt;
        prefix += port.node + "/";
        port = found->inner;
        at = subgraph;
    }
    return std::nullopt;
}

std::string wireInRun(const GraphDocument& document, const BodyPath& body, const GraphEdge& wire) {
    const auto from = portInRun(document, body, wire.from, true);
    const auto to = portInRun(document, body, wire.to, false);
    return from && to ? from->text() + "->" + to->text() : std::string();
}

std::optional<WirePath> wireAt(const GraphDocument& document, std::string_view wire) {
    const std::size_t arrow = wire.find("->");
    if (arrow == std::string_view::npos) return std::nullopt;
    const BodyPath from = bodyOfEnd(wire.substr(0, arrow));
    const BodyPath to = bodyOfEnd(wire.substr(arrow + 2));
    // It is drawn where both ends can be seen: in a body that both lie in.
    BodyPath body;
    for (std::size_t depth = 0;; ++depth) {
        const GraphBody* at = bodyAt(document, body);
        for (std::size_t i = 0; at != nullptr && i < at->edges.size(); ++i)
            if (wireInRun(document, body, at->edges[i]) == wire) return WirePath{body, i};
        if (at == nullptr || depth == from.size() || depth == to.size() || from[depth] != to[depth])
            return std::nullopt;
        body.push_back(from[depth]);
    }
}

} // namespace millrace
