// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/plan.h"

namespace millrace {

/// Why a graph cannot share its input with other runs that come and go (BoundNode::sharesInGroup); nothing:
/// it can, or does not want to. What a run knows leaves with it, while its partitions go to another: MR4636:
/// a stage or a wire that keeps something from one record to the next, or a source of which each run would
/// read everything; MR4637: a sink from which nobody has anything before the run ends.
Diagnostics groupObstacles(const Plan& plan);

} // namespace millrace
