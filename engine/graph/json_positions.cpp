// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"

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

std::optional<std::size_t> edgeIndex(const Diagnostic& diagnostic, const GraphDocument& document) {
    if (diagnostic.edge.empty()) return std::nullopt;
    for (std::size_t i = 0; i < document.edges.size(); ++i) {
        if (document.edges[i].id() == diagnostic.edge) return i;
    }
    return std::nullopt;
}

/// "/nodes/clean/params/window/tumbling". Where a name holds dots the pointer may lead nowhere; its parent
/// stands for it then.
std::string pointerOf(const Diagnostic& diagnostic, const GraphDocument& document) {
    std::string pointer;
    if (const auto edge = edgeIndex(diagnostic, document)) {
        pointer = "/edges/" + std::to_string(*edge);
    } else if (diagnostic.node.empty()) {
        if (diagnostic.parameter.empty()) return {};
        pointer = "/parameters";
    } else {
        pointer = "/nodes/" + diagnostic.node;
        const bool inBlock =
            diagnostic.parameter == "concurrency" || diagnostic.parameter.rfind("concurrency.", 0) == 0;
        if (!diagnostic.parameter.empty() && !inBlock) pointer += "/params";
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
