// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/statistics/batch_means.h"

#include <fmt/format.h>

#include <vector>

namespace millrace::sim {

namespace {

constexpr std::size_t kMostBatches = 40;
constexpr std::size_t kFewestBatches = 20;
/// The correlation is judged between parts of batches. Between 40 batches it could not be: the estimate
/// itself would be off by 1 / sqrt(40) = 0.16. Nor would it do: batches of 2.5 times the correlation time
/// pass, but their means vary by 40 % too little (for correlations that decay as exp(-t / tau), the variance
/// of the mean over b is 2 tau / b (1 - tau / b), and neighbours correlate as tau / 2b). Eight times longer
/// ones do, 5 %.
constexpr std::size_t kParts = 8;
constexpr double kMostCorrelation = 0.2;

/// Means over so many values each; the last ones, since the first are the least typical.
std::vector<double> means(std::span<const double> series, std::size_t size) {
    std::vector<double> result(series.size() / size);
    std::span<const double> rest = series.subspan(series.size() - result.size() * size);
    for (double& mean : result) {
        mean = Summary(rest.first(size)).mean();
        rest = rest.subspan(size);
    }
    return result;
}

} // namespace

double lagOneCorrelation(std::span<const double> series) {
    const double mean = Summary(series).mean();
    double squares = 0;
    double products = 0;
    for (std::size_t i = 0; i < series.size(); ++i) {
        squares += (series[i] - mean) * (series[i] - mean);
        if (i > 0) products += (series[i] - mean) * (series[i - 1] - mean);
    }
    return squares > 0 ? products / squares : 0;
}

BatchMeans batchMeans(std::span<const double> series, double level) {
    BatchMeans result;
    result.interval = {.mean = Summary(series).mean(), .n = 0, .level = level};
    if (series.size() < kMostBatches * kParts) {
        result.refused = fmt::format("{} values are too few for batches: at least {} are needed",
                                     series.size(), kMostBatches * kParts);
        return result;
    }
    for (std::size_t batches = kMostBatches; batches >= kFewestBatches; batches /= 2) {
        const std::size_t part = series.size() / (batches * kParts);
        result.batchSize = part * kParts;
        result.correlation = lagOneCorrelation(means(series, part));
        if (std::abs(result.correlation) >= kMostCorrelation) continue;
        const std::vector<double> ofBatches =
            means(series.last(batches * result.batchSize), result.batchSize);
        result.interval = Summary(ofBatches).interval(level);
        return result;
    }
    result.refused = fmt::format(
        "too short: values still depend on those before them (correlation {:.2f} over 1/{} of the run)",
        result.correlation, kFewestBatches * kParts);
    return result;
}

} // namespace millrace::sim
