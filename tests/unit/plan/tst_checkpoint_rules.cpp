// SPDX-License-Identifier: Apache-2.0
// What is said of a graph with a sink that decides epochs before it runs with checkpoints.
#include "engine/graph/graph_json.h"
#include "engine/plan/checkpoint_rules.h"
#include "engine/plan/planner.h"
#include "tests/support/node_harness.h"

#include <QtTest>

using namespace millrace;
using namespace millrace::test;

namespace {

/// From a source on one cluster into a sink on another one, and whatever else is wanted.
Planning planned(const QByteArray& sink, const QByteArray& checkpoint = "", const QByteArray& other = "") {
    const QByteArray text = QByteArray(R"json({"millrace": 1, "nodes": {
        "from": {"kind": "kafka_source", "params": {"brokers": "a:1", "topics": "t", "schema": {"id": "BIGINT"}}},
        "to": {"kind": "kafka_sink", "params": {"brokers": "b:1", "topic": "t" @SINK@}},
        "other": {"kind": "kafka_sink", "params": {"brokers": "c:1", "topic": "t" @OTHER@}}},
        "edges": [{"from": "from.out", "to": "to.in"}, {"from": "from.out", "to": "other.in"}],
        "checkpoint": {@CHECKPOINT@}})json")
                                .replace("@SINK@", sink)
                                .replace("@OTHER@", other)
                                .replace("@CHECKPOINT@", checkpoint);
    return plan(parseGraph(text.toStdString(), "g.mill").value().document, builtinRegistry(), {});
}

const QByteArray kOff = ", \"transactions\": \"off\"";

} // namespace

class CheckpointRulesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void transactionsLastAsLongAsEpochsMay_data() {
        QTest::addColumn<QByteArray>("sink");
        QTest::addColumn<QByteArray>("checkpoint");
        QTest::addColumn<bool>("warned");
        const QByteArray minute = ", \"transaction_timeout\": \"1 min\"";
        const QByteArray least = ", \"transaction_timeout\": \"190 s\"";
        QTest::newRow("as it is") << QByteArray() << QByteArray() << false;
        QTest::newRow("a minute") << minute << QByteArray() << true;
        QTest::newRow("just enough") << least << QByteArray() << false; // 10 s + 3 x 60 s
        QTest::newRow("one more") << least << QByteArray("\"tolerable_failures\": 3") << true;
        QTest::newRow("rarely") << least << QByteArray("\"interval\": \"11 s\"") << true;
        QTest::newRow("patient") << QByteArray() << QByteArray("\"timeout\": \"2 min\"") << true;
        QTest::newRow("impatient")
            << minute
            << QByteArray("\"timeout\": \"20 s\", \"interval\": \"10 s\", \"tolerable_failures\": 1")
            << false;
        QTest::newRow("without") << minute + kOff << QByteArray() << false;
    }
    void transactionsLastAsLongAsEpochsMay() {
        QFETCH(QByteArray, sink);
        QFETCH(QByteArray, checkpoint);
        QFETCH(bool, warned);
        const Planning planning = planned(sink, checkpoint, kOff);
        QVERIFY2(planning.plan, toText(planning.diagnostics).c_str());
        QStringList places;
        for (const Diagnostic& d : planning.diagnostics)
            if (d.code == "MR4650") places << QString::fromStdString(d.node + ' ' + d.parameter);
        QCOMPARE(places, warned ? QStringList{"to transaction_timeout"} : QStringList{});
    }

    void bothTimesAreNamed() {
        const Planning planning = planned(", \"transaction_timeout\": \"1 min\"", "", kOff);
        const std::string text = toText(planning.diagnostics);
        QVERIFY2(text.find("may take 1 min, and an epoch up to 190 s") != std::string::npos, text.c_str());
    }

    void oneClusterDecides() {
        const Planning two = planned("");
        QVERIFY2(two.plan, toText(two.diagnostics).c_str());
        const Diagnostics refused = checkpointObstacles(*two.plan);
        QCOMPARE(refused.items.size(), std::size_t{1});
        QCOMPARE(refused.items[0].code + " " + refused.items[0].node, std::string("MR4606 other"));
        QVERIFY2(refused.items[0].message.find("`other` and `to` would each decide") != std::string::npos,
                 refused.items[0].message.c_str());
        // A source on another cluster than the sink's is none: its offsets stand in the snapshot.
        const Planning one = planned("", "", kOff);
        QVERIFY2(one.plan, toText(one.diagnostics).c_str());
        QVERIFY(!checkpointObstacles(*one.plan).hasErrors());
    }
};

QTEST_APPLESS_MAIN(CheckpointRulesTest)
#include "tst_checkpoint_rules.moc"
