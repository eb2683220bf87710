// SPDX-License-Identifier: Apache-2.0
//
// What of a graph may change between two lives of a job with checkpoints that Kafka decides: each time
// nothing is lost or doubled, or the job says why it does not go on.
#include "tests/cli/live_cli.h"
#include "tests/cli/run_folder.h"
#include "tests/integration/kafka_job.h"
#include "tests/integration/real_broker.h"

#include <QtTest>

using namespace millrace::test;

namespace {

constexpr int kMessages = 600;
constexpr int kPartitions = 2;

} // namespace

class KafkaChangesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<KafkaBroker> broker_;
    std::unique_ptr<RunFolder> folder_;
    QString topic_;

    QString brokers() const { return QString::fromStdString(broker_->brokers()); }

    /// `change`: what stands otherwise than in the first life, as pairs of texts.
    QStringList job(const QList<std::pair<QByteArray, QByteArray>>& change = {},
                    const QString& every = "100 ms") const {
        QByteArray graph = QByteArray(R"json({
          "millrace": 1, "name": "Changes",
          "nodes": {
            "from": {"kind": "kafka_source", "params": {"brokers": "@BROKERS@", "topics": "@TOPIC@-in",
                "end": "latest", "schema": {"id": "BIGINT"}, "connect_timeout": "1 min", "on_error": "reject"}},
            "pace": {"kind": "rate_limit", "params": {"rate": 400, "burst": 10}},
            "into": {"kind": "kafka_sink", "params": {"brokers": "@BROKERS@", "topic": "@TOPIC@-out", "key": "id",
                "transactional_id": "@TOPIC@", "transactions": "auto", "connect_timeout": "1 min"}}},
          "edges": [{"from": "from.out", "to": "pace.in", "queue": {"capacity": 50}},
                    {"from": "pace.out", "to": "into.in"}]})json");
        for (const auto& [then, now] : change)
            graph.replace(then, now);
        graph.replace("@BROKERS@", brokers().toUtf8()).replace("@TOPIC@", topic_.toUtf8());
        return {folder_->write("g.mill", graph), "--state", folder_->filePath("state"), "--checkpoint-every",
                every};
    }

    /// A life that ends in order behind the first checkpoint after some records.
    void liveForAWhile(const QStringList& words) const {
        LiveCli live(words);
        QVERIFY2(live.sends("pace", 40), live.said());
        QVERIFY(live.signal(SIGTERM));
        const CliResult ended = live.end();
        QVERIFY2(ended.status == 0 && ended.err.contains("MR4609"), ended.err);
    }
    /// Between the snapshot and the commit of the epoch that is the `which`-th of this life.
    void dieBeforeCommit(int which) const {
        const QString point = QString("MILLRACE_FAIL_POINT=kafka_before_commit:%1:kill").arg(which);
        const CliResult dead =
            runProgram("/usr/bin/env", QStringList{point, MILLRACE_CLI_PATH, "run"} + job());
        QVERIFY2(dead.status == -2, dead.err);
    }
    void goesOn(const QStringList& words) const {
        const CliResult rest = runCli(QStringList{"run"} + words);
        QVERIFY2(rest.status == 0 && rest.err.contains("MR4608"), rest.err);
    }
    void isRefused(const QStringList& words, const char* code) const {
        const CliResult refused = runCli(QStringList{"run"} + words);
        QVERIFY2(refused.status == 1 && refused.err.contains(code), refused.err);
    }
    void everythingIsThereOnce() const {
        std::vector<std::string> expected;
        for (int id = 0; id < kMessages; ++id)
            expected.push_back("{\"id\":" + std::to_string(id) + "}");
        std::sort(expected.begin(), expected.end());
        QCOMPARE(valuesIn(broker_->brokers(), topic_.toStdString() + "-out", kPartitions), expected);
    }

private Q_SLOTS:
    void initTestCase() { MILLRACE_START_BROKER(broker_) }
    void init() {
        folder_ = std::make_unique<RunFolder>();
        topic_ = QString(QTest::currentTestFunction()).toLower();
        std::vector<KafkaMessage> messages;
        for (int id = 0; id < kMessages; ++id)
            messages.push_back(
                {.partition = id % kPartitions, .value = "{\"id\": " + std::to_string(id) + "}"});
        for (const char* end : {"-in", "-out"}) {
            const std::string name = topic_.toStdString() + end;
            const CliResult made = makeTopic(*folder_, broker_->brokers(), name.c_str(), kPartitions);
            QVERIFY2(made.status == 0, made.err);
        }
        sendMessages(broker_->brokers(), topic_.toStdString() + "-in", messages);
    }

    void transactionsAreNotSwitchedOffAmidAnEpoch() {
        dieBeforeCommit(2);
        isRefused(job({{R"("transactions": "auto")", R"("transactions": "off")"}}), "MR4628");
        goesOn(job());
        everythingIsThereOnce();
    }
    void transactionsAreSwitchedOffBehindAStop() {
        liveForAWhile(job());
        goesOn(job({{R"("transactions": "auto")", R"("transactions": "off")"}}));
        everythingIsThereOnce();
    }
    void transactionsAreSwitchedOnLater() {
        liveForAWhile(job({{R"("transactions": "auto")", R"("transactions": "off")"}}));
        dieBeforeCommit(1);
        goesOn(job());
        everythingIsThereOnce();
    }
    void anotherIdHasNoMark() {
        liveForAWhile(job({}, "10 min")); // its only checkpoint is the one at the end
        isRefused(job({{R"("transactional_id": "@TOPIC@")", R"("transactional_id": "@TOPIC@-2")"}}),
                  "MR4629");
        goesOn(job());
        everythingIsThereOnce();
    }
    void theWayToTheClusterMayChange() {
        liveForAWhile(job());
        goesOn(job({{"\"brokers\": \"@BROKERS@\"",
                     "\"brokers\": \"localhost:" + brokers().section(':', 1).toUtf8() + '"'},
                    {"\"connect_timeout\": \"1 min\", \"on_error\": \"reject\"",
                     R"("connect_timeout": "50 s", "on_error": "stop",
                        "properties": {"client.id": "another"})"}}));
        everythingIsThereOnce();
    }
    void whatIsReadMayNot() {
        liveForAWhile(job());
        const CliResult refused = runCli(
            QStringList{"run"} + job({{R"("schema": {"id": "BIGINT"})", R"("schema": {"id": "INT"})"}}));
        QVERIFY2(refused.status == 1 && refused.err.contains("MR4601"), refused.err);
        QVERIFY2(refused.err.contains(R"(`schema` was `{ "id": "BIGINT" }` and is `{ "id": "INT" }`)"),
                 refused.err);
        goesOn(job());
        everythingIsThereOnce();
    }
};

QTEST_GUILESS_MAIN(KafkaChangesTest)
#include "tst_kafka_changes.moc"
