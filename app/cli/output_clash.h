// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/planned_graph.h"

namespace millrace::cli {

/// What the options of `run` and the nodes of the graph, or two options, would both use: standard output
/// (--json, --report -), the file of --report, --trace or --store, standard input (the graph itself). Errors
/// MR5105.
Diagnostics outputClashes(const Arguments& arguments, const PlannedGraph& planned);

} // namespace millrace::cli
