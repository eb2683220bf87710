// SPDX-License-Identifier: Apache-2.0
#pragma once

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

namespace millrace {

/// A few microseconds: less than what going to sleep and being woken would cost both sides, and not worth
/// more where threads share cores.
inline constexpr int kSpins = 100;

inline void spinPause() {
#if defined(__x86_64__) || defined(__i386__)
    _mm_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

} // namespace millrace
