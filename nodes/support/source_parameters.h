// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/parameter_spec.h"

namespace millrace {

// What sources have in common, wherever their records come from.

/// event_time, event_time_format, timezone, watermark_delay.
std::vector<ParameterSpec> eventTimeParameters();
/// max_record, on_error.
std::vector<ParameterSpec> badRecordParameters();

} // namespace millrace
