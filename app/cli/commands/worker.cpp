// SPDX-License-Identifier: Apache-2.0
#include "app/cli/terminal.h"
#include "app/cli/worker_verb.h"
#include "app/shared/node_kinds.h"
#include "engine/runtime/processes/serve_worker.h"

namespace millrace::cli {

namespace {

int workerCommand(const Arguments& arguments) {
    const auto kinds = loadNodeKinds(arguments.values("plugin"));
    if (!kinds) {
        printDiagnostics(kinds.error());
        return kExitUsage;
    }
    return serveWorker(*kinds->registry);
}

} // namespace

const VerbSpec& workerVerb() {
    static const VerbSpec verb{"worker",
                               "Serve a stage of a run",
                               "Runs start it themselves for nodes with the executor `processes`; by hand it "
                               "does nothing. The operand "
                               "is for lists of processes: the node, and which of its workers this is.",
                               ArgumentType::Text,
                               "[NAME]",
                               {{"plugin", ArgumentType::File, "FILE",
                                 "Load the node kinds of this plugin. May be repeated.", true}},
                               workerCommand};
    return verb;
}

} // namespace millrace::cli
