// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/memory_watch.h"

#include "engine/runtime/process_usage.h"

#include <fmt/format.h>
#include <algorithm>
#include <vector>

namespace millrace {

namespace {

constexpr std::size_t kWiresNamed = 3;
/// Wires that hold less than this share of the budget are not what it was spent on.
constexpr double kWorthNaming = 0.05;

std::string mebibytes(double bytes) { return fmt::format("{:.0f} MiB", bytes / 1048576.0); }

} // namespace

bool MemoryWatch::isExceeded() const { return processUsage().residentBytes - residentAtStart_ > budget_; }

Diagnostics MemoryWatch::describe(const MetricsFrame& frame) const {
    struct Load {
        std::size_t edge;
        double bytes;
    };
    std::vector<Load> loads;
    for (std::size_t e = 0; e < plan_.edges.size() && e < frame.edges.size(); ++e) {
        const NodeMetrics& sender = frame.nodes[plan_.edges[e].from];
        if (sender.recordsOut == 0) continue;
        const double perRecord =
            static_cast<double>(sender.bytesOut) / static_cast<double>(sender.recordsOut);
        const double bytes = perRecord * static_cast<double>(frame.edges[e].depth);
        if (bytes >= kWorthNaming * static_cast<double>(budget_)) loads.push_back({e, bytes});
    }
    std::sort(loads.begin(), loads.end(), [](const Load& a, const Load& b) { return a.bytes > b.bytes; });
    if (loads.size() > kWiresNamed) loads.resize(kWiresNamed);
    std::string wires;
    for (const Load& load : loads)
        wires += fmt::format("{}{} ({} records, about {})", wires.empty() ? "" : ", ",
                             plan_.edges[load.edge].id, frame.edges[load.edge].depth, mebibytes(load.bytes));
    Diagnostics problem;
    Diagnostic& d = problem.error(
        "MR4111",
        fmt::format(
            "the run took {} more memory than there was at its start, beyond its budget of {}; {}",
            mebibytes(static_cast<double>(frame.residentBytes - residentAtStart_)),
            mebibytes(static_cast<double>(budget_)),
            wires.empty() ? "little of it waits on wires: a node keeps it" : "the fullest wires: " + wires),
        wires.empty() ? "use smaller windows, less state or smaller batches, or give the run a larger budget"
                      : "give these wires less `capacity`, let them drop (`overflow`), make the batches "
                        "smaller, or give the run a larger budget");
    if (!loads.empty()) d.edge = plan_.edges[loads.front().edge].id;
    return problem;
}

} // namespace millrace
