// SPDX-License-Identifier: Apache-2.0
#include "ui/document/wire_commands.h"

#include "ui/document/graph_commands.h"
#include "ui/document/instance_kind.h"

#include <algorithm>
#include <set>

namespace millrace::ui::commands {
namespace {

bool isFirstInput(const NodeKind* kind, const std::string& port) {
    return !kind || kind->inputs.empty() || kind->inputs.front().name == port;
}

bool isDataOutput(const NodeKind* kind, const GraphNode& node, const std::string& port) {
    if (!kind) return true;
    const std::vector<PortSpec> outputs = kind->outputPorts(node.params);
    return std::none_of(outputs.begin(), outputs.end(), [&port](const PortSpec& spec) {
        return spec.name == port && spec.role != PortRole::Data;
    });
}

/// The ways of records through nodes that are about to go.
class Healing {
public:
    Healing(const GraphBody& body, const Registry& registry, const std::vector<std::string>& nodes)
        : body_(body), registry_(registry), gone_(nodes.begin(), nodes.end()) {}

    std::vector<GraphEdge> joints() {
        for (const GraphEdge& edge : body_.edges) {
            if (!gone_.count(edge.from.node) && gone_.count(edge.to.node)) follow(edge);
        }
        return std::move(joints_);
    }

private:
    void follow(const GraphEdge& entrance) {
        std::set<std::string> seen;
        std::vector<const GraphEdge*> open{&entrance};
        while (!open.empty()) {
            const PortRef at = open.back()->to;
            open.pop_back();
            const GraphNode* node = body_.findNode(at.node);
            if (!node || !isFirstInput(registry_.find(node->kind), at.port)) continue;
            if (!seen.insert(at.node).second) continue;
            for (const GraphEdge& out : body_.edges) {
                if (out.from.node != at.node ||
                    !isDataOutput(registry_.find(node->kind), *node, out.from.port))
                    continue;
                if (gone_.count(out.to.node))
                    open.push_back(&out);
                else
                    join(entrance, out.to);
            }
        }
    }

    void join(const GraphEdge& entrance, const PortRef& to) {
        if (body_.findEdge(entrance.from, to) || !joined_.insert({entrance.from, to}).second) return;
        GraphEdge joint;
        joint.from = entrance.from;
        joint.to = to;
        joint.queue = entrance.queue;
        joint.partitioning = entrance.partitioning;
        joints_.push_back(std::move(joint));
    }

    const GraphBody& body_;
    const Registry& registry_;
    std::set<std::string> gone_;
    std::set<std::pair<PortRef, PortRef>> joined_;
    std::vector<GraphEdge> joints_;
};

} // namespace

bool hasWayThrough(const GraphNode& node, const Registry& registry) {
    const NodeKind* kind = registry.find(node.kind);
    if (!kind) return true;
    return goesIntoWire(*kind, node.params);
}

GraphEdit removeAndHeal(const GraphBody& body, const Registry& registry,
                        const std::vector<std::string>& nodes, const std::vector<GraphEdge>& edges) {
    const GraphEdit plain = remove(body, nodes, edges);
    std::vector<GraphEdit> edits{plain};
    for (GraphEdge& joint : Healing(body, registry, nodes).joints()) {
        edits.emplace_back(edit::AddEdge{std::move(joint)});
    }
    return edit::Composite{plain.label(), std::move(edits)};
}

GraphEdit moveEnds(const GraphBody& body, const std::vector<GraphEdge>& wires, const PortRef& port,
                   bool output) {
    std::vector<GraphEdit> edits;
    for (std::size_t i = 0; i < body.edges.size(); ++i) {
        const GraphEdge& edge = body.edges[i];
        const bool chosen = std::any_of(wires.begin(), wires.end(), [&edge](const GraphEdge& wire) {
            return wire.from == edge.from && wire.to == edge.to;
        });
        if (!chosen || (output ? edge.from : edge.to) == port) continue;
        GraphEdge moved = edge;
        (output ? moved.from : moved.to) = port;
        edits.emplace_back(edit::RemoveEdge{edge.from, edge.to, i});
        edits.emplace_back(edit::AddEdge{std::move(moved), i});
    }
    const std::string label =
        wires.size() == 1 ? "Move wire" : "Move " + std::to_string(wires.size()) + " wires";
    return edit::Composite{label, std::move(edits)};
}

} // namespace millrace::ui::commands
