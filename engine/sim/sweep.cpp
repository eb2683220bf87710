// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/sweep.h"

namespace millrace::sim {

namespace {

/// Less than this a step does not pay.
constexpr double kWorthWhile = 0.02;

double meanOf(const Forecast& forecast, Kpi::What what, std::size_t place) {
    const Kpi* const kpi = forecast.find(what, place);
    return kpi ? kpi->interval.mean : 0;
}

std::optional<Comparison> against(const Forecast& later, const Forecast& earlier, Kpi::What what,
                                  std::size_t sink) {
    const Kpi *const a = later.find(what, sink), *const b = earlier.find(what, sink);
    if (!a || !b || a->values.size() < 2 || b->values.size() < 2) return std::nullopt;
    return compare(a->values, b->values);
}

} // namespace

std::size_t mainSink(const Forecast& forecast) {
    std::size_t best = 0;
    double most = -1;
    for (const Kpi& kpi : forecast.kpis) {
        if (kpi.what != Kpi::What::Throughput || kpi.interval.mean <= most) continue;
        most = kpi.interval.mean;
        best = kpi.place;
    }
    return best;
}

std::size_t busiestVertex(const Forecast& forecast) {
    std::size_t best = 0;
    double most = -1;
    for (const Kpi& kpi : forecast.kpis) {
        if (kpi.what != Kpi::What::Busy || kpi.interval.mean <= most) continue;
        most = kpi.interval.mean;
        best = kpi.place;
    }
    return best;
}

SweepFindings studySweep(const std::vector<SweepPoint>& points, const std::vector<double>& workers,
                         std::uint64_t seed) {
    SweepFindings findings;
    findings.sink = mainSink(points.front().forecast);
    for (std::size_t i = 0; i < points.size(); ++i) {
        findings.throughput.emplace_back();
        findings.latency.emplace_back();
        if (i == 0) continue;
        const Forecast &later = points[i].forecast, &earlier = points[i - 1].forecast;
        findings.throughput[i] = against(later, earlier, Kpi::What::Throughput, findings.sink);
        findings.latency[i] = against(later, earlier, Kpi::What::LatencyMean, findings.sink);
        const double before = meanOf(earlier, Kpi::What::Throughput, findings.sink);
        const bool shown = findings.throughput[i] && findings.throughput[i]->verdict == Verdict::FirstLarger;
        if (shown && findings.throughput[i]->difference.mean > kWorthWhile * before) findings.knee = i;
    }
    if (findings.knee && *findings.knee + 1 == points.size()) findings.knee.reset();
    if (workers.size() != points.size()) return findings;
    std::vector<ScalePoint> scale;
    for (std::size_t i = 0; i < points.size(); ++i)
        if (const double rate = meanOf(points[i].forecast, Kpi::What::Throughput, findings.sink); rate > 0)
            scale.push_back({workers[i], rate});
    findings.scalability = fitScalability(scale);
    if (findings.scalability->usable()) findings.band = scalabilityBand(scale, workers, seed);
    return findings;
}

} // namespace millrace::sim
