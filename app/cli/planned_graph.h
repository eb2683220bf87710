// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/verb_table.h"
#include "app/shared/node_kinds.h"
#include "app/shared/open_graph.h"

namespace millrace::cli {

/// The graph named by the verb's operand, planned with its --plugin and --set options. `exitStatus` is what
/// to return when there is no plan: wrong usage for a --plugin that cannot be loaded and for a --set that
/// says nothing, an unknown name or a value that does not fit; graph errors for everything else.
struct PlannedGraph {
    std::string path;
    NodeKinds kinds;   ///< the plan points into its registry
    Planning planning; ///< its diagnostics begin with those about plugins
    int exitStatus = kExitFinished;
};
PlannedGraph planOperand(const Arguments& arguments, const Instance& instance = {});

} // namespace millrace::cli
