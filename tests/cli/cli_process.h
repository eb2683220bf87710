// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace millrace::test {

/// What the program did: exit status and both outputs.
struct CliResult {
    int status = -1;
    QByteArray out;
    QByteArray err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

/// Runs the real program to its end (at most two minutes, then status -1).
inline CliResult runCli(const QStringList& arguments, const QByteArray& input = {},
                        const QString& folder = {}) {
    QProcess process;
    if (!folder.isEmpty()) process.setWorkingDirectory(folder);
    process.start(MILLRACE_CLI_PATH, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(120'000)) {
        process.kill();
        process.waitForFinished();
        return {};
    }
    const bool crashed = process.exitStatus() == QProcess::CrashExit;
    return {crashed ? -2 : process.exitCode(), process.readAllStandardOutput(),
            process.readAllStandardError()};
}

} // namespace millrace::test
