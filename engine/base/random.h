// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>

namespace millrace {

/// SplitMix64 finaliser (Steele, Lea, Flood 2014): a bijection on 64 bits. mix64(seed + i * kGolden64) is the
/// i-th draw of a counter-based stream, so any element can be computed alone and a loop over i vectorises.
inline constexpr std::uint64_t kGolden64 = 0x9E3779B97F4A7C15ull;
constexpr std::uint64_t mix64(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

/// Derives an independent stream from a seed and a name (node id, field name): FNV-1a over the name, then
/// mixed.
constexpr std::uint64_t deriveSeed(std::uint64_t seed, std::string_view name, std::uint64_t index = 0) {
    std::uint64_t h = 0xCBF29CE484222325ull;
    for (const char c : name)
        h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
    return mix64(mix64(seed + kGolden64) ^ h) ^ mix64(index * kGolden64 + 1);
}

/// Sequential generator over the same counter stream. One per task; not thread-safe. Same seed, same numbers
/// everywhere.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() { return mix64(state_ += kGolden64); }
    /// Uniform in [0, 1) with 53 bits.
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    /// Uniform in [0, n); Lemire's multiply-shift, bias below 2^-32 for n < 2^32.
    std::uint64_t below(std::uint64_t n) {
        __extension__ using Wide = unsigned __int128;
        return static_cast<std::uint64_t>((static_cast<Wide>(next()) * n) >> 64);
    }
    /// Exponential with the given mean.
    double exponential(double mean) { return -mean * std::log1p(-uniform()); }
    /// Standard normal, Box-Muller (one of the pair is thrown away: simplicity over speed).
    double normal() {
        const double u = 1.0 - uniform();
        const double v = uniform();
        return std::sqrt(-2.0 * std::log(u)) * std::cos(6.283185307179586476925286766559 * v);
    }

private:
    std::uint64_t state_;
};

} // namespace millrace
