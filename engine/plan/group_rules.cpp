// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/group_rules.h"

#include "engine/plan/checkpoint_rules.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr const char* kWayOut =
    "set `assignment` of the source to explicit, and divide its partitions with --instance K/N";

void refuse(Diagnostics& problems, const char* code, const PlanVertex& vertex, const std::string& why,
            const char* hint) {
    problems.error(code, "`" + vertex.node + "` " + why, hint).node = vertex.node;
}

void checkVertex(Diagnostics& problems, const PlanVertex& vertex) {
    const BoundNode& bound = vertex.bound;
    if (bound.makeSource) {
        if (!bound.sharesInGroup)
            refuse(problems, "MR4636", vertex,
                   "would be read whole by each run of the graph, while a consumer group divides the other "
                   "input",
                   "read it in a graph of its own");
    } else if (vertex.kind->category == Category::Sink) {
        const bool outside = std::any_of(
            bound.targets.begin(), bound.targets.end(),
            [](const ExternalTarget& target) { return target.access == ExternalTarget::Access::Writes; });
        if (outside && (bound.showsAtEnd || bound.state == StateRule::Unknown))
            refuse(problems, "MR4637", vertex,
                   "shows nothing before the run ends, and the consumer group would take for written what a "
                   "killed run loses",
                   "let it append (`mode`), without `sort`");
    } else if (std::holds_alternative<behaviour::Limit>(bound.service.behaviour)) {
        // Records that wait go on as they came, wherever the others are.
    } else if (bound.state != StateRule::None || !bound.key.empty()) {
        refuse(problems, "MR4636", vertex,
               "keeps something from one record to the next, and the consumer group gives the partitions to "
               "other "
               "runs at any time: what belongs together would be torn apart",
               kWayOut);
    }
}

} // namespace

Diagnostics groupObstacles(const Plan& plan) {
    Diagnostics problems;
    if (std::none_of(plan.vertices.begin(), plan.vertices.end(),
                     [](const PlanVertex& vertex) { return vertex.bound.sharesInGroup; }))
        return problems;
    for (const PlanVertex& vertex : plan.vertices)
        checkVertex(problems, vertex);
    for (const PlanEdge& edge : plan.edges) {
        const bool numbered = numbersAcrossProducers(plan, edge);
        if (!edge.feedback && !numbered) continue;
        problems
            .error(
                "MR4636",
                "on the wire " + edge.id + " it cannot be told what has passed: " +
                    (edge.feedback ? "it leads back" : "several workers share one row of numbers on it"),
                edge.feedback ? kWayOut : "set the ordering behind it to unordered, or one worker before it")
            .edge = edge.id;
    }
    return problems;
}

} // namespace millrace
