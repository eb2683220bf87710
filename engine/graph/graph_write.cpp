// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "engine/graph/json_writer.h"
#include "engine/graph/subgraph_fragment.h"

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
    if (node.mode != NodeMode::Enabled) object["mode"] = nodeModeName(node.mode);
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

json::array pointArray(const Point& point) { return {coordinate(point.x), coordinate(point.y)}; }

/// A group or a note.
template <class T> json::object boxObject(const T& box, const char* textKey, const std::string& text) {
    json::object object;
    if (!text.empty()) object[textKey] = text;
    if (!box.color.empty()) object["color"] = box.color;
    object["area"] = json::array{coordinate(box.area.x), coordinate(box.area.y), coordinate(box.area.width),
                                 coordinate(box.area.height)};
    appendExtra(object, box.extra);
    return object;
}

void addUnlessEmpty(json::object& object, std::string_view key, json::object&& part) {
    if (!part.empty()) object[key] = std::move(part);
}

json::object layoutObject(const GraphBody& body) {
    json::object positions, bends, groups, notes;
    for (const auto& [node, point] : body.layout)
        positions[node] = pointArray(point);
    for (const GraphEdge& edge : body.edges) {
        if (edge.bends.empty()) continue;
        json::array& points = bends[edge.id()].emplace_array();
        for (const Point& point : edge.bends)
            points.emplace_back(pointArray(point));
    }
    for (const GraphGroup& group : body.groups)
        groups[group.id] = boxObject(group, "title", group.title);
    for (const StickyNote& note : body.stickyNotes)
        notes[note.id] = boxObject(note, "text", note.text);
    json::object layout;
    addUnlessEmpty(layout, "nodes", std::move(positions));
    addUnlessEmpty(layout, "bends", std::move(bends));
    addUnlessEmpty(layout, "groups", std::move(groups));
    addUnlessEmpty(layout, "notes", std::move(notes));
    appendExtra(layout, body.layoutExtra);
    return layout;
}

void writeNodesAndWires(json::object& object, const GraphBody& body) {
    json::object& nodes = object["nodes"].emplace_object();
    for (const GraphNode& node : body.nodes)
        nodes[node.id] = nodeObject(node);
    json::array& edges = object["edges"].emplace_array();
    for (const GraphEdge& edge : body.edges)
        edges.emplace_back(edgeObject(edge));
}

json::object portsObject(const std::vector<SubgraphPort>& ports) {
    json::object object;
    for (const SubgraphPort& port : ports)
        object[port.name] = port.inner.text();
    return object;
}

json::object subgraphObject(const Subgraph& subgraph) {
    json::object object;
    if (!subgraph.title.empty()) object["title"] = subgraph.title;
    if (!subgraph.notes.empty()) object["notes"] = subgraph.notes;
    addUnlessEmpty(object, "inputs", portsObject(subgraph.inputs));
    addUnlessEmpty(object, "outputs", portsObject(subgraph.outputs));
    writeNodesAndWires(object, subgraph);
    for (const auto& member : subgraph.extra) {
        if (member.key() != "layout") object.emplace(member.key(), member.value());
    }
    addUnlessEmpty(object, "layout", layoutObject(subgraph));
    return object;
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
    writeNodesAndWires(graph, document);
    if (!document.subgraphs.empty()) {
        json::object& subgraphs = graph["subgraphs"].emplace_object();
        for (const Subgraph& subgraph : document.subgraphs)
            subgraphs[subgraph.id] = subgraphObject(subgraph);
    }
    if (!document.checkpoint.empty()) graph["checkpoint"] = document.checkpoint;
    if (!document.simulation.empty()) graph["simulation"] = document.simulation;
    if (!document.tests.empty()) graph["tests"] = document.tests;
    for (const auto& member : document.extra) {
        if (member.key() != "layout") graph.emplace(member.key(), member.value());
    }
    addUnlessEmpty(graph, "layout", layoutObject(document));
    return writeJson(graph, 2);
}

std::string prettyJson(const json::value& value) {
    std::string text = writeJson(value);
    text.pop_back();
    return text;
}

std::string writeFragment(const GraphDocument& document, const std::vector<std::string>& nodes,
                          const std::vector<std::string>& groups, const std::vector<std::string>& notes) {
    const auto among = [](const std::vector<std::string>& ids, const std::string& id) {
        return std::find(ids.begin(), ids.end(), id) != ids.end();
    };
    const auto wanted = [&](const std::string& id) { return among(nodes, id); };
    GraphDocument fragment;
    for (const GraphNode& node : document.nodes) {
        if (wanted(node.id)) fragment.nodes.push_back(node);
    }
    for (const GraphEdge& edge : document.edges) {
        if (wanted(edge.to.node)) fragment.edges.push_back(edge);
    }
    for (const auto& entry : document.layout) {
        if (wanted(entry.first)) fragment.layout.push_back(entry);
    }
    takeSubgraphsAlong(document, fragment);
    for (const GraphGroup& group : document.groups) {
        if (among(groups, group.id)) fragment.groups.push_back(group);
    }
    for (const StickyNote& note : document.stickyNotes) {
        if (among(notes, note.id)) fragment.stickyNotes.push_back(note);
    }
    return writeGraph(fragment);
}

Result<edit::Composite> pasteFragment(const GraphDocument& target, const GraphDocument& fragment,
                                      Point offset, OutsideInputs inputs) {
    if (fragment.nodes.empty() && fragment.groups.empty() && fragment.stickyNotes.empty()) {
        Diagnostics nothing;
        nothing.error("MR1311", "there are no nodes to paste");
        return nothing;
    }
    // A trial copy hands out the ids, so that two pasted nodes never get the same one.
    GraphDocument trial = target;
    edit::Composite paste;
    paste.label = fragment.nodes.empty()       ? "Paste"
                  : fragment.nodes.size() == 1 ? "Paste " + fragment.nodes[0].id
                                               : "Paste " + std::to_string(fragment.nodes.size()) + " nodes";
    std::map<std::string, std::string> ids;
    const std::map<std::string, std::string> subgraphs = addSubgraphs(target, fragment, paste);
    for (const GraphNode& node : fragment.nodes) {
        GraphNode copy = node;
        nameSubgraph(copy, subgraphs);
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
        const bool inner = from != ids.end();
        const bool kept = inner || (inputs == OutsideInputs::KeepExisting && target.findNode(edge.from.node));
        if (!kept || to == ids.end()) continue;
        GraphEdge copy = edge;
        if (inner) copy.from.node = from->second;
        copy.to.node = to->second;
        if (trial.findEdge(copy.from, copy.to) != nullptr) continue;
        for (Point& bend : copy.bends)
            bend = {bend.x + offset.x, bend.y + offset.y};
        trial.edges.push_back(copy);
        paste.edits.emplace_back(edit::AddEdge{std::move(copy)});
    }
    const auto addBox = [&](const auto& box, auto& boxes) {
        auto copy = box;
        copy.id = trial.freeId(box.id);
        copy.area.x += offset.x;
        copy.area.y += offset.y;
        boxes.push_back(copy);
        return copy;
    };
    for (const GraphGroup& group : fragment.groups) {
        const GraphGroup copy = addBox(group, trial.groups);
        paste.edits.emplace_back(edit::SetGroup{copy.id, copy});
    }
    for (const StickyNote& note : fragment.stickyNotes) {
        const StickyNote copy = addBox(note, trial.stickyNotes);
        paste.edits.emplace_back(edit::SetStickyNote{copy.id, copy});
    }
    return paste;
}

} // namespace millrace
