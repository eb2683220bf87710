// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_edit.h"
#include "engine/graph/node_path.h"

namespace millrace {

// What people do to subgraphs, as one edit of the document each. All are pure; `body` says where the nodes
// stand. What cannot be done is an error MR1320 to MR1325.

/// Puts nodes of a body into a new subgraph and one instance of it into their place. Wires that cross its
/// edge get ports, one for each port inside that they end at. `instance` receives the id of the new node.
Result<GraphEdit> makeSubgraph(const GraphDocument& document, const BodyPath& body,
                               const std::vector<std::string>& nodes, const std::string& title,
                               std::string* instance);
/// The reverse: the nodes inside take the place of the instance, with fresh ids where theirs are taken. A
/// subgraph without another instance goes. `nodes` receives the ids.
Result<GraphEdit> unpackSubgraph(const GraphDocument& document, const BodyPath& body,
                                 const std::string& instance, std::vector<std::string>* nodes);
/// Moves nodes of a body into one of its instances; wires between them go inside, others get ports. Only
/// where the subgraph has no other instance, since that would get the nodes as well.
Result<GraphEdit> moveIntoSubgraph(const GraphDocument& document, const BodyPath& body,
                                   const std::vector<std::string>& nodes, const std::string& instance);
/// Moves nodes of a body that is an instance's out, beside the instance.
Result<GraphEdit> moveOutOfSubgraph(const GraphDocument& document, const BodyPath& body,
                                    const std::vector<std::string>& nodes);
/// Gives an instance a copy of the subgraph of its own.
Result<GraphEdit> makeIndependent(const GraphDocument& document, const BodyPath& body,
                                  const std::string& instance);

/// Lets a new port stand for one inside; `name` is the wish, and receives what it got.
Result<GraphEdit> addSubgraphPort(const GraphDocument& document, const std::string& subgraph, bool output,
                                  const PortRef& inner, std::string* name);
/// The wires of all instances follow.
Result<GraphEdit> renameSubgraphPort(const GraphDocument& document, const std::string& subgraph, bool output,
                                     const std::string& name, const std::string& newName);
/// With the wires that all instances have there.
Result<GraphEdit> removeSubgraphPort(const GraphDocument& document, const std::string& subgraph, bool output,
                                     const std::string& name);
/// An edit of the body of a subgraph and what it does to the ports: those of renamed nodes follow, those of
/// removed nodes go.
Result<GraphEdit> editInSubgraph(const GraphDocument& document, const std::string& subgraph,
                                 const GraphEdit& edit);

/// How many nodes, in the document and in its subgraphs, stand for it.
std::size_t instancesOf(const GraphDocument& document, std::string_view subgraph);
/// Whether an instance of `inner` in the body of `outer` would make that hold itself.
bool wouldHoldItself(const GraphDocument& document, std::string_view outer, std::string_view inner);

} // namespace millrace
