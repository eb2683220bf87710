// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_history.h"
#include "engine/run/run.h"
#include "engine/run/run_store.h"

namespace millrace {

/// Gathers what the history keeps of a run that has ended: graph as run, order of nodes and wires, report,
/// and its frames, thinned to at most `maxFrames`.
StoredRun storedRunOf(const Run& run, const MetricsHistory& history, const std::string& graphFile,
                      std::size_t maxFrames = 600);

} // namespace millrace
