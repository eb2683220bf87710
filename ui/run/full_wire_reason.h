// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/canvas/live_values.h"
#include "ui/run/run_shape.h"

namespace millrace::ui {

/// Writes beside every full wire why it is full: who waits for whom, on to the node that is the cause, and
/// what that one does. Rich text.
void explainFullWires(LiveValues& values, const RunShape& shape);

} // namespace millrace::ui
