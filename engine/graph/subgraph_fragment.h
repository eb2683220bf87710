// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_edit.h"

#include <map>

namespace millrace {

/// Copies into a fragment what its instances stand for, on any way.
void takeSubgraphsAlong(const GraphDocument& document, GraphDocument& fragment);
/// Lets a paste add the subgraphs of the fragment that the target does not have, with other ids where theirs
/// mean something else there. Returns what each is called in the target.
std::map<std::string, std::string> addSubgraphs(const GraphDocument& target, const GraphDocument& fragment,
                                                edit::Composite& paste);
/// Lets an instance name its subgraph as it is called there; other nodes stay as they are.
void nameSubgraph(GraphNode& node, const std::map<std::string, std::string>& names);

} // namespace millrace
