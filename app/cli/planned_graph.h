// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/verb_table.h"
#include "app/shared/node_kinds.h"
#include "app/shared/open_graph.h"

#include <functional>
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

    /// What was found about the plan later, with its places in the file.
    Diagnostics placed(Diagnostics found) const;
};
/// What else a plan depends on.
struct PlanFor {
    Instance instance = {};
    std::optional<int> cores = {}; ///< of the machine it is planned for, if not this one
    /// Changes the document before it is planned; what is wrong with that is wrong usage.
    std::function<Diagnostics(GraphDocument&)> change = {};
};
PlannedGraph planOperand(const Arguments& arguments, const PlanFor& what = {});

} // namespace millrace::cli
