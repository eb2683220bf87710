// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/passes/planning_state.h"

#include <functional>

namespace millrace::planning {

/// Wires may lead back into a graph through a kind of node that stores records and changes nothing: one
/// input, the same columns, a capacity and what happens when it is full.
bool isQueue(const NodeKind* kind);

/// The columns of a wire that leads back can be known before the node it comes from is bound: from there
/// upwards, over nodes that keep their columns, to a wire whose columns are known. That wire, or none.
/// `known` tells of a node whether its outputs are; dead letters have the same columns everywhere.
std::optional<std::size_t> columnsOrigin(const PlanningState& state, std::size_t edge,
                                         const std::function<bool(std::size_t)>& known);

} // namespace millrace::planning
