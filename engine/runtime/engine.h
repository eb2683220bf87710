// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/backend.h"

namespace millrace {

/// Runs plans for real: on threads of this process, in real time. Stateless; each run has its own threads.
class Engine final : public Backend {
public:
    const char* name() const override { return "engine"; }
    Result<std::unique_ptr<Run>> start(PlanPtr plan, RunOptions options) override;
};

} // namespace millrace
