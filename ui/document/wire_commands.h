// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_edit.h"
#include "engine/graph/registry.h"

#include <optional>
#include <string>
#include <vector>

namespace millrace::ui::commands {

/// True when records go in at one side of the node and out at the other: it can stand in a wire, be bypassed
/// and be healed over. Nodes of an unknown kind get the benefit of the doubt.
bool hasWayThrough(const GraphNode& node, const Registry& registry);

/// Takes nodes and single wires away and joins what fed the first input of each node to what its data outputs
/// fed; queue settings of the wire in front stay. Rejected and late records find no other way.
GraphEdit removeAndHeal(const GraphBody& body, const Registry& registry,
                        const std::vector<std::string>& nodes, const std::vector<GraphEdge>& edges);

/// Puts one end of these wires to another port; settings, bends and places in the file stay.
GraphEdit moveEnds(const GraphBody& body, const std::vector<GraphEdge>& wires, const PortRef& port,
                   bool output);

} // namespace millrace::ui::commands
