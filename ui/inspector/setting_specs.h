// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/parameter_spec.h"

#include <vector>

namespace millrace::ui {

/// Descriptors of what every node and wire has beside its kind's parameters, so that one form builds them
/// all.
std::vector<ParameterSpec> concurrencySpecs(); ///< the node's `concurrency` block
std::vector<ParameterSpec> wireSpecs();        ///< `capacity` and `overflow` of `queue`, and `partitioning`
std::vector<ParameterSpec> graphParameterSpecs();
std::vector<ParameterSpec> checkpointSpecs(); ///< the graph's `checkpoint` block

} // namespace millrace::ui
