// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace millrace {

/// Reads recorded arrivals: one per line (first column of a CSV file; a first line that is neither is a
/// heading), either seconds from the start or timestamps. Returns offsets from the first in nanoseconds.
/// Errors MR3301 (file), MR3220 (line out of order or not readable).
Result<std::vector<std::int64_t>> readArrivals(const std::string& path);

} // namespace millrace
