// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_document.h"

#include <algorithm>
#include <array>

namespace millrace {

namespace {

/// The one with the id, or nothing.
template <class T> const T* withId(const std::vector<T>& list, std::string_view id) {
    const auto found =
        std::find_if(list.begin(), list.end(), [id](const T& entry) { return entry.id == id; });
    return found == list.end() ? nullptr : &*found;
}

constexpr std::array<std::pair<NodeMode, std::string_view>, 3> kModes{
    {{NodeMode::Enabled, "enabled"}, {NodeMode::Bypassed, "bypassed"}, {NodeMode::Disabled, "disabled"}}};

} // namespace

std::string_view nodeModeName(NodeMode mode) {
    return std::find_if(kModes.begin(), kModes.end(),
                        [mode](const auto& entry) { return entry.first == mode; })
        ->second;
}

std::optional<NodeMode> nodeMode(std::string_view name) {
    for (const auto& [mode, text] : kModes) {
        if (text == name) return mode;
    }
    return std::nullopt;
}

const GraphNode* GraphBody::findNode(std::string_view id) const { return withId(nodes, id); }

GraphNode* GraphBody::findNode(std::string_view id) {
    return const_cast<GraphNode*>(std::as_const(*this).findNode(id));
}

std::optional<std::size_t> GraphBody::nodeIndex(std::string_view id) const {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].id == id) return i;
    }
    return std::nullopt;
}

const GraphEdge* GraphBody::findEdge(const PortRef& from, const PortRef& to) const {
    for (const GraphEdge& edge : edges) {
        if (edge.from == from && edge.to == to) return &edge;
    }
    return nullptr;
}

const GraphGroup* GraphBody::findGroup(std::string_view id) const { return withId(groups, id); }

const StickyNote* GraphBody::findStickyNote(std::string_view id) const { return withId(stickyNotes, id); }

const Subgraph* GraphDocument::findSubgraph(std::string_view id) const { return withId(subgraphs, id); }

Subgraph* GraphDocument::findSubgraph(std::string_view id) {
    return const_cast<Subgraph*>(std::as_const(*this).findSubgraph(id));
}

const GraphParameter* GraphDocument::findParameter(std::string_view parameter) const {
    for (const GraphParameter& candidate : parameters) {
        if (candidate.name == parameter) return &candidate;
    }
    return nullptr;
}

std::optional<Point> GraphBody::position(std::string_view id) const {
    for (const auto& [node, point] : layout) {
        if (node == id) return point;
    }
    return std::nullopt;
}

std::string GraphBody::freeId(std::string_view wish) const {
    std::string base;
    for (const char c : wish) {
        const bool letter = c >= 'a' && c <= 'z';
        const bool digit = c >= '0' && c <= '9';
        if (letter || digit) {
            base += c;
        } else if (c >= 'A' && c <= 'Z') {
            base += static_cast<char>(c - 'A' + 'a');
        } else if (!base.empty() && base.back() != '_') {
            base += '_';
        }
    }
    while (!base.empty() && base.back() == '_')
        base.pop_back();
    if (base.empty()) base = "node";
    if (base[0] < 'a' || base[0] > 'z') base = "node_" + base;

    // A wire that lost its node still lays claim to the id.
    const auto inUse = [this](const std::string& id) {
        return findNode(id) != nullptr || findGroup(id) != nullptr || findStickyNote(id) != nullptr ||
               std::any_of(edges.begin(), edges.end(), [&id](const GraphEdge& edge) {
                   return edge.from.node == id || edge.to.node == id;
               });
    };
    if (!inUse(base)) return base;
    // "clean_2" wished for again becomes "clean_3", not "clean_2_2".
    std::string stem = base;
    const std::size_t underscore = base.rfind('_');
    if (underscore != std::string::npos && underscore > 0 && underscore + 1 < base.size() &&
        std::all_of(base.begin() + static_cast<std::ptrdiff_t>(underscore) + 1, base.end(),
                    [](char c) { return c >= '0' && c <= '9'; })) {
        stem = base.substr(0, underscore);
    }
    for (std::size_t number = 2;; ++number) {
        const std::string id = stem + "_" + std::to_string(number);
        if (!inUse(id)) return id;
    }
}

} // namespace millrace
