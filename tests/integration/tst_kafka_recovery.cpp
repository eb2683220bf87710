// SPDX-License-Identifier: Apache-2.0
// Jobs whose transactions the brokers end by themselves, because they took too long or because another run
// has taken over: the former go on by themselves, the latter end.
#include "tests/cli/live_cli.h"
#include "tests/cli/run_folder.h"
#include "tests/integration/kafka_job.h"
#include "tests/integration/real_broker.h"

#include <QtTest>

#include <algorithm>
#include <climits>
#include <csignal>
#include <numeric>

using namespace millrace::test;

namespace {

constexpr int kRecords = 3'000;
constexpr int kPatienceMs = 60'000;
constexpr int kPlain = -1; ///< a message that was sent without a transaction

constexpr const char* kGraph = R"json({
  "millrace": 1, "name": "Recovery",
  "parameters": {"brokers": {"type": "STRING", "default": "none"}, "topic": {"type": "STRING", "default": "none"},
                 "timeout": {"type": "STRING", "default": "5 min"}},
  "nodes": {
    "numbers": {"kind": "generate", "params": {"count": 3000, "rate": 500, "fields": {"id": {"type": "sequence"}}}},
    "into": {"kind": "kafka_sink", "params": {"brokers": "${brokers}", "topic": "${topic}", "create_partitions": 1,
             "transaction_timeout": "${timeout}", "connect_timeout": "1 min"}}},
  "edges": [{"from": "numbers.out", "to": "into.in"}]})json";

} // namespace

class KafkaRecoveryTest : public QObject {
    Q_OBJECT

    std::unique_ptr<KafkaBroker> broker_;
    RunFolder folder_;
    QString graph_;

    QStringList words(const QString& topic, const QString& timeout, const QString& every,
                      const QString& state) const {
        return {graph_,
                "--set",
                "brokers=" + QString::fromStdString(broker_->brokers()),
                "--set",
                "topic=" + topic,
                "--set",
                "timeout=" + timeout,
                "--state",
                folder_.filePath(state),
                "--checkpoint-every",
                every};
    }
    /// What a reader of committed messages sees, in its order.
    std::vector<int> seen(const QString& topic) const {
        std::vector<int> ids;
        for (const KafkaMessage& message : readMessages(broker_->brokers(), topic.toStdString(), 1))
            ids.push_back(QJsonDocument::fromJson(QByteArray::fromStdString(*message.value))
                              .object()["id"]
                              .toInt(INT_MIN));
        return ids;
    }
    std::size_t plainIn(const QString& topic) const {
        const std::vector<int> ids = seen(topic);
        return static_cast<std::size_t>(std::count(ids.begin(), ids.end(), kPlain));
    }
    void sendPlain(const QString& topic) const {
        sendMessages(broker_->brokers(), topic.toStdString(), {{.partition = 0, .value = R"({"id": -1})"}});
    }

private Q_SLOTS:
    void initTestCase() {
        MILLRACE_START_BROKER(broker_)
        graph_ = folder_.write("g.mill", kGraph);
    }
    void cleanupTestCase() { broker_.reset(); }

    void whatTookTooLongIsBegunAgain() {
        const QString topic = "slow";
        LiveCli run(words(topic, "2 s", "100 ms", "slow"));
        QVERIFY2(run.sends("numbers", kRecords / 6), run.said());
        // Held up within a transaction: what is behind it cannot be seen before the broker has ended it.
        std::size_t sent = 0;
        for (;;) { // now and then it is held up between two transactions
            QVERIFY2(run.signal(SIGSTOP), run.said());
            sendPlain(topic);
            if (plainIn(topic) != ++sent) break;
            QVERIFY2(run.signal(SIGCONT), run.said());
            QTest::qWait(17);
        }
        QVERIFY(QTest::qWaitFor([&] { return plainIn(topic) == sent; }, kPatienceMs));
        QVERIFY(run.signal(SIGCONT));
        QVERIFY2(QTest::qWaitFor([&] { return !run.isRunning(); }, kPatienceMs), run.said());
        const CliResult ended = run.end();
        QVERIFY2(ended.status == 0, ended.err);
        QVERIFY2(ended.err.contains("MR3537"), ended.err);
        QVERIFY2(ended.err.contains("MR4651"), ended.err); // begins again
        QVERIFY2(ended.err.contains("MR4608"), ended.err); // goes on from
        QVERIFY2(!ended.err.contains("error"), ended.err);
        std::vector<int> ids = seen(topic);
        ids.erase(std::remove(ids.begin(), ids.end(), kPlain), ids.end());
        std::vector<int> expected(kRecords);
        std::iota(expected.begin(), expected.end(), 0);
        QCOMPARE(ids, expected);
    }

    void whatAlwaysTakesTooLongEnds() {
        const QString topic = "hopeless";
        const CliResult ended = runCli(QStringList{"run"} + words(topic, "1 s", "1 min", "hopeless"));
        QVERIFY2(ended.status == 1, ended.err);
        QVERIFY2(ended.err.contains("MR4650"), ended.err); // it was warned
        QCOMPARE(ended.err.count("MR4651"), 1);
        QVERIFY2(ended.err.contains("MR4652"), ended.err);
        QVERIFY(seen(topic).empty());
    }

    void whoIsLockedOutByAnotherRunEnds() {
        const QString topic = "rivals";
        LiveCli run(words(topic, "5 min", "100 ms", "first"));
        QVERIFY2(run.sends("numbers", kRecords / 6), run.said());
        const CliResult rival =
            runCli(QStringList{"run", "--fresh"} + words(topic, "5 min", "100 ms", "second"));
        QVERIFY2(rival.status == 0, rival.err);
        QVERIFY2(QTest::qWaitFor([&] { return !run.isRunning(); }, kPatienceMs), run.said());
        const CliResult ended = run.end();
        QVERIFY2(ended.status == 1, ended.err);
        QVERIFY2(ended.err.contains("MR3528"), ended.err);
        QVERIFY2(!ended.err.contains("MR4651"), ended.err);
    }

    void whoHasAnotherFolderDisturbsNobody() {
        const QString topic = "undisturbed";
        LiveCli run(words(topic, "5 min", "100 ms", "own"));
        QVERIFY2(run.sends("numbers", kRecords / 6), run.said());
        const CliResult stranger = runCli(QStringList{"run"} + words(topic, "5 min", "100 ms", "another"));
        QVERIFY2(stranger.status == 1 && stranger.err.contains("MR4615"), stranger.err);
        QVERIFY2(QTest::qWaitFor([&] { return !run.isRunning(); }, kPatienceMs), run.said());
        const CliResult ended = run.end();
        QVERIFY2(ended.status == 0, ended.err);
        std::vector<int> expected(kRecords);
        std::iota(expected.begin(), expected.end(), 0);
        QCOMPARE(seen(topic), expected);
    }
};

QTEST_GUILESS_MAIN(KafkaRecoveryTest)
#include "tst_kafka_recovery.moc"
