// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"

#include <array>

namespace millrace {

/// A sum over the last span of time, in slots of a tenth of it: what is older than the window leaves slot by
/// slot. Time must not go back; negative times count as any. Not thread-safe.
class SlidingSum {
public:
    explicit SlidingSum(MonotonicNs window) : slotNs_(window < kSlots ? 1 : window / kSlots) {}

    void add(double amount, MonotonicNs now) {
        forget(now);
        slots_[slotOf(latest_)] += amount;
    }
    double at(MonotonicNs now) {
        forget(now);
        double sum = 0;
        for (const double slot : slots_)
            sum += slot;
        return sum;
    }
    void clear() { slots_.fill(0); }

private:
    static constexpr std::int64_t kSlots = 10;

    static std::size_t slotOf(std::int64_t number) {
        const std::int64_t rest = number % kSlots;
        return static_cast<std::size_t>(rest < 0 ? rest + kSlots : rest);
    }
    void forget(MonotonicNs now) {
        const std::int64_t current = now / slotNs_;
        if (current - latest_ >= kSlots) {
            clear();
        } else {
            for (std::int64_t number = latest_ + 1; number <= current; ++number)
                slots_[slotOf(number)] = 0;
        }
        latest_ = current > latest_ ? current : latest_;
    }

    MonotonicNs slotNs_;
    std::int64_t latest_ = 0;
    std::array<double, kSlots> slots_{};
};

} // namespace millrace
