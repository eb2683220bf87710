// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/field_draws.h"

namespace millrace {

namespace {

// One source text, compiled twice: for every processor and for those with AVX2, whose 32-bit multiplications
// make the 64-bit ones of mix64 faster than the scalar unit does. AVX2 brings no fused multiply-add, so both
// round alike.
#define MILLRACE_ALWAYS_INLINE inline __attribute__((always_inline))

MILLRACE_ALWAYS_INLINE void rawLoop(std::uint64_t* __restrict out, std::size_t count, std::uint64_t counter) {
    for (std::size_t i = 0; i < count; ++i)
        out[i] = mix64(counter + i * kGolden64);
}

MILLRACE_ALWAYS_INLINE void uniformLoop(double* __restrict out, std::size_t count, std::uint64_t counter,
                                        double min, double width) {
    for (std::size_t i = 0; i < count; ++i)
        out[i] = min + unit(mix64(counter + i * kGolden64)) * width;
}

/// Multiply-shift (D. Lemire 2019) on the upper 32 bits.
MILLRACE_ALWAYS_INLINE void belowLoop(std::int64_t* __restrict out, std::size_t count, std::uint64_t counter,
                                      std::int64_t min, std::uint32_t size) {
    for (std::size_t i = 0; i < count; ++i)
        out[i] = min + static_cast<std::int64_t>(((mix64(counter + i * kGolden64) >> 32) * size) >> 32);
}

#if defined(__x86_64__)
#define MILLRACE_AVX2 __attribute__((target("avx2")))
bool hasAvx2() {
    static const bool supported = __builtin_cpu_supports("avx2");
    return supported;
}
#else
#define MILLRACE_AVX2
bool hasAvx2() { return false; }
#endif

MILLRACE_AVX2 void rawAvx2(std::uint64_t* out, std::size_t count, std::uint64_t counter) {
    rawLoop(out, count, counter);
}
MILLRACE_AVX2 void uniformAvx2(double* out, std::size_t count, std::uint64_t counter, double min,
                               double width) {
    uniformLoop(out, count, counter, min, width);
}
MILLRACE_AVX2 void belowAvx2(std::int64_t* out, std::size_t count, std::uint64_t counter, std::int64_t min,
                             std::uint32_t size) {
    belowLoop(out, count, counter, min, size);
}

} // namespace

void draw(std::uint64_t* out, std::size_t count, std::uint64_t seed, std::uint64_t first) {
    const std::uint64_t counter = seed + first * kGolden64;
    if (hasAvx2()) return rawAvx2(out, count, counter);
    rawLoop(out, count, counter);
}

void drawUniform(double* out, std::size_t count, std::uint64_t seed, std::uint64_t first, double min,
                 double width) {
    const std::uint64_t counter = seed + first * kGolden64;
    if (hasAvx2()) return uniformAvx2(out, count, counter, min, width);
    uniformLoop(out, count, counter, min, width);
}

void drawBelow(std::int64_t* out, std::size_t count, std::uint64_t seed, std::uint64_t first,
               std::int64_t min, std::uint32_t size) {
    const std::uint64_t counter = seed + first * kGolden64;
    if (hasAvx2()) return belowAvx2(out, count, counter, min, size);
    belowLoop(out, count, counter, min, size);
}

} // namespace millrace
