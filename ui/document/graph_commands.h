// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "engine/graph/graph_edit.h"
#include "engine/graph/registry.h"

#include <optional>
#include <string>
#include <vector>

namespace millrace::ui {

/// One end of a wire that waits for its other end.
struct OpenWire {
    PortRef port;
    bool fromOutput = true; ///< `port` is an output
};

/// Edits made of several small ones, as one action of the user asks for. All are pure: document in, edit out.
namespace commands {

/// A new node at `position`; with `wire`, also connected by its first fitting port. `id` receives the node's
/// id.
GraphEdit addNode(const GraphDocument& document, const NodeKind& kind, Point position,
                  const std::optional<OpenWire>& wire, std::string* id);
/// Nodes with all their wires, and single wires.
GraphEdit remove(const GraphBody& body, const std::vector<std::string>& nodes,
                 const std::vector<GraphEdge>& edges);
/// Puts an existing node into a wire: from -> node -> to. Nothing when the node lacks an input or output.
std::optional<GraphEdit> splice(const GraphDocument& document, const Registry& registry,
                                const GraphEdge& wire, const std::string& node);

/// The port of `kind` that would take the open end; data ports come first.
std::optional<std::string> fittingPort(const NodeKind& kind, const OpenWire& wire);

} // namespace commands
} // namespace millrace::ui
