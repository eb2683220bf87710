// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

namespace millrace::sim {

/// To the nearest nanosecond; what would take longer than 30 years never ends, and does not overflow.
inline MonotonicNs wholeTime(double ns) {
    constexpr double kForEver = 1e18;
    return std::llround(ns < kForEver ? ns : kForEver);
}

/// Cores that runnable threads share evenly: each gets the rate min(1, cores / threads). Fluid processor
/// sharing in virtual attained service: a thread that needs s leaves when the attained service of everybody
/// has grown by s, so one heap of such moments is all there is to know, however often the rate changes
/// (L. Kleinrock, Queueing Systems II, 4.4). Copyable.
class SharedCores {
public:
    explicit SharedCores(double cores = 1) : cores_(cores) {}

    /// From now on there are so many.
    void change(double cores, MonotonicNs now) {
        attain(now);
        cores_ = cores;
    }
    std::size_t running() const { return heap_.size(); }
    std::size_t bytes() const { return heap_.size() * sizeof(Job); }
    /// A thread begins work that takes so long on a core of its own.
    void start(std::uint32_t thread, MonotonicNs work, MonotonicNs now);
    /// The next thread whose work is done, if one is by `now`.
    std::optional<std::uint32_t> finished(MonotonicNs now);
    /// Takes a thread away. Returns the work that is left of it, at least 1 ns.
    MonotonicNs stop(std::uint32_t thread, MonotonicNs now);
    /// When the next one will be done if nothing else happens. There must be one.
    MonotonicNs nextDone() const;

private:
    struct Job {
        double done = 0; ///< attained service at which it leaves
        std::uint64_t order = 0;
        std::uint32_t thread = 0;
    };
    static bool later(const Job& x, const Job& y) {
        return x.done != y.done ? x.done > y.done : x.order > y.order;
    }
    double rate() const {
        const auto n = static_cast<double>(heap_.size());
        return n <= cores_ ? 1.0 : cores_ / n;
    }
    void attain(MonotonicNs now) {
        if (!heap_.empty()) attained_ += static_cast<double>(now - since_) * rate();
        since_ = now;
    }

    double cores_;
    double attained_ = 0;
    MonotonicNs since_ = 0;
    std::uint64_t started_ = 0;
    std::vector<Job> heap_;
};

} // namespace millrace::sim
