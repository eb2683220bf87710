// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/capture_buffer.h"
#include "engine/plan/passes/planning_state.h"

#include <algorithm>

namespace millrace::planning {

namespace {

/// A kind need not say what it writes: a sink is taken to write in any case.
bool writesOutside(const NodeState& node) {
    if (!node.bound || !node.bound->makeOperator) return false;
    if (node.kind->category == Category::Sink) return true;
    const auto& targets = node.bound->targets;
    return std::any_of(targets.begin(), targets.end(), [](const ExternalTarget& target) {
        return target.access == ExternalTarget::Access::Writes;
    });
}

} // namespace

void replaceWriters(PlanningState& state) {
    if (!state.options.safeRun) return;
    std::string replaced;
    for (NodeState& node : state.nodes) {
        if (!writesOutside(node)) continue;
        BoundNode& bound = *node.bound;
        bound.makeOperator = [inputs = node.inputs] { return std::make_unique<CaptureBuffer>(inputs); };
        bound.targets.clear();
        bound.asynchronous = false;
        bound.mergesStates = false;
        bound.joinsInputs = false;
        bound.joinCapacity = 0;
        bound.holdsBackTime = false;
        bound.mayKeep = 0;
        bound.filters = false;
        bound.state = StateRule::None;
        bound.decidesEpochs = false;
        bound.delivery.reset();
        replaced += (replaced.empty() ? "`" : ", `") + node.id() + "`";
    }
    const std::string instead = replaced.empty()
                                    ? "no node of the graph would"
                                    : "instead the last " + std::to_string(CaptureBuffer::kRecords) +
                                          " records that came are kept, to be looked at, for " + replaced;
    state.diagnostics.note("MR1163", "a safe run: nothing outside is written; " + instead);
}

} // namespace millrace::planning
