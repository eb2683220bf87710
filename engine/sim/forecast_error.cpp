// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/forecast_error.h"

#include <algorithm>
#include <cmath>

namespace millrace::sim {

namespace {

double relative(double forecast, double observed) {
    return observed > 0 ? std::abs(forecast - observed) / observed : 0;
}

} // namespace

std::vector<SinkFigures> sinkFigures(const Plan& plan, const std::vector<std::string>& nodeIds,
                                     const MetricsFrame& earlier, const MetricsFrame& later) {
    std::vector<SinkFigures> figures;
    const double seconds = static_cast<double>(later.elapsedNs - earlier.elapsedNs) / 1e9;
    for (std::size_t place = 0; place < nodeIds.size() && place < later.nodes.size(); ++place) {
        const NodeMetrics& b = later.nodes[place];
        if (!plan.find(nodeIds[place]) || !b.latency || seconds <= 0) continue;
        const NodeMetrics* const a = place < earlier.nodes.size() ? &earlier.nodes[place] : nullptr;
        const HistogramSnapshot latency = a && a->latency ? b.latency->since(*a->latency) : *b.latency;
        if (latency.count() == 0) continue;
        SinkFigures sink;
        sink.node = nodeIds[place];
        sink.records = static_cast<double>(latency.count());
        sink.throughput = static_cast<double>(b.recordsIn - (a ? a->recordsIn : 0)) / seconds;
        sink.latencyMean = latency.mean() / 1e3;
        sink.latencyP99 = static_cast<double>(latency.quantile(0.99)) / 1e3;
        figures.push_back(std::move(sink));
    }
    return figures;
}

std::vector<SinkFigures> sinkFigures(const Forecast& forecast) {
    std::vector<SinkFigures> figures;
    const Plan& plan = *forecast.model->plan;
    for (std::size_t v = 0; v < plan.vertices.size(); ++v) {
        const auto mean = [&](Kpi::What what) {
            const Kpi* const kpi = forecast.find(what, v);
            return kpi ? kpi->interval.mean : 0;
        };
        if (!forecast.find(Kpi::What::LatencyMean, v)) continue;
        figures.push_back({plan.vertices[v].node, 0, mean(Kpi::What::Throughput),
                           mean(Kpi::What::LatencyMean), mean(Kpi::What::LatencyP99)});
    }
    return figures;
}

ForecastError errorOf(const std::vector<SinkFigures>& observed, const std::vector<SinkFigures>& forecast) {
    ForecastError error;
    double records = 0;
    for (const SinkFigures& sink : observed) {
        const auto found = std::find_if(forecast.begin(), forecast.end(),
                                        [&](const SinkFigures& other) { return other.node == sink.node; });
        const SinkFigures guess = found == forecast.end() ? SinkFigures() : *found;
        records += sink.records;
        error.throughput += sink.records * relative(guess.throughput, sink.throughput);
        error.latencyMean += sink.records * relative(guess.latencyMean, sink.latencyMean);
        error.latencyP99 += sink.records * relative(guess.latencyP99, sink.latencyP99);
    }
    if (records <= 0) return {};
    return {error.throughput / records, error.latencyMean / records, error.latencyP99 / records};
}

MonotonicNs fitHandOff(const std::function<double(MonotonicNs)>& error) {
    constexpr double kLowestNs = 1'000, kHighestNs = kLongestHandOffNs;
    constexpr int kSteps = 22, kSections = 16;
    const double step = std::pow(kHighestNs / kLowestNs, 1.0 / kSteps);
    double best = 0, least = error(0);
    const auto look = [&](double ns) {
        const double found = error(static_cast<MonotonicNs>(ns));
        if (found < least) {
            least = found;
            best = ns;
        }
        return found;
    };
    for (int i = 0; i <= kSteps; ++i)
        look(kLowestNs * std::pow(step, i));
    double low = best == 0 ? 0 : best / step,
           high = best == 0 ? kLowestNs : std::min(best * step, kHighestNs);
    const double golden = (std::sqrt(5.0) - 1) / 2;
    double left = high - golden * (high - low), right = low + golden * (high - low);
    double atLeft = look(left), atRight = look(right);
    for (int i = 2; i < kSections; ++i) {
        if (atLeft <= atRight) {
            high = std::exchange(right, left);
            atRight = atLeft;
            atLeft = look(left = high - golden * (high - low));
        } else {
            low = std::exchange(left, right);
            atLeft = atRight;
            atRight = look(right = low + golden * (high - low));
        }
    }
    return static_cast<MonotonicNs>(best);
}

} // namespace millrace::sim
