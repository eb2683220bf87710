// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/tie_sensitivity.h"

#include "engine/sim/statistics/comparison.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace millrace::sim {

namespace {

/// What differs by less than this nobody minds, however sure it is.
constexpr double kLeastShare = 1e-3;

std::string placeOf(const Forecast& forecast, const Kpi& kpi) {
    const Plan& plan = *forecast.model->plan;
    switch (of(kpi.what)) {
        case Kpi::Of::Vertex: return " of `" + plan.vertices[kpi.place].node + "`";
        case Kpi::Of::Edge: return " of " + plan.edges[kpi.place].id;
        default: return "";
    }
}

/// By how much of itself a figure differs; 0: that is not shown.
double shownShare(const Kpi& shuffled, const Kpi& inOrder, double level) {
    const auto& a = shuffled.values;
    const auto& b = inOrder.values;
    const Comparison comparison = compare(a, b, level);
    // Where every replication differs by the same there is no variance to speak of.
    bool same = !a.empty() && !b.empty() && a.front() != b.front();
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        same = same && a[i] - b[i] == a.front() - b.front();
    if (comparison.verdict == Verdict::NoDifferenceShown && !same) return 0;
    const double before = inOrder.interval.mean;
    const double share = (shuffled.interval.mean - before) / (before != 0 ? before : 1);
    return std::abs(share) >= kLeastShare ? share : 0;
}

} // namespace

std::shared_ptr<const SimModel> withTies(const SimModel& model, bool shuffled) {
    SimModel other = model;
    other.settings.shuffleTies = shuffled;
    return std::make_shared<const SimModel>(std::move(other));
}

Diagnostics tieSensitivity(const Forecast& shuffled, const Forecast& inOrder) {
    const double level = 1 - 0.05 / static_cast<double>(std::max<std::size_t>(1, shuffled.kpis.size()));
    const Kpi* most = nullptr;
    double largest = 0;
    std::size_t differ = 0;
    for (const Kpi& kpi : shuffled.kpis) {
        const Kpi* const other = inOrder.find(kpi.what, kpi.place);
        const double share = other ? shownShare(kpi, *other, level) : 0;
        if (share == 0) continue;
        ++differ;
        if (std::abs(share) <= std::abs(largest)) continue;
        largest = share;
        most = &kpi;
    }
    Diagnostics found;
    if (most == nullptr) {
        found.note("MR4762",
                   "the order of events of one kind at the same instant changes no figure, as far as "
                   "these replications show");
        return found;
    }
    found.warning("MR4760",
                  fmt::format("the order of what happens at the same instant matters: shuffled, {}{} is "
                              "{:.3g} % {} than in order, and {} figures differ in all",
                              nameOf(most->what), placeOf(shuffled, *most), std::abs(largest) * 100,
                              largest > 0 ? "more" : "less", differ),
                  "times that are all the same, or arrivals in step, make ties: give them laws that spread");
    return found;
}

} // namespace millrace::sim
