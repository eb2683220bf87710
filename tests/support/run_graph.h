// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"
#include "engine/plan/planner.h"
#include "tests/support/run_plan.h"

#include <string>

namespace millrace::test {

/// Plans the graph with the registry first; a graph with errors has the state Idle.
RunOutcome runGraph(const GraphDocument& document, const Registry& registry,
                    const RunGraphOptions& options = {});
/// Reads the text of a graph file first.
RunOutcome runGraphText(const std::string& json, const Registry& registry,
                        const RunGraphOptions& options = {});

} // namespace millrace::test
