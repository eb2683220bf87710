// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/checkpoint_status.h"

#include <string>

namespace millrace {

/// What a run says of its checkpoints, as prometheusText() says the rest: how many it has made and given up,
/// and of the last one the whole and each node's share. What is of the last one is left out before the first.
std::string checkpointMetricsText(const CheckpointStatus& status, const std::string& runId);

} // namespace millrace
