// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/duration_distribution.h"

#include <algorithm>
#include <cmath>

namespace millrace {

namespace {
constexpr double kLongestNs = 3.6e15; ///< 1,000 hours: far tails must not overflow
}

DurationDistribution::DurationDistribution(std::string_view name, MonotonicNs mean, double spread)
    : mean_(static_cast<double>(mean)), spread_(spread) {
    if (name == "uniform") shape_ = Shape::Uniform;
    if (name == "exponential") shape_ = Shape::Exponential;
    if (name == "normal") shape_ = Shape::Normal;
    if (name == "lognormal") shape_ = Shape::Lognormal;
}

MonotonicNs DurationDistribution::draw(std::uint64_t seed, std::uint64_t index) const {
    if (shape_ == Shape::Constant) return static_cast<MonotonicNs>(mean_);
    Random random(mix64(seed + index * kGolden64));
    double time = mean_;
    switch (shape_) {
        case Shape::Constant: break;
        case Shape::Uniform: time = mean_ * (1 + spread_ * (2 * random.uniform() - 1)); break;
        case Shape::Exponential: time = random.exponential(mean_); break;
        case Shape::Normal: time = mean_ * (1 + spread_ * random.normal()); break;
        case Shape::Lognormal: {
            // With sigma^2 = ln(1 + c^2) and mu = ln(mean) - sigma^2 / 2 the mean is `mean_`, the coefficient
            // of variation c.
            const double variance = std::log1p(spread_ * spread_);
            time = mean_ * std::exp(std::sqrt(variance) * random.normal() - variance / 2);
            break;
        }
    }
    return static_cast<MonotonicNs>(std::clamp(time, 0.0, kLongestNs));
}

} // namespace millrace
