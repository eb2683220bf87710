// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_frame.h"

#include <deque>

namespace millrace {

/// The frames of a run, in bounded memory however long it goes on and however large its graph is.
///
/// Frames hold totals since the start, so a figure over an interval is the difference of two frames: rates,
/// shares, and percentiles too (later.latency->since(*earlier.latency)). A frame between the two may go
/// without making that figure wrong, which percentiles per frame would not allow: those of two intervals
/// cannot be joined. Hence old frames are thinned, not summarised: when there are more than 2 * `keep`, or
/// they take more than `maxBytes`, those of the older half go that stand too close, so that what is left of
/// it is spread evenly over the run from its first frame on; the distance doubles as the run goes on.
///
/// Service and wait times are looked at of the newest frame alone and make up nine tenths of it: the others
/// are without.
///
/// Not thread-safe; owned by whoever pulls frames (studio, dashboard, store writer).
class MetricsHistory {
public:
    static constexpr std::size_t kFewest = 8; ///< kept even where they take more than `maxBytes`

    explicit MetricsHistory(std::size_t keep = 2048, std::size_t maxBytes = std::size_t{64} << 20);
    void add(MetricsFrame frame);
    const std::deque<MetricsFrame>& frames() const { return frames_; }
    void clear();
    /// The latest frame at or before `elapsedNs`; null when there is none.
    const MetricsFrame* at(MonotonicNs elapsedNs) const;
    std::size_t bytes() const { return bytes_; } ///< see bytesOf

    /// The last time frames were taken out: which time it was, and between which moments frames have another
    /// predecessor than before. Who derives something from frames makes that stretch anew.
    struct Thinning {
        std::size_t number = 0; ///< 0 = there was none
        MonotonicNs from = 0, until = -1;
    };
    const Thinning& lastThinning() const { return lastThinning_; }

private:
    void thin();

    std::size_t keep_, maxBytes_;
    std::deque<MetricsFrame> frames_;
    std::size_t bytes_ = 0;
    MonotonicNs distance_ = 0; ///< between frames of the older half, at least
    Thinning lastThinning_;
};

/// Records per second of node i between two frames; 0 when no time passed.
double rateOut(const MetricsFrame& earlier, const MetricsFrame& later, std::size_t node);
double rateIn(const MetricsFrame& earlier, const MetricsFrame& later, std::size_t node);

} // namespace millrace
