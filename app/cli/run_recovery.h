// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run.h"

namespace millrace::cli {

/// Decides whether a run that keeps checkpoints and has failed is begun again within the same process: where
/// it lost its open epoch although nobody else has taken its place (see kEpochLost). Once, and then after
/// each one that has completed a checkpoint: what never does would go on for ever.
class RunRecovery {
public:
    /// Says on standard error what the run has said last and what becomes of it; with `quiet` only if it is
    /// over. True: begin anew.
    bool wantsAnother(const Run& run, Diagnostics last, bool quiet);

private:
    bool recovered_ = false;
};

} // namespace millrace::cli
