// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"

namespace millrace::planning {

/// What takes the place of a bypassed node: one input, one output, and what comes in goes out as it is. In no
/// registry, since no graph names it. Its ports go by the names that the wires of the node use; see
/// FlatGraph::bypassed.
const NodeKind& bypassKind();

} // namespace millrace::planning
