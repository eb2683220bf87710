// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/base/random.h"

#include <string_view>

namespace millrace {

/// Random durations with a given mean. Counter-based: the i-th draw of a seed is always the same. Immutable
/// value.
class DurationDistribution {
public:
    DurationDistribution() = default;
    /// `name`: constant, uniform, exponential, normal or lognormal (anything else is constant). `spread` is
    /// the half width (uniform) or the standard deviation (normal, lognormal) as a share of the mean. Never
    /// negative: uniform and normal are cut off at 0.
    DurationDistribution(std::string_view name, MonotonicNs mean, double spread);

    MonotonicNs draw(std::uint64_t seed, std::uint64_t index) const;

private:
    enum class Shape { Constant, Uniform, Exponential, Normal, Lognormal };
    Shape shape_ = Shape::Constant;
    double mean_ = 0;
    double spread_ = 0;
};

} // namespace millrace
