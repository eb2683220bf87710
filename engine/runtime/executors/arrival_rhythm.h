// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/runtime/task.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace millrace {

/// When work comes at regular times, such as from a source that ticks, the time at which the next is due: who
/// waits for it can be awake by then, instead of being woken, which takes some 10 to 50 microseconds. Follows
/// phase and period as an alpha-beta filter does, and predicts nothing unless the last arrivals all came as
/// predicted: work at random times, such as of a Poisson process, is not waited for. One thread at a time.
class ArrivalRhythm {
public:
    /// Work came at `at`; the same time again says nothing new.
    void arrived(MonotonicNs at) {
        const auto gap = static_cast<double>(at - last_);
        if (gap < kLeastPeriodNs / 4) return; // of the same tick, or known already
        last_ = at;
        const double beats = period_ > 0 ? std::round((static_cast<double>(at) - phase_) / period_) : 0;
        const double error = static_cast<double>(at) - (phase_ + beats * period_);
        if (beats < 1 || beats > kMostBeats || std::abs(error) > period_ / 8) {
            trust_ = std::max(trust_ - kOff, 0);
            off_ = std::min(off_ + kOff, kMostOff);
            if (off_ == kMostOff) restart(static_cast<double>(at), gap);
            return;
        }
        off_ = std::max(off_ - 1, 0);
        phase_ += beats * period_ + error / 4;
        period_ += error / (16 * beats);
        deviation_ += (std::abs(error) - deviation_) / 8;
        trust_ = std::min(trust_ + 1, kMostTrust);
    }

    /// Nothing came when it was due.
    void missed() { trust_ = std::max(trust_ - kOff, 0); }

    /// When the next is due after `now`; kForever where there is no telling, or where it is not worth while.
    MonotonicNs next(MonotonicNs now) const {
        const bool worthWhile = period_ >= kLeastPeriodNs && period_ <= kMostPeriodNs &&
                                2 * deviation_ <= std::min(period_ / kShare, kMostSlackNs);
        if (trust_ < kEnoughTrust || !worthWhile) return kForever;
        const double beats = std::max(std::ceil((static_cast<double>(now) - phase_) / period_), 1.0);
        return static_cast<MonotonicNs>(phase_ + beats * period_);
    }

    /// By how much it may come before or after that.
    MonotonicNs slack() const { return static_cast<MonotonicNs>(2 * deviation_); }

private:
    void restart(double at, double gap) {
        phase_ = at;
        period_ = gap;
        deviation_ = gap / 8;
        trust_ = 0;
    }

    static constexpr double kLeastPeriodNs = 200'000;
    static constexpr double kMostPeriodNs = 1e9;
    static constexpr double kMostSlackNs = 100'000;
    static constexpr double kShare = 20;    ///< of the period, at most, is spent looking out on each side
    static constexpr double kMostBeats = 4; ///< so many may fail to come
    static constexpr int kEnoughTrust = 16; ///< arrivals as predicted, before any is waited for
    static constexpr int kMostTrust = 24;
    static constexpr int kOff = 2;     ///< what one weighs that does not come as predicted
    static constexpr int kMostOff = 8; ///< more of that than not: there is another rhythm, or none
    MonotonicNs last_ = 0;
    double phase_ = 0;
    double period_ = 0;
    double deviation_ = 0;
    int trust_ = 0;
    int off_ = kMostOff;
};

} // namespace millrace
