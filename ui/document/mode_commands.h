// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_edit.h"
#include "engine/graph/registry.h"

#include <optional>
#include <string>
#include <vector>

namespace millrace::ui::commands {

/// Gives the nodes this mode as one step. Sources and sinks have no way through and are left out of a bypass.
/// Nothing when no node would change.
std::optional<GraphEdit> setMode(const GraphBody& body, const Registry& registry,
                                 const std::vector<std::string>& nodes, NodeMode mode);
/// Bypasses the nodes; takes the bypass off again when all that can be bypassed are.
std::optional<GraphEdit> toggleBypass(const GraphBody& body, const Registry& registry,
                                      const std::vector<std::string>& nodes);

} // namespace millrace::ui::commands
