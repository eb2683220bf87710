// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/live_cli.h"
#include "tests/cli/run_folder.h"

#include <fcntl.h>
#include <pty.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>

using namespace millrace::test;

class TestRun : public QObject {
    Q_OBJECT

    RunFolder folder_;
    const QString fleet_ = MILLRACE_SOURCE_DIR "/resources/examples/fleet.mill";

    /// Counts to `count` (0 = for ever) at `rate` per second and writes what is even to even.csv.
    QString counter(const QString& name, int count, int rate) {
        return folder_.write(name, QString(R"({"millrace": 1, "name": "Counter",
            "parameters": {"count": {"type": "BIGINT", "default": %1}},
            "nodes": {
              "numbers": {"kind": "generate", "params": {%2 "rate": %3, "fields": {"n": {"type": "sequence"}}}},
              "even": {"kind": "filter", "params": {"where": "MOD(n, 2) = 0"}},
              "file": {"kind": "csv_sink", "params": {"path": "even.csv"}}},
            "edges": [{"from": "numbers.out", "to": "even.in"}, {"from": "even.out", "to": "file.in"}]})")
                                       .arg(count)
                                       .arg(count ? R"("count": "${count}",)" : "")
                                       .arg(rate)
                                       .toUtf8());
    }

private Q_SLOTS:
    void theReportHasEveryMemberOfTheContract() {
        const CliResult result = runCli({"run", counter("a.mill", 1000, 0), "--json", "--seed", "7"});
        QVERIFY2(result.status == 0, result.err.constData());
        const QJsonObject report = result.json();
        for (const char* key : {"version", "id", "state", "elapsed_s", "seed", "graph_sha256", "nodes",
                                "edges", "latency_us", "cpu_s", "max_rss_bytes", "diagnostics"})
            QVERIFY2(report.contains(QLatin1String(key)), key);
        QCOMPARE(report["state"].toString(), QString("finished"));
        QCOMPARE(report["seed"].toInt(), 7);
        const QJsonObject even = report["nodes"].toObject()["even"].toObject();
        for (const char* key : {"records_in", "records_out", "rejected", "late", "errors", "busy_s", "idle_s",
                                "back_pressured_s", "filtered"})
            QVERIFY2(even.contains(QLatin1String(key)), key);
        QCOMPARE(even["records_in"].toInt(), 1000);
        QCOMPARE(even["records_out"].toInt(), 500);
        QCOMPARE(even["filtered"].toInt(), 500);
        const QJsonObject edge = report["edges"].toObject()["numbers.out->even.in"].toObject();
        for (const char* key : {"records", "dropped", "queued", "capacity"})
            QVERIFY2(edge.contains(QLatin1String(key)), key);
        const QJsonObject latency = report["latency_us"].toObject()["file"].toObject();
        for (const char* key : {"p50", "p95", "p99", "max"})
            QVERIFY2(latency.contains(QLatin1String(key)), key);
        QCOMPARE(folder_.read("even.csv").count('\n'), 501);
    }

    void setReachesGraphAndNodeParameters() {
        const QString graph = counter("set.mill", 1000, 0);
        CliResult result = runCli({"run", graph, "--set", "count=10", "--set",
                                   "file.path=" + folder_.filePath("few.csv"), "--json"});
        QVERIFY2(result.status == 0, result.err.constData());
        QCOMPARE(folder_.read("few.csv").count('\n'), 6);
        result = runCli({"run", graph, "--set", "even.where=n < 3", "--json"});
        QCOMPARE(result.json()["nodes"].toObject()["even"].toObject()["records_out"].toInt(), 3);
        result = runCli({"run", graph, "--set", "cuont=1"});
        QCOMPARE(result.status, 2);
        QVERIFY2(result.err.contains("did you mean `count`?"), result.err.constData());
    }

    void theReportGoesToTheNamedFile() {
        const QString path = folder_.filePath("report.json");
        QCOMPARE(runCli({"run", counter("b.mill", 10, 0), "--report", path, "--quiet"}).status, 0);
        QCOMPARE(QJsonDocument::fromJson(folder_.read("report.json")).object()["state"].toString(),
                 QString("finished"));
        const CliResult failed =
            runCli({"run", counter("b.mill", 10, 0), "--report", "/no/such/folder/r.json"});
        QCOMPARE(failed.status, 1);
        QVERIFY(failed.err.contains("/no/such/folder/r.json"));
    }

    void oneSignalDrainsAndFinishesTheFile() {
        LiveCli live({counter("c.mill", 0, 2000), "--json"});
        QVERIFY2(live.sends("even", 100), live.said().constData());
        QVERIFY(live.signal(SIGTERM));
        const CliResult result = live.end();
        QCOMPARE(result.status, 0);
        QCOMPARE(result.json()["state"].toString(), QString("finished"));
        const int written = result.json()["nodes"].toObject()["even"].toObject()["records_out"].toInt();
        QCOMPARE(folder_.read("even.csv").count('\n'), written + 1);
    }

    void aSecondSignalStopsAtOnce() {
        // A queue of slow records takes minutes to drain.
        const QString graph = folder_.write("slow.mill", R"({"millrace": 1, "nodes": {
            "numbers": {"kind": "generate", "params": {"fields": {"n": {"type": "sequence"}}}},
            "slow": {"kind": "work", "params": {"mode": "wait", "time": "20 ms"}},
            "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "slow.in", "queue": {"capacity": 65536}}, {"from": "slow.out", "to": "end.in"}]})");
        LiveCli live({graph});
        QVERIFY2(live.sends("numbers", 20'000), live.said().constData());
        QVERIFY(live.signal(SIGINT));
        QVERIFY2(live.says("draining:"), live.said().constData());
        QVERIFY(live.isRunning() && live.signal(SIGINT));
        QCOMPARE(live.end().status, 130);
    }

    void aSecondSignalStopsARunThatWaitsForALockedDatabase() {
        sqlite3* other = nullptr;
        const QByteArray path = folder_.filePath("locked.sqlite").toUtf8();
        QCOMPARE(sqlite3_open(path.constData(), &other), SQLITE_OK);
        QCOMPARE(sqlite3_exec(other, "CREATE TABLE t(n); BEGIN EXCLUSIVE", nullptr, nullptr, nullptr),
                 SQLITE_OK);
        const QString graph = folder_.write("locked.mill", R"({"millrace": 1, "nodes": {
            "numbers": {"kind": "generate", "params": {"rate": 1000, "fields": {"n": {"type": "sequence"}}}},
            "db": {"kind": "sqlite_sink", "params": {"path": "locked.sqlite", "table": "t", "mode": "append"}}},
            "edges": [{"from": "numbers.out", "to": "db.in"}]})");
        LiveCli live({graph, "--json"});
        QVERIFY2(live.says("/metrics\n"), live.said().constData());
        QVERIFY(live.signal(SIGINT));
        QVERIFY2(live.says("draining:"), live.said().constData());
        QVERIFY2(live.isRunning(), "it waits for the lock");
        QVERIFY(live.signal(SIGINT));
        const CliResult result = live.end();
        sqlite3_close(other);
        // It neither came to its end nor gave up after ten seconds: that is a failure that names the lock.
        QCOMPARE(result.status, 130);
        QCOMPARE(result.json()["state"].toString(), QString("stopped"));
        QVERIFY(!result.err.contains("MR3314"));
    }

    void aStoppedRunSaysWhatWasThrownAway() {
        const QString graph = folder_.write("lost.mill", R"({"millrace": 1, "nodes": {
            "numbers": {"kind": "generate", "params": {"fields": {"n": {"type": "sequence"}}}},
            "slow": {"kind": "work", "params": {"mode": "wait", "time": "20 ms"}},
            "file": {"kind": "csv_sink", "params": {"path": "lost.csv"}}},
            "edges": [{"from": "numbers.out", "to": "slow.in", "queue": {"capacity": 65536}},
                      {"from": "slow.out", "to": "file.in"}]})");
        LiveCli live({graph, "--json"});
        // Fifty waits of 20 ms: by far the most of the time it has run.
        QVERIFY2(live.sends("slow", 50), live.said().constData());
        QVERIFY(live.signal(SIGINT));
        QVERIFY2(live.says("draining:"), live.said().constData());
        QVERIFY(live.isRunning() && live.signal(SIGINT));
        const CliResult result = live.end();
        QCOMPARE(result.status, 130);
        const QJsonObject report = result.json();
        const int queued = report["edges"].toObject()["numbers.out->slow.in"].toObject()["queued"].toInt();
        QVERIFY(queued > 0);
        const QJsonObject why = report["why"].toObject();
        QCOMPARE(why["bottleneck"].toString(), QString("slow"));
        QCOMPARE(why["queue"].toObject()["wire"].toString(), QString("numbers.out->slow.in"));
        QVERIFY(why["use"].toDouble() > 0.5 && why["use"].toDouble() <= 1);
        QCOMPARE(why["suggestions"].toArray().first().toObject()["remedy"].toString(), QString("overlap"));
        QMap<QString, QString> said;
        for (const auto& d : report["diagnostics"].toArray())
            said[d.toObject()["code"].toString()] = d.toObject()["message"].toString();
        QVERIFY2(said["MR4106"].contains(QString("%1 on numbers.out->slow.in").arg(queued)),
                 qPrintable(said["MR4106"]));
        QVERIFY2(said["MR3136"].contains("lost.csv"), qPrintable(said["MR3136"]));
        QCOMPARE(QDir(folder_.path()).entryList({"*lost.csv*"}, QDir::Files | QDir::Hidden), QStringList());
    }

    void whatTheRunAndItsNodesBothWantIsRefused() {
        const QString graph = counter("clash.mill", 10, 0);
        const QByteArray before = folder_.read("clash.mill");
        const auto refusal = [&](const QStringList& more) {
            const CliResult result = runCli(QStringList{"run", graph} + more, {}, folder_.path());
            return QString("%1 %2").arg(result.status).arg(result.err.contains("MR5105") ? "MR5105" : "");
        };
        QCOMPARE(refusal({"--set", "file.path=-", "--json"}), QString("2 MR5105"));
        QCOMPARE(refusal({"--set", "file.path=-", "--report", "-"}), QString("2 MR5105"));
        QCOMPARE(refusal({"--report", "even.csv"}), QString("2 MR5105"));
        QCOMPARE(refusal({"--store", "even.csv"}), QString("2 MR5105"));
        const CliResult piped = runCli({"run", graph, "--set", "file.path=-"});
        QCOMPARE(piped.status, 0);
        QCOMPARE(piped.out, QByteArray("n\n0\n2\n4\n6\n8\n"));
        const CliResult fromInput = runCli({"run", "-"}, R"({"millrace": 1, "nodes": {
            "in": {"kind": "csv_source", "params": {"path": "-", "schema": {"n": "BIGINT"}}},
            "end": {"kind": "discard"}}, "edges": [{"from": "in.out", "to": "end.in"}]})");
        QCOMPARE(fromInput.status, 2);
        QVERIFY2(fromInput.err.contains("MR5105"), fromInput.err.constData());
    }

    void quietLeavesErrorsOnly() {
        const QString graph = folder_.write("quiet.mill", R"({"millrace": 1, "nodes": {
            "numbers": {"kind": "generate", "params": {"count": 10, "fields": {"n": {"type": "sequence"}}}},
            "open": {"kind": "filter", "params": {"where": "n < 3"}}},
            "edges": [{"from": "numbers.out", "to": "open.in"}]})");
        QVERIFY(runCli({"run", graph}).err.contains("warning"));
        const CliResult quiet = runCli({"run", graph, "--quiet", "--metrics-port", "0"});
        QCOMPARE(quiet.status, 0);
        QCOMPARE(quiet.err, QByteArray());
        const CliResult wrong = runCli({"run", graph, "--quiet", "--set", "open.where=m < 3"});
        QCOMPARE(wrong.status, 3);
        QVERIFY(wrong.err.contains("error") && !wrong.err.contains("warning"));
    }

    void aDurationDrainsAnEndlessGraph() {
        const CliResult result = runCli({"run", counter("d.mill", 0, 1000), "--duration", "500ms", "--json"});
        QVERIFY2(result.status == 0, result.err.constData());
        QCOMPARE(result.json()["state"].toString(), QString("finished"));
    }

    void metricsAreServedOnLoopback() {
        LiveCli live({counter("e.mill", 0, 1000)});
        QVERIFY2(live.says("metrics on http://127.0.0.1:"), live.said().constData());
        const QByteArray answer = live.metrics();
        QVERIFY2(answer.startsWith("HTTP/1.1 200"), answer.left(200).constData());
        QVERIFY(answer.contains("# TYPE millrace_records_out_total counter"));
        QVERIFY(answer.contains("node=\"numbers\""));
        QVERIFY(live.signal(SIGTERM));
        QCOMPARE(live.end().status, 0);
    }

    void theStoreKeepsTheRun() {
        const QString store = folder_.filePath("runs.sqlite");
        const QString graph = counter("f.mill", 10, 0);
        QCOMPARE(runCli({"run", graph, "--store", store, "--quiet"}).status, 0);
        QCOMPARE(runCli({"run", graph, "--store", store, "--quiet"}).status, 0);
        QVERIFY(QFile::exists(store));
        const CliResult failed =
            runCli({"run", graph, "--store",
                    folder_.write("text.txt", "no database, but a text long enough to be taken for one..")});
        QCOMPARE(failed.status, 1);
        QVERIFY(failed.err.contains("MR6"));
    }

    void theTraceNamesEveryNode() {
        const QString path = folder_.filePath("fleet.trace.json");
        const CliResult result = runCli({"run", fleet_, "--set", "output=" + folder_.filePath("trace.sqlite"),
                                         "--trace", path, "--trace-seconds", "1000", "--json", "--quiet"});
        QVERIFY2(result.status == 0, result.err.constData());
        QJsonParseError error;
        const auto document = QJsonDocument::fromJson(folder_.read("fleet.trace.json"), &error);
        QVERIFY2(error.error == QJsonParseError::NoError, qPrintable(error.errorString()));
        QSet<QString> named, wires;
        QMap<int, double> ends;
        for (const auto& value : document.object()["traceEvents"].toArray()) {
            const QJsonObject event = value.toObject();
            if (event["ph"] == "C") wires += event["name"].toString();
            if (event["ph"] != "X" || event["cat"] != "turn") continue;
            for (const QString& node :
                 event["name"].toString().remove(QRegularExpression(" #\\d+$")).split(" + "))
                named += node;
            double& end = ends[event["tid"].toInt()];
            QVERIFY2(event["ts"].toDouble() >= end - 1e-3, "turns of one worker overlap");
            end = event["ts"].toDouble() + event["dur"].toDouble();
        }
        for (const QString& node : result.json()["nodes"].toObject().keys())
            QVERIFY2(named.contains(node), qPrintable(node));
        const QJsonObject edges = result.json()["edges"].toObject();
        for (const QString& edge : edges.keys())
            if (!edges[edge].toObject()["fused"].toBool()) QVERIFY2(wires.contains(edge), qPrintable(edge));
    }

    void theTraceOfAFailedRunIsWritten() {
        const QString graph = folder_.write("failing.mill", R"({"millrace": 1, "nodes": {
            "numbers": {"kind": "generate", "params": {"fields": {"n": {"type": "sequence"}}}},
            "slow": {"kind": "work", "params": {"mode": "wait", "time": "20 ms"}},
            "end": {"kind": "discard"}},
            "edges": [{"from": "numbers.out", "to": "slow.in", "queue": {"capacity": 10, "overflow": "fail"}},
                      {"from": "slow.out", "to": "end.in"}]})");
        const QString path = folder_.filePath("failed.trace.json");
        QCOMPARE(runCli({"run", graph, "--trace", path}).status, 1);
        const QByteArray trace = folder_.read("failed.trace.json");
        QVERIFY(!QJsonDocument::fromJson(trace).object()["traceEvents"].toArray().isEmpty());
        QVERIFY2(trace.contains("\"ended\":\"finished\""), trace.left(2000).constData());
    }

    void aTraceThatCannotBeWrittenIsRefusedBeforeTheRun() {
        const QString graph = counter("g.mill", 10, 0);
        QCOMPARE(runCli({"run", graph, "--trace", "/no/such/folder/t.json"}).status, 1);
        for (const QStringList& wrong : {QStringList{"--trace-seconds", "5"},
                                         {"--trace", "t.json", "--trace-seconds", "0"},
                                         {"--trace", "-", "--json"},
                                         {"--trace", "t.json", "--report", "t.json"},
                                         {"--trace", "even.csv"}}) {
            const CliResult result = runCli(QStringList{"run", graph} + wrong, {}, folder_.path());
            QVERIFY2(result.status == 2, qPrintable(wrong.join(' ') + ": " + result.err));
        }
    }

    void theSameSeedWritesTheSameFile() {
        const QString graph = MILLRACE_SOURCE_DIR "/resources/examples/ticks.mill";
        const auto quotes = [&](const QString& seed, const QString& name) {
            const CliResult result = runCli(
                {"run", graph, "--seed", seed, "--set", "rate=0", "--set", "count=20000", "--quiet", "--set",
                 "tap=" + folder_.filePath(name), "--set", "output=" + folder_.filePath(name + ".vwap")});
            if (result.status != 0) qWarning("%s", result.err.constData());
            return folder_.read(name);
        };
        const QByteArray first = quotes("1", "q1.csv");
        QCOMPARE(first.count('\n'), 20'001);
        QCOMPARE(quotes("1", "q2.csv"), first);
        QVERIFY(quotes("2", "q3.csv") != first);
    }

    void aFailingRunExitsWithOneAndNamesTheNode() {
        const QString graph = folder_.write("full.mill", R"({"millrace": 1, "nodes": {
            "numbers": {"kind": "generate", "params": {"count": 100000, "fields": {"n": {"type": "sequence"}}}},
            "file": {"kind": "csv_sink", "params": {"path": "/dev/full", "mode": "append"}}},
            "edges": [{"from": "numbers.out", "to": "file.in"}]})");
        const CliResult result = runCli({"run", graph, "--json"});
        QCOMPARE(result.status, 1);
        QVERIFY2(result.err.contains("file") && result.err.contains("/dev/full"), result.err.constData());
        QCOMPARE(result.json()["state"].toString(), QString("failed"));
    }

    void aTerminalGetsADashboard() {
        int controller = -1;
        winsize size{30, 100, 0, 0};
        const QByteArray graph = counter("g.mill", 0, 1000).toUtf8();
        const pid_t child = forkpty(&controller, nullptr, nullptr, &size);
        if (child == 0) {
            setenv("TERM", "xterm", 1);
            unsetenv("NO_COLOR");
            execl(MILLRACE_CLI_PATH, "millrace", "run", graph.constData(), nullptr);
            _exit(127);
        }
        QByteArray seen;
        char block[4096];
        bool isTold = false;
        for (ssize_t n = 0; (n = ::read(controller, block, sizeof block)) > 0;) {
            seen.append(block, static_cast<qsizetype>(n));
            if (!isTold && seen.contains("running") && seen.contains("busy"))
                isTold = ::kill(child, SIGTERM) == 0;
        }
        int status = 0;
        waitpid(child, &status, 0);
        ::close(controller);
        QCOMPARE(WEXITSTATUS(status), 0);
        for (const char* text : {"Counter", "running", "busy", "\x1b[?25l", "\x1b[?25h"})
            QVERIFY2(seen.contains(text), text);
    }

    void theFleetRunsFromTheCommandLine() {
        const QString output = folder_.filePath("fleet.sqlite");
        const CliResult result = runCli({"run", fleet_, "--set", "output=" + output, "--json"});
        QVERIFY2(result.status == 0, result.err.constData());
        QVERIFY(QFile::exists(output));
        for (const char* node : {"trips_db", "cells_db", "alerts_db", "bad_db"})
            QVERIFY2(
                result.json()["nodes"].toObject()[QLatin1String(node)].toObject()["records_in"].toInt() > 0,
                node);
    }
};

QTEST_GUILESS_MAIN(TestRun)
#include "tst_run.moc"
