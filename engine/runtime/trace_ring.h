// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/trace.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <memory>
#include <vector>

namespace millrace {

/// The last events of one thread. That thread alone writes and never waits; anybody copies while it goes on.
/// A copy leaves out what may have been overwritten meanwhile, so no event in it is torn.
class TraceRing {
public:
    /// Holds at least so many events.
    explicit TraceRing(std::size_t events)
        : mask_(std::bit_ceil(std::max<std::size_t>(events, 2)) - 1),
          words_(std::make_unique<Words[]>(mask_ + 1)) {}

    /// Only the thread that owns the ring.
    void record(const TraceEvent& event) {
        const std::uint64_t index = begun_.load(std::memory_order_relaxed);
        begun_.store(index + 1, std::memory_order_relaxed);
        // Whoever sees one of the words below sees that this event was begun.
        std::atomic_thread_fence(std::memory_order_release);
        Words& words = words_[index & mask_];
        words[0].store(static_cast<std::uint64_t>(event.at), std::memory_order_relaxed);
        words[1].store(static_cast<std::uint64_t>(event.kind) | std::uint64_t{event.why} << 8 |
                           std::uint64_t{event.task} << 32,
                       std::memory_order_relaxed);
        words[2].store(std::uint64_t{event.subject} | std::uint64_t{event.amount} << 32,
                       std::memory_order_relaxed);
        done_.store(index + 1, std::memory_order_release);
    }

    struct Copy {
        std::uint64_t next = 0; ///< position after the newest event
        std::uint64_t lost = 0; ///< events since `from` that were overwritten
        std::vector<TraceEvent> events;
    };
    /// The events from that position on, which an earlier copy gave as `next`.
    Copy copy(std::uint64_t from) const;
    std::uint64_t recorded() const { return done_.load(std::memory_order_relaxed); }
    std::size_t capacity() const { return mask_ + 1; }

    /// The ring of the thread that asks; none where nothing is recorded.
    static TraceRing* ofThisThread() { return current_; }
    static void note(TraceKind kind, const Clock& clock) {
        if (current_) current_->record({clock.now(), kind});
    }
    /// Gives a ring to the thread that makes it, for as long as it lives.
    class Seat {
    public:
        explicit Seat(TraceRing* ring) { current_ = ring; }
        ~Seat() { current_ = nullptr; }
        Seat(const Seat&) = delete;
        Seat& operator=(const Seat&) = delete;
    };

private:
    using Words = std::array<std::atomic<std::uint64_t>, 3>;

    static inline constinit thread_local TraceRing* current_ = nullptr;

    const std::size_t mask_;
    const std::unique_ptr<Words[]> words_;
    alignas(64) std::atomic<std::uint64_t> begun_{0};
    std::atomic<std::uint64_t> done_{0};
};

} // namespace millrace
