// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/text.h"
#include "engine/graph/graph_edit.h"

#include <algorithm>

/// What each change does to a document: at home with graph_edit.cpp, which hands them out. All return the
/// inverse; on failure nothing has changed.
namespace millrace::edit {

Result<GraphEdit> applyTo(GraphBody& body, const AddNode& change);
Result<GraphEdit> applyTo(GraphBody& body, const RemoveNode& change);
Result<GraphEdit> applyTo(GraphBody& body, const RenameNode& change);
Result<GraphEdit> applyTo(GraphBody& body, const SetTitle& change);
Result<GraphEdit> applyTo(GraphBody& body, const SetKind& change);
Result<GraphEdit> applyTo(GraphBody& body, const SetParam& change);
Result<GraphEdit> applyTo(GraphBody& body, const SetParams& change);
Result<GraphEdit> applyTo(GraphBody& body, const SetMode& change);
Result<GraphEdit> applyTo(GraphBody& body, const SetConcurrency& change);
Result<GraphEdit> applyTo(GraphBody& body, const SetNodeExtra& change);
Result<GraphEdit> applyTo(GraphBody& body, const MoveNodes& change);
Result<GraphEdit> applyTo(GraphBody& body, const AddEdge& change);
Result<GraphEdit> applyTo(GraphBody& body, const RemoveEdge& change);
Result<GraphEdit> applyTo(GraphBody& body, const SetEdge& change);
Result<GraphEdit> applyTo(GraphBody& body, const SetBends& change);
Result<GraphEdit> applyTo(GraphBody& body, const SetGroup& change);
Result<GraphEdit> applyTo(GraphBody& body, const SetStickyNote& change);
Result<GraphEdit> applyTo(GraphBody& body, const SetLayoutExtra& change);

Result<GraphEdit> applyTo(GraphDocument& document, const SetGraphParameter& change);
Result<GraphEdit> applyTo(GraphDocument& document, const SetGraphText& change);
Result<GraphEdit> applyTo(GraphDocument& document, const SetSubgraph& change);
Result<GraphEdit> applyTo(GraphDocument& document, const SetTests& change);
Result<GraphEdit> applyTo(GraphDocument& document, const SetSimulation& change);
Result<GraphEdit> applyTo(GraphDocument& document, const SetCheckpoint& change);

Diagnostics refusal(const char* code, std::string message, const std::string& node = {});

/// What a Change {key, wanted, index} does: adds, replaces or (nothing wanted) removes the entry of a list
/// whose `id` is the key. `what` names such an entry in messages.
template <class Change, class T>
Result<GraphEdit> setEntry(std::vector<T>& list, std::string T::*id, const std::string& key,
                           const std::optional<T>& wanted, const std::optional<std::size_t>& position,
                           const std::string& what) {
    const auto at = [&](const std::string& name) {
        return std::find_if(list.begin(), list.end(), [&](const T& entry) { return entry.*id == name; });
    };
    const auto found = at(key);
    const bool exists = found != list.end();
    if (!wanted) {
        if (!exists) return refusal("MR1309", "there is no " + what + " `" + key + "`");
        Change inverse{key, *found, static_cast<std::size_t>(found - list.begin())};
        list.erase(found);
        return GraphEdit(std::move(inverse));
    }
    const std::string& newId = (*wanted).*id;
    if (!isIdentifier(newId)) return refusal("MR1309", "`" + newId + "` cannot be the name of a " + what);
    if ((!exists || newId != key) && at(newId) != list.end()) {
        return refusal("MR1309", "there is a " + what + " `" + newId + "` already");
    }
    if (exists) return GraphEdit(Change{newId, std::exchange(*found, *wanted), {}});
    const std::size_t index = std::min(position.value_or(list.size()), list.size());
    list.insert(list.begin() + static_cast<std::ptrdiff_t>(index), *wanted);
    return GraphEdit(Change{newId, std::nullopt, {}});
}

} // namespace millrace::edit
