// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/verb_table.h"
#include "app/shared/node_kinds.h"
#include "app/shared/open_graph.h"

#include <optional>

namespace millrace::cli {

/// The graph named by the verb's operand, planned with its --plugin and --set options. `exitStatus` is what
/// to return when there is no plan: wrong usage for a --plugin that cannot be loaded and for a --set that
/// says nothing, an unknown name or a value that does not fit; graph errors for everything else.
struct PlannedGraph {
    std::string path;
    NodeKinds kinds;   ///< the plan points into its registry
    Planning planning; ///< its diagnostics begin with those about plugins
    int exitStatus = kExitFinished;
    JsonPositions positions = {}; ///< in the file
};
/// The graph named by the verb's operand with the kinds and the --set options that go with it, read but not
/// planned.
struct OpenedGraph {
    std::string path;
    NodeKinds kinds;
    GraphFile file;
    std::vector<std::pair<std::string, boost::json::value>> overrides;
    Diagnostics problems; ///< errors: why it cannot be opened
    int exitStatus = kExitFinished;
};
OpenedGraph openOperand(const Arguments& arguments);
/// What to return for a graph with these errors: wrong usage where a --set is to blame.
int exitStatusOf(const Diagnostics& errors);

/// What else a plan depends on.
struct PlanFor {
    Instance instance = {};
};
PlannedGraph planOperand(const Arguments& arguments, const PlanFor& what = {});

} // namespace millrace::cli
