// SPDX-License-Identifier: Apache-2.0
// kafka_source and kafka_sink through the engine, against librdkafka's imitation of a cluster.
#include "nodes/support/kafka/kafka_statistics.h"
#include "nodes/support/kafka/kafka_transactions.h"
#include "nodes/support/kafka/kafka_trouble.h"
#include "tests/support/kafka_cluster.h"
#include "tests/support/kafka_graphs.h"
#include "tests/support/kafka_look_ups.h"
#include "tests/support/kafka_messages.h"
#include "tests/support/run_reading.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace millrace;
using namespace millrace::test;

namespace {

using Message = KafkaMessage;

constexpr std::int16_t kProduce = 0, kFetch = 1; // ApiKey, https://kafka.apache.org/protocol

std::string codesOf(const RunOutcome& run) {
    std::set<std::string> codes;
    for (const Diagnostic& d : run.diagnostics)
        if (d.severity == Severity::Error) codes.insert(d.code);
    std::string text;
    for (const std::string& code : codes)
        text += (text.empty() ? "" : " ") + code;
    return text;
}

std::size_t placeOf(const RunOutcome& run, std::string_view node) {
    return static_cast<std::size_t>(run.plan->find(node) - run.plan->vertices.data());
}

const json::object kIds{{"schema", {{"id", "BIGINT"}}}};

} // namespace

class TestKafkaNodes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsWrittenIsRead() {
        KafkaCluster cluster;
        cluster.createTopic("t", 3);
        const RunOutcome written = writeTopic(cluster.brokers(), 5'000, {{"key", "id"}});
        QVERIFY2(written.ok(), written.text().c_str());
        QCOMPARE(written.published.at("bad").rows(), std::size_t{0});
        for (const int workers : {1, 2, 4}) {
            const RunOutcome read =
                readTopic(cluster.brokers(), with(kIds, {{"metadata", {{"partition", "p"}, {"key", "k"}}}}),
                          {{"workers", workers}});
            QVERIFY2(read.ok(), read.text().c_str());
            std::vector<std::string> ids = columnOf(read, "good", "id"), keys = columnOf(read, "good", "k");
            QCOMPARE(ids, keys);
            QCOMPARE(ids.size(), std::size_t{5'000});
            QCOMPARE(std::set<std::string>(ids.begin(), ids.end()).size(), std::size_t{5'000});
            const std::vector<std::string> partitions = columnOf(read, "good", "p");
            QCOMPARE(std::set<std::string>(partitions.begin(), partitions.end()),
                     (std::set<std::string>{"0", "1", "2"}));
            QCOMPARE(read.published.at("source").rows(), std::size_t{3});
            QCOMPARE(columnOf(read, "source", "lag"), (std::vector<std::string>{"0", "0", "0"}));
            const std::size_t source = placeOf(read, "source");
            std::vector<ClientMetric> lags = read.frame.nodes[source].client;
            std::erase_if(lags, [](const ClientMetric& metric) { return metric.metric != Metric::Lag; });
            QVERIFY(lags ==
                    (std::vector<ClientMetric>{
                        {Metric::Lag, "t[0]", 0}, {Metric::Lag, "t[1]", 0}, {Metric::Lag, "t[2]", 0}}));
        }
    }

    void theClientTellsWhatItMeasures() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        const RunOutcome written =
            writeTopic(cluster.brokers(), 400, {{"properties", {{"statistics.interval.ms", "20"}}}}, {},
                       {{"rate", 1'000}});
        QVERIFY2(written.ok(), written.text().c_str());
        const std::size_t sink = placeOf(written, "sink");
        std::vector<ClientMetric> metrics = written.frame.nodes[sink].client;
        std::erase_if(metrics, [](const ClientMetric& metric) { return metric.metric != Metric::RoundTrip; });
        QCOMPARE(metrics.size(), std::size_t{1});
        QCOMPARE(metrics[0].label, cluster.brokers());
        QVERIFY(metrics[0].value > 0);
    }

    void statisticsAreReadAsFarAsTheyGo() {
        const auto metrics = readStatistics(R"json({"msg_cnt": 3, "brokers": {
            "b:1/0": {"nodename": "b:1", "rtt": {"cnt": 5, "avg": 850, "min": 310}},
            "GroupCoordinator": {"nodename": "", "rtt": {"cnt": 0, "avg": 0}}, "odd": 7},
            "topics": {"t": {"partitions": {"0": {"fetchq_cnt": 4}, "1": {"fetchq_cnt": 6}, "-1": {}}}}})json");
        // Both partitions speak of the one queue through which they are read.
        QVERIFY(metrics ==
                (std::vector<ClientMetric>{{Metric::RoundTrip, "b:1", 310}, {Metric::ClientQueue, "", 9}}));
        QVERIFY(readStatistics("{\"brokers\": ").empty());
        QVERIFY(readStatistics("[]").empty());
    }

    void aMessageHasWhatTheRecordSays() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        const RunOutcome written =
            writeTopic(cluster.brokers(), 2,
                       {{"key", "CASE WHEN id = 0 THEN 'a' END"},
                        {"headers", {{"number", "id + 7"}, {"none", "NULLIF(id, id)"}}},
                        {"format", "csv"},
                        {"timestamp", "at"}},
                       {{"at", {{"type", "timestamp"}, {"from", "2026-01-02T03:04:05Z"}, {"every", "1 s"}}}});
        QVERIFY2(written.ok(), written.text().c_str());
        const std::vector<Message> messages = readMessages(cluster.brokers(), "t", 1);
        QCOMPARE(messages.size(), std::size_t{2});
        QCOMPARE(messages[0].key, std::optional<std::string>("a"));
        QVERIFY(!messages[1].key);
        QCOMPARE(messages[1].value, std::optional<std::string>("1,2026-01-02T03:04:06.000Z"));
        QCOMPARE(messages[1].timestamp, std::int64_t{1'767'323'046'000});
        QCOMPARE(messages[1].headers, (std::vector<std::pair<std::string, std::string>>{{"number", "8"}}));
    }

    void anUpsertGoesByTheKey() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        const RunOutcome written =
            writeTopic(cluster.brokers(), 2,
                       {{"key", "CASE WHEN id = 0 THEN 'a' END"}, {"transactions", "off"}, {"upsert", true}});
        QVERIFY2(written.ok(), written.text().c_str());
        const std::vector<Message> messages = readMessages(cluster.brokers(), "t", 1);
        QCOMPARE(messages.size(), std::size_t{1});
        QCOMPARE(messages[0].key, std::optional<std::string>("a"));
        QVERIFY(messages[0].headers.empty()); // nothing is sent again by this run
        QCOMPARE(columnOf(written, "bad", "error_code"), std::vector<std::string>{"MR3538"});
    }

    void everyFormatIsRead_data() {
        QTest::addColumn<QString>("params");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("row");
        QTest::newRow("json") << R"({"schema": {"a": "BIGINT", "b": "STRING"}})"
                              << R"({"b": "x", "a": 5, "c": 1})"
                              << "5 x";
        QTest::newRow("csv") << R"({"format": "csv", "schema": {"a": "DOUBLE", "b": "STRING"}})"
                             << R"(2.5,"x, y")"
                             << "2.5 x, y";
        QTest::newRow("csv with line breaks") << R"({"format": "csv", "schema": {"a": "STRING", "b": "INT"}})"
                                              << "\"x\ny\",3"
                                              << "x\ny 3";
        QTest::newRow("semicolons")
            << R"({"format": "csv", "delimiter": ";", "schema": {"a": "INT", "b": "INT"}})"
            << "1;2"
            << "1 2";
        QTest::newRow("string") << R"({"format": "string", "metadata": {"topic": ""}})"
                                << "héllo"
                                << "héllo t";
        QTest::newRow("bytes") << R"({"format": "bytes", "metadata": {"offset": "at"}})"
                               << "\x01\x02"
                               << "0102 0";
        QTest::newRow("headers") << R"({"format": "string", "metadata": {"headers": "h"}})"
                                 << "v"
                                 << R"(v [{"name":"trace","value":"7"}])";
    }
    void everyFormatIsRead() {
        QFETCH(QString, params);
        QFETCH(QString, value);
        QFETCH(QString, row);
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        sendMessages(cluster.brokers(), "t", {{.value = value.toStdString(), .headers = {{"trace", "7"}}}});
        const RunOutcome read = readTopic(cluster.brokers(), json::parse(params.toStdString()).as_object());
        QVERIFY2(read.ok(), read.text().c_str());
        const RecordBatch& table = read.published.at("good");
        QCOMPARE(table.rows(), std::size_t{1});
        QStringList texts;
        for (std::size_t c = 0; c < table.schema()->size(); ++c)
            texts << QString::fromStdString(
                toText(table.column(c).valueAt(table.rowAt(0)), table.column(c).type()));
        QCOMPARE(texts.join(" "), row);
    }

    void aTombstoneHasNoValue() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        sendMessages(cluster.brokers(), "t", {{.key = "gone", .value = {}}});
        const RunOutcome read = readTopic(cluster.brokers(), with(kIds, {{"metadata", {{"key", "k"}}}}));
        QVERIFY2(read.ok(), read.text().c_str());
        QCOMPARE(columnOf(read, "good", "k"), (std::vector<std::string>{"gone"}));
        QVERIFY(read.published.at("good").column(0).isNull(read.published.at("good").rowAt(0)));
    }

    void whatCannotBeReadIsRejectedWithItsPlace() {
        KafkaCluster cluster;
        cluster.createTopic("t", 2);
        sendMessages(cluster.brokers(), "t",
                     {{.partition = 1, .value = R"({"id": 1})"},
                      {.partition = 1, .value = "no JSON"},
                      {.partition = 1, .value = R"({"id": "x"})"},
                      {.partition = 1, .value = R"({"id": 2})"}});
        const RunOutcome read = readTopic(cluster.brokers(), kIds);
        QVERIFY2(read.ok(), read.text().c_str());
        QCOMPARE(columnOf(read, "good", "id"), (std::vector<std::string>{"1", "2"}));
        QCOMPARE(columnOf(read, "bad", "error_code"), (std::vector<std::string>{"MR3122", "MR3123"}));
        QCOMPARE(columnOf(read, "bad", "file"), (std::vector<std::string>{"t[1]", "t[1]"}));
        QCOMPARE(columnOf(read, "bad", "line"), (std::vector<std::string>{"1", "2"}));
        QCOMPARE(columnOf(read, "bad", "raw").at(0), std::string("no JSON"));

        const RunOutcome stopped = readTopic(cluster.brokers(), with(kIds, {{"on_error", "stop"}}));
        QCOMPARE(stopped.state, RunState::Failed);
        const Diagnostic* const why = finding(stopped.diagnostics, "MR3122");
        QVERIFY(why && why->node == "source");
        QVERIFY2(why->message.find("t[1] at offset 1") != std::string::npos, why->message.c_str());
    }

    void startAndEndChooseWhatIsRead_data() {
        QTest::addColumn<QString>("params");
        QTest::addColumn<QString>("ids");
        QTest::newRow("all") << "{}"
                             << "0 1 2 3 4 5";
        QTest::newRow("one partition") << R"({"partitions": "1"})"
                                       << "1 3 5";
        QTest::newRow("an offset") << R"({"start": "offset", "start_offset": 2})"
                                   << "4 5";
        QTest::newRow("before the end") << R"({"start": "offset", "start_offset": -1})"
                                        << "4 5";
        QTest::newRow("beyond the end") << R"({"start": "offset", "start_offset": 99})"
                                        << "";
        QTest::newRow("at the end") << R"({"start": "latest"})"
                                    << "";
        QTest::newRow("a pattern") << R"({"topics": "^.$"})"
                                   << "0 1 2 3 4 5";
    }
    void startAndEndChooseWhatIsRead() {
        QFETCH(QString, params);
        QFETCH(QString, ids);
        KafkaCluster cluster;
        cluster.createTopic("t", 2);
        std::vector<Message> messages;
        for (int id = 0; id < 6; ++id)
            messages.push_back({.partition = id % 2, .value = "{\"id\": " + std::to_string(id) + "}"});
        sendMessages(cluster.brokers(), "t", messages);
        const RunOutcome read =
            readTopic(cluster.brokers(), with(kIds, json::parse(params.toStdString()).as_object()));
        QVERIFY2(read.ok(), read.text().c_str());
        std::vector<std::string> found = columnOf(read, "good", "id");
        std::sort(found.begin(), found.end());
        QStringList texts;
        for (const std::string& id : found)
            texts << QString::fromStdString(id);
        QCOMPARE(texts.join(" "), ids);
    }

    void aCountEndsWhatNeverEnds() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        QVERIFY(writeTopic(cluster.brokers(), 5'000, {}).ok());
        const RunOutcome read =
            readTopic(cluster.brokers(), with(kIds, {{"end", "count"}, {"end_count", 1'234}}));
        QVERIFY2(read.ok(), read.text().c_str());
        QCOMPARE(read.published.at("good").rows(), std::size_t{1'234});
    }

    void aPartitionThatIsBehindMakesNobodyLate() {
        KafkaCluster cluster;
        cluster.createTopic("t", 2);
        // Partition 1 is an hour behind; within it one record is behind its own watermark.
        sendMessages(cluster.brokers(), "t",
                     {{.partition = 0, .value = R"({"ts": 7200000})"},
                      {.partition = 0, .value = R"({"ts": 7260000})"},
                      {.partition = 1, .value = R"({"ts": 3600000})"},
                      {.partition = 1, .value = R"({"ts": 3660000})"},
                      {.partition = 1, .value = R"({"ts": 60000})"}});
        const json::object nodes{
            {"source",
             {{"kind", "kafka_source"},
              {"params",
               {{"brokers", cluster.brokers()},
                {"topics", "t"},
                {"end", "latest"},
                {"schema", {{"ts", "TIMESTAMP"}}},
                {"event_time", "ts"}}}}},
            {"counts",
             {{"kind", "aggregate"},
              {"params", {{"window", {{"tumbling", "1 min"}}}, {"columns", {{"n", "COUNT(*)"}}}}}}},
            {"good", {{"kind", "live_table"}, {"params", {{"rows", 100}}}}},
            {"late", {{"kind", "live_table"}, {"params", {{"rows", 100}}}}}};
        const RunOutcome run = runGraphText(
            json::serialize(json::object{
                {"millrace", 1},
                {"nodes", nodes},
                {"edges", json::array{json::object{{"from", "source.out"}, {"to", "counts.in"}},
                                      json::object{{"from", "counts.out"}, {"to", "good.in"}},
                                      json::object{{"from", "counts.late"}, {"to", "late.in"}}}}}),
            builtinRegistry());
        QVERIFY2(run.ok(), run.text().c_str());
        QCOMPARE(run.published.at("good").rows(), std::size_t{4});
        QCOMPARE(columnOf(run, "late", "ts"), (std::vector<std::string>{"1970-01-01T00:01:00.000Z"}));
    }

    void brokersThatFailForAWhileAreWaitedFor() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        cluster.failRequests(kProduce, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, 5);
        const RunOutcome written = writeTopic(cluster.brokers(), 2'000, {});
        QVERIFY2(written.ok(), written.text().c_str());
        cluster.failRequests(kFetch, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, 5);
        const RunOutcome read = readTopic(cluster.brokers(), kIds);
        QVERIFY2(read.ok(), read.text().c_str());
        QCOMPARE(read.published.at("good").rows(), std::size_t{2'000});
    }

    void aMessageThatNobodyTakesFailsTheRun() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        cluster.failRequests(kProduce, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, 100);
        const RunOutcome written = writeTopic(cluster.brokers(), 100, {{"idempotent", false}});
        QCOMPARE(written.state, RunState::Failed);
        QCOMPARE(codesOf(written), std::string("MR3520"));
    }

    void aFullBufferHoldsRecordsBack() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        // Four times what the buffer holds; the imitation keeps no more than 5 MB.
        const RunOutcome written =
            writeTopic(cluster.brokers(), 4'000, {{"buffer", "1 MiB"}, {"compression", "none"}},
                       {{"text", {{"type", "constant"}, {"value", std::string(1000, 'x')}}}});
        QVERIFY2(written.ok(), written.text().c_str());
        QCOMPARE(readMessages(cluster.brokers(), "t", 1).size(), std::size_t{4'000});
    }

    void recordsThatCannotBeSentAreRejected() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        const RunOutcome tooLarge =
            writeTopic(cluster.brokers(), 3, {{"properties", {{"message.max.bytes", "1000"}}}},
                       {{"text", {{"type", "constant"}, {"value", std::string(2000, 'x')}}}});
        QVERIFY2(tooLarge.ok(), tooLarge.text().c_str());
        QCOMPARE(columnOf(tooLarge, "bad", "error_code"), (std::vector<std::string>(3, "MR3522")));
    }

    void noBrokerIsSaidClearly() {
        const KafkaCluster cluster;
        const RunOutcome read = readTopic(
            cluster.brokers(), with(kIds, {{"brokers", "localhost:1"}, {"connect_timeout", "1 s"}}));
        QCOMPARE(read.state, RunState::Failed);
        const Diagnostic* const why = finding(read.diagnostics, "MR3511");
        QVERIFY2(why && why->node == "source", read.text().c_str());
        QVERIFY2(why->message.find("localhost:1") != std::string::npos, why->message.c_str());
        QVERIFY2(why->message.find("within 1 s") != std::string::npos, why->message.c_str());
        QVERIFY2(why->hint.find("`connect_timeout`") != std::string::npos, why->hint.c_str());
        const Diagnostic* const meanwhile = finding(read.diagnostics, "MR3515");
        QVERIFY2(meanwhile && meanwhile->hint.find("within 1 s; `connect_timeout`") != std::string::npos,
                 read.text().c_str());
        QVERIFY2(read.text().find("[thrd:") == std::string::npos, read.text().c_str());
        QVERIFY2(read.text().find("suppressed") == std::string::npos, read.text().c_str());
        const auto& items = read.diagnostics.items;
        std::set<std::string> told; // by the log, each thing once
        for (const Diagnostic& d : items)
            if (d.code == "MR3514") QVERIFY2(told.insert(d.message).second, read.text().c_str());
    }

    /// librdkafka looks for the group of every consumer, and says once that it may not.
    void aGroupThatRefusesUsMattersToItsMembersOnly() {
        constexpr std::int16_t kFindCoordinator = 10;
        for (const bool member : {false, true}) {
            KafkaCluster cluster;
            cluster.createTopic("t", 1);
            sendMessages(cluster.brokers(), "t", {{.partition = 0, .value = R"({"id": 1})"}});
            cluster.failRequests(kFindCoordinator, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, 1'000);
            const RunOutcome read = readTopic(
                cluster.brokers(),
                with(kIds, member
                               ? json::object{{"assignment", "group"}, {"group", "readers"}, {"end", "never"}}
                               : json::object{{"group", "readers"}}));
            QCOMPARE(read.state, member ? RunState::Failed : RunState::Finished);
            const Diagnostic* const why = finding(read.diagnostics, "MR3512");
            QVERIFY2(member == (why != nullptr), read.text().c_str());
            if (why) QVERIFY2(why->message.find("`readers`") != std::string::npos, why->message.c_str());
        }
    }

    void aListenerThatSpeaksTlsIsGuessed() {
        // It hangs up when it is spoken to without TLS.
        SilentServer listener;
        listener.hangUpOnAll();
        const RunOutcome read = readTopic(listener.address(), with(kIds, {{"connect_timeout", "2 s"}}));
        QCOMPARE(read.state, RunState::Failed);
        const Diagnostic* const why = finding(read.diagnostics, "MR3511");
        QVERIFY2(why && why->hint.find("`security` to ssl") != std::string::npos, read.text().c_str());
    }

    void linesOfTheLogAreThoseOfTheNode() {
        KafkaCluster cluster;
        cluster.createTopic("t", 1);
        const json::object table{{"kind", "live_table"}};
        const auto source = [&](const json::object& properties) {
            return json::object{{"kind", "kafka_source"},
                                {"params", with(kIds, {{"brokers", cluster.brokers()},
                                                       {"topics", "t"},
                                                       {"end", "latest"},
                                                       {"properties", properties}})}};
        };
        const RunOutcome run =
            runGraphText(json::serialize(json::object{
                             {"millrace", 1},
                             {"nodes",
                              {{"plain", source({})},
                               {"odd", source({{"batch.num.messages", "7"}})}, // of producers
                               {"a", table},
                               {"b", table}}},
                             {"edges", json::array{json::object{{"from", "plain.out"}, {"to", "a.in"}},
                                                   json::object{{"from", "odd.out"}, {"to", "b.in"}}}}}),
                         builtinRegistry(), patiently());
        QVERIFY2(run.ok(), run.text().c_str());
        std::set<std::string> nodes;
        for (const Diagnostic& d : run.diagnostics)
            if (d.message.starts_with("librdkafka: Configuration property batch.num.messages"))
                nodes.insert(d.node);
        QVERIFY2(nodes == std::set<std::string>{"odd"}, run.text().c_str());
    }

    void troubleIsSaidPlainly() {
        QCOMPARE(
            plainTrouble("[thrd:b:1/bootstrap]: b:1/bootstrap: Connect to ipv4#127.0.0.1:1 failed: "
                         "Connection refused (after 0ms in state CONNECT, 1 identical error(s) suppressed)"),
            std::string("Connect to ipv4#127.0.0.1:1 failed: Connection refused"));
        QCOMPARE(plainTrouble("sasl_ssl://b:1/7: SSL handshake failed"), std::string("SSL handshake failed"));
        QCOMPARE(plainTrouble("[thrd:main]: a/b is odd: really"), std::string("a/b is odd: really"));
        QCOMPARE(plainTrouble(""), std::string());
        QVERIFY(
            hintAboutSilence("connecting to a PLAINTEXT broker listener?").find("`security` to plaintext") !=
            std::string::npos);
    }

    void aTopicThatIsNotThereIsNamed() {
        KafkaCluster cluster;
        cluster.createTopic("positions", 1);
        const RunOutcome read = readTopic(cluster.brokers(), with(kIds, {{"topics", "^nothing-.*"}}));
        QCOMPARE(codesOf(read), std::string("MR3516"));
        const RunOutcome few =
            readTopic(cluster.brokers(), with(kIds, {{"topics", "positions"}, {"partitions", "0-4"}}));
        QCOMPARE(codesOf(few), std::string("MR3516"));
    }

    void theSinkSaysWhatItPromises() {
        const auto bound = [](const json::object& params) {
            const NodeHarness harness(*builtinRegistry().find("kafka_sink"),
                                      with({{"brokers", "b:1"}, {"topic", "t"}}, params),
                                      {makeSchema({{"id", TypeId::BigInt}})});
            return harness.node();
        };
        const BoundNode safe = bound({}), fast = bound({{"transactions", "off"}});
        QVERIFY(safe.decidesEpochs && safe.delivery == DeliveryGuarantee::ExactlyOnce);
        QVERIFY(!fast.decidesEpochs && fast.delivery == DeliveryGuarantee::AtLeastOnce);
        QVERIFY(!safe.deliveryReason.empty() && !fast.deliveryReason.empty());
        QVERIFY(safe.state == StateRule::None && fast.state == StateRule::None);
    }

    void aMarkNamesItsEpoch() {
        QCOMPARE(textOf({17}), std::string("millrace epoch=17"));
        for (const EpochMark& mark : {EpochMark{17}, EpochMark{UINT64_MAX}, EpochMark{3, "0af7"}})
            QVERIFY(markIn(textOf(mark)) == mark);
        for (const char* text : {"", "17", "millrace epoch=", "millrace epoch=x", "millrace epoch=1 ",
                                 "millrace epoch=99999999999999999999", "millrace epoch=1snapshot=2"})
            QVERIFY(markIn(text) == EpochMark{});
    }

    void faultyParametersAreFoundBeforeARun_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("params");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("parameter");
        const auto source = [](const char* name, const char* params, const char* code,
                               const char* parameter) {
            QTest::newRow(name) << "kafka_source" << params << code << parameter;
        };
        source("a property that is none", R"({"properties": {"fetch.fast": "1"}})", "MR3501",
               "properties.fetch.fast");
        source("a property of ours", R"({"properties": {"group.id": "x"}})", "MR3501", "properties.group.id");
        source("a value that is none", R"({"properties": {"fetch.min.bytes": "many"}})", "MR3502",
               "properties.fetch.min.bytes");
        source("partitions", R"({"partitions": "x"})", "MR3503", "partitions");
        source("a topic", R"({"topics": "a b"})", "MR3505", "topics");
        source("a pattern", R"({"topics": "^a**"})", "MR3505", "topics");
        source("no topic", R"({"topics": " , "})", "MR3505", "topics");
        source("no group", R"({"start": "committed"})", "MR3532", "group");
        source("metadata", R"({"metadata": {"ofset": "o"}})", "MR3506", "metadata.ofset");
        source("a column twice", R"({"metadata": {"offset": "id"}})", "MR3404", "metadata");
        source("event time", R"({"event_time": "ts"})", "MR3108", "event_time");
        source("event time of the message", R"({"metadata": {"offset": "o"}, "event_time": "o"})", "MR3107",
               "event_time");
        const auto sink = [](const char* name, const char* params, const char* code, const char* parameter) {
            QTest::newRow(name) << "kafka_sink" << params << code << parameter;
        };
        sink("two topics", R"({"topic": "t", "topic_column": "text"})", "MR3505", "topic");
        sink("no topic to write", "{}", "MR3505", "topic");
        sink("a bad topic", R"({"topic": "a/b"})", "MR3505", "topic");
        sink("a number as topic", R"({"topic_column": "id"})", "MR3505", "topic_column");
        sink("a value that is no text", R"({"topic": "t", "format": "string", "value": "id"})", "MR3507",
             "value");
        sink("a timestamp that is none", R"({"topic": "t", "timestamp": "id"})", "MR3507", "timestamp");
        sink("a marker that is none", R"({"topic": "t", "marker_topic": "a/b"})", "MR3505", "marker_topic");
        sink("an id of ours", R"({"topic": "t", "properties": {"transactional.id": "x"}})", "MR3501",
             "properties.transactional.id");
        sink("a key that is none", R"({"topic": "t", "key": "nothing"})", "MR2201", "key");
    }
    void faultyParametersAreFoundBeforeARun() {
        QFETCH(QString, kind);
        QFETCH(QString, params);
        QFETCH(QString, code);
        QFETCH(QString, parameter);
        json::object base{{"brokers", "localhost:9092"}};
        std::vector<SchemaPtr> inputs;
        if (kind == "kafka_source") {
            base["topics"] = "t";
            base["schema"] = json::object{{"id", "BIGINT"}};
        } else {
            inputs.push_back(makeSchema({{"id", TypeId::BigInt}, {"text", TypeId::String}}));
        }
        const NodeHarness harness(*builtinRegistry().find(kind.toStdString()),
                                  with(base, json::parse(params.toStdString()).as_object()), inputs);
        QVERIFY(!harness.isBound());
        const Diagnostic& d = harness.problems().items.at(0);
        if (code != "MR2201") QCOMPARE(d.code, code.toStdString());
        QCOMPARE(d.parameter, parameter.toStdString());
        QCOMPARE(d.severity, Severity::Error);
    }
};

QTEST_GUILESS_MAIN(TestKafkaNodes)
#include "tst_kafka_nodes.moc"
