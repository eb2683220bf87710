// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_edit.h"
#include "engine/graph/node_path.h"
#include "engine/plan/passes/planning_state.h"

namespace millrace::planning {

namespace {

/// The same change of the document as it is written. Nothing where it cannot be said there.
class FixPlacement {
public:
    explicit FixPlacement(const GraphDocument& document) : document_(document) {}

    std::optional<GraphEdit> operator()(const edit::SetParam& change) const {
        const NodePath path = splitPath(change.node);
        return in(path.body, edit::SetParam{path.node, change.path, change.value});
    }

    std::optional<GraphEdit> operator()(const edit::SetEdge& change) const {
        const auto wire = wireAt(document_, change.from.text() + "->" + change.to.text());
        if (!wire) return std::nullopt;
        const GraphEdge& drawn = bodyAt(document_, wire->body)->edges[wire->index];
        return in(wire->body, edit::SetEdge{drawn.from, drawn.to, change.queue, change.partitioning});
    }

    /// Already said of the document.
    std::optional<GraphEdit> operator()(const edit::SetMode& change) const { return change; }
    std::optional<GraphEdit> operator()(const edit::InSubgraph& change) const { return change; }

    std::optional<GraphEdit> operator()(const edit::Composite& change) const {
        edit::Composite placed{change.label, {}};
        for (const GraphEdit& part : change.edits) {
            auto edit = std::visit(*this, part.change());
            if (!edit) return std::nullopt;
            placed.edits.push_back(std::move(*edit));
        }
        return placed;
    }

    template <class T> std::optional<GraphEdit> operator()(const T& change) const {
        if (touchesInstances(change)) return std::nullopt;
        return change;
    }

private:
    static bool isInside(const PortRef& end) { return end.node.find('/') != std::string::npos; }
    static bool touchesInstances(const edit::AddEdge& c) {
        return isInside(c.edge.from) || isInside(c.edge.to);
    }
    static bool touchesInstances(const edit::RemoveEdge& c) { return isInside(c.from) || isInside(c.to); }
    template <class T> static bool touchesInstances(const T&) { return false; }

    std::optional<GraphEdit> in(const BodyPath& body, GraphEdit change) const {
        if (body.empty()) return change;
        const Subgraph* subgraph = subgraphAt(document_, body);
        if (subgraph == nullptr) return std::nullopt;
        return edit::InSubgraph{subgraph->id, {std::move(change)}};
    }

    const GraphDocument& document_;
};

} // namespace

void placeFixes(PlanningState& state) {
    for (Diagnostic& d : state.diagnostics.items) {
        if (d.fix == nullptr) continue;
        auto placed = std::visit(FixPlacement(state.written), d.fix->change());
        d.fix = placed ? std::make_shared<const GraphEdit>(std::move(*placed)) : nullptr;
    }
}

} // namespace millrace::planning
