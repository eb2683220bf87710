// SPDX-License-Identifier: Apache-2.0
//
// From Kafka to Kafka and a file with `millrace run --state`, with each version of Kafka: the program, and
// now and then the broker, are killed with SIGKILL, and in the end everything is there once.
// MILLRACE_CHAOS_KILLS says how often (12 with each version), MILLRACE_CHAOS_SEED at which moments.
#include "tests/cli/live_cli.h"
#include "tests/cli/run_folder.h"
#include "tests/integration/kafka_job.h"
#include "tests/integration/kill_storm.h"
#include "tests/integration/real_broker.h"
#include "tests/integration/topic_readers.h"

#include <QtTest>

#include <algorithm>

using namespace millrace::test;

namespace {

constexpr int kMessages = 40'000;
constexpr int kPartitions = 3;

/// Every message goes on with the place it had; sums per window go to a file. The wire is short, so that
/// barriers do not wait for seconds behind records that are paced.
constexpr const char* kGraph = R"json({
  "millrace": 1, "name": "Kills",
  "parameters": {"brokers": {"type": "STRING", "default": "none"}, "into": {"type": "STRING", "default": "none"},
                 "folder": {"type": "STRING", "default": "."}, "rate": {"type": "DOUBLE", "default": 1000000}},
  "nodes": {
    "from": {"kind": "kafka_source", "concurrency": {"workers": 2}, "params": {
        "brokers": "${brokers}", "topics": "from", "end": "latest", "connect_timeout": "10 min",
        "schema": {"id": "BIGINT", "at": "TIMESTAMP"}, "event_time": "at",
        "metadata": {"partition": "p", "offset": "o"}}},
    "pace": {"kind": "rate_limit", "params": {"rate": "${rate}"}},
    "sums": {"kind": "aggregate", "params": {"key": ["p"], "window": {"tumbling": "1 min"},
        "columns": {"n": "COUNT(*)", "s": "SUM(id)", "most": "MAX(o)"}}},
    "file": {"kind": "ndjson_sink", "params": {"path": "${folder}/${into}.ndjson"}},
    "into": {"kind": "kafka_sink", "params": {
        "brokers": "${brokers}", "topic": "${into}", "key": "id", "create_partitions": 3, "connect_timeout": "10 min"}}},
  "edges": [{"from": "from.out", "to": "pace.in", "queue": {"capacity": 600}}, {"from": "pace.out", "to": "into.in"},
            {"from": "pace.out", "to": "sums.in"}, {"from": "sums.out", "to": "file.in"}]})json";

std::vector<KafkaMessage> messages() {
    std::vector<KafkaMessage> all;
    for (int id = 0; id < kMessages; ++id)
        all.push_back(
            {.partition = id % kPartitions,
             .value = "{\"id\": " + std::to_string(id) + ", \"at\": " + std::to_string(id * 100) + "}"});
    return all;
}

} // namespace

class KafkaKillsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<KafkaBroker> broker_;
    std::unique_ptr<RunFolder> folder_;

    QString stateOf(const QString& into) const { return folder_->filePath("state_" + into); }
    QStringList words(const QString& into, int rate) const {
        return {folder_->filePath("g.mill"),
                "--set",
                "brokers=" + QString::fromStdString(broker_->brokers()),
                "--set",
                "into=" + into,
                "--set",
                "folder=" + folder_->path(),
                "--set",
                "rate=" + QString::number(rate),
                "--state",
                stateOf(into),
                "--checkpoint-every",
                "50 ms"};
    }
    void compare(const QString& into) const {
        const TextOfMessage textOf = [](const KafkaMessage& m) {
            return m.key.value_or("NULL") + ' ' + m.value.value_or("NULL");
        };
        static std::vector<std::string> expected;
        if (into == "whole")
            expected = sortedTexts(readMessages(broker_->brokers(), "whole", kPartitions), textOf);
        QCOMPARE(expected.size(), std::size_t{kMessages});
        const QByteArray difference =
            differenceIn(*broker_, into.toStdString(), kPartitions, expected, textOf);
        QVERIFY2(difference.isEmpty(), difference);
        QVERIFY(!folder_->read("whole.ndjson").isEmpty());
        QCOMPARE(sortedLines(folder_->read(into + ".ndjson")), sortedLines(folder_->read("whole.ndjson")));
    }

private Q_SLOTS:
    void killedAtRandomMomentsNothingIsLostOrDoubled_data() {
        QTest::addColumn<std::string>("version");
        for (const std::string& version : kafkaVersions())
            QTest::newRow(version.c_str()) << version;
    }
    void killedAtRandomMomentsNothingIsLostOrDoubled() {
        QFETCH(std::string, version);
        MILLRACE_START_BROKER(broker_, version)
        folder_ = std::make_unique<RunFolder>();
        folder_->write("g.mill", kGraph);
        const CliResult made = makeTopic(*folder_, broker_->brokers(), "from", kPartitions);
        QVERIFY2(made.status == 0, made.err);
        sendMessages(broker_->brokers(), "from", messages());
        const CliResult reference = runCli(QStringList{"run"} + words("whole", 1'000'000));
        QVERIFY2(reference.status == 0, reference.err);
        compare("whole");

        KillStorm storm(*broker_, 12);
        int wentOn = 0;
        for (int job = 1; !storm.hasDoneAll(); ++job) {
            const QString into = QString("killed-%1").arg(job);
            bool ended = false;
            try {
                while (!ended && !storm.hasDoneAll())
                    ended = storm.live(words(into, 2'000), stateOf(into), 1'500);
            } catch (const std::exception& error) {
                QFAIL(error.what());
            }
            const CliResult last = runCli(QStringList{"run"} + words(into, 1'000'000));
            QVERIFY2(last.status == 0, last.err);
            wentOn += last.err.contains("MR4608") || last.err.contains("MR4607");
            compare(into);
            if (QTest::currentTestFailed()) return;
        }
        qInfo("Kafka %s: %s", version.c_str(), qPrintable(storm.figures()));
        QVERIFY2(wentOn > 0, "no life came to anything");
    }
};

QTEST_GUILESS_MAIN(KafkaKillsTest)
#include "tst_kafka_kills.moc"
