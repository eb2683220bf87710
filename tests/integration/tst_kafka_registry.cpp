// SPDX-License-Identifier: Apache-2.0
// Avro between a real broker and a real schema registry.
#include "tests/support/avro_values.h"
#include "tests/support/kafka_broker.h"
#include "tests/support/kafka_graphs.h"
#include "tests/support/kafka_messages.h"
#include "tests/support/registry_server.h"
#include "tests/support/run_reading.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace millrace;
using namespace millrace::test;

class TestKafkaRegistry : public QObject {
    Q_OBJECT

    std::unique_ptr<KafkaBroker> broker_;
    std::unique_ptr<RegistryServer> registry_;

    json::object avro(const json::object& more) const {
        return with({{"format", "avro"}, {"registry", registry_->url()}}, more);
    }
    RunOutcome write(const std::string& topic, int count, const json::object& fields,
                     const json::object& more = {}) const {
        return writeTopic(broker_->brokers(), count,
                          with(avro({{"topic", topic}, {"create_partitions", 2}}), more), fields);
    }
    RunOutcome read(const std::string& topic, const json::object& schema) const {
        return readTopic(broker_->brokers(), avro({{"topics", topic}, {"schema", schema}}));
    }

private Q_SLOTS:
    void initTestCase() {
        try {
            broker_ = std::make_unique<KafkaBroker>();
            registry_ = std::make_unique<RegistryServer>();
        } catch (const NoKafka& lack) {
            QSKIP(qPrintable(QString("NOT RUN, there is no Kafka: %1").arg(lack.what())));
        } catch (const LacksServer& lack) {
            QSKIP(qPrintable(QString("NOT RUN, there is no schema registry: %1").arg(lack.what())));
        } catch (const std::exception& error) {
            QFAIL(error.what());
        }
        registry_->askForCompatibility();
    }
    void cleanupTestCase() {
        registry_.reset();
        broker_.reset();
    }

    void whatIsWrittenIsRead() {
        const json::object fields{
            {"x", {{"type", "uniform"}, {"min", 0}, {"max", 9}}},
            {"bus", {{"type", "constant"}, {"value", "bus ü"}}},
            {"at", {{"type", "timestamp"}, {"from", "2026-01-02T03:04:05Z"}, {"every", "1 ms"}}}};
        const RunOutcome written = write("all", 50'000, fields);
        QVERIFY2(written.ok(), written.text().c_str());
        QCOMPARE(recordsInto(written, "bad"), std::int64_t{0});
        const RunOutcome back =
            read("all", {{"id", "BIGINT"}, {"bus", "STRING"}, {"at", "TIMESTAMP"}, {"x", "DOUBLE"}});
        QVERIFY2(back.ok(), back.text().c_str());
        const std::vector<std::string> ids = columnOf(back, "good", "id");
        QCOMPARE(ids.size(), std::size_t{50'000});
        QCOMPARE(std::set<std::string>(ids.begin(), ids.end()).size(), std::size_t{50'000});
        const std::vector<std::string> buses = columnOf(back, "good", "bus"),
                                       times = columnOf(back, "good", "at");
        QCOMPARE(std::set<std::string>(buses.begin(), buses.end()), std::set<std::string>{"bus ü"});
        for (std::size_t i = 0; i < ids.size(); ++i)
            if (ids[i] == "49999") QCOMPARE(times[i], std::string("2026-01-02T03:04:54.999Z"));
    }

    void columnsThatCameLaterAreNullBefore() {
        QVERIFY(write("grown", 10, {}).ok());
        const RunOutcome more = write("grown", 10, {{"x", {{"type", "uniform"}, {"min", 0}, {"max", 9}}}});
        QVERIFY2(more.ok(), more.text().c_str());
        const RunOutcome back = read("grown", {{"id", "INT"}, {"x", "DOUBLE"}});
        QVERIFY2(back.ok(), back.text().c_str());
        const std::vector<std::string> x = columnOf(back, "good", "x");
        QCOMPARE(x.size(), std::size_t{20});
        QCOMPARE(std::count(x.begin(), x.end(), "NULL"), 10);
    }

    void aColumnThatBecomesSomethingElseIsRefused() {
        QVERIFY(write("strict", 1, {{"x", {{"type", "uniform"}, {"min", 0}, {"max", 9}}}}).ok());
        const RunOutcome other = write("strict", 1, {{"x", {{"type", "constant"}, {"value", "text"}}}});
        QCOMPARE(other.state, RunState::Failed);
        const Diagnostic* const why = finding(other.diagnostics, "MR3543");
        QVERIFY2(why && why->node == "sink" && why->message.find("ncompatible") != std::string::npos,
                 other.text().c_str());
        // Kept to what is there it says so itself, before anything is sent.
        const RunOutcome kept =
            write("strict", 1, {{"x", {{"type", "constant"}, {"value", "text"}}}}, {{"register", false}});
        QVERIFY2(finding(kept.diagnostics, "MR3544"), kept.text().c_str());
        const RunOutcome fits =
            write("strict", 5, {{"x", {{"type", "uniform"}, {"min", 0}, {"max", 9}}}}, {{"register", false}});
        QVERIFY2(fits.ok(), fits.text().c_str());
        QCOMPARE(columnOf(read("strict", {{"x", "DOUBLE"}}), "good", "x").size(), std::size_t{6});
    }

    void whatOtherSchemasAndOtherBytesAreIsSaid() {
        QVERIFY(write("mixed", 1, {}).ok());
        sendMessages(broker_->brokers(), "mixed",
                     {{.value = "no Avro"}, {.value = bytesOfHex("00 7f ff ff 00 02")}});
        const RunOutcome back = read("mixed", {{"id", "INT"}});
        QVERIFY2(back.ok(), back.text().c_str());
        const std::vector<std::string> codes = columnOf(back, "bad", "error_code");
        QCOMPARE(std::multiset<std::string>(codes.begin(), codes.end()),
                 (std::multiset<std::string>{"MR3547", "MR3548"}));
    }

    void aRegistryThatIsGoneEndsTheRunAndRejectsNothing() {
        QVERIFY(write("gone", 3, {}).ok());
        registry_->kill();
        const RunOutcome back =
            readTopic(broker_->brokers(),
                      avro({{"topics", "gone"}, {"schema", {{"id", "INT"}}}, {"connect_timeout", "5 s"}}));
        QCOMPARE(back.state, RunState::Failed);
        QVERIFY2(finding(back.diagnostics, "MR3540"), back.text().c_str());
        QCOMPARE(recordsInto(back, "bad"), std::int64_t{0});
    }
};

QTEST_GUILESS_MAIN(TestKafkaRegistry)
#include "tst_kafka_registry.moc"
