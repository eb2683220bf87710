// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/planned_graph.h"
#include "engine/run/run.h"
#include "engine/runtime/checkpoints/share_count.h"

namespace millrace::cli {

/// --instance and --shares: what this process works at. Without --instance it is everything, with --state DIR
/// as the folder. Errors: MR5102 wrong usage, and those of takeShares().
Result<std::vector<Share>> readShares(const Arguments& arguments);

/// One share of the graph, planned.
struct PlannedShare {
    Share share;
    PlannedGraph graph;
};
/// All of them, as far as they could be planned; the first without a plan is the last.
std::vector<PlannedShare> planShares(const Arguments& arguments, const std::vector<Share>& shares);

/// Why the graph cannot run so: see instanceObstacles; several shares in one process cannot share its
/// standard output, either (MR4633).
Diagnostics shareObstacles(const std::vector<PlannedShare>& shares);

} // namespace millrace::cli
