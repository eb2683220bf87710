// SPDX-License-Identifier: Apache-2.0
#include "app/shared/probe_report.h"

#include "app/shared/forecast_report.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <cmath>

namespace millrace {

namespace {

/// To so many decimals.
double rounded(double value, int decimals) {
    const double unit = std::pow(10, decimals);
    return std::round(value * unit) / unit;
}

std::string micros(const ProbeSeries& series) { return fmt::format("{:.2f} us", series.median() / 1e3); }

} // namespace

boost::json::object toJson(const MachineProbe& probe) {
    boost::json::array spinning;
    for (const MachineProbe::Threads& one : probe.spinning)
        spinning.push_back({{"threads", one.threads},
                            {"ms", rounded(one.ns.median() / 1e6, 3)},
                            {"spread", rounded(one.ns.spread(), 4)},
                            {"without_core", rounded(one.withoutCore.median(), 4)}});
    return {{"hardware_threads", probe.hardwareThreads},
            {"effective_cores", rounded(probe.effectiveCores(), 3)},
            {"hand_off_us", rounded(probe.handOffNs.median() / 1e3, 3)},
            {"hand_off_awake_us", rounded(probe.handOffBusyNs.median() / 1e3, 3)},
            {"sleep_overshoot_us", rounded(probe.sleepOvershootNs.median() / 1e3, 3)},
            {"timer_resolution_ns", probe.timerResolutionNs},
            {"noise", rounded(probe.noise(), 4)},
            {"noisy", probe.noisy()},
            {"spinning", std::move(spinning)}};
}

std::string probeText(const MachineProbe& probe) {
    std::string text = fmt::format(
        "effective cores     {:.2f} of {}\n"
        "hand-off            {} to a thread that sleeps, {} to one that is awake\n"
        "sleep of 1 ms       {} too long\n"
        "timer resolution    {:.0f} ns\n\n",
        probe.effectiveCores(), probe.hardwareThreads, micros(probe.handOffNs), micros(probe.handOffBusyNs),
        micros(probe.sleepOvershootNs), probe.timerResolutionNs);
    TextTable spinning({"threads spinning", "time", "spread", "without a core", "cores used"});
    const double alone = probe.spinning.empty() ? 0 : probe.spinning.front().ns.median();
    for (const MachineProbe::Threads& one : probe.spinning) {
        const double took = one.ns.median();
        spinning.add({std::to_string(one.threads), fmt::format("{:.1f} ms", took / 1e6),
                      fmt::format("{:.1f} %", one.ns.spread() * 100),
                      fmt::format("{:.1f} %", one.withoutCore.median() * 100),
                      fmt::format("{:.2f}", took > 0 ? alone * one.threads / took : 0)});
    }
    text += spinning.text();
    text += probe.noisy() ? fmt::format(
                                "noisy: somebody else was using the machine ({:.0f} %); what is measured now "
                                "does not hold when it is quiet\n",
                                probe.noise() * 100)
                          : fmt::format("quiet: measurements agree within {:.1f} %\n", probe.noise() * 100);
    return text;
}

} // namespace millrace
