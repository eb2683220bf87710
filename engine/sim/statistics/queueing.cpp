// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/statistics/queueing.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace millrace::sim {

namespace {
constexpr double kInfinity = std::numeric_limits<double>::infinity();
}

QueueFigures mm1(double lambda, double mu) { return mmc(lambda, mu, 1); }

double mm1Probability(double lambda, double mu, std::size_t n) {
    const double rho = lambda / mu;
    return rho < 1 ? (1 - rho) * std::pow(rho, static_cast<double>(n)) : 0;
}

double mm1SojournAbove(double lambda, double mu, double time) {
    return lambda < mu ? std::exp(-(mu - lambda) * time) : 1;
}

double mm1SojournQuantile(double lambda, double mu, double p) {
    return lambda < mu ? -std::log1p(-p) / (mu - lambda) : kInfinity;
}

double erlangB(int servers, double load) {
    double blocked = 1;
    for (int k = 1; k <= servers; ++k)
        blocked = load * blocked / (k + load * blocked);
    return blocked;
}

double erlangC(int servers, double load) {
    const double rho = load / servers;
    if (rho >= 1) return 1;
    const double blocked = erlangB(servers, load);
    return blocked / (1 - rho * (1 - blocked));
}

QueueFigures mmc(double lambda, double mu, int servers) {
    const double capacity = servers * mu;
    QueueFigures figures;
    figures.utilisation = std::min(1.0, lambda / capacity);
    figures.throughput = std::min(lambda, capacity);
    figures.wait = lambda < capacity ? erlangC(servers, lambda / mu) / (capacity - lambda) : kInfinity;
    figures.sojourn = figures.wait + 1 / mu;
    figures.inQueue = lambda < capacity ? lambda * figures.wait : kInfinity;
    figures.inSystem = figures.inQueue + servers * figures.utilisation;
    return figures;
}

double mmcWaitAbove(double lambda, double mu, int servers, double time) {
    if (lambda >= servers * mu) return 1;
    return erlangC(servers, lambda / mu) * std::exp(-(servers * mu - lambda) * time);
}

double mmcSojournAbove(double lambda, double mu, int servers, double time) {
    if (lambda >= servers * mu) return 1;
    const double waits = erlangC(servers, lambda / mu);
    const double spare = servers * mu - lambda;
    const double served = std::exp(-mu * time);
    // Of the sum of two exponential times with rates spare and mu; for equal rates by its limit.
    const double both = std::abs(spare - mu) < 1e-9 * mu
                            ? (1 + mu * time) * served
                            : (spare * served - mu * std::exp(-spare * time)) / (spare - mu);
    return (1 - waits) * served + waits * both;
}

double mmcSojournQuantile(double lambda, double mu, int servers, double p) {
    if (lambda >= servers * mu || p >= 1) return kInfinity;
    double high = 1 / mu;
    while (mmcSojournAbove(lambda, mu, servers, high) > 1 - p)
        high *= 2;
    double low = 0;
    for (int i = 0; i < 200; ++i) {
        const double middle = (low + high) / 2;
        (mmcSojournAbove(lambda, mu, servers, middle) > 1 - p ? low : high) = middle;
    }
    return high;
}

std::vector<double> mm1kProbabilities(double lambda, double mu, std::size_t capacity) {
    // From the most likely end on, so that no power overflows, and no case apart where the rates are equal.
    const bool fills = lambda > mu;
    const double ratio = fills ? mu / lambda : lambda / mu;
    std::vector<double> p(capacity + 1);
    double weight = 1;
    double sum = 0;
    for (std::size_t n = 0; n <= capacity; ++n) {
        p[fills ? capacity - n : n] = weight;
        sum += weight;
        weight *= ratio;
    }
    for (double& probability : p)
        probability /= sum;
    return p;
}

QueueFigures mm1k(double lambda, double mu, std::size_t capacity) {
    const std::vector<double> p = mm1kProbabilities(lambda, mu, capacity);
    QueueFigures figures;
    figures.lost = p.back();
    figures.throughput = lambda * (1 - p.back());
    figures.utilisation = 1 - p.front();
    for (std::size_t n = 1; n < p.size(); ++n) {
        figures.inSystem += static_cast<double>(n) * p[n];
        figures.inQueue += static_cast<double>(n - 1) * p[n];
    }
    if (figures.throughput > 0) {
        figures.sojourn = figures.inSystem / figures.throughput;
        figures.wait = figures.inQueue / figures.throughput;
    }
    return figures;
}

double mgInfinityProbability(double load, std::size_t n) {
    double p = std::exp(-load);
    if (p > 0) {
        for (std::size_t k = 1; k <= n; ++k)
            p *= load / static_cast<double>(k);
        return p;
    }
    double logarithm = -load; // exp(-load) is too small for a double: sum the logarithms
    for (std::size_t k = 1; k <= n; ++k)
        logarithm += std::log(load / static_cast<double>(k));
    return std::exp(logarithm);
}

double coldShare(double lambda, double keepAlive) { return std::exp(-lambda * keepAlive); }

} // namespace millrace::sim
