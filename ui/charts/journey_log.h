// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/journey.h"

#include <vector>

namespace millrace::ui {

/// The journeys of a run for the latency chart: followed twice a second through what the flight recorder has
/// told since, at most a few hundred, evenly spread. GUI thread only.
class JourneyLog {
public:
    static constexpr std::size_t kMost = 600, kMostAtOnce = 30;
    static constexpr MonotonicNs kLongest = 15'000'000'000;

    void clear() { *this = {}; }
    TraceMark mark() const { return finder_.mark(); } ///< as far as update() has got
    /// `later`: what came since mark(), as far back as kLongest. `ended`: no more will come. True when there
    /// are new ones.
    bool update(const Trace& later, const Plan& plan, bool ended);
    const std::vector<Journey>& journeys() const { return journeys_; } ///< by their ends

private:
    JourneyFinder finder_;
    std::vector<Journey> journeys_;
    MonotonicNs takenUntil_ = 0, lookedAt_ = 0;
    std::size_t distance_ = 1; ///< of so many found one is kept
};

} // namespace millrace::ui
