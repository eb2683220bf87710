// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_history.h"
#include "ui/main_window/status_line.h"
#include "ui/run/run_shape.h"

namespace millrace::ui {

/// What the status line says of a run: time, records, p99, CPU, memory, dropped, observer cost, progress.
QList<StatusLine::Fact> runFacts(const RunShape& shape, const MetricsHistory& history, bool pendingChanges);

} // namespace millrace::ui
