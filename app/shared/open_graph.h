// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_json.h"
#include "engine/plan/planner.h"

#include <string>
#include <vector>

namespace millrace {

/// Reads a graph file from disk ("-" = standard input). Errors MR50xx (cannot be read) and MR10xx (not a
/// graph file).
Result<GraphFile> openGraphFile(const std::string& path);

/// Options for planning a graph that lies in `graphPath` (empty = not saved: relative paths count from the
/// current folder), with the machine's environment, folders and cores.
PlanOptions planOptionsFor(const std::string& graphPath);

/// Plans a graph that was read from `path` and gives every diagnostic its place in that file.
Planning planGraphFile(const GraphFile& file, const std::string& path, const Registry& registry,
                       const PlanOptions& options);

} // namespace millrace
