// SPDX-License-Identifier: Apache-2.0
#include "app/cli/instance_division.h"

#include "engine/plan/instance_rules.h"
#include "engine/runtime/system_clock.h"

#include <fmt/format.h>
#include <algorithm>
#include <map>

namespace millrace::cli {

namespace {

/// How many partitions the source's topics have, those that it leaves out as well.
Result<std::size_t> partitionsOf(const PlanVertex& source) {
    boost::json::object values = source.params.values();
    values.erase("partitions");
    const Params params(std::move(values));
    const SystemClock clock;
    const LookUpContext context{source.node, params, [](const std::string& path) { return path; }, clock, {}};
    const auto found = source.kind->lookUp(context, "partitions");
    if (!found) return found.error();
    return found->size();
}

} // namespace

Diagnostics unlikeDivisions(const Plan& plan, const Instance& instance) {
    Diagnostics problems;
    if (instance.count < 2) return problems;
    std::map<std::size_t, std::size_t> counts;
    for (const std::vector<std::size_t>& sources : sourcesPutTogether(plan, instance)) {
        for (const std::size_t source : sources) {
            if (counts.contains(source) || !plan.vertices[source].kind->lookUp) continue;
            const auto count = partitionsOf(plan.vertices[source]);
            if (!count) return count.error();
            counts[source] = *count;
        }
        const auto all = static_cast<std::size_t>(instance.count);
        const std::size_t first = sources.front();
        for (const std::size_t source : sources) {
            const std::size_t one = counts[first], other = counts[source];
            if (one == other || (one % all == 0 && other % all == 0)) continue;
            problems
                .error(
                    "MR4638",
                    fmt::format("the topics of `{}` have {} partitions and those of `{}` {}: {} instances "
                                "would not have the same keys of both",
                                plan.vertices[first].node, one, plan.vertices[source].node, other, all),
                    "give the topics equally many partitions, or take a number of instances (--shares for a "
                    "job with state) that divides both")
                .node = plan.vertices[source].node;
            return problems;
        }
    }
    return problems;
}

} // namespace millrace::cli
