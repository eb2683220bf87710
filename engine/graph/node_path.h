// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"

namespace millrace {

// A graph with subgraphs is planned flat. A node inside of an instance is known there, and in metrics,
// reports, diagnostics, breakpoints and --set, by its path: "trips/clean" is the node `clean` of the subgraph
// that the node `trips` is an instance of. The path of a node of the document itself is its id.

/// The kind of node that is an instance of a subgraph.
inline constexpr std::string_view kSubgraphKind = "subgraph";
/// Instances inside of instances, beyond which nothing is looked for.
inline constexpr std::size_t kDeepestInstance = 64;

inline bool isInstance(const GraphNode& node) { return node.kind == kSubgraphKind; }
/// The id of the subgraph that an instance names; empty when it names none.
std::string subgraphOf(const GraphNode& instance);

/// Where a body stands: ids of instances, outermost first. Empty: the document's own.
using BodyPath = std::vector<std::string>;

struct NodePath {
    BodyPath body;
    std::string node;
};
NodePath splitPath(std::string_view path);
std::string joinPath(const BodyPath& body, std::string_view node);
/// Identifiers parted by slashes.
bool isNodePath(std::string_view text);

/// Null when something on the way is no instance of a subgraph that there is.
const GraphBody* bodyAt(const GraphDocument& document, const BodyPath& body);
/// Null for the document's own body, too.
const Subgraph* subgraphAt(const GraphDocument& document, const BodyPath& body);
const GraphNode* nodeAt(const GraphDocument& document, std::string_view path);

/// A parameter that an instance sets for a node inside of it, in its own `set`, spelled as for --set:
/// {"clean.where": "speed < 90", "inner/clean.concurrency.workers": 2}.
struct InstanceSetting {
    std::string node; ///< path from the instance
    std::string parameter;
    boost::json::value value;
};
/// Those of an instance in file order; what is no such setting is left out.
std::vector<InstanceSetting> settingsOf(const GraphNode& instance);
/// Takes one of them over. Error MR1310 when it leads through something that is no object.
Result<void> applySetting(GraphNode& node, const InstanceSetting& setting);
/// A node as it is run: with what the instances around it set. Nothing when there is no such node.
std::optional<GraphNode> nodeInRun(const GraphDocument& document, std::string_view path);

/// The end of a wire in a body, as it is run: ports of instances lead to the ports inside that they stand
/// for, except those of a bypassed instance. Nothing when there is no such port.
std::optional<PortRef> portInRun(const GraphDocument& document, const BodyPath& body, const PortRef& end,
                                 bool output);
/// What a wire in a body is called in a run: "buses.out->trips/clean.in"; empty when an end leads nowhere.
std::string wireInRun(const GraphDocument& document, const BodyPath& body, const GraphEdge& wire);

/// A wire and the body it is drawn in.
struct WirePath {
    BodyPath body;
    std::size_t index = 0; ///< into the body's edges
};
/// The drawn wire that is called so in a run.
std::optional<WirePath> wireAt(const GraphDocument& document, std::string_view wireInRun);

} // namespace millrace
