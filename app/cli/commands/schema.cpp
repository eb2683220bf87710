// SPDX-License-Identifier: Apache-2.0
#include "app/cli/terminal.h"
#include "app/cli/verb_table.h"
#include "app/shared/node_kinds.h"
#include "engine/graph/graph_json.h"

#include <fmt/format.h>

namespace millrace::cli {

int schemaCommand(const Arguments& arguments) {
    const auto kinds = loadNodeKinds(arguments.values("plugin"));
    if (!kinds) {
        printDiagnostics(kinds.error());
        return kExitUsage;
    }
    printDiagnostics(kinds->warnings);
    fmt::print("{}\n", prettyJson(graphSchema(*kinds->registry)));
    return kExitFinished;
}

} // namespace millrace::cli
