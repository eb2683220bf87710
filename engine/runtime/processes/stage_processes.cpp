// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/processes/stage_processes.h"

#include "engine/graph/json_writer.h"
#include "engine/graph/node_path.h"
#include "engine/runtime/processes/process_operator.h"

#include <algorithm>

namespace millrace {

namespace {

bool isBounded(const Plan& plan, std::size_t vertex) {
    const PlanVertex& v = plan.vertices[vertex];
    if (v.bound.makeSource) return v.bound.bounded;
    return std::all_of(v.inEdges.begin(), v.inEdges.end(),
                       [&](std::size_t e) { return isBounded(plan, plan.edges[e].from); });
}

StageSpec specOf(const Plan& plan, const PlanVertex& vertex) {
    StageSpec spec;
    spec.version = MILLRACE_VERSION;
    spec.node = vertex.node;
    spec.kind = vertex.kind->name;
    spec.params = flatJson(vertex.params.values());
    spec.inputs = vertex.inputs;
    spec.inputBounded.assign(vertex.inputs.size(), true);
    for (const std::size_t e : vertex.inEdges) {
        if (!isBounded(plan, plan.edges[e].from)) spec.inputBounded[plan.edges[e].toPort] = false;
    }
    spec.outputPorts = vertex.bound.outputPorts;
    spec.outputs = vertex.bound.outputs;
    return spec;
}

/// A stage that sees all records, those of a key, or all of them in order, may remember what it saw.
bool keepsState(const BoundNode& bound) {
    return !bound.key.empty() || bound.maxWorkers == 1 || bound.orderSensitive || bound.mergesStates ||
           bound.holdsBackTime || bound.joinsInputs;
}

std::shared_ptr<StageProcesses> stageOf(const Plan& plan, const PlanVertex& vertex,
                                        const std::vector<std::string>& command) {
    auto stage = std::make_shared<StageProcesses>();
    stage->command = command;
    stage->spec = specOf(plan, vertex);
    if (const auto node = nodeInRun(plan.document, vertex.node))
        stage->policy = readRestartPolicy(node->concurrency).value();
    const auto& ports = vertex.bound.outputPorts;
    for (std::size_t p = 0; p < ports.size(); ++p) {
        if (ports[p].role == PortRole::Rejected) stage->rejectedPort = p;
    }
    stage->keepsState = keepsState(vertex.bound);
    return stage;
}

} // namespace

PlanPtr withWorkerProcesses(const PlanPtr& plan, const std::vector<std::string>& command) {
    std::shared_ptr<Plan> changed;
    for (const PlanChain& chain : plan->chains) {
        if (chain.executor != ExecutorKind::Processes) continue;
        if (!changed) changed = std::make_shared<Plan>(*plan);
        PlanVertex& vertex = changed->vertices[chain.vertices.front()];
        if (command.empty()) {
            Diagnostics problem;
            problem
                .error("MR4134",
                       "there is no program that could run `" + vertex.node + "` in worker processes",
                       "set its executor to `pool` or `threads`")
                .node = vertex.node;
            throw DiagnosticError(problem);
        }
        vertex.bound.makeOperator = [stage = stageOf(*plan, vertex, command)]() -> std::unique_ptr<Operator> {
            return std::make_unique<ProcessOperator>(stage);
        };
    }
    return changed ? changed : plan;
}

} // namespace millrace
