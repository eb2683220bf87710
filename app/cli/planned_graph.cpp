// SPDX-License-Identifier: Apache-2.0
#include "app/cli/planned_graph.h"

#include "app/cli/parse_arguments.h"

namespace millrace::cli {

OpenedGraph openOperand(const Arguments& arguments) {
    OpenedGraph opened;
    opened.path = arguments.operands.at(0);
    const auto fail = [&](const Diagnostics& diagnostics, int status) {
        opened.problems = diagnostics;
        opened.exitStatus = status;
        return std::move(opened);
    };
    auto kinds = loadNodeKinds(arguments.values("plugin"));
    if (!kinds) return fail(kinds.error(), kExitUsage);
    opened.kinds = std::move(*kinds);
    for (const std::string& text : arguments.values("set")) {
        auto parsed = parseOverride(text);
        if (!parsed) return fail(parsed.error(), kExitUsage);
        opened.overrides.push_back(std::move(*parsed));
    }
    auto file = openGraphFile(opened.path);
    if (!file) return fail(file.error(), kExitGraphErrors);
    opened.file = std::move(*file);
    return opened;
}

int exitStatusOf(const Diagnostics& errors) {
    // A name that is not there or a value that does not fit is a slip on the command line, not in the graph.
    for (const Diagnostic& d : errors)
        if (d.code == "MR1401" || d.code == "MR1402") return kExitUsage;
    return kExitGraphErrors;
}

PlannedGraph planOperand(const Arguments& arguments, const PlanFor& what) {
    OpenedGraph opened = openOperand(arguments);
    PlannedGraph planned;
    planned.path = opened.path;
    planned.kinds = std::move(opened.kinds);
    planned.exitStatus = opened.exitStatus;
    if (opened.exitStatus != kExitFinished) {
        planned.planning.diagnostics = std::move(opened.problems);
        return planned;
    }
    PlanOptions options = planOptionsFor(planned.path);
    options.overrides = std::move(opened.overrides);
    if (const auto workers = integerOption(arguments, "workers"); workers && *workers)
        options.cores = static_cast<int>(**workers);
    options.safeRun = arguments.has("safe");
    options.instance = what.instance;
    planned.planning = planGraphFile(opened.file, planned.path, *planned.kinds.registry, options);
    planned.positions = std::move(opened.file.positions);
    Diagnostics all = planned.kinds.warnings;
    all.append(planned.planning.diagnostics);
    planned.planning.diagnostics = std::move(all);
    if (!planned.planning.plan || exitStatusOf(planned.planning.diagnostics) == kExitUsage)
        planned.exitStatus = exitStatusOf(planned.planning.diagnostics);
    return planned;
}

} // namespace millrace::cli
