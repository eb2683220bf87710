// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"

#include <set>
#include <string>
#include <vector>

namespace millrace::ui {

enum class Reach { Upstream, Downstream, Connected };

/// The nodes that feed `start`, those it feeds, or all that hang together with it, `start` included. Time in
/// proportion to the graph.
std::set<std::string> reachOf(const GraphBody& body, const std::vector<std::string>& start, Reach reach);

} // namespace millrace::ui
