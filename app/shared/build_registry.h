// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"

#include <memory>

namespace millrace {

/// Every built-in node kind. Made once at start; read-only and shareable once the plugins have been added
/// (node_kinds.h).
std::shared_ptr<Registry> buildRegistry();

} // namespace millrace
