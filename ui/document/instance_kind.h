// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "engine/graph/registry.h"

#include <QString>
#include <memory>
#include <string>
#include <vector>

namespace millrace::ui {

class GraphSession;

// A further instance of a subgraph is listed, searched for, fitted to wires and placed like a node of a kind
// of its own. The names of these kinds are no names of the registry: "subgraph:" and the subgraph's id.

using NodeKindPtr = std::shared_ptr<const NodeKind>;

bool isInstanceKind(const NodeKind& kind);
/// Its name where all that are listed are subgraphs; the kind's title says that it is one.
QString titleAmongSubgraphs(const NodeKind& kind);
NodeKindPtr instanceKind(const Subgraph& subgraph, const Registry& registry);
/// One for each subgraph that the shown body may hold: none that would come to hold itself.
std::vector<NodeKindPtr> instanceKinds(const GraphSession& session);
/// A kind of the registry, or one of instanceKinds(); null when there is none of that name.
NodeKindPtr kindToAdd(const GraphSession& session, const std::string& name);
/// What a node that is there already is of; null when nobody knows.
NodeKindPtr kindOf(const GraphNode& node, const GraphDocument& document, const Registry& registry);
/// A node of the kind with an id that is free in the body.
GraphNode newNode(const NodeKind& kind, const GraphBody& body);

/// Records can come in and go out again: a node of the kind could be put into a wire.
bool goesIntoWire(const NodeKind& kind, const boost::json::object& params);

} // namespace millrace::ui
