// SPDX-License-Identifier: Apache-2.0
#include "tests/support/example_run.h"
#include "tests/support/node_harness.h"
#include "tests/support/run_graph.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using namespace millrace::test;

namespace json = boost::json;

namespace {

/// Out-of-order readings, some of them late, through `stages` (in a row) into windows per key; the windows
/// and the late records are written to files.
json::object graphWith(const json::array& stages) {
    json::object graph = json::parse(R"json({
        "millrace": 1, "name": "Stages",
        "nodes": {
            "readings": {"kind": "generate", "params": {"count": 4000, "watermark_delay": "1 s", "fields": {
                "id": {"type": "sequence"},
                "k": {"type": "uniform", "as": "BIGINT", "min": 0, "max": 12},
                "v": {"type": "uniform", "as": "BIGINT", "min": 0, "max": 100},
                "ts": {"type": "timestamp", "from": "2024-01-01T00:00:00Z", "every": "20 ms", "jitter": "3 s"}}}},
            "sums": {"kind": "aggregate", "params": {"key": ["k"], "window": {"tumbling": "2 s"},
                     "columns": {"n": "COUNT(*)", "sum": "SUM(v)", "last": "MAX(ts)"}}},
            "windows": {"kind": "csv_sink", "params": {"path": "windows.csv"}},
            "late": {"kind": "csv_sink", "params": {"path": "late.csv"}}},
        "edges": [{"from": "sums.out", "to": "windows.in"}, {"from": "sums.late", "to": "late.in"}]})json")
                             .as_object();
    std::string from = "readings.out";
    for (std::size_t i = 0; i < stages.size(); ++i) {
        const std::string id = "stage_" + std::to_string(i);
        graph["nodes"].as_object()[id] = stages[i];
        graph["edges"].as_array().push_back(json::object{{"from", from}, {"to", id + ".in"}});
        from = id + ".out";
    }
    graph["edges"].as_array().push_back(json::object{{"from", from}, {"to", "sums.in"}});
    return graph;
}

QString sortedLines(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return "no file " + path;
    QStringList lines = QString::fromUtf8(file.readAll()).split('\n');
    lines.sort();
    return lines.join('\n');
}

ExampleOptions inBatchesOf(std::size_t rows) {
    ExampleOptions options;
    options.batchSize = rows;
    return options;
}

/// Both files of a run, lines sorted.
QString outcome(const json::object& graph, const ExampleOptions& options) {
    const QTemporaryDir folder;
    const QString path = folder.filePath("graph.mill");
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return "cannot write";
    const std::string text = json::serialize(graph);
    file.write(text.data(), static_cast<qint64>(text.size()));
    file.close();
    runExample(path.toStdString(), options);
    return sortedLines(folder.filePath("windows.csv")) + "\n--\n" + sortedLines(folder.filePath("late.csv"));
}

} // namespace

/// The same graph gives the same windows and the same late records, whatever stands before the windows and
/// however it is run.
class tst_stages_on_engine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        reference_ = outcome(graphWith({}), inBatchesOf(1024));
        QVERIFY(reference_.count('\n') > 500);
        QVERIFY2(reference_.section("\n--\n", 1).count('\n') > 100, "some records must be late");
    }

    void stagesThatPassEverythingChangeNoWindow_data() {
        QTest::addColumn<QString>("stages");
        QTest::newRow("queue") << R"([{"kind": "queue", "params": {"capacity": 64}}])";
        QTest::newRow("batch") << R"([{"kind": "batch", "params": {"size": 300, "linger": "1 s"}}])";
        QTest::newRow("rate_limit") << R"([{"kind": "rate_limit", "params": {"rate": 40000, "burst": 10}}])";
        QTest::newRow("work") << R"([{"kind": "work", "params": {"time": "5 us"}}])";
        QTest::newRow("waits in flight, as they end")
            << R"([{"kind": "work", "params": {"mode": "wait", "time": "100 us", "distribution": "exponential"},
                    "concurrency": {"executor": "async", "workers": 64}}])";
        QTest::newRow("waits in flight, in order")
            << R"([{"kind": "work", "params": {"mode": "wait", "time": "100 us", "distribution": "exponential"},
                    "concurrency": {"executor": "async", "workers": 64, "ordering": "ordered"}}])";
        QTest::newRow("waits in flight, one a batch")
            << R"([{"kind": "work", "params": {"mode": "wait", "time": "1 ms", "per": "batch"},
                    "concurrency": {"executor": "async", "workers": 4}}])";
        QTest::newRow("filter, map and peek")
            << R"([{"kind": "filter", "params": {"where": "v >= 0"}}, {"kind": "peek"},
                   {"kind": "map", "params": {"columns": {"extra": "v + 1"}}}])";
        QTest::newRow("sort") << R"([{"kind": "sort", "params": {"by": [{"column": "v"}]}}])";
        QTest::newRow("limit") << R"([{"kind": "limit", "params": {"count": 4000}}])";
        QTest::newRow("select and rolling")
            << R"json([{"kind": "select", "params": {"keep": ["ts", "v", "k"]}},
                       {"kind": "rolling", "params": {"key": ["k"], "rows": 5, "columns": {"mean": "AVG(v)"}}}])json";
        QTest::newRow("merge") << R"([{"kind": "merge"}])";
    }
    void stagesThatPassEverythingChangeNoWindow() {
        QFETCH(QString, stages);
        const json::object graph = graphWith(json::parse(stages.toStdString()).as_array());
        for (const std::size_t batchSize : {2, 1024})
            QCOMPARE(withoutLateColumns(outcome(graph, inBatchesOf(batchSize))),
                     withoutLateColumns(reference_));
    }

    void executorsWorkersAndBatchesChangeNoWindow_data() {
        QTest::addColumn<QString>("executor");
        QTest::addColumn<int>("workers");
        QTest::addColumn<int>("batchSize");
        for (const char* executor : {"threads", "pool"})
            for (const int workers : {1, 3})
                for (const int batchSize : {1, 2, 1024})
                    QTest::addRow("%s x %d, batches of %d", executor, workers, batchSize)
                        << executor << workers << batchSize;
    }
    void executorsWorkersAndBatchesChangeNoWindow() {
        QFETCH(QString, executor);
        QFETCH(int, workers);
        QFETCH(int, batchSize);
        ExampleOptions options = inBatchesOf(static_cast<std::size_t>(batchSize));
        options.workers = workers;
        options.executor = executor.toStdString();
        const json::object graph =
            graphWith(json::parse(R"([{"kind": "filter", "params": {"where": "v >= 0"}}])").as_array());
        QCOMPARE(outcome(graph, options), reference_);
    }

    void workOnTheThreadOfTheEventLoopIsWarnedOf_data() {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<bool>("warns");
        QTest::newRow("cpu") << "cpu" << true;
        QTest::newRow("lock") << "lock" << true;
        QTest::newRow("wait") << "wait" << false;
    }
    void workOnTheThreadOfTheEventLoopIsWarnedOf() {
        QFETCH(QString, mode);
        QFETCH(bool, warns);
        const QString graph = R"({"millrace": 1, "nodes": {
            "ids": {"kind": "generate", "params": {"count": 10, "fields": {"id": {"type": "sequence"}}}},
            "work": {"kind": "work", "params": {"mode": "%1", "time": "1 us"},
                     "concurrency": {"executor": "async"}},
            "end": {"kind": "discard"}},
            "edges": [{"from": "ids.out", "to": "work.in"}, {"from": "work.out", "to": "end.in"}]})";
        const RunOutcome run = runGraphText(graph.arg(mode).toStdString(), builtinRegistry());
        QVERIFY2(run.ok(), run.text().c_str());
        const auto isWarning = [](const millrace::Diagnostic& d) { return d.code == "MR4121"; };
        QCOMPARE(std::any_of(run.diagnostics.begin(), run.diagnostics.end(), isWarning), warns);
    }

    void spreadingAndMergingChangesNoWindow() {
        json::object graph = graphWith({});
        json::object& nodes = graph["nodes"].as_object();
        nodes["spread"] =
            json::parse(R"({"kind": "partition", "params": {"outputs": 3, "by": "round_robin"}})");
        nodes["together"] = json::parse(R"({"kind": "merge"})");
        json::array edges = json::parse(R"([{"from": "readings.out", "to": "spread.in"}])").as_array();
        for (const char* port : {"out_1", "out_2", "out_3"})
            edges.push_back(json::object{{"from", std::string("spread.") + port}, {"to", "together.in"}});
        edges.push_back(json::object{{"from", "together.out"}, {"to", "sums.in"}});
        for (const json::value& edge : graph["edges"].as_array())
            if (edge.at("from").as_string() != "readings.out") edges.push_back(edge);
        graph["edges"] = edges;
        QCOMPARE(outcome(graph, inBatchesOf(16)), reference_);
    }

private:
    /// Windows as they are; of the late records only how many, since stages before may have changed their
    /// columns.
    static QString withoutLateColumns(const QString& text) {
        const QString late = text.section("\n--\n", 1);
        return text.section("\n--\n", 0, 0) + QString("\n%1 late").arg(late.count('\n'));
    }

    QString reference_;
};

QTEST_GUILESS_MAIN(tst_stages_on_engine)
#include "tst_stages_on_engine.moc"
