// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/plan.h"
#include "engine/runtime/checkpoints/run_snapshot.h"

namespace millrace {

/// What the saved state of a vertex depends on, as JSON: its inputs, and its parameters but for those that
/// may change while it runs or keep the state (ParameterSpec::keepsState). Of secrets and long values only
/// digests.
std::string stateSettings(const PlanVertex& vertex);
/// What the records depend on that wait for a vertex without state of its own: its inputs, as JSON.
std::string inputSettings(const PlanVertex& vertex);

/// What would be lost if the plan went on from the snapshot: MR4601 for a node with state, or for which
/// records waited, that is gone or has become another, MR4602 for another number of workers of one with
/// state. Nodes are matched by their ids.
Diagnostics mismatches(const RunSnapshot& snapshot, const Plan& plan);

} // namespace millrace
