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
/// they take more than `maxBytes`, every second one of the older half goes. Old frames are hit again at each
/// later thinning, so their distance doubles with age. The first frame stays as the origin of rates.
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

    /// How often frames were taken out, and up to which time: later frames stand where they stood, after the
    /// frame they followed. Who derives something from the frames makes the earlier part anew.
    std::size_t thinnings() const { return thinnings_; }
    MonotonicNs thinnedUntil() const { return thinnedUntil_; }

private:
    void thin();

    std::size_t keep_, maxBytes_;
    std::deque<MetricsFrame> frames_;
    std::size_t bytes_ = 0;
    std::size_t thinnings_ = 0;
    MonotonicNs thinnedUntil_ = -1;
};

/// Records per second of node i between two frames; 0 when no time passed.
double rateOut(const MetricsFrame& earlier, const MetricsFrame& later, std::size_t node);
double rateIn(const MetricsFrame& earlier, const MetricsFrame& later, std::size_t node);

} // namespace millrace
