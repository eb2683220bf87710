// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"

#include <variant>

namespace millrace {

class GraphEdit;

namespace edit {
struct AddNode {
    GraphNode node;
    std::optional<std::size_t> index = {};
    std::optional<Point> position = {};
};
struct RemoveNode {
    std::string node;
}; ///< fails (MR1304) while wires touch it: remove those first, in one Composite
struct RenameNode {
    std::string node;
    std::string newId;
}; ///< id; wires and layout follow
struct SetTitle {
    std::string node;
    std::string title;
};
struct SetKind {
    std::string node;
    std::string kind;
};
/// Sets or (no value) removes the parameter at a dotted path; objects on the way are made, or removed when
/// left empty.
struct SetParam {
    std::string node;
    std::string path;
    std::optional<boost::json::value> value;
};
/// All parameters at once.
struct SetParams {
    std::string node;
    boost::json::object params;
};
struct SetMode {
    std::string node;
    NodeMode mode = NodeMode::Enabled;
};
struct SetConcurrency {
    std::string node;
    boost::json::object concurrency;
};
/// Fails when the wire is there already, unless an index is given (putting back one of two equal wires of a
/// faulty file).
struct AddEdge {
    GraphEdge edge;
    std::optional<std::size_t> index = {};
};
struct RemoveEdge {
    PortRef from;
    PortRef to;
    std::optional<std::size_t> index = {};
}; ///< index: which of several equal wires
struct SetEdge {
    PortRef from;
    PortRef to;
    boost::json::object queue;
    std::string partitioning;
};
/// The points a drawn wire goes through.
struct SetBends {
    PortRef from;
    PortRef to;
    std::vector<Point> bends;
};
struct MoveNodes {
    std::vector<std::pair<std::string, std::optional<Point>>> positions;
};
struct SetGraphParameter {
    std::string name;
    std::optional<GraphParameter> parameter;
    std::optional<std::size_t> index = {};
};
struct SetGraphText {
    std::string name;
    std::string notes;
};
/// Adds, changes or (no value) removes a group box; its id may change, too.
struct SetGroup {
    std::string id;
    std::optional<GraphGroup> group;
    std::optional<std::size_t> index = {};
};
struct SetStickyNote {
    std::string id;
    std::optional<StickyNote> note;
    std::optional<std::size_t> index = {};
};
/// Adds, changes or (no value) removes a definition. Instances of one that is gone stay, and are faulty.
struct SetSubgraph {
    std::string id;
    std::optional<Subgraph> subgraph;
    std::optional<std::size_t> index = {};
};
/// Edits of the body of a subgraph: those of nodes, wires, groups, notes and layout.
struct InSubgraph {
    std::string subgraph;
    std::vector<GraphEdit> edits;
};
/// All graph tests at once.
struct SetTests {
    boost::json::object tests;
};
/// All of the block at once.
struct SetSimulation {
    boost::json::object simulation;
};
/// All of the block at once.
struct SetCheckpoint {
    boost::json::object checkpoint;
};
struct SetNodeExtra {
    std::string node;
    boost::json::object extra;
};
struct SetLayoutExtra {
    boost::json::object extra;
};
struct Composite {
    std::string label;
    std::vector<GraphEdit> edits;
};

template <class T, class V> inline constexpr bool kIsChange = false;
template <class T, class... All>
inline constexpr bool kIsChange<T, std::variant<All...>> = (std::is_same_v<T, All> || ...);
} // namespace edit

/// One change of a document as a value. apply() returns the inverse, so one undo command serves every edit. A
/// failing edit (MR13xx) leaves the document as it was, a failing Composite too. Applying an edit and then
/// its inverse gives back the identical document, orders included. Positions in the layout are kept in the
/// order of the nodes (parseGraph sees to that).
class GraphEdit {
public:
    using Variant =
        std::variant<edit::AddNode, edit::RemoveNode, edit::RenameNode, edit::SetTitle, edit::SetKind,
                     edit::SetParam, edit::SetParams, edit::SetMode, edit::SetConcurrency, edit::AddEdge,
                     edit::RemoveEdge, edit::SetEdge, edit::SetBends, edit::MoveNodes, edit::SetGroup,
                     edit::SetStickyNote, edit::SetGraphParameter, edit::SetGraphText, edit::SetSubgraph,
                     edit::InSubgraph, edit::SetTests, edit::SetSimulation, edit::SetCheckpoint,
                     edit::SetNodeExtra, edit::SetLayoutExtra, edit::Composite>;

    template <class T>
    requires(edit::kIsChange<std::remove_cvref_t<T>, Variant>) GraphEdit(T&& change)
        : change_(std::forward<T>(change)) {} // NOLINT(google-explicit-constructor)

    const Variant& change() const { return change_; }
    Result<GraphEdit> apply(GraphDocument& document) const;
    /// The same on the body of a subgraph; edits of what only a document has fail with MR1312.
    Result<GraphEdit> apply(GraphBody& body) const;
    /// "Add Filter", "Move 3 nodes": for the undo list.
    std::string label() const;

private:
    Variant change_;
};

} // namespace millrace
