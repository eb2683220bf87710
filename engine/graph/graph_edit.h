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
                     edit::SetParam, edit::SetParams, edit::SetConcurrency, edit::AddEdge, edit::RemoveEdge,
                     edit::SetEdge, edit::MoveNodes, edit::SetGraphParameter, edit::SetGraphText,
                     edit::SetNodeExtra, edit::SetLayoutExtra, edit::Composite>;

    template <class T>
    requires(edit::kIsChange<std::remove_cvref_t<T>, Variant>) GraphEdit(T&& change)
        : change_(std::forward<T>(change)) {} // NOLINT(google-explicit-constructor)

    const Variant& change() const { return change_; }
    Result<GraphEdit> apply(GraphDocument& document) const;
    /// "Add Filter", "Move 3 nodes": for the undo list.
    std::string label() const;

private:
    Variant change_;
};

} // namespace millrace
