// SPDX-License-Identifier: Apache-2.0
//
// The examples "Fleet feed" and "Fleet from Kafka" on the positions of the buses of Austin: through a real
// broker the trips are those that "Fleet" finds in the file, and a run that is killed now and then shows in
// Kafka, SQLite and files what a whole one does. MILLRACE_CHAOS_KILLS says how often (8), MILLRACE_CHAOS_SEED
// at which moments.
#include "tests/cli/live_cli.h"
#include "tests/cli/run_folder.h"
#include "tests/integration/kafka_job.h"
#include "tests/integration/kill_storm.h"
#include "tests/integration/real_broker.h"
#include "tests/integration/topic_readers.h"
#include "tests/support/sqlite_query.h"

#include <QtTest>

#include <algorithm>

using namespace millrace::test;

namespace {

constexpr int kPartitions = 6;

const QString kExamples = MILLRACE_SOURCE_DIR "/resources/examples/";

/// Without the name of the topic, in which the two differ.
std::string textOf(const KafkaMessage& message) {
    std::string value = message.value.value_or("NULL");
    const std::size_t name = value.find("\"topic\":"), end = value.find(',', name);
    if (name != std::string::npos) value.erase(name, end - name + 1);
    return message.key.value_or("NULL") + ' ' + value;
}

} // namespace

class FleetKafkaTest : public QObject {
    Q_OBJECT

    std::unique_ptr<KafkaBroker> broker_;
    RunFolder folder_;

    QString brokers() const { return "brokers=" + QString::fromStdString(broker_->brokers()); }

    /// Where Fleet from Kafka puts what it finds.
    QStringList fleet(const QString& into) const {
        return {kExamples + "fleet-kafka.mill", "--set", brokers(), "--set", "end=latest", "--set",
                "results=" + into, "--set", "output=" + folder_.filePath(into),
                // A broker that was killed may take its time where the machine has much to do.
                "--set", "positions.connect_timeout=10 min", "--set", "results.connect_timeout=10 min"};
    }

    /// What readers of committed messages see, in any order.
    std::vector<std::string> messagesIn(const QString& topic) const {
        return sortedTexts(readMessages(broker_->brokers(), topic.toStdString(), kPartitions), textOf);
    }
    QList<QByteArray> linesOf(const QString& name) const { return sortedLines(folder_.read(name)); }
    std::string tripsIn(const QString& file, const char* columns) const {
        return queryText(folder_.filePath(file).toStdString(),
                         std::string("SELECT ") + columns + " FROM trips ORDER BY vehicle_id, window_start");
    }

private Q_SLOTS:
    void initTestCase() {
        MILLRACE_START_BROKER(broker_)
        const CliResult fed =
            runCli({"run", kExamples + "fleet-feed.mill", "--set", brokers(), "--set", "factor=1000000"});
        QVERIFY2(fed.status == 0, fed.err);
        const CliResult whole = runCli(QStringList{"run"} + fleet("whole"));
        QVERIFY2(whole.status == 0, whole.err);
    }

    void theTripsAreThoseOfTheFile() {
        const CliResult file = runCli({"run", kExamples + "fleet.mill", "--set",
                                       "output=" + folder_.filePath("file.sqlite"), "--quiet"});
        QVERIFY2(file.status == 0, file.err);
        constexpr const char* kColumns = "vehicle_id, window_start, n, round(mean_kmh, 6), round(max_kmh, 6)";
        const std::string expected = tripsIn("file.sqlite", kColumns);
        QVERIFY(expected.size() > 100'000);
        QVERIFY(tripsIn("whole-1-of-1.sqlite", kColumns) == expected);
        QVERIFY(linesOf("whole-alerts-1-of-1.ndjson").size() > 100);
        QCOMPARE(messagesIn("whole-alerts").size(),
                 std::size_t(linesOf("whole-alerts-1-of-1.ndjson").size()));
    }

    void killedNowAndThenItShowsTheSame() {
        KillStorm storm(*broker_, 8);
        for (int job = 1; !storm.hasDoneAll(); ++job) {
            const QString into = QString("killed-%1").arg(job), state = folder_.filePath("state_" + into);
            const QStringList words =
                fleet(into) + QStringList{"--state", state, "--checkpoint-every", "50 ms"};
            bool ended = false;
            try {
                while (!ended && !storm.hasDoneAll())
                    ended = storm.live(words, state, 400);
            } catch (const std::exception& error) {
                QFAIL(error.what());
            }
            const CliResult last = runCli(QStringList{"run"} + words);
            QVERIFY2(last.status == 0, last.err);
            compare(into);
            if (QTest::currentTestFailed()) return;
        }
        qInfo("%s", qPrintable(storm.figures()));
    }

private:
    /// Kafka, SQLite and files show what those of the whole run do.
    void compare(const QString& into) const {
        for (const QString topic : {"-trips", "-alerts"}) {
            const std::vector<std::string> expected = messagesIn("whole" + topic);
            QVERIFY(!expected.empty());
            const QByteArray difference =
                differenceIn(*broker_, (into + topic).toStdString(), kPartitions, expected, textOf);
            QVERIFY2(difference.isEmpty(), difference);
        }
        QVERIFY(tripsIn(into + "-1-of-1.sqlite", "*") == tripsIn("whole-1-of-1.sqlite", "*"));
        for (const char* file : {"-alerts-1-of-1.ndjson", "-bad-1-of-1.ndjson"})
            QCOMPARE(linesOf(into + file), linesOf(QString("whole") + file));
    }
};

QTEST_GUILESS_MAIN(FleetKafkaTest)
#include "tst_fleet_kafka.moc"
