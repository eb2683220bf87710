// SPDX-License-Identifier: Apache-2.0
// Which graphs may leave it to a consumer group who reads what.
#include "engine/graph/graph_json.h"
#include "engine/plan/checkpoint_rules.h"
#include "engine/plan/instance_rules.h"
#include "engine/plan/planner.h"
#include "tests/support/node_harness.h"

#include <QtTest>

using namespace millrace;
using namespace millrace::test;

namespace {

/// A graph from a source with these parameters, through `stage`, to `sink`.
Planning planned(const QByteArray& params,
                 const QByteArray& stage = R"({"kind": "filter", "params": {"where": "id > 0"}})",
                 const QByteArray& sink = R"({"kind": "discard"})") {
    const QByteArray text = QByteArray(R"json({"millrace": 1, "nodes": {
        "from": {"kind": "kafka_source", "params": {"brokers": "b:1", "topics": "t", "schema": {"id": "BIGINT", "at": "TIMESTAMP"},
                 "event_time": "at", "assignment": "group", @PARAMS@}},
        "stage": @STAGE@, "sink": @SINK@},
        "edges": [{"from": "from.out", "to": "stage.in"}, {"from": "stage.out", "to": "sink.in"}]})json")
                                .replace("@PARAMS@", params)
                                .replace("@STAGE@", stage)
                                .replace("@SINK@", sink);
    const auto document = parseGraph(text.toStdString(), "g.mill");
    return plan(document.value().document, builtinRegistry(), {});
}

QStringList errorsOf(const Diagnostics& diagnostics) {
    QStringList found;
    for (const Diagnostic& d : diagnostics)
        if (d.severity == Severity::Error) found << QString::fromStdString(d.code + ' ' + d.node);
    return found;
}

const QByteArray kGroup = R"("group": "g")";

} // namespace

class GroupRulesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aGroupDealsOutWholePartitionsWithoutEnd_data() {
        QTest::addColumn<QByteArray>("params");
        QTest::addColumn<QStringList>("errors");
        QTest::newRow("a group") << kGroup << QStringList{};
        QTest::newRow("from the end") << kGroup + R"(, "start": "latest")" << QStringList{};
        QTest::newRow("which group?") << QByteArray(R"("start": "earliest")") << QStringList{"MR3532 from"};
        QTest::newRow("an end") << kGroup + R"(, "end": "latest")" << QStringList{"MR3535 from"};
        QTest::newRow("a count") << kGroup + R"(, "end": "count", "end_count": 5)"
                                 << QStringList{"MR3535 from"};
        QTest::newRow("an offset") << kGroup + R"(, "start": "offset", "start_offset": 5)"
                                   << QStringList{"MR3535 from"};
        QTest::newRow("partitions") << kGroup + R"(, "partitions": "0-2")" << QStringList{"MR3535 from"};
        QTest::newRow("another division")
            << kGroup + R"(, "properties": {"partition.assignment.strategy": "cooperative-sticky"})"
            << QStringList{"MR3501 from"};
    }
    void aGroupDealsOutWholePartitionsWithoutEnd() {
        QFETCH(QByteArray, params);
        QTEST(errorsOf(planned(params).diagnostics), "errors");
    }

    void whatKeepsSomethingIsRefused_data() {
        QTest::addColumn<QByteArray>("stage");
        QTest::addColumn<QByteArray>("sink");
        QTest::addColumn<QStringList>("errors");
        const QByteArray none = R"({"kind": "discard"})", plain = R"({"kind": "peek"})";
        QTest::newRow("windows by key")
            << QByteArray(
                   R"json({"kind": "aggregate", "params": {"key": ["id"], "window": {"tumbling": "1 min"},
                       "columns": {"n": "COUNT(*)"}}})json")
            << none << QStringList{"MR4636 stage"};
        QTest::newRow("windows without key")
            << QByteArray(R"json({"kind": "aggregate", "params": {"window": {"tumbling": "1 min"},
                       "columns": {"n": "COUNT(*)"}}})json")
            << none << QStringList{"MR4636 stage"};
        QTest::newRow("the first ten") << QByteArray(R"({"kind": "limit", "params": {"count": 10}})") << none
                                       << QStringList{"MR4636 stage"};
        QTest::newRow("a file at the end")
            << plain << QByteArray(R"({"kind": "ndjson_sink", "params": {"path": "group_rules.ndjson"}})")
            << QStringList{"MR4637 sink"};
        QTest::newRow("a file that grows")
            << plain
            << QByteArray(
                   R"({"kind": "ndjson_sink", "params": {"path": "group_rules.ndjson", "mode": "append"}})")
            << QStringList{};
        QTest::newRow("standard output")
            << plain << QByteArray(R"({"kind": "ndjson_sink", "params": {"path": "-"}})") << QStringList{};
        QTest::newRow("a table at the end")
            << plain
            << QByteArray(
                   R"({"kind": "sqlite_sink", "params": {"path": "group_rules.sqlite", "table": "t"}})")
            << QStringList{"MR4637 sink"};
        QTest::newRow("a table that grows")
            << plain
            << QByteArray(
                   R"({"kind": "sqlite_sink", "params": {"path": "group_rules.sqlite", "table": "t", "mode": "append"}})")
            << QStringList{};
        QTest::newRow("a view") << plain << QByteArray(R"({"kind": "live_table"})") << QStringList{};
    }
    void whatKeepsSomethingIsRefused() {
        QFETCH(QByteArray, stage);
        QFETCH(QByteArray, sink);
        const Planning planning = planned(kGroup, stage, sink);
        QTEST(errorsOf(planning.diagnostics), "errors");
        for (const Diagnostic& d : planning.diagnostics)
            if (d.code == "MR4636") QVERIFY(d.hint.find("--instance K/N") != std::string::npos);
    }

    void neitherStateNorInstancesGoWithAGroup() {
        const Planning planning = planned(kGroup);
        QVERIFY(planning.plan);
        QCOMPARE(errorsOf(checkpointObstacles(*planning.plan)), QStringList{"MR4605 from"});
        QCOMPARE(errorsOf(instanceObstacles(*planning.plan, {1, 3})), QStringList{"MR4631 from"});
    }
};

QTEST_GUILESS_MAIN(GroupRulesTest)
#include "tst_group_rules.moc"
