// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/statistics/queueing.h"

#include <optional>
#include <span>
#include <vector>

namespace millrace::sim {

// Several stations.

/// A station of an open network; all times exponential.
struct JacksonStation {
    double arrivals = 0; ///< from outside
    double mu = 1;
    int servers = 1;
    std::vector<double> next; ///< share that goes to station i after; what is left leaves; may be shorter
};
struct NetworkFigures {
    std::vector<QueueFigures> stations;
    double inSystem = 0;
    double sojourn = 0; ///< from outside to outside, all visits together
};
/// Each station behaves as M/M/c of its own. Nothing where records never leave. Jackson, Operations Research
/// 5 (1957); Management Science 10 (1963).
std::optional<NetworkFigures> jacksonNetwork(std::span<const JacksonStation> stations);

/// Every arrival is divided among two equal M/M/1 and is over when both are: mean sojourn, exact. Nelson and
/// Tantawi, IEEE Transactions on Computers 37 (1988): (12 - rho) / 8 times that of one queue.
double forkJoinOfTwo(double lambda, double mu);

/// A station of a closed network.
struct ClosedStation {
    double demand = 0;    ///< service time per cycle, over all visits of it
    bool isDelay = false; ///< as many servers as anybody may want
};
struct ClosedFigures {
    double throughput = 0;         ///< cycles per unit of time
    double response = 0;           ///< time of a cycle without thinking
    std::vector<double> inStation; ///< mean number at each
};
/// `population` go round and think for so long in between: exact mean value analysis, R = D (1 + Q of one
/// less), X = n / (Z + sum of R), Q = X R. Element n - 1 is for n of them. Reiser and Lavenberg, JACM 27
/// (1980).
std::vector<ClosedFigures> meanValueAnalysis(std::span<const ClosedStation> stations, double think,
                                             int population);

/// N workers that work alone for `think` and then need the one lock for `service`, both exponential.
struct RepairmanFigures {
    double throughput = 0;
    double bound = 0; ///< 1 / service: no number of workers gives more
    double knee = 0;  ///< (think + service) / service: from about so many on the lock is what limits
};
RepairmanFigures machineRepairman(double think, double service, int workers);

/// What no closed network can exceed, whatever the laws: X <= min(1 / Dmax, N / (Z + D)),
/// R >= max(D, N Dmax - Z). Denning and Buzen, Computing Surveys 10 (1978).
struct AsymptoticBounds {
    double throughput = 0;
    double response = 0;
};
AsymptoticBounds asymptoticBounds(std::span<const ClosedStation> stations, double think, double population);

/// Throughput of two exponential stations in a row that never lack input, with so many places between, where
/// the first keeps its finished record until there is room (blocking after service). Hunt, Sequential arrays
/// of waiting lines, Operations Research 4 (1956).
double saturatedPairThroughput(double mu1, double mu2, std::size_t places);

} // namespace millrace::sim
