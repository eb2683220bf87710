// SPDX-License-Identifier: Apache-2.0
//
// What `millrace run` tells while it goes on, and what it leaves unsaid: each note once and at once, also on
// the screen that it redraws; what checkpoints took at each node; nothing of what did not happen.
#include "tests/cli/live_cli.h"
#include "tests/cli/run_folder.h"
#include "tests/cli/screen.h"

#include <QFile>
#include <QJsonArray>
#include <QtTest>
#include <csignal>

using namespace millrace::test;

namespace {

/// Numbers without end to speak of, summed by two workers; a checkpoint every 50 ms.
QByteArray summingGraph() {
    return R"json({
      "millrace": 1, "name": "Told", "checkpoint": {"interval": "50 ms"},
      "nodes": {
        "numbers": {"kind": "generate", "params": {"count": 100000000, "arrivals": "constant", "rate": 2000,
            "fields": {"at": {"type": "timestamp", "every": "10 ms"}, "id": {"type": "sequence"},
                       "key": {"type": "choice", "values": ["a", "b", "c"]}}}},
        "sums": {"kind": "aggregate", "concurrency": {"workers": 2}, "params": {"key": ["key"],
            "window": {"tumbling": "1 h"}, "columns": {"n": "COUNT(*)"}}},
        "file": {"kind": "csv_sink", "params": {"path": "sums.csv"}}},
      "edges": [{"from": "numbers.out", "to": "sums.in"}, {"from": "sums.out", "to": "file.in"}]})json";
}

/// Lines of a file into a table, which they are added to.
QByteArray linesGraph() {
    return R"json({
      "millrace": 1,
      "nodes": {
        "lines": {"kind": "csv_source", "params": {"path": "in.csv", "schema": {"id": "BIGINT"}}},
        "out": {"kind": "csv_sink", "params": {"path": "out.csv", "mode": "append"}},
        "table": {"kind": "sqlite_sink", "params": {"path": "t.sqlite", "table": "t", "mode": "append"}}},
      "edges": [{"from": "lines.out", "to": "out.in"}, {"from": "lines.out", "to": "table.in"}]})json";
}

/// The sample of the metric, of that node or of the run.
double sampleOf(const QByteArray& page, const QString& metric, const QString& node = {}) {
    const QString label = node.isEmpty() ? QString() : ",node=\"" + node + "\"";
    const QRegularExpression line("^millrace_" + metric + "\\{run=\"[^\"]+\"" + label + "\\} (\\S+)$",
                                  QRegularExpression::MultilineOption);
    const auto match = line.match(QString::fromUtf8(page));
    return match.hasMatch() ? match.captured(1).toDouble() : -1;
}

void killBehindACheckpoint(const QStringList& words, const RunFolder& folder) {
    LiveCli run(words, folder.path());
    QTRY_VERIFY_WITH_TIMEOUT(sampleOf(run.metrics(), "checkpoints_made_total") >= 1, 120'000);
    run.kill();
    QVERIFY(run.endsWithin(120'000));
}

} // namespace

class ToldTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatCheckpointsTakeIsMeasuredPerNode();
    void noSampleIsMadeUpBeforeTheFirstCheckpoint();
    void whatIsSaidComesAtOnceAndOnce();
    void aScreenThatIsRedrawnKeepsWhatWasSaid();
    void ofARunThatNeverBeganNothingIsLost();
    void aJobThatHasEndedReadsLaterLinesOnlyWhenStartedOver();
};

void ToldTest::whatCheckpointsTakeIsMeasuredPerNode() {
    RunFolder folder;
    LiveCli live({folder.write("g.mill", summingGraph()), "--state", "state", "--report", "report.json"},
                 folder.path());
    QByteArray page;
    QTRY_VERIFY2_WITH_TIMEOUT(sampleOf(page = live.metrics(), "checkpoints_made_total") >= 2, page, 120'000);
    QVERIFY(sampleOf(page, "checkpoint_epoch") >= 2);
    QCOMPARE(sampleOf(page, "checkpoints_given_up_total"), 0.0);
    const double whole = sampleOf(page, "checkpoint_duration_seconds");
    const double parts = sampleOf(page, "checkpoint_barriers_seconds") +
                         sampleOf(page, "checkpoint_durable_seconds") +
                         sampleOf(page, "checkpoint_commit_seconds");
    QVERIFY2(whole > 0 && std::abs(whole - parts) < 1e-6, page);
    QVERIFY2(sampleOf(page, "checkpoint_bytes") > sampleOf(page, "checkpoint_state_bytes", "sums"), page);
    for (const char* node : {"numbers", "sums"}) {
        QVERIFY2(sampleOf(page, "checkpoint_state_bytes", node) > 0, page);
        QVERIFY2(sampleOf(page, "checkpoint_snapshot_seconds", node) > 0, page);
    }
    for (const char* node : {"numbers", "sums", "file"}) {
        QVERIFY2(sampleOf(page, "checkpoint_alignment_seconds", node) >= 0, page);
        QCOMPARE(sampleOf(page, "checkpoint_spilled_bytes", node), 0.0);
    }
    QVERIFY(live.signal(SIGTERM));
    QCOMPARE(live.end().status, 0);
    const QJsonObject report =
        QJsonDocument::fromJson(folder.read("report.json")).object()["checkpoints"].toObject();
    QCOMPARE(report["nodes"].toObject().keys(), QStringList({"file", "numbers", "sums"}));
    const QJsonObject sums = report["nodes"].toObject()["sums"].toObject();
    for (const char* figure : {"alignment_s", "snapshot_s", "state_bytes", "spilled_bytes"}) {
        const QJsonValue last = sums["last"].toObject()[figure], most = sums["most"].toObject()[figure];
        QVERIFY2(last.isDouble() && most.isDouble() && most.toDouble() >= last.toDouble(), figure);
    }
    QVERIFY(sums["last"].toObject()["state_bytes"].toDouble() > 0);
    QVERIFY(report["longest_s"].toDouble() >= report["last_s"].toDouble() && report["last_s"].toDouble() > 0);
}

void ToldTest::noSampleIsMadeUpBeforeTheFirstCheckpoint() {
    RunFolder folder;
    const QString graph = folder.write("g.mill", summingGraph());
    LiveCli live({graph, "--state", "state", "--checkpoint-every", "1 h"}, folder.path());
    QVERIFY(live.sends("numbers", 1));
    const QByteArray page = live.metrics();
    QCOMPARE(sampleOf(page, "checkpoints_made_total"), 0.0);
    QVERIFY2(!page.contains("checkpoint_duration") && !page.contains("checkpoint_state_bytes"), page);
    LiveCli without({graph}, folder.filePath(""));
    QVERIFY(!without.metrics().contains("checkpoint"));
}

void ToldTest::whatIsSaidComesAtOnceAndOnce() {
    RunFolder folder;
    const QStringList words{folder.write("g.mill", summingGraph()), "--state", "state"};
    killBehindACheckpoint(words, folder);
    if (QTest::currentTestFailed()) return;
    {
        LiveCli second(words, folder.path());
        QVERIFY2(second.says("MR4608: goes on from checkpoint"), second.said());
        QVERIFY(second.isRunning());
        QVERIFY2(second.said().contains("`numbers`: from record "), second.said());
        second.kill();
        QVERIFY(second.endsWithin(120'000));
    }
    LiveCli third(words, folder.path());
    QVERIFY(third.says("MR4608"));
    QVERIFY(third.signal(SIGTERM));
    const CliResult result = third.end();
    QCOMPARE(result.status, 0);
    for (const char* code : {"MR4608", "MR4609"})
        QCOMPARE(result.err.count(code), 1);
    QVERIFY(result.err.indexOf("MR4608") < result.err.indexOf("stopping behind a checkpoint"));
}

void ToldTest::aScreenThatIsRedrawnKeepsWhatWasSaid() {
    RunFolder folder;
    const QStringList words{folder.write("g.mill", summingGraph()), "--state", "state"};
    killBehindACheckpoint(words, folder);
    if (QTest::currentTestFailed()) return;
    Screen screen;
    QVERIFY(screen.isOpen());
    QProcess process;
    process.setWorkingDirectory(folder.path());
    process.setStandardErrorFile(screen.terminal());
    process.start(MILLRACE_CLI_PATH, QStringList{"run"} + words);
    const auto lines = [&](const char* part) { return screen.lines().filter(part); };
    // A few pictures, one over the other.
    QTRY_VERIFY_WITH_TIMEOUT(screen.pictures() >= 5, 120'000);
    QCOMPARE(lines("MR4608").size(), 1);
    QVERIFY2(lines("MR4608").front().startsWith("note MR4608: goes on from checkpoint"),
             qPrintable(screen.lines().join('\n')));
    QCOMPARE(lines("Told  ").size(), 1);
    process.terminate();
    QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 120'000);
    screen.read();
    QCOMPARE(process.exitCode(), 0);
    for (const char* once : {"MR4608", "MR4609", "Told  ", "finished after"})
        QVERIFY2(lines(once).size() == 1, qPrintable(screen.lines().join('\n')));
}

void ToldTest::ofARunThatNeverBeganNothingIsLost() {
    RunFolder folder;
    // The sinks are open when the source finds out that nobody answers.
    const QString graph = folder.write("g.mill", R"json({
      "millrace": 1,
      "nodes": {
        "in": {"kind": "kafka_source", "params": {"brokers": "127.0.0.1:1", "topics": "t", "format": "string",
               "connect_timeout": "200 ms"}},
        "file": {"kind": "csv_sink", "params": {"path": "out.csv"}},
        "table": {"kind": "sqlite_sink", "params": {"path": "t.sqlite", "table": "t", "mode": "append"}}},
      "edges": [{"from": "in.out", "to": "file.in"}, {"from": "in.out", "to": "table.in"}]})json");
    const CliResult never = runCli({"run", graph}, {}, folder.path());
    QCOMPARE(never.status, 1);
    QVERIFY2(never.err.contains("error MR3511 node in"), never.err);
    QVERIFY2(QFile::exists(folder.filePath("t.sqlite")), "the table was to be open by then");
    QVERIFY2(never.err.endsWith("failed before it began\n"), never.err);
    for (const char* word : {"MR3322", "MR3136", "0 records", "0 ns", "lost"})
        QVERIFY2(!never.err.contains(word), never.err);
}

void ToldTest::aJobThatHasEndedReadsLaterLinesOnlyWhenStartedOver() {
    RunFolder folder;
    const QString graph = folder.write("g.mill", linesGraph());
    folder.write("in.csv", "id\n1\n2\n");
    const QStringList words{"run", graph, "--state", "state"};
    QCOMPARE(runCli(words, {}, folder.path()).status, 0);
    folder.write("in.csv", "id\n1\n2\n3\n");
    const CliResult again = runCli(words, {}, folder.path());
    QCOMPARE(again.status, 0);
    QVERIFY2(again.err.contains("MR4607") && again.err.contains("only then what has come since is read"),
             again.err);
    QCOMPARE(folder.read("out.csv"), QByteArray("id\n1\n2\n"));
    // That it is said beforehand what this doubles is the point.
    const CliResult asked = runCli(words + QStringList{"--fresh"}, {}, folder.path());
    QCOMPARE(asked.status, 2);
    QVERIFY2(asked.err.contains(
                 "what `out`, `table` have written so far stays there, and is written a second time"),
             asked.err);
    QCOMPARE(runCli(words + QStringList{"--fresh", "--yes"}, {}, folder.path()).status, 0);
    QCOMPARE(folder.read("out.csv"), QByteArray("id\n1\n2\n1\n2\n3\n"));
    const CliResult help = runCli({"help", "run"});
    QVERIFY2(help.out.simplified().contains("is written a second time"), help.out);
    // Where the graph replaces, nothing is doubled.
    const CliResult replacing =
        runCli(words + QStringList{"--fresh", "--set", "out.mode=replace", "--set", "table.mode=replace"}, {},
               folder.path());
    QVERIFY2(replacing.err.contains("MR5108") && !replacing.err.contains("second time"), replacing.err);
}

QTEST_GUILESS_MAIN(ToldTest)
#include "tst_told.moc"
