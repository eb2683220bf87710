// SPDX-License-Identifier: Apache-2.0
//
// From a topic to a topic, alone or with SQLite and files beside it, while the program dies, fails or dawdles
// at the named moments of a commit, or is woken as a zombie: a reader of committed records sees each one
// once. With MILLRACE_CHAOS_KILLS the whole matrix.
#include "tests/cli/fail_point_job.h"
#include "tests/integration/real_broker.h"
#include "tests/support/kafka_graphs.h"
#include "tests/support/kafka_messages.h"

#include <signal.h>
#include <QDir>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr int kPatience = 180'000;
constexpr int kPartitions = 3;

/// Passes `in` on to `out`, key by key, with where it came from; at `rate`, so that there is time to be
/// stopped. A barrier waits behind the records on a wire, so the one in front of the pace is short. No file:
/// there a lock of the machine keeps the second one out.
QByteArray passingGraph(const std::string& brokers, const std::string& topic, int rate) {
    return QByteArrayLiteral(R"json({
      "millrace": 1, "name": "Pass",
      "nodes": {
        "in": {"kind": "kafka_source", "params": {"brokers": "@BROKERS@", "topics": "@TOPIC@-in", "end": "latest",
            "schema": {"id": "BIGINT"}, "metadata": {"partition": "", "offset": ""}}},
        "pace": {"kind": "rate_limit", "params": {"rate": @RATE@, "burst": 200}},
        "out": {"kind": "kafka_sink", "params": {"brokers": "@BROKERS@", "topic": "@TOPIC@-out", "key": "id",
            "transactional_id": "@TOPIC@"}}},
      "edges": [{"from": "in.out", "to": "pace.in", "queue": {"capacity": 200}}, {"from": "pace.out", "to": "out.in"}]})json")
        .replace("@BROKERS@", QByteArray::fromStdString(brokers))
        .replace("@TOPIC@", QByteArray::fromStdString(topic))
        .replace("@RATE@", QByteArray::number(rate));
}

} // namespace

class TestKafkaFailPoints : public QObject {
    Q_OBJECT

    std::unique_ptr<KafkaBroker> broker_;

    /// A topic with `count` numbered records.
    void prepare(const std::string& topic, int count) {
        const json::object sink{{"topic", topic}, {"create_partitions", kPartitions}, {"key", "id"}};
        const RunOutcome made = writeTopic(broker_->brokers(), count, sink);
        QVERIFY2(made.ok(), made.text().c_str());
    }

    std::vector<std::string> valuesIn(const std::string& topic) const {
        std::vector<std::string> values;
        for (const KafkaMessage& message : readMessages(broker_->brokers(), topic, kPartitions))
            values.push_back(message.value.value_or("NULL"));
        std::sort(values.begin(), values.end());
        return values;
    }

private Q_SLOTS:
    void initTestCase() {
        MILLRACE_START_BROKER(broker_)
        prepare("in", kJobRecords);
    }
    void cleanupTestCase() { broker_.reset(); }

    void theNextRunBringsEverythingOnce_data();
    void theNextRunBringsEverythingOnce();
    void aZombieThatWakesAddsNothing();
};

/// In the short run Kafka's own moments with Kafka alone, and every third moment with all sinks.
void TestKafkaFailPoints::theNextRunBringsEverythingOnce_data() {
    addFailPointColumns();
    const bool whole = qEnvironmentVariableIsSet("MILLRACE_CHAOS_KILLS");
    for (const QString sinks : {"Kafka", "all"}) {
        std::size_t place = 0;
        for (const FailPointRow& row : failPointRows(sinks, whole))
            if (whole || (sinks == "Kafka" ? row.point.startsWith("kafka_") : ++place % 3 == 2))
                addFailPointRow(row);
    }
}

void TestKafkaFailPoints::theNextRunBringsEverythingOnce() {
    QFETCH(QString, sinks);
    QFETCH(QString, point);
    QFETCH(QString, action);
    QFETCH(int, epoch);
    const FailPointRow row{sinks, point, action, epoch};
    const QString into = row.name().replace(QRegularExpression("[ _]"), "-");
    const RunFolder folder;
    folder.write("g.mill", failPointGraph(row));
    const auto words = [&](int rate) { return failPointWords(folder, broker_->brokers(), into, rate); };
    const QByteArray strange = strangenessUnder(row, words(row.isAtTheEnd() ? 1'000'000 : 1'000));
    QVERIFY2(strange.isEmpty(), strange);
    const CliResult second = runCli(words(1'000'000));
    QVERIFY2(second.status == 0, second.err);
    QByteArray lines;
    for (const KafkaMessage& message : readMessages(broker_->brokers(), into.toStdString(), 1))
        lines += QByteArray::fromStdString(message.value.value_or("NULL")) + '\n';
    const QByteArray wrong = strangenessOf("the topic", lines) + strangenessIn(row, folder);
    QVERIFY2(wrong.isEmpty(), wrong);
}

void TestKafkaFailPoints::aZombieThatWakesAddsNothing() {
    constexpr int kCount = 40'000;
    prepare("zombie-in", kCount);
    prepare("zombie-out", 0);
    RunFolder folder;
    const QString graph = folder.write("g.mill", passingGraph(broker_->brokers(), "zombie", 8'000));
    const auto words = [&](const char* state) {
        return QStringList{"run",   graph, "--quiet", "--state", folder.filePath(state), "--checkpoint-every",
                           "100 ms"};
    };
    QProcess zombie;
    zombie.start(MILLRACE_CLI_PATH, words("state"));
    QVERIFY(zombie.waitForStarted(kPatience));
    // It has made a checkpoint, and its records take seconds yet.
    QTRY_VERIFY_WITH_TIMEOUT(
        QDir(folder.filePath("state")).entryList({"epoch-*.state"}, QDir::Files).size() > 0, kPatience);
    ::kill(static_cast<pid_t>(zombie.processId()), SIGSTOP);
    // On another machine its lock would not be seen; here the state is copied to where there is none.
    QVERIFY(QProcess::execute("cp", {"-r", folder.filePath("state"), folder.filePath("other")}) == 0);
    QFile::remove(folder.filePath("other/lock"));
    const CliResult heir = runCli(words("other"));
    QVERIFY2(heir.status == 0, heir.err);
    const auto passed = valuesIn("zombie-out");
    QCOMPARE(passed.size(), static_cast<std::size_t>(kCount));
    QVERIFY(std::adjacent_find(passed.begin(), passed.end()) == passed.end());
    ::kill(static_cast<pid_t>(zombie.processId()), SIGCONT);
    QVERIFY(zombie.waitForFinished(kPatience));
    QVERIFY2(zombie.exitCode() == 1, "it learns that another one has taken over");
    QCOMPARE(valuesIn("zombie-out"), passed);
}

QTEST_GUILESS_MAIN(TestKafkaFailPoints)
#include "tst_kafka_fail_points.moc"
