// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/graph/graph_json.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace millrace {

namespace {

namespace json = boost::json;

/// Turns a JSON value into a document. Goes on after an error, so that one reading shows all of them.
class GraphReader {
public:
    GraphReader(const JsonPositions& positions, const std::string& file)
        : positions_(positions), file_(file) {}

    GraphDocument document;
    Diagnostics diagnostics;

    void read(const json::value& root) {
        const json::object* graph = objectAt(root, "", "a graph file");
        if (graph == nullptr) return;
        readVersion(*graph);
        static const std::vector<std::string> kKnown{"millrace", "name",  "notes", "parameters",
                                                     "nodes",    "edges", "layout"};
        for (const auto& member : *graph) {
            const std::string_view key = member.key();
            const json::value& value = member.value();
            if (key == "millrace") continue;
            const std::string pointer = "/" + pointerToken(key);
            if (key == "name") {
                readText(value, pointer, "`name`", document.name);
            } else if (key == "notes") {
                readText(value, pointer, "`notes`", document.notes);
            } else if (key == "parameters") {
                readParameters(value);
            } else if (key == "nodes") {
                readNodes(value);
            } else if (key == "edges") {
                readEdges(value);
            } else if (key != "layout") {
                keepUnknown(document.extra, member, kKnown, pointer);
            }
        }
        // Behind the nodes, whose order it takes.
        if (const json::value* layout = graph->if_contains("layout")) readLayout(*layout);
    }

private:
    Diagnostic& place(Diagnostic& diagnostic, const std::string& pointer) {
        const TextPosition position = positions_.find(pointer);
        diagnostic.file = file_;
        diagnostic.line = position.line;
        diagnostic.column = position.column;
        return diagnostic;
    }
    Diagnostic& error(const char* code, const std::string& pointer, std::string message,
                      std::string hint = {}) {
        return place(diagnostics.error(code, std::move(message), std::move(hint)), pointer);
    }

    const json::object* objectAt(const json::value& value, const std::string& pointer,
                                 const std::string& what) {
        if (!value.is_object()) error("MR1003", pointer, what + " must be an object in braces");
        return value.if_object();
    }

    bool readText(const json::value& value, const std::string& pointer, const std::string& what,
                  std::string& out) {
        if (!value.is_string()) {
            error("MR1003", pointer, what + " must be text");
            return false;
        }
        out = std::string(value.get_string());
        return true;
    }

    void keepUnknown(json::object& extra, const json::key_value_pair& member,
                     const std::vector<std::string>& known, const std::string& pointer) {
        extra.emplace(member.key(), member.value());
        const std::string name(member.key());
        const std::string near = closestMatch(name, known);
        place(diagnostics.warning("MR1009", "unknown key `" + name + "` is kept but has no effect",
                                  near.empty() ? "" : "did you mean `" + near + "`?"),
              pointer);
    }

    void readVersion(const json::object& graph) {
        const json::value* version = graph.if_contains("millrace");
        if (version == nullptr) {
            error("MR1005", "", "this is not a graph file: it has no \"millrace\": 1",
                  "add \"millrace\": 1 at its beginning");
            return;
        }
        if (!version->is_int64() || version->get_int64() < 1) {
            error("MR1003", "/millrace", "`millrace` is the version of the format, a whole number",
                  "write 1");
            return;
        }
        if (version->get_int64() <= kGraphFormatVersion) return;
        document.extra["millrace"] = *version;
        place(diagnostics.warning(
                  "MR1004",
                  "the file is of format version " + std::to_string(version->get_int64()) +
                      ", newer than the " + std::to_string(kGraphFormatVersion) + " known here",
                  "what is not known is kept but has no effect; a newer Millrace reads all of it"),
              "/millrace");
    }

    bool readId(std::string_view id, const std::string& pointer, const char* what) {
        if (isIdentifier(id)) return true;
        const std::string wish = document.freeId(id);
        error("MR1006", pointer, "`" + std::string(id) + "` cannot be the " + what,
              "use small letters, digits and _, beginning with a letter: `" + wish + "`");
        return false;
    }

    void readParameters(const json::value& value) {
        const json::object* object = objectAt(value, "/parameters", "`parameters`");
        if (object == nullptr) return;
        for (const auto& member : *object) {
            const std::string pointer = "/parameters/" + pointerToken(member.key());
            if (!readId(member.key(), pointer, "name of a graph parameter")) continue;
            const json::object* fields = objectAt(member.value(), pointer, "a graph parameter");
            if (fields == nullptr) continue;
            GraphParameter parameter;
            parameter.name = std::string(member.key());
            for (const auto& field : *fields)
                readParameterField(parameter, field, pointer + "/" + pointerToken(field.key()));
            document.parameters.push_back(std::move(parameter));
        }
    }

    void readParameterField(GraphParameter& parameter, const json::key_value_pair& field,
                            const std::string& pointer) {
        static const std::vector<std::string> kKnown{"type", "default", "help", "hot", "minimum", "maximum"};
        const std::string_view key = field.key();
        if (key == "type") {
            std::string name;
            if (!readText(field.value(), pointer, "the type", name)) return;
            const Result<DataType> type = DataType::parse(name);
            if (type) {
                parameter.type = *type;
            } else {
                const Diagnostic why = type.error().items.front();
                error("MR1003", pointer, why.message, why.hint).parameter = parameter.name;
            }
        } else if (key == "default") {
            parameter.defaultValue = field.value();
        } else if (key == "help") {
            readText(field.value(), pointer, "the help", parameter.help);
        } else if (key == "hot" || key == "minimum" || key == "maximum") {
            const bool fits = key == "hot" ? field.value().is_bool() : field.value().is_number();
            if (!fits) {
                error("MR1003", pointer,
                      "`" + std::string(key) + "` must be " + (key == "hot" ? "true or false" : "a number"));
            }
            parameter.extra.emplace(key, field.value());
        } else {
            keepUnknown(parameter.extra, field, kKnown, pointer);
        }
    }

    void readNodes(const json::value& value) {
        const json::object* object = objectAt(value, "/nodes", "`nodes`");
        if (object == nullptr) return;
        for (const auto& member : *object) {
            const std::string pointer = "/nodes/" + pointerToken(member.key());
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
            document.nodes.push_back(std::move(node));
        }
    }

    void readNodeField(GraphNode& node, const json::key_value_pair& field, const std::string& pointer) {
        static const std::vector<std::string> kKnown{"kind", "title", "params", "concurrency"};
        const std::string_view key = field.key();
        const std::size_t before = diagnostics.items.size();
        if (key == "kind") {
            readText(field.value(), pointer, "the kind", node.kind);
        } else if (key == "title") {
            readText(field.value(), pointer, "the title", node.title);
        } else if (key == "params") {
            if (const auto* params = objectAt(field.value(), pointer, "`params`")) node.params = *params;
        } else if (key == "concurrency") {
            if (const auto* block = objectAt(field.value(), pointer, "`concurrency`"))
                node.concurrency = *block;
        } else {
            keepUnknown(node.extra, field, kKnown, pointer);
        }
        for (std::size_t i = before; i < diagnostics.items.size(); ++i)
            diagnostics.items[i].node = node.id;
    }

    /// "trips.in", or "trips" for the port of the usual name.
    bool readEnd(const json::object& fields, const char* key, const char* usualPort,
                 const std::string& pointer, PortRef& end) {
        const json::value* value = fields.if_contains(key);
        if (value == nullptr) {
            error("MR1005", pointer, "the wire has no `" + std::string(key) + "`",
                  "add \"" + std::string(key) + "\": \"node.port\"");
            return false;
        }
        const std::string at = pointer + "/" + key;
        std::string text;
        if (!readText(*value, at, "`" + std::string(key) + "`", text)) return false;
        const std::size_t dot = text.find('.');
        end.node = text.substr(0, dot);
        end.port = dot == std::string::npos ? usualPort : text.substr(dot + 1);
        if (isIdentifier(end.node) && isIdentifier(end.port)) return true;
        error("MR1008", at, "`" + text + "` does not name a port",
              "write node.port, such as \"clean." + std::string(usualPort) + "\"");
        return false;
    }

    void readEdges(const json::value& value) {
        if (!value.is_array()) {
            error("MR1003", "/edges", "`edges` must be a list in brackets");
            return;
        }
        static const std::vector<std::string> kKnown{"from", "to", "queue", "partitioning"};
        for (std::size_t i = 0; i < value.get_array().size(); ++i) {
            const std::string pointer = "/edges/" + std::to_string(i);
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
            if (from && to) document.edges.push_back(std::move(edge));
        }
    }

    void readLayout(const json::value& value) {
        const json::object* object = objectAt(value, "/layout", "`layout`");
        if (object == nullptr) return;
        for (const auto& member : *object) {
            if (member.key() == "nodes") {
                readPositions(member.value());
            } else {
                document.layoutExtra.emplace(member.key(), member.value());
            }
        }
    }

    void readPositions(const json::value& value) {
        const json::object* object = objectAt(value, "/layout/nodes", "the positions of the nodes");
        if (object == nullptr) return;
        std::map<std::string, std::size_t, std::less<>> order;
        for (std::size_t i = 0; i < document.nodes.size(); ++i)
            order.emplace(document.nodes[i].id, i);
        for (const auto& member : *object) {
            const std::string id(member.key());
            const std::string pointer = "/layout/nodes/" + pointerToken(id);
            if (order.count(id) == 0) {
                place(diagnostics.warning("MR1011",
                                          "the position of `" + id + "` is dropped: there is no such node"),
                      pointer);
                continue;
            }
            const json::array* pair = member.value().if_array();
            if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_number() || !(*pair)[1].is_number()) {
                error("MR1003", pointer, "a position is a list of two numbers", "write [0, 0]").node = id;
                continue;
            }
            const Point point{(*pair)[0].to_number<double>(), (*pair)[1].to_number<double>()};
            document.layout.emplace_back(id, point);
        }
        std::sort(document.layout.begin(), document.layout.end(),
                  [&order](const auto& a, const auto& b) { return order[a.first] < order[b.first]; });
    }

    const JsonPositions& positions_;
    const std::string& file_;
};

} // namespace

Result<GraphFile> parseGraph(std::string_view text, const std::string& file) {
    Result<JsonText> read = readJson(text);
    if (!read) {
        Diagnostics problems = read.error();
        for (Diagnostic& d : problems.items)
            d.file = file;
        return problems;
    }
    GraphFile result;
    result.positions = JsonPositions(std::move(read->positions));
    GraphReader reader(result.positions, file);
    for (Diagnostic duplicate : read->duplicates) {
        duplicate.file = file;
        reader.diagnostics.add(std::move(duplicate));
    }
    reader.read(read->value);
    if (reader.diagnostics.hasErrors()) return reader.diagnostics;
    result.document = std::move(reader.document);
    result.warnings = std::move(reader.diagnostics);
    return result;
}

} // namespace millrace
