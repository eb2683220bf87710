// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/lane_events.h"

#include "engine/run/trace_openings.h"

#include <algorithm>
#include <utility>

namespace millrace::ui {

bool LaneEvents::take(TraceLane later) {
    const bool anew = later.lost > 0;
    if (anew) {
        lost_ += later.lost + begun_.size() + events_.size();
        begun_.clear();
        events_.clear();
    }
    if (anew || !read_) {
        read_ = true;
        name_ = std::move(later.name);
        from_ = later.from;
    }
    events_.append(later.events);
    return !anew;
}

void LaneEvents::forget(MonotonicNs before) {
    const std::size_t gone = firstFrom(before);
    for (std::size_t i = 0; i < gone; ++i)
        followOpenings(begun_, events_[i]);
    events_.dropFront(gone);
    from_ = std::max(from_, before);
}

std::size_t LaneEvents::firstFrom(MonotonicNs at) const {
    return events_.partitionPoint([at](const TraceEvent& event) { return event.at < at; });
}

TraceLane LaneEvents::whole() const { return lane(begun_, 0); }

TraceLane LaneEvents::last(std::size_t count, MonotonicNs since) const {
    return lane({}, std::max(firstFrom(since), events_.size() - std::min(count, events_.size())));
}

TraceLane LaneEvents::lane(std::vector<TraceEvent> begun, std::size_t first) const {
    TraceLane lane{name_, from_, lost_, std::move(begun)};
    lane.events.reserve(lane.events.size() + events_.size() - first);
    for (std::size_t i = first; i < events_.size(); ++i)
        lane.events.push_back(events_[i]);
    return lane;
}

} // namespace millrace::ui
