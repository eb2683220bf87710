// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/plan.h"

namespace millrace {

/// What stands against running a plan with checkpoints, an error each: MR4605 for nodes and wires that cannot
/// take part, MR4606 for several sinks that each want to decide.
Diagnostics checkpointObstacles(const Plan& plan);

/// Where several subtasks deal out records under one row of numbers, a barrier cuts the row in the middle.
bool numbersAcrossProducers(const Plan& plan, const PlanEdge& edge);

} // namespace millrace
