// SPDX-License-Identifier: Apache-2.0
#include "tests/support/concurrency_rows.h"
#include "tests/support/example_run.h"
#include "tests/support/sqlite_oracle.h"

#include <QtTest>

#include <zlib.h>

using namespace millrace::test;

namespace {

const std::string kGraph = MILLRACE_SOURCE_DIR "/resources/examples/sensors.mill";
const std::string kReadings = MILLRACE_SOURCE_DIR "/resources/examples/data/sensors.csv.gz";
const std::string kLabels = MILLRACE_SOURCE_DIR "/resources/examples/data/sensor-anomalies.csv";
constexpr std::size_t kAlertRows = 500;

// Each reading against the 288 before it in its series, in two passes: first the mean of each window, then
// the distances of its values from that mean. `place` counts through the series one after the other, so a
// window is a range of places. Of equal values the mean is that value and the deviation 0: SQLite slides its
// sums along, which misses both by a hair.
constexpr const char* kScores = R"sql(
CREATE TABLE typed (place INTEGER PRIMARY KEY, series TEXT, ts INTEGER, value REAL);
INSERT INTO typed SELECT ROW_NUMBER() OVER (ORDER BY series, row_number), series,
    CAST(strftime('%s', timestamp) AS INTEGER) * 1000, CAST(value AS REAL) FROM raw;
CREATE TABLE means (place INTEGER PRIMARY KEY, n INTEGER, mean REAL);
INSERT INTO means SELECT place, COUNT(*) OVER before, AVG(value) OVER before
    FROM typed WINDOW before AS (PARTITION BY series ORDER BY place ROWS BETWEEN 288 PRECEDING AND 1 PRECEDING);
CREATE TABLE windows AS SELECT m.place, n, CASE WHEN MIN(t.value) = MAX(t.value) THEN t.value ELSE mean END AS mean,
    CASE WHEN n < 2 THEN NULL WHEN MIN(t.value) = MAX(t.value) THEN 0.0
         ELSE SQRT(SUM((t.value - mean) * (t.value - mean)) / (n - 1)) END AS deviation
    FROM means AS m LEFT JOIN typed AS t ON t.place BETWEEN m.place - m.n AND m.place - 1 GROUP BY m.place;
CREATE TABLE scores AS SELECT series, ts, value, n, mean, deviation,
    CASE WHEN n >= 30 AND deviation > 0 THEN (value - mean) / deviation END AS z FROM windows JOIN typed USING (place);
)sql";

std::string unpacked(const std::string& path) {
    gzFile file = gzopen(path.c_str(), "rb");
    std::string text;
    char block[1 << 16];
    for (int n = 0; (n = gzread(file, block, sizeof block)) > 0;)
        text.append(block, static_cast<std::size_t>(n));
    gzclose(file);
    return text;
}

} // namespace

class TestSensorsExample : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    int outputs_ = 0;

    std::string freshOutput() {
        return folder_.filePath(QString("out%1.sqlite").arg(++outputs_)).toStdString();
    }

    /// Runs the graph over readings that the oracle has scored and compares each output with it.
    void compareWithOracle(SqliteOracle& oracle, const std::string& input, ExampleOptions options,
                           double threshold) {
        const std::string output = freshOutput();
        options.set.push_back("input=" + input);
        options.set.push_back("output=" + output);
        options.set.push_back("threshold=" + std::to_string(threshold));
        const ExampleRun run = runExample(kGraph, options);
        oracle.attach(output, "out");
        const std::string unusual = "ABS(z) > " + std::to_string(threshold);
        compareTable(oracle, "SELECT series, timestamp, value, n, mean, deviation, z FROM out.scores",
                     "SELECT series, ts, value, n, mean, deviation, z FROM scores");
        compareTable(oracle, "SELECT series, timestamp, value, n, mean, deviation, z FROM out.alerts",
                     "SELECT series, ts, value, n, mean, deviation, z FROM scores WHERE " + unusual);
        compareTable(oracle, "SELECT series, window_start, window_end FROM out.labels",
                     "SELECT series, CAST(strftime('%s', window_start) AS INTEGER) * 1000, "
                     "CAST(strftime('%s', window_end) AS INTEGER) * 1000 FROM labels");
        const std::string fault =
            liveTableFault(run.table("alerts"), oracle.query("SELECT * FROM out.alerts ORDER BY rowid"),
                           kAlertRows, options.workers.value_or(1) == 1);
        QVERIFY2(fault.empty(), fault.c_str());
        QCOMPARE(run.numberAt("readings", "rejected"), 0);
        oracle.execute("DETACH DATABASE out");
    }

    void compareTable(SqliteOracle& oracle, const std::string& actual, const std::string& expected) {
        const auto rows = oracle.query(expected);
        QVERIFY2(!rows.empty(), "an empty oracle shows nothing");
        const std::string difference = differences(oracle.query(actual), rows);
        QVERIFY2(difference.empty(), (actual + "\n" + difference).c_str());
    }

    static void score(SqliteOracle& oracle, const std::string& input) {
        oracle.loadCsv("raw", input);
        oracle.loadCsv("labels", kLabels);
        oracle.execute(kScores);
    }

private Q_SLOTS:
    void everyOutputOfTheWholeFileEqualsSqlite();
    void theSameRowsComeWhateverTheExecutorWorkersAndBatch_data();
    void theSameRowsComeWhateverTheExecutorWorkersAndBatch();
};

void TestSensorsExample::everyOutputOfTheWholeFileEqualsSqlite() {
    SqliteOracle oracle;
    score(oracle, kReadings);
    QCOMPARE(oracle.count("SELECT COUNT(*) FROM scores"), 85'225);
    QCOMPARE(oracle.count("SELECT COUNT(*) FROM labels"), 33);
    // No reading lies so near the limit that a rounding could decide.
    QCOMPARE(oracle.count("SELECT COUNT(*) FROM scores WHERE ABS(ABS(z) - 4) < 1e-6"), 0);
    compareWithOracle(oracle, kReadings, {}, 4);
    compareWithOracle(oracle, kReadings, {.workers = 3}, 2.5);
    // What experts labelled is found by the scores: alerts are several times as frequent within the windows
    // as outside.
    const auto shares = oracle.query(
        "SELECT AVG(ABS(z) > 4), EXISTS (SELECT 1 FROM labels WHERE labels.series = s.series AND s.ts "
        "BETWEEN "
        "CAST(strftime('%s', window_start) AS INTEGER) * 1000 AND CAST(strftime('%s', window_end) AS "
        "INTEGER) * 1000) "
        "AS inside FROM scores AS s WHERE z IS NOT NULL GROUP BY inside ORDER BY inside");
    QCOMPARE(shares.size(), std::size_t{2});
    QVERIFY(std::get<double>(shares[1][0]) > 2 * std::get<double>(shares[0][0]));
}

void TestSensorsExample::theSameRowsComeWhateverTheExecutorWorkersAndBatch_data() { addConcurrencyRows(); }

void TestSensorsExample::theSameRowsComeWhateverTheExecutorWorkersAndBatch() {
    QFETCH(QString, executor);
    QFETCH(int, workers);
    QFETCH(int, batch);
    // The road sensors alone: seven series that run side by side.
    static const std::string input = [this] {
        const std::string path = folder_.filePath("traffic.csv").toStdString();
        QFile file(QString::fromStdString(path));
        if (!file.open(QIODevice::WriteOnly)) throw std::runtime_error("cannot write " + path);
        const QByteArray whole = QByteArray::fromStdString(unpacked(kReadings));
        for (const QByteArray& line : whole.split('\n')) {
            if (line.startsWith("timestamp") || line.contains("realTraffic")) file.write(line + "\n");
        }
        return path;
    }();
    static SqliteOracle* const oracle = [] {
        static SqliteOracle scored;
        score(scored, input);
        return &scored;
    }();
    QVERIFY(oracle->count("SELECT COUNT(DISTINCT series) FROM scores") > 3);
    compareWithOracle(*oracle, input,
                      {.workers = workers,
                       .batchSize = static_cast<std::size_t>(batch),
                       .executor = executor.toStdString()},
                      3);
}

QTEST_GUILESS_MAIN(TestSensorsExample)
#include "tst_sensors_example.moc"
