// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace millrace::test {

/// The number that the environment has for the variable, or the other one.
inline int numberOf(const char* variable, int otherwise) {
    bool ok = false;
    const int number = qEnvironmentVariableIntValue(variable, &ok);
    return ok ? number : otherwise;
}

/// What the program did: exit status and both outputs.
struct CliResult {
    int status = -1;
    QByteArray out;
    QByteArray err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

/// Runs a program to its end (at most eight minutes, then status -1).
inline CliResult runProgram(const QString& program, const QStringList& arguments,
                            const QByteArray& input = {}, const QString& folder = {},
                            const QProcessEnvironment& environment = {}) {
    QProcess process;
    if (!folder.isEmpty()) process.setWorkingDirectory(folder);
    if (!environment.isEmpty()) process.setProcessEnvironment(environment);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(480'000)) {
        process.kill();
        process.waitForFinished();
        return {};
    }
    const bool crashed = process.exitStatus() == QProcess::CrashExit;
    return {crashed ? -2 : process.exitCode(), process.readAllStandardOutput(),
            process.readAllStandardError()};
}

/// Runs the real command line of this build.
inline CliResult runCli(const QStringList& arguments, const QByteArray& input = {},
                        const QString& folder = {}) {
    return runProgram(MILLRACE_CLI_PATH, arguments, input, folder);
}

} // namespace millrace::test
