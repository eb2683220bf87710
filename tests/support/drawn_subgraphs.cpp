// SPDX-License-Identifier: Apache-2.0
#include "tests/support/drawn_subgraphs.h"

#include "engine/graph/json_writer.h"
#include "engine/graph/subgraph_edits.h"

#include <algorithm>

namespace millrace::test {

namespace {

namespace json = boost::json;

GraphNode nodeOf(std::string id, std::string kind, json::object params) {
    GraphNode node;
    node.id = std::move(id);
    node.kind = std::move(kind);
    node.params = std::move(params);
    return node;
}

GraphEdge wire(const PortRef& from, const PortRef& to) {
    GraphEdge edge;
    edge.from = from;
    edge.to = to;
    return edge;
}

void apply(GraphDocument& document, const Result<GraphEdit>& edit) { edit.value().apply(document).value(); }

/// "one/n7_2" is n7 whatever it was folded into or copied with.
std::string nameOf(const std::string& node) {
    const std::string leaf = splitPath(node).node;
    return leaf.substr(0, leaf.find('_'));
}

std::string endText(const std::string& end) {
    const std::size_t dot = end.find('.');
    return nameOf(end.substr(0, dot)) + end.substr(dot);
}

std::string sorted(std::vector<std::string> lines) {
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines)
        text += line + "\n";
    return text;
}

} // namespace

GraphDocument SubgraphDrawer::drawFlat() {
    GraphDocument document;
    std::vector<PortRef> open;
    int count = 0;
    const auto add = [&](const char* kind, json::object params) {
        const std::string id = "n" + std::to_string(count++);
        document.nodes.push_back(nodeOf(id, kind, std::move(params)));
        document.layout.emplace_back(id, Point{260.0 * count, 140.0 * static_cast<double>(random_.below(4))});
        return id;
    };
    for (std::uint64_t i = 0; i <= random_.below(2); ++i)
        open.push_back(
            {add("generate", {{"count", 60}, {"fields", json::object{{"id", {{"type", "sequence"}}}}}}),
             "out"});
    const std::uint64_t stages = 3 + random_.below(9);
    for (std::uint64_t i = 0; i < stages; ++i) {
        const std::size_t at = random_.below(open.size());
        const PortRef from = open[at];
        // One output may feed several stages.
        if (random_.below(4) > 0) open.erase(open.begin() + static_cast<std::ptrdiff_t>(at));
        std::string id;
        std::vector<std::string> outputs{"out"};
        switch (random_.below(4)) {
            case 0:
                id = add("filter", {{"where", "id % " + std::to_string(2 + random_.below(4)) + " = 0"}});
                break;
            case 1: id = add("map", {{"columns", {{"x_" + std::to_string(count), "id + 1"}}}}); break;
            case 2:
                id = add("queue", {{"capacity", static_cast<std::int64_t>(10 + random_.below(50))}});
                break;
            default:
                id = add("split", {{"outputs", {{"low", "id < 30"}}}, {"otherwise", "high"}});
                outputs = {"low", "high"};
        }
        if (random_.below(3) == 0) document.nodes.back().concurrency["executor"] = "threads";
        document.edges.push_back(wire(from, {id, "in"}));
        if (random_.below(3) == 0)
            document.edges.back().queue["capacity"] = static_cast<std::int64_t>(5 + random_.below(90));
        for (const std::string& output : outputs)
            open.push_back({id, output});
    }
    for (const PortRef& end : open)
        document.edges.push_back(wire(end, {add("discard", {}), "in"}));
    return document;
}

BodyPath SubgraphDrawer::bodyIn(const GraphDocument& document) {
    BodyPath path;
    for (;;) {
        std::vector<std::string> instances;
        for (const GraphNode& node : bodyAt(document, path)->nodes)
            if (isInstance(node)) instances.push_back(node.id);
        if (instances.empty() || random_.below(2) == 0) return path;
        path.push_back(instances[random_.below(instances.size())]);
    }
}

std::vector<std::string> SubgraphDrawer::selectionIn(const GraphBody& body) {
    std::vector<std::string> chosen{body.nodes[random_.below(body.nodes.size())].id};
    const std::uint64_t size = 1 + random_.below(5);
    while (chosen.size() < size) {
        std::vector<std::string> near;
        const auto has = [](const std::vector<std::string>& list, const std::string& id) {
            return std::find(list.begin(), list.end(), id) != list.end();
        };
        for (const GraphEdge& edge : body.edges) {
            if (has(chosen, edge.from.node) && !has(chosen, edge.to.node)) near.push_back(edge.to.node);
            if (has(chosen, edge.to.node) && !has(chosen, edge.from.node)) near.push_back(edge.from.node);
        }
        if (near.empty()) break;
        chosen.push_back(near[random_.below(near.size())]);
    }
    return chosen;
}

GraphDocument SubgraphDrawer::fold(GraphDocument document) {
    const std::uint64_t times = 1 + random_.below(4);
    for (std::uint64_t i = 0; i < times; ++i) {
        const BodyPath path = bodyIn(document);
        apply(document, makeSubgraph(document, path, selectionIn(*bodyAt(document, path)),
                                     "Part " + std::to_string(i), nullptr));
    }
    return document;
}

GraphDocument SubgraphDrawer::addInstances(GraphDocument document) {
    const std::vector<GraphNode> nodes = document.nodes;
    for (const GraphNode& node : nodes) {
        if (!isInstance(node)) continue;
        GraphNode copy = node;
        copy.id = document.freeId("copy");
        const std::vector<GraphEdge> edges = document.edges;
        for (const GraphEdge& edge : edges)
            if (edge.to.node == node.id && edge.from.node != node.id)
                document.edges.push_back(wire(edge.from, {copy.id, edge.to.port}));
        for (const SubgraphPort& port : document.findSubgraph(subgraphOf(node))->outputs) {
            const std::string sink = document.freeId("sink");
            document.nodes.push_back(nodeOf(sink, "discard", {}));
            document.edges.push_back(wire({copy.id, port.name}, {sink, "in"}));
        }
        document.nodes.push_back(std::move(copy));
    }
    return document;
}

std::optional<GraphEdit> SubgraphDrawer::rearrange(const GraphDocument& document) {
    const BodyPath path = bodyIn(document);
    const GraphBody& body = *bodyAt(document, path);
    if (body.nodes.empty()) return std::nullopt;
    const auto optional = [](Result<GraphEdit> edit) {
        return edit ? std::optional(std::move(*edit)) : std::nullopt;
    };
    std::vector<std::string> chosen = selectionIn(body), instances;
    for (const GraphNode& node : body.nodes)
        if (isInstance(node)) instances.push_back(node.id);
    switch (random_.below(4)) {
        case 0: return optional(makeSubgraph(document, path, chosen, "Again", nullptr));
        case 1:
            // A subgraph must keep something, or its ports stand for nothing.
            if (path.empty() || chosen.size() == body.nodes.size()) return std::nullopt;
            return optional(moveOutOfSubgraph(document, path, chosen));
        default: break;
    }
    if (instances.empty()) return std::nullopt;
    const std::string instance = instances[random_.below(instances.size())];
    if (random_.below(3) == 0) return optional(unpackSubgraph(document, path, instance, nullptr));
    std::erase(chosen, instance);
    if (chosen.empty()) return std::nullopt;
    return optional(moveIntoSubgraph(document, path, chosen, instance));
}

GraphDocument unpackAll(GraphDocument document) {
    for (;;) {
        const auto found = std::find_if(document.nodes.begin(), document.nodes.end(), isInstance);
        if (found == document.nodes.end()) return document;
        apply(document, unpackSubgraph(document, {}, std::string(found->id), nullptr));
    }
}

int instancesIn(const GraphDocument& document) {
    int count = 0;
    for (const Subgraph& subgraph : document.subgraphs)
        count += static_cast<int>(instancesOf(document, subgraph.id));
    return count;
}

bool hasNested(const GraphDocument& document) {
    return std::any_of(document.subgraphs.begin(), document.subgraphs.end(), [](const Subgraph& subgraph) {
        return std::any_of(subgraph.nodes.begin(), subgraph.nodes.end(), isInstance);
    });
}

std::string planText(const Plan& plan) {
    std::vector<std::string> lines;
    for (const PlanVertex& vertex : plan.vertices) {
        const PlanChain& chain = plan.chains[vertex.chain];
        std::string mates;
        for (const std::size_t mate : chain.vertices)
            mates += nameOf(plan.vertices[mate].node) + " ";
        lines.push_back(nameOf(vertex.node) + " " + vertex.kind->name + " " +
                        flatJson(vertex.params.values()) + " " + nameOf(chain.executor) + " x" +
                        std::to_string(chain.workers) + " in " + mates);
    }
    for (const PlanEdge& edge : plan.edges) {
        const std::size_t arrow = edge.id.find("->");
        lines.push_back(endText(edge.id.substr(0, arrow)) + " -> " + endText(edge.id.substr(arrow + 2)) +
                        " " + std::to_string(edge.capacity) + " " + nameOf(edge.partitioning) +
                        (edge.fused ? " fused" : " queued"));
    }
    return sorted(std::move(lines));
}

std::string recordsText(const RunOutcome& outcome) {
    std::vector<std::string> lines{outcome.text()};
    for (std::size_t i = 0; i < outcome.frame.nodes.size(); ++i)
        lines.push_back(nameOf(outcome.plan->vertices[i].node) + " " +
                        std::to_string(outcome.frame.nodes[i].recordsIn) + " " +
                        std::to_string(outcome.frame.nodes[i].recordsOut));
    return sorted(std::move(lines));
}

} // namespace millrace::test
