// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_edit.h"
#include "engine/graph/registry.h"
#include "engine/plan/planner.h"
#include "engine/plan/schema_conversion.h"

#include <optional>
#include <string>

namespace millrace::ui::commands {

/// By "node.port", as the planner tells them.
using PortSchemas = decltype(Planning::schemas);

/// The kind that converters are made of; null where the registry has none.
const NodeKind* converterKind(const Registry& registry);

/// What the other wires into `to` carry, as far as it is known: wires into one input must carry equal
/// columns. Null when nothing is known or nothing else arrives there.
SchemaPtr columnsExpectedAt(const GraphBody& body, const PortSchemas& schemas, const PortRef& to,
                            const GraphEdge* except = nullptr);

/// Connects the ends of `wire` through a new stage that converts the columns, as one step; a wire that is
/// there already is replaced by the two.
GraphEdit connectThroughConverter(const GraphBody& body, const NodeKind& kind, const GraphEdge& wire,
                                  const SchemaConversion& conversion);

/// The edit that mends an existing wire whose columns nearly match those of the others into its input.
struct ConverterOffer {
    GraphEdit edit;
    std::string text; ///< what is converted
};
std::optional<ConverterOffer> offerConverter(const GraphBody& body, const Registry& registry,
                                             const Planning& planning, const GraphEdge& wire);
/// Findings about such wires get that edit as their fix.
void offerConverters(Diagnostics& findings, const GraphBody& body, const Registry& registry,
                     const Planning& planning);

} // namespace millrace::ui::commands
