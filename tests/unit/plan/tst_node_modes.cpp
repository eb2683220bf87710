// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_edit.h"
#include "engine/graph/graph_json.h"
#include "tests/support/node_harness.h"
#include "tests/support/run_graph.h"
#include "tests/support/run_reading.h"
#include "tests/support/toy_kinds.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

/// s -> a -> b -> end, and the modes of a and b.
std::string chainWith(const std::string& a, const std::string& b) {
    return "{'millrace': 1, 'nodes': {"
           "'s': {'kind': 'generate', 'params': {'count': 100, 'fields': {'id': {'type': 'sequence'}}}},"
           "'a': {'kind': 'filter', 'mode': '" +
           a + "', 'params': {'where': 'id < 10'}}, 'b': {'kind': 'map', 'mode': '" + b +
           "', 'params': {'columns': {'x': 'id + 1'}}}, 'end': {'kind': 'discard'}},"
           "'edges': [{'from': 's.out', 'to': 'a.in'}, {'from': 'a.out', 'to': 'b.in'},"
           "{'from': 'b.out', 'to': 'end.in'}]}";
}

RunOutcome runOf(const std::string& text) { return runGraph(graphOf(text), builtinRegistry()); }

QStringList nodesOf(const Plan& plan) {
    QStringList nodes;
    for (const PlanVertex& vertex : plan.vertices)
        nodes << QString::fromStdString(vertex.node);
    nodes.sort();
    return nodes;
}

constexpr const char* kSource = "'s': {'kind': 'toy_source', 'params': {'columns': {'a': 'INT'}}}";

} // namespace

/// Nodes that are bypassed or disabled.
class NodeModesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void E07_aBypassedNodePassesRecordsOnAsTheyAre() {
        const RunOutcome enabled = runOf(chainWith("enabled", "enabled"));
        QVERIFY2(enabled.ok(), enabled.text().c_str());
        QCOMPARE(recordsInto(enabled, "end"), 10);
        const RunOutcome bypassed = runOf(chainWith("bypassed", "enabled"));
        QVERIFY2(bypassed.ok(), bypassed.text().c_str());
        QCOMPARE(recordsInto(bypassed, "a"), 100);
        QCOMPARE(recordsInto(bypassed, "end"), 100);
        QCOMPARE(bypassed.plan->edges.size(), std::size_t{3});
        QCOMPARE(bypassed.plan->edges[1].id, std::string("a.out->b.in"));
        QVERIFY(*bypassed.plan->find("a")->bound.outputs[0] == *bypassed.plan->find("s")->bound.outputs[0]);
    }

    void aBypassedNodeRunsNoneOfItsParameters() {
        // Neither a wrong value nor a missing graph parameter matters while the node is passed by.
        const Planning planning =
            planOf("{'millrace': 1, 'nodes': {" + std::string(kSource) +
                   ", 'f': {'kind': 'toy_filter', 'mode': 'bypassed', 'params': {'where': "
                   "'${nothing}', 'limit': 'much'}, 'concurrency': {'workers': 0}},"
                   "'end': {'kind': 'toy_sink'}}, 'edges': [{'from': 's.out', 'to': 'f.in'},"
                   "{'from': 'f.out', 'to': 'end.in'}]}");
        QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
        QVERIFY(planning.plan->find("f")->params.values().empty());
        QVERIFY(planning.plan->document.findNode("f")->params.contains("where")); // kept as written
        QVERIFY(planning.schemas.contains("f.in") && planning.schemas.contains("f.out"));
    }

    void theFirstInputGoesToTheFirstDataOutput() {
        const Planning planning =
            planOf("{'millrace': 1, 'nodes': {" + std::string(kSource) +
                   ", 't': {'kind': 'toy_source', 'params': {'columns': {'b': 'INT'}}},"
                   "'j': {'kind': 'toy_join', 'mode': 'bypassed'},"
                   "'p': {'kind': 'toy_split', 'mode': 'bypassed', 'params': {'outputs': {'good': 'x', "
                   "'bad': 'y'}}},"
                   "'end': {'kind': 'toy_sink'}, 'away': {'kind': 'toy_flat_sink'}}, 'edges': ["
                   "{'from': 's.out', 'to': 'j.left'}, {'from': 't.out', 'to': 'j.right'},"
                   "{'from': 'j.out', 'to': 'p.in'}, {'from': 'p.good', 'to': 'end.in'},"
                   "{'from': 'p.bad', 'to': 'away.in'}]}");
        QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
        // The wire into the other input is gone, and so is what only the other output fed.
        QCOMPARE(nodesOf(*planning.plan), QStringList({"end", "j", "p", "s", "t"}));
        QCOMPARE(planning.plan->edges.size(), std::size_t{3});
        QCOMPARE(planning.plan->find("end")->inputs[0]->field(0).name, std::string("a"));
        // That nothing is connected there now is no news.
        QVERIFY2(planning.diagnostics.empty(), toText(planning.diagnostics).c_str());
    }

    void E07_aDisabledNodeTakesAwayWhatGetsNoRecordsAnyMore() {
        const RunOutcome outcome = runOf(chainWith("disabled", "enabled"));
        QVERIFY2(outcome.ok(), outcome.text().c_str());
        QCOMPARE(nodesOf(*outcome.plan), QStringList({"s"}));
        QVERIFY2(outcome.diagnostics.empty(), toText(outcome.diagnostics).c_str());
        QVERIFY(outcome.plan->document.findNode("a")->mode == NodeMode::Disabled);
    }

    void whatOthersStillFeedStays() {
        const Planning planning =
            planOf("{'millrace': 1, 'nodes': {" + std::string(kSource) +
                   ", 'f': {'kind': 'toy_filter', 'mode': 'disabled', 'params': {'where': 'x'}},"
                   "'g': {'kind': 'toy_filter', 'params': {'where': 'x'}}, 'end': {'kind': 'toy_sink'}},"
                   "'edges': [{'from': 's.out', 'to': 'f.in'}, {'from': 's.out', 'to': 'g.in'},"
                   "{'from': 'f.out', 'to': 'end.in'}, {'from': 'g.out', 'to': 'end.in'}]}");
        QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
        QCOMPARE(nodesOf(*planning.plan), QStringList({"end", "g", "s"}));
    }

    void aCycleWithoutItsSourceIsGone() {
        const Planning planning =
            planOf("{'millrace': 1, 'nodes': {" + std::string(kSource) +
                   ", 't': {'kind': 'toy_source', 'mode': 'disabled', 'params': {'columns': {'a': 'INT'}}},"
                   "'q': {'kind': 'toy_queue'}, 'f': {'kind': 'toy_filter', 'params': {'where': 'x'}},"
                   "'end': {'kind': 'toy_sink'}}, 'edges': [{'from': 't.out', 'to': 'q.in'},"
                   "{'from': 'q.out', 'to': 'f.in'}, {'from': 'f.out', 'to': 'q.in'}, {'from': 's.out', "
                   "'to': 'end.in'}]}");
        QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
        QCOMPARE(nodesOf(*planning.plan), QStringList({"end", "s"}));
    }

    void anInputThatGetsNothingAnyMoreIsAnError() {
        const Planning planning =
            planOf("{'millrace': 1, 'nodes': {" + std::string(kSource) +
                   ", 't': {'kind': 'toy_source', 'mode': 'disabled', 'params': {'columns': "
                   "{'b': 'INT'}}}, 'j': {'kind': 'toy_join'}, 'end': {'kind': 'toy_sink'}},"
                   "'edges': [{'from': 's.out', 'to': 'j.left'},"
                   "{'from': 't.out', 'to': 'j.right'}, {'from': 'j.out', 'to': 'end.in'}]}");
        QCOMPARE(codesOf(planning.diagnostics, true), std::string("MR1191"));
        const Diagnostic& d = planning.diagnostics.items[0];
        QCOMPARE(d.node + "." + d.port, std::string("j.right"));
        QVERIFY(!d.hint.empty());
    }

    void sourcesAndSinksCannotBeBypassedButDisabled() {
        GraphDocument document = graphOf(
            "{'millrace': 1, 'nodes': {'s': {'kind': 'toy_source', 'mode': "
            "'bypassed', 'params': {'columns': {'a': 'INT'}}}, 'end': {'kind': "
            "'toy_sink', 'mode': 'bypassed'}}, 'edges': [{'from': 's.out', 'to': "
            "'end.in'}]}");
        const Planning planning = plan(document, toyKinds(), {});
        QCOMPARE(codesOf(planning.diagnostics), std::string("MR1190 MR1190"));
        const Diagnostic* d = finding(planning.diagnostics, "MR1190");
        QCOMPARE(d->node, std::string("s"));
        QVERIFY(d->fix != nullptr);
        QVERIFY(d->fix->apply(document).has_value());
        QVERIFY(document.findNode("s")->mode == NodeMode::Disabled);
    }

    void aGraphWithNothingLeftSaysSo() {
        const Planning planning = planOf(
            "{'millrace': 1, 'nodes': {'s': {'kind': 'toy_source', 'mode': 'disabled', 'params': {'columns': "
            "{'a': "
            "'INT'}}}, 'end': {'kind': 'toy_sink'}}, 'edges': [{'from': 's.out', 'to': 'end.in'}]}");
        QCOMPARE(codesOf(planning.diagnostics, true), std::string("MR1100"));
        QVERIFY(planning.diagnostics.items[0].message.find("disabled") != std::string::npos);
    }

    void aDisabledNodeMayBeBroken() {
        const Planning planning =
            planOf("{'millrace': 1, 'nodes': {" + std::string(kSource) +
                   ", 'end': {'kind': 'toy_sink'}, 'x': {'kind': 'of_tomorrow', 'mode': 'disabled'}},"
                   "'edges': [{'from': 's.out', 'to': 'end.in'}, {'from': 's.rejected', 'to': 'x.in'}]}");
        QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
    }
};

QTEST_GUILESS_MAIN(NodeModesTest)
#include "tst_node_modes.moc"
