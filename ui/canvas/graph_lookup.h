// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "engine/plan/planner.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace millrace::ui {

/// A document and what the planner found out about it, by id: made once for a pass over all nodes and wires,
/// so that the pass takes time in proportion to their number. Valid while document and planning stay as they
/// are.
class GraphLookup {
public:
    struct Node {
        std::vector<const GraphEdge*> inputs, outputs; ///< wires, in the order of the document
        std::optional<Point> position;
        const PlanVertex* vertex = nullptr; ///< null while there is no plan
        std::vector<const Diagnostic*> findings;
        std::vector<std::string_view> typedPorts; ///< whose columns are known
        /// Disabled, or fed by nothing but such nodes: it has no part in a run.
        bool silent = false;
    };
    struct Wire {
        const PlanEdge* planned = nullptr; ///< null while there is no plan
        std::vector<const Diagnostic*> findings;
    };

    GraphLookup(const GraphDocument& document, const Planning& planning, Diagnostics findings);
    GraphLookup(const GraphLookup&) = delete;
    GraphLookup& operator=(const GraphLookup&) = delete;

    const Node& node(std::string_view id) const;
    const Wire& wire(std::string_view edgeId) const;

private:
    void findSilent(const GraphDocument& document);

    Diagnostics findings_;
    std::unordered_map<std::string_view, Node> nodes_;
    std::unordered_map<std::string_view, Wire> wires_;
};

} // namespace millrace::ui
