// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run.h"

namespace millrace {

/// The newest checkpoint of a state folder, for whoever asks before a run goes on from it or forgets it.
struct SavedCheckpoint {
    Epoch epoch = kNoEpoch;
    EpochMs madeAt = 0;
    std::int64_t bytes = 0; ///< on disk
    bool finished = false;  ///< the job had ended with it
};

/// Starts plans: the engine (threads) or the simulator (virtual time). Thread-safe.
class Backend {
public:
    virtual ~Backend() = default;
    virtual const char* name() const = 0; ///< "engine", "sim"
    /// Returns at once, the run being Preparing or further; errors (MR40xx) only when it cannot even begin.
    virtual Result<std::unique_ptr<Run>> start(PlanPtr plan, RunOptions options) = 0;
    /// From which checkpoint a run with that folder (CheckpointOptions) would go on; none: it would begin.
    /// Reads the whole of it. Errors: what would stop that run, MR4613 or MR4614.
    virtual Result<std::optional<SavedCheckpoint>> savedCheckpoint(const std::string& folder) const {
        static_cast<void>(folder);
        return std::optional<SavedCheckpoint>();
    }
};

} // namespace millrace
