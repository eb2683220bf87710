// SPDX-License-Identifier: Apache-2.0
//
// `millrace run --state`: the program is killed with SIGKILL again and again, and in the end its files and
// tables hold what an uninterrupted run writes. MILLRACE_CHAOS_KILLS says how often (20), MILLRACE_CHAOS_SEED
// at which moments.
#include "engine/base/random.h"
#include "tests/cli/cli_process.h"
#include "tests/cli/run_folder.h"
#include "tests/cli/terminal_run.h"

#include <sqlite3.h>
#include <QDir>
#include <QJsonArray>
#include <QtTest>
#include <csignal>

using namespace millrace::test;

namespace {

constexpr int kPatience = 120'000;
constexpr const char* kEvery = "40 ms";
constexpr int kCount = 60'000;

/// Numbers with random keys; sums per key and window to a file and a table, all of them to another file.
QByteArray keepingGraph(int rate, int count = kCount) {
    return QByteArrayLiteral(R"json({
      "millrace": 1, "name": "Chaos",
      "nodes": {
        "numbers": {"kind": "generate", "params": {"count": @COUNT@, "arrivals": "constant", "rate": @RATE@, "fields": {
            "at": {"type": "timestamp", "every": "10 ms"}, "id": {"type": "sequence"},
            "key": {"type": "choice", "values": ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]},
            "v": {"type": "uniform", "min": 0, "max": 1}}}},
        "sums": {"kind": "aggregate", "concurrency": {"workers": 2}, "params": {"key": ["key"],
            "window": {"tumbling": "1 min"},
            "columns": {"n": "COUNT(*)", "s": "SUM(id)", "most": "MAX(v)", "first": "MIN(id)", "kinds": "COUNT(DISTINCT id)"}}},
        "all": {"kind": "csv_sink", "params": {"path": "all.csv"}},
        "followed": {"kind": "ndjson_sink", "params": {"path": "sums.ndjson", "mode": "append"}},
        "table": {"kind": "sqlite_sink", "params": {"path": "sums.sqlite", "table": "sums", "mode": "append"}}},
      "edges": [{"from": "numbers.out", "to": "sums.in"}, {"from": "numbers.out", "to": "all.in"},
                {"from": "sums.out", "to": "followed.in"}, {"from": "sums.out", "to": "table.in"}]})json")
        .replace("@RATE@", QByteArray::number(rate))
        .replace("@COUNT@", QByteArray::number(count));
}

QList<QByteArray> sortedLines(const QByteArray& text) {
    QList<QByteArray> lines = text.split('\n');
    std::sort(lines.begin(), lines.end());
    return lines;
}

QList<QByteArray> rowsOf(const QString& file) {
    QList<QByteArray> rows;
    sqlite3* database = nullptr;
    if (sqlite3_open_v2(qPrintable(file), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK) {
        const auto add = [](void* to, int count, char** values, char**) {
            QByteArray row;
            for (int i = 0; i < count; ++i)
                row += QByteArray(values[i] ? values[i] : "NULL") + '|';
            *static_cast<QList<QByteArray>*>(to) << row;
            return 0;
        };
        sqlite3_exec(database, "SELECT * FROM sums", add, &rows, nullptr);
    }
    sqlite3_close(database);
    std::sort(rows.begin(), rows.end());
    return rows;
}

} // namespace

class StateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void killedAtRandomMomentsNothingIsLostOrDoubled();
    void oneSignalStopsBehindACheckpoint();
    void freshAsks();
    void freshAsksOnATerminal_data();
    void freshAsksOnATerminal();
    void listsCheckpoints();
    void refusesWhatGoesNotTogether();
    void checkTellsWhatIsPromised();
    void instancesAreOnesOfSeveral();
};

void StateTest::killedAtRandomMomentsNothingIsLostOrDoubled() {
    const int kills = numberOf("MILLRACE_CHAOS_KILLS", 20);
    std::uint64_t dice = static_cast<std::uint64_t>(numberOf("MILLRACE_CHAOS_SEED", 1));
    const RunFolder whole;
    const CliResult reference = runCli({"run", whole.write("g.mill", keepingGraph(1'000'000)), "--quiet"});
    QVERIFY2(reference.status == 0, reference.err);
    const auto rows = rowsOf(whole.filePath("sums.sqlite"));
    QCOMPARE(rows.size(), 100); // ten keys in ten windows

    int hits = 0, jobs = 0;
    for (; hits < kills; ++jobs) {
        // At this rate it takes seconds: a job gets several kills. What ended before does not count.
        const RunFolder killed;
        const QString graph = killed.write("g.mill", keepingGraph(12'000));
        const QStringList words{
            "run", graph, "--quiet", "--state", killed.filePath("state"), "--checkpoint-every", kEvery};
        for (bool ended = false; !ended && hits < kills;) {
            QProcess process;
            process.start(MILLRACE_CLI_PATH, words);
            QVERIFY(process.waitForStarted(kPatience));
            dice = millrace::mix64(dice + 1);
            ended = process.waitForFinished(100 + static_cast<int>(dice % 500));
            if (ended) {
                QVERIFY2(process.exitCode() == 0, process.readAllStandardError());
                continue;
            }
            process.kill();
            QVERIFY(process.waitForFinished(kPatience));
            hits += process.exitStatus() == QProcess::CrashExit;
        }
        const CliResult last = runCli(words);
        QVERIFY2(last.status == 0, last.err);
        // Nothing half-done stays behind. (Reading the table leaves files beside it.)
        const QStringList left = QDir(killed.path()).entryList(QDir::Files | QDir::Hidden);
        QCOMPARE(left, QStringList({"all.csv", "g.mill", "sums.ndjson", "sums.sqlite"}));
        QCOMPARE(sortedLines(killed.read("all.csv")), sortedLines(whole.read("all.csv")));
        QCOMPARE(sortedLines(killed.read("sums.ndjson")), sortedLines(whole.read("sums.ndjson")));
        QCOMPARE(rowsOf(killed.filePath("sums.sqlite")), rows);
    }
    qInfo("%d kills in %d jobs", hits, jobs);
}

void StateTest::oneSignalStopsBehindACheckpoint() {
    RunFolder folder;
    const QString graph = folder.write("g.mill", keepingGraph(20'000));
    const QStringList words{"run", graph, "--state", folder.filePath("state")};
    QProcess process;
    process.start(MILLRACE_CLI_PATH, words);
    QVERIFY(process.waitForStarted(kPatience));
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder.filePath("state/lock")), kPatience);
    QTest::qWait(300);
    ::kill(static_cast<pid_t>(process.processId()), SIGTERM);
    QVERIFY(process.waitForFinished(kPatience));
    const QByteArray said = process.readAllStandardError();
    QVERIFY2(process.exitCode() == 0, said);
    QVERIFY2(said.contains("MR4609"), said);
    const CliResult next = runCli(words);
    QVERIFY2(next.status == 0, next.err);
    QVERIFY2(
        next.err.contains("MR4608 goes on from checkpoint") || next.err.contains("goes on from checkpoint"),
        next.err);
    QCOMPARE(folder.read("all.csv").count('\n'), 60001);
}

void StateTest::freshAsks() {
    RunFolder folder;
    const QString graph = folder.write("g.mill", keepingGraph(1'000'000));
    const QStringList words{"run", graph, "--quiet", "--state", folder.filePath("state"), "--fresh"};
    QVERIFY2(runCli(words).status == 0, "there is nothing to forget");
    const CliResult refused = runCli(words);
    QCOMPARE(refused.status, 2);
    QVERIFY2(refused.err.contains("MR5108") && refused.err.contains("--yes"), refused.err);
    QVERIFY2(refused.err.contains("what `followed`, `table` have written so far stays there"), refused.err);
    QCOMPARE(runCli(words + QStringList{"--yes"}).status, 0);
    // Another one's rows stay where rows are appended.
    QCOMPARE(rowsOf(folder.filePath("sums.sqlite")).size() % 2, 0);
    QCOMPARE(folder.read("all.csv").count('\n'), 60001);
}

void StateTest::freshAsksOnATerminal_data() {
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("forgets");
    QTest::newRow("y") << QByteArray("y") << true;
    QTest::newRow("yes") << QByteArray("yes") << true;
    QTest::newRow("N") << QByteArray("N") << false;
    QTest::newRow("nothing") << QByteArray() << false;
    QTest::newRow("something else") << QByteArray("why?") << false;
}

void StateTest::freshAsksOnATerminal() {
    QFETCH(QByteArray, answer);
    QFETCH(bool, forgets);
    RunFolder folder;
    const QString graph = folder.write("g.mill", keepingGraph(1'000'000, 6'000));
    const QStringList words{"run", graph, "--quiet", "--state", folder.filePath("state")};
    QVERIFY(runCli(words).status == 0);
    const qsizetype rows = rowsOf(folder.filePath("sums.sqlite")).size();
    QVERIFY(rows > 0);
    const CliResult run = runOnTerminal(words + QStringList{"--fresh"}, "[y/N] ", answer);
    QVERIFY2(run.out.contains("Forget checkpoint 1 of "), run.out);
    QCOMPARE(run.status, forgets ? 0 : 2);
    QCOMPARE(run.out.contains("MR5109"), !forgets);
    // What was read again is appended once more.
    QCOMPARE(rowsOf(folder.filePath("sums.sqlite")).size(), forgets ? 2 * rows : rows);
}

void StateTest::listsCheckpoints() {
    RunFolder folder;
    const QString graph = folder.write("g.mill", keepingGraph(1'000'000));
    const QString state = folder.filePath("state");
    const CliResult none = runCli({"state", state});
    QCOMPARE(none.status, 1);
    QVERIFY2(none.err.contains("MR5110"), none.err);
    QCOMPARE(runCli({"run", graph, "--quiet", "--state", state}).status, 0);
    const CliResult text = runCli({"state", state});
    QCOMPARE(text.status, 0);
    for (const char* word :
         {"checkpoint 1", "the job had ended", "numbers", "aggregate", "graph Chaos", "records  next: 60001"})
        QVERIFY2(text.out.contains(word), text.out);
    const QJsonObject last =
        runCli({"state", state, "--json"}).json()["checkpoints"].toArray().last().toObject();
    QCOMPARE(last["finished"].toBool(), true);
    QCOMPARE(last["nodes"].toObject()["sums"].toObject()["workers"].toInt(), 2);
    QVERIFY(last["bytes"].toInt() > 100);
}

void StateTest::refusesWhatGoesNotTogether() {
    RunFolder folder;
    const QString graph = folder.write("g.mill", keepingGraph(1'000'000));
    const auto errorOf = [&](const QStringList& more) {
        const CliResult result = runCli(QStringList{"run", graph} + more);
        return QByteArray::number(result.status) + ' ' + result.err;
    };
    QVERIFY(errorOf({"--fresh"}).startsWith("2 ") && errorOf({"--fresh"}).contains("--state DIR"));
    QVERIFY(errorOf({"--yes"}).contains("--fresh"));
    QVERIFY(errorOf({"--state", folder.filePath("s"), "--checkpoint-every", "1 ms"}).contains("10 ms"));
    const QByteArray taken = errorOf({"--state", graph});
    QVERIFY2(taken.contains("MR4614") || taken.contains("MR4610"), taken);
    folder.write("soon.mill",
                 "{\"millrace\": 1,\n \"nodes\": {}, \"edges\": [],\n"
                 " \"checkpoint\": {\"interval\": \"soon\"}}");
    const CliResult soon = runCli({"check", folder.filePath("soon.mill")});
    QVERIFY2(soon.status == 3 && soon.err.contains("MR1195") && soon.err.contains("soon.mill:3:"), soon.err);
    folder.write("in.mill", R"json({"millrace": 1, "nodes": {
        "in": {"kind": "csv_source", "params": {"path": "-", "schema": {"a": "BIGINT"}}},
        "end": {"kind": "discard"}}, "edges": [{"from": "in.out", "to": "end.in"}]})json");
    const CliResult input =
        runCli({"run", folder.filePath("in.mill"), "--state", folder.filePath("s")}, "a\n1\n");
    QCOMPARE(input.status, 3);
    QVERIFY2(input.err.contains("MR4605"), input.err);
}

void StateTest::checkTellsWhatIsPromised() {
    RunFolder folder;
    const QString graph = folder.write("g.mill", keepingGraph(1'000'000));
    const CliResult text = runCli({"check", graph});
    QVERIFY2(text.out.contains("run --state: all exactly once"), text.out);
    const QJsonObject report = runCli({"check", graph, "--json"}).json()["checkpoints"].toObject();
    QVERIFY(report["possible"].toBool());
    QCOMPARE(report["sinks"].toObject()["table"].toObject()["guarantee"].toString(), QString("exactly once"));
}

void StateTest::instancesAreOnesOfSeveral() {
    const RunFolder folder;
    const QString numbers = folder.write("numbers.mill", keepingGraph(1'000'000, 10));
    const auto outcome = [&](const QString& verb, const QString& graph, const QStringList& more) {
        const CliResult result = runCli(QStringList{verb, graph} + more);
        return QString::number(result.status) + ' ' + QString::fromUtf8(result.err);
    };
    for (const char* odd : {"0/3", "4/3", "3", "a/b", "1/0", "-1/3", "1/9999"})
        QVERIFY2(outcome("run", numbers, {"--instance", odd}).startsWith("2 error MR5102"), odd);
    QVERIFY(outcome("run", numbers, {"--shares", "4"}).contains("--instance"));
    QVERIFY(outcome("run", numbers, {"--instance", "1/2", "--shares", "4"}).contains("--state"));
    QVERIFY(outcome("run", numbers, {"--instance", "1/2"}).startsWith("3 error MR4631"));
    QVERIFY(outcome("check", numbers, {"--instance", "1/2"}).startsWith("3 error MR4631"));

    const QString fleet = MILLRACE_SOURCE_DIR "/resources/examples/fleet-kafka.mill";
    QVERIFY(outcome("check", fleet, {"--instance", "2/3"}).startsWith("0 "));
    const CliResult share = runCli({"check", fleet, "--instance", "2/3"});
    QVERIFY2(share.out.contains("run --instance 2/3: positions reads partitions 1, 4, 7 and so on"),
             share.out);
    QVERIFY(share.out.contains("looked up when the run starts"));
    QVERIFY(!runCli({"check", fleet}).out.contains("--instance"));
    const QJsonObject told =
        runCli({"check", fleet, "--instance", "2/3", "--json"}).json()["instance"].toObject();
    QCOMPARE(told["partitions_from"].toInt(), 1);
    QCOMPARE(told["partitions_step"].toInt(), 3);
    QVERIFY(outcome("check", fleet, {"--instance", "2/3", "--set", "positions.partitioned_by=[\"route_id\"]"})
                .startsWith("3 error MR4632 node trips"));
    QVERIFY(outcome("check", fleet, {"--instance", "2/3", "--set", "alerts_file.path=alerts.ndjson"})
                .contains("MR4633 node alerts_file, parameter path"));
    // A folder is that of one run or of shares.
    QVERIFY(QDir(folder.path()).mkpath("shared"));
    folder.write("shared/shares", "3\n");
    QVERIFY(outcome("run", numbers, {"--state", folder.filePath("shared")}).contains("--instance 1/1"));
    QVERIFY(outcome("run", fleet, {"--state", folder.filePath("shared"), "--instance", "1/4"})
                .contains("MR4635"));
}

QTEST_GUILESS_MAIN(StateTest)
#include "tst_state.moc"
