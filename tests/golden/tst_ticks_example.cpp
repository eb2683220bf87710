// SPDX-License-Identifier: Apache-2.0
#include "tests/support/concurrency_rows.h"
#include "tests/support/example_run.h"
#include "tests/support/sqlite_oracle.h"

#include <QtTest>

using namespace millrace::test;

namespace {

const std::string kGraph = MILLRACE_SOURCE_DIR "/resources/examples/ticks.mill";

// What the tap wrote, with types.
constexpr const char* kTyped = R"sql(
CREATE VIEW typed AS SELECT CAST(id AS INTEGER) AS id, symbol, CAST(price AS REAL) AS price, CAST(qty AS INTEGER) AS qty,
    CAST(strftime('%s', ts) AS INTEGER) * 1000 + CAST(substr(ts, 21, 3) AS INTEGER) AS ts FROM quotes;
)sql";
constexpr const char* kPerSecond =
    "SELECT symbol, ts / 1000 * 1000, ts / 1000 * 1000 + 1000, COUNT(*), SUM(qty), SUM(price * qty) / "
    "SUM(qty), MIN(price), "
    "MAX(price) FROM typed GROUP BY 1, 2";
constexpr std::size_t kBlotterRows = 200;

struct Files {
    std::string tap, averages;
};

} // namespace

class TestTicksExample : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    int runs_ = 0;

    Files freshFiles() {
        const QString number = QString::number(++runs_);
        return {folder_.filePath("quotes" + number + ".csv").toStdString(),
                folder_.filePath("vwap" + number + ".csv").toStdString()};
    }

    /// As fast as possible: the pace changes when records come, never which.
    ExampleRun runTicks(const Files& files, ExampleOptions options) {
        options.set.push_back("rate=0");
        options.set.push_back("tap=" + files.tap);
        options.set.push_back("output=" + files.averages);
        return runExample(kGraph, options);
    }

    /// Compares every output of a run with SQLite over the quotes in a tap.
    void compareWithOracle(const ExampleRun& run, const Files& files, const std::string& tap, bool inOrder) {
        SqliteOracle oracle;
        oracle.loadCsv("quotes", tap);
        oracle.loadCsv("averages", files.averages);
        oracle.execute(kTyped);
        const auto expected = oracle.query(kPerSecond);
        QVERIFY2(!expected.empty(), "an empty oracle shows nothing");
        std::string fault = differences(
            oracle.query("SELECT symbol, CAST(strftime('%s', window_start) AS INTEGER) * 1000, "
                         "CAST(strftime('%s', window_end) AS INTEGER) * 1000, CAST(trades AS INTEGER), "
                         "CAST(volume AS INTEGER), CAST(vwap AS REAL), CAST(low AS REAL), CAST(high AS REAL) "
                         "FROM averages"),
            expected);
        QVERIFY2(fault.empty(), fault.c_str());
        fault = differences(
            run.table("ticker"),
            oracle.query("SELECT * FROM (" + std::string(kPerSecond) +
                         ") AS s WHERE NOT EXISTS (SELECT 1 FROM typed WHERE typed.symbol = s.symbol AND "
                         "typed.ts / 1000 * 1000 > s.\"ts / 1000 * 1000\")"));
        QVERIFY2(fault.empty(), fault.c_str());
        const auto large = oracle.query("SELECT * FROM typed WHERE price * qty > 48000 ORDER BY id");
        QVERIFY(large.size() > kBlotterRows);
        fault = liveTableFault(run.table("blotter"), large, kBlotterRows, inOrder);
        QVERIFY2(fault.empty(), fault.c_str());
        QCOMPARE(run.numberAt("blotter", "records_in"), static_cast<std::int64_t>(large.size()));
        QCOMPARE(run.numberAt("vwap", "late"), 0);
    }

    /// Two taps hold the same quotes, each exactly once.
    void compareTaps(const std::string& a, const std::string& b, std::int64_t count) {
        SqliteOracle oracle;
        oracle.loadCsv("a", a);
        oracle.loadCsv("b", b);
        QCOMPARE(oracle.count("SELECT COUNT(*) FROM a"), count);
        QCOMPARE(oracle.count("SELECT COUNT(*) FROM b"), count);
        QCOMPARE(oracle.count("SELECT COUNT(DISTINCT id) FROM a"), count);
        QCOMPARE(oracle.count("SELECT COUNT(*) FROM (SELECT id, symbol, price, qty, ts FROM a EXCEPT "
                              "SELECT id, symbol, price, qty, ts FROM b)"),
                 0);
    }

private Q_SLOTS:
    void everyOutputEqualsSqliteOverTheTap();
    void theTapOfAnotherRunWithTheSameSeedIsAsGood_data();
    void theTapOfAnotherRunWithTheSameSeedIsAsGood();
    void anotherSeedGivesOtherQuotes();
};

void TestTicksExample::everyOutputEqualsSqliteOverTheTap() {
    const Files files = freshFiles();
    const ExampleRun run = runTicks(files, {.set = {"count=200000"}});
    QCOMPARE(run.numberAt("quotes", "records_out"), 200'000);
    compareWithOracle(run, files, files.tap, true);
}

void TestTicksExample::theTapOfAnotherRunWithTheSameSeedIsAsGood_data() { addConcurrencyRows(); }

void TestTicksExample::theTapOfAnotherRunWithTheSameSeedIsAsGood() {
    QFETCH(QString, executor);
    QFETCH(int, workers);
    QFETCH(int, batch);
    constexpr std::int64_t kCount = 20'000;
    const std::vector<std::string> set = {"count=20000", "quotes.fields.ts.every=400 us"};
    static Files reference;
    if (reference.tap.empty()) {
        reference = freshFiles();
        runTicks(reference, {.set = set});
    }
    const Files files = freshFiles();
    const ExampleRun run = runTicks(files, {.set = set,
                                            .workers = workers,
                                            .batchSize = static_cast<std::size_t>(batch),
                                            .executor = executor.toStdString()});
    compareTaps(files.tap, reference.tap, kCount);
    compareWithOracle(run, files, reference.tap, workers == 1);
}

void TestTicksExample::anotherSeedGivesOtherQuotes() {
    const Files a = freshFiles(), b = freshFiles();
    runTicks(a, {.set = {"count=1000"}, .seed = 1});
    runTicks(b, {.set = {"count=1000"}, .seed = 2});
    SqliteOracle oracle;
    oracle.loadCsv("a", a.tap);
    oracle.loadCsv("b", b.tap);
    QVERIFY(oracle.count("SELECT COUNT(*) FROM a JOIN b USING (id) WHERE a.qty = b.qty") < 50);
}

QTEST_GUILESS_MAIN(TestTicksExample)
#include "tst_ticks_example.moc"
