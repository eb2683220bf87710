// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/random.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace millrace {

// Counter-based draws: the i-th number of a stream depends on its seed and i alone (see mix64).

inline constexpr std::size_t kDrawBlock = 512; ///< draws at a time: stay in the first-level cache

/// The draws [first, first + count) of a stream as they are, as min + u * width with u in [0, 1), and as min
/// + n with n in [0, size). Vector instructions where the processor has them; the results are the same
/// everywhere.
void draw(std::uint64_t* out, std::size_t count, std::uint64_t seed, std::uint64_t first);
void drawUniform(double* out, std::size_t count, std::uint64_t seed, std::uint64_t first, double min,
                 double width);
void drawBelow(std::int64_t* out, std::size_t count, std::uint64_t seed, std::uint64_t first,
               std::int64_t min, std::uint32_t size);

/// [0, 1) with 52 bits, by exponent bits: unlike an integer conversion this is a vector instruction
/// everywhere.
inline double unit(std::uint64_t bits) {
    return std::bit_cast<double>((bits >> 12) | 0x3FF0000000000000ull) - 1.0;
}

/// Calls body(position, draws, count) block by block.
template <class Body> void forBlocks(std::size_t count, std::uint64_t seed, std::uint64_t first, Body body) {
    std::array<std::uint64_t, kDrawBlock> raw;
    for (std::size_t at = 0; at < count; at += kDrawBlock) {
        const std::size_t n = std::min(kDrawBlock, count - at);
        draw(raw.data(), n, seed, first + at);
        body(at, raw.data(), n);
    }
}

/// The nearest whole number, within 64 bits.
inline std::int64_t widened(double v) {
    return static_cast<std::int64_t>(std::clamp(std::nearbyint(v), -9.2e18, 9.2e18));
}

} // namespace millrace
