// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/parameter_spec.h"

#include <QString>

namespace millrace::ui {

/// What a setting does, as rich text for a tool tip: its help, how it is written, range, default, and what a
/// change costs while the graph runs.
QString teachingTip(const ParameterSpec& spec);

} // namespace millrace::ui
