// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_frame.h"
#include "engine/plan/plan.h"

#include <optional>
#include <vector>

namespace millrace {

/// What can be done about a bottleneck.
enum class Remedy {
    MoreWorkers,   ///< value: how many in all
    OwnTask,       ///< do not fuse it with the others of its task
    LargerBatches, ///< value: records per batch now
    RelieveLock,   ///< it waits for a lock that others hold
    Overlap,       ///< it waits for input or output: operations in flight (executor async), else more workers
    MoreCores,     ///< its task is ready and finds no free worker
};
struct Suggestion {
    Remedy remedy = Remedy::MoreWorkers;
    double gain = 1; ///< times the throughput of now, estimated
    int value = 0;   ///< see Remedy
};

/// The fullest wire into the task that limits, by Little's law (J. Little, 1961): L = lambda W. Records
/// present against the rate at which they leave gives the time each waits, without a clock on any of them.
struct WireDiagnosis {
    std::size_t edge = 0;
    double present = 0;     ///< L: records on the wire, mean of the two frames
    double fill = 0;        ///< of its capacity, 0..1
    double rate = 0;        ///< lambda: records/s that left it
    double waitSeconds = 0; ///< W
    /// Mean that was measured since the start of the run, where the frame has it: the check on W.
    std::optional<double> measuredSeconds;
};

/// Why a run is not faster, in numbers. Rates are of the records that enter the bottleneck (of a source: that
/// it reads).
struct Diagnosis {
    std::size_t bottleneck = 0;    ///< vertex
    std::vector<std::size_t> task; ///< vertices that share its task, ascending
    int workers = 1;
    double use = 0, ready = 0;         ///< of the task, see TaskUse
    double ownUse = 0;                 ///< the bottleneck's part of `use`
    double lock = 0, io = 0;           ///< parts of ownUse
    double arrivalRate = 0;            ///< records/s offered to it
    double throughput = 0;             ///< records/s it took
    double serviceRate = 0;            ///< records/s its task could take if it never waited: throughput / use
    std::optional<WireDiagnosis> wire; ///< none before a source

    /// Amdahl's law (G. Amdahl, 1967): the share of all work per record that is the bottleneck's, and how
    /// much less work there would be in all if that part took half the time: 1 / ((1 - s) + s / 2).
    double workShare = 0;
    double amdahlTwice = 1;
    /// As a pipeline: what a bottleneck twice as fast would bring before the next task limits, and no limit
    /// at all.
    double twiceAsFast = 1, atMost = 1;
    std::optional<std::size_t> next; ///< the vertex that would limit then

    /// A saturated stage with a full queue: a longer one fills up as well, and only makes records wait
    /// longer.
    bool queueIsNoRemedy = false;
    std::vector<Suggestion> suggestions; ///< the best first; none brings less than 3 %
};

/// What limits between two frames of a run of `plan`, on a machine with so many cores. Nothing where no
/// vertex does (MetricsFrame::bottleneck of `later`).
std::optional<Diagnosis> diagnose(const Plan& plan, const MetricsFrame& earlier, const MetricsFrame& later,
                                  int cores);

} // namespace millrace
