// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/data/data_type.h"

#include <boost/json/object.hpp>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace millrace {

/// One end of a wire: "trips.in".
struct PortRef {
    std::string node;
    std::string port;
    std::string text() const { return node + "." + port; }
    auto operator<=>(const PortRef&) const = default;
};

/// Whether a node takes part in a run.
enum class NodeMode : std::uint8_t {
    Enabled,
    Bypassed, ///< its records go from its input to its output as they are
    Disabled, ///< neither it nor its wires are there, nor what then gets no records any more
};

/// As files write it: "enabled", "bypassed", "disabled".
std::string_view nodeModeName(NodeMode mode);
std::optional<NodeMode> nodeMode(std::string_view name);

struct GraphNode {
    std::string id; ///< [a-z][a-z0-9_]*
    std::string kind;
    std::string title; ///< empty = the kind's title
    NodeMode mode = NodeMode::Enabled;
    boost::json::object params;      ///< raw, as written
    boost::json::object concurrency; ///< raw: executor, workers, ordering, key, batch {size, linger}
    boost::json::object extra;       ///< keys this version does not know: kept and written back
    bool operator==(const GraphNode&) const = default;
};

struct Point {
    double x = 0;
    double y = 0;
    bool operator==(const Point&) const = default;
};

/// In canvas units (pixels at 100 %).
struct Rect {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    bool operator==(const Rect&) const = default;
};

struct GraphEdge {
    PortRef from;
    PortRef to;
    boost::json::object queue; ///< raw: capacity, overflow
    std::string partitioning; ///< "forward", "round_robin", "hash(key)", "broadcast", "least_loaded"; empty =
                              ///< planner chooses
    std::vector<Point>
        bends; ///< points the drawn wire goes through, from `from` to `to`; written in the layout
    boost::json::object extra;
    std::string id() const { return from.text() + "->" + to.text(); }
    bool operator==(const GraphEdge&) const = default;
};

struct GraphParameter {
    std::string name;
    DataType type = TypeId::String;
    boost::json::value defaultValue;
    std::string help;
    boost::json::object extra; ///< also holds "hot", "minimum", "maximum" for sliders
    bool operator==(const GraphParameter&) const = default;
};

/// A titled box behind the cards that stand in it. Nothing but a picture: no node belongs to it otherwise.
struct GraphGroup {
    std::string id; ///< [a-z][a-z0-9_]*
    std::string title;
    std::string color; ///< a name of the theme's group colours; empty = the plain one
    Rect area;
    boost::json::object extra;
    bool operator==(const GraphGroup&) const = default;
};

/// Text on the canvas.
struct StickyNote {
    std::string id;    ///< [a-z][a-z0-9_]*
    std::string text;  ///< Markdown
    std::string color; ///< as of a group
    Rect area;
    boost::json::object extra;
    bool operator==(const StickyNote&) const = default;
};

/// Nodes, the wires among them and where all of it is drawn: what a canvas shows. Order of nodes and edges is
/// the file's order and is kept.
class GraphBody {
public:
    std::vector<GraphNode> nodes;
    std::vector<GraphEdge> edges;
    std::vector<std::pair<std::string, Point>> layout; ///< node id -> top left corner, in canvas units
    std::vector<GraphGroup> groups;
    std::vector<StickyNote> stickyNotes;
    boost::json::object layoutExtra; ///< members of "layout" this version does not know

    const GraphNode* findNode(std::string_view id) const;
    GraphNode* findNode(std::string_view id);
    std::optional<std::size_t> nodeIndex(std::string_view id) const;
    const GraphEdge* findEdge(const PortRef& from, const PortRef& to) const;
    const GraphGroup* findGroup(std::string_view id) const;
    const StickyNote* findStickyNote(std::string_view id) const;
    std::optional<Point> position(std::string_view id) const;
    /// "clean", "clean_2", ...: an id of a node, group or note that is not in use, made from any text.
    std::string freeId(std::string_view wish) const;

    bool operator==(const GraphBody&) const = default;
};

/// A port of a subgraph and the port inside that it stands for.
struct SubgraphPort {
    std::string name;
    PortRef inner;
    bool operator==(const SubgraphPort&) const = default;
};

/// A graph that nodes of kind `subgraph` stand for; each of them is an instance of its own. Subgraphs know
/// each other by id and may hold each other's instances, but not, on any way, their own.
class Subgraph : public GraphBody {
public:
    std::string id; ///< [a-z][a-z0-9_]*
    std::string title;
    std::string notes; ///< Markdown
    std::vector<SubgraphPort> inputs;
    std::vector<SubgraphPort> outputs;
    boost::json::object extra;
    bool operator==(const Subgraph&) const = default;
};

/// What the user edits and saves: nothing but values, all of them as written (checked by the planner, not
/// here). Change it through GraphEdit only, so that everything can be undone.
class GraphDocument : public GraphBody {
public:
    std::string name;
    std::string notes; ///< Markdown
    std::vector<GraphParameter> parameters;
    std::vector<Subgraph> subgraphs;
    boost::json::object checkpoint; ///< raw: interval, timeout
    boost::json::object
        simulation;            ///< raw: machine, what is not measured, experiments; see SimulationSettings
    boost::json::object tests; ///< raw: name -> inputs, expected outputs, tolerance
    boost::json::object extra; ///< unknown top-level keys

    const GraphParameter* findParameter(std::string_view name) const;
    const Subgraph* findSubgraph(std::string_view id) const;
    Subgraph* findSubgraph(std::string_view id);

    bool operator==(const GraphDocument&) const = default;
};

} // namespace millrace
