// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace millrace::sim {

/// How many times as fast n workers are as one. `sigma`: the share of the work that only one can do at a
/// time; for Gustafson of the work as the n see it. Amdahl, AFIPS 1967; Gustafson, CACM 31 (1988).
double amdahlSpeedUp(double n, double sigma);
double gustafsonSpeedUp(double n, double sigma);

/// The Universal Scalability Law: throughput of n workers. `lambda`: of one; `sigma`: share that waits for
/// others (contention); `kappa`: cost of agreeing with each other (coherency). Gunther, Guerrilla Capacity
/// Planning (2007), chapter 4.
struct ScalabilityLaw {
    double lambda = 0;
    double sigma = 0;
    double kappa = 0;

    double throughput(double n) const;
    /// Where more workers make it slower; infinite without kappa, at least 1.
    double knee() const;
    double peak() const; ///< the most there is: at the knee, or the limit lambda / sigma, or infinite
};

struct ScalePoint {
    double workers = 0;    ///< at least 1
    double throughput = 0; ///< above 0
};

/// Which law: Amdahl's is the universal one without coherency (kappa = 0).
enum class ScalabilityKind : std::uint8_t { Amdahl, Universal };

struct ScalabilityFit {
    ScalabilityLaw law;
    double error = 0;      ///< root of the mean squared relative residual
    double largest = 0;    ///< workers of the largest point
    bool hasOne = false;   ///< a point with one worker; without it lambda is extrapolated
    bool pastKnee = false; ///< a point beyond the knee; without it kappa is little more than a guess
    std::string refused;   ///< why there is no fit; empty = there is one
    bool usable() const { return refused.empty(); }
    /// Beyond four times the largest point measured a forecast is a guess: there the axis ends.
    double axisEnd() const { return 4 * largest; }
};

/// Least squares of relative residuals with sigma, kappa >= 0; from 6 different numbers of workers on, for
/// Amdahl's law from 4.
ScalabilityFit fitScalability(std::span<const ScalePoint> points,
                              ScalabilityKind kind = ScalabilityKind::Universal);

struct BandPoint {
    double workers = 0;
    double low = 0;
    double high = 0;
};
/// Where the fitted curve lies with probability `level`: the fit is repeated with residuals drawn from those
/// of the fit (bootstrap of residuals; Efron and Tibshirani 1993, section 9.5). Same seed, same band. It
/// tells of noise in the points only, not of whether the law holds out there. Empty where there is no fit.
std::vector<BandPoint> scalabilityBand(std::span<const ScalePoint> points, std::span<const double> workers,
                                       std::uint64_t seed, double level = 0.95, std::size_t rounds = 400,
                                       ScalabilityKind kind = ScalabilityKind::Universal);

} // namespace millrace::sim
