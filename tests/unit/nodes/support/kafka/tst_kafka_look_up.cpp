// SPDX-License-Identifier: Apache-2.0
// What the Kafka nodes look up while a graph is drawn, against librdkafka's imitation of a cluster.
#include "nodes/support/kafka/kafka_look_up.h"
#include "tests/support/fake_registry.h"
#include "tests/support/kafka_cluster.h"
#include "tests/support/kafka_look_ups.h"
#include "tests/support/kafka_messages.h"

#include <QTest>

#include <boost/json/serialize.hpp>

#include <chrono>
#include <future>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr std::int16_t kListOffsets = 2, kMetadata = 3; // ApiKey, https://kafka.apache.org/protocol

std::string titles(const Result<std::vector<FoundValue>>& found) {
    if (!found) return toText(found.error());
    std::string text;
    for (const FoundValue& value : *found)
        text += (text.empty() ? "" : "|") + value.title;
    return text;
}

Diagnostic problemOf(const auto& answer) { return answer.error().items.front(); }

} // namespace

class TestKafkaLookUp : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whoeverAnswersIsNamed() {
        KafkaCluster cluster(3);
        cluster.createTopic("alerts", 1);
        cluster.createTopic("positions", 2);
        for (const char* kind : {"kafka_source", "kafka_sink"}) {
            const auto answer = LookUp(kind, {{"brokers", cluster.brokers()}}).tryConnection();
            QVERIFY2(answer, kind);
            QVERIFY2(answer->starts_with("3 brokers, 2 topics; Kafka cluster "), answer->c_str());
        }
    }

    void aTopicThatIsNotThereIsSaid() {
        KafkaCluster cluster;
        cluster.createTopic("positions", 2);
        const auto answer =
            LookUp("kafka_source", {{"brokers", cluster.brokers()}, {"topics", "positions, ^p.*, position"}})
                .tryConnection();
        QVERIFY(answer);
        QVERIFY2(answer->ends_with("; there is no topic `position`, but `positions`"), answer->c_str());
        const auto sink =
            LookUp("kafka_sink", {{"brokers", cluster.brokers()}, {"topic", "alerts"}}).tryConnection();
        QVERIFY(sink);
        QVERIFY2(sink->ends_with("; there is no topic `alerts`"), sink->c_str());
    }

    void whereNobodyListensIsSaidAtOnce() {
        for (const char* parameter : {"topics", ""}) {
            // Far less time than the brokers are given: the machine refuses by itself.
            LookUp lookUp("kafka_source", {{"brokers", "127.0.0.1:9"}, {"connect_timeout", "10 min"}});
            const Diagnostics problems =
                *parameter ? lookUp.find(parameter).error() : lookUp.tryConnection().error();
            const Diagnostic& problem = problems.items.front();
            QCOMPARE(problem.code, std::string("MR3511"));
            QVERIFY2(problem.message.starts_with("no broker answers at `127.0.0.1:9`: Connect to "),
                     problem.message.c_str());
            QVERIFY2(problem.message.ends_with("failed: Connection refused"), problem.message.c_str());
            QCOMPARE(problem.hint, std::string("is the address right, and does a broker listen there?"));
            QCOMPARE(problem.node, std::string("node"));
        }
    }

    void aBrokerThatKeepsSilentIsGivenUpInTime() {
        SilentServer silent;
        LookUp lookUp("kafka_source", {{"brokers", silent.address()}, {"connect_timeout", "300 ms"}});
        const auto answer = lookUp.tryConnection();
        QVERIFY(!answer);
        QCOMPARE(problemOf(answer).code, std::string("MR3511"));
    }

    void whoNoLongerWantsToKnowIsNotKeptWaiting() {
        SilentServer silent;
        LookUp lookUp("kafka_source", {{"brokers", silent.address()}, {"connect_timeout", "1 d"}});
        auto answer = std::async(std::launch::async, [&] { return lookUp.tryConnection(); });
        QVERIFY(silent.waitForAGuest());
        QCOMPARE(answer.wait_for(std::chrono::milliseconds(0)), std::future_status::timeout);
        lookUp.stop();
        QCOMPARE(problemOf(answer.get()).code, std::string("MR3560"));
    }

    void topicsAreFoundWithTheirMessages() {
        KafkaCluster cluster;
        cluster.createTopic("empty", 1);
        cluster.createTopic("t", 3);
        cluster.createTopic("__internal", 1);
        sendMessages(cluster.brokers(), "t",
                     {{.partition = 0, .value = "a"}, {.partition = 2, .value = "b"}});
        for (const char* parameter : {"topics", "topic"}) {
            const auto found = LookUp(std::string_view(parameter) == "topic" ? "kafka_sink" : "kafka_source",
                                      {{"brokers", cluster.brokers()}})
                                   .find(parameter);
            QCOMPARE(titles(found), std::string("empty|t"));
            QCOMPARE(found->at(0).about, std::string("1 partition, 0 messages"));
            QCOMPARE(found->at(1).about, std::string("3 partitions, 2 messages"));
            QVERIFY(found->at(1).value == boost::json::value("t"));
        }
    }

    void partitionsAreFoundWithTheirOffsets() {
        KafkaCluster cluster;
        cluster.createTopic("t", 2);
        sendMessages(cluster.brokers(), "t",
                     {{.partition = 1, .value = "a"}, {.partition = 1, .value = "b"}});
        const auto found =
            LookUp("kafka_source", {{"brokers", cluster.brokers()}, {"topics", "t"}}).find("partitions");
        QCOMPARE(titles(found), std::string("0|1"));
        QCOMPARE(found->at(0).about, std::string("first offset 0, next 0, 0 messages"));
        QCOMPARE(found->at(1).about, std::string("first offset 0, next 2, 2 messages"));
        QVERIFY(found->at(1).value == boost::json::value("1"));
    }

    void partitionsOfSeveralTopicsAreAddedUp() {
        KafkaCluster cluster;
        cluster.createTopic("a", 1);
        cluster.createTopic("ab", 2);
        sendMessages(cluster.brokers(), "a", {{.value = "x"}});
        sendMessages(cluster.brokers(), "ab", {{.value = "x"}, {.partition = 1, .value = "x"}});
        const auto found =
            LookUp("kafka_source", {{"brokers", cluster.brokers()}, {"topics", "^a"}}).find("partitions");
        QCOMPARE(titles(found), std::string("0|1"));
        QCOMPARE(found->at(0).about, std::string("2 messages in 2 topics"));
    }

    void schemasAreReadOffTheLastMessages() {
        KafkaCluster cluster;
        cluster.createTopic("t", 2);
        std::vector<KafkaMessage> messages;
        for (int i = 0; i < 300; ++i) // older ones look different, and are not looked at
            messages.push_back({.partition = i % 2, .value = i < 200 ? R"({"old": true})" : R"({"id": 1})"});
        messages.push_back({.partition = 1}); // a tombstone
        sendMessages(cluster.brokers(), "t", messages);
        LookUp lookUp("kafka_source", {{"brokers", cluster.brokers()}, {"topics", "t"}});
        const auto found = lookUp.find("schema");
        QCOMPARE(titles(found), std::string("id"));
        QVERIFY(found->at(0).value == (boost::json::value{{"id", "BIGINT"}}));
        const auto csv =
            LookUp("kafka_source",
                   {{"brokers", cluster.brokers()}, {"topics", "t"}, {"format", "csv"}, {"delimiter", ":"}})
                .find("schema");
        QCOMPARE(titles(csv), std::string("STRING, STRING"));
        QVERIFY(csv->at(0).value == (boost::json::value{{"column_1", "STRING"}, {"column_2", "STRING"}}));
    }

    void schemasOfAvroComeFromTheirRegistry() {
        KafkaCluster cluster;
        cluster.createTopic("t", 2);
        FakeRegistry registry;
        const auto look = [&](const boost::json::object& more = {}) {
            boost::json::object params{{"brokers", cluster.brokers()},
                                       {"topics", "t"},
                                       {"format", "avro"},
                                       {"registry", registry.url()}};
            for (const auto& member : more)
                params[member.key()] = member.value();
            return LookUp("kafka_source", params).find("schema");
        };
        // Nothing is registered, and there are no messages.
        QCOMPARE(problemOf(look()).code, std::string("MR3543"));
        (void)registry.add(
            "t-value",
            R"json({"type": "record", "name": "Old", "fields": [{"name": "id", "type": "int"}]})json");
        const int id = registry.add("t-value", R"json({"type": "record", "name": "New", "fields": [
            {"name": "id", "type": "long"}, {"name": "name", "type": ["null", "string"]},
            {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
            {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}},
            {"name": "kind", "type": {"type": "enum", "name": "K", "symbols": ["a", "b"]}},
            {"name": "place", "type": {"type": "record", "name": "P", "fields": [{"name": "x", "type": "double"},
                {"name": "again", "type": ["null", "P"]}]}},
            {"name": "tags", "type": {"type": "map", "values": "boolean"}},
            {"name": "some", "type": ["int", "string"]},
            {"name": "none", "type": "null"}]})json");
        const boost::json::value newer{
            {"id", "BIGINT"},    {"name", "STRING"},
            {"at", "TIMESTAMP"}, {"price", "DECIMAL(10,2)"},
            {"kind", "STRING"},  {"place", "STRUCT<x DOUBLE>"},
            {"some", "STRING"},  {"tags", "ARRAY<STRUCT<key STRING, value BOOLEAN>>"}};
        const auto latest = look();
        QCOMPARE(titles(latest), std::string("id, name, at, price, kind, place, tags, some"));
        QVERIFY2(latest->at(0).value == newer, boost::json::serialize(latest->at(0).value).c_str());
        QVERIFY(latest->at(0).about.find("the latest of `t-value`") != std::string::npos);
        // What messages were written with counts more than what is registered.
        const int other = registry.add(
            "another",
            R"json({"type": "record", "name": "O", "fields": [{"name": "o", "type": "int"}]})json");
        const auto head = [](int number) {
            std::string bytes(1, '\0');
            for (int shift = 24; shift >= 0; shift -= 8)
                bytes += static_cast<char>(number >> shift);
            return bytes;
        };
        std::vector<KafkaMessage> messages;
        for (int i = 0; i < 5; ++i)
            messages.push_back({.partition = i % 2, .value = head(i < 3 ? other : id)});
        messages.push_back({.partition = 0, .value = head(99)}); // which nobody has
        messages.push_back({.partition = 0, .value = "{}"});
        sendMessages(cluster.brokers(), "t", messages);
        const auto used = look();
        QCOMPARE(titles(used), std::string("o|id, name, at, price, kind, place, tags, some"));
        QVERIFY(used->at(0).about.find("3 of 7 messages") != std::string::npos);
        QCOMPARE(problemOf(look({{"registry", nullptr}})).parameter, std::string("registry"));
        QCOMPARE(problemOf(look({{"registry", "http://127.0.0.1:9"}, {"connect_timeout", "1 s"}})).code,
                 std::string("MR3540"));
    }

    void withoutMessagesThereIsNoSchema() {
        KafkaCluster cluster;
        cluster.createTopic("t", 2);
        const auto none =
            LookUp("kafka_source", {{"brokers", cluster.brokers()}, {"topics", "t"}}).find("schema");
        QCOMPARE(problemOf(none).code, std::string("MR3561"));
        sendMessages(cluster.brokers(), "t", {{.value = "plain"}});
        const auto plain =
            LookUp("kafka_source", {{"brokers", cluster.brokers()}, {"topics", "t"}}).find("schema");
        QCOMPARE(problemOf(plain).code, std::string("MR3562"));
    }

    void whatIsMissingIsSaid() {
        QCOMPARE(problemOf(LookUp("kafka_source", {}).find("topics")).parameter, std::string("brokers"));
        const auto login =
            LookUp("kafka_sink", {{"brokers", "127.0.0.1:9"}, {"security", "sasl_plaintext"}, {"user", "me"}})
                .tryConnection();
        QCOMPARE(problemOf(login).parameter, std::string("password"));
        KafkaCluster cluster;
        const auto topics = LookUp("kafka_source", {{"brokers", cluster.brokers()}}).find("partitions");
        QCOMPARE(problemOf(topics).code, std::string("MR3505"));
    }

    void aSecretIsInNoAnswer() {
        const auto answer =
            LookUp("kafka_source", {{"brokers", "127.0.0.1:9"},
                                    {"security", "sasl_plaintext"},
                                    {"sasl_mechanism", "PLAIN"},
                                    {"user", "me"},
                                    {"password", "hush-hush"},
                                    {"properties", {{"sasl.oauthbearer.config", "hush-hush"}}}})
                .tryConnection();
        QVERIFY(!answer);
        QVERIFY2(toText(answer.error()).find("hush") == std::string::npos, toText(answer.error()).c_str());
    }

    void whatPassesIsAskedAgain() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        cluster.failRequests(kMetadata, RD_KAFKA_RESP_ERR__TRANSPORT, 1);
        cluster.failRequests(kListOffsets, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, 1);
        const auto found = LookUp("kafka_source", {{"brokers", cluster.brokers()}}).find("topics");
        QCOMPARE(titles(found), std::string("t"));
        QCOMPARE(found->at(0).about, std::string("1 partition, 0 messages"));
    }
};

QTEST_GUILESS_MAIN(TestKafkaLookUp)
#include "tst_kafka_look_up.moc"
