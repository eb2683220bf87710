// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/fail_point.h"
#include "tests/cli/cli_process.h"
#include "tests/cli/run_folder.h"
#include "tests/support/sqlite_query.h"

#include <QRegularExpression>
#include <QtTest>

#include <csignal>
#include <vector>

/// A job with a state that is made to die, to fail or to dawdle at a named moment, with the sinks of a set:
/// each point x {kill, error, delay} x epochs 1 to 3 x {Kafka, SQLite, file, all}.
namespace millrace::test {

constexpr int kJobRecords = 10'000; ///< numbered from 0
constexpr std::array kJobActions{"kill", "error", "delay"};

struct FailPointRow {
    QString sinks; ///< "Kafka", "SQLite", "file" or "all"
    QString point;
    QString action;
    int epoch = 0;

    bool hasKafka() const { return sinks == "Kafka" || sinks == "all"; }
    bool hasSqlite() const { return sinks == "SQLite" || sinks == "all"; }
    bool hasFiles() const { return sinks == "file" || sinks == "all"; }
    /// Files that are whole get their names when the job is over; three of them, one for each "epoch".
    bool isAtTheEnd() const { return point == "file_before_name" || point == "file_after_name"; }
    /// What only a sink of another kind meets cannot be reached.
    bool isReachable() const {
        if (point.startsWith("kafka_")) return hasKafka();
        if (point.startsWith("sqlite_")) return hasSqlite();
        return !point.startsWith("file_") || hasFiles();
    }
    /// How often an epoch comes by: stages and files do one after another.
    int visitsInAnEpoch() const {
        const int files = hasFiles() ? 4 : 0;
        if (point.startsWith("stage_")) return 1 + files + int(hasSqlite()) + int(hasKafka());
        return point.endsWith("_sync") && point.startsWith("file_") ? files : 1;
    }
    QString order() const {
        return QString("%1:%2:%3").arg(point).arg((epoch - 1) * visitsInAnEpoch() + 1).arg(action);
    }
    QString name() const { return QString("%1 %2 %3 %4").arg(sinks, point, action).arg(epoch); }
};

/// Those of the whole matrix with these sinks; or one action and epoch for each point, in turn.
inline std::vector<FailPointRow> failPointRows(const QString& sinks, bool whole) {
    std::vector<FailPointRow> rows;
    std::size_t place = sinks == "SQLite" || sinks == "all" ? 1 : 0;
    for (const char* point : failPointNames()) {
        if (!FailPointRow{sinks, point, {}, 0}.isReachable()) continue;
        for (std::size_t action = 0; action < kJobActions.size(); ++action)
            for (std::size_t epoch = 1; epoch <= 3; ++epoch)
                if (whole || (action == place % 3 && epoch == place / 3 % 3 + 1))
                    rows.push_back({sinks, point, kJobActions[action], static_cast<int>(epoch)});
        ++place;
    }
    return rows;
}

/// Data of QTest: sinks, point, action, epoch. QTEST_FUNCTION "function:row" runs one.
inline void addFailPointColumns() {
    QTest::addColumn<QString>("sinks");
    QTest::addColumn<QString>("point");
    QTest::addColumn<QString>("action");
    QTest::addColumn<int>("epoch");
}
inline void addFailPointRow(const FailPointRow& row) {
    QTest::newRow(qPrintable(row.name())) << row.sinks << row.point << row.action << row.epoch;
}

/// Records with numbers, at ${rate}, into the sinks; from the topic `in` where Kafka takes part. Queues are
/// short, so that barriers do not wait behind records that are paced.
inline QByteArray failPointGraph(const FailPointRow& row) {
    QByteArray graph = R"json({
      "millrace": 1, "name": "Fail points",
      "parameters": {"brokers": {"type": "STRING", "default": "none"}, "into": {"type": "STRING", "default": "none"},
                     "rate": {"type": "DOUBLE", "default": 1000000}},
      "nodes": {
        "pace": {"kind": "rate_limit", "params": {"rate": "${rate}", "burst": 64}},)json";
    const QByteArray source = row.hasKafka() ? R"json(
        "numbers": {"kind": "kafka_source", "batch": {"size": 64}, "params": {"brokers": "${brokers}", "topics": "in",
            "end": "latest", "schema": {"id": "BIGINT"}, "connect_timeout": "1 min"}})json"
                                             : R"json(
        "numbers": {"kind": "generate", "batch": {"size": 64}, "params": {"count": 10000, "fields": {
            "id": {"type": "sequence"}}}})json";
    QByteArray edges = R"json({"from": "numbers.out", "to": "pace.in", "queue": {"capacity": 128}})json";
    graph += source;
    const auto add = [&](const char* node, const char* text) {
        graph += QByteArray(",\n\"") + node + "\": " + text;
        edges += QByteArray(",\n{\"from\": \"pace.out\", \"to\": \"") + node +
                 R"json(.in", "queue": {"capacity": 128}})json";
    };
    if (row.hasKafka())
        add("topic", R"json({"kind": "kafka_sink", "params": {"brokers": "${brokers}", "topic": "${into}",
            "transactional_id": "${into}", "key": "id", "create_partitions": 1, "connect_timeout": "1 min"}})json");
    if (row.hasSqlite())
        add("rows",
            R"json({"kind": "sqlite_sink", "params": {"path": "rows.sqlite", "table": "t", "mode": "append"}})json");
    if (row.hasFiles()) {
        add("grown",
            R"json({"kind": "ndjson_sink", "params": {"path": "grown.ndjson", "mode": "append"}})json");
        for (const char* whole : {"first", "second", "third"})
            add(whole, QByteArray(R"json({"kind": "csv_sink", "params": {"path": "@.csv"}})json")
                           .replace("@", whole));
    }
    return graph + "},\n\"edges\": [" + edges + "]}";
}

/// The job in the folder; `rate`: records per second.
inline QStringList failPointWords(const RunFolder& folder, const std::string& brokers, const QString& into,
                                  int rate) {
    return {"run",
            folder.filePath("g.mill"),
            "--set",
            "brokers=" + QString::fromStdString(brokers),
            "--set",
            "into=" + into,
            "--set",
            QString("rate=%1").arg(rate),
            "--quiet",
            "--state",
            folder.filePath("state"),
            "--checkpoint-every",
            "30 ms"};
}

/// Runs the job until what is ordered has happened. Empty: it was reached, and what was to happen did.
inline QByteArray strangenessUnder(const FailPointRow& row, const QStringList& words) {
    constexpr int kPatience = 180'000;
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("MILLRACE_FAIL_POINT", row.order());
    process.setProcessEnvironment(environment);
    process.start(MILLRACE_CLI_PATH, words);
    QByteArray said;
    const QByteArray delayed = "delayed at `" + row.point.toUtf8() + '`';
    bool stopped = false;
    const bool ended = QTest::qWaitFor(
        [&] {
            said += process.readAllStandardError();
            // It has gone on for a while: the rest of the job is not waited for.
            if (!stopped && !row.isAtTheEnd() && said.contains(delayed)) {
                stopped = true;
                QTest::qWait(300);
                if (process.processId() > 0) ::kill(static_cast<pid_t>(process.processId()), SIGTERM);
            }
            return process.state() == QProcess::NotRunning;
        },
        kPatience);
    if (!ended) {
        process.kill();
        process.waitForFinished(kPatience);
        return "it does not end: " + said;
    }
    said += process.readAllStandardError();
    const int status = process.exitStatus() == QProcess::CrashExit ? -2 : process.exitCode();
    if (row.action == "kill" && status != -2) return "it was not killed: " + said;
    if (row.action == "error" && (status != 1 || !said.contains("MR4616")))
        return "it has not failed: " + said;
    if (row.action == "delay" && (status != 0 || !said.contains(delayed)))
        return "it was not delayed: " + said;
    return {};
}

/// "" where each number is there once.
inline QByteArray strangenessOf(const QByteArray& name, const QByteArray& lines) {
    static const QRegularExpression kId("\\d+");
    std::vector<int> times(kJobRecords, 0);
    auto found = kId.globalMatch(QString::fromUtf8(lines));
    while (found.hasNext()) {
        const std::size_t id = found.next().captured(0).toUInt();
        if (id >= times.size()) return name + " has " + QByteArray::number(static_cast<qint64>(id));
        ++times[id];
    }
    const auto odd = std::find_if(times.begin(), times.end(), [](int n) { return n != 1; });
    if (odd == times.end()) return {};
    return name + " has " + QByteArray::number(static_cast<qint64>(odd - times.begin())) + " " +
           QByteArray::number(*odd) + " times";
}

/// The same of all files and tables of the job.
inline QByteArray strangenessIn(const FailPointRow& row, const RunFolder& folder) {
    QByteArray strange;
    if (row.hasSqlite())
        strange += strangenessOf(
            "the table", QByteArray::fromStdString(
                             queryText(folder.filePath("rows.sqlite").toStdString(), "SELECT id FROM t")));
    if (row.hasFiles())
        for (const char* file : {"grown.ndjson", "first.csv", "second.csv", "third.csv"})
            strange += strangenessOf(file, folder.read(file));
    return strange;
}

} // namespace millrace::test
