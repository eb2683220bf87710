// SPDX-License-Identifier: Apache-2.0
#include "ui/charts/journey_log.h"

#include <algorithm>

namespace millrace::ui {

namespace {

constexpr MonotonicNs kLookEvery = 500'000'000;
/// A part of a batch that comes later than the others is waited for so long.
constexpr MonotonicNs kSettled = 300'000'000;

} // namespace

bool JourneyLog::update(const Trace& later, const Plan& plan, bool ended) {
    finder_.read(later, later.until - kLongest);
    const MonotonicNs until = ended ? later.until : later.until - kSettled;
    if (until <= takenUntil_ || (!ended && later.until < lookedAt_ + kLookEvery)) return false;
    lookedAt_ = later.until;
    const std::vector<Journey> found = finder_.endedIn(plan, takenUntil_, until);
    takenUntil_ = until;
    finder_.forget(until - kLongest);
    const std::size_t step = std::max(distance_, (found.size() + kMostAtOnce - 1) / kMostAtOnce);
    for (std::size_t i = 0; i < found.size(); i += step) {
        // Of each group the slowest: it is what is asked for.
        const auto from = found.begin() + static_cast<std::ptrdiff_t>(i);
        const auto to = found.begin() + static_cast<std::ptrdiff_t>(std::min(i + step, found.size()));
        journeys_.push_back(*std::max_element(
            from, to, [](const Journey& a, const Journey& b) { return a.totalNs() < b.totalNs(); }));
    }
    while (journeys_.size() > kMost) {
        distance_ *= 2;
        std::size_t kept = 0;
        for (std::size_t i = 0; i < journeys_.size(); i += 2)
            journeys_[kept++] = journeys_[i];
        journeys_.resize(kept);
    }
    return !found.empty();
}

} // namespace millrace::ui
