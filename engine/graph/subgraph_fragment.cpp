// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/subgraph_fragment.h"

#include "engine/graph/node_path.h"

namespace millrace {

void takeSubgraphsAlong(const GraphDocument& document, GraphDocument& fragment) {
    std::vector<std::string> open;
    const auto collect = [&open](const GraphBody& body) {
        for (const GraphNode& node : body.nodes)
            if (isInstance(node)) open.push_back(subgraphOf(node));
    };
    collect(fragment);
    while (!open.empty()) {
        const std::string id = open.back();
        open.pop_back();
        const Subgraph* subgraph = document.findSubgraph(id);
        if (subgraph == nullptr || fragment.findSubgraph(id) != nullptr) continue;
        fragment.subgraphs.push_back(*subgraph);
        collect(*subgraph);
    }
}

std::map<std::string, std::string> addSubgraphs(const GraphDocument& target, const GraphDocument& fragment,
                                                edit::Composite& paste) {
    std::map<std::string, std::string> names;
    for (const Subgraph& subgraph : fragment.subgraphs) {
        const Subgraph* there = target.findSubgraph(subgraph.id);
        const auto taken = [&](const std::string& id) {
            return target.findSubgraph(id) != nullptr || fragment.findSubgraph(id) != nullptr;
        };
        std::string id = subgraph.id;
        if (there != nullptr && !(*there == subgraph))
            for (int n = 2; taken(id); ++n)
                id = subgraph.id + "_" + std::to_string(n);
        names[subgraph.id] = id;
    }
    for (const Subgraph& subgraph : fragment.subgraphs) {
        Subgraph copy = subgraph;
        copy.id = names[subgraph.id];
        if (target.findSubgraph(copy.id) != nullptr) continue;
        for (GraphNode& node : copy.nodes)
            nameSubgraph(node, names);
        paste.edits.emplace_back(edit::SetSubgraph{copy.id, std::move(copy)});
    }
    return names;
}

void nameSubgraph(GraphNode& node, const std::map<std::string, std::string>& names) {
    if (!isInstance(node)) return;
    if (const auto name = names.find(subgraphOf(node)); name != names.end()) node.params["of"] = name->second;
}

} // namespace millrace
