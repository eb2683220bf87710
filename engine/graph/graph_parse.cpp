// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "engine/graph/graph_reader.h"

#include <algorithm>

namespace millrace {

namespace {

namespace json = boost::json;

/// Turns a JSON value into a document.
class GraphReader : public GraphBodyReader {
public:
    using GraphBodyReader::GraphBodyReader;

    GraphDocument document;

    void read(const json::value& root) {
        const json::object* graph = objectAt(root, "", "a graph file");
        if (graph == nullptr) return;
        readVersion(*graph);
        static const std::vector<std::string> kKnown{"millrace", "name",   "notes",     "parameters",
                                                     "nodes",    "edges",  "subgraphs", "checkpoint",
                                                     "tests",    "layout", "simulation"};
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
            } else if (key == "subgraphs") {
                readSubgraphs(value);
            } else if (key == "checkpoint") {
                if (const auto* settings = objectAt(value, pointer, "`checkpoint`"))
                    document.checkpoint = *settings;
            } else if (key == "simulation") {
                if (const auto* settings = objectAt(value, pointer, "`simulation`"))
                    document.simulation = *settings;
            } else if (key == "tests") {
                if (const auto* tests = objectAt(value, pointer, "`tests`")) document.tests = *tests;
            } else if (!isPartOfBody(key)) {
                keepUnknown(document.extra, member, kKnown, pointer);
            }
        }
        readBody(*graph, "", document);
    }

private:
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

    void readSubgraphs(const json::value& value) {
        const json::object* object = objectAt(value, "/subgraphs", "`subgraphs`");
        if (object == nullptr) return;
        for (const auto& member : *object) {
            const std::string pointer = "/subgraphs/" + pointerToken(member.key());
            if (!readId(member.key(), pointer, "id of a subgraph")) continue;
            const json::object* fields = objectAt(member.value(), pointer, "a subgraph");
            if (fields == nullptr) continue;
            Subgraph subgraph;
            subgraph.id = std::string(member.key());
            for (const auto& field : *fields)
                readSubgraphField(subgraph, field, pointer + "/" + pointerToken(field.key()));
            readBody(*fields, pointer, subgraph);
            document.subgraphs.push_back(std::move(subgraph));
        }
    }

    void readSubgraphField(Subgraph& subgraph, const json::key_value_pair& field,
                           const std::string& pointer) {
        static const std::vector<std::string> kKnown{"title", "notes", "inputs", "outputs",
                                                     "nodes", "edges", "layout"};
        const std::string_view key = field.key();
        if (key == "title") {
            readText(field.value(), pointer, "the title", subgraph.title);
        } else if (key == "notes") {
            readText(field.value(), pointer, "`notes`", subgraph.notes);
        } else if (key == "inputs") {
            readPorts(field.value(), pointer, "in", subgraph.inputs);
        } else if (key == "outputs") {
            readPorts(field.value(), pointer, "out", subgraph.outputs);
        } else if (!isPartOfBody(key)) {
            keepUnknown(subgraph.extra, field, kKnown, pointer);
        }
    }

    void readPorts(const json::value& value, const std::string& pointer, const char* usualPort,
                   std::vector<SubgraphPort>& ports) {
        const json::object* object = objectAt(value, pointer, "the ports of a subgraph");
        if (object == nullptr) return;
        for (const auto& member : *object) {
            const std::string at = pointer + "/" + pointerToken(member.key());
            if (!readId(member.key(), at, "name of a port")) continue;
            SubgraphPort port;
            port.name = std::string(member.key());
            if (readPort(member.value(), usualPort, at, "the port inside", port.inner))
                ports.push_back(std::move(port));
        }
    }
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
    // In the order of the text, whatever was read first.
    auto& findings = reader.diagnostics.items;
    std::stable_sort(findings.begin(), findings.end(), [](const Diagnostic& a, const Diagnostic& b) {
        return std::pair(a.line, a.column) < std::pair(b.line, b.column);
    });
    if (reader.diagnostics.hasErrors()) return reader.diagnostics;
    result.document = std::move(reader.document);
    result.warnings = std::move(reader.diagnostics);
    return result;
}

} // namespace millrace
