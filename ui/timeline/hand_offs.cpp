// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/hand_offs.h"

#include <algorithm>
#include <optional>

namespace millrace::ui {

namespace {

constexpr std::size_t kMostLookedAt = 20'000; ///< events or slices of a lane
constexpr std::size_t kMostArrows = 12;

/// The first turn of a task that begins at or after a moment.
std::optional<std::pair<std::size_t, MonotonicNs>> nextTurn(const TimelineModel& model, std::uint32_t task,
                                                            MonotonicNs at) {
    std::optional<std::pair<std::size_t, MonotonicNs>> next;
    for (std::size_t lane = 0; lane < model.tracks().size(); ++lane) {
        const auto& slices = model.tracks()[lane].slices();
        std::size_t i = slices.partitionPoint([at](const TraceSlice& slice) { return slice.from < at; });
        const std::size_t last = std::min(i + kMostLookedAt, slices.size());
        while (i < last && (slices[i].kind != TraceSlice::Kind::Turn || slices[i].task != task))
            ++i;
        if (i < last && (!next || slices[i].from < next->second)) next = {lane, slices[i].from};
    }
    return next;
}

/// The last time before `at` that somebody woke the task.
std::optional<HandOffArrow> wakingOf(const TimelineModel& model, std::uint32_t task, MonotonicNs at) {
    std::optional<HandOffArrow> waking;
    for (std::size_t lane = 0; lane < model.lanes().size(); ++lane) {
        const auto& events = model.lanes()[lane].events();
        std::size_t i = model.lanes()[lane].firstFrom(at + 1);
        for (std::size_t n = 0; n < kMostLookedAt && i > 0; ++n) {
            const TraceEvent& event = events[--i];
            if (waking && event.at <= waking->at) break;
            if (event.kind != TraceKind::HandsOff || event.task != task) continue;
            waking = HandOffArrow{lane, 0, event.at, 0, static_cast<HandOff>(event.why), event.subject};
            break;
        }
    }
    return waking;
}

} // namespace

std::vector<HandOffArrow> handOffsOf(const TimelineModel& model, const SlicePlace& place) {
    std::vector<HandOffArrow> arrows;
    const TraceSlice* turn =
        place.lane < model.tracks().size() ? model.tracks()[place.lane].slice(place.slice) : nullptr;
    if (!turn || turn->kind != TraceSlice::Kind::Turn) return arrows;
    if (auto waking = wakingOf(model, turn->task, turn->from)) {
        // It counts only if the task has not run since.
        const auto ran = nextTurn(model, turn->task, waking->at);
        if (ran && ran->second == turn->from) {
            waking->toLane = place.lane;
            waking->begins = turn->from;
            arrows.push_back(*waking);
        }
    }
    const LaneEvents& lane = model.lanes()[place.lane];
    for (std::size_t i = lane.firstFrom(turn->from); i < lane.events().size(); ++i) {
        const TraceEvent& event = lane.events()[i];
        if (event.at > turn->to) break;
        if (event.kind != TraceKind::HandsOff || event.task == turn->task) continue;
        if (arrows.size() == kMostArrows) break;
        const auto next = nextTurn(model, event.task, event.at);
        if (next)
            arrows.push_back({place.lane, next->first, event.at, next->second,
                              static_cast<HandOff>(event.why), event.subject});
    }
    return arrows;
}

} // namespace millrace::ui
