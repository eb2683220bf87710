// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/sweep.h"

#include <cmath>

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

Step stepOf(const Comparison& comparison, double before) {
    if (comparison.verdict == Verdict::NoDifferenceShown) return Step::NoDifferenceShown;
    if (std::abs(comparison.difference.mean) < kWorthWhile * before) return Step::AboutTheSame;
    return comparison.verdict == Verdict::FirstLarger ? Step::More : Step::Less;
}

} // namespace

const char* nameOf(Step step) {
    switch (step) {
        case Step::First: return "";
        case Step::More: return "more";
        case Step::Less: return "less";
        case Step::AboutTheSame: return "about the same";
        case Step::NoDifferenceShown: return "no difference shown";
    }
    return "";
}

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
        findings.steps.push_back(i == 0 ? Step::First : Step::NoDifferenceShown);
        if (i == 0) continue;
        const Forecast& earlier = points[i - 1].forecast;
        findings.throughput[i] = against(points[i].forecast, earlier, Kpi::What::Throughput, findings.sink);
        if (!findings.throughput[i]) continue;
        findings.steps[i] =
            stepOf(*findings.throughput[i], meanOf(earlier, Kpi::What::Throughput, findings.sink));
        if (findings.steps[i] == Step::More) findings.knee = i;
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
