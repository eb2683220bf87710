// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/statistics/scalability.h"

#include "engine/base/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>

namespace millrace::sim {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::size_t fewestPoints(ScalabilityKind kind) { return kind == ScalabilityKind::Amdahl ? 4 : 6; }

// n / X(n) = a + b (n - 1) + c n (n - 1) with a = 1 / lambda, b = sigma / lambda, c = kappa / lambda: in
// these the law is the reciprocal of something linear, and the bounds are b, c >= 0.
using Coefficients = std::array<double, 3>;

Coefficients basis(double n) { return {1, n - 1, n * (n - 1)}; }

double denominator(const Coefficients& k, double n) {
    const Coefficients g = basis(n);
    return k[0] * g[0] + k[1] * g[1] + k[2] * g[2];
}

/// Sum of the squared relative residuals; infinite where the law is not positive.
double loss(std::span<const ScalePoint> points, const Coefficients& k) {
    double sum = 0;
    for (const ScalePoint& point : points) {
        const double d = denominator(k, point.workers);
        if (!(d > 0)) return kInfinity;
        const double residual = 1 - point.workers / d / point.throughput;
        sum += residual * residual;
    }
    return sum;
}

/// Solves the normal equations in the coefficients that are free, the others staying as they are (0); Gauss
/// with pivoting. False where they have no single solution.
bool solve(std::array<std::array<double, 4>, 3> m, const std::array<bool, 3>& isFree, Coefficients& x) {
    for (std::size_t i = 0; i < 3; ++i) {
        if (isFree[i]) continue;
        m[i] = {};
        m[i][i] = 1;
        for (std::size_t r = 0; r < 3; ++r)
            if (r != i) m[r][i] = 0;
    }
    for (std::size_t column = 0; column < 3; ++column) {
        std::size_t pivot = column;
        for (std::size_t r = column + 1; r < 3; ++r)
            if (std::abs(m[r][column]) > std::abs(m[pivot][column])) pivot = r;
        if (m[pivot][column] == 0) return false;
        std::swap(m[column], m[pivot]);
        for (std::size_t r = 0; r < 3; ++r) {
            if (r == column) continue;
            const double factor = m[r][column] / m[column][column];
            for (std::size_t c = column; c < 4; ++c)
                m[r][c] -= factor * m[column][c];
        }
    }
    for (std::size_t i = 0; i < 3; ++i)
        x[i] = m[i][3] / m[i][i];
    return true;
}

/// Levenberg and Marquardt in the free coefficients, from `start`; Marquardt, SIAM 11 (1963).
Coefficients descend(std::span<const ScalePoint> points, const std::array<bool, 3>& isFree, Coefficients at) {
    double current = loss(points, at);
    double damping = 1e-3;
    for (int round = 0; round < 200; ++round) {
        std::array<std::array<double, 4>, 3> normal{};
        for (const ScalePoint& point : points) {
            const double d = denominator(at, point.workers);
            const double predicted = point.workers / d / point.throughput;
            const Coefficients g = basis(point.workers);
            // The residual 1 - predicted grows by predicted / d * g for each coefficient.
            for (std::size_t i = 0; i < 3; ++i) {
                const double slope = predicted / d * g[i];
                for (std::size_t j = 0; j < 3; ++j)
                    normal[i][j] += slope * predicted / d * g[j];
                normal[i][3] -= slope * (1 - predicted);
            }
        }
        for (std::size_t i = 0; i < 3; ++i)
            normal[i][i] *= 1 + damping;
        Coefficients step{};
        if (!solve(normal, isFree, step)) break;
        Coefficients next = at;
        double change = 0;
        for (std::size_t i = 0; i < 3; ++i)
            if (isFree[i]) {
                next[i] += step[i];
                change = std::max(change, std::abs(step[i]) / at[0]);
            }
        const double better = loss(points, next);
        if (better <= current) {
            at = next;
            current = better;
            damping = std::max(1e-12, damping / 10);
            if (change < 1e-14) break;
        } else {
            damping *= 10;
            if (damping > 1e12) break;
        }
    }
    return at;
}

/// The least squares of relative residuals of n / X: linear, and close to the answer.
std::optional<Coefficients> linearStart(std::span<const ScalePoint> points,
                                        const std::array<bool, 3>& isFree) {
    std::array<std::array<double, 4>, 3> normal{};
    for (const ScalePoint& point : points) {
        const Coefficients g = basis(point.workers);
        const double weight = point.throughput / point.workers;
        for (std::size_t i = 0; i < 3; ++i) {
            for (std::size_t j = 0; j < 3; ++j)
                normal[i][j] += weight * g[i] * weight * g[j];
            normal[i][3] += weight * g[i];
        }
    }
    Coefficients k{};
    if (!solve(normal, isFree, k) || loss(points, k) == kInfinity) return std::nullopt;
    return k;
}

/// With bounds on two coefficients: the best of the four problems in which each of them is free or 0, among
/// those whose answer keeps the bounds.
Coefficients leastSquares(std::span<const ScalePoint> points, ScalabilityKind kind) {
    Coefficients best{1, 0, 0};
    double least = kInfinity;
    for (const auto& [b, c] : {std::pair{false, false}, {true, false}, {false, true}, {true, true}}) {
        if (c && kind == ScalabilityKind::Amdahl) continue;
        const std::array<bool, 3> isFree{true, b, c};
        const std::optional<Coefficients> start = linearStart(points, isFree);
        if (!start) continue;
        const Coefficients k = descend(points, isFree, *start);
        const double sum = loss(points, k);
        if (!(k[0] > 0) || k[1] < 0 || k[2] < 0 || !(sum < least)) continue;
        least = sum;
        best = k;
    }
    return best;
}

ScalabilityLaw lawOf(const Coefficients& k) {
    return {.lambda = 1 / k[0], .sigma = k[1] / k[0], .kappa = k[2] / k[0]};
}

std::string whyNot(std::span<const ScalePoint> points, ScalabilityKind kind) {
    std::set<double> different;
    for (const ScalePoint& point : points) {
        if (!(point.workers >= 1)) return "a point has less than one worker";
        if (!(point.throughput > 0) || !std::isfinite(point.throughput))
            return fmt::format("the point with {} workers has no throughput", point.workers);
        different.insert(point.workers);
    }
    if (different.size() >= fewestPoints(kind)) return {};
    if (kind == ScalabilityKind::Amdahl)
        return fmt::format("{} different numbers of workers are too few: at least {} are needed",
                           different.size(), fewestPoints(kind));
    return fmt::format(
        "{} different numbers of workers are too few for three unknowns: at least {} are "
        "needed, 1 and one beyond the peak among them",
        different.size(), fewestPoints(kind));
}

} // namespace

double amdahlSpeedUp(double n, double sigma) { return n / (1 + sigma * (n - 1)); }

double gustafsonSpeedUp(double n, double sigma) { return n - sigma * (n - 1); }

double ScalabilityLaw::throughput(double n) const {
    return lambda * n / (1 + sigma * (n - 1) + kappa * n * (n - 1));
}

double ScalabilityLaw::knee() const {
    if (kappa <= 0) return sigma < 1 ? kInfinity : 1;
    return sigma < 1 ? std::max(1.0, std::sqrt((1 - sigma) / kappa)) : 1;
}

double ScalabilityLaw::peak() const {
    if (std::isfinite(knee())) return throughput(knee());
    return sigma > 0 ? lambda / sigma : kInfinity;
}

ScalabilityFit fitScalability(std::span<const ScalePoint> points, ScalabilityKind kind) {
    ScalabilityFit fit;
    fit.refused = whyNot(points, kind);
    for (const ScalePoint& point : points) {
        fit.largest = std::max(fit.largest, point.workers);
        fit.hasOne = fit.hasOne || point.workers == 1;
    }
    if (!fit.usable()) return fit;
    const Coefficients k = leastSquares(points, kind);
    fit.law = lawOf(k);
    fit.error = std::sqrt(loss(points, k) / static_cast<double>(points.size()));
    fit.pastKnee = fit.largest > fit.law.knee();
    return fit;
}

std::vector<BandPoint> scalabilityBand(std::span<const ScalePoint> points, std::span<const double> workers,
                                       std::uint64_t seed, double level, std::size_t rounds,
                                       ScalabilityKind kind) {
    const ScalabilityFit fit = fitScalability(points, kind);
    if (!fit.usable() || rounds == 0) return {};
    // A fit of two or three unknowns leaves residuals that are too small.
    const auto n = static_cast<double>(points.size());
    const double inflate = std::sqrt(n / (n - (kind == ScalabilityKind::Amdahl ? 2 : 3)));
    std::vector<double> residuals;
    for (const ScalePoint& point : points)
        residuals.push_back((point.throughput / fit.law.throughput(point.workers) - 1) * inflate);

    std::vector<std::vector<double>> curves(workers.size());
    std::vector<ScalePoint> redrawn(points.begin(), points.end());
    for (std::size_t round = 0; round < rounds; ++round) {
        Random random(mix64(seed + round * kGolden64));
        for (ScalePoint& point : redrawn) {
            const double residual = residuals[random.below(residuals.size())];
            point.throughput = fit.law.throughput(point.workers) * std::max(0.01, 1 + residual);
        }
        const ScalabilityLaw law = lawOf(leastSquares(redrawn, kind));
        for (std::size_t i = 0; i < workers.size(); ++i)
            curves[i].push_back(law.throughput(workers[i]));
    }
    std::vector<BandPoint> band;
    const auto at = [rounds](double share) {
        return static_cast<std::size_t>(std::lround(share * static_cast<double>(rounds - 1)));
    };
    for (std::size_t i = 0; i < workers.size(); ++i) {
        std::sort(curves[i].begin(), curves[i].end());
        band.push_back({.workers = workers[i],
                        .low = curves[i][at((1 - level) / 2)],
                        .high = curves[i][at((1 + level) / 2)]});
    }
    return band;
}

} // namespace millrace::sim
