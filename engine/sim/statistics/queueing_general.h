// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/statistics/queueing.h"

#include <span>
#include <vector>

namespace millrace::sim {

// One server whose times are not exponential. `cv2`: squared coefficient of variation, variance over the
// square of the mean.

/// M/G/1, Pollaczek and Khinchine: Wq = rho / (1 - rho) (1 + cv2) / 2 E[S]. Kleinrock 1, section 5.7.
QueueFigures mg1(double lambda, double meanService, double cv2);
/// M/D/1: services of equal length.
QueueFigures md1(double lambda, double meanService);
/// D/M/1: arrivals at equal distances; an arrival waits with the probability sigma that solves
/// sigma = exp(-(1 - sigma) / rho). Kleinrock 1, section 6.4.
QueueFigures dm1(double lambda, double mu);

/// No wait of a G/G/1 is longer on average: lambda (var A + var S) / (2 (1 - rho)). Kingman, Some
/// inequalities for the queue GI/G/1, Biometrika 49 (1962).
double kingmanBound(double lambda, double meanService, double varianceOfGaps, double varianceOfServices);
/// The approximation for heavy traffic that people call VUT: variability, utilisation, time. Close to 1 it is
/// good; at rho = 0.5 it says of D/M/1 twice the truth. Hopp and Spearman, Factory Physics, section 8.6.
double vutWait(double lambda, double meanService, double gapsCv2, double servicesCv2);

/// Of one priority, exponential or not.
struct PriorityClass {
    double lambda = 0;
    double meanService = 0;
    double cv2 = 1;
};
/// Mean waits of M/G/1 where a service goes on to its end and the first class with somebody waiting is next;
/// infinite from the class on that finds nothing left. Cobham, Operations Research 2 (1954).
std::vector<double> priorityWaits(std::span<const PriorityClass> classes);

/// M/G/1 where all present share the server: E[W] = 1 / (mu - lambda) for any law of the work, and one with
/// work x takes x / (1 - rho). Kleinrock, Queueing Systems 2 (1976), section 4.4. (There is no queue.)
QueueFigures mg1ProcessorSharing(double lambda, double meanService);
double processorSharingSojourn(double lambda, double meanService, double work);

/// While it is busy the server breaks down at the rate `failures` and is repaired at the rate `repairs`, both
/// exponential; then the service goes on. From first start to end, repairs included, one takes E[C] = E[S] (1
/// + failures / repairs), E[C^2] = E[S^2] (1 + failures / repairs)^2 + 2 E[S] failures / repairs^2, which
/// goes into M/G/1. Avi-Itzhak and Naor, Operations Research 11 (1963), model A.
QueueFigures mg1WithBreakdowns(double lambda, double meanService, double cv2, double failures,
                               double repairs);

} // namespace millrace::sim
