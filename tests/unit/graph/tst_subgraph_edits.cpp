// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "engine/graph/subgraph_edits.h"
#include "tests/support/drawn_subgraphs.h"
#include "tests/support/node_harness.h"
#include "tests/support/toy_kinds.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

/// s -> a -> b -> c -> end, with a side wire from b to `side`.
GraphDocument chain() {
    return graphOf(R"({'millrace': 1, 'nodes': {
        's': {'kind': 'toy_source', 'params': {'columns': {'x': 'INT'}}},
        'a': {'kind': 'toy_filter', 'params': {'where': 'x'}}, 'b': {'kind': 'toy_split', 'params': {'outputs':
        {'good': 'x', 'bad': 'y'}}}, 'c': {'kind': 'toy_filter', 'params': {'where': 'x'}},
        'end': {'kind': 'toy_sink'}, 'side': {'kind': 'toy_flat_sink'}},
      'edges': [{'from': 's.out', 'to': 'a.in'}, {'from': 'a.out', 'to': 'b.in'},
        {'from': 'b.good', 'to': 'c.in', 'queue': {'capacity': 9}}, {'from': 'c.out', 'to': 'end.in'},
        {'from': 'b.bad', 'to': 'side.in'}],
      'layout': {'nodes': {'s': [0, 0], 'a': [260, 0], 'b': [520, 40], 'c': [780, 0], 'end': [1040, 0],
        'side': [780, 200]}}})");
}

GraphEdit applied(GraphDocument& document, const Result<GraphEdit>& edit) {
    return edit.value().apply(document).value();
}

QStringList portsOf(const std::vector<SubgraphPort>& ports) {
    QStringList list;
    for (const SubgraphPort& port : ports)
        list << QString::fromStdString(port.name + "=" + port.inner.text());
    return list;
}

QStringList wiresOf(const GraphBody& body) {
    QStringList list;
    for (const GraphEdge& edge : body.edges)
        list << QString::fromStdString(edge.id());
    return list;
}

std::string codeOf(const Result<GraphEdit>& edit) { return edit ? "" : edit.error().items[0].code; }

QString planOfDocument(const GraphDocument& document, const Registry& registry) {
    const Planning planning = plan(document, registry, {});
    if (!planning.plan) return QString::fromStdString(writeGraph(document) + toText(planning.diagnostics));
    return QString::fromStdString(planText(*planning.plan));
}

} // namespace

class SubgraphEditsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSelectionBecomesASubgraphWithNamedPorts() {
        GraphDocument document = chain();
        const GraphDocument before = document;
        std::string instance;
        const GraphEdit inverse =
            applied(document, makeSubgraph(document, {}, {"a", "b"}, "Clean up", &instance));
        QCOMPARE(instance, std::string("clean_up"));
        QCOMPARE(wiresOf(document), QStringList({"s.out->clean_up.in", "clean_up.good->c.in", "c.out->end.in",
                                                 "clean_up.bad->side.in"}));
        QCOMPARE(document.edges[1].queue.at("capacity"), boost::json::value(9));
        const Subgraph& made = document.subgraphs.at(0);
        QCOMPARE(portsOf(made.inputs), QStringList({"in=a.in"}));
        QCOMPARE(portsOf(made.outputs), QStringList({"good=b.good", "bad=b.bad"}));
        QCOMPARE(wiresOf(made), QStringList({"a.out->b.in"}));
        QVERIFY(*made.position("b") == (Point{260, 40}));
        QCOMPARE(document.nodes[1].id, std::string("clean_up")); // in the place of the first
        QVERIFY(inverse.apply(document).has_value());
        QCOMPARE(QString::fromStdString(writeGraph(document)), QString::fromStdString(writeGraph(before)));
    }

    void unpackingIsTheReverse() {
        GraphDocument document = chain();
        applied(document, makeSubgraph(document, {}, {"a", "b"}, "Clean up", nullptr));
        std::vector<std::string> nodes;
        applied(document, unpackSubgraph(document, {}, "clean_up", &nodes));
        QCOMPARE(nodes, (std::vector<std::string>{"a", "b"}));
        QVERIFY(document.subgraphs.empty());
        GraphDocument before = chain();
        QVERIFY(document.nodes == before.nodes);
        QVERIFY(document.layout == before.layout);
        QStringList wires = wiresOf(document), were = wiresOf(before);
        wires.sort(), were.sort();
        QCOMPARE(wires, were);
    }

    void unpackingKeepsWhatTheInstanceSet() {
        GraphDocument document = chain();
        applied(document, makeSubgraph(document, {}, {"a"}, "Inner", nullptr));
        applied(document, makeSubgraph(document, {}, {"inner", "b"}, "Outer", nullptr));
        document.findNode("outer")->params["set"] = {{"inner/a.where", "x > 5"}};
        applied(document, unpackSubgraph(document, {}, "outer", nullptr));
        QCOMPARE(document.findNode("inner")->params.at("set").at("a.where"), boost::json::value("x > 5"));
        applied(document, unpackSubgraph(document, {}, "inner", nullptr));
        QCOMPARE(document.findNode("a")->params.at("where"), boost::json::value("x > 5"));
    }

    void nodesMoveInAndOut() {
        GraphDocument document = chain();
        const QString plan = planOfDocument(document, toyKinds());
        applied(document, makeSubgraph(document, {}, {"b"}, "Part", nullptr));
        // The wire between them goes inside, and the port it had with it.
        applied(document, moveIntoSubgraph(document, {}, {"a"}, "part"));
        QCOMPARE(wiresOf(document.subgraphs[0]), QStringList({"a.out->b.in"}));
        QCOMPARE(portsOf(document.subgraphs[0].inputs), QStringList({"a=a.in"}));
        QCOMPARE(planOfDocument(document, toyKinds()), plan);
        applied(document, moveOutOfSubgraph(document, {"part"}, {"b"}));
        QVERIFY(document.findNode("b") != nullptr);
        QCOMPARE(portsOf(document.subgraphs[0].outputs), QStringList({"a=a.out"}));
        QCOMPARE(planOfDocument(document, toyKinds()), plan);
    }

    void whatOtherInstancesShareIsNotMoved() {
        GraphDocument document = chain();
        applied(document, makeSubgraph(document, {}, {"a"}, "Part", nullptr));
        GraphNode other = *document.findNode("part");
        other.id = "other";
        document.nodes.push_back(other);
        QCOMPARE(codeOf(moveIntoSubgraph(document, {}, {"c"}, "part")), std::string("MR1323"));
        QCOMPARE(codeOf(moveOutOfSubgraph(document, {"part"}, {"a"})), std::string("MR1323"));
        applied(document, makeIndependent(document, {}, "other"));
        QCOMPARE(document.subgraphs.size(), std::size_t{2});
        QVERIFY(moveIntoSubgraph(document, {}, {"c"}, "part").has_value());
        // Unpacking one instance leaves the subgraph to the others.
        applied(document, unpackSubgraph(document, {}, "part", nullptr));
        QCOMPARE(document.subgraphs.size(), std::size_t{1});
    }

    void nothingComesToHoldItself() {
        GraphDocument document = chain();
        applied(document, makeSubgraph(document, {}, {"a"}, "Inner", nullptr));
        applied(document, makeSubgraph(document, {}, {"inner", "b"}, "Outer", nullptr));
        QVERIFY(wouldHoldItself(document, "inner", "outer"));
        QVERIFY(wouldHoldItself(document, "inner", "inner"));
        QVERIFY(!wouldHoldItself(document, "outer", "inner"));
    }

    void portsAreAddedRenamedAndRemovedWithTheirWires() {
        GraphDocument document = chain();
        applied(document, makeSubgraph(document, {}, {"a", "b"}, "Part", nullptr));
        applied(document, makeSubgraph(document, {}, {"part", "c"}, "Whole", nullptr));
        applied(document, renameSubgraphPort(document, "part", true, "good", "fine"));
        QCOMPARE(wiresOf(*document.findSubgraph("whole")), QStringList({"part.fine->c.in"}));
        applied(document, renameSubgraphPort(document, "part", true, "bad", "poor"));
        QVERIFY(portsOf(document.findSubgraph("whole")->outputs).contains("bad=part.poor"));
        QCOMPARE(codeOf(renameSubgraphPort(document, "part", true, "fine", "poor")), std::string("MR1325"));
        QCOMPARE(codeOf(renameSubgraphPort(document, "part", true, "fine", "A b")), std::string("MR1325"));
        std::string name;
        applied(document, addSubgraphPort(document, "part", true, {"a", "out"}, &name));
        QCOMPARE(name, std::string("out"));
        // The port of the outer subgraph that stood for it goes, and the wire there.
        applied(document, removeSubgraphPort(document, "part", true, "poor"));
        QVERIFY(!wiresOf(document).contains("whole.bad->side.in"));
        QCOMPARE(document.findSubgraph("whole")->outputs.size(), std::size_t{1});
    }

    void editsInsideTakeThePortsAlong() {
        GraphDocument document = chain();
        applied(document, makeSubgraph(document, {}, {"a", "b"}, "Part", nullptr));
        applied(document, editInSubgraph(document, "part", edit::RenameNode{"b", "parts"}));
        QCOMPARE(portsOf(document.subgraphs[0].outputs), QStringList({"good=parts.good", "bad=parts.bad"}));
        const GraphDocument before = document;
        const GraphEdit remove = edit::Composite{"Delete",
                                                 {GraphEdit(edit::RemoveEdge{{"a", "out"}, {"parts", "in"}}),
                                                  GraphEdit(edit::RemoveNode{"parts"})}};
        const GraphEdit inverse = applied(document, editInSubgraph(document, "part", remove));
        QVERIFY(document.subgraphs[0].outputs.empty());
        QCOMPARE(wiresOf(document), QStringList({"s.out->part.in", "c.out->end.in"}));
        QVERIFY(inverse.apply(document).has_value());
        QVERIFY(document == before);
    }

    /// Random edits of random graphs: each is undone to the same document, and none changes the plan.
    void randomEditsKeepThePlanAndAreUndone() {
        int done = 0;
        for (std::uint64_t seed = 0; seed < 150; ++seed) {
            SubgraphDrawer drawer(seed + 1000);
            GraphDocument document = drawer.fold(drawer.drawFlat());
            const QString plan = planOfDocument(document, builtinRegistry());
            for (int step = 0; step < 6; ++step) {
                const auto edit = drawer.rearrange(document);
                if (!edit) continue;
                const std::string before = writeGraph(document);
                const GraphEdit inverse = edit->apply(document).value();
                GraphDocument undone = document;
                QVERIFY(inverse.apply(undone).has_value());
                QCOMPARE(QString::fromStdString(writeGraph(undone)), QString::fromStdString(before));
                QCOMPARE(planOfDocument(document, builtinRegistry()), plan);
                ++done;
            }
        }
        QVERIFY2(done > 300, qPrintable(QString::number(done)));
    }
};

QTEST_GUILESS_MAIN(SubgraphEditsTest)
#include "tst_subgraph_edits.moc"
