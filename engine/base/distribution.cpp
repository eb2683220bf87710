// SPDX-License-Identifier: Apache-2.0
#include "engine/base/distribution.h"

#include <fmt/format.h>

#include <numbers>
#include <utility>

// Means and variances: Law, Simulation Modeling and Analysis (5th ed. 2015), chapter 6, unless said
// otherwise.

namespace millrace {

namespace {

/// Up to here a product of uniforms is cheaper than rejection.
constexpr double kFewPhases = 8;
constexpr double kMostPhases = 1e9;

struct Moments {
    double mean = 0;
    double variance = 0;
};

Moments ofSquare(double mean, double square) { return {mean, std::max(0.0, square - mean * mean)}; }

/// Marsaglia and Tsang, A Simple Method for Generating Gamma Variables, ACM TOMS 26 (2000); mean = `shape`.
double drawGamma(Random& random, double shape) {
    // Below 1 as their note says: gamma(shape + 1) times a power of a uniform.
    if (shape < 1) {
        const double boosted = drawGamma(random, shape + 1);
        return boosted * std::pow(1 - random.uniform(), 1 / shape);
    }
    const double d = shape - 1.0 / 3.0;
    const double c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double x = random.normal();
        const double root = 1 + c * x;
        if (root <= 0) continue;
        const double v = root * root * root;
        const double u = 1 - random.uniform();
        if (u < 1 - 0.0331 * x * x * x * x) return d * v;
        if (std::log(u) < 0.5 * x * x + d * (1 - v + std::log(v))) return d * v;
    }
}

double drawErlang(Random& random, double phases) {
    if (phases > kFewPhases) return drawGamma(random, phases);
    double product = 1;
    for (int i = 0; i < static_cast<int>(phases); ++i)
        product *= 1 - random.uniform();
    return -std::log(product);
}

/// The squared cv of a Weibull law.
double weibullSquaredCv(double shape) {
    const double first = std::tgamma(1 + 1 / shape);
    return std::tgamma(1 + 2 / shape) / (first * first) - 1;
}

/// The shape with which a Weibull law has this cv: the cv falls as the shape grows, so halve the interval (on
/// the scale of logarithms). Outside of it the nearest end.
double weibullShape(double cv) {
    double low = 0.05; // cv 3.7e5
    double high = 1e4; // cv 1.3e-4
    for (int i = 0; i < 100; ++i) {
        const double middle = std::sqrt(low * high);
        (weibullSquaredCv(middle) > cv * cv ? low : high) = middle;
    }
    return std::sqrt(low * high);
}

/// E[X^power] of a bounded Pareto law: the integral of alpha low^alpha x^(power-alpha-1) over [low, high],
/// divided by 1 - (low/high)^alpha. Written with expm1, which also covers power = alpha and alpha = 0.
double paretoMoment(double low, double high, double alpha, int power) {
    const double range = std::log(high / low);
    const auto slope = [range](double d) { return d == 0 ? range : std::expm1(d * range) / d; };
    return std::pow(low, power) * slope(power - alpha) / slope(-alpha);
}

/// max(0, X) for X even between mean (1 - spread) and mean (1 + spread).
Moments uniformMoments(double mean, double spread) {
    const double low = mean * (1 - spread);
    const double high = mean * (1 + spread);
    if (low >= 0) return {mean, (high - low) * (high - low) / 12};
    const double width = high - low;
    return ofSquare(high * high / (2 * width), high * high * high / (3 * width));
}

/// max(0, X) for X normal: E = m P + s p, E of the square = (m^2 + s^2) P + m s p, with P the probability and
/// p the density of the standard normal at m / s (Tobin's censored normal; Greene, Econometric Analysis,
/// theorem 19.3).
Moments normalMoments(double mean, double cv) {
    const double below = 0.5 * std::erfc(-1 / cv * std::numbers::sqrt2 / 2);
    const double density = std::exp(-0.5 / (cv * cv)) / std::sqrt(2 * std::numbers::pi);
    const double first = below + cv * density;
    return ofSquare(mean * first, mean * mean * ((1 + cv * cv) * below + cv * density));
}

Moments ofValues(const std::vector<double>& values) {
    Moments moments;
    for (const double value : values)
        moments.mean += value / static_cast<double>(values.size());
    for (const double value : values)
        moments.variance += (value - moments.mean) * (value - moments.mean);
    moments.variance /= static_cast<double>(values.size());
    return moments;
}

/// A mixture of even laws between neighbours, each as likely as the others.
Moments betweenValues(const std::vector<double>& values) {
    const double pieces = static_cast<double>(values.size() - 1);
    Moments moments;
    for (std::size_t i = 0; i + 1 < values.size(); ++i)
        moments.mean += (values[i] + values[i + 1]) / 2 / pieces;
    for (std::size_t i = 0; i + 1 < values.size(); ++i) {
        const double off = (values[i] + values[i + 1]) / 2 - moments.mean;
        const double width = values[i + 1] - values[i];
        moments.variance += (off * off + width * width / 12) / pieces;
    }
    return moments;
}

std::shared_ptr<const std::vector<double>> nonNegative(std::vector<double> values) {
    for (double& value : values)
        value = std::max(0.0, value);
    return std::make_shared<const std::vector<double>>(std::move(values));
}

std::string durationText(double ns) {
    static constexpr std::pair<double, const char*> kUnits[] = {{3.6e12, "h"}, {6e10, "min"}, {1e9, "s"},
                                                                {1e6, "ms"},   {1e3, "us"},   {1, "ns"}};
    for (const auto& [size, unit] : kUnits)
        if (ns >= size) return fmt::format("{:.4g} {}", ns / size, unit);
    return fmt::format("{:.3g} ns", ns);
}

} // namespace

Distribution Distribution::constant(double value) { return {Shape::Constant, std::max(0.0, value)}; }

Distribution Distribution::uniform(double low, double high) {
    low = std::max(0.0, low);
    if (!(high > low)) return constant(low);
    return {Shape::Uniform, (low + high) / 2, (high - low) / (high + low)};
}

Distribution Distribution::exponential(double mean) {
    if (!(mean > 0)) return {};
    return {Shape::Exponential, mean};
}

Distribution Distribution::normal(double mean, double cv) {
    if (!(mean > 0) || !(cv > 0)) return constant(mean);
    return {Shape::Normal, mean, cv};
}

Distribution Distribution::lognormal(double mean, double cv) {
    if (!(mean > 0) || !(cv > 0)) return constant(mean);
    // With sigma^2 = ln(1 + cv^2) and mu = ln(mean) - sigma^2 / 2 mean and cv are as asked.
    return {Shape::Lognormal, mean, cv, std::log1p(cv * cv)};
}

Distribution Distribution::erlang(double mean, int phases) {
    if (!(mean > 0)) return {};
    return {Shape::Erlang, mean, static_cast<double>(std::max(1, phases))};
}

Distribution Distribution::gamma(double mean, double cv) {
    if (!(mean > 0) || !(cv > 0)) return constant(mean);
    return {Shape::Gamma, mean, cv, 1 / (cv * cv)};
}

Distribution Distribution::weibull(double mean, double shape) {
    if (!(mean > 0) || !(shape > 0)) return constant(mean);
    shape = std::max(0.05, shape);
    return {Shape::Weibull, mean, shape, mean / std::tgamma(1 + 1 / shape)};
}

Distribution Distribution::boundedPareto(double low, double high, double alpha) {
    if (!(high > low)) return constant(low);
    // The density has no integral from 0 on; twelve decades are more than any tail that is measured.
    return {Shape::Pareto, std::max(low, high * 1e-12), high, alpha};
}

Distribution Distribution::hyperExponential(double mean, double cv) {
    if (!(mean > 0)) return {};
    cv = std::max(1.0, cv);
    // Balanced means: both branches contribute half of the mean. Share of the first branch: Tijms, Stochastic
    // Models (1994), appendix B.
    const double squared = cv * cv;
    return {Shape::HyperExponential, mean, cv, (1 + std::sqrt((squared - 1) / (squared + 1))) / 2};
}

Distribution Distribution::empirical(std::vector<double> quantiles) {
    if (quantiles.empty()) return {};
    if (quantiles.size() == 1) return constant(quantiles.front());
    Distribution result(Shape::Empirical, 0);
    result.table_ = nonNegative(std::move(quantiles));
    const Moments moments = betweenValues(*result.table_);
    result.a_ = moments.mean;
    result.b_ = moments.variance;
    return result;
}

Distribution Distribution::trace(std::vector<double> values) {
    if (values.empty()) return {};
    Distribution result(Shape::Trace, 0);
    result.table_ = nonNegative(std::move(values));
    const Moments moments = ofValues(*result.table_);
    result.a_ = moments.mean;
    result.b_ = moments.variance;
    return result;
}

Distribution Distribution::named(std::string_view name, double mean, double spread) {
    if (!(mean > 0)) return {};
    if (name == "exponential") return exponential(mean);
    if (name == "hyperexponential") return hyperExponential(mean, spread);
    if (!(spread > 0)) return constant(mean);
    // Not by its ends: these would round the width.
    if (name == "uniform") return {Shape::Uniform, mean, spread};
    if (name == "normal") return normal(mean, spread);
    if (name == "lognormal") return lognormal(mean, spread);
    if (name == "gamma") return gamma(mean, spread);
    if (name == "weibull") return weibull(mean, weibullShape(spread));
    if (name == "erlang") {
        const double phases = std::round(1 / (spread * spread));
        return erlang(mean, static_cast<int>(std::clamp(phases, 1.0, kMostPhases)));
    }
    return constant(mean);
}

double Distribution::mean() const {
    switch (shape_) {
        case Shape::Uniform: return uniformMoments(a_, b_).mean;
        case Shape::Normal: return normalMoments(a_, b_).mean;
        case Shape::Pareto: return paretoMoment(a_, b_, c_, 1);
        default: return a_;
    }
}

double Distribution::squaredCv() const {
    const auto share = [](const Moments& moments) {
        return moments.mean > 0 ? moments.variance / (moments.mean * moments.mean) : 0;
    };
    switch (shape_) {
        case Shape::Constant: return 0;
        case Shape::Uniform: return share(uniformMoments(a_, b_));
        case Shape::Exponential: return 1;
        case Shape::Normal: return share(normalMoments(a_, b_));
        case Shape::Erlang: return 1 / b_;
        case Shape::Weibull: return weibullSquaredCv(b_);
        case Shape::Pareto: return share(ofSquare(mean(), paretoMoment(a_, b_, c_, 2)));
        case Shape::Lognormal:
        case Shape::Gamma:
        case Shape::HyperExponential: return b_ * b_;
        case Shape::Empirical:
        case Shape::Trace: return share({a_, b_});
    }
    return 0;
}

Distribution Distribution::scaled(double factor) const {
    if (!(factor > 0)) return {};
    Distribution result = *this;
    result.a_ *= factor;
    if (shape_ == Shape::Pareto) result.b_ *= factor;
    if (shape_ == Shape::Weibull) result.c_ *= factor;
    if (table_) {
        result.b_ *= factor * factor;
        std::vector<double> values = *table_;
        for (double& value : values)
            value *= factor;
        result.table_ = std::make_shared<const std::vector<double>>(std::move(values));
    }
    return result;
}

double Distribution::draw(std::uint64_t stream, std::uint64_t index) const {
    if (shape_ == Shape::Constant) return a_;
    if (shape_ == Shape::Trace) return (*table_)[index % table_->size()];
    Random random(mix64(stream + index * kGolden64));
    switch (shape_) {
        case Shape::Constant:
        case Shape::Trace: break;
        case Shape::Uniform: return std::max(0.0, a_ * (1 + b_ * (2 * random.uniform() - 1)));
        case Shape::Exponential: return random.exponential(a_);
        case Shape::Normal: return std::max(0.0, a_ * (1 + b_ * random.normal()));
        case Shape::Lognormal: return a_ * std::exp(std::sqrt(c_) * random.normal() - c_ / 2);
        case Shape::Erlang: return a_ / b_ * drawErlang(random, b_);
        case Shape::Gamma: return a_ / c_ * drawGamma(random, c_);
        case Shape::Weibull: return c_ * std::pow(random.exponential(1), 1 / b_);
        case Shape::Pareto: {
            const double u = random.uniform();
            const double range = std::log(b_ / a_);
            if (c_ == 0) return a_ * std::exp(u * range);
            return std::min(b_, a_ * std::pow(1 + u * std::expm1(-c_ * range), -1 / c_));
        }
        case Shape::HyperExponential: {
            const double share = random.uniform() < c_ ? c_ : 1 - c_;
            return random.exponential(a_ / (2 * share));
        }
        case Shape::Empirical: {
            const double at = random.uniform() * static_cast<double>(table_->size() - 1);
            const auto i = std::min(static_cast<std::size_t>(at), table_->size() - 2);
            const double low = (*table_)[i];
            return low + (at - static_cast<double>(i)) * ((*table_)[i + 1] - low);
        }
    }
    return a_;
}

std::string Distribution::text() const {
    const std::string mean = "mean " + durationText(a_);
    const auto spread = [](double cv) { return fmt::format(", cv {:.3g}", cv); };
    switch (shape_) {
        case Shape::Constant: return "constant, " + durationText(a_);
        case Shape::Uniform:
            return fmt::format("uniform, {} to {}", durationText(std::max(0.0, a_ * (1 - b_))),
                               durationText(a_ * (1 + b_)));
        case Shape::Exponential: return "exponential, " + mean;
        case Shape::Normal: return "normal, " + mean + spread(b_);
        case Shape::Lognormal: return "lognormal, " + mean + spread(b_);
        case Shape::Erlang: return fmt::format("Erlang, {}, {} phases", mean, b_);
        case Shape::Gamma: return "gamma, " + mean + spread(b_);
        case Shape::Weibull: return fmt::format("Weibull, {}, shape {:.3g}", mean, b_);
        case Shape::Pareto:
            return fmt::format("Pareto, {} to {}, alpha {:.3g}", durationText(a_), durationText(b_), c_);
        case Shape::HyperExponential: return "hyperexponential, " + mean + spread(b_);
        case Shape::Empirical: return "measured, " + mean + spread(std::sqrt(squaredCv()));
        case Shape::Trace: return fmt::format("trace of {}, {}", table_->size(), mean);
    }
    return {};
}

bool Distribution::operator==(const Distribution& other) const {
    if (shape_ != other.shape_ || a_ != other.a_ || b_ != other.b_ || c_ != other.c_) return false;
    return table_ == other.table_ || (table_ && other.table_ && *table_ == *other.table_);
}

} // namespace millrace
