// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

namespace millrace {

/// How long a thread looks for something to do before it sleeps: about what it costs to send it to sleep and
/// wake it again, so that it never costs more than twice the best choice (competitive spinning).
inline constexpr MonotonicNs kSpinNs = 20'000;
/// The same where there may be more threads than cores, so that spinning takes the core from those who work.
inline constexpr MonotonicNs kBriefSpinNs = 3'000;

inline void spinPause() {
#if defined(__x86_64__) || defined(__i386__)
    _mm_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

/// Spins until `done`, at most so long. Whether it came to be.
template <class Predicate> bool spinUntil(const Clock& clock, MonotonicNs span, Predicate&& done) {
    constexpr int kPausesPerLook = 16; // the clock is read rarely
    const MonotonicNs end = clock.now() + span;
    do {
        for (int i = 0; i < kPausesPerLook; ++i) {
            if (done()) return true;
            spinPause();
        }
    } while (clock.now() < end);
    return done();
}

} // namespace millrace
