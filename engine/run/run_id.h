// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"

#include <string>

namespace millrace {

/// A new name for a run that begins now: sorts by time, and no two are the same.
std::string freshRunId(EpochMs wallClock);

} // namespace millrace
