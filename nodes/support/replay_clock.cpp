// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/replay_clock.h"

#include <algorithm>

namespace millrace {

MonotonicNs ReplayClock::next(std::optional<EpochMs> eventTime) {
    if (settings_.pace == Pace::Rate && !first_) due_ += 1e9 / settings_.rate;
    if (settings_.pace == Pace::EventTime && eventTime) {
        if (!first_ && *eventTime > newest_) {
            // In doubles, because the difference of two times may exceed 64 bits.
            double gapMs = static_cast<double>(*eventTime) - static_cast<double>(newest_);
            if (settings_.maxGapMs > 0) gapMs = std::min(gapMs, static_cast<double>(settings_.maxGapMs));
            due_ = std::min(due_ + gapMs * 1e6 / settings_.factor, 9e18);
        }
        newest_ = first_ ? *eventTime : std::max(newest_, *eventTime);
    }
    first_ = false;
    return static_cast<MonotonicNs>(due_);
}

} // namespace millrace
