// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"

#include <algorithm>
#include <cmath>

namespace millrace {

/// How long before its time a sleeper asks to be woken, to spin until the time has come: the system wakes
/// late, by some microseconds or, on virtual machines, by most of a hundred. Learned from how late it was
/// woken before. One thread at a time.
class WakeUpLead {
public:
    /// The sleeper had asked to be woken at `asked`. Who comes before that says nothing; who comes later was
    /// woken late, even if it was somebody else who woke it.
    void awake(MonotonicNs asked, MonotonicNs now) {
        if (now < asked) return;
        const double late = std::min(static_cast<double>(now - asked), kMostNs);
        deviation_ += kWeight * (std::abs(late - late_) - deviation_);
        late_ += kWeight * (late - late_);
    }
    /// For a sleep of so long. At most a twentieth of it is expected to be spent spinning.
    MonotonicNs lead(MonotonicNs sleep) const {
        const double early =
            std::min(2 * deviation_ + 5'000, static_cast<double>(std::max<MonotonicNs>(sleep, 0)) / 20);
        return static_cast<MonotonicNs>(std::min(late_ + early, static_cast<double>(sleep) / 4));
    }

private:
    static constexpr double kMostNs = 200'000;
    static constexpr double kWeight = 1.0 / 16;
    double late_ = 20'000;
    double deviation_ = 10'000;
};

} // namespace millrace
