// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/node_params.h"

#include "engine/graph/node_path.h"
#include "engine/plan/passes/planning_state.h"

#include <algorithm>

namespace millrace {

namespace {

std::vector<ParameterSpec> withNoneRequired(std::vector<ParameterSpec> specs) {
    for (ParameterSpec& spec : specs) {
        spec.required = false;
        spec.fields = withNoneRequired(std::move(spec.fields));
    }
    return specs;
}

/// Those of a newer version are none of ours.
void dropUnknown(boost::json::object& params, const std::vector<ParameterSpec>& specs) {
    std::vector<std::string> unknown;
    for (const auto& member : params) {
        const bool known = std::any_of(specs.begin(), specs.end(), [&](const ParameterSpec& spec) {
            return spec.name == std::string_view(member.key());
        });
        if (!known) unknown.emplace_back(member.key());
    }
    for (const std::string& name : unknown)
        params.erase(name);
}

} // namespace

Result<Params> paramsInRun(const GraphDocument& document, const Registry& registry, std::string_view nodePath,
                           const PlanOptions& options, std::string_view without) {
    std::optional<GraphNode> node = nodeInRun(document, nodePath);
    if (!node) {
        Diagnostics problem;
        problem.error("MR1303", "there is no node `" + std::string(nodePath) + "`");
        return problem;
    }
    // A document with this node alone: what is wrong elsewhere is not asked for.
    GraphDocument alone;
    alone.parameters = document.parameters;
    node->mode = NodeMode::Enabled;
    node->concurrency.clear();
    node->params.erase(without);
    const std::string id = node->id;
    alone.nodes.push_back(std::move(*node));

    planning::PlanningState state(std::move(alone), registry, options);
    state.flat.document = state.written;
    planning::resolveKinds(state);
    planning::substitute(state);
    planning::NodeState& only = state.nodes.front();
    Diagnostics problems;
    if (!only.usable || only.kind == nullptr) {
        problems = state.diagnostics;
    } else {
        dropUnknown(only.params, only.kind->params);
        Result<Params> params = checkParams(only.params, withNoneRequired(only.kind->params), id);
        if (params) return params;
        problems = params.error();
    }
    for (Diagnostic& problem : problems.items)
        if (!problem.node.empty()) problem.node = nodePath;
    return problems;
}

} // namespace millrace
