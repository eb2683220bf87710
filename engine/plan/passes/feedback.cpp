// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/passes/feedback.h"

#include <algorithm>

namespace millrace::planning {

namespace {

PortRole roleOf(const NodeState& node, const std::string& port) {
    for (const PortSpec& spec : node.outputPorts)
        if (spec.name == port) return spec.role;
    return PortRole::Data;
}

} // namespace

bool isQueue(const NodeKind* kind) {
    if (kind == nullptr || !kind->keepsColumns || kind->inputs.size() != 1) return false;
    const auto has = [kind](const char* name) {
        return std::any_of(kind->params.begin(), kind->params.end(),
                           [name](const ParameterSpec& spec) { return spec.name == name; });
    };
    return has("capacity") && has("overflow");
}

std::optional<std::size_t> columnsOrigin(const PlanningState& state, std::size_t edge,
                                         const std::function<bool(std::size_t)>& known) {
    std::vector<std::size_t> open{edge};
    std::set<std::size_t> seen;
    while (!open.empty()) {
        const std::size_t at = open.back();
        open.pop_back();
        if (!seen.insert(at).second) continue;
        const NodeState& from = state.nodes[state.edges[at].from];
        const PortRole role = roleOf(from, state.edges[at].edge->from.port);
        if (role == PortRole::Rejected || known(state.edges[at].from)) return at;
        if (from.kind == nullptr || (role != PortRole::Late && !from.kind->keepsColumns)) continue;
        for (const std::size_t before : from.inEdges)
            if (state.edges[before].toPort == 0) open.push_back(before);
    }
    return std::nullopt;
}

} // namespace millrace::planning
