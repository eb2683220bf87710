// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "engine/operator/instance_name.h"
#include "engine/plan/instance_rules.h"
#include "engine/plan/planner.h"
#include "tests/support/node_harness.h"

#include <QtTest>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr Instance kSecondOfThree{1, 3};

/// A graph from a Kafka topic of `bus`, `route` and `at`, through `nodes`, to a table; wires as JSON. What
/// stands against its running as several instances: "CODE node" each.
QStringList obstaclesOf(const QByteArray& source, const QByteArray& nodes, const QByteArray& wires) {
    const QByteArray text =
        R"json({"millrace": 1, "nodes": {"from": @SOURCE@, @NODES@}, "edges": [@WIRES@]})json";
    const auto document = parseGraph(QByteArray(text)
                                         .replace("@SOURCE@", source)
                                         .replace("@NODES@", nodes)
                                         .replace("@WIRES@", wires)
                                         .toStdString(),
                                     "g.mill");
    if (!document) return {QString::fromStdString(toText(document.error()))};
    PlanOptions options;
    options.instance = kSecondOfThree;
    const Planning planned = plan(document->document, builtinRegistry(), options);
    if (!planned.plan) return {QString::fromStdString(toText(planned.diagnostics))};
    QStringList found;
    for (const Diagnostic& d : instanceObstacles(*planned.plan, kSecondOfThree))
        found << QString::fromStdString(d.code + ' ' + d.node);
    return found;
}

QByteArray topic(const QByteArray& partitionedBy) {
    return QByteArray(
               R"json({"kind": "kafka_source", "params": {"brokers": "b:1", "topics": "t", "end": "latest",
        "schema": {"bus": "BIGINT", "route": "STRING", "at": "TIMESTAMP"}, "event_time": "at",
        "partitioned_by": @BY@}})json")
        .replace("@BY@", partitionedBy);
}
QByteArray topic(const char* partitionedBy) { return topic(QByteArray(partitionedBy)); }

const QByteArray kTable = R"json("k": {"kind": "live_table"})json";

QByteArray perKey(const QByteArray& key) {
    return QByteArray(
               R"json("sum": {"kind": "aggregate", "params": {"key": @KEY@, "window": {"tumbling": "1 min"},
        "columns": {"n": "COUNT(*)"}}})json")
        .replace("@KEY@", key);
}

QByteArray way(const QList<QByteArray>& nodes) {
    QByteArray wires;
    for (int i = 0; i + 1 < nodes.size(); ++i)
        wires +=
            (i ? ", " : "") + ("{\"from\": \"" + nodes[i] + ".out\", \"to\": \"" + nodes[i + 1] + ".in\"}");
    return wires;
}

} // namespace

class InstanceRulesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsKeyedAsTheTopicIsMayBeDivided_data() {
        QTest::addColumn<QByteArray>("by");
        QTest::addColumn<QByteArray>("stage");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QStringList>("obstacles");
        const QByteArray none, all = R"json({"kind": "filter", "params": {"where": "bus > 0"}})json";
        const QByteArray renamed =
            R"json({"kind": "select", "params": {"keep": ["bus", "at"], "rename": {"vehicle": "bus"}}})json";
        const QByteArray made =
            R"json({"kind": "map", "params": {"columns": {"bus": "bus % 10", "vehicle": "bus"}}})json";
        const QStringList refused{"MR4632 sum"};
        QTest::newRow("the same") << QByteArray("[\"bus\"]") << none << QByteArray("[\"bus\"]")
                                  << QStringList{};
        QTest::newRow("finer") << QByteArray("[\"bus\"]") << none << QByteArray("[\"route\", \"bus\"]")
                               << QStringList{};
        QTest::newRow("another") << QByteArray("[\"bus\"]") << none << QByteArray("[\"route\"]") << refused;
        QTest::newRow("coarser") << QByteArray("[\"bus\", \"route\"]") << none << QByteArray("[\"bus\"]")
                                 << refused;
        QTest::newRow("not known") << QByteArray("[]") << none << QByteArray("[\"bus\"]") << refused;
        QTest::newRow("through a filter")
            << QByteArray("[\"bus\"]") << all << QByteArray("[\"bus\"]") << QStringList{};
        QTest::newRow("by its new name")
            << QByteArray("[\"bus\"]") << renamed << QByteArray("[\"vehicle\"]") << QStringList{};
        QTest::newRow("computed anew")
            << QByteArray("[\"bus\"]") << made << QByteArray("[\"bus\"]") << refused;
        QTest::newRow("no key") << QByteArray("[\"bus\"]") << none << QByteArray("[]") << refused;
    }
    void whatIsKeyedAsTheTopicIsMayBeDivided() {
        QFETCH(QByteArray, by);
        QFETCH(QByteArray, stage);
        QFETCH(QByteArray, key);
        const bool through = !stage.isEmpty();
        const QByteArray nodes =
            (through ? "\"s\": " + stage + ", " : QByteArray()) + perKey(key) + ", " + kTable;
        QTEST(obstaclesOf(topic(by), nodes,
                          through ? way({"from", "s", "sum", "k"}) : way({"from", "sum", "k"})),
              "obstacles");
    }

    void aSecondStageIsMeasuredByWhatTheFirstLeaves() {
        const QByteArray again = R"json("again": {"kind": "aggregate", "params": {"key": ["n"],
            "window": {"tumbling": "1 h"}, "columns": {"m": "COUNT(*)"}}})json";
        QCOMPARE(obstaclesOf(topic("[\"bus\"]"), perKey("[\"bus\"]") + ", " + again + ", " + kTable,
                             way({"from", "sum", "again", "k"})),
                 QStringList{"MR4632 again"});
    }

    void whatEveryInstanceWouldReadOrWriteIsRefused() {
        const QByteArray numbers =
            R"json({"kind": "generate", "params": {"count": 1, "fields": {"bus": {"type": "sequence"}}}})json";
        QCOMPARE(obstaclesOf(numbers, kTable, way({"from", "k"})), QStringList{"MR4631 from"});
        const auto file = [](const char* path) {
            return QByteArray(R"json("k": {"kind": "csv_sink", "params": {"path": "@"}})json")
                .replace("@", path);
        };
        QCOMPARE(obstaclesOf(topic("[]"), file("all.csv"), way({"from", "k"})), QStringList{"MR4633 k"});
        QCOMPARE(obstaclesOf(topic("[]"), file("all-${instance}.csv"), way({"from", "k"})), QStringList{});
        QCOMPARE(obstaclesOf(topic("[]"), file("-"), way({"from", "k"})), QStringList{});
        // What is staged in a database has one owner, too.
        const QByteArray table =
            R"json("k": {"kind": "sqlite_sink", "params": {"path": "all.sqlite", "table": "t", "mode": "append"}})json";
        QVERIFY(obstaclesOf(topic("[]"), table, way({"from", "k"})).contains("MR4633 k"));
    }

    void whatComesTogetherIsDividedAlike() {
        const QByteArray other = "\"other\": " + topic("[\"route\"]") + ", ";
        const QByteArray wires =
            way({"from", "sum", "k"}) + R"json(, {"from": "other.out", "to": "sum.in"})json";
        QCOMPARE(
            obstaclesOf(topic("[\"bus\"]"), other + perKey("[\"bus\", \"route\"]") + ", " + kTable, wires),
            QStringList{"MR4632 sum"});
    }

    void anInstanceHasAName() { QCOMPARE(nameOf(kSecondOfThree), std::string("2-of-3")); }
};

QTEST_GUILESS_MAIN(InstanceRulesTest)
#include "tst_instance_rules.moc"
