// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// One thing that differs between two graphs, in words of the user.
struct GraphChange {
    enum class Kind {
        Added,
        Removed,
        Renamed, ///< the same node under another id
        Changed,
        Moved, ///< only how it is drawn
    };
    enum class Subject { Graph, Parameter, Subgraph, Node, Wire, Group, Note, Test };

    Kind kind = Kind::Changed;
    Subject subject = Subject::Graph;
    std::string subgraph; ///< id of the subgraph in whose body it is; empty = the graph itself
    std::string name; ///< id, wire ("a.out->b.in"), name; of what was removed the old one, else the new one
    std::string oldName; ///< Renamed
    /// Changed and Moved: what of it, as a path: "params.where", "queue.capacity", "title",
    /// "inputs.buses[2].speed".
    std::string path;
    std::optional<boost::json::value> before, after; ///< none: it was or is not there
    bool operator==(const GraphChange&) const = default;
};
const char* nameOf(GraphChange::Kind kind);       ///< "added"
const char* nameOf(GraphChange::Subject subject); ///< "node"

struct GraphDiffOptions {
    bool moves = false; ///< also how it is drawn: positions, bends, areas, colours
};

/// What differs between two graphs in their meaning; the order of nodes, wires and members makes no
/// difference. A node whose id is gone and that is there under another, of the same kind and at least half
/// alike (parameters, settings, title, wires), counts as renamed, and wires that follow it as unchanged.
/// Changes of the graph first, then parameters, nodes, wires, groups and notes, subgraphs, tests, each in the
/// order of the new graph, with what was removed behind them.
std::vector<GraphChange> diffGraphs(const GraphDocument& before, const GraphDocument& after,
                                    const GraphDiffOptions& options = {});

/// The changes for people, a line each, with `+`, `-`, `~` (changed), `>` (renamed), `.` (moved) in front.
std::string toText(const std::vector<GraphChange>& changes);
std::string toText(const GraphChange& change);
boost::json::object toJson(const GraphChange& change);

} // namespace millrace
