// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_likeness.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <set>

namespace millrace {

namespace {

namespace json = boost::json;

constexpr double kLeastLikeness = 0.5;

/// Calls `visit` with the path and value of every leaf; what is empty is a leaf itself.
template <class Visit>
void visitLeaves(const json::value& value, const std::string& path, const Visit& visit) {
    if (const json::object* object = value.if_object(); object && !object->empty()) {
        for (const auto& member : *object)
            visitLeaves(member.value(), path + "." + std::string(member.key()), visit);
    } else {
        visit(path, value);
    }
}

/// What makes a node recognisable.
using Traits = std::multiset<std::string>;

class Matching {
public:
    Matching(const GraphBody& before, const GraphBody& after) : before_(before), after_(after) {
        for (const GraphNode& node : before.nodes)
            if (after.findNode(node.id)) match_[node.id] = node.id;
    }

    NodeMatch run() {
        struct Pair {
            double likeness;
            std::size_t old, fresh;
        };
        std::vector<Pair> pairs;
        for (std::size_t i = 0; i < before_.nodes.size(); ++i) {
            if (match_.contains(before_.nodes[i].id)) continue;
            const Traits traits = traitsOf(before_, before_.nodes[i], true);
            for (std::size_t k = 0; k < after_.nodes.size(); ++k) {
                const GraphNode& node = after_.nodes[k];
                if (before_.findNode(node.id) || node.kind != before_.nodes[i].kind) continue;
                const double likeness = likenessOf(traits, traitsOf(after_, node, false));
                if (likeness >= kLeastLikeness) pairs.push_back({likeness, i, k});
            }
        }
        std::stable_sort(pairs.begin(), pairs.end(),
                         [](const Pair& a, const Pair& b) { return a.likeness > b.likeness; });
        std::set<std::string> taken;
        for (const Pair& pair : pairs) {
            const std::string& fresh = after_.nodes[pair.fresh].id;
            if (match_.contains(before_.nodes[pair.old].id) || !taken.insert(fresh).second) continue;
            match_[before_.nodes[pair.old].id] = fresh;
        }
        return std::move(match_);
    }

private:
    /// A neighbour that is not in both graphs may be the same as well: only that there is one counts.
    std::string neighbour(const std::string& id, bool isOld) const {
        return (isOld ? after_ : before_).findNode(id) ? id : "?";
    }

    Traits traitsOf(const GraphBody& body, const GraphNode& node, bool isOld) const {
        Traits traits;
        const auto add = [&traits](const std::string& path, const json::value& value) {
            traits.insert(path + "=" + json::serialize(value));
        };
        if (!node.params.empty()) visitLeaves(node.params, "params", add);
        if (!node.concurrency.empty()) visitLeaves(node.concurrency, "concurrency", add);
        if (!node.title.empty()) traits.insert("title=" + node.title);
        for (const GraphEdge& edge : body.edges) {
            if (edge.to.node == node.id)
                traits.insert(neighbour(edge.from.node, isOld) + "." + edge.from.port + "->" + edge.to.port);
            if (edge.from.node == node.id)
                traits.insert(edge.from.port + "->" + neighbour(edge.to.node, isOld) + "." + edge.to.port);
        }
        return traits;
    }

    /// Jaccard: the share of all traits that both have.
    static double likenessOf(const Traits& a, const Traits& b) {
        std::vector<std::string> common;
        std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
        const std::size_t all = a.size() + b.size() - common.size();
        return all == 0 ? 1 : static_cast<double>(common.size()) / static_cast<double>(all);
    }

    const GraphBody& before_;
    const GraphBody& after_;
    NodeMatch match_;
};

} // namespace

NodeMatch matchNodes(const GraphBody& before, const GraphBody& after) {
    return Matching(before, after).run();
}

bool isListOfObjects(const json::value& value) {
    const json::array* list = value.if_array();
    return list && !list->empty() &&
           std::all_of(list->begin(), list->end(), [](const json::value& v) { return v.is_object(); });
}

} // namespace millrace
