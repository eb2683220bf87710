// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/statistics/student_t.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

namespace millrace::sim {

/// Where a mean lies with probability `level`: mean +/- halfWidth, from n observations.
struct ConfidenceInterval {
    double mean = 0;
    double halfWidth = std::numeric_limits<double>::infinity(); ///< infinite below two observations
    std::uint64_t n = 0;
    double level = 0.95;

    double low() const { return mean - halfWidth; }
    double high() const { return mean + halfWidth; }
    bool contains(double value) const { return low() <= value && value <= high(); }
    /// Half width as a share of the mean: the precision. Infinite for a mean of 0, unless that is exact.
    double relative() const {
        if (halfWidth == 0) return 0;
        return mean == 0 ? std::numeric_limits<double>::infinity() : halfWidth / std::abs(mean);
    }
};

/// Mean and variance of values that come one after the other. Two of them merge into what one would have
/// seen. Welford, Technometrics 4 (1962); merging: Chan, Golub, LeVeque, The American Statistician 37 (1983).
class Summary {
public:
    Summary() = default;
    explicit Summary(std::span<const double> values) {
        for (const double value : values)
            add(value);
    }

    void add(double value) {
        ++n_;
        const double off = value - mean_;
        mean_ += off / static_cast<double>(n_);
        squares_ += off * (value - mean_);
        least_ = n_ == 1 ? value : std::min(least_, value);
        greatest_ = n_ == 1 ? value : std::max(greatest_, value);
    }

    void merge(const Summary& other) {
        if (other.n_ == 0) return;
        if (n_ == 0) {
            *this = other;
            return;
        }
        const auto mine = static_cast<double>(n_);
        const auto theirs = static_cast<double>(other.n_);
        const double off = other.mean_ - mean_;
        mean_ += off * theirs / (mine + theirs);
        squares_ += other.squares_ + off * off * mine * theirs / (mine + theirs);
        n_ += other.n_;
        least_ = std::min(least_, other.least_);
        greatest_ = std::max(greatest_, other.greatest_);
    }

    std::uint64_t count() const { return n_; }
    double mean() const { return mean_; }
    /// Unbiased; 0 below two values.
    double variance() const { return n_ < 2 ? 0 : squares_ / static_cast<double>(n_ - 1); }
    double deviation() const { return std::sqrt(variance()); }
    double least() const { return least_; }
    double greatest() const { return greatest_; }

    /// For independent values: Student's t.
    ConfidenceInterval interval(double level = 0.95) const {
        ConfidenceInterval result{.mean = mean_, .n = n_, .level = level};
        if (n_ < 2) return result;
        const auto n = static_cast<double>(n_);
        result.halfWidth = studentTFactor(level, n - 1) * std::sqrt(variance() / n);
        return result;
    }

private:
    std::uint64_t n_ = 0;
    double mean_ = 0;
    double squares_ = 0; ///< sum of the squared distances to the mean
    double least_ = 0;
    double greatest_ = 0;
};

} // namespace millrace::sim
