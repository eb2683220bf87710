// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/graph_document.h"
#include "engine/graph/parameter_spec.h"

namespace millrace {

/// A graph parameter as the inspector edits it and the planner checks its value: type, help, range ("minimum"
/// and "maximum"), whether it may change during a run ("hot").
ParameterSpec specOf(const GraphParameter& parameter);

} // namespace millrace
