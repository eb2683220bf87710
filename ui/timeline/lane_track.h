// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/trace.h"
#include "ui/timeline/block_row.h"

#include <array>
#include <cstdint>
#include <vector>

namespace millrace::ui {

/// What a worker is doing, as the timeline shows it. A worker that sleeps waits for what the task that it ran
/// last was waiting for.
enum class LaneState : std::uint8_t { Running, Lock, Io, Searching, NeedsInput, OutputFull, AwaitsTime };
inline constexpr std::size_t kLaneStates = 7;

/// A stretch of a lane in one state.
struct LaneSpan {
    MonotonicNs from = 0, to = 0;
    std::uint64_t slice = 0; ///< number of the slice it is part of, for LaneTrack::slice
    LaneState state = LaneState::Running;
};

/// How long a lane was in each state, by LaneState.
using LaneShares = std::array<MonotonicNs, kLaneStates>;

/// The events of one lane as stretches that neither overlap nor nest, made to be drawn and searched however
/// many they are: it grows with the lane, the time in each state over any stretch of it takes no look at more
/// than a few dozen spans. Not thread-safe.
class LaneTrack {
public:
    /// The events that came since the last call; `until`: the lane is known up to then.
    void take(const TraceLane& later, MonotonicNs until);
    /// Drops about what ended before; what a later moment needs stays.
    void forget(MonotonicNs before);
    void clear();

    const BlockRow<LaneSpan>& spans() const { return spans_; }
    /// Everything found in the lane, nested ones too, by its beginning.
    const BlockRow<TraceSlice>& slices() const { return slices_; }
    /// A slice by its number, which stays the same while the track grows; null = forgotten.
    const TraceSlice* slice(std::uint64_t number) const;

    /// Index of the first span that ends after `at`.
    std::size_t spanAfter(MonotonicNs at) const;
    /// The same, where it is known to be no earlier than `least`, and is likely to be near to it.
    std::size_t spanAfter(MonotonicNs at, std::size_t least) const;
    /// The time in each state from the first known moment on up to `at`: the difference of two of them is
    /// what happened in between.
    LaneShares sharesUntil(MonotonicNs at) const { return sharesUntil(at, spanAfter(at)); }
    LaneShares sharesUntil(MonotonicNs at, std::size_t after) const; ///< after: spanAfter(at)
    /// Both at once: spanAfter(at, least) and sharesUntil(at).
    struct Reach {
        std::size_t after = 0;
        LaneShares shares{};
    };
    Reach reachAt(MonotonicNs at, std::size_t least) const;

    /// The turns of these tasks (by index into Trace::tasks) are kept as marks(), now and from now on.
    void markTasks(std::vector<bool> tasks);
    struct Mark {
        MonotonicNs from = 0, to = 0;
    };
    const BlockRow<Mark>& marks() const { return marks_; }

private:
    void add(std::size_t count, MonotonicNs until);
    void addSpans(std::size_t firstSlice);
    void addTurn(std::size_t turn, std::size_t end);
    void addSpan(MonotonicNs from, MonotonicNs to, std::size_t slice, LaneState state);
    void addMarks(std::size_t firstSlice, std::size_t end);
    void dropTail();
    void forgetOpen(MonotonicNs before);
    std::size_t groupAt(MonotonicNs at, std::size_t from, std::size_t to) const;
    std::size_t groupNear(MonotonicNs at, std::size_t least) const;
    std::size_t spanAfterIn(std::size_t group, MonotonicNs at) const;

    static constexpr std::size_t kGroup = 16;
    MonotonicNs from_ = 0; ///< everything since then is known
    bool begun_ = false;   ///< anything is
    /// Since nothing was open the last time: what can still change.
    std::vector<TraceEvent> open_;
    BlockRow<TraceSlice> slices_;
    BlockRow<LaneSpan> spans_;
    BlockRow<LaneShares> sums_;    ///< before span 0, kGroup, 2 * kGroup ...
    BlockRow<MonotonicNs> begins_; ///< of the same spans: few bytes to search in
    std::vector<bool> markedTasks_;
    BlockRow<Mark> marks_;
    std::uint64_t firstSlice_ = 0; ///< number of slices_[0]
    LaneShares total_{};           ///< of all spans
    LaneState rest_ = LaneState::NeedsInput;

    /// Up to here nothing changes any more: what follows comes from open_.
    struct Settled {
        std::size_t slices = 0, spans = 0, marks = 0, groups = 0;
        LaneShares total{};
        LaneState rest = LaneState::NeedsInput;
    } settled_;
};

} // namespace millrace::ui
