// SPDX-License-Identifier: Apache-2.0
// What the Kafka nodes look up while a graph is drawn, against a real broker.
#include "tests/integration/real_broker.h"
#include "tests/support/kafka_graphs.h"
#include "tests/support/kafka_look_ups.h"
#include "tests/support/kafka_messages.h"

#include <QTest>

#include <algorithm>

using namespace millrace;
using namespace millrace::test;

namespace {

std::vector<FoundValue> valuesOf(const Result<std::vector<FoundValue>>& found) {
    if (!found) throw std::runtime_error(toText(found.error()));
    return *found;
}

std::string aboutOf(const std::vector<FoundValue>& found, const std::string& title) {
    const auto value =
        std::find_if(found.begin(), found.end(), [&](const FoundValue& each) { return each.title == title; });
    return value == found.end() ? "not found" : value->about;
}

} // namespace

class TestKafkaLookUps : public QObject {
    Q_OBJECT

    std::unique_ptr<KafkaBroker> broker_;

    std::string newTopic(const std::string& name, int partitions) const {
        const RunOutcome created =
            writeTopic(broker_->brokers(), 0, {{"topic", name}, {"create_partitions", partitions}});
        if (!created.ok()) throw std::runtime_error(created.text());
        return name;
    }
    LookUp source(const json::object& params) const {
        return LookUp("kafka_source",
                      with({{"brokers", broker_->brokers()}, {"connect_timeout", "1 min"}}, params));
    }

private Q_SLOTS:
    void initTestCase() { MILLRACE_START_BROKER(broker_) }
    void cleanupTestCase() { broker_.reset(); }

    void theClusterSaysWhoItIs() {
        const auto answer = source({}).tryConnection();
        QVERIFY2(answer, answer ? "" : toText(answer.error()).c_str());
        QVERIFY2(answer->starts_with("1 broker, "), answer->c_str());
        QVERIFY2(answer->find("; Kafka cluster ") != std::string::npos, answer->c_str());
    }

    void topicsAndPartitionsAreFoundWithWhatIsStillThere() {
        const std::string topic = newTopic("kept", 2);
        std::vector<KafkaMessage> messages;
        for (int i = 0; i < 10; ++i)
            messages.push_back({.partition = 0, .value = "{}"});
        sendMessages(broker_->brokers(), topic, messages);
        deleteMessages(broker_->brokers(), topic, 0, 4);
        QCOMPARE(aboutOf(valuesOf(source({}).find("topics")), topic),
                 std::string("2 partitions, 6 messages"));
        const auto partitions = valuesOf(source({{"topics", topic}}).find("partitions"));
        QCOMPARE(aboutOf(partitions, "0"), std::string("first offset 4, next 10, 6 messages"));
        QCOMPARE(aboutOf(partitions, "1"), std::string("first offset 0, next 0, 0 messages"));
    }

    void schemasAreReadOffWhatWasCommitted() {
        const std::string topic = newTopic("shapes", 3);
        sendMessages(broker_->brokers(), topic,
                     {{.partition = 0, .value = R"({"id": 1, "at": "2026-01-02T03:04:05Z"})"},
                      {.partition = 2, .value = R"({"id": 2, "at": "2026-01-02T03:04:05Z"})"}},
                     KafkaTransaction::Committed);
        sendMessages(broker_->brokers(), topic, {{.partition = 1, .value = R"({"aborted": true})"}},
                     KafkaTransaction::Aborted);
        const auto found = valuesOf(source({{"topics", topic}}).find("schema"));
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(json::serialize(found[0].value), std::string(R"({"id":"BIGINT","at":"TIMESTAMP"})"));
        // What was found can be read.
        const RunOutcome read =
            readTopic(broker_->brokers(), {{"topics", topic}, {"schema", found[0].value}});
        QVERIFY2(read.ok(), read.text().c_str());
        QCOMPARE(columnOf(read, "good", "id").size(), std::size_t{2});
    }

    void groupsAreFoundAndNoneIsMade() {
        const std::string topic = newTopic("grouped", 1);
        sendMessages(broker_->brokers(), topic, {{.value = "{\"id\": 1}"}});
        commitOffset(broker_->brokers(), "readers", topic, 0, 1);
        (void)source({{"topics", topic}}).find("schema");
        const auto wrong = source({{"topics", "group"}}).find("schema");
        QCOMPARE(wrong.error().items.front().code, std::string("MR3516"));
        QCOMPARE(wrong.error().items.front().hint, std::string("did you mean `grouped`?"));
        const auto groups = valuesOf(source({}).find("group"));
        QCOMPARE(aboutOf(groups, "readers"), std::string("nobody reads with it now"));
        QCOMPARE(aboutOf(groups, "millrace"), std::string("not found"));
        QCOMPARE(aboutOf(valuesOf(source({}).find("topics")), "group"), std::string("not found"));
    }

    void aBrokerThatHasGoneIsSaid() {
        broker_->kill();
        const auto answer = source({}).tryConnection();
        QVERIFY(!answer);
        QCOMPARE(answer.error().items.front().code, std::string("MR3511"));
        broker_->start();
        QVERIFY(source({}).tryConnection());
    }
};

QTEST_GUILESS_MAIN(TestKafkaLookUps)
#include "tst_kafka_look_ups.moc"
