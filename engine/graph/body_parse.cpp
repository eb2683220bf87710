// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_reader.h"

#include <algorithm>

namespace millrace {

namespace json = boost::json;

void GraphBodyReader::readBody(const Object& object, const std::string& prefix, GraphBody& body) {
    if (const Value* nodes = object.if_contains("nodes")) readNodes(*nodes, prefix + "/nodes", body);
    if (const Value* edges = object.if_contains("edges")) readEdges(*edges, prefix + "/edges", body);
    // Behind the nodes, whose order it takes.
    if (const Value* layout = object.if_contains("layout")) readLayout(*layout, prefix + "/layout", body);
}

void GraphBodyReader::readNodes(const Value& value, const std::string& prefix, GraphBody& body) {
    const json::object* object = objectAt(value, prefix, "`nodes`");
    if (object == nullptr) return;
    for (const auto& member : *object) {
        const std::string pointer = prefix + "/" + pointerToken(member.key());
        if (!readId(member.key(), pointer, "id of a node")) continue;
        const json::object* fields = objectAt(member.value(), pointer, "a node");
        if (fields == nullptr) continue;
        GraphNode node;
        node.id = std::string(member.key());
        for (const auto& field : *fields)
            readNodeField(node, field, pointer + "/" + pointerToken(field.key()));
        if (node.kind.empty())
            error("MR1005", pointer, "the node has no kind", "add \"kind\": \"filter\" or another").node =
                node.id;
        body.nodes.push_back(std::move(node));
    }
}

void GraphBodyReader::readNodeField(GraphNode& node, const json::key_value_pair& field,
                                    const std::string& pointer) {
    static const std::vector<std::string> kKnown{"kind", "title", "mode", "params", "concurrency"};
    const std::string_view key = field.key();
    const std::size_t before = diagnostics.items.size();
    if (key == "kind") {
        readText(field.value(), pointer, "the kind", node.kind);
    } else if (key == "title") {
        readText(field.value(), pointer, "the title", node.title);
    } else if (key == "mode") {
        readMode(node, field.value(), pointer);
    } else if (key == "params") {
        if (const auto* params = objectAt(field.value(), pointer, "`params`")) node.params = *params;
    } else if (key == "concurrency") {
        if (const auto* block = objectAt(field.value(), pointer, "`concurrency`")) node.concurrency = *block;
    } else {
        keepUnknown(node.extra, field, kKnown, pointer);
    }
    for (std::size_t i = before; i < diagnostics.items.size(); ++i)
        diagnostics.items[i].node = node.id;
}

void GraphBodyReader::readMode(GraphNode& node, const Value& value, const std::string& pointer) {
    std::string text;
    if (!readText(value, pointer, "`mode`", text)) return;
    const std::optional<NodeMode> mode = nodeMode(text);
    if (mode) {
        node.mode = *mode;
    } else {
        error("MR1003", pointer, "`" + text + "` is no mode of a node",
              "write \"bypassed\" or \"disabled\", or leave it out");
    }
}

bool GraphBodyReader::readEnd(const Object& fields, const char* key, const char* usualPort,
                              const std::string& pointer, PortRef& end) {
    const Value* value = fields.if_contains(key);
    const std::string name = "`" + std::string(key) + "`";
    if (value != nullptr) return readPort(*value, usualPort, pointer + "/" + key, name, end);
    error("MR1005", pointer, "the wire has no " + name, "add \"" + std::string(key) + "\": \"node.port\"");
    return false;
}

void GraphBodyReader::readEdges(const Value& value, const std::string& prefix, GraphBody& body) {
    if (!value.is_array()) {
        error("MR1003", prefix, "`edges` must be a list in brackets");
        return;
    }
    static const std::vector<std::string> kKnown{"from", "to", "queue", "partitioning"};
    for (std::size_t i = 0; i < value.get_array().size(); ++i) {
        const std::string pointer = prefix + "/" + std::to_string(i);
        const json::object* fields = objectAt(value.get_array()[i], pointer, "a wire");
        if (fields == nullptr) continue;
        GraphEdge edge;
        const bool from = readEnd(*fields, "from", "out", pointer, edge.from);
        const bool to = readEnd(*fields, "to", "in", pointer, edge.to);
        for (const auto& field : *fields) {
            const std::string_view key = field.key();
            const std::string at = pointer + "/" + pointerToken(key);
            if (key == "from" || key == "to") continue;
            if (key == "queue") {
                if (const auto* queue = objectAt(field.value(), at, "`queue`")) edge.queue = *queue;
            } else if (key == "partitioning") {
                readText(field.value(), at, "`partitioning`", edge.partitioning);
            } else {
                keepUnknown(edge.extra, field, kKnown, at);
            }
        }
        if (from && to) body.edges.push_back(std::move(edge));
    }
}

void GraphBodyReader::readLayout(const Value& value, const std::string& pointer, GraphBody& body) {
    const json::object* object = objectAt(value, pointer, "`layout`");
    if (object == nullptr) return;
    for (const auto& member : *object) {
        const std::string_view key = member.key();
        const std::string at = pointer + "/" + pointerToken(key);
        if (key == "nodes") {
            readPositions(member.value(), at, body);
        } else if (key == "bends") {
            readBends(member.value(), at, body);
        } else if (key == "groups") {
            readBoxes(member.value(), at, "a group", "title", &GraphGroup::title, body.groups);
        } else if (key == "notes") {
            readBoxes(member.value(), at, "a note", "text", &StickyNote::text, body.stickyNotes);
        } else {
            body.layoutExtra.emplace(key, member.value());
        }
    }
}

void GraphBodyReader::readPositions(const Value& value, const std::string& prefix, GraphBody& body) {
    const json::object* object = objectAt(value, prefix, "the positions of the nodes");
    if (object == nullptr) return;
    std::map<std::string, std::size_t, std::less<>> order;
    for (std::size_t i = 0; i < body.nodes.size(); ++i)
        order.emplace(body.nodes[i].id, i);
    for (const auto& member : *object) {
        const std::string id(member.key());
        const std::string pointer = prefix + "/" + pointerToken(id);
        if (order.count(id) == 0) {
            place(diagnostics.warning("MR1011",
                                      "the position of `" + id + "` is dropped: there is no such node"),
                  pointer);
            continue;
        }
        const std::size_t before = diagnostics.items.size();
        const auto pair = readNumbers(member.value(), 2, pointer, "a position");
        if (!pair) {
            diagnostics.items[before].node = id;
            continue;
        }
        body.layout.emplace_back(id, Point{(*pair)[0], (*pair)[1]});
    }
    std::sort(body.layout.begin(), body.layout.end(),
              [&order](const auto& a, const auto& b) { return order[a.first] < order[b.first]; });
}

void GraphBodyReader::readBends(const Value& value, const std::string& prefix, GraphBody& body) {
    const json::object* object = objectAt(value, prefix, "the bends of the wires");
    if (object == nullptr) return;
    for (const auto& member : *object) {
        const std::string id(member.key());
        const std::string pointer = prefix + "/" + pointerToken(id);
        const auto edge = std::find_if(body.edges.begin(), body.edges.end(),
                                       [&id](const GraphEdge& wire) { return wire.id() == id; });
        if (edge == body.edges.end()) {
            place(
                diagnostics.warning("MR1011", "the bends of `" + id + "` are dropped: there is no such wire"),
                pointer);
            continue;
        }
        if (!member.value().is_array()) {
            error("MR1003", pointer, "bends are a list of points", "write [[0, 0]]");
            continue;
        }
        for (std::size_t i = 0; i < member.value().get_array().size(); ++i) {
            const auto point =
                readNumbers(member.value().get_array()[i], 2, pointer + "/" + std::to_string(i), "a point");
            if (point) edge->bends.push_back({(*point)[0], (*point)[1]});
        }
    }
}

template <class T>
void GraphBodyReader::readBoxes(const Value& value, const std::string& prefix, const char* what,
                                const char* textKey, std::string T::*text, std::vector<T>& boxes) {
    const json::object* object = objectAt(value, prefix, std::string(what) + "s of the layout");
    if (object == nullptr) return;
    const std::vector<std::string> known{textKey, "color", "area"};
    for (const auto& member : *object) {
        const std::string pointer = prefix + "/" + pointerToken(member.key());
        if (!readId(member.key(), pointer, (std::string("id of ") + what).c_str())) continue;
        const json::object* fields = objectAt(member.value(), pointer, what);
        if (fields == nullptr) continue;
        T box;
        box.id = std::string(member.key());
        for (const auto& field : *fields) {
            const std::string at = pointer + "/" + pointerToken(field.key());
            if (field.key() == textKey) {
                readText(field.value(), at, "`" + std::string(textKey) + "`", box.*text);
            } else if (field.key() == "color") {
                readText(field.value(), at, "`color`", box.color);
            } else if (field.key() != "area") {
                keepUnknown(box.extra, field, known, at);
            } else if (const auto area = readNumbers(field.value(), 4, at, "`area`")) {
                box.area = {(*area)[0], (*area)[1], (*area)[2], (*area)[3]};
            }
        }
        boxes.push_back(std::move(box));
    }
}

} // namespace millrace
