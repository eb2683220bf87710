// SPDX-License-Identifier: Apache-2.0
// Who waits for brokers that make a topic hears that the run is to stop.
#include "nodes/support/kafka/kafka_topics.h"
#include "tests/support/fake_context.h"
#include "tests/support/kafka_cluster.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr std::int16_t kCreateTopics = 19; // ApiKey, https://kafka.apache.org/protocol

} // namespace

class TestKafkaTopics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRunThatStopsDoesNotWaitForATopicToBeMade() {
        KafkaCluster cluster;
        cluster.createTopic("other", 1);
        cluster.promise(kCreateTopics, 0, 2); // but it never answers one
        FakeContext context;
        KafkaConnection connection;
        connection.brokers = cluster.brokers();
        connection.timeout = 10'000'000'000;
        // As a consumer, for which the imitation does not make topics by itself.
        KafkaClient client(KafkaRole::Consumer, connection, {{"group.id", "nobody"}}, context);
        QCOMPARE(findTopics(client, nullptr).size(), std::size_t{1}); // it is connected from here on
        context.stop = true;
        bool stopped = false;
        std::string said;
        try {
            ensureTopic(client, "new", 1, 1);
        } catch (const RunStopped&) {
            stopped = true;
        } catch (const DiagnosticError& error) {
            said = toText(error.diagnostics());
        }
        QVERIFY2(stopped, said.empty() ? "the topic is there" : said.c_str());
    }
};

QTEST_GUILESS_MAIN(TestKafkaTopics)
#include "tst_kafka_topics.moc"
