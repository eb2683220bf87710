// SPDX-License-Identifier: Apache-2.0
#include "app/cli/parse_arguments.h"
#include "app/cli/terminal.h"

#include <csignal>
#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
    using namespace millrace::cli;
    // A reader that goes away (millrace kinds | head) is an ordinary write error, no reason to die by signal.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        const auto invocation = parseArguments({argv + 1, argv + argc});
        if (!invocation) {
            printDiagnostics(invocation.error());
            return kExitUsage;
        }
        return invocation->verb->run(invocation->arguments);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "millrace: %s\n", error.what());
        return kExitFailed;
    }
}
