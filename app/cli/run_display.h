// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics_history.h"
#include "engine/run/run.h"

#include <memory>

namespace millrace::cli {

/// Shows a run while it goes on. Writes to standard error only.
class RunDisplay {
public:
    virtual ~RunDisplay() = default;
    /// Called about five times a second with the history so far (the last frame is now).
    virtual void update(const Run& run, const MetricsHistory& history) = 0;
    /// Makes room for a few lines that are printed now; the next update goes on below them.
    virtual void clear() {}
    /// Takes the display off the screen (the last picture stays) before anything else is printed.
    virtual void finish() = 0;
};

std::unique_ptr<RunDisplay> makeDashboard();     ///< redraws in place; for terminals
std::unique_ptr<RunDisplay> makeProgressLines(); ///< a line every few seconds; for logs
std::unique_ptr<RunDisplay> makeQuietDisplay();

/// The lines of the dashboard for a screen of that size; separate from the terminal so that it can be tested.
std::vector<std::string> dashboardLines(const Plan& plan, const MetricsHistory& history, int columns,
                                        int rows, bool colours);
/// What is left to say at the end, in a few lines: state, records, dead letters, late and dropped records.
std::string runSummary(const Run& run);

} // namespace millrace::cli
