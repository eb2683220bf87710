// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_history.h"
#include "ui/canvas/live_values.h"
#include "ui/run/run_shape.h"

namespace millrace::ui {

/// Turns frames into what the canvas shows. Rates and shares are over the last second, so that figures can be
/// read; sparklines get a point every half second. Keeps the sparklines between calls: one per run. GUI
/// thread only.
class LiveNumbers {
public:
    void reset() {
        values_ = {};
        nextSparkNs_ = 0;
    }
    /// `history` must not be empty; its last frame is shown.
    const LiveValues& update(const RunShape& shape, const MetricsHistory& history);
    const LiveValues& values() const { return values_; }

private:
    LiveValues values_;
    MonotonicNs nextSparkNs_ = 0;
};

/// The frame about one second before the last; the first when the run is younger.
const MetricsFrame& frameASecondAgo(const MetricsHistory& history);

} // namespace millrace::ui
