// SPDX-License-Identifier: Apache-2.0
//
// The examples "Fleet feed" and "Fleet from Kafka" on the positions of the buses of Austin: through a real
// broker the trips are those that "Fleet" finds in the file, and a run that is killed now and then shows in
// Kafka, SQLite and files what a whole one does. MILLRACE_CHAOS_KILLS says how often (8), MILLRACE_CHAOS_SEED
// at which moments.
#include "engine/base/random.h"
#include "tests/cli/live_cli.h"
#include "tests/cli/run_folder.h"
#include "tests/integration/kafka_job.h"
#include "tests/integration/real_broker.h"
#include "tests/support/kafka_messages.h"
#include "tests/support/sqlite_query.h"

#include <QtTest>

#include <algorithm>

using namespace millrace::test;

namespace {

constexpr int kPartitions = 6;

const QString kExamples = MILLRACE_SOURCE_DIR "/resources/examples/";

int numberOf(const char* variable, int otherwise) {
    bool ok = false;
    const int number = qEnvironmentVariableIntValue(variable, &ok);
    return ok ? number : otherwise;
}

} // namespace

class FleetKafkaTest : public QObject {
    Q_OBJECT

    std::unique_ptr<KafkaBroker> broker_;
    RunFolder folder_;

    QString brokers() const { return "brokers=" + QString::fromStdString(broker_->brokers()); }

    /// Where Fleet from Kafka puts what it finds.
    QStringList fleet(const QString& into) const {
        return {kExamples + "fleet-kafka.mill",
                "--set",
                brokers(),
                "--set",
                "end=latest",
                "--set",
                "results=" + into,
                "--set",
                "output=" + folder_.filePath(into)};
    }

    /// What readers of committed messages see, in any order.
    std::vector<std::string> messagesIn(const QString& topic) const {
        std::vector<std::string> values;
        for (const KafkaMessage& message :
             readMessages(broker_->brokers(), topic.toStdString(), kPartitions)) {
            std::string value = message.value.value_or("NULL");
            // The name of the topic, in which the two differ.
            const std::size_t name = value.find("\"topic\":"), end = value.find(',', name);
            if (name != std::string::npos) value.erase(name, end - name + 1);
            values.push_back(message.key.value_or("NULL") + ' ' + value);
        }
        std::sort(values.begin(), values.end());
        return values;
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
        const int kills = numberOf("MILLRACE_CHAOS_KILLS", 8);
        std::uint64_t dice = static_cast<std::uint64_t>(numberOf("MILLRACE_CHAOS_SEED", 1));
        const QStringList words = fleet("killed") + QStringList{"--state", folder_.filePath("state"),
                                                                "--checkpoint-every", "50 ms"};
        int hits = 0;
        for (int done = 0; done < kills; ++done) {
            LiveCli live(words);
            QVERIFY2(live.says("/metrics\n"), live.said());
            dice = millrace::mix64(dice + 1);
            const bool ended = live.endsWithin(20 + static_cast<int>(dice % 400));
            if (!ended) live.kill();
            hits += !ended;
            const CliResult result = live.end();
            QVERIFY2(result.status == 0 || (!ended && result.status == -2), result.err);
            if (done % 4 == 1) broker_->kill(), broker_->start();
        }
        QVERIFY2(hits > 0, "the kills came too late to show anything");
        const CliResult last = runCli(QStringList{"run"} + words);
        QVERIFY2(last.status == 0, last.err);
        for (const char* topic : {"-trips", "-alerts"}) {
            QVERIFY(!messagesIn(QString("whole") + topic).empty());
            QVERIFY(messagesIn(QString("killed") + topic) == messagesIn(QString("whole") + topic));
        }
        QVERIFY(tripsIn("killed-1-of-1.sqlite", "*") == tripsIn("whole-1-of-1.sqlite", "*"));
        for (const char* file : {"-alerts-1-of-1.ndjson", "-bad-1-of-1.ndjson"})
            QCOMPARE(linesOf(QString("killed") + file), linesOf(QString("whole") + file));
    }
};

QTEST_GUILESS_MAIN(FleetKafkaTest)
#include "tst_fleet_kafka.moc"
