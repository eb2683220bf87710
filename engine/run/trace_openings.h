// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/trace.h"

#include <vector>

namespace millrace {

/// Keeps `open` up by one event of a lane: what was on after the last one, by the events that began it, outer
/// ones first.
void followOpenings(std::vector<TraceEvent>& open, const TraceEvent& event);

} // namespace millrace
