// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"

namespace millrace {

/// The whole life of a worker process: takes the stage that the run wants from the descriptors it was started
/// with (WorkerProcess), makes its operator from the registry and does what the run asks, until it is told to
/// end or the run is gone. Returns the exit status of the program; 2, with a word on standard error, when no
/// run started it.
int serveWorker(const Registry& registry);

} // namespace millrace
