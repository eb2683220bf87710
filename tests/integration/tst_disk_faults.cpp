// SPDX-License-Identifier: Apache-2.0
//
// The system refuses to write, to sync or to rename (libfiu, https://blitiri.com.ar/p/libfiu/, which stands
// between the program and the system's library): a run says so and ends with status 1, and when the trouble
// is over a run goes on from the last checkpoint, without a record that is missing or there twice.
#include "tests/cli/cli_process.h"
#include "tests/cli/run_folder.h"
#include "tests/integration/real_broker.h"
#include "tests/support/kafka_messages.h"
#include "tests/support/sqlite_query.h"

#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QtTest>

#include <cerrno>
#include <vector>

using namespace millrace::test;

namespace {

constexpr int kRecords = 12'000;

/// About a second, with a checkpoint every 20 ms, into everything that stages files or rows.
constexpr const char* kGraph = R"json({
  "millrace": 1, "name": "Faults", "checkpoint": {"interval": "20 ms"},
  "nodes": {
    "numbers": {"kind": "generate", "params": {"count": 12000, "rate": 12000, "fields": {"id": {"type": "sequence"}}}},
    "whole": {"kind": "ndjson_sink", "params": {"path": "whole.ndjson"}},
    "grown": {"kind": "ndjson_sink", "params": {"path": "grown.ndjson", "mode": "append"}},
    "rows": {"kind": "sqlite_sink", "params": {"path": "rows.db", "table": "t", "mode": "append"}},
    "new": {"kind": "sqlite_sink", "params": {"path": "new.db", "table": "t", "mode": "replace"}}},
  "edges": [{"from": "numbers.out", "to": "whole.in"}, {"from": "numbers.out", "to": "grown.in"},
            {"from": "numbers.out", "to": "rows.in"}, {"from": "numbers.out", "to": "new.in"}]})json";

const QString kFiu = "/usr/lib/fiu/"; ///< where Debian has the libraries of `fiu-run`

/// The sanitizer's library, where this program and the one under test are built with it: it must be loaded
/// before libfiu, which `fiu-run` cannot do.
QString sanitizer() {
    QFile maps("/proc/self/maps");
    if (!maps.open(QIODevice::ReadOnly)) return {};
    static const QRegularExpression kLibrary("(/\\S*/libasan\\.so\\S*)");
    return kLibrary.match(QString::fromUtf8(maps.readAll())).captured(1);
}

/// Into a topic: only the checkpoints are files.
constexpr const char* kTopicGraph = R"json({
  "millrace": 1, "name": "Faults", "checkpoint": {"interval": "50 ms"},
  "nodes": {
    "numbers": {"kind": "generate", "params": {"count": 12000, "rate": 12000, "fields": {"id": {"type": "sequence"}}}},
    "topic": {"kind": "kafka_sink", "params": {"brokers": "@BROKERS@", "topic": "t", "create_partitions": 1,
        "connect_timeout": "1 min"}}},
  "edges": [{"from": "numbers.out", "to": "topic.in"}]})json";

CliResult runWithFault(const QString& fault, const QString& folder) {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("LD_PRELOAD",
                       sanitizer() + " " + kFiu + "fiu_run_preload.so " + kFiu + "fiu_posix_preload.so");
    environment.insert("FIU_ENABLE", fault);
    environment.insert("ASAN_OPTIONS", "detect_leaks=0"); // libfiu keeps memory until the end
    return runProgram(MILLRACE_CLI_PATH, {"run", "g.mill", "--state", "state"}, {}, folder, environment);
}

/// How often each number from 0 on is in the lines.
std::vector<int> timesIn(const QByteArray& lines) {
    static const QRegularExpression kId("\"id\": ?(\\d+)");
    std::vector<int> times(kRecords, 0);
    auto found = kId.globalMatch(QString::fromUtf8(lines));
    while (found.hasNext())
        ++times.at(found.next().captured(1).toUInt());
    return times;
}

} // namespace

class DiskFaultsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        for (const char* library : {"fiu_run_preload.so", "fiu_posix_preload.so"})
            if (!QFile::exists(kFiu + library))
                QSKIP(qPrintable("NOT RUN, there is no " + kFiu + library + ": apt-get install fiu-utils"));
    }

    void whatTheSystemRefusesIsSaidAndLosesNothing_data() {
        QTest::addColumn<QString>("call");
        QTest::addColumn<int>("error");
        QTest::addColumn<QString>("words");
        QTest::newRow("the disk is full") << "posix/io/rw/write" << ENOSPC << "No space left on device";
        QTest::newRow("a write in a database fails") << "posix/io/rw/pwrite" << ENOSPC << "disk";
        QTest::newRow("a file cannot be synced") << "posix/io/sync/fsync" << EIO << "Input/output error";
        QTest::newRow("data cannot be synced") << "posix/io/sync/fdatasync" << EIO << "disk I/O error";
        QTest::newRow("a file cannot be renamed") << "posix/io/dir/rename" << EIO << "Input/output error";
        QTest::newRow("a file cannot be cut") << "posix/io/sync/ftruncate" << EIO << "";
        QTest::newRow("a file cannot be removed") << "posix/io/dir/unlink" << EIO << "";
    }
    void whatTheSystemRefusesIsSaidAndLosesNothing() {
        QFETCH(QString, call);
        QFETCH(int, error);
        QFETCH(QString, words);
        const RunFolder folder;
        folder.write("g.mill", kGraph);
        const QString always = QString("enable name=%1,failinfo=%2").arg(call).arg(error),
                      sometimes =
                          QString("enable_random name=%1,probability=0.05,failinfo=%2").arg(call).arg(error);
        bool said = false;
        // From the first call on, then here and there in runs that each go on from the one before.
        for (int i = 0; i < 7; ++i) {
            const CliResult run = runWithFault(i == 0 ? always : sometimes, folder.path());
            QVERIFY2(run.status == 0 || run.status == 1, run.out + run.err); // no crash, no other status
            if (run.status == 0) continue;
            QVERIFY2(run.err.contains("error MR"), run.err);
            said = said || run.err.contains(words.toUtf8());
        }
        // Not all that is cut or removed matters: what cannot be removed lies there until the next run.
        QVERIFY2(said || words.isEmpty(), "nothing was refused, or not said");
        const CliResult well = runCli({"run", "g.mill", "--state", "state"}, {}, folder.path());
        QVERIFY2(well.status == 0, well.err);
        const std::vector<int> once(kRecords, 1);
        QCOMPARE(timesIn(folder.read("whole.ndjson")), once);
        QCOMPARE(timesIn(folder.read("grown.ndjson")), once);
        for (const char* base : {"rows.db", "new.db"}) {
            const std::string file = folder.filePath(base).toStdString();
            QCOMPARE(queryText(file, "SELECT count(*) || ' ' || count(DISTINCT id) || ' ' || max(id) FROM t"),
                     std::to_string(kRecords) + ' ' + std::to_string(kRecords) + ' ' +
                         std::to_string(kRecords - 1) + "\n");
        }
    }

    /// The checkpoint comes before the decision: what it does not hold is not committed in Kafka either.
    void whatACheckpointCannotHoldIsNotInKafka_data() {
        QTest::addColumn<QString>("call");
        QTest::addColumn<int>("error");
        QTest::addColumn<QString>("words");
        QTest::newRow("the disk is full") << "posix/io/rw/write" << ENOSPC << "No space left on device";
        QTest::newRow("a file cannot be synced") << "posix/io/sync/fsync" << EIO << "Input/output error";
        QTest::newRow("a file cannot be renamed") << "posix/io/dir/rename" << EIO << "Input/output error";
    }
    void whatACheckpointCannotHoldIsNotInKafka() {
        std::unique_ptr<KafkaBroker> broker;
        MILLRACE_START_BROKER(broker)
        QFETCH(QString, call);
        QFETCH(int, error);
        QFETCH(QString, words);
        const RunFolder folder;
        folder.write(
            "g.mill",
            QByteArray(kTopicGraph).replace("@BROKERS@", QByteArray::fromStdString(broker->brokers())));
        const auto committed = [&] {
            QByteArray lines;
            for (const KafkaMessage& message : readMessages(broker->brokers(), "t", 1))
                lines += QByteArray::fromStdString(message.value.value_or("NULL")) + '\n';
            return timesIn(lines);
        };
        const CliResult refused =
            runWithFault(QString("enable name=%1,failinfo=%2").arg(call).arg(error), folder.path());
        QCOMPARE(refused.status, 1);
        QVERIFY2(refused.err.contains("error MR") && refused.err.contains(words.toUtf8()), refused.err);
        for (int i = 0; i < 3; ++i) {
            const CliResult run = runWithFault(
                QString("enable_random name=%1,probability=0.1,failinfo=%2").arg(call).arg(error),
                folder.path());
            QVERIFY2(run.status == 0 || (run.status == 1 && run.err.contains("error MR")), run.err);
        }
        const CliResult well = runCli({"run", "g.mill", "--state", "state"}, {}, folder.path());
        QVERIFY2(well.status == 0, well.err);
        QCOMPARE(committed(), std::vector<int>(kRecords, 1));
    }
};

QTEST_GUILESS_MAIN(DiskFaultsTest)
#include "tst_disk_faults.moc"
