// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/run/backend.h"

namespace millrace::sim {

/// Runs plans in virtual time: one replication, to be watched. A run stands at its beginning, Paused, until
/// it is resumed, so that speed and halts can be set first. Nothing outside is read or written. Machine and
/// conditions are those of the block `simulation` of the graph. Thread-safe.
class Simulator final : public Backend {
public:
    /// It outlives the runs.
    explicit Simulator(const Clock& clock) : clock_(clock) {}
    const char* name() const override { return "sim"; }
    /// Of the options count: seed, duration (else that of the block), traceEvents, breakpoints without
    /// conditions. Errors: those of readSimulationSettings and makeSimModel, MR4001.
    Result<std::unique_ptr<Run>> start(PlanPtr plan, RunOptions options) override;

private:
    const Clock& clock_;
};

} // namespace millrace::sim
