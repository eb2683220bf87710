// SPDX-License-Identifier: Apache-2.0
//
// A sink that takes nothing holds kafka_source back for several times `max.poll.interval.ms`: the broker
// keeps what is not read, the member stays in its group, and in the end every record is there once. With
// MILLRACE_CHAOS_KILLS for minutes.
#include "tests/cli/live_cli.h"
#include "tests/integration/kafka_job.h"
#include "tests/integration/real_broker.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QtTest>

#include <vector>

using namespace millrace::test;

namespace {

constexpr int kPartitions = 3;
constexpr int kRecords = 60'000; ///< of a kilobyte, in two halves

/// More than three times what a member may be silent for.
int heldMs() { return qEnvironmentVariableIsSet("MILLRACE_CHAOS_KILLS") ? 180'000 : 20'000; }

/// The writer has a thread of its own: it waits in a call for whoever reads the pipe.
constexpr const char* kGraph = R"json({
  "millrace": 1, "name": "Paused",
  "parameters": {"brokers": {"type": "STRING", "default": "none"}, "topic": {"type": "STRING", "default": "none"},
                 "assignment": {"type": "STRING", "default": "explicit"}, "silence": {"type": "STRING", "default": "6000"},
                 "pipe": {"type": "STRING", "default": "-"}},
  "nodes": {
    "from": {"kind": "kafka_source", "batch": {"size": 64}, "params": {
        "brokers": "${brokers}", "topics": "${topic}", "connect_timeout": "1 min", "group": "${topic}",
        "assignment": "${assignment}", "schema": {"id": "BIGINT", "fill": "STRING"},
        "properties": {"max.poll.interval.ms": "${silence}", "session.timeout.ms": "6000",
                       "queued.max.messages.kbytes": "4096"}}},
    "short": {"kind": "select", "params": {"keep": ["id"]}},
    "pipe": {"kind": "ndjson_sink", "params": {"path": "${pipe}", "mode": "append"},
             "concurrency": {"executor": "threads", "workers": 1}}},
  "edges": [{"from": "from.out", "to": "short.in"},
            {"from": "short.out", "to": "pipe.in", "queue": {"capacity": 256}}]})json";

std::vector<KafkaMessage> messages(int from, int to) {
    const std::string fill(1'000, 'x');
    std::vector<KafkaMessage> all;
    for (int id = from; id < to; ++id)
        all.push_back({.partition = id % kPartitions,
                       .value = "{\"id\": " + std::to_string(id) + ", \"fill\": \"" + fill + "\"}"});
    return all;
}

double sumOf(LiveCli& run, const char* metric) {
    const QRegularExpression sample(QString("^%1(?:\\{[^}]*\\})? (\\S+)$").arg(metric),
                                    QRegularExpression::MultilineOption);
    double sum = 0;
    auto found = sample.globalMatch(QString::fromUtf8(run.metrics()));
    if (!found.hasNext())
        QTest::qFail(qPrintable(QString("there is no metric %1").arg(metric)), __FILE__, __LINE__);
    while (found.hasNext())
        sum += found.next().captured(1).toDouble();
    return sum;
}

/// The reading end of a pipe, from which nothing is taken until somebody asks.
class SlowReader {
public:
    explicit SlowReader(const QString& path) {
        if (::mkfifo(qPrintable(path), 0600) != 0) qFatal("there can be no pipe");
        end_ = ::open(qPrintable(path), O_RDONLY | O_NONBLOCK);
    }
    ~SlowReader() { ::close(end_); }
    /// What comes until there are so many lines in all, or a minute has passed without any.
    bool readLines(int lines) {
        return QTest::qWaitFor([&] { return takeLines() >= lines; }, 120'000);
    }
    /// Takes what is there, and tells how many lines have come in all.
    int takeLines() {
        char block[65536];
        for (ssize_t n = 0; (n = ::read(end_, block, sizeof block)) > 0;)
            text_.append(block, static_cast<qsizetype>(n));
        return static_cast<int>(text_.count('\n'));
    }
    /// How often each id has come.
    std::vector<int> times() const {
        static const QRegularExpression kId("\"id\": ?(\\d+)");
        std::vector<int> all(kRecords, 0);
        auto found = kId.globalMatch(QString::fromUtf8(text_));
        while (found.hasNext())
            ++all.at(found.next().captured(1).toUInt());
        return all;
    }

private:
    int end_ = -1;
    QByteArray text_;
};

} // namespace

class KafkaPausedTest : public QObject {
    Q_OBJECT

    std::unique_ptr<KafkaBroker> broker_;
    RunFolder folder_;
    QString graph_;

private Q_SLOTS:
    void initTestCase() {
        MILLRACE_START_BROKER(broker_)
        graph_ = folder_.write("g.mill", kGraph);
    }

    void whatIsNotReadStaysWithTheBroker_data() {
        QTest::addColumn<QString>("assignment");
        QTest::newRow("partitions of its own") << "explicit";
        QTest::newRow("partitions of a group") << "group";
    }
    void whatIsNotReadStaysWithTheBroker() {
        QFETCH(QString, assignment);
        const QString topic = "paused-" + assignment;
        const CliResult made = makeTopic(folder_, broker_->brokers(), qPrintable(topic), kPartitions);
        QVERIFY2(made.status == 0, made.err);
        sendMessages(broker_->brokers(), topic.toStdString(), messages(0, kRecords / 2));
        SlowReader reader(folder_.filePath(assignment));
        LiveCli run({graph_, "--set", "brokers=" + QString::fromStdString(broker_->brokers()), "--set",
                     "topic=" + topic, "--set", "assignment=" + assignment, "--set",
                     "pipe=" + folder_.filePath(assignment)});
        QVERIFY2(run.sends("from", 1'000), run.said()); // the pipe is full

        QTest::qWait(5'000);
        const double read = sumOf(run, "millrace_records_out_total"), lag = sumOf(run, "millrace_lag"),
                     memory = sumOf(run, "millrace_resident_bytes");
        QVERIFY(memory > 0 && lag < kRecords / 2);
        const std::vector<std::string> members = membersOf(broker_->brokers(), topic.toStdString());
        QCOMPARE(members.size(), assignment == "group" ? 1u : 0u);
        sendMessages(broker_->brokers(), topic.toStdString(), messages(kRecords / 2, kRecords));
        QTest::qWait(heldMs());
        QVERIFY2(run.isRunning(), run.said());
        QVERIFY(membersOf(broker_->brokers(), topic.toStdString()) == members); // nobody was put out
        QCOMPARE(sumOf(run, "millrace_records_out_total"), read); // it was held back all the time
        QCOMPARE(sumOf(run, "millrace_lag"), lag + kRecords / 2); // there is news of what is not read
        // Thirty megabytes came; what is fetched ahead is bounded by the 4 MiB that it is set to, and a fetch
        // for each partition.
        QVERIFY2(sumOf(run, "millrace_resident_bytes") < memory + 12e6,
                 qPrintable(QString::number(sumOf(run, "millrace_resident_bytes") - memory)));
        // Without a group the client's own figures come behind the messages that wait.
        if (assignment == "group") {
            const double waiting = sumOf(run, "millrace_client_queue");
            QVERIFY2(waiting > 0 && waiting < 10'000, qPrintable(QString::number(waiting)));
        }

        QVERIFY2(reader.readLines(kRecords), run.said());
        QVERIFY(run.signal(SIGTERM));
        QVERIFY2(QTest::qWaitFor([&] { return !run.isRunning(); }, 60'000), run.said());
        const CliResult ended = run.end();
        QVERIFY2(ended.status == 0, ended.err);
        QVERIFY2(!ended.err.contains("MR35"), ended.err); // it was in its group all the time
        reader.readLines(kRecords);
        QCOMPARE(reader.times(), std::vector<int>(kRecords, 1));
    }

    /// The first member cannot let out what it has read when a second one comes: it gives its partitions back
    /// when it can.
    void aSecondMemberComesWhileTheFirstIsHeldBack() {
        constexpr int kAll = kRecords / 2;
        const QString topic = "joined";
        const CliResult made = makeTopic(folder_, broker_->brokers(), qPrintable(topic), kPartitions);
        QVERIFY2(made.status == 0, made.err);
        sendMessages(broker_->brokers(), topic.toStdString(), messages(0, kAll));
        SlowReader firstReader(folder_.filePath("first")), secondReader(folder_.filePath("second"));
        const auto words = [&](const char* pipe) {
            return QStringList{graph_,
                               "--set",
                               "brokers=" + QString::fromStdString(broker_->brokers()),
                               "--set",
                               "topic=" + topic,
                               "--set",
                               "assignment=group",
                               "--set",
                               "silence=120000",
                               "--set",
                               "pipe=" + folder_.filePath(pipe)};
        };
        LiveCli first(words("first"));
        QVERIFY2(first.sends("from", 1'000), first.said());
        QTest::qWait(2'000); // the pipe is full
        const double read = sumOf(first, "millrace_records_out_total");
        LiveCli second(words("second"));
        QVERIFY2(second.says("/metrics\n"), second.said());
        QTest::qWait(5'000);
        QVERIFY2(first.isRunning() && second.isRunning(), first.said() + second.said());
        QCOMPARE(sumOf(first, "millrace_records_out_total"), read);
        QCOMPARE(secondReader.takeLines(), 0); // nobody reads what another has read and not yet let out

        QVERIFY2(QTest::qWaitFor([&] { return firstReader.takeLines() + secondReader.takeLines() >= kAll; },
                                 120'000),
                 first.said() + second.said());
        for (LiveCli* run : {&first, &second}) {
            QVERIFY(run->signal(SIGTERM));
            QVERIFY2(QTest::qWaitFor([&] { return !run->isRunning(); }, 60'000), run->said());
            const CliResult ended = run->end();
            QVERIFY2(ended.status == 0, ended.err);
            QVERIFY2(!ended.err.contains("MR35"), ended.err);
        }
        QVERIFY2(secondReader.takeLines() > 0, "it has got partitions");
        firstReader.takeLines();
        std::vector<int> times = firstReader.times();
        const std::vector<int> others = secondReader.times();
        for (std::size_t id = 0; id < times.size(); ++id)
            times[id] += others[id];
        std::vector<int> expected(kRecords, 0);
        std::fill_n(expected.begin(), kAll, 1);
        QCOMPARE(times, expected);
    }
};

QTEST_GUILESS_MAIN(KafkaPausedTest)
#include "tst_kafka_paused.moc"
