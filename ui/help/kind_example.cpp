// SPDX-License-Identifier: Apache-2.0
#include "ui/help/kind_example.h"

#include "engine/graph/graph_json.h"
#include "ui/canvas/canvas_geometry.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>

namespace millrace::ui {
namespace {

void layOut(GraphDocument& example) {
    constexpr double kColumn = geometry::kCardWidth + 96, kRow = geometry::kCardHeight + 42;
    std::map<std::string, int> column;
    // As often as there are nodes: wires that lead back (retry) end it there.
    for (std::size_t round = 0; round < example.nodes.size(); ++round) {
        for (const GraphEdge& edge : example.edges) {
            const auto from = example.nodeIndex(edge.from.node), to = example.nodeIndex(edge.to.node);
            if (from && to && *from < *to)
                column[edge.to.node] = std::max(column[edge.to.node], column[edge.from.node] + 1);
        }
    }
    std::map<int, int> rows;
    example.layout.clear();
    for (const GraphNode& node : example.nodes) {
        const int at = column[node.id];
        example.layout.emplace_back(node.id, Point{at * kColumn, rows[at]++ * kRow});
    }
}

} // namespace

Result<GraphDocument> kindExample(const NodeKind& kind) {
    boost::json::object whole = kind.example;
    whole["millrace"] = kGraphFormatVersion;
    Result<GraphFile> example = parseGraph(boost::json::serialize(whole));
    if (example.has_error()) return std::move(example.error());
    layOut(example.value().document);
    return std::move(example.value().document);
}

std::string kindExampleText(const NodeKind& kind) {
    if (kind.example.empty()) return {};
    const Result<GraphDocument> example = kindExample(kind);
    return example.has_error() ? std::string() : writeGraph(example.value());
}

} // namespace millrace::ui
