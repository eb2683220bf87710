// SPDX-License-Identifier: Apache-2.0
#include "app/cli/parse_arguments.h"
#include "app/cli/stop_signals.h"
#include "app/cli/terminal.h"
#include "app/shared/probe_report.h"
#include "engine/graph/graph_json.h"
#include "engine/runtime/system_clock.h"

#include <fmt/format.h>

namespace millrace::cli {

int probeCommand(const Arguments& arguments) {
    const auto duration = durationOption(arguments, "duration");
    if (!duration) {
        printDiagnostics(duration.error());
        return kExitUsage;
    }
    MachineProbeOptions options;
    if (*duration) options.seconds = static_cast<double>(**duration) / 1e9;
    options.cancelled = [] { return stopSignalsSeen() > 0; };
    catchStopSignals();
    const MachineProbe probe = probeMachine(SystemClock(), options);
    if (options.cancelled()) return kExitStopped;
    if (arguments.has("json"))
        fmt::print("{}\n", prettyJson(toJson(probe)));
    else if (!arguments.has("quiet"))
        fmt::print("{}", probeText(probe));
    return kExitFinished;
}

} // namespace millrace::cli
