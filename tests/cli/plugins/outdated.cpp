// SPDX-License-Identifier: Apache-2.0
// A plugin of another version that calls what only that version had.
#undef MILLRACE_VERSION
#define MILLRACE_VERSION "0.0.1"
#include "engine/graph/plugin.h"

void onlyInThatVersion(millrace::Registry& registry);

namespace {
void registerKinds(millrace::Registry& registry) { onlyInThatVersion(registry); }
} // namespace

MILLRACE_PLUGIN("outdated", "1", registerKinds)
