// SPDX-License-Identifier: Apache-2.0
// A plugin of this version that calls what no program has.
#include "engine/graph/plugin.h"

void notInAnyProgram(millrace::Registry& registry);

namespace {
void registerKinds(millrace::Registry& registry) { notInAnyProgram(registry); }
} // namespace

MILLRACE_PLUGIN("unresolved", "1", registerKinds)
