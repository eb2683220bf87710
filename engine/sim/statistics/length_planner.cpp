// SPDX-License-Identifier: Apache-2.0
#include "engine/sim/statistics/length_planner.h"

#include "engine/sim/statistics/student_t.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace millrace::sim {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// With fewer the limit of long runs says nothing, however regular the queue is.
constexpr double kFewestEvents = 1000;

/// Length in service times that gives a relative half width of 1; it falls with the square of that.
double lengthForOne(const QueueLoad& load, double level) {
    const double z = normalQuantile(0.5 + level / 2);
    const double rho = load.utilisation;
    const double variability = (load.arrivalsCv2 + load.servicesCv2) / 2;
    return z * z * 2 * (1 + rho) / (rho * (1 - rho) * (1 - rho)) * variability;
}

/// In a service time rho arrive and, in the long run, rho depart.
double eventsPerServiceTime(const QueueLoad& load) { return 2 * load.utilisation; }

} // namespace

LengthPlan planLength(const QueueLoad& load, double relativeHalfWidth, double level, double mostEvents) {
    const double rho = load.utilisation;
    if (!(rho > 0)) return {.remark = "nothing arrives: there is nothing to estimate"};
    if (!(rho < 1))
        return {
            .serviceTimes = kInfinity,
            .events = kInfinity,
            .relativeHalfWidth = kInfinity,
            .remark = fmt::format("the load is {:.3g} times what can be served: the queue grows as long as "
                                  "the run lasts, and no length gives its mean",
                                  rho)};
    if (!(relativeHalfWidth > 0))
        return {
            .serviceTimes = kInfinity, .events = kInfinity, .remark = "no run is long enough to be exact"};
    LengthPlan plan;
    plan.relativeHalfWidth = relativeHalfWidth;
    const double wanted = lengthForOne(load, level) / (relativeHalfWidth * relativeHalfWidth);
    plan.events = std::max(kFewestEvents, wanted * eventsPerServiceTime(load));
    if (plan.events > mostEvents) {
        plan.events = mostEvents;
        plan.capped = true;
        plan.relativeHalfWidth = precisionAfter(load, mostEvents, level);
        plan.remark =
            fmt::format("{:.2g} events would be needed; {:.2g} give +/-{:.2g} %",
                        wanted * eventsPerServiceTime(load), mostEvents, 100 * plan.relativeHalfWidth);
    }
    plan.serviceTimes = plan.events / eventsPerServiceTime(load);
    return plan;
}

double precisionAfter(const QueueLoad& load, double events, double level) {
    if (!(load.utilisation > 0)) return 0;
    if (!(load.utilisation < 1) || !(events > 0)) return kInfinity;
    return std::sqrt(lengthForOne(load, level) * eventsPerServiceTime(load) / events);
}

std::vector<LengthRow> lengthTable() {
    std::vector<LengthRow> rows;
    for (const double rho : {0.5, 0.8, 0.9, 0.95}) {
        const QueueLoad load{.utilisation = rho};
        rows.push_back({.utilisation = rho,
                        .eventsFor5Percent = planLength(load, 0.05).events,
                        .eventsFor1Percent = planLength(load, 0.01).events});
    }
    return rows;
}

} // namespace millrace::sim
