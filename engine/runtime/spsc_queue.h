// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace millrace {

/// First in, first out between one thread that pushes and one that pops: no locks, no bound of its own. A
/// list of small rings; the reader hands a ring it has emptied back to the writer, so that in the steady
/// state nothing is allocated (an unbounded single-producer single-consumer queue as Aldinucci et al.
/// describe it: "An efficient unbounded lock-free queue for multi-core systems", 2012).
///
/// The reader must know from elsewhere that there is something to pop; what the writer did before it said so
/// is visible then.
template <class T> class SpscQueue {
public:
    SpscQueue() : head_(new Ring), tail_(head_) {}
    SpscQueue(const SpscQueue&) = delete;
    SpscQueue& operator=(const SpscQueue&) = delete;
    ~SpscQueue() {
        while (head_ != nullptr)
            delete std::exchange(head_, head_->next.load(std::memory_order_relaxed));
        delete spare_.load(std::memory_order_relaxed);
    }

    /// The writer's.
    void push(T value) {
        if (written_ == kSlots) {
            Ring* ring = spare_.exchange(nullptr, std::memory_order_acquire);
            if (ring == nullptr) ring = new Ring;
            tail_->next.store(ring, std::memory_order_release);
            tail_ = ring;
            written_ = 0;
        }
        tail_->slots[written_++] = std::move(value);
    }

    /// The reader's; there is something.
    T pop() {
        if (read_ == kSlots) {
            Ring* const empty = std::exchange(head_, head_->next.load(std::memory_order_acquire));
            read_ = 0;
            empty->next.store(nullptr, std::memory_order_relaxed);
            delete spare_.exchange(empty, std::memory_order_acq_rel);
        }
        return std::exchange(head_->slots[read_++], T{});
    }

    /// The `count` values that would be popped next, from the oldest on; the reader's, or anybody's when both
    /// are still.
    template <class Visit> void visit(std::size_t count, Visit&& visit) const {
        const Ring* ring = head_;
        for (std::size_t i = 0, at = read_; i < count; ++i, ++at) {
            if (at == kSlots) {
                ring = ring->next.load(std::memory_order_acquire);
                at = 0;
            }
            visit(ring->slots[at]);
        }
    }

private:
    static constexpr std::size_t kSlots = 32;
    struct Ring {
        std::array<T, kSlots> slots{};
        std::atomic<Ring*> next{nullptr};
    };

    alignas(64) Ring* head_;
    std::size_t read_ = 0;
    alignas(64) Ring* tail_;
    std::size_t written_ = 0;
    alignas(64) std::atomic<Ring*> spare_{nullptr};
};

} // namespace millrace
