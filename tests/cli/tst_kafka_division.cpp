// SPDX-License-Identifier: Apache-2.0
//
// Several instances of a graph that puts the records of two sources together by a key: their topics must be
// divided alike. Against librdkafka's imitation of a cluster.
#include "tests/cli/cli_process.h"
#include "tests/cli/run_folder.h"
#include "tests/support/kafka_cluster.h"

#include <QtTest>

using namespace millrace::test;

namespace {

constexpr const char* kGraph = R"json({
  "millrace": 1, "name": "Division",
  "parameters": {"brokers": {"type": "STRING", "default": "none"}, "other": {"type": "STRING", "default": "other"}},
  "nodes": {
    "one": {"kind": "kafka_source", "params": {"brokers": "${brokers}", "topics": "one", "end": "latest",
        "schema": {"id": "BIGINT", "at": "TIMESTAMP"}, "event_time": "at", "partitioned_by": ["id"]}},
    "other": {"kind": "kafka_source", "params": {"brokers": "${brokers}", "topics": "${other}", "end": "latest",
        "schema": {"id": "BIGINT", "at": "TIMESTAMP"}, "event_time": "at", "partitioned_by": ["id"]}},
    "sum": {"kind": "aggregate", "params": {"key": ["id"], "window": {"tumbling": "10 min"}, "columns": {"n": "COUNT(*)"}}},
    "end": {"kind": "discard"}},
  "edges": [{"from": "one.out", "to": "sum.in"}, {"from": "other.out", "to": "sum.in"}, {"from": "sum.out", "to": "end.in"}]})json";

} // namespace

class KafkaDivisionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sourcesThatMeetAreDividedAlike_data() {
        QTest::addColumn<QString>("other");
        QTest::addColumn<QString>("instance");
        QTest::addColumn<bool>("runs");
        QTest::newRow("as many partitions") << "four"
                                            << "2/3" << true;
        QTest::newRow("multiples of the instances") << "six"
                                                    << "1/2" << true;
        QTest::newRow("one instance") << "six"
                                      << "1/1" << true;
        QTest::newRow("other keys") << "six"
                                    << "1/4" << false;
        QTest::newRow("other keys in one of the topics of a source") << "four,six"
                                                                     << "1/4" << false;
        QTest::newRow("other keys, more partitions left over") << "six"
                                                               << "2/3" << false;
    }
    void sourcesThatMeetAreDividedAlike() {
        QFETCH(QString, other);
        QFETCH(QString, instance);
        QFETCH(bool, runs);
        KafkaCluster cluster;
        cluster.createTopic("one", 4);
        cluster.createTopic("four", 4);
        cluster.createTopic("six", 6);
        const RunFolder folder;
        const CliResult run =
            runCli({"run", folder.write("g.mill", kGraph), "--instance", instance, "--set",
                    "brokers=" + QString::fromStdString(cluster.brokers()), "--set", "other=" + other});
        QVERIFY2(run.status == (runs ? 0 : 1), run.err);
        QCOMPARE(run.err.contains("MR4638"), !runs);
        if (!runs)
            QVERIFY2(run.err.contains("`one` of `one` has 4 partitions and `six` of `other` 6"), run.err);
    }
};

QTEST_GUILESS_MAIN(KafkaDivisionTest)
#include "tst_kafka_division.moc"
