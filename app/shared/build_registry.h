// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"

#include <memory>

namespace millrace {

/// Every node kind this program knows. Made once at start; read-only and shareable afterwards.
std::shared_ptr<const Registry> buildRegistry();

} // namespace millrace
