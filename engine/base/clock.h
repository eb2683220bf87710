// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace millrace {

/// Nanoseconds on a monotonic clock that starts anywhere. Virtual in the simulator.
using MonotonicNs = std::int64_t;
/// Milliseconds since 1970-01-01T00:00:00Z: the type of event times and watermarks.
using EpochMs = std::int64_t;

inline constexpr EpochMs kMinWatermark = INT64_MIN; ///< nothing seen yet
inline constexpr EpochMs kMaxWatermark = INT64_MAX; ///< end of input: every window may fire

/// Where engine and node code get the time from. The runtime gives the machine's clocks, the simulator
/// virtual time. Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    virtual MonotonicNs now() const = 0;
    virtual EpochMs wallClock() const = 0;
};

} // namespace millrace
