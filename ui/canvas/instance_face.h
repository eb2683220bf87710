// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "ui/canvas/node_face.h"

namespace millrace::ui {

/// Icon of subgraphs; cards that bear it are drawn as a pile.
inline constexpr const char* kSubgraphIcon = "subgraph";

/// The card of a node of any kind: makeFace(), and for an instance of a subgraph its ports and what is
/// inside.
NodeFace makeFace(const GraphNode& node, const GraphDocument& document, const Registry& registry,
                  const GraphLookup::Node& known);
/// The node's title, that of its subgraph, or that of its kind.
QString titleOf(const GraphNode& node, const GraphDocument& document, const Registry& registry);
/// Nodes inside of a subgraph, those of its own instances counted in their place.
int nodesInside(const GraphDocument& document, const Subgraph& subgraph);

} // namespace millrace::ui
