// SPDX-License-Identifier: Apache-2.0
#include "app/cli/state_options.h"

#include "app/cli/parse_arguments.h"
#include "app/cli/terminal.h"
#include "engine/runtime/checkpoints/state_folder.h"

#include <fmt/format.h>
#include <unistd.h>
#include <cstdio>
#include <iostream>
#include <string>

namespace millrace::cli {

namespace {

constexpr std::int64_t kShortestIntervalNs = 10'000'000;

Diagnostics usage(const char* code, std::string message, std::string hint) {
    Diagnostics d;
    d.error(code, std::move(message), std::move(hint));
    return d;
}

/// The sinks that add to what is there already, as the graph sets them.
std::vector<std::string> sinksThatAdd(const Plan& plan) {
    std::vector<std::string> names;
    for (const PlanVertex& vertex : plan.vertices) {
        if (vertex.kind->category != Category::Sink || !vertex.bound.delivery) continue;
        const boost::json::value* const mode = vertex.params.find("mode");
        const bool replaces = mode && mode->is_string() && mode->get_string() != "append";
        if (!replaces) names.push_back("`" + vertex.node + "`");
    }
    return names;
}

/// What --fresh leaves as it is; empty where every sink begins anew.
std::string whatIsDoubled(const Plan& plan) {
    const std::vector<std::string> sinks = sinksThatAdd(plan);
    if (sinks.empty()) return {};
    return fmt::format("what {} {} written so far stays there, and is written a second time",
                       fmt::join(sinks, ", "), sinks.size() == 1 ? "has" : "have");
}

Result<void> mayForget(const Arguments& arguments, const Plan& plan, const std::string& folder) {
    const auto entries = StateFolder::list(folder);
    if (entries.empty() || arguments.has("yes")) return {};
    const std::string doubled = whatIsDoubled(plan);
    if (!isTerminal(STDIN_FILENO) || !isTerminal(STDERR_FILENO))
        return usage("MR5108",
                     fmt::format("--fresh would forget checkpoint {} of `{}` and read everything again{}{}",
                                 entries.back().epoch, folder, doubled.empty() ? "" : ": ", doubled),
                     "add --yes if that is meant");
    if (!doubled.empty()) fmt::print(stderr, "With --fresh, {}.\n", doubled);
    fmt::print(stderr, "Forget checkpoint {} of {} and read everything again? [y/N] ", entries.back().epoch,
               folder);
    std::string answer;
    std::getline(std::cin, answer);
    if (answer == "y" || answer == "Y" || answer == "yes") return {};
    return usage("MR5109", "nothing was forgotten and nothing was run", "without --fresh the run goes on");
}

} // namespace

Result<void> checkStateOptions(const Arguments& arguments) {
    for (const char* name : {"fresh", "checkpoint-every"})
        if (arguments.has(name) && !arguments.has("state"))
            return usage("MR5102", fmt::format("--{} goes with --state DIR", name), "");
    if (arguments.has("yes") && !arguments.has("fresh"))
        return usage("MR5102", "--yes goes with --fresh", "");
    const auto every = durationOption(arguments, "checkpoint-every");
    if (!every) return every.error();
    if (*every && **every < kShortestIntervalNs)
        return usage("MR5102", "--checkpoint-every: give a time of at least 10 ms", "");
    return {};
}

Result<std::vector<std::optional<CheckpointOptions>>> readStateOptions(
    const Arguments& arguments, const Plan& plan, const std::vector<std::string>& folders) {
    std::vector<std::optional<CheckpointOptions>> all(folders.size());
    if (!arguments.has("state")) return all;
    CheckpointOptions options;
    options.fresh = arguments.has("fresh");
    if (const auto every = durationOption(arguments, "checkpoint-every"); every && *every) {
        options.times = plan.checkpoints;
        options.times->intervalNs = **every;
    }
    for (std::size_t i = 0; i < folders.size(); ++i) {
        options.folder = folders[i];
        all[i] = options;
        if (!options.fresh) continue;
        if (const auto allowed = mayForget(arguments, plan, folders[i]); !allowed) return allowed.error();
    }
    return all;
}

} // namespace millrace::cli
