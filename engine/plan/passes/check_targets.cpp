// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/passes/planning_state.h"

namespace millrace::planning {

namespace {

bool isSame(const ExternalTarget& a, const ExternalTarget& b) {
    return a.identity == b.identity || (a.covers && a.covers(b.identity)) ||
           (b.covers && b.covers(a.identity));
}

bool writes(const ExternalTarget& target) { return target.access == ExternalTarget::Access::Writes; }

/// "`totals` (parameter path)"
std::string userText(const NodeState& node, const ExternalTarget& target) {
    return "`" + node.id() + "`" +
           (target.parameter.empty() ? std::string() : " (parameter " + target.parameter + ")");
}

void reportClash(PlanningState& state, const NodeState& first, const ExternalTarget& one,
                 const NodeState& second, const ExternalTarget& other) {
    const bool both = writes(one) == writes(other);
    // Where only one of them writes, it is the one to change.
    const bool firstIsCulprit = !both && writes(one);
    const NodeState& culprit = firstIsCulprit ? first : second;
    const ExternalTarget& target = firstIsCulprit ? one : other;
    const std::string present =
        firstIsCulprit ? userText(second, other) : userText(first, one); // the one that may stay
    Diagnostic* d = nullptr;
    if (both && writes(one)) {
        d = &state.error(
            culprit, "MR1160",
            target.name + " is written by " + present + " and by " + userText(culprit, target),
            "give each a target of its own; to write several streams to one target, merge them first");
    } else if (both) {
        d = &state.error(culprit, "MR1162",
                         target.name + " is read by " + present + " and by " + userText(culprit, target) +
                             ": each would get a part of it",
                         "read it once and draw a wire to each that needs it");
    } else {
        d = &state.error(
            culprit, "MR1161",
            userText(culprit, target) + " would write " + target.name + ", which " + present + " reads",
            "write another file: a graph that replaces its own input gives another result the next time");
    }
    d->parameter = target.parameter;
}

/// One clash for a pair of nodes says enough.
void compare(PlanningState& state, const NodeState& first, const NodeState& second) {
    for (const ExternalTarget& one : first.bound->targets) {
        for (const ExternalTarget& other : second.bound->targets) {
            if ((one.shared && other.shared) || !isSame(one, other)) continue;
            reportClash(state, first, one, second, other);
            return;
        }
    }
}

} // namespace

void checkTargets(PlanningState& state) {
    std::vector<const NodeState*> users;
    for (const NodeState& node : state.nodes) {
        if (!node.bound || node.bound->targets.empty()) continue;
        for (const NodeState* earlier : users)
            compare(state, *earlier, node);
        users.push_back(&node);
    }
}

} // namespace millrace::planning
