// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/run/backend.h"

namespace millrace {

/// Runs plans for real: on threads of this process, in real time. Stateless; each run has its own threads.
class Engine final : public Backend {
public:
    Engine(); ///< with the machine's clock
    /// Takes every time from `clock`, which must outlive the runs. Only what sleeps, sleeps in real time.
    explicit Engine(const Clock& clock) : clock_(clock) {}
    const char* name() const override { return "engine"; }
    Result<std::unique_ptr<Run>> start(PlanPtr plan, RunOptions options) override;

private:
    const Clock& clock_;
};

} // namespace millrace
