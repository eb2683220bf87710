// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/flatten.h"

namespace millrace {

/// A node on its way into a FlatGraph.
struct FlatNode {
    GraphNode node;
    const NodeKind* kind = nullptr; ///< null: unknown, or a whole instance that is bypassed or disabled
    std::optional<FlatGraph::Bypass> bypass = {};
    bool gone = false;
};

struct FlatWire {
    static constexpr std::size_t kNowhere = SIZE_MAX;
    GraphEdge edge;
    std::size_t from = kNowhere, to = kNowhere; ///< indices of nodes
    bool cut = false;
};

/// Cuts the wires of nodes that are gone and those that a bypass does not join, then takes out what a source
/// reached before and reaches no more. Reports inputs that get nothing any more although their node still
/// does (MR1191).
void applyModes(std::vector<FlatNode>& nodes, std::vector<FlatWire>& wires, Diagnostics& diagnostics);

} // namespace millrace
