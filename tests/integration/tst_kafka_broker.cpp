// SPDX-License-Identifier: Apache-2.0
// The Kafka nodes against a real broker.
#include "nodes/support/kafka/kafka_topics.h"
#include "tests/integration/real_broker.h"
#include "tests/support/fake_context.h"
#include "tests/support/kafka_graphs.h"
#include "tests/support/kafka_messages.h"
#include "tests/support/run_reading.h"

#include <QTest>

#include <set>
#include <thread>

using namespace millrace;
using namespace millrace::test;

namespace {

const json::object kIds{{"schema", {{"id", "BIGINT"}}}};

json::object intoNew(const std::string& topic, int partitions) {
    return {{"topic", topic}, {"create_partitions", partitions}, {"key", "id"}};
}

json::object outOf(const std::string& topic) { return with(kIds, {{"topics", topic}}); }

KafkaMessage numbered(int id, std::int64_t timestamp = 0) {
    return {
        .partition = 0, .key = {}, .value = "{\"id\": " + std::to_string(id) + "}", .timestamp = timestamp};
}

std::vector<std::string> ids(const RunOutcome& run) { return columnOf(run, "good", "id"); }

} // namespace

class TestKafkaBroker : public QObject {
    Q_OBJECT

    std::unique_ptr<KafkaBroker> broker_;

    std::string newTopic(const std::string& name, int partitions) const {
        const RunOutcome created = writeTopic(broker_->brokers(), 0, intoNew(name, partitions));
        if (!created.ok()) throw std::runtime_error(created.text());
        return name;
    }

private Q_SLOTS:
    void initTestCase() { MILLRACE_START_BROKER(broker_) }
    void cleanupTestCase() { broker_.reset(); }

    void whatIsWrittenIsRead() {
        const RunOutcome written = writeTopic(broker_->brokers(), 100'000, intoNew("all", 4));
        QVERIFY2(written.ok(), written.text().c_str());
        const RunOutcome read = readTopic(broker_->brokers(), outOf("all"), {{"workers", 2}});
        QVERIFY2(read.ok(), read.text().c_str());
        const std::vector<std::string> found = ids(read);
        QCOMPARE(found.size(), std::size_t{100'000});
        QCOMPARE(std::set<std::string>(found.begin(), found.end()).size(), std::size_t{100'000});
        QCOMPARE(columnOf(read, "source", "lag"), (std::vector<std::string>(4, "0")));
    }

    void messagesThatAreTooLargeForTheTopicAreRejected() {
        {
            FakeContext context;
            KafkaConnection connection;
            connection.brokers = broker_->brokers();
            connection.timeout = 60'000'000'000;
            KafkaClient client(KafkaRole::Producer, connection, {{"bootstrap.servers", connection.brokers}},
                               context);
            ensureTopic(client, "small", {.partitions = 1, .config = {{"max.message.bytes", "3000"}}});
            const auto largest = largestBatch(client, "small");
            QVERIFY2(largest == 3000, std::to_string(largest.value_or(-1)).c_str());
        }
        // Many fit into what librdkafka sends at once; of 300 about half are too large for the topic.
        const json::object params{{"topic", "small"},
                                  {"compression", "none"},
                                  {"format", "string"},
                                  {"value", "text"},
                                  {"headers", {{"id", "id"}}}};
        const std::string small(1'000, 's'), large(2'990, 'l');
        const json::object text{{"text", {{"type", "choice"}, {"values", json::array{small, large}}}}};
        const RunOutcome written = writeTopic(broker_->brokers(), 300, params, text);
        QVERIFY2(written.ok(), written.text().c_str());
        const auto refused = columnOf(written, "bad", "error_code");
        QVERIFY(!refused.empty());
        QCOMPARE(refused, std::vector<std::string>(refused.size(), "MR3522"));
        const auto taken = readMessages(broker_->brokers(), "small", 1);
        QCOMPARE(taken.size() + refused.size(), std::size_t{300});
        for (const KafkaMessage& message : taken)
            QCOMPARE(message.value.value(), small);
    }

    void aTopicThatIsNotThereIsNotMade() {
        const RunOutcome written = writeTopic(broker_->brokers(), 1, {{"topic", "al"}});
        QCOMPARE(written.state, RunState::Failed);
        const Diagnostic* const why = finding(written.diagnostics, "MR3516");
        QVERIFY2(why && why->node == "sink", written.text().c_str());
        const RunOutcome read = readTopic(broker_->brokers(), outOf("nothing"));
        QVERIFY2(finding(read.diagnostics, "MR3516"), read.text().c_str());
    }

    void onlyWhatWasCommittedIsRead() {
        const std::string topic = newTopic("transactions", 1);
        sendMessages(broker_->brokers(), topic, {numbered(1), numbered(2)}, KafkaTransaction::Committed);
        sendMessages(broker_->brokers(), topic, {numbered(3)}, KafkaTransaction::Aborted);
        sendMessages(broker_->brokers(), topic, {numbered(4)}, KafkaTransaction::Committed);
        sendMessages(broker_->brokers(), topic, {numbered(5)}, KafkaTransaction::Aborted);
        // The markers of transactions are offsets, too: the end is found by the partition's own word.
        const RunOutcome read = readTopic(broker_->brokers(), outOf(topic));
        QVERIFY2(read.ok(), read.text().c_str());
        QCOMPARE(ids(read), (std::vector<std::string>{"1", "2", "4"}));
    }

    void timesChooseWhatIsRead() {
        const std::string topic = newTopic("times", 1);
        std::vector<KafkaMessage> messages;
        for (int id = 0; id < 10; ++id)
            messages.push_back(numbered(id, 1'700'000'000'000 + id * 1'000)); // 2023-11-14T22:13:20Z
        sendMessages(broker_->brokers(), topic, messages);
        const RunOutcome some =
            readTopic(broker_->brokers(), with(outOf(topic), {{"start", "time"},
                                                              {"start_time", "2023-11-14T22:13:23Z"},
                                                              {"end", "time"},
                                                              {"end_time", "2023-11-14T22:13:26Z"}}));
        QVERIFY2(some.ok(), some.text().c_str());
        QCOMPARE(ids(some), (std::vector<std::string>{"3", "4", "5"}));
        const RunOutcome none =
            readTopic(broker_->brokers(),
                      with(outOf(topic), {{"start", "time"}, {"start_time", "2024-01-01T00:00:00Z"}}));
        QVERIFY2(none.ok(), none.text().c_str());
        QVERIFY(ids(none).empty());
    }

    void aGroupSaysWhereToBegin() {
        const std::string topic = newTopic("groups", 1);
        sendMessages(broker_->brokers(), topic, {numbered(0), numbered(1), numbered(2), numbered(3)});
        const json::object params = with(outOf(topic), {{"start", "committed"}, {"group", "readers"}});
        QCOMPARE(ids(readTopic(broker_->brokers(), params)).size(),
                 std::size_t{4}); // it has committed nothing yet
        commitOffset(broker_->brokers(), "readers", topic, 0, 3);
        QCOMPARE(ids(readTopic(broker_->brokers(), params)), (std::vector<std::string>{"3"}));
    }

    void aBrokerThatIsKilledLosesAndDoublesNothing() {
        newTopic("killed", 2);
        std::string wrong;
        std::thread trouble([this, &wrong] {
            try {
                for (int times = 0; times < 2; ++times) {
                    std::this_thread::sleep_for(std::chrono::milliseconds(700));
                    broker_->kill();
                    broker_->start();
                }
            } catch (const std::exception& error) {
                wrong = error.what();
            }
        });
        const RunOutcome written =
            writeTopic(broker_->brokers(), 200'000, {{"topic", "killed"}, {"key", "id"}},
                       {{"text", {{"type", "constant"}, {"value", std::string(500, 'x')}}}});
        trouble.join();
        QVERIFY2(wrong.empty(), wrong.c_str());
        QVERIFY2(written.ok(), written.text().c_str());
        const RunOutcome read =
            readTopic(broker_->brokers(), with(outOf("killed"), {{"connect_timeout", "5 min"}}));
        QVERIFY2(read.ok(), read.text().c_str());
        const std::vector<std::string> found = ids(read);
        QCOMPARE(std::set<std::string>(found.begin(), found.end()).size(),
                 std::size_t{100'000}); // the table's last
        QCOMPARE(recordsInto(read, "good"), std::int64_t{200'000});
    }
};

QTEST_GUILESS_MAIN(TestKafkaBroker)
#include "tst_kafka_broker.moc"
