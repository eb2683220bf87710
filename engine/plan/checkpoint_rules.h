// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/plan.h"

namespace millrace {

/// What stands against running a plan with checkpoints, an error each: MR4605 for nodes and wires that cannot
/// take part, MR4606 for several sinks that each want to decide.
Diagnostics checkpointObstacles(const Plan& plan);

/// What else `checkpoint` in the graph says of the runs that keep their state.
struct CheckpointLimits {
    /// So many epochs in a row may exceed their time-out and be given up; the next one ends the run.
    std::int64_t tolerableFailures = 2;
    /// Bytes of what all inputs together keep in memory while they wait for barriers; the rest goes to a
    /// file.
    std::int64_t alignmentMemory = std::int64_t{64} << 20;
};
/// Of a plan that was made without errors.
CheckpointLimits checkpointLimits(const Plan& plan);
/// The same, from the block in the graph, with an error MR1195 for each value that is none.
CheckpointLimits readCheckpointLimits(const boost::json::object& block, Diagnostics& problems);

/// Sinks that decide epochs say with a parameter `transaction_timeout` how long one may stay open. MR4650: a
/// warning for each that leaves an epoch less than the interval and the time-outs of all that may be given
/// up in a row and the one behind them.
Diagnostics transactionAdvice(const Plan& plan, const CheckpointTimes& times, const CheckpointLimits& limits);

/// Where several subtasks deal out records under one row of numbers, a barrier cuts the row in the middle.
bool numbersAcrossProducers(const Plan& plan, const PlanEdge& edge);

} // namespace millrace
