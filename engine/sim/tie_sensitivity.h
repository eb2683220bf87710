// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/sim/forecast.h"

namespace millrace::sim {

/// The same model with ties in order, or shuffled.
std::shared_ptr<const SimModel> withTies(const SimModel& model, bool shuffled);

/// Whether it matters in which order things happen that happen at the same instant: figures with ties in an
/// order of chance against those in order, with the same random numbers (paired t; all statements together
/// hold with 95 %, Bonferroni). A warning MR4760 where figures differ, a note MR4762 where that is not shown.
Diagnostics tieSensitivity(const Forecast& shuffled, const Forecast& inOrder);

} // namespace millrace::sim
