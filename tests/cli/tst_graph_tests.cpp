// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/cli_process.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

using namespace millrace::test;

namespace {

// Readings come out of order by up to ten seconds; the sink must never be written by a test.
constexpr const char* kGraph = R"json({
  "millrace": 1,
  "parameters": { "limit": { "type": "DOUBLE", "default": 10.0 } },
  "nodes": {
    "read": { "kind": "csv_source",
              "params": { "path": "in.csv", "event_time": "ts", "watermark_delay": "10 s",
                          "schema": { "id": "STRING" } } },
    "keep": { "kind": "split", "params": { "outputs": { "high": "value > ${limit}" }, "otherwise": "low" } },
    "sum": { "kind": "aggregate",
             "params": { "key": ["id"], "window": { "tumbling": "1 min" },
                         "columns": { "n": "COUNT(*)", "mean": "AVG(value)" } } },
    "write": { "kind": "csv_sink", "params": { "path": "out.csv" } },
    "low": { "kind": "csv_sink", "params": { "path": "low.csv" } }
  },
  "edges": [
    { "from": "read.out", "to": "keep.in" },
    { "from": "keep.high", "to": "sum.in" },
    { "from": "keep.low", "to": "low.in" },
    { "from": "sum.out", "to": "write.in" }
  ],
  "tests": {
TESTS
  }
}
)json";

constexpr const char* kRows = R"json([{"ts": "2024-01-01T00:00:01Z", "id": "a", "value": 20},
    {"ts": "2024-01-01T00:00:02Z", "id": "a", "value": 30}, {"ts": "2024-01-01T00:00:03Z", "id": "b", "value": 5}])json";

} // namespace

class TestGraphTests : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    QString write(const QString& name, const QByteArray& content) {
        QFile file(folder_.filePath(name));
        if (file.open(QIODevice::WriteOnly)) file.write(content);
        return file.fileName();
    }
    /// The graph with these tests, ROWS standing for three readings.
    QString graph(QByteArray tests) {
        return write("g.mill", QByteArray(kGraph).replace("TESTS", tests.replace("ROWS", kRows)));
    }

private Q_SLOTS:
    void init() {
        for (const QString& name : QDir(folder_.path()).entryList(QDir::Files))
            QFile::remove(folder_.filePath(name));
        write("in.csv", "ts,id,value\n2020-01-01T00:00:00Z,x,1.5\n");
    }

    void F04_testsOfAGraph() {
        const QString file = graph(R"json(
"high readings are counted": { "inputs": { "read": ROWS },
  "expect": { "sum.out": [{"id": "a", "n": 2, "mean": 25.000000001}], "keep.low": [{"id": "b"}] } },
"the limit decides": { "set": { "limit": 25 }, "inputs": { "read": ROWS },
  "expect": { "sum.out": [{"id": "a", "n": 1, "mean": 30}], "low.in": [{"id": "a"}, {"id": "b"}] } }
)json");
        const CliResult result = runCli({"test", file});
        QVERIFY2(result.status == 0, (result.out + result.err).constData());
        QVERIFY2(result.out.contains("2 passed, 0 failed"), result.out.constData());
        QVERIFY(result.out.contains("high readings are counted"));
        QVERIFY(!QFile::exists(folder_.filePath("out.csv")));
        QVERIFY(!QFile::exists(folder_.filePath("low.csv")));
        // One by name.
        const CliResult one = runCli({"test", file, "the limit decides", "--json"});
        QCOMPARE(one.status, 0);
        QCOMPARE(one.json()["passed"].toInt(), 1);
        QCOMPARE(one.json()["tests"].toArray()[0].toObject()["name"].toString(),
                 QString("the limit decides"));
        QCOMPARE(runCli({"test", file, "--list"}).out,
                 QByteArray("high readings are counted\nthe limit decides\n"));
    }

    void aFailureSaysRowByRowWhatDiffers() {
        const QString file = graph(R"json("t": { "inputs": { "read": ROWS },
  "expect": { "sum.out": [{"id": "a", "n": 3, "mean": 25}, {"id": "z", "n": 1, "mean": 1}] } })json");
        const CliResult result = runCli({"test", file});
        QCOMPARE(result.status, 1);
        QVERIFY2(result.out.contains("n: 2, expected 3"), result.out.constData());
        QVERIFY2(result.out.contains("- missing     id=\"z\"  n=1  mean=1.0") ||
                     result.out.contains("- missing     id=\"z\"  n=1  mean=1"),
                 result.out.constData());
        QVERIFY2(result.out.contains("sum.out (" + file.toUtf8() + ":"), result.out.constData());
        const QJsonObject port = runCli({"test", file, "--json"})
                                     .json()["tests"]
                                     .toArray()[0]
                                     .toObject()["ports"]
                                     .toArray()[0]
                                     .toObject();
        QCOMPARE(port["line"].toInt(), 24);
        QCOMPARE(port["changed"].toArray()[0].toObject()["columns"].toArray()[0].toString(), QString("n"));
        QCOMPARE(port["missing"].toArray()[0].toObject()["id"].toString(), QString("z"));
    }

    void watermarksOfThePinnedSourceAreRespected() {
        // The third record raises the watermark to 00:01:10; the fourth belongs to a window that is closed by
        // then.
        const QString file = graph(R"json("late": { "inputs": { "read": [
    {"ts": "2024-01-01T00:00:01Z", "id": "a", "value": 20}, {"ts": "2024-01-01T00:00:59Z", "id": "a", "value": 20},
    {"ts": "2024-01-01T00:01:20Z", "id": "a", "value": 20}, {"ts": "2024-01-01T00:00:30Z", "id": "a", "value": 20},
    {"ts": "2024-01-01T00:01:11Z", "id": "a", "value": 20}] },
  "expect": { "sum.out": [{"window_start": "2024-01-01T00:00:00Z", "n": 2}, {"window_start": "2024-01-01T00:01:00Z", "n": 2}],
              "sum.late": [{"ts": "2024-01-01T00:00:30Z"}] } })json");
        const CliResult result = runCli({"test", file});
        QVERIFY2(result.status == 0, (result.out + result.err).constData());
    }

    void anyNodeCanBePinned() {
        const QString file = graph(
            R"json("middle": { "inputs": { "keep.high": [{"ts": "2024-01-01T00:00:01Z", "id": "q", "value": 1}] },
  "expect": { "sum.out": [{"id": "q", "n": 1}] } })json");
        const CliResult result = runCli({"test", file});
        QVERIFY2(result.status == 0, (result.out + result.err).constData());
    }

    void rowsMayStandInFiles() {
        write("rows.csv", "id,ts,value\na,2024-01-01T00:00:01Z,11\n\"b\",2024-01-01T00:00:02Z,12.5\n");
        write("sums.ndjson", "{\"id\": \"b\", \"mean\": 12.5}\n{\"id\": \"a\", \"mean\": 11}\n");
        const QByteArray tests = R"json("files": { "inputs": { "read": {"file": "rows.csv"} },
  "expect": { "sum.out": {"file": "sums.ndjson"} } })json";
        const CliResult result = runCli({"test", graph(tests)});
        QVERIFY2(result.status == 0, (result.out + result.err).constData());
        write("rows.csv", "id,ts,value\na,2024-01-01T00:00:01Z,11\nb,2024-01-01T00:00:02Z,much\n");
        const CliResult wrong = runCli({"test", graph(tests)});
        QCOMPARE(wrong.status, 3);
        QVERIFY2(wrong.out.contains("rows.csv:3"), wrong.out.constData());
    }

    void orderCountsWhereTheTestSaysSo() {
        const QByteArray expect = R"json("expect": { "keep.high": [{"value": 30}, {"value": 20}] } )json";
        QCOMPARE(runCli({"test", graph("\"t\": { \"inputs\": { \"read\": ROWS }, " + expect + "}")}).status,
                 0);
        const CliResult result = runCli(
            {"test", graph("\"t\": { \"ordered\": true, \"inputs\": { \"read\": ROWS }, " + expect + "}")});
        QCOMPARE(result.status, 1);
        QVERIFY2(result.out.contains("another order from row 1"), result.out.constData());
    }

    void slipsInATestAreNamed_data() {
        QTest::addColumn<QByteArray>("test");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("says");
        const auto expect = [](const QByteArray& rest) { return rest + R"("expect": { "sum.out": [] } })"; };
        QTest::newRow("node") << expect(R"({ "inputs": { "raed": [] }, )") << QByteArray("MR1503")
                              << QByteArray("did you mean `read`?");
        QTest::newRow("port") << QByteArray(R"({ "inputs": {"read": []}, "expect": { "sum.outt": [] } })")
                              << QByteArray("MR1503") << QByteArray("did you mean `out`?");
        QTest::newRow("several ports")
            << QByteArray(R"({ "inputs": {"read": []}, "expect": { "keep": [] } })") << QByteArray("MR1503")
            << QByteArray("`keep.high`");
        QTest::newRow("column") << expect(R"({ "inputs": { "read": [{"idd": "x"}] }, )")
                                << QByteArray("MR1510") << QByteArray("did you mean `id`?");
        QTest::newRow("type") << expect(R"({ "inputs": { "read": [{"value": "x"}] }, )")
                              << QByteArray("MR1511") << QByteArray("DOUBLE");
        QTest::newRow("text") << expect(R"({ "inputs": { "read": [{"id": 7}] }, )") << QByteArray("MR1511")
                              << QByteArray("in quotes");
        QTest::newRow("event time") << expect(R"({ "inputs": { "read": [{"id": "x"}] }, )")
                                    << QByteArray("MR1513") << QByteArray("ts");
        QTest::newRow("file") << expect(R"({ "inputs": { "read": {"file": "nowhere.csv"} }, )")
                              << QByteArray("MR1512") << QByteArray("nowhere.csv");
        QTest::newRow("not pinned") << expect("{ ") << QByteArray("MR1507") << QByteArray("read");
        QTest::newRow("sink") << expect(R"({ "inputs": { "write": [] }, )") << QByteArray("MR1504")
                              << QByteArray("write");
        QTest::newRow("parameter") << expect(R"({ "set": { "limt": 5 }, "inputs": { "read": [] }, )")
                                   << QByteArray("MR1401") << QByteArray("did you mean `limit`?");
        QTest::newRow("key") << expect(R"({ "input": { "read": [] }, )") << QByteArray("MR1501")
                             << QByteArray("did you mean `inputs`?");
        QTest::newRow("nothing") << QByteArray(R"({ "inputs": { "read": [] } })") << QByteArray("MR1502")
                                 << QByteArray("expects nothing");
    }
    void slipsInATestAreNamed() {
        QFETCH(QByteArray, test);
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, says);
        const QString file = graph("\"t\": " + test);
        const CliResult result = runCli({"test", file});
        QVERIFY2(result.status == 3, (result.out + result.err).constData());
        QVERIFY2(result.out.contains(code), result.out.constData());
        QVERIFY2(result.out.contains(says), result.out.constData());
        QVERIFY2(result.out.contains("g.mill:22"), result.out.constData());
    }

    void exitStatusTellsWhatWentWrong() {
        const QString file =
            graph(R"("t": { "inputs": { "read": ROWS }, "expect": { "sum.out": [{"n": 2}] } })");
        QCOMPARE(runCli({"test", file}).status, 0);
        QCOMPARE(runCli({"test"}).status, 2);
        const CliResult unknown = runCli({"test", file, "tt"});
        QCOMPARE(unknown.status, 2);
        QVERIFY(unknown.err.contains("MR5401"));
        QCOMPARE(runCli({"test", folder_.filePath("none.mill")}).status, 3);
        const CliResult none = runCli({"test", graph("")});
        QCOMPARE(none.status, 0);
        QVERIFY(none.err.contains("no tests"));
        // What a test needs of the graph is faulty.
        QFile broken(file);
        QVERIFY(broken.open(QIODevice::ReadOnly));
        write("b.mill",
              QByteArray(kGraph)
                  .replace("AVG(value)", "AVG(vlaue)")
                  .replace("TESTS", R"("t": { "inputs": { "read": [] }, "expect": { "sum.out": [] } })"));
        const CliResult faulty = runCli({"test", folder_.filePath("b.mill")});
        QCOMPARE(faulty.status, 3);
        QVERIFY2(faulty.out.contains("vlaue"), faulty.out.constData());
    }

    void theExamplesPassTheirTests_data() {
        QTest::addColumn<QString>("file");
        const QDir folder(MILLRACE_SOURCE_DIR "/resources/examples");
        for (const QString& name : folder.entryList({"*.mill"}))
            QTest::newRow(qPrintable(name)) << folder.filePath(name);
    }
    void theExamplesPassTheirTests() {
        QFETCH(QString, file);
        const CliResult result = runCli({"test", file});
        QVERIFY2(result.status == 0, (result.out + result.err).constData());
        QVERIFY2(!result.err.contains("no tests"), result.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestGraphTests)
#include "tst_graph_tests.moc"
