// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/sim_model.h"

namespace millrace::sim {

/// The route from one site to another, made where there is none yet: over the fewest links; among those the
/// least mean latency; among those the first names of sites. kNone: no way leads there. Precondition: sites
/// and links of the model stand.
std::uint32_t routeBetween(SimModel& model, std::uint32_t from, std::uint32_t to);

} // namespace millrace::sim
