// SPDX-License-Identifier: Apache-2.0
#include "app/cli/instance_options.h"

#include "app/cli/parse_arguments.h"
#include "engine/plan/instance_rules.h"

#include <fmt/format.h>
#include <charconv>

namespace millrace::cli {

namespace {

constexpr int kMostInstances = 1024;

Diagnostics usage(std::string message, std::string hint = {}) {
    Diagnostics d;
    d.error("MR5102", std::move(message), std::move(hint));
    return d;
}

/// "1/3"
std::optional<Instance> parseInstance(std::string_view text) {
    const auto number = [](std::string_view digits) -> std::optional<int> {
        int value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
        return value;
    };
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto which = number(text.substr(0, slash)), count = number(text.substr(slash + 1));
    if (!which || !count || *which < 1 || *which > *count || *count > kMostInstances) return std::nullopt;
    return Instance{*which - 1, *count};
}

void refuseSharedOutput(Diagnostics& problems, const Plan& plan) {
    for (const PlanVertex& vertex : plan.vertices) {
        for (const ExternalTarget& target : vertex.bound.targets) {
            if (target.access != ExternalTarget::Access::Writes || target.identity != kStandardOutput)
                continue;
            Diagnostic& d = problems.error(
                "MR4633", "`" + vertex.node + "` would write standard output in each share of this process",
                "write files with ${instance} in their names");
            d.node = vertex.node;
            d.parameter = target.parameter;
        }
    }
}

} // namespace

Result<std::vector<Share>> readShares(const Arguments& arguments) {
    const std::string folder = arguments.has("state") ? arguments.value("state") : "";
    const auto wanted = integerOption(arguments, "shares");
    if (!wanted) return wanted.error();
    if (!arguments.has("instance")) {
        if (*wanted) return usage("--shares goes with --instance K/N");
        try {
            if (!folder.empty()) refuseShares(folder);
        } catch (const DiagnosticError& error) {
            return error.diagnostics();
        }
        return std::vector<Share>{{Instance{}, folder}};
    }
    const auto instance = parseInstance(arguments.value("instance"));
    if (!instance)
        return usage("--instance: give which of how many this is, such as 1/3",
                     fmt::format("K/N with K from 1 to N, and N at most {}", kMostInstances));
    if (*wanted && (**wanted < 1 || **wanted > kMostInstances))
        return usage(fmt::format("--shares: give a number from 1 to {}", kMostInstances));
    if (folder.empty()) {
        if (*wanted) return usage("--shares goes with --state DIR");
        return std::vector<Share>{{*instance, ""}};
    }
    try {
        return takeShares(folder, *instance,
                          *wanted ? std::optional(static_cast<int>(**wanted)) : std::nullopt);
    } catch (const DiagnosticError& error) {
        return error.diagnostics();
    }
}

std::vector<PlannedShare> planShares(const Arguments& arguments, const std::vector<Share>& shares) {
    std::vector<PlannedShare> planned;
    for (const Share& share : shares) {
        planned.push_back({share, planOperand(arguments, {.instance = share.instance})});
        if (!planned.back().graph.planning.plan) break;
    }
    return planned;
}

Diagnostics shareObstacles(const std::vector<PlannedShare>& shares) {
    Diagnostics problems;
    const PlannedShare& first = shares.front(); // they differ in names only
    if (first.share.instance.count > 1)
        problems.append(instanceObstacles(*first.graph.planning.plan, first.share.instance));
    if (shares.size() > 1) refuseSharedOutput(problems, *first.graph.planning.plan);
    return problems;
}

} // namespace millrace::cli
