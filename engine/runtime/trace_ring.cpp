// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/trace_ring.h"

namespace millrace {

TraceRing::Copy TraceRing::copy(std::uint64_t from) const {
    Copy copy;
    copy.next = done_.load(std::memory_order_acquire);
    const std::uint64_t size = capacity();
    const auto oldestOf = [size](std::uint64_t count) { return count > size ? count - size : 0; };
    const std::uint64_t first = std::max(from, oldestOf(copy.next));
    if (first < copy.next) copy.events.reserve(copy.next - first);
    for (std::uint64_t i = first; i < copy.next; ++i) {
        const Words& words = words_[i & mask_];
        const std::uint64_t head = words[1].load(std::memory_order_relaxed);
        const std::uint64_t tail = words[2].load(std::memory_order_relaxed);
        TraceEvent event;
        event.at = static_cast<MonotonicNs>(words[0].load(std::memory_order_relaxed));
        event.kind = static_cast<TraceKind>(head & 0xFF);
        event.why = static_cast<std::uint8_t>(head >> 8 & 0xFF);
        event.task = static_cast<std::uint32_t>(head >> 32);
        event.subject = static_cast<std::uint32_t>(tail);
        event.amount = static_cast<std::uint32_t>(tail >> 32);
        copy.events.push_back(event);
    }
    std::atomic_thread_fence(std::memory_order_acquire);
    const std::uint64_t oldest = oldestOf(begun_.load(std::memory_order_relaxed));
    const std::uint64_t kept = std::min(std::max(first, oldest), std::max(copy.next, first));
    copy.events.erase(copy.events.begin(), copy.events.begin() + static_cast<std::ptrdiff_t>(kept - first));
    copy.lost = kept - std::min(from, kept);
    return copy;
}

} // namespace millrace
