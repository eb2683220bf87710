// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/timeline/timeline_model.h"

#include <vector>

namespace millrace::ui {

/// A slice of a lane.
struct SlicePlace {
    std::size_t lane = 0;
    std::uint64_t slice = 0; ///< its number, see LaneTrack::slice
    bool operator==(const SlicePlace&) const = default;
};

/// A parked task was woken, and ran.
struct HandOffArrow {
    std::size_t fromLane = 0, toLane = 0;
    MonotonicNs at = 0;     ///< it was woken
    MonotonicNs begins = 0; ///< its turn
    HandOff why = HandOff::Records;
    std::uint32_t wire = kNoTraceSubject;
};

/// What woke a turn, and whom it woke: a few of them. Nothing for other slices, nor where too much lies
/// between the two ends.
std::vector<HandOffArrow> handOffsOf(const TimelineModel& model, const SlicePlace& place);

} // namespace millrace::ui
