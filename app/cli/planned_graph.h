// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/verb_table.h"
#include "app/shared/open_graph.h"

namespace millrace::cli {

/// The graph named by the verb's operand, planned with its --set options. `exitStatus` is what to return when
/// there is no plan: wrong usage for a --set that says nothing, an unknown name or a value that does not fit;
/// graph errors for everything else.
struct PlannedGraph {
    std::string path;
    Planning planning;
    int exitStatus = kExitFinished;
};
PlannedGraph planOperand(const Arguments& arguments, const Registry& registry);

} // namespace millrace::cli
