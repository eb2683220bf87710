// SPDX-License-Identifier: Apache-2.0
//
// One graph from Kafka to Kafka and files as several instances that divide the partitions: one of three is
// killed and started again, then the job goes on as two, and in the end everything is there once. A tenth of
// MILLRACE_CHAOS_KILLS says how often, MILLRACE_CHAOS_SEED at which moments.
#include "engine/base/random.h"
#include "tests/cli/live_cli.h"
#include "tests/cli/run_folder.h"
#include "tests/integration/kafka_job.h"
#include "tests/integration/real_broker.h"
#include "tests/support/kafka_messages.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <memory>

using namespace millrace::test;

namespace {

constexpr int kMessages = 30'000;
constexpr int kPartitions = 6;
constexpr int kBuses = 40;

constexpr const char* kGraph = R"json({
  "millrace": 1, "name": "Instances",
  "parameters": {"brokers": {"type": "STRING", "default": "none"}, "into": {"type": "STRING", "default": "none"},
                 "folder": {"type": "STRING", "default": "."}, "rate": {"type": "DOUBLE", "default": 1000000}},
  "nodes": {
    "from": {"kind": "kafka_source", "params": {
        "brokers": "${brokers}", "topics": "from", "end": "latest", "connect_timeout": "1 min",
        "schema": {"id": "BIGINT", "bus": "BIGINT", "at": "TIMESTAMP"}, "event_time": "at", "partitioned_by": ["bus"]}},
    "pace": {"kind": "rate_limit", "params": {"rate": "${rate}"}},
    "trips": {"kind": "aggregate", "params": {"key": ["bus"], "window": {"tumbling": "10 min"},
        "columns": {"n": "COUNT(*)", "s": "SUM(id)"}}},
    "file": {"kind": "ndjson_sink", "params": {"path": "${folder}/${into}-${instance}.ndjson"}},
    "into": {"kind": "kafka_sink", "params": {
        "brokers": "${brokers}", "topic": "${into}", "key": "id", "create_partitions": 6, "connect_timeout": "1 min"}}},
  "edges": [{"from": "from.out", "to": "pace.in", "queue": {"capacity": 600}}, {"from": "pace.out", "to": "into.in"},
            {"from": "pace.out", "to": "trips.in"}, {"from": "trips.out", "to": "file.in"}]})json";

std::vector<KafkaMessage> messages() {
    std::vector<KafkaMessage> all;
    for (int id = 0; id < kMessages; ++id) {
        const int bus = id * 7 % kBuses;
        all.push_back({.partition = bus % kPartitions,
                       .value = "{\"id\": " + std::to_string(id) + ", \"bus\": " + std::to_string(bus) +
                                ", \"at\": " + std::to_string(id * 1'000) + "}"});
    }
    return all;
}

} // namespace

class KafkaInstancesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<KafkaBroker> broker_;
    RunFolder folder_;
    QString graph_;

    QStringList words(const QString& into, const QString& rate, const QString& instance) const {
        QStringList all{"run",
                        graph_,
                        "--set",
                        "brokers=" + QString::fromStdString(broker_->brokers()),
                        "--set",
                        "into=" + into,
                        "--set",
                        "folder=" + folder_.path(),
                        "--set",
                        "rate=" + rate,
                        "--state",
                        folder_.filePath("state_" + into),
                        "--checkpoint-every",
                        "50 ms"};
        if (!instance.isEmpty()) all << "--instance" << instance;
        return all;
    }

private Q_SLOTS:
    void initTestCase() {
        MILLRACE_START_BROKER(broker_)
        graph_ = folder_.write("g.mill", kGraph);
        const CliResult made = makeTopic(folder_, broker_->brokers(), "from", kPartitions);
        QVERIFY2(made.status == 0, made.err);
        sendMessages(broker_->brokers(), "from", messages());
    }

    void threeInstancesThenTwoLoseAndDoubleNothing() {
        const CliResult whole = runCli(words("whole", "1000000", ""));
        QVERIFY2(whole.status == 0, whole.err);
        const std::vector<std::string> expected = valuesIn(broker_->brokers(), "whole", kPartitions);
        QCOMPARE(expected.size(), std::size_t{kMessages});

        const int kills = std::max(numberOf("MILLRACE_CHAOS_KILLS", 1) / 10, 1);
        std::uint64_t dice = static_cast<std::uint64_t>(numberOf("MILLRACE_CHAOS_SEED", 1));
        for (int done = 0; done < kills; ++done) {
            const QString into = QString("parts-%1").arg(done);
            dice = millrace::mix64(dice + 1);
            killOneOfThree(into, static_cast<int>(dice % 3), 500 + static_cast<int>(dice / 3 % 1'000));
            if (!QTest::currentTestFailed()) goOnAsTwo(into);
            if (QTest::currentTestFailed()) return;
            QCOMPARE(valuesIn(broker_->brokers(), into.toStdString(), kPartitions), expected);
            QByteArray parts;
            for (const char* share : {"1-of-3", "2-of-3", "3-of-3"}) {
                const QByteArray text = folder_.read(QString("%1-%2.ndjson").arg(into, share));
                QVERIFY2(!text.isEmpty(), share);
                parts += text;
            }
            QCOMPARE(sortedLines(parts), sortedLines(folder_.read("whole-1-of-1.ndjson")));
        }
    }

private:
    /// One of them is killed after a while and begins again, then all are told to stop.
    void killOneOfThree(const QString& into, int victim, int after) const {
        std::array<std::unique_ptr<LiveCli>, 3> lives;
        const auto begin = [&](int k) {
            lives.at(static_cast<std::size_t>(k)) =
                std::make_unique<LiveCli>(words(into, "1000", QString("%1/3").arg(k + 1)).mid(1));
        };
        for (int k = 0; k < 3; ++k)
            begin(k);
        for (const auto& live : lives)
            QVERIFY2(live->says("/metrics\n"), live->said());
        LiveCli& killed = *lives.at(static_cast<std::size_t>(victim));
        QVERIFY2(!killed.endsWithin(after), killed.said());
        killed.kill();
        QCOMPARE(killed.end().status, -2);
        begin(victim);
        LiveCli& again = *lives.at(static_cast<std::size_t>(victim));
        QVERIFY2(again.says("/metrics\n"), again.said());
        QVERIFY2(!again.endsWithin(500), again.said());
        for (const auto& live : lives)
            live->signal(SIGTERM);
        for (const auto& live : lives) {
            const CliResult ended = live->end();
            QVERIFY2(ended.status == 0, ended.err);
        }
    }
    /// What is left is the work of two. The first has the shares 1 and 3.
    void goOnAsTwo(const QString& into) const {
        LiveCli first(words(into, "1000000", "1/2").mid(1)), second(words(into, "1000000", "2/2").mid(1));
        for (LiveCli* live : {&first, &second}) {
            QVERIFY2(live->says("/metrics\n"), live->said());
            const CliResult ended = live->end();
            QVERIFY2(ended.status == 0, ended.err);
            QVERIFY2(ended.err.contains("MR4608"), ended.err); // it went on
        }
    }
};

QTEST_GUILESS_MAIN(KafkaInstancesTest)
#include "tst_kafka_instances.moc"
