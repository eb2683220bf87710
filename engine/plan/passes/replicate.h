// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/passes/planning_state.h"

#include <vector>

namespace millrace::planning {

/// Per node: whether it is to run once per core on a share of the input, because a source that can be divided
/// stands before it and nothing up to the next aggregate depends on the order of records. Only where the
/// document leaves executor, workers, ordering and partitioning open. All nodes must be bound.
std::vector<bool> nodesToReplicate(const PlanningState& state);

} // namespace millrace::planning
