// SPDX-License-Identifier: Apache-2.0
// Sinks without transactions in a job that is killed and goes on: what is sent again has the ids it had, and
// the last message of each key is that of a run that was never interrupted.
#include "tests/cli/live_cli.h"
#include "tests/cli/run_folder.h"
#include "tests/integration/kafka_job.h"
#include "tests/integration/real_broker.h"

#include <QtTest>

#include <map>
#include <set>

using namespace millrace::test;

namespace {

constexpr int kRecords = 2'000;
constexpr int kPartitions = 3;

constexpr const char* kGraph = R"json({
  "millrace": 1, "name": "Repeats",
  "parameters": {"brokers": {"type": "STRING", "default": "none"}, "into": {"type": "STRING", "default": "none"},
                 "rate": {"type": "DOUBLE", "default": 1000000}},
  "nodes": {
    "numbers": {"kind": "generate", "params": {"count": 2000, "rate": "${rate}", "fields": {"id": {"type": "sequence"}}}},
    "all": {"kind": "kafka_sink", "params": {"brokers": "${brokers}", "topic": "${into}-all", "transactions": "off",
        "key": "id % 20", "headers": {"id": "id"}, "create_partitions": 3, "connect_timeout": "1 min"}},
    "latest": {"kind": "kafka_sink", "params": {"brokers": "${brokers}", "topic": "${into}-latest", "transactions": "off",
        "upsert": true, "key": "id % 20", "create_partitions": 3, "connect_timeout": "1 min"}}},
  "edges": [{"from": "numbers.out", "to": "all.in"}, {"from": "numbers.out", "to": "latest.in"}]})json";

std::string headerOf(const KafkaMessage& message, const std::string& name) {
    for (const auto& [header, value] : message.headers)
        if (header == name) return value;
    return {};
}

} // namespace

class KafkaRepeatsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<KafkaBroker> broker_;
    RunFolder folder_;

    QStringList words(const QString& into, const QString& rate) const {
        return {folder_.filePath("g.mill"),
                "--set",
                "brokers=" + QString::fromStdString(broker_->brokers()),
                "--set",
                "into=" + into,
                "--set",
                "rate=" + rate,
                "--state",
                folder_.filePath("state_" + into),
                "--checkpoint-every",
                "3 s"};
    }
    /// The last message of each key.
    std::map<std::string, std::string> lastIn(const std::string& topic) const {
        std::map<std::string, std::string> last;
        for (const KafkaMessage& message : readMessages(broker_->brokers(), topic, kPartitions))
            last[message.key.value_or("none")] = message.value.value_or("none");
        return last;
    }

private Q_SLOTS:
    void initTestCase() {
        MILLRACE_START_BROKER(broker_)
        folder_.write("g.mill", kGraph);
    }
    void cleanupTestCase() { broker_.reset(); }

    void whatIsSentAgainIsKnownByItsIdAndChangesNothing() {
        const CliResult whole = runCli(QStringList{"run"} + words("whole", "1000000"));
        QVERIFY2(whole.status == 0, whole.err);
        for (int life = 1; life <= 2; ++life) {
            LiveCli run(words("killed", "400"));
            QVERIFY2(run.sends("numbers", kRecords / 5 * life), run.said());
            run.kill();
            QCOMPARE(run.end().status, -2);
        }
        const CliResult last = runCli(QStringList{"run"} + words("killed", "1000000"));
        QVERIFY2(last.status == 0, last.err);

        const auto sent = readMessages(broker_->brokers(), "killed-all", kPartitions);
        QVERIFY2(sent.size() > kRecords, "nothing was sent again");
        std::map<std::string, std::set<std::string>> idsOf, valuesOf;
        for (const KafkaMessage& message : sent) {
            const std::string id = headerOf(message, "millrace-id");
            QCOMPARE(id.size(), std::size_t{32});
            idsOf[headerOf(message, "id")].insert(id);
            valuesOf[id].insert(message.value.value());
        }
        QCOMPARE(idsOf.size(), std::size_t{kRecords});
        QCOMPARE(valuesOf.size(), std::size_t{kRecords});
        for (const auto& [record, ids] : idsOf)
            QVERIFY2(ids.size() == 1, record.c_str());
        for (const auto& [id, values] : valuesOf)
            QVERIFY2(values.size() == 1, id.c_str());

        const auto expected = lastIn("whole-latest");
        QCOMPARE(expected.size(), std::size_t{20});
        QVERIFY(lastIn("killed-latest") == expected);
    }

    void checkSaysWhatIsPromised() {
        const CliResult check = runCli({"check", folder_.filePath("g.mill")});
        QVERIFY2(check.status == 0, check.err);
        QVERIFY2(check.out.contains("all at least once: "), check.out);
        QVERIFY2(check.out.contains("same ids in `id_header`"), check.out);
        QVERIFY2(check.out.contains("latest effectively once: "), check.out);
    }
};

QTEST_GUILESS_MAIN(KafkaRepeatsTest)
#include "tst_kafka_repeats.moc"
