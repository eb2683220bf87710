// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/trace.h"
#include "ui/timeline/lane_events.h"
#include "ui/timeline/lane_track.h"

#include <string>
#include <vector>

namespace millrace::ui {

/// What the flight recorder of a run has told so far: the last minute of it, or all of a simulation whose
/// minutes may pass in a moment, in bounded memory, with a track per worker that is made to be drawn. GUI
/// thread only.
class TimelineModel {
public:
    static constexpr MonotonicNs kKeepNs = 60'000'000'000;
    static constexpr std::size_t kMostEvents = 1'750'000;

    /// Begins anew; `keep`: how much of the time behind the newest moment.
    void clear(MonotonicNs keep = kKeepNs);
    /// What came since mark().
    void take(Trace later);
    const TraceMark& mark() const { return read_.next; }

    const std::vector<LaneEvents>& lanes() const { return lanes_; }
    const std::vector<LaneTrack>& tracks() const { return tracks_; }
    const std::vector<TraceTask>& tasks() const { return read_.tasks; }
    const std::vector<std::string>& resources() const { return read_.resources; }
    bool isEmpty() const; ///< no worker has done anything yet
    MonotonicNs begin() const { return read_.begin; }
    MonotonicNs end() const { return read_.until; }
    MonotonicNs knownSince() const; ///< the oldest moment of any lane
    std::size_t events() const;

    /// All that is kept: a copy.
    Trace whole() const;
    /// What was read after `mark`, and of it what happened since a moment: a copy.
    Trace later(const TraceMark& mark, MonotonicNs since) const;

    /// The turns of these tasks are to be shown.
    void markTasks(const std::vector<bool>& tasks);

private:
    void forgetTheOld();
    MonotonicNs firstToKeep(std::size_t most) const;

    MonotonicNs keep_ = kKeepNs;
    Trace read_; ///< as of the last reading, without lanes
    std::vector<LaneEvents> lanes_;
    std::vector<LaneTrack> tracks_;
    std::vector<bool> markedTasks_;
};

} // namespace millrace::ui
