// SPDX-License-Identifier: Apache-2.0
// Avro through kafka_source and kafka_sink: librdkafka's imitation of a cluster, and one of a schema
// registry.
#include "tests/support/avro_values.h"
#include "tests/support/fake_registry.h"
#include "tests/support/kafka_cluster.h"
#include "tests/support/kafka_graphs.h"
#include "tests/support/kafka_lives.h"
#include "tests/support/kafka_messages.h"
#include "tests/support/run_reading.h"

#include <QTest>

#include <set>

using namespace millrace;
using namespace millrace::test;

namespace {

const std::string kNumber =
    R"({"type": "record", "name": "N", "fields": [{"name": "id", "type": ["null", "long"]}]})";

json::object avro(const FakeRegistry& registry, const json::object& more = {}) {
    return with({{"format", "avro"}, {"registry", registry.url()}}, more);
}

json::object readsIds(const FakeRegistry& registry, const json::object& more = {}) {
    return with(avro(registry, {{"schema", {{"id", "BIGINT"}}}}), more);
}

KafkaMessage message(int id, const std::string& rest) {
    std::string value(1, '\0');
    for (int shift = 24; shift >= 0; shift -= 8)
        value += static_cast<char>(id >> shift);
    return {.partition = 0, .key = {}, .value = value + rest};
}

} // namespace

class TestKafkaAvro : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsRead() {
        KafkaCluster cluster;
        FakeRegistry registry;
        cluster.createTopic("t", 3);
        const RunOutcome written = writeTopic(
            cluster.brokers(), 5'000, avro(registry, {{"key", "id"}, {"record_name", "com.example.Id"}}),
            {{"x", {{"type", "uniform"}, {"min", 0}, {"max", 9}}},
             {"at", {{"type", "timestamp"}, {"from", "2026-01-02T03:04:05Z"}, {"every", "1 s"}}}});
        QVERIFY2(written.ok(), written.text().c_str());
        QCOMPARE(written.published.at("bad").rows(), std::size_t{0});
        QVERIFY(registry.schemaOf("t-value").find(R"("com.example.Id")") != std::string::npos);
        for (const int workers : {1, 2}) {
            const RunOutcome read = readTopic(
                cluster.brokers(),
                avro(registry,
                     {{"schema", {{"at", "TIMESTAMP"}, {"id", "STRING"}, {"x", "DOUBLE"}, {"no", "INT"}}},
                      {"event_time", "at"},
                      {"metadata", {{"key", "k"}}}}),
                {{"workers", workers}});
            QVERIFY2(read.ok(), read.text().c_str());
            const std::vector<std::string> ids = columnOf(read, "good", "id");
            QCOMPARE(ids, columnOf(read, "good", "k"));
            QCOMPARE(std::set<std::string>(ids.begin(), ids.end()).size(), std::size_t{5'000});
            const std::vector<std::string> times = columnOf(read, "good", "at");
            for (std::size_t i = 0; i < ids.size(); ++i)
                if (ids[i] == "3600") QCOMPARE(times[i], std::string("2026-01-02T04:04:05.000Z"));
            const std::vector<std::string> nulls = columnOf(read, "good", "no");
            QCOMPARE(std::set<std::string>(nulls.begin(), nulls.end()), std::set<std::string>{"NULL"});
        }
    }

    void whatIsNoAvroLeavesWithItsPlace() {
        KafkaCluster cluster;
        FakeRegistry registry;
        cluster.createTopic("t", 1);
        const int id = registry.add("t-value", kNumber);
        const int other = registry.add(
            "t-value", R"({"type": "record", "name": "N", "fields": [{"name": "id", "type": "boolean"}]})");
        sendMessages(cluster.brokers(), "t",
                     {message(id, "\2\2"), KafkaMessage{.value = "{\"id\": 1}"}, message(99, "\2\2"),
                      message(other, "\1"), message(id, "\2"), message(id, "\2\2\2"), KafkaMessage{},
                      message(id, std::string(1, '\0'))});
        const RunOutcome read =
            readTopic(cluster.brokers(), readsIds(registry, {{"metadata", {{"offset", "at"}}}}));
        QVERIFY2(read.ok(), read.text().c_str());
        QCOMPARE(columnOf(read, "good", "at"), (std::vector<std::string>{"0", "6", "7"}));
        QCOMPARE(columnOf(read, "good", "id"), (std::vector<std::string>{"1", "NULL", "NULL"}));
        QCOMPARE(columnOf(read, "bad", "error_code"),
                 (std::vector<std::string>{"MR3547", "MR3548", "MR3549", "MR3550", "MR3550"}));
        QCOMPARE(columnOf(read, "bad", "line"), (std::vector<std::string>{"1", "2", "3", "4", "5"}));
        QCOMPARE(columnOf(read, "bad", "file"), (std::vector<std::string>(5, "t[0]")));
        QCOMPARE(columnOf(read, "bad", "raw").at(0), std::string("{\"id\": 1}"));

        const RunOutcome stopped = readTopic(cluster.brokers(), readsIds(registry, {{"on_error", "stop"}}));
        QCOMPARE(stopped.state, RunState::Failed);
        QVERIFY2(finding(stopped.diagnostics, "MR3547"), stopped.text().c_str());
    }

    void nothingIsRejectedForARegistryThatIsDown() {
        KafkaCluster cluster;
        FakeRegistry registry;
        cluster.createTopic("t", 1);
        const int first = registry.add("t-value", kNumber);
        const int second = registry.add("u-value", kNumber);
        sendMessages(cluster.brokers(), "t", {message(first, "\2\2"), message(second, "\2\4")});
        const json::object quickly = readsIds(registry, {{"connect_timeout", "6 s"}});

        registry.silentAbout = second;
        const RunOutcome broken = readTopic(cluster.brokers(), quickly);
        QCOMPARE(broken.state, RunState::Failed);
        const Diagnostic* const why = finding(broken.diagnostics, "MR3540");
        QVERIFY2(why && why->node == "source", broken.text().c_str());
        QCOMPARE(recordsInto(broken, "bad"), std::int64_t{0});

        registry.silentAbout = -1;
        registry.failures = 4;
        const RunOutcome read = readTopic(cluster.brokers(), readsIds(registry));
        QVERIFY2(read.ok(), read.text().c_str());
        QCOMPARE(columnOf(read, "good", "id"), (std::vector<std::string>{"1", "2"}));

        registry.isDown = true;
        for (const RunOutcome& run :
             {readTopic(cluster.brokers(), readsIds(registry, {{"connect_timeout", "6 s"}})),
              writeTopic(cluster.brokers(), 1, avro(registry, {{"connect_timeout", "6 s"}}))}) {
            QCOMPARE(run.state, RunState::Failed);
            QVERIFY2(finding(run.diagnostics, "MR3540"), run.text().c_str());
        }
    }

    void everyTopicHasItsSubject() {
        KafkaCluster cluster;
        FakeRegistry registry;
        for (const char* topic : {"a", "b"})
            cluster.createTopic(topic, 1);
        KafkaSinkLife life(cluster.brokers(),
                           avro(registry, {{"topic_column", "topic"}, {"transactions", "off"}}));
        life.open();
        life.write(0, 2, "a");
        life.write(2, 4, "b");
        life.op().close();
        for (const char* topic : {"a", "b"}) {
            const int id = registry.idOf(std::string(topic) + "-value");
            QVERIFY(id > 0);
            for (const KafkaMessage& sent : readMessages(cluster.brokers(), topic, 1))
                QCOMPARE(hexOf(sent.value->substr(0, 5)), hexOf(*message(id, "").value));
        }
        const RunOutcome read = readTopic(cluster.brokers(), readsIds(registry, {{"topics", "a, b"}}));
        std::vector<std::string> ids = columnOf(read, "good", "id");
        std::sort(ids.begin(), ids.end());
        QCOMPARE(ids, (std::vector<std::string>{"0", "1", "2", "3"}));
    }

    void aSchemaThatIsThereIsKeptTo() {
        KafkaCluster cluster;
        FakeRegistry registry;
        cluster.createTopic("t", 1);
        const json::object keeps = avro(registry, {{"register", false}});
        const RunOutcome none = writeTopic(cluster.brokers(), 1, keeps);
        QVERIFY2(finding(none.diagnostics, "MR3543"), none.text().c_str());
        registry.add(
            "t-value",
            R"({"type": "record", "name": "N", "fields": [{"name": "id", "type": "long"}, {"name": "x", "type": "int"}]})");
        const RunOutcome misfit = writeTopic(cluster.brokers(), 1, keeps);
        QCOMPARE(misfit.state, RunState::Failed);
        const Diagnostic* const why = finding(misfit.diagnostics, "MR3544");
        QVERIFY2(why && why->message.find("no column for the field `x`") != std::string::npos,
                 misfit.text().c_str());
        registry.add("t-value", kNumber);
        const RunOutcome written = writeTopic(cluster.brokers(), 10, keeps);
        QVERIFY2(written.ok(), written.text().c_str());
        QCOMPARE(columnOf(readTopic(cluster.brokers(), readsIds(registry)), "good", "id").size(),
                 std::size_t{10});
        registry.add("t-value",
                     R"({"type": "record", "name": "N", "fields": [{"name": "id", "type": "int"}]})");
        const RunOutcome few =
            writeTopic(cluster.brokers(), 4, keeps, {{"id", {{"type", "sequence"}, {"start", 2147483646}}}});
        QVERIFY2(few.ok(), few.text().c_str());
        QCOMPARE(columnOf(few, "bad", "error_code"), (std::vector<std::string>{"MR3551", "MR3551"}));
        QCOMPARE(columnOf(few, "bad", "raw").at(0), std::string("{\"id\":2147483648}"));
    }

    void aSchemaThatTheRegistryRefusesEndsTheRunWithItsWords() {
        KafkaCluster cluster;
        FakeRegistry registry;
        cluster.createTopic("t", 1);
        registry.takesNothing = true;
        const RunOutcome written = writeTopic(cluster.brokers(), 1, avro(registry));
        QCOMPARE(written.state, RunState::Failed);
        const Diagnostic* const why = finding(written.diagnostics, "MR3543");
        QVERIFY2(why && why->message.find("READER_FIELD_MISSING") != std::string::npos,
                 written.text().c_str());
        QVERIFY(readMessages(cluster.brokers(), "t", 1).empty());
    }

    void aUserLogsIn() {
        KafkaCluster cluster;
        FakeRegistry registry;
        cluster.createTopic("t", 1);
        registry.login = "Basic bWU6c2VjcmV0";
        qputenv("MILLRACE_TEST_PASSWORD", "secret");
        const json::object me{{"registry_user", "me"},
                              {"registry_password", "${env:MILLRACE_TEST_PASSWORD}"}};
        QVERIFY(writeTopic(cluster.brokers(), 3, avro(registry, me)).ok());
        QVERIFY(readTopic(cluster.brokers(), readsIds(registry, me)).ok());
        const RunOutcome stranger = readTopic(cluster.brokers(), readsIds(registry));
        QVERIFY2(finding(stranger.diagnostics, "MR3541"), stranger.text().c_str());
    }

    void faultyParametersAreFoundBeforeARun_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("params");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("parameter");
        QTest::newRow("an address") << "kafka_source"
                                    << R"({"registry": "localhost:8081"})"
                                    << "MR3545"
                                    << "registry";
        QTest::newRow("a question") << "kafka_source"
                                    << R"({"registry": "http://localhost:8081/?a=b"})"
                                    << "MR3545"
                                    << "registry";
        QTest::newRow("a user") << "kafka_source"
                                << R"({"registry_user": "a:b"})"
                                << "MR3545"
                                << "registry_user";
        QTest::newRow("no columns") << "kafka_source"
                                    << R"({"schema": {}})"
                                    << "MR3108"
                                    << "schema";
        QTest::newRow("a record") << "kafka_sink"
                                  << R"({"record_name": "a..b"})"
                                  << "MR3545"
                                  << "record_name";
        QTest::newRow("an address to write") << "kafka_sink"
                                             << R"({"registry": "ftp://x"})"
                                             << "MR3545"
                                             << "registry";
    }
    void faultyParametersAreFoundBeforeARun() {
        QFETCH(QString, kind);
        QFETCH(QString, params);
        QFETCH(QString, code);
        QFETCH(QString, parameter);
        const bool reads = kind == "kafka_source";
        json::object base{{"brokers", "b:1"}, {"format", "avro"}, {"registry", "http://localhost:8081/a/"}};
        base[reads ? "topics" : "topic"] = "t";
        if (reads) base["schema"] = json::object{{"id", "BIGINT"}};
        std::vector<SchemaPtr> inputs;
        if (!reads) inputs.push_back(columnsOf("id BIGINT"));
        const auto bound = [&](const json::object& more) {
            return NodeHarness(*builtinRegistry().find(kind.toStdString()), with(base, more), inputs);
        };
        QVERIFY(bound({}).isBound());
        const NodeHarness faulty = bound(json::parse(params.toStdString()).as_object());
        QVERIFY(!faulty.isBound());
        QCOMPARE(faulty.problems().items.at(0).code, code.toStdString());
        QCOMPARE(faulty.problems().items.at(0).parameter, parameter.toStdString());
    }

    void columnsThatCannotBeFieldsAreFoundBeforeARun() {
        const json::object params{
            {"brokers", "b:1"}, {"topic", "t"}, {"format", "avro"}, {"registry", "http://localhost:8081"}};
        const std::vector<SchemaPtr> inputs{makeSchema({{"a b", TypeId::Int}, {"ü", TypeId::Int}})};
        const NodeHarness made(*builtinRegistry().find("kafka_sink"), params, inputs);
        QVERIFY(!made.isBound());
        QCOMPARE(made.problems().items.size(), std::size_t{2});
        QCOMPARE(made.problems().items.at(0).code, std::string("MR3546"));
        // Where the schema is not ours, the registry decides.
        const NodeHarness kept(*builtinRegistry().find("kafka_sink"), with(params, {{"register", false}}),
                               inputs);
        QVERIFY(kept.isBound());
    }
};

QTEST_GUILESS_MAIN(TestKafkaAvro)
#include "tst_kafka_avro.moc"
