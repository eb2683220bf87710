// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/statistics/queueing_general.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace millrace::sim {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// One server whose mean wait is known; by Little's law.
QueueFigures fromWait(double lambda, double meanService, double wait) {
    const double rho = lambda * meanService;
    QueueFigures figures;
    figures.utilisation = std::min(1.0, rho);
    figures.throughput = std::min(lambda, 1 / meanService);
    figures.wait = rho < 1 ? wait : kInfinity;
    figures.sojourn = figures.wait + meanService;
    figures.inQueue = rho < 1 ? lambda * figures.wait : kInfinity;
    figures.inSystem = figures.inQueue + figures.utilisation;
    return figures;
}

} // namespace

QueueFigures mg1(double lambda, double meanService, double cv2) {
    const double rho = lambda * meanService;
    return fromWait(lambda, meanService, rho / (1 - rho) * (1 + cv2) / 2 * meanService);
}

QueueFigures md1(double lambda, double meanService) { return mg1(lambda, meanService, 0); }

QueueFigures dm1(double lambda, double mu) {
    const double rho = lambda / mu;
    if (rho >= 1) return fromWait(lambda, 1 / mu, kInfinity);
    // exp is convex: from 0 on the iteration rises to the smaller root, below 1.
    double sigma = 0;
    for (int i = 0; i < 1'000'000; ++i) {
        // Newton's step on exp(-(1 - sigma) / rho) - sigma, which has a negative slope up to the root.
        const double power = std::exp(-(1 - sigma) / rho);
        const double step = (power - sigma) / (1 - power / rho);
        sigma += step;
        if (std::abs(step) <= 1e-16) break;
    }
    return fromWait(lambda, 1 / mu, sigma / (mu * (1 - sigma)));
}

double kingmanBound(double lambda, double meanService, double varianceOfGaps, double varianceOfServices) {
    const double rho = lambda * meanService;
    return rho < 1 ? lambda * (varianceOfGaps + varianceOfServices) / (2 * (1 - rho)) : kInfinity;
}

double vutWait(double lambda, double meanService, double gapsCv2, double servicesCv2) {
    const double rho = lambda * meanService;
    return rho < 1 ? rho / (1 - rho) * (gapsCv2 + servicesCv2) / 2 * meanService : kInfinity;
}

std::vector<double> priorityWaits(std::span<const PriorityClass> classes) {
    double residual = 0; // mean rest of the service that an arrival finds
    for (const PriorityClass& one : classes)
        residual += one.lambda * one.meanService * one.meanService * (1 + one.cv2) / 2;
    std::vector<double> waits;
    double before = 0;
    for (const PriorityClass& one : classes) {
        const double with = before + one.lambda * one.meanService;
        waits.push_back(with < 1 ? residual / ((1 - before) * (1 - with)) : kInfinity);
        before = with;
    }
    return waits;
}

QueueFigures mg1ProcessorSharing(double lambda, double meanService) {
    QueueFigures figures = mm1(lambda, 1 / meanService);
    figures.inQueue = 0;
    figures.wait = 0;
    return figures;
}

double processorSharingSojourn(double lambda, double meanService, double work) {
    const double rho = lambda * meanService;
    return rho < 1 ? work / (1 - rho) : kInfinity;
}

QueueFigures mg1WithBreakdowns(double lambda, double meanService, double cv2, double failures,
                               double repairs) {
    const double stretch = 1 + failures / repairs;
    const double mean = meanService * stretch;
    const double square = meanService * meanService * (1 + cv2) * stretch * stretch +
                          2 * meanService * failures / (repairs * repairs);
    return mg1(lambda, mean, square / (mean * mean) - 1);
}

} // namespace millrace::sim
