// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/planned_graph.h"
#include "engine/run/experimenter.h"

#include <string>

namespace millrace::cli {

/// What simulate and sweep were asked for, checked. Errors MR5102.
Result<ForecastRequest> readForecastRequest(const Arguments& arguments);

/// The graph of the verb's operand as the simulator wants it.
inline SimulatedGraph asSimulated(const OpenedGraph& opened) {
    return {opened.file.document, opened.path, opened.file.positions};
}

/// Ends with the first signal; shows a bar with the time left where there is a terminal, unless `quiet`.
ForecastControl controlWithProgress(bool quiet);
/// Takes the bar away again.
void endProgress(const ForecastControl& control);

/// To standard output or a file, as --json and --report say. Exit status.
int writeSimulation(const Arguments& arguments, const std::string& text, const boost::json::object& report);

} // namespace millrace::cli
