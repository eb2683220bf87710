// SPDX-License-Identifier: Apache-2.0
#include "engine/metrics/metrics_frame.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr double kLeastShare = 0.5;
constexpr double kNotableBackPressure = 0.2;

double shareOf(std::int64_t later, std::int64_t earlier, double available) {
    return available > 0 ? static_cast<double>(later - earlier) / available : 0;
}

} // namespace

std::optional<std::size_t> findBottleneck(const MetricsFrame& earlier, const MetricsFrame& later) {
    const std::size_t count = std::min(earlier.nodes.size(), later.nodes.size());
    const auto elapsed = static_cast<double>(later.elapsedNs - earlier.elapsedNs);
    if (elapsed <= 0) return std::nullopt;

    // Vertices stand in topological order: what keeps others waiting lies behind the last vertex that is held
    // back.
    std::size_t firstCandidate = 0;
    std::vector<double> shares(count, 0);
    for (std::size_t i = 0; i < count; ++i) {
        const NodeMetrics& a = earlier.nodes[i];
        const NodeMetrics& b = later.nodes[i];
        const double available = elapsed * std::max(1, b.subtasks);
        shares[i] = shareOf(b.busyNs + b.lockNs + b.ioNs, a.busyNs + a.lockNs + a.ioNs, available);
        if (shareOf(b.backPressuredNs, a.backPressuredNs, available) > kNotableBackPressure)
            firstCandidate = i + 1;
    }
    const auto best = [&](std::size_t from) -> std::optional<std::size_t> {
        std::optional<std::size_t> found;
        for (std::size_t i = from; i < count; ++i) {
            if (shares[i] > kLeastShare && (!found || shares[i] >= shares[*found])) found = i;
        }
        return found;
    };
    if (const auto behind = best(firstCandidate)) return behind;
    return best(0);
}

} // namespace millrace
