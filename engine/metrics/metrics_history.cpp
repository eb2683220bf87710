// SPDX-License-Identifier: Apache-2.0
#include "engine/metrics/metrics_history.h"

#include <algorithm>
#include <vector>

namespace millrace {

namespace {

double rate(std::int64_t earlier, std::int64_t later, MonotonicNs span) {
    return span > 0 ? static_cast<double>(later - earlier) * 1e9 / static_cast<double>(span) : 0;
}

void dropWhatOnlyTheNewestShows(MetricsFrame& frame) {
    for (NodeMetrics& node : frame.nodes) {
        node.serviceTime.reset();
        if (node.latency) node.latency->shrinkToFit();
    }
    for (EdgeMetrics& edge : frame.edges)
        edge.waitTime.reset();
}

} // namespace

MetricsHistory::MetricsHistory(std::size_t keep, std::size_t maxBytes)
    : keep_(std::max<std::size_t>(keep, 2)), maxBytes_(maxBytes) {}

void MetricsHistory::add(MetricsFrame frame) {
    if (!frames_.empty()) {
        bytes_ -= bytesOf(frames_.back());
        dropWhatOnlyTheNewestShows(frames_.back());
        bytes_ += bytesOf(frames_.back());
    }
    frames_.push_back(std::move(frame));
    bytes_ += bytesOf(frames_.back());
    while (frames_.size() > 2 * keep_ || (bytes_ > maxBytes_ && frames_.size() > kFewest))
        thin();
}

void MetricsHistory::thin() {
    const std::size_t old = frames_.size() / 2;
    std::vector<bool> stays(old, true);
    const auto choose = [&] {
        std::size_t count = 1, last = 0;
        for (std::size_t i = 1; i < old; ++i) {
            stays[i] = frames_[i].elapsedNs - frames_[last].elapsedNs >= distance_;
            if (stays[i]) last = i, ++count;
        }
        return count;
    };
    // At least a quarter of the older half must go, or thinning would be at work all the time. One and a half
    // times the distance as it was takes every second frame even where frames came a little early or late.
    while (choose() > old * 3 / 4) {
        const MonotonicNs usual = (frames_[old].elapsedNs - frames_[0].elapsedNs) / static_cast<int>(old);
        distance_ = distance_ ? 2 * distance_ : std::max<MonotonicNs>(usual * 3 / 2, 1);
    }
    const auto firstGone = std::find(stays.begin(), stays.end(), false) - stays.begin();
    lastThinning_ = {lastThinning_.number + 1, frames_[static_cast<std::size_t>(firstGone)].elapsedNs,
                     frames_[old].elapsedNs};
    std::deque<MetricsFrame> kept;
    for (std::size_t i = 0; i < frames_.size(); ++i) {
        if (i >= old || stays[i])
            kept.push_back(std::move(frames_[i]));
        else
            bytes_ -= bytesOf(frames_[i]);
    }
    frames_ = std::move(kept);
}

void MetricsHistory::clear() { *this = MetricsHistory(keep_, maxBytes_); }

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
