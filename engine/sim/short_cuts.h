// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/sim_model.h"

namespace millrace::sim {

/// What most vertices, wires and tasks are, noted where it can be read at each event: SimOp::passes, flies
/// and onlyWire, SimEdge::direct, SimChain::flies and shape. The model is complete but for these.
void findShortCuts(SimModel& model);

} // namespace millrace::sim
