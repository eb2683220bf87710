// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/planner.h"

#include "engine/graph/graph_json.h"
#include "engine/plan/checkpoint_rules.h"
#include "engine/plan/group_rules.h"
#include "engine/plan/passes/planning_state.h"

#include <openssl/evp.h>
#include <stdexcept>

namespace millrace {

namespace {

std::string sha256(std::string_view text) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error("SHA-256 is not available");
    }
    constexpr char kHex[] = "0123456789abcdef";
    std::string hex;
    for (unsigned int i = 0; i < size; ++i) {
        hex += kHex[digest[i] >> 4];
        hex += kHex[digest[i] & 15];
    }
    return hex;
}

} // namespace

Planning plan(const GraphDocument& document, const Registry& registry, const PlanOptions& options) {
    planning::PlanningState state(document, registry, options);
    planning::overrideDocument(state.written, registry, options, state.origins, state.diagnostics);
    state.flat = flatten(state.written, registry, state.diagnostics);
    planning::resolveKinds(state);
    planning::substitute(state);
    planning::connectWires(state);
    planning::orderNodes(state);
    planning::readConcurrency(state);
    planning::readQueues(state);
    planning::checkParameters(state);
    planning::bindNodes(state);
    planning::replaceWriters(state);
    planning::checkTargets(state);

    Planning result;
    auto plan = std::make_shared<Plan>();
    planning::readCheckpoint(state, *plan);
    if (!state.diagnostics.hasErrors()) planning::buildPlan(state, *plan);
    if (!state.diagnostics.hasErrors()) {
        planning::proveFlow(*plan, state);
        planning::proveCycles(*plan, state);
        planning::proveLocks(*plan, state);
        state.diagnostics.append(groupObstacles(*plan));
        Diagnostics told; // by readCheckpoint()
        const CheckpointLimits limits = readCheckpointLimits(state.written.checkpoint, told);
        state.diagnostics.append(transactionAdvice(*plan, plan->checkpoints, limits));
    }
    planning::placeOverrides(state);
    planning::placeFixes(state);
    result.diagnostics = state.diagnostics;
    result.schemas = std::move(state.schemas);
    if (state.diagnostics.hasErrors()) return result;
    plan->name = state.written.name;
    plan->graphSha256 = sha256(writeGraph(state.written));
    plan->diagnostics = state.diagnostics;
    plan->document = std::move(state.written);
    result.plan = std::move(plan);
    return result;
}

} // namespace millrace
