// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan/plan.h"

namespace millrace {

/// What Run::reconfigure may take over: indices (equal in both plans) of the vertices whose parameters
/// differ, all of the changed ones being Applies::Hot. Layout, titles and notes are no difference. Error
/// MR4201, naming node and parameter, when anything else differs.
Result<std::vector<std::size_t>> hotChanges(const Plan& before, const Plan& after);

} // namespace millrace
