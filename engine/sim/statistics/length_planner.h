// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace millrace::sim {

/// What a queue is like before it is simulated.
struct QueueLoad {
    double utilisation = 0; ///< rho
    double arrivalsCv2 = 1; ///< squared coefficient of variation of the gaps between arrivals; 1: Poisson
    double servicesCv2 = 1; ///< and of the service times
};

/// How long one run must be.
struct LengthPlan {
    double serviceTimes = 0; ///< length in mean service times; infinite where there is no such length
    double events = 0;       ///< arrivals and departures in it
    /// What the run can give: as asked, or less where it was capped.
    double relativeHalfWidth = 0;
    bool capped = false;
    std::string remark; ///< why it is capped, or that no length is enough; else empty
};

/// How long to run for the mean number in the system to be known up to a relative half width, so that people
/// know before they wait. For M/M/1 exact in the limit of long runs: its time average has the asymptotic
/// variance 2 rho (1 + rho) / (1 - rho)^4 in service times. Others by heavy traffic, times half the sum of
/// the squared coefficients of variation. Whitt, Planning queueing simulations, Management Science 35 (1989),
/// sections 4 and 5. Several servers: as one that is so many times as fast.
LengthPlan planLength(const QueueLoad& load, double relativeHalfWidth, double level = 0.95,
                      double mostEvents = 1e10);

/// What a run of so many events gives; infinite where the load is too much.
double precisionAfter(const QueueLoad& load, double events, double level = 0.95);

struct LengthRow {
    double utilisation = 0;
    double eventsFor5Percent = 0;
    double eventsFor1Percent = 0;
};
/// The table to show and learn: M/M/1 at 0.5, 0.8, 0.9 and 0.95.
std::vector<LengthRow> lengthTable();

} // namespace millrace::sim
