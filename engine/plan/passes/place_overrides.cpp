// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/passes/planning_state.h"

namespace millrace::planning {

namespace {

/// The name of the override that gave the value at this path, or the object it stands in; empty for none.
std::string overrideAt(const PlanningState& state, const std::string& owner, std::string path) {
    for (;;) {
        if (const auto found = state.overrideOf.find({owner, path}); found != state.overrideOf.end())
            return found->second;
        if (state.origins.nodeParameters.count({owner, path}) > 0) return owner + "." + path;
        const std::size_t dot = path.rfind('.');
        if (dot == std::string::npos) return {};
        path.resize(dot);
    }
}

} // namespace

void placeOverrides(PlanningState& state) {
    for (Diagnostic& d : state.diagnostics.items) {
        const std::string& owner = d.node.empty() ? d.edge : d.node;
        if (owner.empty() || d.parameter.empty()) continue;
        // A place in a data file is worth more, unless it is the file that was named.
        const bool elsewhere = !d.file.empty() && (d.line > 0 || d.message.find(d.file) == std::string::npos);
        if (elsewhere) continue;
        const std::string name = overrideAt(state, owner, d.parameter);
        if (!name.empty()) d.file = overridePlace(name);
    }
}

} // namespace millrace::planning
