// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"

#include <atomic>

namespace millrace::test {

/// Time that no load on the machine can stretch: each reading moves it on by one step, and a test by as much
/// as it likes. Thread-safe.
class SteppingClock final : public Clock {
public:
    explicit SteppingClock(MonotonicNs step) : step_(step) {}
    MonotonicNs now() const override { return time_.fetch_add(step_) + step_; }
    EpochMs wallClock() const override { return 1'700'000'000'000; }
    void advance(MonotonicNs duration) { time_.fetch_add(duration); }

private:
    const MonotonicNs step_;
    mutable std::atomic<MonotonicNs> time_{1'000'000'000};
};

} // namespace millrace::test
