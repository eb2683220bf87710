// SPDX-License-Identifier: Apache-2.0
//
// Several runs of one graph whose partitions a consumer group deals out: they divide the topic, and what one
// leaves, or a killed one had, the other reads.
#include "tests/cli/live_cli.h"
#include "tests/integration/kafka_job.h"
#include "tests/integration/real_broker.h"

#include <QRegularExpression>
#include <QtTest>

#include <map>
#include <set>

using namespace millrace::test;

namespace {

constexpr int kMessages = 9'000;
constexpr int kPartitions = 6;

/// The wire is short, so that what is given back leaves soon.
constexpr const char* kGraph = R"json({
  "millrace": 1, "name": "Group",
  "parameters": {"brokers": {"type": "STRING", "default": "none"}, "topic": {"type": "STRING", "default": "none"},
                 "who": {"type": "STRING", "default": "nobody"}},
  "nodes": {
    "from": {"kind": "kafka_source", "batch": {"size": 64}, "params": {
        "brokers": "${brokers}", "topics": "${topic}", "connect_timeout": "1 min",
        "group": "readers-of-${topic}", "assignment": "group", "schema": {"id": "BIGINT"},
        "properties": {"session.timeout.ms": "6000", "heartbeat.interval.ms": "500"}}},
    "pace": {"kind": "rate_limit", "params": {"rate": 400}},
    "signed": {"kind": "map", "params": {"columns": {"id": "id", "who": "'${who}'"}}},
    "into": {"kind": "kafka_sink", "params": {"brokers": "${brokers}", "topic": "into-${topic}",
        "create_partitions": 1, "connect_timeout": "1 min"}}},
  "edges": [{"from": "from.out", "to": "pace.in", "queue": {"capacity": 128}}, {"from": "pace.out", "to": "signed.in"},
            {"from": "signed.out", "to": "into.in"}]})json";

std::vector<KafkaMessage> messages() {
    std::vector<KafkaMessage> all;
    for (int id = 0; id < kMessages; ++id)
        all.push_back({.partition = id % kPartitions, .value = "{\"id\": " + std::to_string(id) + "}"});
    return all;
}

/// The partitions a run reads, with what is left of them, as its metrics have it.
std::map<int, double> lagOf(LiveCli& run) {
    static const QRegularExpression kLag("^millrace_lag[a-z_]*\\{[^}]*\\[(\\d+)\\]\"[^}]*\\} (\\S+)$",
                                         QRegularExpression::MultilineOption);
    std::map<int, double> lag;
    auto found = kLag.globalMatch(QString::fromUtf8(run.metrics()));
    while (found.hasNext()) {
        const auto one = found.next();
        lag[one.captured(1).toInt()] = one.captured(2).toDouble();
    }
    return lag;
}

bool hasAll(LiveCli& run) {
    return QTest::qWaitFor([&] { return lagOf(run).size() == kPartitions; }, 60'000);
}
bool hasReadAll(LiveCli& run) {
    return QTest::qWaitFor(
        [&] {
            const auto lag = lagOf(run);
            return lag.size() == kPartitions &&
                   std::all_of(lag.begin(), lag.end(), [](const auto& one) { return one.second == 0; });
        },
        120'000);
}
/// Until each has a half of the partitions, and none both.
bool divide(LiveCli& one, LiveCli& other) {
    return QTest::qWaitFor(
        [&] {
            const auto a = lagOf(one), b = lagOf(other);
            auto both = a;
            both.insert(b.begin(), b.end());
            return a.size() == kPartitions / 2 && b.size() == kPartitions / 2 && both.size() == kPartitions;
        },
        60'000);
}

/// Who has written which record how often.
struct Written {
    std::map<int, int> times;
    std::map<std::string, int> by;
};

} // namespace

class KafkaGroupTest : public QObject {
    Q_OBJECT

    std::unique_ptr<KafkaBroker> broker_;
    RunFolder folder_;
    QString graph_;

    QStringList words(const char* topic, const char* who) const {
        return {graph_,
                "--set",
                "brokers=" + QString::fromStdString(broker_->brokers()),
                "--set",
                QString("topic=") + topic,
                "--set",
                QString("who=") + who};
    }
    void fill(const char* topic) const {
        const CliResult made = makeTopic(folder_, broker_->brokers(), topic, kPartitions);
        QVERIFY2(made.status == 0, made.err);
        sendMessages(broker_->brokers(), topic, messages());
    }
    Written written(const std::string& topic) const {
        static const QRegularExpression kRecord("\"id\": ?(\\d+).*\"who\": ?\"(\\w+)\"");
        Written all;
        for (const std::string& value : valuesIn(broker_->brokers(), "into-" + topic, 1)) {
            const auto record = kRecord.match(QString::fromStdString(value));
            ++all.times[record.captured(1).toInt()];
            ++all.by[record.captured(2).toStdString()];
        }
        return all;
    }

private Q_SLOTS:
    void initTestCase() {
        MILLRACE_START_BROKER(broker_)
        graph_ = folder_.write("g.mill", kGraph);
    }

    void whatAKilledOneHadAnotherReadsAndNothingIsLost() {
        fill("killed");
        if (QTest::currentTestFailed()) return;
        LiveCli first(words("killed", "first"));
        QVERIFY2(hasAll(first), first.said());
        LiveCli second(words("killed", "second"));
        QVERIFY2(divide(first, second), first.said() + second.said());
        QVERIFY2(second.sends("signed", 700), second.said());
        second.kill();
        QCOMPARE(second.end().status, -2);
        QVERIFY2(hasAll(first), first.said());
        QVERIFY2(hasReadAll(first), first.said());
        QVERIFY(first.signal(SIGTERM));
        const CliResult ended = first.end();
        QVERIFY2(ended.status == 0, ended.err);
        const Written all = written("killed");
        QCOMPARE(all.times.size(), std::size_t{kMessages});
        QVERIFY(all.by.at("second") >= 500);
        QVERIFY(all.by.at("first") > kMessages / 2);
    }

    void whatEndsInOrderLeavesNothingToBeReadTwice() {
        fill("ended");
        if (QTest::currentTestFailed()) return;
        LiveCli first(words("ended", "first"));
        QVERIFY2(first.sends("signed", 500), first.said());
        LiveCli second(words("ended", "second"));
        QVERIFY2(divide(first, second), first.said() + second.said());
        QVERIFY2(second.sends("signed", 700), second.said());
        QVERIFY(first.signal(SIGTERM));
        CliResult ended = first.end();
        QVERIFY2(ended.status == 0, ended.err);
        QVERIFY2(hasAll(second), second.said());
        // Nobody is there for a while; a third goes on where the others have ended.
        QVERIFY(second.signal(SIGTERM));
        ended = second.end();
        QVERIFY2(ended.status == 0, ended.err);
        LiveCli third(words("ended", "third"));
        QVERIFY2(hasReadAll(third), third.said());
        QVERIFY(third.signal(SIGTERM));
        ended = third.end();
        QVERIFY2(ended.status == 0, ended.err);
        QVERIFY2(!ended.err.contains("MR35"), ended.err);
        const Written all = written("ended");
        QCOMPARE(all.times.size(), std::size_t{kMessages});
        for (const auto& [id, times] : all.times)
            QVERIFY2(times == 1, qPrintable(QString("%1: %2 times").arg(id).arg(times)));
        QVERIFY(all.by.size() == 3);
    }
};

QTEST_GUILESS_MAIN(KafkaGroupTest)
#include "tst_kafka_group.moc"
