// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/cli/cli_process.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>
#include <QRegularExpression>
#include <QTest>
#include <csignal>

namespace millrace::test {

/// A run of the real command line while it goes on, watched through what it says and through its metrics: how
/// far it is after a while, only the machine knows.
class LiveCli {
public:
    explicit LiveCli(const QStringList& arguments, const QString& folder = {}) {
        if (!folder.isEmpty()) process_.setWorkingDirectory(folder);
        process_.start(MILLRACE_CLI_PATH,
                       QStringList{"run"} + arguments + QStringList{"--metrics-port", "0"});
    }
    ~LiveCli() {
        if (process_.state() == QProcess::NotRunning) return;
        process_.kill();
        process_.waitForFinished();
    }
    LiveCli(const LiveCli&) = delete;
    LiveCli& operator=(const LiveCli&) = delete;

    bool isRunning() const { return process_.state() == QProcess::Running; }
    qint64 processId() const { return process_.processId(); }
    /// What it has said on standard error so far.
    const QByteArray& said() {
        said_ += process_.readAllStandardError();
        return said_;
    }
    /// False when it ends, or some minutes pass, without a word of it.
    bool says(const QByteArray& words) {
        return await([&] { return said().contains(words); });
    }
    /// The page of its metrics, with the head of the answer.
    QByteArray metrics() {
        static const QRegularExpression kAddress("http://127\\.0\\.0\\.1:(\\d+)/metrics");
        return says("/metrics\n") ? get(kAddress.match(QString::fromUtf8(said_)).captured(1).toInt())
                                  : QByteArray();
    }
    /// Until the node has sent so many records.
    bool sends(const QByteArray& node, double records) {
        const QRegularExpression sample(
            "^millrace_records_out_total\\{[^}]*node=\"" + QString::fromUtf8(node) + "\"[^}]*\\} (\\S+)$",
            QRegularExpression::MultilineOption);
        return await(
            [&] { return sample.match(QString::fromUtf8(metrics())).captured(1).toDouble() >= records; });
    }
    /// False when it has ended: process id 0 would mean the whole process group.
    bool signal(int number) {
        return process_.processId() > 0 && ::kill(static_cast<pid_t>(process_.processId()), number) == 0;
    }
    bool endsWithin(int milliseconds) {
        return process_.state() == QProcess::NotRunning || process_.waitForFinished(milliseconds);
    }
    void kill() { process_.kill(); }
    /// As runProgram().
    CliResult end() {
        if (isRunning() && !process_.waitForFinished(kMilliseconds)) return {};
        const bool crashed = process_.exitStatus() == QProcess::CrashExit;
        return {crashed ? -2 : process_.exitCode(), process_.readAllStandardOutput(), said()};
    }

private:
    static constexpr int kMilliseconds = 300'000;

    template <class Condition> bool await(Condition&& condition) {
        bool holds = false;
        (void)QTest::qWaitFor(
            [&] {
                const bool over = process_.state() == QProcess::NotRunning;
                holds = condition();
                return holds || over;
            },
            kMilliseconds);
        return holds;
    }
    /// What is answered on loopback, until the connection is closed.
    static QByteArray get(int port) {
        const int connection = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        QByteArray answer;
        if (::connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
            const QByteArray request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
            char block[4096];
            if (::send(connection, request.constData(), static_cast<std::size_t>(request.size()),
                       MSG_NOSIGNAL) > 0)
                for (ssize_t n = 0; (n = ::recv(connection, block, sizeof block, 0)) > 0;)
                    answer.append(block, static_cast<qsizetype>(n));
        }
        ::close(connection);
        return answer;
    }

    QProcess process_;
    QByteArray said_;
};

} // namespace millrace::test
