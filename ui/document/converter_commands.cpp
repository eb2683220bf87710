// SPDX-License-Identifier: Apache-2.0
#include "ui/document/converter_commands.h"

#include "ui/document/free_place.h"

#include <algorithm>

namespace millrace::ui::commands {
namespace {

constexpr const char* kUnequalColumns = "MR1120";

SchemaPtr schemaAt(const PortSchemas& schemas, const PortRef& port) {
    const auto found = schemas.find(port.text());
    return found == schemas.end() ? nullptr : found->second;
}

} // namespace

const NodeKind* converterKind(const Registry& registry) { return registry.find("map"); }

SchemaPtr columnsExpectedAt(const GraphBody& body, const PortSchemas& schemas, const PortRef& to,
                            const GraphEdge* except) {
    for (const GraphEdge& edge : body.edges) {
        if (edge.to != to || (except && edge.from == except->from && edge.to == except->to)) continue;
        if (SchemaPtr columns = schemaAt(schemas, edge.from)) return columns;
    }
    return nullptr;
}

GraphEdit connectThroughConverter(const GraphBody& body, const NodeKind& kind, const GraphEdge& wire,
                                  const SchemaConversion& conversion) {
    GraphNode node;
    node.id = body.freeId("convert");
    node.kind = kind.name;
    node.title = "Convert";
    node.params = conversion.params;
    GraphEdge in = wire, out;
    in.to = {node.id, kind.inputs.front().name};
    in.bends.clear();
    out.from = {node.id, kind.outputs.front().name};
    out.to = wire.to;
    std::vector<GraphEdit> edits;
    edits.emplace_back(edit::AddNode{node, std::nullopt, placeBetween(body, wire.from.node, wire.to.node)});
    if (body.findEdge(wire.from, wire.to)) edits.emplace_back(edit::RemoveEdge{wire.from, wire.to});
    edits.emplace_back(edit::AddEdge{std::move(in)});
    edits.emplace_back(edit::AddEdge{std::move(out)});
    return edit::Composite{"Convert " + conversion.text, std::move(edits)};
}

std::optional<ConverterOffer> offerConverter(const GraphBody& body, const Registry& registry,
                                             const Planning& planning, const GraphEdge& wire) {
    const NodeKind* kind = converterKind(registry);
    const SchemaPtr carried = schemaAt(planning.schemas, wire.from);
    const SchemaPtr expected = columnsExpectedAt(body, planning.schemas, wire.to, &wire);
    if (!kind || !carried || !expected) return std::nullopt;
    const auto conversion = convertSchema(*carried, *expected);
    if (!conversion) return std::nullopt;
    return ConverterOffer{connectThroughConverter(body, *kind, wire, *conversion), conversion->text};
}

void offerConverters(Diagnostics& findings, const GraphBody& body, const Registry& registry,
                     const Planning& planning) {
    for (Diagnostic& finding : findings.items) {
        if (finding.code != kUnequalColumns || finding.fix) continue;
        const auto wire =
            std::find_if(body.edges.begin(), body.edges.end(),
                         [&finding](const GraphEdge& edge) { return edge.id() == finding.edge; });
        if (wire == body.edges.end()) continue;
        if (const auto offer = offerConverter(body, registry, planning, *wire))
            finding.fix = std::make_shared<const GraphEdit>(offer->edit);
    }
}

} // namespace millrace::ui::commands
