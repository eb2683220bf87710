// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/run/backend.h"

#include <string>
#include <vector>

namespace millrace {

/// Runs plans for real: on threads of this process, and in worker processes, in real time. Each run has its
/// own threads.
class Engine final : public Backend {
public:
    Engine(); ///< with the machine's clock
    /// Takes every time from `clock`, which must outlive the runs. Only what sleeps, sleeps in real time.
    explicit Engine(const Clock& clock) : clock_(clock) {}
    const char* name() const override { return "engine"; }
    /// The words that start a worker process (serveWorker()), for nodes with the executor `processes`; the
    /// node's name is added. Without it such nodes cannot run. To be called before any run.
    void useWorkers(std::vector<std::string> command) { workerCommand_ = std::move(command); }
    Result<std::optional<SavedCheckpoint>> savedCheckpoint(const std::string& folder) const override;
    Result<std::unique_ptr<Run>> start(PlanPtr plan, RunOptions options) override;

private:
    const Clock& clock_;
    std::vector<std::string> workerCommand_;
};

} // namespace millrace
