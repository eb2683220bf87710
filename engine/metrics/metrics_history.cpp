// SPDX-License-Identifier: Apache-2.0
#include "engine/metrics/metrics_history.h"

#include <algorithm>

namespace millrace {

namespace {

double rate(std::int64_t earlier, std::int64_t later, MonotonicNs span) {
    return span > 0 ? static_cast<double>(later - earlier) * 1e9 / static_cast<double>(span) : 0;
}

} // namespace

MetricsHistory::MetricsHistory(std::size_t keep) : keep_(std::max<std::size_t>(keep, 2)) {}

void MetricsHistory::add(MetricsFrame frame) {
    frames_.push_back(std::move(frame));
    if (frames_.size() <= 2 * keep_) return;
    // Every second one of the older half goes. Old frames are hit again at each later thinning, so their
    // distance doubles with age; the first frame stays as the origin of rates.
    std::deque<MetricsFrame> thinned;
    const std::size_t old = frames_.size() - keep_;
    for (std::size_t i = 0; i < frames_.size(); ++i) {
        if (i >= old || i % 2 == 0) thinned.push_back(std::move(frames_[i]));
    }
    frames_ = std::move(thinned);
}

const MetricsFrame* MetricsHistory::at(MonotonicNs elapsedNs) const {
    const auto after = std::upper_bound(frames_.begin(), frames_.end(), elapsedNs,
                                        [](MonotonicNs t, const MetricsFrame& f) { return t < f.elapsedNs; });
    return after == frames_.begin() ? nullptr : &*(after - 1);
}

double rateOut(const MetricsFrame& earlier, const MetricsFrame& later, std::size_t node) {
    if (node >= earlier.nodes.size() || node >= later.nodes.size()) return 0;
    return rate(earlier.nodes[node].recordsOut, later.nodes[node].recordsOut,
                later.elapsedNs - earlier.elapsedNs);
}

double rateIn(const MetricsFrame& earlier, const MetricsFrame& later, std::size_t node) {
    if (node >= earlier.nodes.size() || node >= later.nodes.size()) return 0;
    return rate(earlier.nodes[node].recordsIn, later.nodes[node].recordsIn,
                later.elapsedNs - earlier.elapsedNs);
}

} // namespace millrace
