// SPDX-License-Identifier: Apache-2.0
#include "app/cli/planned_graph.h"

#include "app/cli/parse_arguments.h"

namespace millrace::cli {

Diagnostics PlannedGraph::placed(Diagnostics found) const {
    for (Diagnostic& d : found.items)
        if (planning.plan) positions.locate(d, planning.plan->document, path);
    return found;
}

PlannedGraph planOperand(const Arguments& arguments, const PlanFor& what) {
    PlannedGraph planned;
    planned.path = arguments.operands.at(0);
    const auto fail = [&](const Diagnostics& diagnostics, int status) {
        planned.planning.diagnostics = diagnostics;
        planned.exitStatus = status;
        return planned;
    };
    auto kinds = loadNodeKinds(arguments.values("plugin"));
    if (!kinds) return fail(kinds.error(), kExitUsage);
    planned.kinds = std::move(*kinds);
    PlanOptions options = planOptionsFor(planned.path);
    if (const auto workers = integerOption(arguments, "workers"); workers && *workers)
        options.cores = static_cast<int>(**workers);
    if (what.cores) options.cores = *what.cores;
    options.safeRun = arguments.has("safe");
    options.instance = what.instance;
    for (const std::string& text : arguments.values("set")) {
        auto parsed = parseOverride(text);
        if (!parsed) return fail(parsed.error(), kExitUsage);
        options.overrides.push_back(std::move(*parsed));
    }
    auto file = openGraphFile(planned.path);
    if (!file) return fail(file.error(), kExitGraphErrors);
    if (what.change)
        if (const Diagnostics wrong = what.change(file->document); !wrong.empty())
            return fail(wrong, kExitUsage);
    planned.planning = planGraphFile(*file, planned.path, *planned.kinds.registry, options);
    planned.positions = std::move(file->positions);
    Diagnostics all = planned.kinds.warnings;
    all.append(planned.planning.diagnostics);
    planned.planning.diagnostics = std::move(all);
    if (!planned.planning.plan) planned.exitStatus = kExitGraphErrors;
    // A name that is not there or a value that does not fit is a slip on the command line, not in the graph.
    for (const Diagnostic& d : planned.planning.diagnostics)
        if (d.code == "MR1401" || d.code == "MR1402") planned.exitStatus = kExitUsage;
    return planned;
}

} // namespace millrace::cli
