// SPDX-License-Identifier: Apache-2.0
#include "tests/support/example_run.h"
#include "tests/support/sqlite_oracle.h"

#include <QtTest>

using namespace millrace::test;

namespace {

const std::string kGraph = MILLRACE_SOURCE_DIR "/resources/examples/fleet.mill";
const std::string kSlice = MILLRACE_SOURCE_DIR "/resources/examples/data/buses-austin.csv.gz";
const std::string kNovember = MILLRACE_TEST_DATA "/data/capmetro-bus-2016-11-24_27.csv.gz";
const std::string kApril = MILLRACE_TEST_DATA "/data/capmetro-bus-2017-04-18-rawdirty.csv.gz";

// The raw file with typed columns, and the rows the graph calls good.
constexpr const char* kViews = R"sql(
CREATE VIEW typed AS SELECT CAST(vehicle_id AS INTEGER) AS vehicle_id, CAST(strftime('%s', timestamp) AS INTEGER) * 1000 AS ts,
    CAST(speed AS REAL) AS speed, CAST(route_id AS INTEGER) AS route_id, CAST(trip_id AS INTEGER) AS trip_id,
    CAST(latitude AS REAL) AS latitude, CAST(longitude AS REAL) AS longitude, trip_headsign FROM raw;
CREATE VIEW good AS SELECT *, speed * 3.6 AS kmh FROM typed WHERE speed <= 35 AND NOT (latitude = 0 AND longitude = 0);
)sql";

} // namespace

class TestFleetExample : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    int outputs_ = 0;

    std::string freshOutput() {
        return folder_.filePath(QString("out%1.sqlite").arg(++outputs_)).toStdString();
    }

    /// Runs the fleet graph and compares each of its tables with the same computation in SQLite over the raw
    /// file.
    void compareWithOracle(const std::string& input, ExampleOptions options) {
        const std::string output = freshOutput();
        options.set.push_back("input=" + input);
        options.set.push_back("output=" + output);
        const ExampleRun run = runExample(kGraph, options);
        QCOMPARE(run.numberAt("trips", "late"), 0);

        SqliteOracle oracle;
        oracle.loadCsv("raw", input);
        oracle.execute(kViews);
        oracle.attach(output, "out");
        const auto compare = [&](const char* actual, const char* expected) {
            const auto rows = oracle.query(expected);
            QVERIFY2(!rows.empty(), "an empty oracle shows nothing");
            const std::string difference = differences(oracle.query(actual), rows);
            QVERIFY2(difference.empty(), difference.c_str());
        };
        compare("SELECT vehicle_id, window_start, window_end, n, mean_kmh, max_kmh FROM out.trips",
                "SELECT vehicle_id, ts / 900000 * 900000, ts / 900000 * 900000 + 900000, COUNT(*), AVG(kmh), "
                "MAX(kmh) "
                "FROM good GROUP BY 1, 2");
        compare("SELECT route_id, cell_lat, cell_lon, n, mean_kmh FROM out.cells",
                "SELECT route_id, CAST(FLOOR(latitude * 100) AS INTEGER), CAST(FLOOR(longitude * 100) AS "
                "INTEGER), COUNT(*), "
                "AVG(kmh) FROM good GROUP BY 1, 2, 3");
        compare(
            "SELECT vehicle_id, timestamp, speed, route_id, trip_id, latitude, longitude, trip_headsign, kmh "
            "FROM out.alerts",
            "SELECT vehicle_id, ts, speed, route_id, trip_id, latitude, longitude, trip_headsign, kmh FROM "
            "good WHERE kmh > 100");
        compare(
            "SELECT vehicle_id, timestamp, speed, route_id, trip_id, latitude, longitude, trip_headsign FROM "
            "out.dead_letters",
            "SELECT vehicle_id, ts, speed, route_id, trip_id, latitude, longitude, trip_headsign FROM typed "
            "WHERE NOT (speed <= 35 AND NOT (latitude = 0 AND longitude = 0))");
        const std::string fault =
            liveTableFault(run.table("alerts"), oracle.query("SELECT * FROM out.alerts ORDER BY rowid"), 500,
                           options.workers.value_or(1) == 1);
        QVERIFY2(fault.empty(), fault.c_str());
    }

private Q_SLOTS:
    void everyTableOfTheBundledSliceEqualsSqlite() { compareWithOracle(kSlice, {}); }
    void everyTableOfTheFourDaysEqualsSqlite() { compareWithOracle(kNovember, {}); }
    void everyTableOfTheRawDayEqualsSqlite() { compareWithOracle(kApril, {}); }

    void theSameRowsComeWhateverTheExecutorWorkersAndBatch_data() {
        QTest::addColumn<QString>("executor");
        QTest::addColumn<int>("workers");
        QTest::addColumn<int>("batch");
        for (const char* executor : {"pool", "threads"})
            for (const int workers : {1, 3})
                for (const int batch : {1, 2, 1024})
                    QTest::addRow("%s x %d, batches of %d", executor, workers, batch)
                        << executor << workers << batch;
    }
    void theSameRowsComeWhateverTheExecutorWorkersAndBatch() {
        QFETCH(QString, executor);
        QFETCH(int, workers);
        QFETCH(int, batch);
        ExampleOptions options;
        options.executor = executor.toStdString();
        options.workers = workers;
        options.batchSize = static_cast<std::size_t>(batch);
        compareWithOracle(kSlice, options);
    }

    void theFourDaysGiveTheKnownFigures() {
        const std::string output = freshOutput();
        const ExampleRun run = runExample(
            kGraph, {.set = {"input=" + kNovember, "output=" + output, "buses.watermark_delay=60 s"}});
        SqliteOracle out;
        out.attach(output, "o");
        QCOMPARE(out.count("SELECT COUNT(*) FROM o.trips"), 34'838);
        QCOMPARE(out.count("SELECT COUNT(*) FROM o.dead_letters"), 9);
        QCOMPARE(run.numberAt("trips", "late"), 0);
        QCOMPARE(out.count("SELECT SUM(n) FROM o.trips WHERE vehicle_id = 2612"), 956);
        const auto mean =
            out.query("SELECT SUM(mean_kmh * n) / SUM(n) / 3.6 FROM o.trips WHERE vehicle_id = 2612");
        QVERIFY(std::abs(std::get<double>(mean[0][0]) - 4.710286527) < 5e-10);
    }

    void theRawDayCountsLateRowsByTheWatermarkDelayAlone_data() {
        QTest::addColumn<QString>("delay");
        QTest::addColumn<int>("batch");
        QTest::addColumn<int>("windowed");
        QTest::addColumn<int>("late");
        QTest::addColumn<int>("windows");
        for (const int batch : {1, 7, 1024, 65536}) {
            QTest::addRow("7 h, batches of %d", batch) << "7 h" << batch << 44'252 << 0 << 5'165;
            QTest::addRow("60 s, batches of %d", batch) << "60 s" << batch << 524 << 43'728 << 58;
        }
    }
    void theRawDayCountsLateRowsByTheWatermarkDelayAlone() {
        QFETCH(QString, delay);
        QFETCH(int, batch);
        QFETCH(int, windowed);
        QFETCH(int, late);
        QFETCH(int, windows);
        const std::string output = freshOutput();
        const ExampleRun run = runExample(kGraph, {.set = {"input=" + kApril, "output=" + output,
                                                           "buses.watermark_delay=" + delay.toStdString()},
                                                   .batchSize = static_cast<std::size_t>(batch)});
        SqliteOracle out;
        out.attach(output, "o");
        QCOMPARE(out.count("SELECT COUNT(*) FROM o.trips"), windows);
        QCOMPARE(out.count("SELECT COALESCE(SUM(n), 0) FROM o.trips"), windowed);
        QCOMPARE(out.count("SELECT COUNT(*) FROM o.dead_letters"), 48);
        QCOMPARE(run.numberAt("trips", "late"), late);
    }
};

QTEST_GUILESS_MAIN(TestFleetExample)
#include "tst_fleet_example.moc"
