// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/passes/chains.h"

namespace millrace::planning {

/// How the records of a wire that is not fused are dealt out to the workers behind it. Errors MR1140, MR1141.
void planPartitioning(PlanningState& state, const EdgeState& wire, const Chains& chains, PlanEdge& edge);

} // namespace millrace::planning
