// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/live_cli.h"

#include <unistd.h>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>
#include <memory>

using namespace millrace::test;

namespace {

constexpr int kPatience = 60'000;

/// Name, state and parent of a process; an empty state when there is none.
struct ProcessEntry {
    QByteArray state;
    qint64 parent = 0;
    QByteArray words;
};

ProcessEntry processEntry(qint64 pid) {
    QFile stat(QString("/proc/%1/stat").arg(pid));
    QFile words(QString("/proc/%1/cmdline").arg(pid));
    if (!stat.open(QIODevice::ReadOnly)) return {};
    const QByteArray text = stat.readAll();
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    if (fields.size() < 2) return {};
    ProcessEntry entry{fields[0], fields[1].toLongLong(), {}};
    if (words.open(QIODevice::ReadOnly)) entry.words = words.readAll().replace('\0', ' ');
    return entry;
}

/// Processes that serve a stage for that program.
QList<qint64> workersOf(qint64 program) {
    QList<qint64> found;
    for (const QString& name : QDir("/proc").entryList(QDir::Dirs)) {
        const qint64 pid = name.toLongLong();
        if (pid == 0) continue;
        const ProcessEntry entry = processEntry(pid);
        if (entry.parent == program && entry.words.contains(" worker ") && entry.state != "Z") found << pid;
    }
    return found;
}

/// Somebody else may have to take the last of a process whose parent is gone.
bool isGone(qint64 pid) {
    const ProcessEntry entry = processEntry(pid);
    return entry.state.isEmpty() || entry.state == "Z" || !entry.words.contains(" worker ");
}

bool allGone(const QList<qint64>& pids) { return std::all_of(pids.begin(), pids.end(), isGone); }

} // namespace

/// The executor `processes` with the real program on both sides.
class TestWorkerProcesses : public QObject {
    Q_OBJECT

    const QString crashing_ = MILLRACE_BINARY_DIR "/bin/tests/plugins/crashing.so";
    std::unique_ptr<QTemporaryDir> folder_;

    QString path(const QString& name) const { return folder_->filePath(name); }
    void write(const QString& name, const QByteArray& text) const {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }
    QStringList lines(const QString& name) const {
        QFile file(path(name));
        if (!file.open(QIODevice::ReadOnly)) return {"no file " + name};
        QStringList list = QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts);
        list.sort();
        return list;
    }
    QList<int> ids(const QString& name) const {
        QList<int> list;
        for (const QString& line : lines(name))
            list << QJsonDocument::fromJson(line.toUtf8())["id"].toInt(-1);
        std::sort(list.begin(), list.end());
        return list;
    }
    static QList<int> allBut(int count, const QList<int>& missing) {
        QList<int> list;
        for (int i = 0; i < count; ++i)
            if (!missing.contains(i)) list << i;
        return list;
    }
    /// numbers -> stage -> out.ndjson, and what it rejects into bad.ndjson.
    void writeStage(const QString& kind, const QString& params, const QString& concurrency, int count,
                    bool rejects) const {
        const QString sink = R"("bad": {"kind": "ndjson_sink", "params": {"path": "bad.ndjson"}},)";
        const QString wire = R"({"from": "stage.rejected", "to": "bad.in"},)";
        write("g.mill", QString(R"json({"millrace": 1, "nodes": {
            "numbers": {"kind": "generate", "params": {"count": %1, "fields": {"id": {"type": "sequence"}}},
                        "concurrency": {"batch": {"size": 100}}},
            "stage": {"kind": "%2", "params": {%3},
                      "concurrency": {"executor": "processes", "batch": {"size": 100}%4}}, %5
            "end": {"kind": "ndjson_sink", "params": {"path": "out.ndjson"}}},
            "edges": [{"from": "numbers.out", "to": "stage.in"}, %6 {"from": "stage.out", "to": "end.in"}]})json")
                            .arg(QString::number(count), kind, params, concurrency,
                                 rejects ? sink : QString(), rejects ? wire : QString())
                            .toUtf8());
    }
    CliResult run() const {
        return runCli({"run", "g.mill", "--quiet", "--json", "--plugin", crashing_}, {}, folder_->path());
    }
    static QStringList messages(const CliResult& result, const QString& code) {
        QStringList found;
        for (const auto& item : result.json()["diagnostics"].toArray()) {
            const QJsonObject diagnostic = item.toObject();
            if (diagnostic["code"].toString() == code) found << diagnostic["message"].toString();
        }
        return found;
    }
    QStringList watched() const { return {"g.mill", "--json", "--plugin", crashing_}; }

private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        QVERIFY(folder_->isValid());
        qputenv("MILLRACE_PLUGINS", "");
    }

    void resultsAreThoseOfThePool() {
        const auto graph = [](const QString& concurrency, int batch) {
            return QString(R"json({"millrace": 1, "nodes": {
                "readings": {"kind": "generate", "params": {"count": 3000, "watermark_delay": "1 s", "fields": {
                    "id": {"type": "sequence"},
                    "k": {"type": "uniform", "as": "BIGINT", "min": 0, "max": 12},
                    "v": {"type": "uniform", "as": "BIGINT", "min": 0, "max": 100},
                    "ts": {"type": "timestamp", "from": "2024-01-01T00:00:00Z", "every": "20 ms", "jitter": "3 s"}}},
                    "concurrency": {"batch": {"size": %2}}},
                "keep": {"kind": "filter", "params": {"where": "v < 90"}, "concurrency": {%1}},
                "shape": {"kind": "map", "params": {"columns": {"k": "k", "ts": "ts", "w": "v * 2 + k",
                    "t": "CONCAT('n', CAST(v AS STRING))"}}, "concurrency": {%1}},
                "sums": {"kind": "aggregate", "params": {"key": ["k"], "window": {"tumbling": "2 s"},
                    "columns": {"n": "COUNT(*)", "sum": "SUM(w)", "last": "MAX(ts)", "t": "MAX(t)"}},
                    "concurrency": {%1}},
                "windows": {"kind": "ndjson_sink", "params": {"path": "windows.ndjson"}},
                "late": {"kind": "ndjson_sink", "params": {"path": "late.ndjson"}}},
                "edges": [{"from": "readings.out", "to": "keep.in"}, {"from": "keep.out", "to": "shape.in"},
                    {"from": "shape.out", "to": "sums.in"}, {"from": "sums.out", "to": "windows.in"},
                    {"from": "sums.late", "to": "late.in"}]})json")
                .arg(concurrency)
                .arg(batch)
                .toUtf8();
        };
        write("g.mill", graph(R"("executor": "pool")", 1024));
        const CliResult onPool = run();
        QVERIFY2(onPool.status == 0, onPool.err.constData());
        const QStringList windows = lines("windows.ndjson"), late = lines("late.ndjson");
        QVERIFY(windows.size() > 100 && late.size() > 10);
        for (const int workers : {1, 3}) {
            for (const int batch : {1, 1024}) {
                const QString concurrency = R"("executor": "processes", "workers": %1)";
                write("g.mill", graph(concurrency.arg(workers), batch));
                const CliResult result = run();
                QVERIFY2(result.status == 0, result.err.constData());
                QCOMPARE(lines("windows.ndjson"), windows);
                QCOMPARE(lines("late.ndjson"), late);
                const QJsonObject node = result.json()["nodes"].toObject()["shape"].toObject();
                QCOMPARE(node["subtasks"].toInt(), workers);
                QVERIFY(node["records_in"].toInt() > 2000);
            }
        }
    }

    void orderIsKeptWhereItIsAskedFor() {
        writeStage("crash", R"("at": -1)", R"(, "workers": 3, "ordering": "ordered")", 2000, false);
        const CliResult result = run();
        QVERIFY2(result.status == 0, result.err.constData());
        QFile out(path("out.ndjson"));
        QVERIFY(out.open(QIODevice::ReadOnly));
        for (int i = 0; i < 2000; ++i)
            QCOMPARE(QJsonDocument::fromJson(out.readLine())["id"].toInt(-1), i);
    }

    void aKilledWorkerIsNamedAndReplacedAndNothingIsLostOrDoubled() {
        writeStage("work", R"("mode": "wait", "time": "2 ms")", R"(, "workers": 2)", 6000, false);
        LiveCli live(watched(), folder_->path());
        // Records only flow when all workers are ready.
        QVERIFY2(live.sends("stage", 1), live.said().constData());
        const QList<qint64> workers = workersOf(live.processId());
        QCOMPARE(workers.size(), 2);
        QCOMPARE(::kill(static_cast<pid_t>(workers[0]), SIGKILL), 0);
        const CliResult result = live.end();
        QVERIFY2(result.status == 0, result.err.constData());
        QCOMPARE(ids("out.ndjson"), allBut(6000, {}));
        const QStringList said = messages(result, "MR4130");
        QCOMPARE(said.size(), 1);
        QVERIFY2(said[0].contains(
                     QString("of `stage` (process %1) was killed by signal 9 (SIGKILL)").arg(workers[0])) &&
                     said[0].contains("restart 1 of at most 10"),
                 qPrintable(said[0]));
        QVERIFY(allGone(workers));
    }

    void recordsThatBringWorkersDownBecomeDeadLetters_data() {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("fate");
        QTest::newRow("abort") << "abort"
                               << "was killed by signal 6 (SIGABRT)";
        QTest::newRow("kill") << "kill"
                              << "was killed by signal 9 (SIGKILL)";
        QTest::newRow("exit") << "exit"
                              << "exited with status 7";
    }
    void recordsThatBringWorkersDownBecomeDeadLetters() {
        QFETCH(QString, how);
        QFETCH(QString, fate);
        writeStage("crash", QString(R"("every": 250, "at": 130, "how": "%1" )").arg(how), R"(, "workers": 2)",
                   500, true);
        const CliResult result = run();
        QVERIFY2(result.status == 0, result.err.constData());
        QCOMPARE(ids("out.ndjson"), allBut(500, {130, 380}));
        QStringList raw;
        for (const QString& line : lines("bad.ndjson")) {
            const QJsonDocument letter = QJsonDocument::fromJson(line.toUtf8());
            QCOMPARE(letter["error_code"].toString(), QString("MR4133"));
            QCOMPARE(letter["error"].toString(),
                     "the worker process " + fate + " while it worked on this record");
            QCOMPARE(letter["node"].toString(), QString("stage"));
            raw << letter["raw"].toString();
        }
        QCOMPARE(raw, QStringList({"{\"id\":130}", "{\"id\":380}"}));
        // Once in its batch, once alone.
        QCOMPARE(messages(result, "MR4130").size(), 4);
        QCOMPARE(messages(result, "MR4133").size(), 2);
        const QJsonObject node = result.json()["nodes"].toObject()["stage"].toObject();
        QCOMPARE(node["records_in"].toInt(), 500);
        QCOMPARE(node["records_out"].toInt(), 498);
        QCOMPARE(node["rejected"].toInt(), 2);
    }

    void withoutRetriesTheWholeBatchIsRejected() {
        writeStage("crash", R"("at": 130)", R"(, "restart": {"retries": 0})", 400, true);
        const CliResult result = run();
        QVERIFY2(result.status == 0, result.err.constData());
        QList<int> batch;
        for (int i = 100; i < 200; ++i)
            batch << i;
        QCOMPARE(ids("out.ndjson"), allBut(400, batch));
        QCOMPARE(lines("bad.ndjson").size(), 100);
        QCOMPARE(messages(result, "MR4130").size(), 1);
    }

    void withoutAPortForThemTheyAreErrors() {
        writeStage("crash_bare", R"("at": 130)", "", 400, false);
        const CliResult result = run();
        QVERIFY2(result.status == 0, result.err.constData());
        QCOMPARE(ids("out.ndjson"), allBut(400, {130}));
        QCOMPARE(messages(result, "MR4133").size(), 1);
        QCOMPARE(result.json()["nodes"].toObject()["stage"].toObject()["errors"].toInt(), 1);
    }

    void tooManyCrashesEndTheRun() {
        writeStage("crash", R"("every": 100, "at": 50)", R"(, "restart": {"max": 3})", 1000, true);
        const CliResult result = run();
        QCOMPARE(result.status, 1);
        QCOMPARE(messages(result, "MR4130").size(), 3);
        QCOMPARE(messages(result, "MR4132").size(), 1);
    }

    void aStageThatKeepsStateEndsTheRun() {
        writeStage("crash_keyed", R"("at": 130)", R"(, "workers": 2)", 400, true);
        const CliResult result = run();
        QCOMPARE(result.status, 1);
        QCOMPARE(messages(result, "MR4131").size(), 1);
        QCOMPARE(messages(result, "MR4130").size(), 0);
        QVERIFY(!QFile::exists(path("out.ndjson")));
    }

    void anExceptionIsAnOrdinaryFailure() {
        writeStage("crash", R"("at": 130, "how": "throw")", "", 400, true);
        const CliResult result = run();
        QCOMPARE(result.status, 1);
        QCOMPARE(messages(result, "MR4101"), QStringList("the toy is broken"));
        QCOMPARE(messages(result, "MR4130").size(), 0);
    }

    void aRunIsStoppedThoughAWorkerHangs() {
        writeStage("crash", R"("at": 130, "how": "hang")", R"(, "workers": 2)", 400, true);
        LiveCli live(watched(), folder_->path());
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path("hanging")), kPatience);
        const QList<qint64> workers = workersOf(live.processId());
        QCOMPARE(workers.size(), 2);
        QVERIFY(live.signal(SIGINT));
        QVERIFY2(live.says("draining:"), live.said().constData());
        QVERIFY(live.signal(SIGINT));
        const CliResult result = live.end();
        QVERIFY2(result.status == 130, result.err.constData());
        QVERIFY2(messages(result, "MR4103").isEmpty(), "the hanging worker was waited for");
        QVERIFY(allGone(workers));
    }

    void workersLeaveTheDecisionToTheRunAndEndWithIt() {
        writeStage("work", R"("mode": "wait", "time": "5 ms")", R"(, "workers": 2)", 100'000, false);
        LiveCli live(watched(), folder_->path());
        QVERIFY2(live.sends("stage", 1), live.said().constData());
        const QList<qint64> workers = workersOf(live.processId());
        QCOMPARE(workers.size(), 2);
        for (const qint64 worker : workers) {
            ::kill(static_cast<pid_t>(worker), SIGINT);
            ::kill(static_cast<pid_t>(worker), SIGTERM);
        }
        QTest::qWait(200);
        QCOMPARE(workersOf(live.processId()), workers);
        // Nothing but their three standard files, the memory and the lifeline.
        QDir files(QString("/proc/%1/fd").arg(workers[0]));
        QCOMPARE(files.entryList(QDir::Files | QDir::System | QDir::NoDotAndDotDot).size() <= 5, true);

        live.kill();
        QCOMPARE(live.end().status, -2);
        QTRY_VERIFY_WITH_TIMEOUT(allGone(workers), kPatience);
    }

    void aWorkerWithoutARunSaysSo() {
        const CliResult result = runCli({"worker"});
        QCOMPARE(result.status, 2);
        QVERIFY2(result.err.contains("runs start workers themselves"), result.err.constData());
        QVERIFY(!runCli({"help"}).out.contains("worker "));
    }
};

QTEST_GUILESS_MAIN(TestWorkerProcesses)
#include "tst_worker_processes.moc"
