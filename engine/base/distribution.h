// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/base/random.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace millrace {

/// The law of a random quantity that is never negative: how long something takes (nanoseconds), how large it
/// is. Counter-based: the i-th draw of a stream is always the same, whoever asks and however often. Immutable
/// value, cheap to copy; safe for threads.
class Distribution {
public:
    enum class Shape : std::uint8_t {
        Constant,
        Uniform,
        Exponential,
        Normal, ///< cut off at 0
        Lognormal,
        Erlang,
        Gamma,
        Weibull,
        Pareto,           ///< bounded
        HyperExponential, ///< two branches with balanced means
        Empirical,        ///< between measured quantiles
        Trace,            ///< measured values, one after the other
    };

    Distribution() = default; ///< always 0
    static Distribution constant(double value);
    /// Evenly between both.
    static Distribution uniform(double low, double high);
    static Distribution exponential(double mean);
    /// `cv`: standard deviation as a share of the mean, here and below.
    static Distribution normal(double mean, double cv);
    static Distribution lognormal(double mean, double cv);
    /// Sum of `phases` exponential times; its cv is 1 / sqrt(phases).
    static Distribution erlang(double mean, int phases);
    static Distribution gamma(double mean, double cv);
    /// `shape` below 1: heavier than exponential; 1: exponential; above: lighter.
    static Distribution weibull(double mean, double shape);
    /// Density proportional to x^(-alpha-1) between `low` and `high`.
    static Distribution boundedPareto(double low, double high, double alpha);
    /// `cv` of at least 1.
    static Distribution hyperExponential(double mean, double cv);
    /// Values at evenly spaced quantiles, from the least to the greatest, at least two; linear in between.
    static Distribution empirical(std::vector<double> quantiles);
    /// Draw i is value i; after the last comes the first again. At least one.
    static Distribution trace(std::vector<double> values);
    /// By the names of `work`: constant, uniform, exponential, normal, lognormal, erlang, gamma, weibull,
    /// hyperexponential (anything else is constant). `spread` is the half width (uniform) or the standard
    /// deviation as a share of the mean.
    static Distribution named(std::string_view name, double mean, double spread);

    Shape shape() const { return shape_; }
    double mean() const;
    double squaredCv() const; ///< variance over the square of the mean; 0 where the mean is
    bool isZero() const { return shape_ == Shape::Constant && a_ == 0; }
    /// The same law of quantities that are so many times as large.
    Distribution scaled(double factor) const;

    double draw(std::uint64_t stream, std::uint64_t index) const;
    /// As a duration in whole nanoseconds, rounded down, at most 1,000 hours.
    MonotonicNs drawNs(std::uint64_t stream, std::uint64_t index) const {
        if (shape_ == Shape::Constant) return static_cast<MonotonicNs>(std::min(a_, kLongestNs));
        const double time = shape_ == Shape::Exponential
                                ? Random(mix64(stream + index * kGolden64)).exponential(a_)
                                : draw(stream, index);
        return static_cast<MonotonicNs>(std::clamp(time, 0.0, kLongestNs));
    }
    /// For people, of durations: "exponential, mean 20 us", "lognormal, mean 1 ms, cv 0.5".
    std::string text() const;

    bool operator==(const Distribution& other) const;

private:
    static constexpr double kLongestNs = 3.6e15; ///< far tails must not overflow

    Distribution(Shape shape, double a, double b = 0, double c = 0) : shape_(shape), a_(a), b_(b), c_(c) {}

    Shape shape_ = Shape::Constant;
    double a_ = 0, b_ = 0, c_ = 0; ///< what the constructor of the shape was given, or what follows from it
    std::shared_ptr<const std::vector<double>> table_; ///< Empirical, Trace
};

} // namespace millrace
