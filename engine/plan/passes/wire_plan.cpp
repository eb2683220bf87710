// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/passes/wire_plan.h"

#include "engine/base/text.h"

#include <algorithm>

namespace millrace::planning {

namespace {

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

void hashBy(PlanningState& state, const EdgeState& wire, const std::vector<std::string>& columns,
            PlanEdge& edge) {
    const Schema& schema = *state.nodes[wire.to].inputs[wire.toPort];
    edge.partitioning = Partitioning::Hash;
    for (const std::string& column : columns) {
        if (const auto index = schema.indexOf(column)) {
            edge.keyColumns.push_back(*index);
            continue;
        }
        state
            .error(*wire.edge, "MR1140", "unknown column `" + column + "` to hash by",
                   suggestion(column, schema.names()))
            .parameter = "partitioning";
    }
}

} // namespace

void planPartitioning(PlanningState& state, const EdgeState& wire, const Chains& chains, PlanEdge& edge) {
    const int from = chains.list()[chains.chainOf(wire.from)].workers;
    const int to = chains.list()[chains.chainOf(wire.to)].workers;
    const std::vector<std::string>& key = chains.keyOf(wire.to);

    if (to > 1 && !key.empty()) {
        // Hashing by some of the key's columns brings equal keys together as well.
        const bool fits =
            wire.partitioning == Partitioning::Hash &&
            std::all_of(wire.hashColumns.begin(), wire.hashColumns.end(), [&key](const std::string& c) {
                return std::find(key.begin(), key.end(), c) != key.end();
            });
        if (wire.partitioning && !fits) {
            state
                .error(*wire.edge, "MR1141",
                       "`" + wire.edge->partitioning +
                           "` would spread the records of one key over several workers of `" +
                           wire.edge->to.node + "`",
                       "leave `partitioning` out or write hash(" + listed(key) + ")")
                .parameter = "partitioning";
            return;
        }
        hashBy(state, wire, fits ? wire.hashColumns : key, edge);
        return;
    }
    if (wire.partitioning == Partitioning::Hash) {
        hashBy(state, wire, wire.hashColumns, edge);
        return;
    }
    if (wire.partitioning == Partitioning::Forward && from != to && to > 1) {
        state
            .error(*wire.edge, "MR1141",
                   "`forward` needs equally many workers at both ends, not " + std::to_string(from) +
                       " and " + std::to_string(to),
                   "use `round_robin` or `least_loaded`")
            .parameter = "partitioning";
        return;
    }
    edge.partitioning =
        wire.partitioning.value_or(from == to || to == 1 ? Partitioning::Forward : Partitioning::RoundRobin);
}

} // namespace millrace::planning
