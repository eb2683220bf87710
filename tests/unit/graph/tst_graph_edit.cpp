// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/graph/graph_edit.h"
#include "engine/graph/graph_json.h"
#include "engine/graph/param_path.h"

#include <QTest>

using namespace millrace;

namespace {

GraphDocument sample() {
    std::string text = R"({'millrace': 1, 'name': 'Sample', 'parameters': {'input': {'type': 'STRING'}},
        'nodes': {'a': {'kind': 'source', 'params': {'path': 'x', 'window': {'tumbling': '5 s'}, 'z': [1, {'k': 2}]}},
                  'b': {'kind': 'filter'}, 'c': {'kind': 'sink', 'later': true}},
        'edges': [{'from': 'a.out', 'to': 'b.in'}, {'from': 'b.out', 'to': 'c.in'}, {'from': 'b.out', 'to': 'ghost.in'},
                  {'from': 'a.out', 'to': 'b.in', 'queue': {'capacity': 5}}],
        'subgraphs': {'d_2': {'nodes': {'a': {'kind': 'filter'}}, 'edges': []}},
        'layout': {'nodes': {'a': [0, 0], 'c': [10, 20]}, 'groups': {'b': {'title': 'B', 'area': [0, 0, 9, 9]}}}})";
    std::replace(text.begin(), text.end(), '\'', '"');
    return parseGraph(text).value().document;
}

std::string codeOf(const Result<GraphEdit>& result) { return result ? "" : result.error().items[0].code; }

/// Random edits, many of which make no sense: those must leave the document alone.
class EditMaker {
public:
    explicit EditMaker(std::uint64_t seed) : random_(seed) {}

    GraphEdit make(const GraphBody& document, int depth = 0) {
        using namespace edit;
        switch (random_.below(depth < 2 ? 24 : 22)) {
            case 0: return AddNode{node(), index(), point()};
            case 1: return RemoveNode{id(document)};
            case 2: return RenameNode{id(document), id(document)};
            case 3: return SetTitle{id(document), word()};
            case 4: return SetKind{id(document), word()};
            case 5: return SetParam{id(document), path(), value()};
            case 6: return SetParam{id(document), path(), std::nullopt};
            case 7: return SetParams{id(document), {{word(), value()}, {word(), value()}}};
            case 8: return SetConcurrency{id(document), {{word(), value()}}};
            case 9: return AddEdge{edge(document), index()};
            case 10: return removeEdge(document);
            case 11:
                return SetEdge{port(document, "out"), port(document, "in"), {{"capacity", value()}}, word()};
            case 12: return moveNodes(document);
            case 13: return setGraphParameter();
            case 14: return SetGraphText{word(), word()};
            case 15:
                return random_.below(2) == 0 ? GraphEdit(SetNodeExtra{id(document), {{word(), value()}}})
                                             : GraphEdit(SetLayoutExtra{{{word(), value()}}});
            case 16: return SetMode{id(document), static_cast<NodeMode>(random_.below(3))};
            case 17: return setBends(document);
            case 18: return SetGroup{word(), box<GraphGroup>(), index()};
            case 19: return SetStickyNote{word(), box<StickyNote>(), index()};
            case 20: return SetSubgraph{word(), subgraph(), index()};
            case 21:
                switch (random_.below(3)) {
                    case 0: return SetTests{{{word(), value()}}};
                    case 1: return SetCheckpoint{{{word(), value()}}};
                    default: return SetSimulation{{{word(), value()}}};
                }
            case 22: return InSubgraph{"d_2", {make(document, depth + 1), make(document, depth + 1)}};
            default: break;
        }
        Composite composite{word(), {}};
        for (std::uint64_t i = random_.below(4); i > 0; --i)
            composite.edits.push_back(make(document, depth + 1));
        return composite;
    }

private:
    std::string word() {
        static const std::vector<std::string> kWords{"a", "b", "c", "d_2", "ghost", "Not an id", ""};
        return kWords[random_.below(kWords.size())];
    }
    std::string id(const GraphBody& document) {
        if (document.nodes.empty() || random_.below(8) == 0) return word();
        return document.nodes[random_.below(document.nodes.size())].id;
    }
    std::optional<std::size_t> index() {
        if (random_.below(2) == 0) return std::nullopt;
        return random_.below(6);
    }
    std::optional<Point> point() {
        if (random_.below(3) == 0) return std::nullopt;
        return Point{static_cast<double>(random_.below(100)), random_.uniform()};
    }
    boost::json::value value() {
        switch (random_.below(5)) {
            case 0: return random_.uniform();
            case 1: return boost::json::object{{"k", 1}, {"a", 2}};
            case 2: return boost::json::array{1, boost::json::object{{"k", 2}}};
            case 3: return boost::json::object();
            default: return boost::json::value(word());
        }
    }
    std::string path() {
        static const std::vector<std::string> kPaths{
            "path", "window", "window.tumbling", "window.a.b", "z.0", "z.1.k", "z.9", "a.k", "", "a..b"};
        return kPaths[random_.below(kPaths.size())];
    }
    GraphNode node() {
        GraphNode node;
        node.id = word();
        node.kind = "kind";
        node.params = {{"k", value()}};
        return node;
    }
    PortRef port(const GraphBody& document, const char* name) { return {id(document), name}; }
    GraphEdge edge(const GraphBody& document) {
        GraphEdge edge;
        edge.from = port(document, "out");
        edge.to = port(document, "in");
        edge.queue = {{"capacity", value()}};
        return edge;
    }
    GraphEdit removeEdge(const GraphBody& document) {
        if (document.edges.empty()) return edit::RemoveEdge{port(document, "out"), port(document, "in")};
        const GraphEdge& chosen = document.edges[random_.below(document.edges.size())];
        return edit::RemoveEdge{chosen.from, chosen.to};
    }
    GraphEdit setBends(const GraphBody& document) {
        edit::SetBends bend{port(document, "out"), port(document, "in"), {}};
        for (std::uint64_t i = random_.below(3); i > 0; --i)
            bend.bends.push_back({random_.uniform(), 7});
        return bend;
    }
    template <class Box> std::optional<Box> box() {
        if (random_.below(3) == 0) return std::nullopt;
        Box made;
        made.id = word();
        made.color = word();
        made.area = {random_.uniform(), 1, 20, 30};
        return made;
    }
    std::optional<Subgraph> subgraph() {
        if (random_.below(3) == 0) return std::nullopt;
        Subgraph made;
        made.id = word();
        made.title = word();
        made.nodes.push_back(node());
        made.inputs.push_back({"in", {word(), "in"}});
        return made;
    }
    GraphEdit moveNodes(const GraphBody& document) {
        edit::MoveNodes move;
        for (std::uint64_t i = random_.below(4); i > 0; --i)
            move.positions.emplace_back(id(document), point());
        return move;
    }
    GraphEdit setGraphParameter() {
        edit::SetGraphParameter change{word(), std::nullopt, index()};
        if (random_.below(3) > 0) {
            change.parameter.emplace();
            change.parameter->name = word();
            change.parameter->defaultValue = value();
        }
        return change;
    }

    Random random_;
};

} // namespace

class GraphEditTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tenThousandRandomSequencesOfEditsCanAllBeUndone() {
        int applied = 0;
        for (std::uint64_t sequence = 0; sequence < 10'000; ++sequence) {
            GraphDocument document = sample();
            const GraphDocument original = document;
            const std::string before = writeGraph(document);
            EditMaker maker(sequence);
            std::vector<GraphEdit> undo;
            for (int step = 0; step < 10; ++step) {
                const GraphDocument unchanged = document;
                const auto inverse = maker.make(document).apply(document);
                if (inverse) {
                    undo.push_back(*inverse);
                    ++applied;
                } else {
                    QCOMPARE(inverse.error().items[0].code.substr(0, 4), std::string("MR13"));
                    QCOMPARE(writeGraph(document), writeGraph(unchanged));
                }
            }
            const std::string after = writeGraph(document);
            std::vector<GraphEdit> redo;
            for (auto it = undo.rbegin(); it != undo.rend(); ++it)
                redo.push_back(it->apply(document).value());
            QCOMPARE(writeGraph(document), before);
            QVERIFY(document == original);
            for (auto it = redo.rbegin(); it != redo.rend(); ++it)
                it->apply(document).value();
            QCOMPARE(writeGraph(document), after);
        }
        // Otherwise the sequences would prove little.
        QVERIFY2(applied > 40'000, std::to_string(applied).c_str());
    }

    void whatOnlyAGraphHasIsNoEditOfASubgraph() {
        GraphDocument document = sample();
        const std::string before = writeGraph(document);
        const GraphEdit inside =
            edit::InSubgraph{"d_2", {edit::SetTitle{"a", "New"}, edit::SetGraphText{"x", "y"}}};
        QCOMPARE(codeOf(inside.apply(document)), std::string("MR1312"));
        QCOMPARE(codeOf(GraphEdit(edit::InSubgraph{"nobody", {}}).apply(document)), std::string("MR1309"));
        QCOMPARE(writeGraph(document), before);
        QVERIFY(GraphEdit(edit::InSubgraph{"d_2", {edit::SetTitle{"a", "New"}}}).apply(document));
        QCOMPARE(document.findSubgraph("d_2")->findNode("a")->title, std::string("New"));
    }

    void aNodeWithWiresCannotBeRemovedAlone() {
        GraphDocument document = sample();
        QCOMPARE(codeOf(GraphEdit(edit::RemoveNode{"a"}).apply(document)), std::string("MR1304"));
        edit::Composite whole{"Remove a", {}};
        whole.edits.emplace_back(edit::RemoveEdge{{"a", "out"}, {"b", "in"}});
        whole.edits.emplace_back(edit::RemoveEdge{{"a", "out"}, {"b", "in"}});
        whole.edits.emplace_back(edit::RemoveNode{"a"});
        const GraphDocument before = document;
        const auto inverse = GraphEdit(whole).apply(document);
        QVERIFY(inverse);
        QVERIFY(document.findNode("a") == nullptr && !document.position("a"));
        QVERIFY(inverse->apply(document));
        QCOMPARE(writeGraph(document), writeGraph(before));
    }

    void aFailingCompositeLeavesNoTrace() {
        GraphDocument document = sample();
        const std::string before = writeGraph(document);
        edit::Composite whole{"", {}};
        whole.edits.emplace_back(edit::SetTitle{"a", "Changed"});
        whole.edits.emplace_back(edit::RemoveNode{"nobody"});
        QCOMPARE(codeOf(GraphEdit(whole).apply(document)), std::string("MR1303"));
        QCOMPARE(writeGraph(document), before);
    }

    void renamingTakesWiresAndLayoutAlong() {
        GraphDocument document = sample();
        QVERIFY(GraphEdit(edit::RenameNode{"a", "first"}).apply(document));
        QCOMPARE(document.edges[0].from.text(), std::string("first.out"));
        QVERIFY(document.position("first").has_value());
        QCOMPARE(codeOf(GraphEdit(edit::RenameNode{"b", "first"}).apply(document)), std::string("MR1306"));
        QCOMPARE(codeOf(GraphEdit(edit::RenameNode{"b", "ghost"}).apply(document)), std::string("MR1306"));
        QCOMPARE(codeOf(GraphEdit(edit::RenameNode{"b", "B"}).apply(document)), std::string("MR1305"));
    }

    void parametersAreSetByPathAndEmptyObjectsVanish() {
        GraphDocument document = sample();
        QVERIFY(GraphEdit(edit::SetParam{"b", "window.tumbling", "15 min"}).apply(document));
        QCOMPARE(std::string(findAtPath(document.findNode("b")->params, "window.tumbling")->as_string()),
                 std::string("15 min"));
        QVERIFY(GraphEdit(edit::SetParam{"b", "window.tumbling", std::nullopt}).apply(document));
        QVERIFY(document.findNode("b")->params.empty());
        QVERIFY(GraphEdit(edit::SetParam{"a", "z.1.k", 3}).apply(document));
        QCOMPARE(findAtPath(document.findNode("a")->params, "z.1.k")->as_int64(), std::int64_t{3});
        QCOMPARE(codeOf(GraphEdit(edit::SetParam{"a", "path.deeper", 3}).apply(document)),
                 std::string("MR1310"));
    }

    void removingAParameterKeepsTheOrderOfTheOthers() {
        GraphDocument document = sample();
        QVERIFY(GraphEdit(edit::SetParam{"a", "path", std::nullopt}).apply(document));
        QCOMPARE(std::string(document.findNode("a")->params.begin()->key()), std::string("window"));
    }

    void theSameWireIsNotDrawnTwice() {
        GraphDocument document = sample();
        GraphEdge edge;
        edge.from = {"b", "out"};
        edge.to = {"c", "in"};
        QCOMPARE(codeOf(GraphEdit(edit::AddEdge{edge}).apply(document)), std::string("MR1308"));
    }

    void labelsNameWhatWasDone() {
        GraphNode node;
        node.id = "clean";
        QCOMPARE(GraphEdit(edit::AddNode{node}).label(), std::string("Add clean"));
        QCOMPARE(GraphEdit(edit::MoveNodes{{{"a", {}}, {"b", {}}}}).label(), std::string("Move 2 nodes"));
        QCOMPARE(GraphEdit(edit::Composite{"Delete", {}}).label(), std::string("Delete"));
    }

    void freeIdsAreMadeFromAnyText() {
        const GraphDocument document = sample();
        QCOMPARE(document.freeId("Bus positions!"), std::string("bus_positions"));
        QCOMPARE(document.freeId("a"), std::string("a_2"));
        QCOMPARE(document.freeId("ghost"), std::string("ghost_2"));
        QCOMPARE(document.freeId("9 lives"), std::string("node_9_lives"));
        QCOMPARE(document.freeId("\xC3\xA4"), std::string("node"));
    }

    void pastedNodesGetFreshIdsAndKeepTheirWires() {
        GraphDocument document = sample();
        const std::string text = writeFragment(document, {"a", "b"});
        const GraphDocument fragment = parseGraph(text).value().document;
        QCOMPARE(fragment.nodes.size(), std::size_t{2});
        QCOMPARE(fragment.edges.size(), std::size_t{2});
        const auto paste = pasteFragment(document, fragment, {5, 6});
        QVERIFY(paste);
        const std::string before = writeGraph(document);
        const auto inverse = GraphEdit(*paste).apply(document);
        QVERIFY(inverse);
        QVERIFY(document.findEdge({"a_2", "out"}, {"b_2", "in"}) != nullptr);
        QVERIFY(document.position("a_2") == (Point{5, 6}));
        QVERIFY(inverse->apply(document));
        QCOMPARE(writeGraph(document), before);
    }
};

QTEST_GUILESS_MAIN(GraphEditTest)
#include "tst_graph_edit.moc"
