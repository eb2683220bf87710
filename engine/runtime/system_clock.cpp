// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/system_clock.h"

#include <chrono>
#include <ctime>

namespace millrace {

MonotonicNs SystemClock::now() const {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

EpochMs SystemClock::wallClock() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

MonotonicNs threadCpuTime() {
#ifdef CLOCK_THREAD_CPUTIME_ID
    timespec t{};
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) == 0)
        return MonotonicNs{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
#endif
    return SystemClock().now();
}

} // namespace millrace
