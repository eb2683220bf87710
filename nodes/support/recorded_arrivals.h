// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace millrace {

/// Reads recorded arrivals: one per line (first column of a CSV file; a first line that is neither is a
/// heading), either seconds from the start or timestamps. Returns offsets from the first in nanoseconds.
/// Errors MR3301 (file), MR3220 (line out of order or not readable).
Result<std::vector<std::int64_t>> readArrivals(const std::string& path);
/// The same for the service model, which is made each time a graph is checked: null where the file cannot be
/// read, or is too long to be read that often.
std::shared_ptr<const std::vector<std::int64_t>> arrivalsIfShort(const std::string& path);

} // namespace millrace
