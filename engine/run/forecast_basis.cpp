// SPDX-License-Identifier: Apache-2.0
#include "engine/run/forecast_basis.h"

#include <fmt/format.h>
#include <algorithm>

namespace millrace {

namespace {

using Extrapolation = ForecastBasis::Extrapolation;
using Assumption = ForecastBasis::Assumption;

/// More names than these make a line that nobody reads.
constexpr std::size_t kMostNames = 6;

std::string figure(double value) {
    return value >= 1e4 ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value);
}

/// Before the names: "times of `a`, `b`".
const char* kindOf(Assumption::What what) {
    switch (what) {
        case Assumption::What::Times: return "times of ";
        case Assumption::What::Shares: return "shares of ";
        case Assumption::What::Serverless: return "instances of ";
        case Assumption::What::Failures: return "failures of ";
        case Assumption::What::Site: return "site ";
        case Assumption::What::Link: return "link ";
        case Assumption::What::Interpreter: return "lock of the interpreter";
        case Assumption::What::Processes: return "costs of worker processes";
        case Assumption::What::TimeSlices: return "time slices";
        case Assumption::What::Power: return "power of ";
    }
    return "";
}

std::string assumedText(const std::vector<Assumption>& assumptions) {
    std::string text;
    for (std::size_t at = 0; at < assumptions.size();) {
        const Assumption::What what = assumptions[at].what;
        text += (at == 0 ? "" : "; ") + std::string(kindOf(what));
        std::size_t names = 0;
        for (; at < assumptions.size() && assumptions[at].what == what; ++at, ++names)
            if (!assumptions[at].name.empty() && names < kMostNames)
                text += fmt::format("{}`{}`", names == 0 ? "" : ", ", assumptions[at].name);
        if (names > kMostNames) text += fmt::format(" and {} more", names - kMostNames);
    }
    return text;
}

} // namespace

void ForecastBasis::unite(const ForecastBasis& other) {
    for (const Extrapolation& e : other.extrapolations) {
        const auto known =
            std::find_if(extrapolations.begin(), extrapolations.end(),
                         [&](const Extrapolation& one) { return one.what == e.what && one.node == e.node; });
        if (known == extrapolations.end())
            extrapolations.push_back(e);
        else if (known->factor() < e.factor())
            *known = e;
    }
    for (const Assumption& a : other.assumptions)
        if (std::find(assumptions.begin(), assumptions.end(), a) == assumptions.end())
            assumptions.push_back(a);
    std::stable_sort(assumptions.begin(), assumptions.end(),
                     [](const Assumption& a, const Assumption& b) { return a.what < b.what; });
}

const char* nameOf(Assumption::What what) {
    switch (what) {
        case Assumption::What::Times: return "times";
        case Assumption::What::Shares: return "shares";
        case Assumption::What::Serverless: return "serverless";
        case Assumption::What::Failures: return "failures";
        case Assumption::What::Site: return "site";
        case Assumption::What::Link: return "link";
        case Assumption::What::Interpreter: return "gil";
        case Assumption::What::Processes: return "process";
        case Assumption::What::TimeSlices: return "time_slice";
        case Assumption::What::Power: return "power";
    }
    return "";
}

std::string textOf(const Extrapolation& extrapolation) {
    switch (extrapolation.what) {
        case Extrapolation::What::Cores: return "cores";
        case Extrapolation::What::Workers: return "workers of `" + extrapolation.node + "`";
        case Extrapolation::What::Rate: return "records/s";
    }
    return {};
}

std::vector<std::string> linesOf(const ForecastBasis& basis) {
    if (!basis.calibrated) return {"uncalibrated: service times are assumptions"};
    std::string line = "calibrated from run " + basis.run;
    if (const auto& holdOut = basis.holdOut)
        line += fmt::format(", hold-out error {:.1f} % (throughput {:.1f} %, p99 {:.1f} %)",
                            holdOut->latencyMean * 100, holdOut->throughput * 100, holdOut->latencyP99 * 100);
    else
        line += ", no hold-out: how far off forecasts are is not known";
    std::vector<std::string> lines{std::move(line)};
    for (const Extrapolation& e : basis.extrapolations)
        lines.push_back(fmt::format("{} -> {} {}: extrapolation x{:.3g}", figure(e.from), figure(e.to),
                                    textOf(e), e.factor()));
    if (!basis.assumptions.empty()) lines.push_back("not calibrated: " + assumedText(basis.assumptions));
    return lines;
}

} // namespace millrace
