// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_history.h"
#include "engine/run/virtual_time.h"
#include "ui/main_window/status_line.h"
#include "ui/run/checkpoint_mark.h"
#include "ui/run/run_shape.h"

namespace millrace::ui {

/// What the status line says of a run: time, records, p99, CPU, memory, dropped, observer cost, progress.
/// Of a simulation, whose clock stands at `place`: virtual time and events/s, and nothing of this machine.
QList<StatusLine::Fact> runFacts(const RunShape& shape, const MetricsHistory& history, bool pendingChanges,
                                 const VirtualTime::Place* place = nullptr);
/// "last checkpoint 3 s ago 41 ms · 12.3 kB" of a run that keeps them, and how many it has given up. `now`:
/// seconds since its start.
StatusLine::Fact checkpointFact(const std::vector<CheckpointMark>& marks, std::int64_t givenUp, double now,
                                bool isOver);

} // namespace millrace::ui
