// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/run.h"

namespace millrace {

/// Starts plans: the engine (threads) or the simulator (virtual time). Thread-safe.
class Backend {
public:
    virtual ~Backend() = default;
    virtual const char* name() const = 0; ///< "engine", "sim"
    /// Returns at once, the run being Preparing or further; errors (MR40xx) only when it cannot even begin.
    virtual Result<std::unique_ptr<Run>> start(PlanPtr plan, RunOptions options) = 0;
};

} // namespace millrace
