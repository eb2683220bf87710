// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "engine/graph/registry.h"

namespace millrace {

/// What is wrong with a subgraph whoever uses it: ports that stand for nothing (MR1182), or two of one name
/// (MR1183). The findings name `instance`, the path of the first node that stands for it.
void checkSubgraph(const GraphDocument& document, const Registry& registry, const Subgraph& subgraph,
                   const std::string& instance, Diagnostics& diagnostics);

/// What is wrong with the parameters of an instance (MR1185) and with its concurrency (MR1187).
void checkInstance(const GraphDocument& document, const GraphNode& node, const Subgraph& subgraph,
                   const std::string& path, Diagnostics& diagnostics);

} // namespace millrace
