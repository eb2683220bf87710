// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/graph/node_path.h"
#include "engine/plan/passes/bypass.h"
#include "engine/plan/passes/planning_state.h"

namespace millrace::planning {

namespace {
constexpr const char* kOrPlugin = " (a kind from a plugin: load that with --plugin FILE)";
}

void resolveKinds(PlanningState& state) {
    if (state.flat.allDisabled) {
        state.diagnostics.error("MR1100", "nothing is left to run: the nodes of the graph are disabled",
                                "enable a source and what hangs behind it");
    } else if (state.document.nodes.empty() &&
               (state.written.nodes.empty() || !state.diagnostics.hasErrors())) {
        state.diagnostics.error("MR1100", "the graph is empty", "add a source, connect it to a sink");
    }
    std::set<std::string, std::less<>> ids;
    state.nodes.reserve(state.document.nodes.size());
    for (const GraphNode& node : state.document.nodes) {
        NodeState& entry = state.nodes.emplace_back();
        entry.node = &node;
        if (!isNodePath(node.id) || !ids.insert(node.id).second) {
            state.error(entry, "MR1108",
                        isNodePath(node.id) ? "two nodes have the id `" + node.id + "`"
                                            : "`" + node.id + "` cannot be the id of a node");
            entry.usable = false;
        }
        if (const auto passedBy = state.flat.bypassed.find(node.id); passedBy != state.flat.bypassed.end()) {
            entry.bypass = &passedBy->second;
            entry.kind = &bypassKind();
            continue;
        }
        entry.kind = state.registry.find(node.kind);
        if (entry.kind == nullptr) {
            entry.usable = false;
            // No name in a graph makes the program load code, so all there is to do is to say how people do
            // it.
            state.error(entry, "MR1101", "unknown kind of node `" + node.kind + "`",
                        suggestion(node.kind, state.registry.names()) + kOrPlugin);
        }
    }
}

void checkParameters(PlanningState& state) {
    for (NodeState& node : state.nodes) {
        if (node.kind == nullptr) continue;
        Result<Params> checked = checkParams(node.params, node.kind->params, node.id());
        if (checked) {
            node.checked = std::move(*checked);
        } else {
            node.usable = false;
            for (const Diagnostic& d : checked.error())
                if (node.unresolved.count(d.parameter) == 0) state.diagnostics.add(d);
        }
    }
}

} // namespace millrace::planning
