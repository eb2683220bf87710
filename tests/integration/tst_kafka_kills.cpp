// SPDX-License-Identifier: Apache-2.0
//
// From Kafka to Kafka and a file with `millrace run --state`: the program, and now and then the broker, are
// killed with SIGKILL, and in the end everything is there once. MILLRACE_CHAOS_KILLS says how often (20),
// MILLRACE_CHAOS_SEED at which moments.
#include "engine/base/random.h"
#include "tests/cli/live_cli.h"
#include "tests/cli/run_folder.h"
#include "tests/integration/kafka_job.h"
#include "tests/integration/real_broker.h"
#include "tests/support/kafka_messages.h"

#include <QtTest>

#include <algorithm>

using namespace millrace::test;

namespace {

constexpr int kMessages = 40'000;
constexpr int kPartitions = 3;

int numberOf(const char* variable, int otherwise) {
    bool ok = false;
    const int number = qEnvironmentVariableIntValue(variable, &ok);
    return ok ? number : otherwise;
}

/// Every message goes on with the place it had; sums per window go to a file. The wire is short, so that
/// barriers do not wait for seconds behind records that are paced.
constexpr const char* kGraph = R"json({
  "millrace": 1, "name": "Kills",
  "parameters": {"brokers": {"type": "STRING", "default": "none"}, "into": {"type": "STRING", "default": "none"},
                 "folder": {"type": "STRING", "default": "."}, "rate": {"type": "DOUBLE", "default": 1000000}},
  "nodes": {
    "from": {"kind": "kafka_source", "concurrency": {"workers": 2}, "params": {
        "brokers": "${brokers}", "topics": "from", "end": "latest", "connect_timeout": "1 min",
        "schema": {"id": "BIGINT", "at": "TIMESTAMP"}, "event_time": "at",
        "metadata": {"partition": "p", "offset": "o"}}},
    "pace": {"kind": "rate_limit", "params": {"rate": "${rate}"}},
    "sums": {"kind": "aggregate", "params": {"key": ["p"], "window": {"tumbling": "1 min"},
        "columns": {"n": "COUNT(*)", "s": "SUM(id)", "most": "MAX(o)"}}},
    "file": {"kind": "ndjson_sink", "params": {"path": "${folder}/${into}.ndjson"}},
    "into": {"kind": "kafka_sink", "params": {
        "brokers": "${brokers}", "topic": "${into}", "key": "id", "create_partitions": 3, "connect_timeout": "1 min"}}},
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
private Q_SLOTS:
    void killedAtRandomMomentsNothingIsLostOrDoubled();
};

void KafkaKillsTest::killedAtRandomMomentsNothingIsLostOrDoubled() {
    const int kills = numberOf("MILLRACE_CHAOS_KILLS", 20);
    std::uint64_t dice = static_cast<std::uint64_t>(numberOf("MILLRACE_CHAOS_SEED", 1));
    std::unique_ptr<KafkaBroker> broker;
    MILLRACE_START_BROKER(broker)
    const QString brokers = QString::fromStdString(broker->brokers());
    RunFolder folder;
    const QString graph = folder.write("g.mill", kGraph);
    const auto words = [&](const QString& into, const QString& rate) {
        return QStringList{"run",
                           graph,
                           "--set",
                           "brokers=" + brokers,
                           "--set",
                           "into=" + into,
                           "--set",
                           "folder=" + folder.path(),
                           "--set",
                           "rate=" + rate,
                           "--state",
                           folder.filePath("state_" + into),
                           "--checkpoint-every",
                           "50 ms"};
    };
    const CliResult made = makeTopic(folder, broker->brokers(), "from", kPartitions);
    QVERIFY2(made.status == 0, made.err);
    sendMessages(broker->brokers(), "from", messages());
    const CliResult reference = runCli(words("whole", "1000000"));
    QVERIFY2(reference.status == 0, reference.err);
    const std::vector<std::string> expected = valuesIn(broker->brokers(), "whole", kPartitions);
    QCOMPARE(expected.size(), std::size_t{kMessages});

    int hits = 0;
    for (int done = 0; done < kills; ++done) {
        LiveCli live(words("killed", "6000").mid(1));
        // How long a program takes to begin only the machine knows; now and then that is when it dies.
        if (done % 4 != 3) QVERIFY2(live.says("/metrics\n"), live.said());
        dice = millrace::mix64(dice + 1);
        const bool ended = live.endsWithin(300 + static_cast<int>(dice % 1'200));
        if (done % 8 == 5) broker->kill();
        if (!ended) live.kill();
        hits += !ended;
        const CliResult result = live.end();
        QVERIFY2(result.status == 0 || (!ended && result.status == -2), result.err);
        if (done % 8 == 5) broker->start();
    }
    const CliResult last = runCli(words("killed", "1000000"));
    QVERIFY2(last.status == 0, last.err);
    QVERIFY2(hits * 2 >= kills || kills > 40, "the kills came too late to show anything");
    QVERIFY2(last.err.contains("MR4608") || last.err.contains("MR4607"),
             last.err); // some life came to something
    QCOMPARE(valuesIn(broker->brokers(), "killed", kPartitions), expected);
    QVERIFY(!folder.read("whole.ndjson").isEmpty());
    QCOMPARE(sortedLines(folder.read("killed.ndjson")), sortedLines(folder.read("whole.ndjson")));
}

QTEST_GUILESS_MAIN(KafkaKillsTest)
#include "tst_kafka_kills.moc"
