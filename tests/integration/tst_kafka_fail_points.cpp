// SPDX-License-Identifier: Apache-2.0
//
// Topic to topic, and to a file beside it, while the program dies at the named moments of a commit or is
// woken as a zombie: a reader of committed records sees each one once. With MILLRACE_CHAOS_KILLS at all of
// the moments.
#include "engine/base/fail_point.h"
#include "tests/cli/cli_process.h"
#include "tests/cli/run_folder.h"
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
/// killed. A barrier waits behind the records on a wire, so the one in front of the pace is short.
QByteArray passingGraph(const std::string& brokers, const std::string& topic, int rate) {
    return QByteArrayLiteral(R"json({
      "millrace": 1, "name": "Pass",
      "nodes": {
        "in": {"kind": "kafka_source", "params": {"brokers": "@BROKERS@", "topics": "@TOPIC@-in", "end": "latest",
            "schema": {"id": "BIGINT"}, "metadata": {"partition": "", "offset": ""}}},
        "pace": {"kind": "rate_limit", "params": {"rate": @RATE@, "burst": 200}},
        "file": {"kind": "ndjson_sink", "params": {"path": "passed.ndjson", "mode": "append"}},
        "out": {"kind": "kafka_sink", "params": {"brokers": "@BROKERS@", "topic": "@TOPIC@-out", "key": "id",
            "transactional_id": "@TOPIC@"}}},
      "edges": [{"from": "in.out", "to": "pace.in", "queue": {"capacity": 200}}, {"from": "pace.out", "to": "out.in"},
                {"from": "pace.out", "to": "file.in"}]})json")
        .replace("@BROKERS@", QByteArray::fromStdString(brokers))
        .replace("@TOPIC@", QByteArray::fromStdString(topic))
        .replace("@RATE@", QByteArray::number(rate));
}

} // namespace

class TestKafkaFailPoints : public QObject {
    Q_OBJECT

    std::unique_ptr<KafkaBroker> broker_;

    /// Two topics, the first with `count` numbered records.
    void prepare(const std::string& topic, int count) {
        for (const char* end : {"-in", "-out"}) {
            const json::object sink{
                {"topic", topic + end}, {"create_partitions", kPartitions}, {"key", "id"}};
            const RunOutcome made = writeTopic(broker_->brokers(), end[1] == 'i' ? count : 0, sink);
            QVERIFY2(made.ok(), made.text().c_str());
        }
    }

    std::vector<std::string> valuesIn(const std::string& topic) const {
        std::vector<std::string> values;
        for (const KafkaMessage& message : readMessages(broker_->brokers(), topic, kPartitions))
            values.push_back(message.value.value_or("NULL"));
        std::sort(values.begin(), values.end());
        return values;
    }

    /// Each record once, in the topic and in the file, which carry the same.
    void compare(const std::string& topic, const RunFolder& folder, int count) const {
        const auto passed = valuesIn(topic + "-out");
        QCOMPARE(passed.size(), static_cast<std::size_t>(count));
        QVERIFY(std::adjacent_find(passed.begin(), passed.end()) == passed.end());
        std::vector<std::string> lines;
        for (const QByteArray& line : folder.read("passed.ndjson").split('\n'))
            if (!line.isEmpty()) lines.push_back(line.toStdString());
        std::sort(lines.begin(), lines.end());
        QCOMPARE(lines, passed);
    }

private Q_SLOTS:
    void initTestCase() { MILLRACE_START_BROKER(broker_) }
    void cleanupTestCase() { broker_.reset(); }

    void itDiesAtEveryFailPoint_data();
    void itDiesAtEveryFailPoint();
    void aZombieThatWakesAddsNothing();
};

void TestKafkaFailPoints::itDiesAtEveryFailPoint_data() {
    QTest::addColumn<QString>("point");
    const bool all = qEnvironmentVariableIsSet("MILLRACE_CHAOS_KILLS");
    for (const char* point : failPointNames()) {
        const QString name(point);
        if (name.startsWith("sqlite_") || name.startsWith("file_before_name") ||
            name.startsWith("file_after_name"))
            continue;
        const bool usual =
            name.startsWith("kafka_") || name == "epoch_decided" || name == "snapshot_after_folder_sync";
        for (const char* action : {"kill", "error", "delay"})
            for (int at = 1; at <= 3; ++at)
                if (all || (usual && *action == 'k' && at == 2))
                    QTest::addRow("%s:%d:%s", point, at, action) << name;
    }
}

void TestKafkaFailPoints::itDiesAtEveryFailPoint() {
    const QString order = QTest::currentDataTag();
    constexpr int kCount = 9'000; // three seconds: time for several checkpoints, however slow the first
    const std::string topic =
        "point-" + QByteArray(QTest::currentDataTag()).replace('_', '-').replace(':', '-').toStdString();
    prepare(topic, kCount);
    RunFolder folder;
    const QString graph = folder.write("g.mill", passingGraph(broker_->brokers(), topic, 3'000));
    const QStringList words{
        "run", graph, "--quiet", "--state", folder.filePath("state"), "--checkpoint-every", "100 ms"};
    const CliResult first =
        runProgram("/usr/bin/env", QStringList{"MILLRACE_FAIL_POINT=" + order, MILLRACE_CLI_PATH} + words);
    if (order.endsWith("kill")) QVERIFY2(first.status == -2, first.err);
    if (order.endsWith("error")) QVERIFY2(first.status == 1 && first.err.contains("MR4616"), first.err);
    if (order.endsWith("delay")) QVERIFY2(first.status == 0, first.err);
    const CliResult second = runCli(words);
    QVERIFY2(second.status == 0, second.err);
    compare(topic, folder, kCount);
}

void TestKafkaFailPoints::aZombieThatWakesAddsNothing() {
    constexpr int kCount = 40'000;
    prepare("zombie", kCount);
    RunFolder folder;
    // Without the file: there a lock of the machine keeps the second one out.
    const QByteArray both = passingGraph(broker_->brokers(), "zombie", 8'000);
    const QString graph =
        folder.write("g.mill", QByteArray(both)
                                   .replace("\"ndjson_sink\"", "\"discard\"")
                                   .replace(R"("path": "passed.ndjson", "mode": "append")", ""));
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
