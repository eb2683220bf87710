// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/params.h"
#include "engine/plan/planner.h"

#include <string_view>

namespace millrace {

/// The parameters of one node as a run would have them, whatever is wrong with the rest of the graph and with
/// wires: `${...}` resolved, defaults filled in, what the instances around it set taken over. Those that are
/// required may be missing. `without`: a parameter that is about to get another value, whatever it says now.
/// Errors: what is wrong with the values, at the node's path; MR1101 for an unknown kind, MR1303 for an
/// unknown node.
Result<Params> paramsInRun(const GraphDocument& document, const Registry& registry, std::string_view nodePath,
                           const PlanOptions& options, std::string_view without = {});

} // namespace millrace
