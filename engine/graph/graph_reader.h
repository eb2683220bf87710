// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_json.h"

/// The parts of reading a graph file: at home with graph_parse.cpp, which reads the whole.
namespace millrace {

/// What every part needs: findings with their place in the text, and values of the right type. Goes on after
/// an error, so that one reading shows all of them.
class GraphFileReader {
public:
    GraphFileReader(const JsonPositions& positions, std::string file)
        : positions_(positions), file_(std::move(file)) {}

    Diagnostics diagnostics;

protected:
    using Value = boost::json::value;
    using Object = boost::json::object;

    Diagnostic& place(Diagnostic& diagnostic, const std::string& pointer);
    Diagnostic& error(const char* code, const std::string& pointer, std::string message,
                      std::string hint = {});
    const Object* objectAt(const Value& value, const std::string& pointer, const std::string& what);
    bool readText(const Value& value, const std::string& pointer, const std::string& what, std::string& out);
    void keepUnknown(Object& extra, const boost::json::key_value_pair& member,
                     const std::vector<std::string>& known, const std::string& pointer);
    bool readId(std::string_view id, const std::string& pointer, const char* what);
    /// `count` numbers in a list; nothing, and an error, when it is anything else.
    std::optional<std::vector<double>> readNumbers(const Value& value, std::size_t count,
                                                   const std::string& pointer, const std::string& what);
    /// "trips.in", or "trips" for the port of the usual name.
    bool readPort(const Value& value, const char* usualPort, const std::string& pointer,
                  const std::string& what, PortRef& port);

private:
    const JsonPositions& positions_;
    std::string file_;
};

/// Reads nodes, wires and layout: of the graph itself and of each subgraph. `prefix` is the JSON pointer of
/// the object they stand in.
class GraphBodyReader : public GraphFileReader {
public:
    using GraphFileReader::GraphFileReader;

protected:
    /// True when `member` was one of "nodes", "edges", "layout".
    static bool isPartOfBody(std::string_view key) {
        return key == "nodes" || key == "edges" || key == "layout";
    }
    void readBody(const Object& object, const std::string& prefix, GraphBody& body);

private:
    void readNodes(const Value& value, const std::string& pointer, GraphBody& body);
    void readNodeField(GraphNode& node, const boost::json::key_value_pair& field, const std::string& pointer);
    void readMode(GraphNode& node, const Value& value, const std::string& pointer);
    void readEdges(const Value& value, const std::string& pointer, GraphBody& body);
    bool readEnd(const Object& fields, const char* key, const char* usualPort, const std::string& pointer,
                 PortRef& end);
    void readLayout(const Value& value, const std::string& pointer, GraphBody& body);
    void readPositions(const Value& value, const std::string& pointer, GraphBody& body);
    void readBends(const Value& value, const std::string& pointer, GraphBody& body);
    template <class T>
    void readBoxes(const Value& value, const std::string& pointer, const char* what, const char* textKey,
                   std::string T::*text, std::vector<T>& boxes);
};

} // namespace millrace
