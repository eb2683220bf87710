// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"

#include <array>
#include <atomic>
#include <cstdint>

namespace millrace {

enum class TimeKind : std::uint8_t { Busy, Idle, BackPressured, Lock, Io, Ready };
inline constexpr std::size_t kTimeKindCount = 6;

/// Where a task's time went. At any instant exactly one kind is running, so the kinds always add up to the
/// time since begin(). Written by whoever owns the task at the moment (one thread at a time), read by any: a
/// version number around each change lets a reader see a consistent set (seqlock, all cells atomic).
class TimeLedger {
public:
    using Totals = std::array<std::int64_t, kTimeKindCount>;

    void begin(MonotonicNs now, TimeKind kind) {
        change([&] {
            since_.store(now, std::memory_order_relaxed);
            kind_.store(kind, std::memory_order_relaxed);
        });
    }
    /// Closes the running interval and starts one of `kind`. Returns the length of the closed one.
    std::int64_t switchTo(TimeKind kind, MonotonicNs now) {
        const std::int64_t span = now - since_.load(std::memory_order_relaxed);
        change([&] {
            auto& cell = totals_[static_cast<std::size_t>(kind_.load(std::memory_order_relaxed))];
            cell.store(cell.load(std::memory_order_relaxed) + span, std::memory_order_relaxed);
            since_.store(now, std::memory_order_relaxed);
            kind_.store(kind, std::memory_order_relaxed);
        });
        return span;
    }
    TimeKind kind() const { return kind_.load(std::memory_order_relaxed); }
    /// Including the interval that is still running at `now`.
    Totals totals(MonotonicNs now) const {
        for (;;) {
            const std::uint64_t before = version_.load(std::memory_order_acquire);
            Totals result{};
            for (std::size_t i = 0; i < kTimeKindCount; ++i)
                result[i] = totals_[i].load(std::memory_order_relaxed);
            const MonotonicNs since = since_.load(std::memory_order_relaxed);
            const TimeKind kind = kind_.load(std::memory_order_relaxed);
            std::atomic_thread_fence(std::memory_order_acquire);
            if (before % 2 == 0 && version_.load(std::memory_order_relaxed) == before) {
                result[static_cast<std::size_t>(kind)] += now > since ? now - since : 0;
                return result;
            }
        }
    }

private:
    template <class F> void change(F&& f) {
        const std::uint64_t version = version_.load(std::memory_order_relaxed);
        version_.store(version + 1, std::memory_order_relaxed);
        std::atomic_thread_fence(std::memory_order_release);
        f();
        version_.store(version + 2, std::memory_order_release);
    }

    std::atomic<std::uint64_t> version_{0};
    std::array<std::atomic<std::int64_t>, kTimeKindCount> totals_{};
    std::atomic<MonotonicNs> since_{0};
    std::atomic<TimeKind> kind_{TimeKind::Ready};
};

} // namespace millrace
