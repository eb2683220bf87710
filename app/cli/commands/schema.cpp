// SPDX-License-Identifier: Apache-2.0
#include "app/cli/verb_table.h"
#include "app/shared/build_registry.h"
#include "engine/graph/graph_json.h"

#include <fmt/format.h>

namespace millrace::cli {

int schemaCommand(const Arguments&) {
    fmt::print("{}\n", prettyJson(graphSchema(*buildRegistry())));
    return kExitFinished;
}

} // namespace millrace::cli
