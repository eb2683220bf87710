// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/statistics/warm_up.h"

#include "engine/sim/statistics/summary.h"

#include <fmt/format.h>

namespace millrace::sim {

namespace {

constexpr std::size_t kBatch = 5;
/// With fewer the place of the minimum is chance.
constexpr std::size_t kFewestBatches = 20;

} // namespace

WarmUp mser5(std::span<const double> series) {
    const std::size_t batches = series.size() / kBatch;
    if (batches < kFewestBatches)
        return {.cut = 0,
                .refused = fmt::format("{} values are too few to see a warm-up in: at least {} are needed",
                                       series.size(), kBatch * kFewestBatches)};
    // From the back, so that each rest is the one before and one batch more.
    Summary rest;
    double smallest = std::numeric_limits<double>::infinity();
    std::size_t best = 0;
    for (std::size_t d = batches; d-- > 0;) {
        rest.add(Summary(series.subspan(d * kBatch, kBatch)).mean());
        if (d > batches / 2) continue;
        const auto n = static_cast<double>(rest.count());
        const double statistic = rest.variance() * (n - 1) / (n * n);
        // Of equal ones the shortest cut: nothing is thrown away for nothing.
        if (statistic <= smallest) {
            smallest = statistic;
            best = d;
        }
    }
    if (best == batches / 2)
        return {.cut = best * kBatch,
                .refused =
                    "the run has not settled by its middle: it is too short to tell the warm-up from "
                    "what follows, or the load grows without end"};
    return {.cut = best * kBatch, .refused = {}};
}

std::vector<double> meanSeries(std::span<const std::vector<double>> replications) {
    if (replications.empty()) return {};
    std::size_t length = replications.front().size();
    for (const std::vector<double>& one : replications)
        length = std::min(length, one.size());
    std::vector<double> mean(length);
    for (std::size_t i = 0; i < length; ++i) {
        Summary at;
        for (const std::vector<double>& one : replications)
            at.add(one[i]);
        mean[i] = at.mean();
    }
    return mean;
}

std::vector<double> welchAverage(std::span<const double> series, std::size_t window) {
    if (series.size() <= window) return {};
    std::vector<double> smooth(series.size() - window);
    for (std::size_t i = 0; i < smooth.size(); ++i) {
        const std::size_t reach = std::min(i, window);
        smooth[i] = Summary(series.subspan(i - reach, 2 * reach + 1)).mean();
    }
    return smooth;
}

} // namespace millrace::sim
