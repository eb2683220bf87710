// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "engine/graph/node_path.h"

namespace millrace {

JsonPositions JsonPositions::scan(std::string_view json) {
    Result<JsonText> read = readJson(json);
    return read ? JsonPositions(std::move(read->positions)) : JsonPositions();
}

JsonPositions::Position JsonPositions::find(std::string_view pointer) const {
    for (;;) {
        const auto found = positions_.find(pointer);
        if (found != positions_.end()) return found->second;
        const std::size_t slash = pointer.rfind('/');
        if (slash == std::string_view::npos) return {};
        pointer = pointer.substr(0, slash);
    }
}

namespace {

/// "/subgraphs/cleaning" for what is in the body of an instance of it; empty for the document's own body.
std::string pointerOfBody(const GraphDocument& document, const BodyPath& body) {
    const Subgraph* subgraph = subgraphAt(document, body);
    return subgraph == nullptr ? std::string() : "/subgraphs/" + pointerToken(subgraph->id);
}

/// Diagnostics name a wire as it is run, or, where it cannot run, as it is drawn.
std::optional<std::string> pointerOfWire(const std::string& wire, const GraphDocument& document) {
    if (wire.empty()) return std::nullopt;
    for (std::size_t i = 0; i < document.edges.size(); ++i)
        if (document.edges[i].id() == wire) return "/edges/" + std::to_string(i);
    const auto drawn = wireAt(document, wire);
    if (!drawn) return std::nullopt;
    return pointerOfBody(document, drawn->body) + "/edges/" + std::to_string(drawn->index);
}

/// Where an instance sets the parameter of a node inside of it; empty when none does. The outermost wins.
std::string pointerOfSetting(const Diagnostic& diagnostic, const GraphDocument& document) {
    const NodePath path = splitPath(diagnostic.node);
    for (std::size_t depth = 0; depth < path.body.size(); ++depth) {
        const BodyPath above(path.body.begin(), path.body.begin() + static_cast<std::ptrdiff_t>(depth));
        const std::string instance = joinPath(above, path.body[depth]);
        const GraphNode* node = nodeAt(document, instance);
        if (node == nullptr || diagnostic.parameter.empty()) return {};
        const std::string inside = diagnostic.node.substr(instance.size() + 1);
        for (const InstanceSetting& setting : settingsOf(*node)) {
            if (setting.node != inside || !diagnostic.parameter.starts_with(setting.parameter)) continue;
            return pointerOfBody(document, above) + "/nodes/" + node->id + "/params/set/" +
                   pointerToken(inside + "." + setting.parameter);
        }
    }
    return {};
}

std::string pointerOfNode(const Diagnostic& diagnostic, const GraphDocument& document) {
    const NodePath path = splitPath(diagnostic.node);
    const std::string& parameter = diagnostic.parameter;
    const GraphNode* node = nodeAt(document, diagnostic.node);
    // Ports of an instance stand with its subgraph.
    const bool isPort = parameter.starts_with("inputs.") || parameter.starts_with("outputs.");
    if (node != nullptr && isInstance(*node) && isPort)
        return "/subgraphs/" + pointerToken(subgraphOf(*node));
    std::string pointer = pointerOfBody(document, path.body) + "/nodes/" + path.node;
    const bool inBlock = parameter == "concurrency" || parameter.starts_with("concurrency.");
    if (!parameter.empty() && !inBlock) pointer += "/params";
    return pointer;
}

/// "/nodes/clean/params/window/tumbling". Where a name holds dots the pointer may lead nowhere; its parent
/// stands for it then.
std::string pointerOf(const Diagnostic& diagnostic, const GraphDocument& document) {
    std::string pointer;
    if (const auto wire = pointerOfWire(diagnostic.edge, document)) {
        pointer = *wire;
    } else if (diagnostic.node.empty()) {
        if (diagnostic.parameter.empty()) return {};
        const bool ofGraph = diagnostic.parameter.starts_with("checkpoint.") ||
                             diagnostic.parameter.starts_with("simulation."); // blocks of their own
        pointer = ofGraph ? "" : "/parameters";
    } else {
        if (std::string setting = pointerOfSetting(diagnostic, document); !setting.empty()) return setting;
        if (diagnostic.parameter.starts_with("set.") && nodeAt(document, diagnostic.node) != nullptr &&
            isInstance(*nodeAt(document, diagnostic.node)))
            return pointerOfNode(diagnostic, document) + "/set/" +
                   pointerToken(diagnostic.parameter.substr(4));
        pointer = pointerOfNode(diagnostic, document);
    }
    for (std::string_view rest = diagnostic.parameter; !rest.empty();) {
        const std::size_t dot = rest.find('.');
        pointer += "/" + pointerToken(rest.substr(0, dot));
        if (dot == std::string_view::npos) break;
        rest.remove_prefix(dot + 1);
    }
    return pointer;
}

} // namespace

void JsonPositions::locate(Diagnostic& diagnostic, const GraphDocument& document,
                           const std::string& file) const {
    // A finding in a data file has its own place.
    if (!diagnostic.file.empty() && diagnostic.file != file) return;
    const bool placed = diagnostic.file == file && diagnostic.line > 0;
    diagnostic.file = file;
    if (placed) return;
    const std::string pointer = pointerOf(diagnostic, document);
    const Position position = find(pointer);
    // An expression counts from its own beginning, which stands behind the opening quote.
    const bool inExpression = diagnostic.line == 1 && diagnostic.column > 0 && positions_.count(pointer) > 0;
    const int shift = inExpression ? diagnostic.column : 0;
    diagnostic.line = position.line;
    diagnostic.column = position.column + (position.line > 0 ? shift : 0);
}

} // namespace millrace
