// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_frame.h"

#include <deque>

namespace millrace {

/// The last frames of a run, thinned so that memory stays bounded over hours: full resolution for the recent
/// `keep` frames, then every second, fourth,
/// ... one. Not thread-safe; owned by whoever pulls frames (studio, dashboard, store writer).
class MetricsHistory {
public:
    explicit MetricsHistory(std::size_t keep = 4096);
    void add(MetricsFrame frame);
    const std::deque<MetricsFrame>& frames() const { return frames_; }
    void clear() { frames_.clear(); }
    /// The latest frame at or before `elapsedNs`; null when there is none.
    const MetricsFrame* at(MonotonicNs elapsedNs) const;

private:
    std::size_t keep_;
    std::deque<MetricsFrame> frames_;
};

/// Records per second of node i between two frames; 0 when no time passed.
double rateOut(const MetricsFrame& earlier, const MetricsFrame& later, std::size_t node);
double rateIn(const MetricsFrame& earlier, const MetricsFrame& later, std::size_t node);

} // namespace millrace
