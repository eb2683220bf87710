// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/random.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace millrace::sim {

/// In [0, 1): always the same for a stream and a draw.
inline double uniformDraw(std::uint64_t stream, std::uint64_t draw) {
    return static_cast<double>(mix64(stream + draw * kGolden64) >> 11) * 0x1.0p-53;
}

/// The key of a record: always the same for a column and a record's number. `keys` different ones, 0 = each
/// record its own; `exponent` 0 = evenly, else Zipf's law by inversion of the continuous distribution on
/// [1, keys + 1) (L. Devroye, Non-Uniform Random Variate Generation, X.6): its head is within a few percent
/// of the discrete one, which is more than is known about anybody's keys.
inline std::uint64_t drawKey(std::uint64_t keys, double exponent, std::uint64_t stream,
                             std::uint64_t number) {
    if (keys == 0) return number;
    const std::uint64_t bits = mix64(stream + (number + 1) * kGolden64);
    const double u = static_cast<double>(bits >> 11) * 0x1.0p-53;
    const auto n = static_cast<double>(keys);
    if (exponent <= 0) return std::min(keys - 1, static_cast<std::uint64_t>(u * n));
    double x = 0;
    if (std::abs(exponent - 1) < 1e-9) {
        x = std::exp(u * std::log(n + 1));
    } else {
        const double power = 1 - exponent;
        x = std::pow(1 + u * (std::pow(n + 1, power) - 1), 1 / power);
    }
    return std::min(keys - 1, static_cast<std::uint64_t>(x - 1));
}

} // namespace millrace::sim
