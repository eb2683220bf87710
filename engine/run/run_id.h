// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"

#include <cstdint>
#include <string>

namespace millrace {

/// The name of a run that begins at that time: sorts by time, and chance keeps those of one moment apart.
std::string runId(EpochMs wallClock, std::uint32_t chance);

} // namespace millrace
