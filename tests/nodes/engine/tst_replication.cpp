// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "engine/plan/planner.h"
#include "tests/support/json_rows.h"
#include "tests/support/node_harness.h"
#include "tests/support/run_graph.h"

#include <QTest>
#include <algorithm>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr const char* kReadings =
    R"("readings": {"kind": "generate", "params": {"count": 50000, "fields": {
        "k": {"type": "uniform", "as": "BIGINT", "min": 0, "max": 40},
        "v": {"type": "uniform", "as": "BIGINT", "min": 0, "max": 1000},
        "ts": {"type": "timestamp", "from": "2024-01-01T00:00:00Z", "every": "2 ms"}}}})";

/// readings -> fast -> the nodes and wires given; `concurrency` of the filter.
std::string graphOf(const std::string& nodes, const std::string& wires,
                    const std::string& concurrency = "{}") {
    return R"({"millrace": 1, "nodes": {)" + std::string(kReadings) +
           R"(, "fast": {"kind": "filter", "params": {"where": "v >= 100"}, "concurrency": )" + concurrency +
           "}, " + nodes + R"(}, "edges": [{"from": "readings.out", "to": "fast.in"}, )" + wires + "]}";
}

std::string aggregated(const std::string& params, const std::string& concurrency = "{}") {
    return graphOf(R"("sums": {"kind": "aggregate", "params": )" + params +
                       R"(}, "shown": {"kind": "live_table", "params": {"rows": 10000}})",
                   R"({"from": "fast.out", "to": "sums.in"}, {"from": "sums.out", "to": "shown.in"})",
                   concurrency);
}

constexpr const char* kKeys = R"json({"key": ["k"], "columns": {
        "n": "COUNT(*)", "sum": "SUM(v)", "least": "MIN(v)", "kinds": "COUNT(DISTINCT v)"}})json";
constexpr const char* kWindows =
    R"json({"key": ["k"], "window": {"tumbling": "1 s"}, "columns": {"n": "COUNT(*)", "sum": "SUM(v)"}})json";

int workersOf(const std::string& text, const std::string& node, int cores = 2) {
    const auto file = parseGraph(text);
    if (!file) return -1;
    PlanOptions options;
    options.cores = cores;
    const Planning planning = plan(file->document, builtinRegistry(), options);
    const PlanVertex* const vertex = planning.plan ? planning.plan->find(node) : nullptr;
    return vertex ? planning.plan->chains[vertex->chain].workers : -1;
}

/// The rows of the live table, sorted.
std::vector<std::string> shownBy(const std::string& text, const RunGraphOptions& options) {
    const RunOutcome outcome = runGraphText(text, builtinRegistry(), options);
    if (!outcome.ok()) return {outcome.text()};
    const RecordBatch& table = outcome.published.at("shown");
    std::vector<std::string> rows;
    for (const auto& row : rowsOf({table}))
        rows.push_back(rowText(row, *table.schema()));
    std::sort(rows.begin(), rows.end());
    return rows;
}

RunGraphOptions onCores(int cores, std::size_t batchSize = 1024, bool fuse = true) {
    RunGraphOptions options;
    options.poolWorkers = cores;
    options.batchSize = batchSize;
    options.allowFusion = fuse;
    return options;
}

} // namespace

/// Chains that the planner runs once per core on a share of the source.
class ReplicationTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDividedSourceRunsOncePerCoreUpToTheAggregate() {
        const std::string text = aggregated(kKeys);
        for (const char* node : {"readings", "fast", "sums"})
            QCOMPARE(workersOf(text, node, 4), 4);
        QCOMPARE(workersOf(text, "shown", 4), 1);
        QCOMPARE(workersOf(text, "readings", 1), 1);
    }

    void theResultIsThatOfOneCore_data() {
        QTest::addColumn<QString>("params");
        QTest::newRow("keys") << kKeys;
        QTest::newRow("keys and windows") << kWindows;
        QTest::newRow("keys and times")
            << R"json({"key": ["k"], "columns": {"n": "COUNT(*)", "last": "MAX(ts)"}})json";
        QTest::newRow("windows")
            << R"json({"window": {"tumbling": "7 s"}, "columns": {"n": "COUNT(*)"}})json";
        QTest::newRow("one group") << R"json({"columns": {"n": "COUNT(*)", "sum": "SUM(v)"}})json";
        QTest::newRow("one group of nothing")
            << R"json({"columns": {"n": "COUNT(*) FILTER (WHERE v < 0)", "sum": "SUM(v) FILTER (WHERE v < 0)"}})json";
    }
    void theResultIsThatOfOneCore() {
        QFETCH(QString, params);
        const std::string text = aggregated(params.toStdString());
        const std::vector<std::string> expected = shownBy(text, onCores(1));
        QVERIFY(!expected.empty());
        for (const int cores : {2, 3})
            for (const std::size_t batchSize : {std::size_t{7}, std::size_t{1024}})
                for (const bool fuse : {true, false})
                    QCOMPARE(shownBy(text, onCores(cores, batchSize, fuse)), expected);
    }

    void whatTheDocumentSaysIsLeftAlone() {
        const std::string text = aggregated(kKeys, R"({"workers": 1})");
        for (const char* node : {"readings", "fast", "sums"})
            QCOMPARE(workersOf(text, node), 1);
        QCOMPARE(workersOf(aggregated(kKeys, R"({"executor": "threads"})"), "readings"), 1);
        QCOMPARE(workersOf(aggregated(kKeys, R"({"executor": "pool"})"), "readings"), 2);
        QCOMPARE(workersOf(aggregated(kKeys, R"({"executor": "inline"})"), "sums"), 2);
    }

    void nothingIsDividedWhereOrderCouldBeSeen() {
        const std::string shown =
            graphOf(R"("shown": {"kind": "live_table"})", R"({"from": "fast.out", "to": "shown.in"})");
        QCOMPARE(workersOf(shown, "readings"), 1);
        // Of equals MIN_BY takes the first one.
        QCOMPARE(
            workersOf(aggregated(R"json({"key": ["k"], "columns": {"first": "MIN_BY(ts, v)"}})json"), "sums"),
            1);
        const std::string both =
            graphOf(R"("end": {"kind": "discard"}, "shown": {"kind": "live_table"})",
                    R"({"from": "fast.out", "to": "end.in"}, {"from": "fast.out", "to": "shown.in"})");
        QCOMPARE(workersOf(both, "readings"), 1);
        const std::string rolling = graphOf(
            R"json("sums": {"kind": "aggregate", "params": {"key": ["k"], "columns": {"n": "COUNT(*)"}}},
               "mean": {"kind": "rolling", "params": {"key": ["k"], "rows": 3, "columns": {"m": "AVG(n)"}}}, "end": {"kind": "discard"})json",
            R"({"from": "fast.out", "to": "sums.in"}, {"from": "sums.out", "to": "mean.in"}, {"from": "mean.out", "to": "end.in"})");
        QCOMPARE(workersOf(rolling, "sums"), 1);
    }

    void windowsAreNotDivided() {
        // A copy that is ahead would pile them up until the others come.
        QCOMPARE(workersOf(aggregated(kWindows), "sums"), 1);
        QCOMPARE(workersOf(aggregated(kWindows), "readings"), 1);
    }

    void aDiscardNeedsNoOrder() {
        const std::string text =
            graphOf(R"("end": {"kind": "discard"})", R"({"from": "fast.out", "to": "end.in"})");
        QCOMPARE(workersOf(text, "end"), 2);
        const RunOutcome outcome = runGraphText(text, builtinRegistry(), onCores(2));
        QVERIFY2(outcome.ok(), outcome.text().c_str());
        QCOMPARE(outcome.frame.nodes.front().recordsOut, 50000);
    }
};

QTEST_GUILESS_MAIN(ReplicationTest)
#include "tst_replication.moc"
