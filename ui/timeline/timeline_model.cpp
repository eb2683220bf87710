// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/timeline_model.h"

#include <algorithm>
#include <utility>

namespace millrace::ui {

namespace {

/// The bounds may be passed by this part before the old is dropped: it is looked for seldom, and what goes
/// each time is little.
constexpr std::size_t kSlack = 64;

} // namespace

void TimelineModel::clear(MonotonicNs keep) {
    keep_ = keep;
    read_ = {};
    lanes_.clear();
    tracks_.clear();
    markedTasks_.clear();
}

void TimelineModel::take(Trace later) {
    while (lanes_.size() < later.lanes.size()) {
        lanes_.emplace_back();
        tracks_.emplace_back();
        tracks_.back().markTasks(markedTasks_);
    }
    for (std::size_t i = 0; i < later.lanes.size(); ++i) {
        if (later.lanes[i].lost > 0) tracks_[i].clear();
        tracks_[i].take(later.lanes[i], later.until);
        lanes_[i].take(std::move(later.lanes[i]));
    }
    later.lanes.clear();
    read_ = std::move(later);
    forgetTheOld();
}

std::size_t TimelineModel::events() const {
    std::size_t events = 0;
    for (const LaneEvents& lane : lanes_)
        events += lane.events().size();
    return events;
}

void TimelineModel::forgetTheOld() {
    const MonotonicNs known = end() - knownSince();
    const bool tooLong = known > keep_ && known - keep_ > keep_ / MonotonicNs{kSlack};
    const bool tooMany = events() > kMostEvents + kMostEvents / kSlack;
    if (!tooLong && !tooMany) return;
    MonotonicNs since = end() - std::min(known, keep_);
    if (tooMany) since = std::max(since, firstToKeep(kMostEvents));
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        lanes_[i].forget(since);
        tracks_[i].forget(since);
    }
}

/// The moment since which no more than that many events have happened.
MonotonicNs TimelineModel::firstToKeep(std::size_t most) const {
    MonotonicNs tooEarly = knownSince(), since = end() + 1;
    while (since - tooEarly > 1) {
        const MonotonicNs middle = tooEarly + (since - tooEarly) / 2;
        std::size_t kept = 0;
        for (const LaneEvents& lane : lanes_)
            kept += lane.events().size() - lane.firstFrom(middle);
        (kept > most ? tooEarly : since) = middle;
    }
    return since;
}

bool TimelineModel::isEmpty() const {
    return std::all_of(tracks_.begin(), tracks_.end(),
                       [](const LaneTrack& track) { return track.spans().empty(); });
}

MonotonicNs TimelineModel::knownSince() const {
    MonotonicNs since = end();
    for (const LaneEvents& lane : lanes_)
        since = std::min(since, lane.knownSince());
    return since;
}

Trace TimelineModel::whole() const {
    Trace trace = read_;
    for (const LaneEvents& lane : lanes_)
        trace.lanes.push_back(lane.whole());
    return trace;
}

Trace TimelineModel::later(const TraceMark& mark, MonotonicNs since) const {
    Trace trace = read_;
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        const auto positionIn = [i](const TraceMark& m) {
            return i < m.positions.size() ? m.positions[i] : std::uint64_t{0};
        };
        const std::uint64_t known = positionIn(read_.next);
        trace.lanes.push_back(
            lanes_[i].last(static_cast<std::size_t>(known - std::min(known, positionIn(mark))), since));
    }
    return trace;
}

void TimelineModel::markTasks(const std::vector<bool>& tasks) {
    if (tasks == markedTasks_) return;
    markedTasks_ = tasks;
    for (LaneTrack& track : tracks_)
        track.markTasks(tasks);
}

} // namespace millrace::ui
