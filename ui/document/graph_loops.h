// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "engine/graph/registry.h"
#include "ui/document/graph_commands.h"

#include <set>
#include <string>

namespace millrace::ui::commands {

/// Nodes of a body to which the wire in the hand would close a loop that the planner refuses: one without a
/// queue (MR1110). An instance counts as one when it holds one, wherever its ways lead: there the planner has
/// the last word. `document` has the subgraphs.
std::set<std::string> refusedLoops(const GraphBody& body, const GraphDocument& document,
                                   const Registry& registry, const OpenWire& end);

} // namespace millrace::ui::commands
