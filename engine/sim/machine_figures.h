// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/forecast.h"

#include <utility>
#include <vector>

namespace millrace::sim {

// Figures about machines, links, instances, energy and money, and about why records were dropped: from one
// moment of a replication to a later one.

/// Those that the model has: what was never dropped has no reason, and what costs nothing no price.
std::vector<std::pair<Kpi::What, std::size_t>> machineFigures(const SimModel& model,
                                                              const std::vector<Replication>& done);
double machineFigure(const SimModel& model, const SimTotals& from, const SimTotals& to, Kpi::What what,
                     std::size_t place);
const char* nameOfMachineFigure(Kpi::What what);
const char* unitOfMachineFigure(Kpi::What what);

} // namespace millrace::sim
