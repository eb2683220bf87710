// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/service_model.h"
#include "engine/plan/plan.h"
#include "engine/sim/calibration.h"
#include "engine/sim/machine_settings.h"

#include <map>
#include <optional>
#include <string>

namespace millrace::sim {

/// Workers break down while they work; what they had in hand goes on when they are repaired.
struct Failures {
    Distribution every;  ///< ns of work from one to the next, per worker
    Distribution repair; ///< ns
};

/// What is known about a node beyond what the node says itself: measured or assumed.
struct NodeAssumptions {
    /// Per record, in place of all the work the node names; what it holds meanwhile stays. `time` is on a
    /// core, `wait` holds the worker alone.
    std::optional<Distribution> time, wait;
    std::map<std::string, double> shares; ///< by output port, records out per record in
    std::optional<double> rate;           ///< sources: records/s, evenly spaced
    std::optional<std::uint64_t> count;   ///< sources: then the input ends
    std::optional<Failures> failures;
    NodePlace place;
};

/// The machine and the conditions of a simulation: the block `simulation` of the graph.
struct SimulationSettings {
    double cores = 4; ///< that the threads of the run share; effective ones, so 3.5 is possible
    /// Workers of the pool; 0 = one per core.
    int poolWorkers = 0;
    MonotonicNs durationNs = 0; ///< virtual time after which it ends; 0 = when the input ends
    /// Who waits for room goes on as soon as there is any, as in theory, and not when a wire is half empty,
    /// as the engine does to wake less often.
    bool roomAtOnce = false;
    /// What happens at the same instant does so in an order of chance instead of always the same.
    bool shuffleTies = false;
    /// How long it takes until somebody who waits for records, or for room, goes on when there is some: what
    /// the operating system needs to wake a thread. Who is at work takes the next batch without it.
    MonotonicNs handOffNs = 0;
    std::map<std::string, NodeAssumptions, std::less<>> nodes;
    std::optional<Calibration> calibration; ///< none: nobody has measured
    MachineSettings machine;
    Diagnostics warnings; ///< of what was read
};

/// Reads the block. Errors MR4701 to MR4703 with parameter "simulation. ...", all of them.
Result<SimulationSettings> readSimulationSettings(const Plan& plan);

/// "20 us", or {"exponential": "20 us"}, {"lognormal": {"mean": "20 us", "cv": 0.5}}, {"erlang": {"mean",
/// "phases"}},
/// {"gamma": {"mean", "cv"}}, {"weibull": {"mean", "shape"}}, {"pareto": {"low", "high", "alpha"}},
/// {"uniform":
/// {"low", "high"}}, {"normal": {"mean", "cv"}}, {"hyperexponential": {"mean", "cv"}}, {"quantiles": [...]},
/// {"trace": [...]}. Error MR4702 without a place.
Result<Distribution> readDistribution(const boost::json::value& written);

} // namespace millrace::sim
