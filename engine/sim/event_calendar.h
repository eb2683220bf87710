// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/base/random.h"

#include <cstdint>
#include <vector>

namespace millrace::sim {

/// What happens, in the order in which it happens where the time is the same: what ends makes room before
/// something new comes.
enum class EventKind : std::uint8_t {
    WorkDone,      ///< a = task
    CoresDone,     ///< a = 0, b = generation: the next of those that share the cores has its work
    SiteCoresDone, ///< a = site, b = generation: the same of a site
    SliceOver,     ///< a = site and core, b = generation
    LinkSent,      ///< a = link, b = generation: the next of those that share it is sent
    LinkTurned,    ///< a = link: goes down, or comes up again
    LinkArrival,   ///< a = edge, b = slot: what was sent has come
    OperationDone, ///< a = task, b = slot: one of the operations in flight
    Timer,         ///< a = op state, b = generation or slot: linger, pace, back-off
    SourceDue,     ///< a = task
    LinkAgain,     ///< a = edge, b = slot: was lost, and is sent again
    LockForced,    ///< b = generation: somebody has waited for the interpreter for too long
    LockLeft,      ///< who has the interpreter may be done with it
    HandedOver,    ///< a = task: who was woken for records, or for room, is awake
};

struct Event {
    MonotonicNs time = 0;
    std::uint64_t order = 0; ///< kind, then the order of scheduling
    std::uint32_t a = 0, b = 0;

    EventKind kind() const { return static_cast<EventKind>(order >> kKindShift); }
    static constexpr int kKindShift = 56;
};

/// What is going to happen, earliest first; equal times by kind, then by when they were scheduled: the same
/// on every machine. A heap with four children per node (D. Johnson, 1975): half the levels of a binary one,
/// and the children of a node share their cache lines. Copyable: a snapshot is a copy.
class EventCalendar {
public:
    /// From now on equal times of one kind come in an order that follows from the key alone, instead of that
    /// of their scheduling. 0 = that one.
    void shuffleTies(std::uint64_t key) { key_ = key; }
    bool empty() const { return heap_.empty(); }
    std::size_t size() const { return heap_.size(); }
    const Event& top() const { return heap_.front(); }

    /// What is later than 146 years never happens, so that sums of times cannot overflow.
    void schedule(MonotonicNs time, EventKind kind, std::uint32_t a, std::uint32_t b = 0) {
        const std::uint64_t number = sequence_++;
        const std::uint64_t place = key_ == 0 ? number : mix64(number + key_) >> (64 - Event::kKindShift);
        const std::uint64_t order = (static_cast<std::uint64_t>(kind) << Event::kKindShift) | place;
        heap_.emplace_back();
        siftUp(heap_.size() - 1, {time < kNever ? time : kNever, order, a, b});
    }
    void pop() {
        const Event last = heap_.back();
        heap_.pop_back();
        if (!heap_.empty()) siftDown(last);
    }

private:
    static constexpr MonotonicNs kNever = INT64_MAX / 2;

    static bool earlier(const Event& x, const Event& y) {
        return x.time != y.time ? x.time < y.time : x.order < y.order;
    }
    void siftUp(std::size_t place, const Event& event) {
        while (place > 0) {
            const std::size_t parent = (place - 1) / 4;
            if (!earlier(event, heap_[parent])) break;
            heap_[place] = heap_[parent];
            place = parent;
        }
        heap_[place] = event;
    }
    /// Finds the place of `event` from the root down.
    void siftDown(const Event& event) {
        const std::size_t n = heap_.size();
        std::size_t place = 0;
        for (;;) {
            const std::size_t first = place * 4 + 1;
            if (first >= n) break;
            std::size_t best = first;
            const std::size_t end = first + 4 < n ? first + 4 : n;
            for (std::size_t child = first + 1; child < end; ++child)
                if (earlier(heap_[child], heap_[best])) best = child;
            if (!earlier(heap_[best], event)) break;
            heap_[place] = heap_[best];
            place = best;
        }
        heap_[place] = event;
    }

    std::vector<Event> heap_;
    std::uint64_t sequence_ = 0, key_ = 0;
};

} // namespace millrace::sim
