// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/flatten.h"
#include "engine/graph/graph_json.h"
#include "engine/graph/subgraph_edits.h"
#include "tests/support/drawn_subgraphs.h"
#include "tests/support/node_harness.h"
#include "tests/support/run_graph.h"
#include "tests/support/toy_kinds.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

/// s -> one -> end_one, s -> two -> end_two; both are instances of `cleaning`, which holds an instance of
/// `inner`.
constexpr const char* kNested = R"({'millrace': 1, 'nodes': {
    's': {'kind': 'toy_source', 'params': {'columns': {'a': 'INT'}}},
    'one': {'kind': 'subgraph', 'title': 'First', 'params': {'of': 'cleaning'}},
    'two': {'kind': 'subgraph', 'params': {'of': 'cleaning', 'set': {
        'f.where': 'a > 2', 'deep/g.concurrency.workers': 3, 'deep/g.limit': 5}}},
    'end_one': {'kind': 'toy_sink'}, 'end_two': {'kind': 'toy_sink'}},
  'edges': [{'from': 's.out', 'to': 'one.records'}, {'from': 's.out', 'to': 'two.records', 'queue': {'capacity': 7}},
    {'from': 'one.good', 'to': 'end_one.in'}, {'from': 'two.good', 'to': 'end_two.in'}],
  'subgraphs': {
    'cleaning': {'title': 'Cleaning', 'inputs': {'records': 'f.in'}, 'outputs': {'good': 'deep.out'},
      'nodes': {'f': {'kind': 'toy_filter', 'params': {'where': 'a > 1'}},
        'deep': {'kind': 'subgraph', 'params': {'of': 'inner', 'set': {'g.limit': 4}}}},
      'edges': [{'from': 'f.out', 'to': 'deep.in'}]},
    'inner': {'inputs': {'in': 'g.in'}, 'outputs': {'out': 'g.out'},
      'nodes': {'g': {'kind': 'toy_filter', 'title': 'Second', 'params': {'where': 'a > 9'}}}, 'edges': []}}})";

std::string with(std::string text, const std::string& before, const std::string& after) {
    const std::size_t at = text.find(before);
    if (at == std::string::npos) qFatal("%s is not there", before.c_str());
    return text.replace(at, before.size(), after);
}

QStringList idsOf(const Plan& plan) {
    QStringList ids;
    for (const PlanVertex& vertex : plan.vertices)
        ids << QString::fromStdString(vertex.node);
    for (const PlanEdge& edge : plan.edges)
        ids << QString::fromStdString(edge.id);
    ids.sort();
    return ids;
}

/// Code, node, port and parameter of the first error, and where it stands.
std::string firstError(const std::string& text) {
    std::string json = text;
    std::replace(json.begin(), json.end(), '\'', '"');
    const GraphFile file = parseGraph(json, "toy.mill").value();
    for (Diagnostic d : plan(file.document, toyKinds(), {}).diagnostics) {
        if (d.severity != Severity::Error) continue;
        file.positions.locate(d, file.document, "toy.mill");
        return d.code + " " + d.node + " " + d.port + " " + d.parameter + " line " + std::to_string(d.line) +
               (d.hint.empty() ? " without a hint" : "");
    }
    return "none";
}

} // namespace

/// Subgraphs as they are planned: flat.
class SubgraphPlansTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void E13_instancesArePlannedFlatUnderTheirPaths() {
        const Planning planning = planOf(kNested);
        QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
        QCOMPARE(
            idsOf(*planning.plan),
            QStringList({"end_one", "end_two", "one/deep/g", "one/deep/g.out->end_one.in", "one/f",
                         "one/f.out->one/deep/g.in", "s", "s.out->one/f.in", "s.out->two/f.in", "two/deep/g",
                         "two/deep/g.out->end_two.in", "two/f", "two/f.out->two/deep/g.in"}));
        QCOMPARE(planning.plan->find("one/deep/g")->title, std::string("First / deep / Second"));
        QCOMPARE(planning.plan->find("two/f")->title, std::string("Cleaning / Toy filter"));
        QVERIFY(planning.schemas.contains("two/deep/g.out"));
        // The file, not its flat form, is what a run records.
        QCOMPARE(planning.plan->document.subgraphs.size(), std::size_t{2});
        QCOMPARE(planning.plan->document.nodes.size(), std::size_t{5});
        for (const PlanEdge& edge : planning.plan->edges)
            if (edge.id == "s.out->two/f.in") QCOMPARE(edge.capacity, std::int64_t{7});
    }

    void whatAnInstanceSetsIsItsOwnAndTheOutermostWins() {
        const Planning planning = planOf(kNested);
        QVERIFY(planning.plan != nullptr);
        const Plan& plan = *planning.plan;
        QCOMPARE(plan.find("one/f")->params.text("where"), std::string("a > 1"));
        QCOMPARE(plan.find("two/f")->params.text("where"), std::string("a > 2"));
        QCOMPARE(plan.find("one/deep/g")->params.number("limit"), 4.0);
        QCOMPARE(plan.find("two/deep/g")->params.number("limit"), 5.0);
        QCOMPARE(plan.chains[plan.find("two/deep/g")->chain].workers, 3);
    }

    void overridesReachOneInstance() {
        PlanOptions options;
        options.overrides = {parseOverride("one/deep/g.limit=8").value(),
                             parseOverride("two/f.where=a > 3").value(),
                             parseOverride("one/deep/g.concurrency.workers=2").value()};
        const GraphDocument document = graphOf(kNested);
        const Planning planning = plan(document, toyKinds(), options);
        QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
        QCOMPARE(planning.plan->find("one/deep/g")->params.number("limit"), 8.0);
        QCOMPARE(planning.plan->find("two/deep/g")->params.number("limit"), 5.0);
        QCOMPARE(planning.plan->find("two/f")->params.text("where"), std::string("a > 3"));
        QCOMPARE(planning.plan->chains[planning.plan->find("one/deep/g")->chain].workers, 2);
        // The recorded document gives the same run again.
        const GraphFile recorded = parseGraph(writeGraph(planning.plan->document)).value();
        const Planning again = plan(recorded.document, toyKinds(), {});
        QCOMPARE(again.plan->find("one/deep/g")->params.number("limit"), 8.0);
        QCOMPARE(again.plan->graphSha256, planning.plan->graphSha256);

        options.overrides = {parseOverride("one/deeep/g.limit=8").value()};
        const Planning wrong = plan(document, toyKinds(), options);
        QCOMPARE(wrong.diagnostics.items[0].code, std::string("MR1401"));
        QVERIFY(wrong.diagnostics.items[0].hint.find("one/deep") != std::string::npos);
        options.overrides = {parseOverride("one/f.limit=much").value()};
        QCOMPARE(plan(document, toyKinds(), options).diagnostics.items[0].file,
                 std::string("--set one/f.limit"));
    }

    void whatIsWrongIsNamedWithItsPlace_data() {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("found");
        const auto add = [](const char* name, const char* before, const char* after, const char* found) {
            QTest::newRow(name) << before << after << found;
        };
        add("unknown subgraph", "'params': {'of': 'cleaning'}", "'params': {'of': 'claening'}",
            "MR1180 one  of line 3");
        add("no subgraph named", "'title': 'First', 'params': {'of': 'cleaning'}", "'title': 'First'",
            "MR1180 one  of line 3");
        add("recursion", "'g': {'kind': 'toy_filter', 'title': 'Second', 'params': {'where': 'a > 9'}}",
            "'g': {'kind': 'toy_filter', 'params': {'where': 'x'}}, 'h': {'kind': 'subgraph', 'params': "
            "{'of': "
            "'cleaning'}}",
            "MR1181 one/deep/h  of line 15");
        add("port of no node", "'inputs': {'records': 'f.in'}", "'inputs': {'records': 'ff.in'}",
            "MR1182 one records inputs.records line 10");
        add("port of no port", "'good': 'deep.out'", "'good': 'deep.aut'",
            "MR1182 one good outputs.good line 10");
        add("wire to no port", "'to': 'one.records'", "'to': 'one.rekords'", "MR1184 one rekords  line 7");
        add("setting of no node", "'f.where': 'a > 2'", "'ff.where': 'a > 2'",
            "MR1185 two  set.ff.where line 5");
        add("setting of no parameter", "'f.where': 'a > 2'", "'f.whire': 'a > 2'",
            "MR3001 two/f  whire line 5");
        add("unknown parameter of an instance", "'params': {'of': 'cleaning'}",
            "'params': {'of': 'cleaning', 'off': 1}", "MR1185 one  off line 3");
        add("open input", "{'from': 's.out', 'to': 'one.records'}, ", "", "MR1106 one records  line 3");
        add("fault inside", "'params': {'where': 'a > 9'}", "'params': {'where': 3}",
            "MR3003 one/deep/g  where line 15");
        add("bypass without an output", "'title': 'First', 'params'",
            "'title': 'First', 'mode': 'bypassed', 'params'", "none");
    }

    void whatIsWrongIsNamedWithItsPlace() {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(QString, found);
        QCOMPARE(QString::fromStdString(firstError(with(kNested, before.toStdString(), after.toStdString()))),
                 found);
    }

    void twoPortsOfOneNameAreAnError() {
        GraphDocument document = graphOf(kNested);
        document.subgraphs[0].inputs.push_back(document.subgraphs[0].inputs[0]);
        QCOMPARE(plan(document, toyKinds(), {}).diagnostics.items[0].code, std::string("MR1183"));
    }

    void subgraphsThatMultiplyEndAtALimit() {
        GraphDocument document;
        for (int level = 0; level < 40; ++level) {
            Subgraph subgraph;
            subgraph.id = "l" + std::to_string(level);
            for (const char* id : {"a", "b"}) {
                GraphNode node;
                node.id = id;
                node.kind = kSubgraphKind;
                node.params["of"] = "l" + std::to_string(level + 1);
                if (level < 39) subgraph.nodes.push_back(node);
            }
            document.subgraphs.push_back(subgraph);
        }
        document.nodes = {document.subgraphs[0].nodes[0]};
        Diagnostics diagnostics;
        flatten(document, toyKinds(), diagnostics);
        QCOMPARE(codesOf(diagnostics), std::string("MR1186"));
    }

    void modesOfInstancesAreThoseOfTheirWhole() {
        const Planning bypassed =
            planOf(with(kNested, "'title': 'First',", "'title': 'First', 'mode': 'bypassed',"));
        QVERIFY2(bypassed.plan != nullptr, toText(bypassed.diagnostics).c_str());
        QVERIFY(bypassed.plan->find("one") != nullptr && bypassed.plan->find("one/f") == nullptr);
        QVERIFY(idsOf(*bypassed.plan).contains("s.out->one.records"));
        QVERIFY(idsOf(*bypassed.plan).contains("one.good->end_one.in"));
        const Planning disabled =
            planOf(with(kNested, "'title': 'First',", "'title': 'First', 'mode': 'disabled',"));
        QVERIFY2(disabled.plan != nullptr, toText(disabled.diagnostics).c_str());
        QCOMPARE(disabled.plan->vertices.size(), std::size_t{4});
        const Planning inside = planOf(with(kNested, "'g': {'kind'", "'g': {'mode': 'bypassed', 'kind'"));
        QVERIFY2(inside.plan != nullptr, toText(inside.diagnostics).c_str());
        QVERIFY(inside.plan->find("two/deep/g")->params.values().empty());
    }

    void fixesAreEditsOfTheFileAsWritten() {
        // A source that is bypassed inside of a subgraph.
        GraphDocument document = graphOf(
            "{'millrace': 1, 'nodes': {'i': {'kind': 'subgraph', 'params': {'of': 'x'}},"
            "'end': {'kind': 'toy_sink'}}, 'edges': [{'from': 'i.out', 'to': 'end.in'}],"
            "'subgraphs': {'x': {'outputs': {'out': 's.out'}, 'nodes': {'s': {'kind': "
            "'toy_source', 'mode': 'bypassed', 'params': {'columns': {'a': 'INT'}}}},"
            "'edges': []}}}");
        const Planning planning = plan(document, toyKinds(), {});
        QCOMPARE(planning.diagnostics.items[0].code, std::string("MR1190"));
        QVERIFY(planning.diagnostics.items[0].fix->apply(document).has_value());
        QVERIFY(document.subgraphs[0].nodes[0].mode == NodeMode::Disabled);
    }

    void namesOfARunLeadBackToWhatIsDrawn() {
        const GraphDocument document = graphOf(kNested);
        const auto inside = wireAt(document, "two/f.out->two/deep/g.in");
        QVERIFY(inside && inside->body == BodyPath{"two"} && inside->index == 0);
        const auto across = wireAt(document, "s.out->two/f.in");
        QVERIFY(across && across->body.empty() && across->index == 1);
        QCOMPARE(wireInRun(document, {}, document.edges[2]), std::string("one/deep/g.out->end_one.in"));
        QVERIFY(!wireAt(document, "s.out->three/f.in"));
        QCOMPARE(nodeInRun(document, "two/deep/g")->params.at("limit"), boost::json::value(5));
    }

    /// A graph, and the same with random parts of it made into subgraphs, nested and several times over.
    void randomSubgraphsPlanAndRunAsTheirNodesDo_data() {
        QTest::addColumn<int>("first");
        for (int first = 0; first < 200; first += 50)
            QTest::addRow("graphs %d to %d", first, first + 49) << first;
    }

    void randomSubgraphsPlanAndRunAsTheirNodesDo() {
        QFETCH(int, first);
        for (int seed = first; seed < first + 50; ++seed) {
            SubgraphDrawer drawer(static_cast<std::uint64_t>(seed));
            const GraphDocument flat = drawer.drawFlat();
            const GraphDocument folded = drawer.fold(flat);
            const std::string about = "graph " + std::to_string(seed) + ":\n" + writeGraph(folded);
            const Planning a = plan(flat, builtinRegistry(), {}), b = plan(folded, builtinRegistry(), {});
            QVERIFY2(a.plan && b.plan, (toText(a.diagnostics) + toText(b.diagnostics) + about).c_str());
            QCOMPARE(QString::fromStdString(planText(*b.plan)), QString::fromStdString(planText(*a.plan)));
            // Unpacking everything gives the plan again.
            const GraphDocument unpacked = unpackAll(folded);
            QVERIFY2(unpacked.subgraphs.empty(), about.c_str());
            const Planning c = plan(unpacked, builtinRegistry(), {});
            QVERIFY2(c.plan != nullptr, (about + toText(c.diagnostics)).c_str());
            QCOMPARE(QString::fromStdString(planText(*c.plan)), QString::fromStdString(planText(*a.plan)));
            // Several instances of what was folded, against their unpacked nodes.
            const GraphDocument doubled = drawer.addInstances(folded);
            const Planning d = plan(doubled, builtinRegistry(), {});
            const Planning e = plan(unpackAll(doubled), builtinRegistry(), {});
            QVERIFY2(d.plan && e.plan,
                     (writeGraph(doubled) + toText(d.diagnostics) + toText(e.diagnostics)).c_str());
            QCOMPARE(QString::fromStdString(planText(*d.plan)), QString::fromStdString(planText(*e.plan)));
            instances_ += instancesIn(doubled);
            nested_ += hasNested(folded);
            if (seed % 10 != 0) continue;
            QCOMPARE(QString::fromStdString(recordsText(runPlan(d.plan))),
                     QString::fromStdString(recordsText(runPlan(e.plan))));
            QCOMPARE(QString::fromStdString(recordsText(runPlan(b.plan))),
                     QString::fromStdString(recordsText(runPlan(a.plan))));
        }
    }

    /// Of the graphs above.
    void manyMustBeNestedAndHaveSeveralInstances() {
        QVERIFY2(nested_ > 20, qPrintable(QString::number(nested_)));
        QVERIFY2(instances_ > 400, qPrintable(QString::number(instances_)));
    }

private:
    int nested_ = 0, instances_ = 0;
};

QTEST_GUILESS_MAIN(SubgraphPlansTest)
#include "tst_subgraph_plans.moc"
