// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/lane_track.h"

#include "engine/run/trace_openings.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace millrace::ui {

namespace {

/// What a worker waits for whose last turn ended like that.
LaneState restAfter(TurnEnd end) {
    switch (end) {
        case TurnEnd::OutputFull: return LaneState::OutputFull;
        case TurnEnd::AwaitsTime:
        case TurnEnd::Held: return LaneState::AwaitsTime;
        case TurnEnd::Yields:
        case TurnEnd::NeedsInput:
        case TurnEnd::Finished: return LaneState::NeedsInput;
    }
    return LaneState::NeedsInput;
}

bool endsEverything(const TraceEvent& event) {
    return event.kind == TraceKind::TurnEnds || event.kind == TraceKind::Awakes;
}

/// Whether it begins or ends a stretch.
bool isOfStretch(const TraceEvent& event) {
    switch (event.kind) {
        case TraceKind::HandsOff:
        case TraceKind::WireDepth:
        case TraceKind::BatchEnters:
        case TraceKind::BatchLeaves: return false;
        default: return true;
    }
}

bool isWait(const TraceSlice& slice) {
    return slice.kind == TraceSlice::Kind::LockWait || slice.kind == TraceSlice::Kind::IoWait;
}

} // namespace

void LaneTrack::clear() {
    std::vector<bool> marked = std::move(markedTasks_);
    *this = {};
    markedTasks_ = std::move(marked);
}

void LaneTrack::take(const TraceLane& later, MonotonicNs until) {
    dropTail();
    if (!begun_) from_ = later.from;
    begun_ = true;
    std::copy_if(later.events.begin(), later.events.end(), std::back_inserter(open_), isOfStretch);
    const auto last = std::find_if(open_.rbegin(), open_.rend(), endsEverything);
    if (const auto count = static_cast<std::size_t>(open_.rend() - last); count > 0) {
        add(count, open_[count - 1].at);
        settled_ = {slices_.size(), spans_.size(), marks_.size(), sums_.size(), total_, rest_};
        open_.erase(open_.begin(), last.base());
    }
    if (!open_.empty()) add(open_.size(), until);
}

void LaneTrack::dropTail() {
    slices_.truncate(settled_.slices);
    spans_.truncate(settled_.spans);
    marks_.truncate(settled_.marks);
    sums_.truncate(settled_.groups);
    begins_.truncate(settled_.groups);
    total_ = settled_.total;
    rest_ = settled_.rest;
}

void LaneTrack::add(std::size_t count, MonotonicNs until) {
    TraceLane piece;
    piece.from = from_;
    piece.events.assign(open_.begin(), open_.begin() + static_cast<std::ptrdiff_t>(count));
    const std::size_t first = slices_.size();
    slices_.append(slicesOf(piece, until));
    addSpans(first);
    addMarks(first, slices_.size());
}

void LaneTrack::addSpans(std::size_t firstSlice) {
    for (std::size_t i = firstSlice; i < slices_.size(); ++i) {
        const TraceSlice& slice = slices_[i];
        switch (slice.kind) {
            case TraceSlice::Kind::Turn: {
                std::size_t end = i + 1;
                while (end < slices_.size() && slices_[end].from < slice.to)
                    ++end;
                addTurn(i, end);
                rest_ = restAfter(slice.ended);
                break;
            }
            case TraceSlice::Kind::Search: addSpan(slice.from, slice.to, i, LaneState::Searching); break;
            case TraceSlice::Kind::Sleep: addSpan(slice.from, slice.to, i, rest_); break;
            case TraceSlice::Kind::Operator:
            case TraceSlice::Kind::LockWait:
            case TraceSlice::Kind::IoWait: break; // inside a turn, which has seen to them
        }
    }
}

/// A turn, cut at the waits inside it, which stand among the slices up to `end`.
void LaneTrack::addTurn(std::size_t turn, std::size_t end) {
    const TraceSlice slice = slices_[turn];
    MonotonicNs at = slice.from;
    for (std::size_t i = turn + 1; i < end; ++i) {
        const TraceSlice& wait = slices_[i];
        if (!isWait(wait) || wait.from < at) continue;
        addSpan(at, wait.from, turn, LaneState::Running);
        addSpan(wait.from, wait.to, i,
                wait.kind == TraceSlice::Kind::LockWait ? LaneState::Lock : LaneState::Io);
        at = wait.to;
    }
    addSpan(at, slice.to, turn, LaneState::Running);
}

void LaneTrack::addSpan(MonotonicNs from, MonotonicNs to, std::size_t slice, LaneState state) {
    if (!spans_.empty()) from = std::max(from, spans_.back().to);
    if (to <= from) return;
    if (spans_.size() % kGroup == 0) {
        sums_.push_back(total_);
        begins_.push_back(from);
    }
    spans_.push_back({from, to, firstSlice_ + slice, state});
    total_[static_cast<std::size_t>(state)] += to - from;
}

void LaneTrack::addMarks(std::size_t firstSlice, std::size_t end) {
    for (std::size_t i = firstSlice; i < end; ++i) {
        const TraceSlice& slice = slices_[i];
        if (slice.kind == TraceSlice::Kind::Turn && slice.task < markedTasks_.size() &&
            markedTasks_[slice.task])
            marks_.push_back({slice.from, slice.to});
    }
}

void LaneTrack::markTasks(std::vector<bool> tasks) {
    markedTasks_ = std::move(tasks);
    marks_.clear();
    addMarks(0, settled_.slices);
    settled_.marks = marks_.size();
    addMarks(settled_.slices, slices_.size());
}

void LaneTrack::forget(MonotonicNs before) {
    from_ = std::max(from_, before);
    forgetOpen(before);
    // Whole groups, so that the sums go on fitting; they count from the first moment that was ever known.
    const std::size_t gone = std::min(spanAfter(before), settled_.spans) / kGroup * kGroup;
    if (gone == 0) return;
    const std::uint64_t keep = spans_.size() > gone ? spans_[gone].slice : firstSlice_ + settled_.slices;
    auto slices = static_cast<std::size_t>(keep - firstSlice_);
    // A wait that is cut off from its turn keeps it.
    while (slices > 0 && slices < slices_.size() && slices_[slices].kind != TraceSlice::Kind::Turn &&
           slices_[slices].kind != TraceSlice::Kind::Search &&
           slices_[slices].kind != TraceSlice::Kind::Sleep)
        --slices;
    slices = std::min(slices, settled_.slices);
    const std::size_t marks =
        marks_.partitionPoint(0, settled_.marks, [before](const Mark& mark) { return mark.to <= before; });
    marks_.dropFront(marks);
    spans_.dropFront(gone);
    sums_.dropFront(gone / kGroup);
    begins_.dropFront(gone / kGroup);
    slices_.dropFront(slices);
    firstSlice_ += slices;
    settled_.marks -= marks;
    settled_.spans -= gone;
    settled_.groups -= gone / kGroup;
    settled_.slices -= slices;
}

/// A turn may go on for as long as the run: what began and ended in it long ago is of no use any more.
void LaneTrack::forgetOpen(MonotonicNs before) {
    const auto kept = std::find_if(open_.begin(), open_.end(),
                                   [before](const TraceEvent& event) { return event.at >= before; });
    std::vector<TraceEvent> begun;
    for (auto event = open_.begin(); event != kept; ++event)
        followOpenings(begun, *event);
    if (begun.size() == static_cast<std::size_t>(kept - open_.begin())) return;
    begun.insert(begun.end(), kept, open_.end());
    open_ = std::move(begun);
}

const TraceSlice* LaneTrack::slice(std::uint64_t number) const {
    return number >= firstSlice_ && number - firstSlice_ < slices_.size() ? &slices_[number - firstSlice_]
                                                                          : nullptr;
}

/// The last group among [from, to) that begins no later, or `from`.
std::size_t LaneTrack::groupAt(MonotonicNs at, std::size_t from, std::size_t to) const {
    const std::size_t later =
        begins_.partitionPoint(from, to, [at](MonotonicNs begin) { return begin <= at; });
    return later > from ? later - 1 : from;
}

std::size_t LaneTrack::groupNear(MonotonicNs at, std::size_t least) const {
    std::size_t step = 1, from = least / kGroup;
    while (from + step < begins_.size() && begins_[from + step] <= at) {
        from += step;
        step *= 2;
    }
    return groupAt(at, from, std::min(from + step, begins_.size()));
}

std::size_t LaneTrack::spanAfterIn(std::size_t group, MonotonicNs at) const {
    return spans_.partitionPoint(std::min(group * kGroup, spans_.size()),
                                 std::min((group + 1) * kGroup, spans_.size()),
                                 [at](const LaneSpan& span) { return span.to <= at; });
}

std::size_t LaneTrack::spanAfter(MonotonicNs at) const {
    return spanAfterIn(groupAt(at, 0, begins_.size()), at);
}

std::size_t LaneTrack::spanAfter(MonotonicNs at, std::size_t least) const {
    return std::max(least, spanAfterIn(groupNear(at, least), at));
}

LaneTrack::Reach LaneTrack::reachAt(MonotonicNs at, std::size_t least) const {
    const std::size_t group = groupNear(at, least);
    const std::size_t end = std::min((group + 1) * kGroup, spans_.size());
    std::size_t i = group * kGroup;
    if (i >= end) return {spans_.size(), total_};
    Reach reach{0, sums_[group]};
    while (i < end && spans_[i].to <= at) {
        reach.shares[static_cast<std::size_t>(spans_[i].state)] += spans_[i].to - spans_[i].from;
        ++i;
    }
    if (i < spans_.size() && at > spans_[i].from)
        reach.shares[static_cast<std::size_t>(spans_[i].state)] += at - spans_[i].from;
    reach.after = std::max(i, least);
    return reach;
}

LaneShares LaneTrack::sharesUntil(MonotonicNs at, std::size_t end) const {
    if (end == spans_.size()) return total_;
    LaneShares shares = sums_[end / kGroup];
    for (std::size_t i = end / kGroup * kGroup; i < end; ++i)
        shares[static_cast<std::size_t>(spans_[i].state)] += spans_[i].to - spans_[i].from;
    const LaneSpan& open = spans_[end];
    if (at > open.from) shares[static_cast<std::size_t>(open.state)] += at - open.from;
    return shares;
}

} // namespace millrace::ui
