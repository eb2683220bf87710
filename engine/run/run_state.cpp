// SPDX-License-Identifier: Apache-2.0
#include "engine/run/run_state.h"

namespace millrace {

const char* runStateName(RunState state) {
    switch (state) {
        case RunState::Idle: return "idle";
        case RunState::Preparing: return "preparing";
        case RunState::Running: return "running";
        case RunState::Paused: return "paused";
        case RunState::Draining: return "draining";
        case RunState::Stopping: return "stopping";
        case RunState::Finished: return "finished";
        case RunState::Stopped: return "stopped";
        case RunState::Failed: return "failed";
    }
    return "unknown";
}

} // namespace millrace
