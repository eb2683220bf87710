// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/data/data_type.h"

#include <boost/json/object.hpp>
#include <compare>
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

struct GraphNode {
    std::string id; ///< [a-z][a-z0-9_]*
    std::string kind;
    std::string title;               ///< empty = the kind's title
    boost::json::object params;      ///< raw, as written
    boost::json::object concurrency; ///< raw: executor, workers, ordering, key, batch {size, linger}
    boost::json::object extra;       ///< keys this version does not know: kept and written back
    bool operator==(const GraphNode&) const = default;
};

struct GraphEdge {
    PortRef from;
    PortRef to;
    boost::json::object queue; ///< raw: capacity, overflow
    std::string partitioning; ///< "forward", "round_robin", "hash(key)", "broadcast", "least_loaded"; empty =
                              ///< planner chooses
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

struct Point {
    double x = 0;
    double y = 0;
    bool operator==(const Point&) const = default;
};

/// What the user edits and saves: nothing but values, all of them as written (checked by the planner, not
/// here). Order of nodes, parameters and edges is the file's order and is kept. Change it through GraphEdit
/// only, so that everything can be undone.
class GraphDocument {
public:
    std::string name;
    std::string notes; ///< Markdown
    std::vector<GraphParameter> parameters;
    std::vector<GraphNode> nodes;
    std::vector<GraphEdge> edges;
    std::vector<std::pair<std::string, Point>>
        layout;                      ///< node id -> top left corner, in canvas units (pixels at 100 %)
    boost::json::object layoutExtra; ///< other members of "layout" (groups, notes of later versions)
    boost::json::object extra;       ///< unknown top-level keys

    const GraphNode* findNode(std::string_view id) const;
    GraphNode* findNode(std::string_view id);
    std::optional<std::size_t> nodeIndex(std::string_view id) const;
    const GraphEdge* findEdge(const PortRef& from, const PortRef& to) const;
    const GraphParameter* findParameter(std::string_view name) const;
    std::optional<Point> position(std::string_view id) const;
    /// "clean", "clean_2", ...: an id not in use, made from any text.
    std::string freeId(std::string_view wish) const;

    bool operator==(const GraphDocument&) const = default;
};

} // namespace millrace
