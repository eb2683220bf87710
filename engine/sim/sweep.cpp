// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/sweep.h"

#include <algorithm>
#include <cmath>

namespace millrace::sim {

namespace {

/// Less than this a step does not pay.
constexpr double kWorthWhile = 0.02;
constexpr std::size_t kCurveSteps = 64;
constexpr std::size_t kBandRounds = 400;

double meanOf(const Forecast& forecast, Kpi::What what, std::size_t place) {
    const Kpi* const kpi = forecast.find(what, place);
    return kpi ? kpi->interval.mean : 0;
}

std::optional<Comparison> against(const Forecast& later, const Forecast& earlier, Kpi::What what,
                                  std::size_t sink, double level) {
    const Kpi *const a = later.find(what, sink), *const b = earlier.find(what, sink);
    if (!a || !b || a->values.size() < 2 || b->values.size() < 2) return std::nullopt;
    return compare(a->values, b->values, level);
}

Step stepOf(const Comparison& comparison, double before) {
    if (comparison.verdict == Verdict::NoDifferenceShown) return Step::NoDifferenceShown;
    if (std::abs(comparison.difference.mean) < kWorthWhile * before) return Step::AboutTheSame;
    return comparison.verdict == Verdict::FirstLarger ? Step::More : Step::Less;
}

/// In the order in which their values come first.
std::vector<SweepLine> linesOf(const std::vector<SweepPoint>& points) {
    std::vector<SweepLine> lines;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const std::string value = points[i].values.size() > 1 ? points[i].values[1] : std::string();
        auto line = std::find_if(lines.begin(), lines.end(),
                                 [&](const SweepLine& one) { return one.value == value; });
        if (line == lines.end()) line = lines.insert(lines.end(), SweepLine{value, {}, {}, {}, {}});
        line->points.push_back(i);
    }
    return lines;
}

FittedLaw fitLine(const std::vector<ScalePoint>& scale, ScalabilityKind kind, std::uint64_t seed) {
    FittedLaw law{fitScalability(scale, kind), {}};
    if (!law.fit.usable()) return law;
    std::vector<double> workers;
    for (std::size_t i = 0; i <= kCurveSteps; ++i)
        workers.push_back(1 + (law.fit.axisEnd() - 1) * static_cast<double>(i) / kCurveSteps);
    law.band = scalabilityBand(scale, workers, seed, 0.95, kBandRounds, kind);
    return law;
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
    findings.lines = linesOf(points);
    findings.comparisons = points.size() - findings.lines.size();
    findings.throughput.resize(points.size());
    findings.steps.resize(points.size(), Step::First);
    const double level = bonferroniLevel(0.95, findings.comparisons);
    for (SweepLine& line : findings.lines) {
        for (std::size_t at = 1; at < line.points.size(); ++at) {
            const std::size_t i = line.points[at];
            const Forecast& earlier = points[line.points[at - 1]].forecast;
            auto& comparison = findings.throughput[i];
            comparison = against(points[i].forecast, earlier, Kpi::What::Throughput, findings.sink, level);
            findings.steps[i] =
                comparison ? stepOf(*comparison, meanOf(earlier, Kpi::What::Throughput, findings.sink))
                           : Step::NoDifferenceShown;
            if (findings.steps[i] == Step::More) line.knee = i;
        }
        if (line.knee == line.points.back()) line.knee.reset();
        if (workers.size() != points.size()) continue;
        std::vector<ScalePoint> scale;
        for (const std::size_t i : line.points)
            if (const double rate = meanOf(points[i].forecast, Kpi::What::Throughput, findings.sink);
                rate > 0)
                scale.push_back({workers[i], rate});
        line.usl = fitLine(scale, ScalabilityKind::Universal, seed);
        line.amdahl = fitLine(scale, ScalabilityKind::Amdahl, seed);
    }
    return findings;
}

} // namespace millrace::sim
