// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/cli_process.h"
#include "tests/cli/run_folder.h"

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

using namespace millrace::test;

/// Breakpoints, log points, injected records, safe runs and the memory budget on the command line.
class TestDebugging : public QObject {
    Q_OBJECT

    RunFolder folder_;

    /// Counts to a hundred and writes what is even.
    QString counter() {
        return folder_.write("counter.mill", R"({"millrace": 1, "nodes": {
            "numbers": {"kind": "generate", "params": {"count": 100, "fields": {"n": {"type": "sequence"}}}},
            "even": {"kind": "filter", "params": {"where": "MOD(n, 2) = 0"}},
            "file": {"kind": "csv_sink", "params": {"path": "even.csv"}}},
            "edges": [{"from": "numbers.out", "to": "even.in"}, {"from": "even.out", "to": "file.in"}]})");
    }
    static int count(const QByteArray& text, const char* what) { return static_cast<int>(text.count(what)); }

private Q_SLOTS:
    void init() { QFile::remove(folder_.filePath("even.csv")); }

    void aBreakpointShowsTheRecordAndObeysStandardInput() {
        const CliResult result =
            runCli({"run", counter(), "--break", "even->file:n >= 20", "--json"}, "n\nx\nc\nd\n");
        QVERIFY2(result.status == 0, result.err.constData());
        QVERIFY2(result.err.contains(R"(held at even.out->file.in: {"n":20})"), result.err.constData());
        QVERIFY(result.err.contains(R"({"n":22})"));
        QVERIFY(result.err.contains("`x` is no command"));
        QVERIFY(result.err.contains(R"({"n":24})"));
        QCOMPARE(count(result.err, "held at"), 3);
        QCOMPARE(result.json()["state"].toString(), QString("finished"));
        QCOMPARE(folder_.read("even.csv").count('\n'), 51);
    }

    void theRunGoesOnWhenStandardInputEnds() {
        const CliResult result = runCli({"run", counter(), "--break", "numbers.out#10"}, "c\n");
        QVERIFY2(result.status == 0, result.err.constData());
        QCOMPARE(count(result.err, "held at"), 2);
        QVERIFY(result.err.contains(R"({"n":9})"));
        QVERIFY(result.err.contains(R"({"n":19})"));
        QVERIFY(result.err.contains("standard input has ended"));
        QCOMPARE(folder_.read("even.csv").count('\n'), 51);
    }

    void quittingStopsTheRun() {
        const CliResult result = runCli({"run", counter(), "--break", "even.in"}, "q\n");
        QCOMPARE(result.status, 130);
        QVERIFY2(result.err.contains("MR4106"), result.err.constData());
        QVERIFY(!QFile::exists(folder_.filePath("even.csv")));
    }

    void aTerminalIsAsked() {
        int terminal = -1;
        const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
        if (child == 0) {
            ::execl(MILLRACE_CLI_PATH, "millrace", "run", counter().toUtf8().constData(), "--break",
                    "even->file:n = 20", nullptr);
            ::_exit(127);
        }
        QByteArray seen;
        bool answered = false;
        char block[1024];
        for (ssize_t n = 0; (n = ::read(terminal, block, sizeof block)) > 0;) {
            seen.append(block, static_cast<qsizetype>(n));
            if (answered || !seen.contains("q stop the run) > ")) continue;
            answered = ::write(terminal, "c\n", 2) == 2;
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        ::close(terminal);
        QVERIFY2(answered, seen.constData());
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
        QCOMPARE(folder_.read("even.csv").count('\n'), 51);
    }

    void logPointsPrintARecordALine() {
        const CliResult result = runCli({"run", counter(), "--log-at", "even.out:n > 89", "--quiet"});
        QVERIFY2(result.status == 0, result.err.constData());
        const QList<QByteArray> lines = result.err.trimmed().split('\n');
        QCOMPARE(lines.size(), 5);
        QCOMPARE(lines.front(), QByteArray(R"({"wire":"even.out->file.in","record":{"n":90}})"));
        QCOMPARE(QJsonDocument::fromJson(lines.back()).object()["record"].toObject()["n"].toInt(), 98);
    }

    void injectedRecordsTakePart() {
        const CliResult result =
            runCli({"run", counter(), "--inject", R"(even.in={"n": 1000})", "--inject",
                    R"(even.in={"n": 1001})", "--inject", R"(even.out={"n": 7})", "--json"});
        QVERIFY2(result.status == 0, result.err.constData());
        QVERIFY(folder_.read("even.csv").contains("\n1000\n"));
        QVERIFY(!folder_.read("even.csv").contains("1001"));
        QVERIFY(folder_.read("even.csv").contains("\n7\n"));
        const QJsonObject even = result.json()["nodes"].toObject()["even"].toObject();
        QCOMPARE(even["injected_in"].toInt(), 2);
        QCOMPARE(even["injected_out"].toInt(), 1);
        QCOMPARE(even["filtered"].toInt(), 51);
    }

    void aSafeRunWritesNothingAndSaysSo() {
        CliResult result = runCli({"run", counter(), "--safe", "--json"});
        QVERIFY2(result.status == 0, result.err.constData());
        QVERIFY(!QFile::exists(folder_.filePath("even.csv")));
        QVERIFY2(result.err.contains("a safe run"), result.err.constData());
        QCOMPARE(result.json()["diagnostics"].toArray()[0].toObject()["code"].toString(), QString("MR1163"));
        QCOMPARE(result.json()["nodes"].toObject()["file"].toObject()["records_in"].toInt(), 50);
        result = runCli({"check", counter(), "--safe"});
        QCOMPARE(result.status, 0);
        QVERIFY2(result.err.contains("a safe run"), result.err.constData());
    }

    void slipsAreWrongUsage_data() {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("no such wire")
            << QStringList{"--break", "evn.out->file.in"} << QByteArray("did you mean `even.out->file.in`?");
        QTest::newRow("condition") << QStringList{"--break", "even.out:m > 3"}
                                   << QByteArray("unknown column `m`");
        QTest::newRow("no condition") << QStringList{"--log-at", "even.out:n + 1"} << QByteArray("BOOLEAN");
        QTest::newRow("count") << QStringList{"--break", "even.out#x"} << QByteArray("is not a count from 1");
        QTest::newRow("twice") << QStringList{"--break", "even.out", "--log-at", "file.in"}
                               << QByteArray("two breakpoints");
        QTest::newRow("no such node")
            << QStringList{"--inject", "evn.in={}"} << QByteArray("did you mean `even`?");
        QTest::newRow("no such port")
            << QStringList{"--inject", "even.inn={}"} << QByteArray("no port `inn`");
        QTest::newRow("no port") << QStringList{"--inject", "{}"} << QByteArray("NODE.PORT");
        QTest::newRow("no JSON") << QStringList{"--inject", "even.in={n}"} << QByteArray("not JSON");
        QTest::newRow("no such column")
            << QStringList{"--inject", R"(even.in={"m": 1})"} << QByteArray("there is no column `m`");
        QTest::newRow("misfit") << QStringList{"--inject", R"(even.in={"n": "x"})"} << QByteArray("MR5313");
        QTest::newRow("budget") << QStringList{"--memory-budget", "much"}
                                << QByteArray("`much` is not a size");
    }
    void slipsAreWrongUsage() {
        QFETCH(QStringList, options);
        QFETCH(QByteArray, says);
        const CliResult result = runCli(QStringList{"run", counter()} + options);
        QVERIFY2(result.status == 2, result.err.constData());
        QVERIFY2(result.err.contains(says), result.err.constData());
        QVERIFY(!QFile::exists(folder_.filePath("even.csv")));
    }

    void standardInputServesOneMasterOnly() {
        const QString graph = folder_.write("stdin.mill", R"({"millrace": 1, "nodes": {
            "lines": {"kind": "csv_source", "params": {"path": "-", "schema": {"a": "BIGINT", "b": "BIGINT"}}},
            "end": {"kind": "discard"}},
            "edges": [{"from": "lines.out", "to": "end.in"}]})");
        const CliResult result = runCli({"run", graph, "--break", "end.in"}, "a,b\n1,2\n");
        QCOMPARE(result.status, 2);
        QVERIFY2(result.err.contains("MR5314"), result.err.constData());
    }

    void aWireNamedInShortMustBeTheOnlyOne() {
        const QString graph = folder_.write("fork.mill", R"({"millrace": 1, "nodes": {
            "numbers": {"kind": "generate", "params": {"count": 10, "fields": {"n": {"type": "sequence"}}}},
            "a": {"kind": "discard"}, "b": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "a.in"}, {"from": "numbers.out", "to": "b.in"}]})");
        CliResult result = runCli({"run", graph, "--log-at", "numbers.out"});
        QCOMPARE(result.status, 2);
        QVERIFY2(result.err.contains("MR5311"), result.err.constData());
        result = runCli({"run", graph, "--log-at", "b.in", "--quiet"});
        QCOMPARE(result.status, 0);
        QCOMPARE(count(result.err, "\"wire\":\"numbers.out->b.in\""), 10);
    }

    void beyondItsMemoryBudgetARunFails() {
        const QString graph = folder_.write("fat.mill", R"({"millrace": 1, "nodes": {
            "numbers": {"kind": "generate", "params": {"fields": {
                "a": {"type": "uniform"}, "b": {"type": "uniform"}, "c": {"type": "uniform"}}}},
            "slow": {"kind": "work", "params": {"mode": "wait", "time": "100 ms"}},
            "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "slow.in", "queue": {"capacity": 10000000}},
                      {"from": "slow.out", "to": "end.in"}]})");
        const CliResult result =
            runCli({"run", graph, "--memory-budget", "32 MiB", "--duration", "100s", "--json"});
        QCOMPARE(result.status, 1);
        QVERIFY2(result.err.contains("MR4111"), result.err.constData());
        QVERIFY(result.err.contains("numbers.out->slow.in ("));
        QCOMPARE(result.json()["state"].toString(), QString("failed"));
    }
};

QTEST_GUILESS_MAIN(TestDebugging)
#include "tst_debugging.moc"
