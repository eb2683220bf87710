// SPDX-License-Identifier: Apache-2.0
#include "app/cli/verb_table.h"
#include "engine/graph/graph_json.h"

#include <fmt/format.h>

namespace millrace::cli {

int versionCommand(const Arguments& arguments) {
    if (arguments.has("json"))
        fmt::print("{}\n",
                   prettyJson({{"version", MILLRACE_VERSION}, {"graph_format", kGraphFormatVersion}}));
    else
        fmt::print("millrace {} (graph format {})\n", MILLRACE_VERSION, kGraphFormatVersion);
    return kExitFinished;
}

} // namespace millrace::cli
