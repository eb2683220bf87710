// SPDX-License-Identifier: Apache-2.0
#include "app/cli/parse_arguments.h"
#include "app/cli/terminal.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <system_error>

namespace {

using namespace millrace::cli;

/// What a full disk has swallowed must not pass for an answer. A reader that has seen enough may go away.
/// `failure`: what was reported when it happened, or 0.
int withOutputWritten(int status, int failure) {
    errno = failure;
    const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    if (written || errno == EPIPE) return status;
    millrace::Diagnostics d;
    d.error("MR5107",
            std::string("cannot write to standard output") +
                (errno != 0 ? std::string(": ") + std::strerror(errno) : std::string()),
            "what was printed is not whole");
    printDiagnostics(d);
    return status == kExitFinished ? kExitFailed : status;
}

int runVerb(const Invocation& invocation) {
    int status = kExitFailed, failure = 0;
    try {
        status = invocation.verb->run(invocation.arguments);
    } catch (const std::system_error& error) {
        if (std::ferror(stdout) == 0) throw;
        failure = error.code().value();
    }
    return withOutputWritten(status, failure);
}

} // namespace

int main(int argc, char** argv) {
    // A reader that goes away (millrace kinds | head) is an ordinary write error, no reason to die by signal.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        const auto invocation = parseArguments({argv + 1, argv + argc});
        if (!invocation) {
            printDiagnostics(invocation.error());
            return kExitUsage;
        }
        return runVerb(*invocation);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "millrace: %s\n", error.what());
        return kExitFailed;
    }
}
