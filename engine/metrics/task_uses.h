// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_frame.h"

#include <vector>

namespace millrace {

/// taskUse() of every vertex at once, in the time that a single one takes.
struct TaskUses {
    std::vector<std::size_t> task; ///< per vertex the first vertex of its task
    std::vector<double> use;       ///< per vertex that of its task, 0 to 1
};
TaskUses taskUses(const std::vector<WireEnds>& wires, const MetricsFrame& earlier, const MetricsFrame& later);

} // namespace millrace
