// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_path.h"

/// Small steps on bodies and subgraphs that are being changed, which the edits of subgraphs have in common.
namespace millrace::draft {

bool contains(const std::vector<std::string>& list, std::string_view item);
std::vector<std::string> idsOf(const GraphBody& body);
std::string titleOf(const GraphNode& instance, const Subgraph& subgraph);

/// Top left corner and middle of where the nodes stand, on the grid.
Point cornerOf(const GraphBody& body, const std::vector<std::string>& nodes);
Point centreOf(const GraphBody& body, const std::vector<std::string>& nodes);
/// What stood at `from` comes to `to`.
Point moved(const Point& point, const Point& from, const Point& to);
void dropPosition(GraphBody& body, const std::string& node);
/// Groups and notes, with fresh ids.
void copyBoxes(const GraphBody& source, GraphBody& target, const Point& from, const Point& to);

const SubgraphPort* findPort(const Subgraph& subgraph, bool output, std::string_view name);
/// The name of the port that stands for one inside, which is made where there is none. `in` and `out` say
/// nothing unless the port is the only one: the node gives its name then.
std::string portFor(Subgraph& subgraph, bool output, const PortRef& inner, bool only);
/// A name that no input or output of the subgraph has.
std::string freePortName(const Subgraph& subgraph, bool output, const std::string& wish);
/// Takes the port away unless a wire or a port of the subgraph around uses it.
void dropUnusedPort(const GraphBody& body, const Subgraph* around, const std::string& instance,
                    Subgraph& subgraph, bool output, const std::string& name);
/// Lets all wires of a body, and the ports of the subgraph that it is of, end elsewhere.
void rejoin(GraphBody& body, Subgraph* subgraph, const PortRef& before, const PortRef& after, bool output);

/// What an instance sets for a node, or for what is inside of it where it is an instance itself, becomes the
/// node's own.
void takeSettings(GraphNode& node, const std::string& idInside, const GraphNode& instance);
void forgetSettings(GraphNode& instance, const std::string& idInside);

} // namespace millrace::draft
