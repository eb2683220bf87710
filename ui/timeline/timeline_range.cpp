// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/timeline_range.h"

#include <algorithm>

namespace millrace::ui {

namespace {

constexpr double kRoom = 0.02; ///< beside everything, of its length

} // namespace

void TimelineRange::reset() { *this = {}; }

void TimelineRange::setKnown(double since, double until) {
    since_ = since;
    until_ = std::max(until, since + kLeastKnown);
    if (!follows_) return;
    to_ = until_;
    from_ = std::max(since_, until_ - span_);
}

void TimelineRange::follow(bool on) {
    if (on && !follows_) span_ = length();
    follows_ = on;
    setKnown(since_, until_);
}

void TimelineRange::zoom(double factor, double around) {
    const double most = (until_ - since_) * (1 + 2 * kRoom);
    const double longer = std::clamp(length() * factor, kShortest, std::max(most, kShortest));
    // Who follows keeps the newest moment in sight.
    if (follows_) {
        span_ = longer;
        setKnown(since_, until_);
        return;
    }
    moveTo(around - (around - from_) / length() * longer, longer);
}

void TimelineRange::pan(double by) {
    if (by == 0) return;
    follows_ = false;
    moveTo(from_ + by, length());
}

void TimelineRange::fitAll() {
    follows_ = false;
    const double room = (until_ - since_) * kRoom;
    moveTo(since_ - room, until_ - since_ + 2 * room);
}

void TimelineRange::show(double from, double to) {
    follows_ = false;
    moveTo(from, std::max(to - from, kShortest));
}

/// At least a tenth of the picture shows something.
void TimelineRange::moveTo(double from, double length) {
    from_ = std::clamp(from, std::min(since_, until_) - 0.9 * length, until_ - 0.1 * length);
    to_ = from_ + length;
}

} // namespace millrace::ui
