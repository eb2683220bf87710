// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/statistics/queueing_networks.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace millrace::sim {

namespace {

/// The arrivals of each station, from outside and from others: lambda = gamma + lambda P. Gauss with
/// pivoting; nothing where a part of the network has no way out.
std::optional<std::vector<double>> solveTraffic(std::span<const JacksonStation> stations) {
    const std::size_t n = stations.size();
    std::vector<std::vector<double>> m(n, std::vector<double>(n + 1, 0));
    for (std::size_t i = 0; i < n; ++i) {
        m[i][i] += 1;
        m[i][n] = stations[i].arrivals;
        for (std::size_t j = 0; j < std::min(n, stations[i].next.size()); ++j)
            m[j][i] -= stations[i].next[j];
    }
    for (std::size_t column = 0; column < n; ++column) {
        std::size_t pivot = column;
        for (std::size_t r = column + 1; r < n; ++r)
            if (std::abs(m[r][column]) > std::abs(m[pivot][column])) pivot = r;
        if (std::abs(m[pivot][column]) < 1e-12) return std::nullopt;
        std::swap(m[column], m[pivot]);
        for (std::size_t r = 0; r < n; ++r) {
            if (r == column) continue;
            const double factor = m[r][column] / m[column][column];
            for (std::size_t c = column; c <= n; ++c)
                m[r][c] -= factor * m[column][c];
        }
    }
    std::vector<double> rates(n);
    for (std::size_t i = 0; i < n; ++i)
        rates[i] = m[i][n] / m[i][i];
    return rates;
}

} // namespace

std::optional<NetworkFigures> jacksonNetwork(std::span<const JacksonStation> stations) {
    const std::optional<std::vector<double>> rates = solveTraffic(stations);
    if (!rates) return std::nullopt;
    NetworkFigures figures;
    double arrivals = 0;
    for (std::size_t i = 0; i < stations.size(); ++i) {
        figures.stations.push_back(mmc((*rates)[i], stations[i].mu, stations[i].servers));
        figures.inSystem += figures.stations.back().inSystem;
        arrivals += stations[i].arrivals;
    }
    if (arrivals > 0) figures.sojourn = figures.inSystem / arrivals; // Little
    return figures;
}

double forkJoinOfTwo(double lambda, double mu) { return (12 - lambda / mu) / 8 * mm1(lambda, mu).sojourn; }

std::vector<ClosedFigures> meanValueAnalysis(std::span<const ClosedStation> stations, double think,
                                             int population) {
    std::vector<ClosedFigures> all;
    std::vector<double> found(stations.size(), 0); // who arrives sees the network with one less
    for (int n = 1; n <= population; ++n) {
        ClosedFigures figures;
        std::vector<double> residence(stations.size());
        for (std::size_t i = 0; i < stations.size(); ++i) {
            residence[i] = stations[i].demand * (stations[i].isDelay ? 1 : 1 + found[i]);
            figures.response += residence[i];
        }
        figures.throughput = n / (think + figures.response);
        for (std::size_t i = 0; i < stations.size(); ++i)
            found[i] = figures.throughput * residence[i];
        figures.inStation = found;
        all.push_back(std::move(figures));
    }
    return all;
}

RepairmanFigures machineRepairman(double think, double service, int workers) {
    const ClosedStation lock{.demand = service};
    RepairmanFigures figures{.bound = 1 / service, .knee = (think + service) / service};
    if (workers > 0) figures.throughput = meanValueAnalysis({&lock, 1}, think, workers).back().throughput;
    return figures;
}

AsymptoticBounds asymptoticBounds(std::span<const ClosedStation> stations, double think, double population) {
    double sum = 0;
    double most = 0;
    for (const ClosedStation& station : stations) {
        sum += station.demand;
        if (!station.isDelay) most = std::max(most, station.demand);
    }
    AsymptoticBounds bounds;
    bounds.throughput = population / (think + sum);
    if (most > 0) bounds.throughput = std::min(bounds.throughput, 1 / most);
    bounds.response = std::max(sum, population * most - think);
    return bounds;
}

double saturatedPairThroughput(double mu1, double mu2, std::size_t places) {
    // mu1 mu2 (mu1^K - mu2^K) / (mu1^(K+1) - mu2^(K+1)) with K = places + 2, by the ratio of the slower to
    // the faster: it is the same either way round, no power overflows, and equal rates are the limit.
    const double k = static_cast<double>(places) + 2;
    const double logarithm = std::log(std::min(mu1, mu2) / std::max(mu1, mu2));
    const double share =
        logarithm == 0 ? k / (k + 1) : std::expm1(k * logarithm) / std::expm1((k + 1) * logarithm);
    return std::min(mu1, mu2) * share;
}

} // namespace millrace::sim
