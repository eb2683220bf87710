// SPDX-License-Identifier: Apache-2.0
// Who waits for brokers that make a topic hears that the run is to stop.
#include "nodes/support/kafka/kafka_topics.h"
#include "tests/support/fake_context.h"
#include "tests/support/kafka_cluster.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

class TestKafkaTopics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRunThatStopsWaitsForNoAnswer() {
        const KafkaCluster cluster;
        FakeContext context;
        KafkaConnection connection;
        connection.brokers = cluster.brokers();
        KafkaClient client(KafkaRole::Producer, connection, {{"bootstrap.servers", cluster.brokers()}},
                           context);
        const KafkaQueue answers(rd_kafka_queue_new(client.get()));
        QVERIFY2(!awaitAnswer(client, answers.get(), 150), "nobody has said anything");
        context.stop = true;
        // Longer than a test may take.
        QVERIFY_EXCEPTION_THROWN((void)awaitAnswer(client, answers.get(), 3'600'000), RunStopped);
    }
    void aTopicThatIsThereIsNotMade() {
        KafkaCluster cluster;
        cluster.createTopic("there", 2);
        FakeContext context;
        KafkaConnection connection;
        connection.brokers = cluster.brokers();
        connection.timeout = 10'000'000'000;
        KafkaClient client(KafkaRole::Producer, connection, {{"bootstrap.servers", cluster.brokers()}},
                           context);
        ensureTopic(client, "there", {.partitions = 7});
        QCOMPARE(findTopics(client, nullptr), (std::map<std::string, std::int32_t>{{"there", 2}}));
    }
};

QTEST_GUILESS_MAIN(TestKafkaTopics)
#include "tst_kafka_topics.moc"
