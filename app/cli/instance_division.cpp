// SPDX-License-Identifier: Apache-2.0
#include "app/cli/instance_division.h"

#include "engine/plan/instance_rules.h"
#include "engine/runtime/system_clock.h"

#include <fmt/format.h>
#include <boost/algorithm/string/split.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <map>

namespace millrace::cli {

namespace {

/// What a source reads, and into how many partitions that is divided.
struct Division {
    std::string node;
    std::string topics;
    std::size_t partitions = 0;
};

/// One by one; a pattern stays as it is: of the topics that it finds the most partitions count.
std::vector<std::string> topicsOf(const PlanVertex& source) {
    const boost::json::value* const written = source.params.values().if_contains("topics");
    const std::string text =
        written && written->is_string() ? std::string(written->get_string()) : std::string();
    std::vector<std::string> topics;
    if (text.starts_with('^')) return {text};
    boost::split(topics, text, [](char c) { return c == ','; });
    for (std::string& topic : topics)
        boost::trim(topic);
    return topics;
}

/// How many partitions the topics have, those that the source leaves out as well.
Result<std::size_t> partitionsOf(const PlanVertex& source, const std::string& topics) {
    boost::json::object values = source.params.values();
    values.erase("partitions");
    values["topics"] = topics;
    const Params params(std::move(values));
    const SystemClock clock;
    const LookUpContext context{source.node, params, [](const std::string& path) { return path; }, clock, {}};
    const auto found = source.kind->lookUp(context, "partitions");
    if (!found) return found.error();
    return found->size();
}

/// Of what a keyed stage puts together; nothing where there is only one.
Result<std::vector<Division>> divisionsOf(const Plan& plan, const std::vector<std::size_t>& sources) {
    std::vector<std::pair<const PlanVertex*, std::string>> asked;
    for (const std::size_t source : sources)
        if (plan.vertices[source].kind->lookUp)
            for (const std::string& topic : topicsOf(plan.vertices[source]))
                asked.emplace_back(&plan.vertices[source], topic);
    std::vector<Division> divisions;
    if (asked.size() < 2) return divisions;
    for (const auto& [source, topics] : asked) {
        const auto count = partitionsOf(*source, topics);
        if (!count) return count.error();
        divisions.push_back({source->node, topics, *count});
    }
    return divisions;
}

} // namespace

Diagnostics unlikeDivisions(const Plan& plan, const Instance& instance) {
    Diagnostics problems;
    if (instance.count < 2) return problems;
    const auto all = static_cast<std::size_t>(instance.count);
    for (const std::vector<std::size_t>& sources : sourcesPutTogether(plan, instance)) {
        const auto divisions = divisionsOf(plan, sources);
        if (!divisions) {
            // The source waits for its brokers, and says what else is wrong with them.
            Diagnostic& d = problems.warning(
                "MR4639",
                "whether the topics of its sources are divided alike is not known: " +
                    divisions.error().items.front().message,
                "with unlike numbers of partitions, instances would not have the same keys of all of them");
            d.node = plan.vertices[sources.front()].node;
            continue;
        }
        for (const Division& other : *divisions) {
            const Division& first = divisions->front();
            if (first.partitions == other.partitions ||
                (first.partitions % all == 0 && other.partitions % all == 0))
                continue;
            problems
                .error("MR4638",
                       fmt::format("`{}` of `{}` has {} partitions and `{}` of `{}` {}: {} instances would "
                                   "not have the same keys of both",
                                   first.topics, first.node, first.partitions, other.topics, other.node,
                                   other.partitions, all),
                       "give the topics equally many partitions, or take a number of instances (--shares for "
                       "a job with state) that divides both")
                .node = other.node;
            return problems;
        }
    }
    return problems;
}

} // namespace millrace::cli
