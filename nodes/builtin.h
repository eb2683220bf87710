// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"

namespace millrace {

/// Adds every kind named in nodes/node_list.def, in that order. Throws DiagnosticError when a descriptor is
/// inconsistent or a name is taken twice: both are programming errors.
void registerBuiltinNodes(Registry& registry);

} // namespace millrace
