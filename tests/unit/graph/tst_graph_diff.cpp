// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/graph/graph_diff.h"
#include "engine/graph/graph_edit.h"
#include "engine/graph/graph_json.h"

#include <QTest>
#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <set>

using namespace millrace;

namespace {

GraphDocument graph(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    auto file = parseGraph(text);
    if (!file) throw std::runtime_error(toText(file.error()));
    return file->document;
}

GraphDocument sample() {
    return graph(
        R"({'millrace': 1, 'name': 'Sample', 'parameters': {'limit': {'type': 'DOUBLE', 'default': 5}},
        'nodes': {
            'read': {'kind': 'csv_source', 'params': {'path': 'x.csv', 'schema': {'id': 'STRING'}}},
            'clean': {'kind': 'filter', 'title': 'Clean', 'params': {'where': 'x > 0'}},
            'sum': {'kind': 'aggregate', 'params': {'key': ['id'], 'columns': {'n': 'COUNT(*)'}},
                    'concurrency': {'workers': 2}},
            'write': {'kind': 'csv_sink', 'params': {'path': 'y.csv'}}},
        'edges': [{'from': 'read', 'to': 'clean'}, {'from': 'clean', 'to': 'sum', 'queue': {'capacity': 10}},
                  {'from': 'sum', 'to': 'write'}],
        'tests': {'one': {'inputs': {'read': [{'id': 'a'}, {'id': 'b'}]}, 'expect': {'sum.out': []}}},
        'layout': {'nodes': {'read': [0, 0], 'clean': [200, 0], 'sum': [400, 0], 'write': [600, 0]}}})");
}

GraphDocument after(GraphDocument document, std::vector<GraphEdit> edits) {
    for (const GraphEdit& edit : edits)
        if (const auto done = edit.apply(document); !done) throw std::runtime_error(toText(done.error()));
    return document;
}

GraphNode nodeOf(const std::string& id, const std::string& kind, boost::json::object params) {
    GraphNode node;
    node.id = id;
    node.kind = kind;
    node.params = std::move(params);
    return node;
}

GraphEdge wireOf(PortRef from, PortRef to) {
    GraphEdge edge;
    edge.from = std::move(from);
    edge.to = std::move(to);
    return edge;
}

QString changes(const GraphDocument& a, const GraphDocument& b, bool moves = false) {
    return QString::fromStdString(toText(diffGraphs(a, b, {.moves = moves})));
}

} // namespace

class GraphDiffTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aGraphDoesNotDifferFromItself() {
        QVERIFY(diffGraphs(sample(), sample(), {.moves = true}).empty());
        QVERIFY(diffGraphs({}, {}, {.moves = true}).empty());
    }

    void eachEditIsNamed() {
        const GraphDocument a = sample();
        const std::map<std::string, GraphEdit> cases{
            {"~ node clean: params.where = \"x > 1\" (was \"x > 0\")\n",
             edit::SetParam{"clean", "where", "x > 1"}},
            {"~ node read: params.schema removed (was { \"id\": \"STRING\" })\n",
             edit::SetParam{"read", "schema.id", std::nullopt}},
            {"~ node clean: title removed (was \"Clean\")\n", edit::SetTitle{"clean", ""}},
            {"~ node clean: kind = \"limit\" (was \"filter\")\n", edit::SetKind{"clean", "limit"}},
            {"~ node clean: mode = \"bypassed\" (was \"enabled\")\n",
             edit::SetMode{"clean", NodeMode::Bypassed}},
            {"~ node sum: concurrency.workers = 4 (was 2)\n",
             edit::SetConcurrency{"sum", boost::json::object{{"workers", 4}}}},
            {"~ wire clean.out->sum.in: partitioning = \"round_robin\" (was not set)\n"
             "~ wire clean.out->sum.in: queue.capacity = 20 (was 10)\n",
             edit::SetEdge{
                 {"clean", "out"}, {"sum", "in"}, boost::json::object{{"capacity", 20}}, "round_robin"}},
            {"- wire sum.out->write.in\n", edit::RemoveEdge{{"sum", "out"}, {"write", "in"}, {}}},
            {"+ wire read.rejected->write.in\n",
             edit::AddEdge{wireOf({"read", "rejected"}, {"write", "in"})}},
            {"> node tidy, was clean\n", edit::RenameNode{"clean", "tidy"}},
            {"+ node more (limit): { \"params\": { \"count\": 3 } }\n",
             edit::AddNode{nodeOf("more", "limit", {{"count", 3}})}},
            {"~ graph: name = \"Other\" (was \"Sample\")\n~ graph: notes = \"N\" (was not set)\n",
             edit::SetGraphText{"Other", "N"}},
            {"- parameter limit: { \"type\": \"DOUBLE\", \"default\": 5 }\n",
             edit::SetGraphParameter{"limit", std::nullopt}},
            {"- test \"one\"\n", edit::SetTests{}},
        };
        for (const auto& [expected, edit] : cases) {
            const std::string got = changes(a, after(a, {edit}), true).toStdString();
            std::string sorted = expected;
            const auto sortLines = [](std::string text) {
                QStringList lines = QString::fromStdString(text).split('\n', Qt::SkipEmptyParts);
                lines.sort();
                return lines.join('\n');
            };
            QCOMPARE(sortLines(got), sortLines(sorted));
        }
    }

    void blocksOfTheGraphAreComparedMemberByMember() {
        GraphDocument a = sample(), b = sample();
        a.simulation = {{"cores", 2}, {"nodes", {{"read", {{"rate", 100}}}}}};
        b.simulation = {{"cores", 4}, {"nodes", {{"read", {{"rate", 100}}}}}};
        b.checkpoint = {{"interval", "1 s"}};
        QCOMPARE(changes(a, b), QString("~ graph: checkpoint.interval = \"1 s\" (was not set)\n"
                                        "~ graph: simulation.cores = 4 (was 2)\n"));
    }

    void movesAreTold_onlyWhenAskedFor() {
        const GraphDocument a = sample();
        const GraphDocument b = after(a, {edit::MoveNodes{{{"read", Point{0, 50}}}},
                                          edit::SetBends{{"read", "out"}, {"clean", "in"}, {{100, 20}}}});
        QCOMPARE(changes(a, b), QString());
        QCOMPARE(changes(a, b, true), QString(". node read: position = [0, 50] (was [0, 0])\n"
                                              ". wire read.out->clean.in: bends = [[100, 20]] (was [])\n"));
    }

    void theOrderInTheFileMakesNoDifference() {
        GraphDocument b = sample();
        std::reverse(b.nodes.begin(), b.nodes.end());
        std::reverse(b.edges.begin(), b.edges.end());
        QCOMPARE(changes(sample(), b, true), QString());
    }

    void aRenamedNodeIsKnownByItsLikeness() {
        const GraphDocument a = sample();
        const GraphDocument b = after(a, {edit::RenameNode{"clean", "tidy"}, edit::RenameNode{"sum", "total"},
                                          edit::SetParam{"total", "columns.m", "MAX(x)"}});
        QCOMPARE(changes(a, b), QString("> node tidy, was clean\n> node total, was sum\n"
                                        "~ node total: params.columns.m = \"MAX(x)\" (was not set)\n"));
        // Another one in its place is not the same node.
        const GraphDocument c =
            after(a, {edit::RemoveEdge{{"read", "out"}, {"clean", "in"}, {}},
                      edit::RemoveEdge{{"clean", "out"}, {"sum", "in"}, {}}, edit::RemoveNode{"clean"},
                      edit::AddNode{nodeOf("fresh", "filter", {{"where", "y IS NULL"}})}});
        QCOMPARE(
            changes(a, c),
            QString("+ node fresh (filter): { \"params\": { \"where\": \"y IS NULL\" } }\n"
                    "- node clean (filter): { \"title\": \"Clean\", \"params\": { \"where\": \"x > 0\" } }\n"
                    "- wire read.out->clean.in\n"
                    "- wire clean.out->sum.in: { \"queue\": { \"capacity\": 10 } }\n"));
    }

    void rowsOfTestsAreComparedOneByOne() {
        const GraphDocument a = sample();
        GraphDocument b = a;
        b.tests["one"].as_object()["inputs"].as_object()["read"].as_array()[1].as_object()["id"] = "c";
        QCOMPARE(changes(a, b), QString("~ test \"one\": inputs.read[1].id = \"c\" (was \"b\")\n"));
    }

    void whatIsInsideASubgraphSaysSo() {
        GraphDocument a = sample();
        Subgraph inner;
        inner.id = "part";
        inner.nodes.push_back(nodeOf("f", "filter", {{"where", "a"}}));
        inner.inputs.push_back({"in", {"f", "in"}});
        a.subgraphs.push_back(inner);
        GraphDocument b = a;
        b.subgraphs[0].nodes[0].params["where"] = "b";
        b.subgraphs[0].outputs.push_back({"out", {"f", "out"}});
        QCOMPARE(changes(a, b), QString("~ subgraph part: outputs.out = \"f.out\" (was not set)\n"
                                        "~ node f in subgraph part: params.where = \"b\" (was \"a\")\n"));
        QCOMPARE(changes(a, sample()), QString("- subgraph part\n"));
    }

    void jsonSaysWhatTextSays() {
        const GraphDocument a = sample();
        const auto list = diffGraphs(a, after(a, {edit::RenameNode{"clean", "tidy"}}));
        QCOMPARE(list.size(), std::size_t{1});
        QCOMPARE(toJson(list[0]),
                 (boost::json::object{
                     {"change", "renamed"}, {"what", "node"}, {"name", "tidy"}, {"old_name", "clean"}}));
    }

    // What a text diff of two versions shows: a parameter is one line, and a move touches the layout alone.
    void F01_onePlaceInTheFilePerChange() {
        const auto linesOf = [](const GraphDocument& document) {
            return QString::fromStdString(writeGraph(document)).split('\n');
        };
        const QStringList before = linesOf(sample());
        const QStringList changed = linesOf(after(sample(), {edit::SetParam{"clean", "where", "x > 1"}}));
        QCOMPARE(changed.size(), before.size());
        int different = 0;
        for (int i = 0; i < before.size(); ++i)
            different += before[i] == changed[i] ? 0 : 1;
        QCOMPARE(different, 1);
        const QStringList moved = linesOf(after(sample(), {edit::MoveNodes{{{"clean", Point{-7, 300}}}}}));
        const auto layout = before.indexOf("  \"layout\": {");
        QVERIFY(layout > 0);
        QCOMPARE(moved.mid(0, layout), before.mid(0, layout));
        QVERIFY(moved != before);
        // Read back and written again it is the same text.
        QCOMPARE(linesOf(graph(before.join('\n').toStdString())), before);
    }

    // Whatever is done to a graph, the diff names exactly those things, and turned round the opposite.
    void randomEditsAreNamedExactly() {
        Random random(11);
        for (int round = 0; round < 400; ++round) {
            const GraphDocument a = sample();
            GraphDocument b = a;
            std::set<std::string> expected;
            for (std::uint64_t n = random.below(5); n > 0; --n)
                expected.merge(editSomething(b, random));
            std::set<std::string> named, back;
            for (const GraphChange& change : diffGraphs(a, b, {.moves = true}))
                named.insert(std::string(nameOf(change.kind)) + " " + change.name + " " + change.path);
            QCOMPARE(named, expected);
            for (const GraphChange& change : diffGraphs(b, a, {.moves = true}))
                back.insert(change.name);
            QCOMPARE(back.empty(), named.empty());
            QCOMPARE(diffGraphs(b, a, {.moves = true}).size(), diffGraphs(a, b, {.moves = true}).size());
        }
    }

private:
    /// One edit that cannot cancel or cover another, and how the diff names it.
    static std::set<std::string> editSomething(GraphDocument& document, Random& random) {
        static int number = 0;
        const std::string fresh = "n" + std::to_string(++number);
        const std::string ids[] = {"read", "clean", "sum", "write"};
        const std::string id = ids[random.below(4)];
        const auto apply = [&document](const GraphEdit& edit) {
            if (!edit.apply(document)) throw std::runtime_error("the edit does not apply");
        };
        switch (random.below(7)) {
            case 0: apply(edit::SetParam{id, fresh, number}); return {"changed " + id + " params." + fresh};
            case 1:
                apply(edit::AddNode{nodeOf(fresh, "limit", {{"count", number}})});
                return {"added " + fresh + " "};
            case 2: apply(edit::SetTitle{id, fresh}); return {"changed " + id + " title"};
            case 3:
                apply(edit::MoveNodes{{{id, Point{-1.0 * number, 7}}}});
                return {"moved " + id + " position"};
            case 4:
                apply(edit::AddEdge{wireOf({id, fresh}, {"write", "in"})});
                return {"added " + id + "." + fresh + "->write.in "};
            case 5: {
                GraphParameter parameter;
                parameter.name = fresh;
                apply(edit::SetGraphParameter{fresh, parameter});
                return {"added " + fresh + " "};
            }
            default:
                apply(edit::SetConcurrency{id, boost::json::object{{"workers", 100 + number}}});
                return {"changed " + id + " concurrency.workers"};
        }
    }
};

QTEST_GUILESS_MAIN(GraphDiffTest)
#include "tst_graph_diff.moc"
