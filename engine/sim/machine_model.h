// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/sim_model.h"

namespace millrace::sim {

/// Brings the settings of machines into a model whose vertices stand, and whose wires do not yet: sites and
/// links, the lock of an interpreter, what worker processes cost, serverless nodes.
/// Errors: MR4713 fused nodes on different sites, MR4714 no way from one site to another, MR4715 what cannot
/// be serverless, MR4716 an interpreter on several sites, MR4717 a link whose bytes nobody knows, MR4718 a
/// part of a core where time slices go round, MR4719 records counted of what is no sink.
void placeOnMachines(SimModel& model, Diagnostics& problems);

/// Whether the state of a simulation of one model fits the other, as far as machines go: how large, fast and
/// expensive they are may differ.
bool sameMachines(const SimModel& a, const SimModel& b);

} // namespace millrace::sim
