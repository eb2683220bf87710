// SPDX-License-Identifier: Apache-2.0
#include "ui/document/graph_reach.h"

#include <string_view>
#include <unordered_map>

namespace millrace::ui {

std::set<std::string> reachOf(const GraphBody& body, const std::vector<std::string>& start, Reach reach) {
    std::unordered_map<std::string_view, std::vector<std::string_view>> neighbours;
    for (const GraphEdge& edge : body.edges) {
        if (reach != Reach::Upstream) neighbours[edge.from.node].push_back(edge.to.node);
        if (reach != Reach::Downstream) neighbours[edge.to.node].push_back(edge.from.node);
    }
    std::set<std::string> found(start.begin(), start.end());
    std::vector<std::string_view> open(start.begin(), start.end());
    while (!open.empty()) {
        const std::string_view node = open.back();
        open.pop_back();
        const auto next = neighbours.find(node);
        if (next == neighbours.end()) continue;
        for (const std::string_view other : next->second) {
            if (found.emplace(other).second) open.push_back(other);
        }
    }
    return found;
}

} // namespace millrace::ui
