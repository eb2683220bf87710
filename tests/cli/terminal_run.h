// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cli/cli_process.h"

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <vector>

namespace millrace::test {

/// Runs the real command line on a terminal of its own, where `answer` is typed when `question` stands there.
/// Both outputs are in `out`, as the terminal shows them; status -1: it was killed after minutes of silence.
inline CliResult runOnTerminal(const QStringList& words, const QByteArray& question,
                               const QByteArray& answer) {
    std::vector<QByteArray> texts{MILLRACE_CLI_PATH};
    for (const QString& word : words)
        texts.push_back(word.toUtf8());
    std::vector<char*> arguments;
    for (QByteArray& text : texts)
        arguments.push_back(text.data());
    arguments.push_back(nullptr);
    int terminal = -1;
    const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child == 0) {
        ::alarm(300);
        ::execv(arguments[0], arguments.data());
        ::_exit(127);
    }
    CliResult result;
    if (child < 0) return result;
    std::array<char, 4096> block{};
    bool asked = false;
    for (ssize_t n = 0; (n = ::read(terminal, block.data(), block.size())) > 0;) {
        result.out.append(block.data(), static_cast<qsizetype>(n));
        if (asked || !result.out.contains(question)) continue;
        asked = true;
        const QByteArray line = answer + '\n';
        if (::write(terminal, line.constData(), static_cast<std::size_t>(line.size())) < 0) break;
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(terminal);
    if (WIFEXITED(status)) result.status = WEXITSTATUS(status);
    return result;
}

} // namespace millrace::test
