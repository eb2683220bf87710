// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/graph/json_writer.h"
#include "engine/plan/checkpoint_rules.h"
#include "engine/plan/passes/planning_state.h"

#include <algorithm>

namespace millrace::planning {

namespace {

constexpr std::int64_t kShortestNs = 10'000'000; ///< below, a run would do little but make checkpoints

void readTime(PlanningState& state, const boost::json::object& block, const char* name, std::int64_t& ns) {
    const boost::json::value* value = block.if_contains(name);
    if (value == nullptr || value->is_null()) return;
    const auto time = value->is_string() ? parseDuration(std::string_view(value->get_string()))
                                         : parseDuration(flatJson(*value));
    if (time && *time >= kShortestNs) {
        ns = *time;
        return;
    }
    const std::string why = time ? "it must be at least 10 ms" : time.error().items[0].message;
    state.diagnostics
        .error("MR1195", "`checkpoint." + std::string(name) + "`: " + why,
               "write a duration such as \"10 s\"")
        .parameter = "checkpoint." + std::string(name);
}

} // namespace

void readCheckpoint(PlanningState& state, Plan& plan) {
    const boost::json::object& block = state.written.checkpoint;
    static const std::vector<std::string> kKnown{"interval", "timeout", "tolerable_failures",
                                                 "alignment_memory"};
    for (const auto& member : block) {
        const std::string name(member.key());
        if (std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end()) continue;
        state.diagnostics
            .warning("MR1196", "unknown setting `checkpoint." + name + "` has no effect",
                     suggestion(name, kKnown))
            .parameter = "checkpoint." + name;
    }
    readTime(state, block, "interval", plan.checkpoints.intervalNs);
    readTime(state, block, "timeout", plan.checkpoints.timeoutNs);
    readCheckpointLimits(block, state.diagnostics);
}

} // namespace millrace::planning
