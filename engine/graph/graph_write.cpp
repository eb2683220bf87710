// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "engine/graph/json_writer.h"

#include <algorithm>
#include <cmath>

namespace millrace {

namespace {

namespace json = boost::json;

/// Members a later version added, behind the known ones.
void appendExtra(json::object& object, const json::object& extra) {
    for (const auto& member : extra) {
        if (!object.contains(member.key())) object.emplace(member.key(), member.value());
    }
}

json::value coordinate(double value) {
    if (value == std::floor(value) && std::abs(value) < 1e15) return static_cast<std::int64_t>(value);
    return value;
}

json::object parameterObject(const GraphParameter& parameter) {
    json::object object;
    object["type"] = parameter.type.name();
    if (!parameter.defaultValue.is_null()) object["default"] = parameter.defaultValue;
    if (!parameter.help.empty()) object["help"] = parameter.help;
    appendExtra(object, parameter.extra);
    return object;
}

json::object nodeObject(const GraphNode& node) {
    json::object object;
    object["kind"] = node.kind;
    if (!node.title.empty()) object["title"] = node.title;
    if (!node.params.empty()) object["params"] = node.params;
    if (!node.concurrency.empty()) object["concurrency"] = node.concurrency;
    appendExtra(object, node.extra);
    return object;
}

json::object edgeObject(const GraphEdge& edge) {
    json::object object;
    object["from"] = edge.from.text();
    object["to"] = edge.to.text();
    if (!edge.queue.empty()) object["queue"] = edge.queue;
    if (!edge.partitioning.empty()) object["partitioning"] = edge.partitioning;
    appendExtra(object, edge.extra);
    return object;
}

json::object layoutObject(const GraphDocument& document) {
    json::object layout;
    json::object positions;
    for (const auto& [node, point] : document.layout)
        positions[node] = json::array{coordinate(point.x), coordinate(point.y)};
    if (!positions.empty()) layout["nodes"] = std::move(positions);
    appendExtra(layout, document.layoutExtra);
    return layout;
}

} // namespace

std::string writeGraph(const GraphDocument& document) {
    json::object graph;
    // A file of a later version stays one: what it holds beyond this version is in `extra`.
    const json::value* version = document.extra.if_contains("millrace");
    graph["millrace"] = version != nullptr ? *version : json::value(kGraphFormatVersion);
    if (!document.name.empty()) graph["name"] = document.name;
    if (!document.notes.empty()) graph["notes"] = document.notes;
    if (!document.parameters.empty()) {
        json::object& parameters = graph["parameters"].emplace_object();
        for (const GraphParameter& parameter : document.parameters)
            parameters[parameter.name] = parameterObject(parameter);
    }
    json::object& nodes = graph["nodes"].emplace_object();
    for (const GraphNode& node : document.nodes)
        nodes[node.id] = nodeObject(node);
    json::array& edges = graph["edges"].emplace_array();
    for (const GraphEdge& edge : document.edges)
        edges.emplace_back(edgeObject(edge));
    for (const auto& member : document.extra) {
        if (member.key() != "layout") graph.emplace(member.key(), member.value());
    }
    json::object layout = layoutObject(document);
    if (!layout.empty()) graph["layout"] = std::move(layout);
    return writeJson(graph, 2);
}

std::string prettyJson(const json::value& value) {
    std::string text = writeJson(value);
    text.pop_back();
    return text;
}

std::string writeFragment(const GraphDocument& document, const std::vector<std::string>& nodes) {
    const auto wanted = [&nodes](const std::string& id) {
        return std::find(nodes.begin(), nodes.end(), id) != nodes.end();
    };
    GraphDocument fragment;
    for (const GraphNode& node : document.nodes) {
        if (wanted(node.id)) fragment.nodes.push_back(node);
    }
    for (const GraphEdge& edge : document.edges) {
        if (wanted(edge.from.node) && wanted(edge.to.node)) fragment.edges.push_back(edge);
    }
    for (const auto& entry : document.layout) {
        if (wanted(entry.first)) fragment.layout.push_back(entry);
    }
    return writeGraph(fragment);
}

Result<edit::Composite> pasteFragment(const GraphDocument& target, const GraphDocument& fragment,
                                      Point offset) {
    if (fragment.nodes.empty()) {
        Diagnostics nothing;
        nothing.error("MR1311", "there are no nodes to paste");
        return nothing;
    }
    // A trial copy hands out the ids, so that two pasted nodes never get the same one.
    GraphDocument trial = target;
    edit::Composite paste;
    paste.label = fragment.nodes.size() == 1 ? "Paste " + fragment.nodes[0].id
                                             : "Paste " + std::to_string(fragment.nodes.size()) + " nodes";
    std::map<std::string, std::string> ids;
    for (const GraphNode& node : fragment.nodes) {
        GraphNode copy = node;
        copy.id = trial.freeId(node.id);
        ids[node.id] = copy.id;
        edit::AddNode add{copy};
        if (const auto position = fragment.position(node.id)) {
            add.position = Point{position->x + offset.x, position->y + offset.y};
        }
        trial.nodes.push_back(std::move(copy));
        paste.edits.emplace_back(std::move(add));
    }
    for (const GraphEdge& edge : fragment.edges) {
        const auto from = ids.find(edge.from.node);
        const auto to = ids.find(edge.to.node);
        if (from == ids.end() || to == ids.end()) continue;
        GraphEdge copy = edge;
        copy.from.node = from->second;
        copy.to.node = to->second;
        if (trial.findEdge(copy.from, copy.to) != nullptr) continue;
        trial.edges.push_back(copy);
        paste.edits.emplace_back(edit::AddEdge{std::move(copy)});
    }
    return paste;
}

} // namespace millrace
