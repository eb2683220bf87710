// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/test_graph.h"
#include "tests/support/toy_kinds.h"

#include <QTest>
#include <algorithm>

using namespace millrace;
using namespace millrace::test;

namespace {

//   s -> f -> split -a-> k
//             split -b-> m -> k2
GraphDocument sample() {
    return graphOf(
        "{'millrace': 1, 'nodes': {"
        "'s': {'kind': 'toy_source', 'params': {'columns': {'id': 'BIGINT'}}}, "
        "'f': {'kind': 'toy_filter', 'params': {'where': 'v'}, 'concurrency': {'executor': 'processes', "
        "'restart': {'max': 1}}}, "
        "'x': {'kind': 'toy_split', 'params': {'outputs': {'a': 'v', 'b': 'w'}}}, "
        "'m': {'kind': 'toy_map', 'params': {'columns': {'a': 'x'}}}, "
        "'k': {'kind': 'toy_sink'}, 'k2': {'kind': 'toy_sink'}}, "
        "'edges': [{'from': 's', 'to': 'f'}, {'from': 'f', 'to': 'x'}, {'from': 'x.a', 'to': 'k'}, "
        "{'from': 'x.b', 'to': 'm', 'queue': {'capacity': 7}}, {'from': 'm', 'to': 'k2'}]}");
}

GraphTest testOf(std::vector<PortRef> inputs, std::vector<PortRef> expected) {
    GraphTest test;
    test.name = "t";
    for (PortRef& at : inputs)
        test.inputs.push_back({std::move(at), {}, {}, "/tests/t/inputs"});
    for (PortRef& at : expected)
        test.expected.push_back({std::move(at), {}, {}, "/tests/t/expect"});
    return test;
}

Result<TestGraph> cut(std::vector<PortRef> inputs, std::vector<PortRef> expected) {
    const JsonPositions nowhere;
    return cutForTest(sample(), testOf(std::move(inputs), std::move(expected)), toyKinds(),
                      TestPlaces(nowhere, "g.mill"));
}

QString nodesOf(const GraphDocument& graph) {
    std::vector<std::string> ids;
    for (const GraphNode& node : graph.nodes)
        ids.push_back(node.id + (node.kind.rfind("test_", 0) == 0 ? "*" : ""));
    std::sort(ids.begin(), ids.end());
    std::string text;
    for (const std::string& id : ids)
        text += (text.empty() ? "" : " ") + id;
    return QString::fromStdString(text);
}

QString wiresOf(const GraphDocument& graph) {
    std::vector<std::string> ids;
    for (const GraphEdge& edge : graph.edges)
        ids.push_back(edge.id());
    std::sort(ids.begin(), ids.end());
    std::string text;
    for (const std::string& id : ids)
        text += (text.empty() ? "" : " ") + id;
    return QString::fromStdString(text);
}

} // namespace

class TestGraphTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlyWhatIsBetweenPinsAndExpectedPortsIsCutOut() {
        const auto graph = cut({{"s", ""}}, {{"m", "out"}});
        QVERIFY(graph);
        // What the split sends elsewhere is taken all the same.
        QCOMPARE(nodesOf(graph->cut), QString("f m probe* probe_2* s* x"));
        QCOMPARE(wiresOf(graph->cut),
                 QString("f.out->x.in m.out->probe.in s.out->f.in x.a->probe_2.in x.b->m.in"));
        QCOMPARE(graph->cut.findEdge({"x", "b"}, {"m", "in"})->queue.at("capacity").to_number<int>(), 7);
        QCOMPARE(nodesOf(graph->upstream), QString("f m probe* probe_2* s x"));
        QCOMPARE(graph->pinned.size(), std::size_t{1});
        QCOMPARE(graph->pinned[0].at.text(), std::string("s.out"));
    }

    void aPinInTheMiddleCutsOffWhatIsBeforeIt() {
        const auto graph = cut({{"x", "b"}}, {{"m", "out"}});
        QVERIFY(graph);
        QCOMPARE(nodesOf(graph->cut), QString("m probe* x*"));
        QCOMPARE(wiresOf(graph->cut), QString("m.out->probe.in x.b->m.in"));
        // Its columns still come from there.
        QCOMPARE(nodesOf(graph->upstream), QString("f m probe* probe_2* s x"));
    }

    void whatArrivesAtASinkCanBeExpected() {
        const auto graph = cut({{"s", "out"}}, {{"k2", ""}});
        QVERIFY(graph);
        QVERIFY(graph->expected[0].isInput);
        QCOMPARE(nodesOf(graph->cut), QString("f m probe* probe_2* s* x"));
    }

    void outputsOfAPinnedNodeThatAreNotPinnedStayOpen() {
        const auto graph = cut({{"x", "a"}}, {{"k", "in"}, {"m", "out"}});
        QVERIFY(graph);
        QCOMPARE(graph->pinned.size(), std::size_t{2});
        QCOMPARE(graph->pinned[1].at.text(), std::string("x.b"));
        QVERIFY(graph->pinned[1].rows > 1000);
    }

    void nothingRunsInProcessesOfItsOwn() {
        const auto graph = cut({{"s", ""}}, {{"m", "out"}});
        QCOMPARE(graph->cut.findNode("f")->concurrency, (boost::json::object{{"executor", "pool"}}));
    }

    void slipsAreNamed() {
        const auto codeOf = [](const Result<TestGraph>& result) {
            return result ? std::string() : result.error().items.front().code;
        };
        QCOMPARE(codeOf(cut({{"nix", ""}}, {{"m", "out"}})), std::string("MR1503"));
        QCOMPARE(codeOf(cut({{"s", "nix"}}, {{"m", "out"}})), std::string("MR1503"));
        QCOMPARE(codeOf(cut({{"x", ""}}, {{"m", "out"}})), std::string("MR1503"));
        QCOMPARE(codeOf(cut({{"k", ""}}, {{"m", "out"}})), std::string("MR1504"));
        QCOMPARE(codeOf(cut({{"s", ""}, {"s", "out"}}, {{"m", "out"}})), std::string("MR1506"));
    }
};

QTEST_GUILESS_MAIN(TestGraphTest)
#include "tst_test_graph.moc"
