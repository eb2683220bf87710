// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "engine/plan/planner.h"
#include "tests/support/toy_kinds.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

const std::string kSource =
    "'s': {'kind': 'toy_source', 'params': {'columns': {'id': 'BIGINT', 'v': 'DOUBLE'}}}";

/// Source, the given nodes, and a sink `k`; `edges` in short: "s>a a>k".
std::string graph(const std::string& nodes, const std::string& edges, const std::string& parameters = "") {
    std::string text = "{'millrace': 1, 'parameters': {" + parameters + "}, 'nodes': {" + kSource +
                       (nodes.empty() ? "" : ", " + nodes) + ", 'k': {'kind': 'toy_sink'}}, 'edges': [";
    std::string_view rest = edges;
    for (bool first = true; !rest.empty(); first = false) {
        const std::size_t blank = rest.find(' ');
        const std::string_view wire = rest.substr(0, blank);
        const std::size_t arrow = wire.find('>');
        text += std::string(first ? "" : ", ") + "{'from': '" + std::string(wire.substr(0, arrow)) +
                "', 'to': '" + std::string(wire.substr(arrow + 1)) + "'}";
        rest.remove_prefix(blank == std::string_view::npos ? rest.size() : blank + 1);
    }
    return text + "]}";
}

const std::string kFilter = "'f': {'kind': 'toy_filter', 'params': {'where': 'v > 1'}}";

Diagnostic firstError(const Planning& planning) {
    for (const Diagnostic& d : planning.diagnostics) {
        if (d.severity == Severity::Error) return d;
    }
    return {};
}

std::string whereOf(const std::string& where, const std::string& parameters, PlanOptions options = {}) {
    const Planning planning = planOf(
        graph("'f': {'kind': 'toy_filter', 'params': {'where': '" + where + "'}}", "s>f f>k", parameters),
        options);
    return planning.plan ? planning.plan->find("f")->params.text("where")
                         : "error " + codesOf(planning.diagnostics);
}

} // namespace

class PlannerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSoundGraphBecomesAPlanInTopologicalOrder() {
        const Planning planning =
            planOf("{'millrace': 1, 'name': 'N', 'nodes': {'k': {'kind': 'toy_sink'}, " + kFilter + ", " +
                   kSource + "}, 'edges': [{'from': 'f', 'to': 'k'}, {'from': 's', 'to': 'f'}]}");
        QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
        const Plan& plan = *planning.plan;
        QCOMPARE(plan.vertices[0].node, std::string("s"));
        QCOMPARE(plan.vertices[2].node, std::string("k"));
        QCOMPARE(plan.edges[0].id, std::string("f.out->k.in"));
        QCOMPARE(plan.vertices[plan.edges[0].from].node, std::string("f"));
        QCOMPARE(plan.vertices[1].inEdges, (std::vector<std::size_t>{1}));
        QCOMPARE(plan.vertices[1].title, std::string("Toy filter"));
        QVERIFY(plan.bounded);
        QCOMPARE(plan.graphSha256.size(), std::size_t{64});
        QCOMPARE(planning.schemas.find("k.in")->second->size(), std::size_t{2});
        QCOMPARE(toText(*planning.schemas.find("s.out")->second), std::string("id BIGINT, v DOUBLE"));
    }

    void theFingerprintIsSha256OfTheWrittenGraph() {
        const GraphDocument document = graphOf(graph("", "s>k"));
        const Planning a = plan(document, toyKinds(), {});
        GraphDocument moved = document;
        moved.name = "other";
        const Planning b = plan(moved, toyKinds(), {});
        QVERIFY(a.plan->graphSha256 != b.plan->graphSha256);
        QCOMPARE(a.plan->graphSha256,
                 plan(parseGraph(writeGraph(document))->document, toyKinds(), {}).plan->graphSha256);
    }

    void anUnknownKindIsNamedWithASuggestion() {
        const Planning planning = planOf(graph("'f': {'kind': 'toy_fliter'}", "s>f f>k"));
        QVERIFY(planning.plan == nullptr);
        const Diagnostic d = firstError(planning);
        QCOMPARE(d.code, std::string("MR1101"));
        QCOMPARE(d.node, std::string("f"));
        QCOMPARE(
            d.hint,
            std::string("did you mean `toy_filter`? (a kind from a plugin: load that with --plugin FILE)"));
        // What hangs behind it says nothing of its own.
        QCOMPARE(codesOf(planning.diagnostics), std::string("MR1101"));
    }

    void wireErrors_data() {
        QTest::addColumn<QString>("edges");
        QTest::addColumn<QString>("codes");
        QTest::addColumn<QString>("hint");
        QTest::newRow("node") << "s>f f>k g>f"
                              << "MR1102"
                              << "known are: s, f, k";
        QTest::newRow("output") << "s.outt>f f>k"
                                << "MR1103"
                                << "did you mean `out`?";
        QTest::newRow("input") << "s>f.inn f>k"
                               << "MR1103 MR1106"
                               << "did you mean `in`?";
        QTest::newRow("into a source") << "s>f f>k f>s"
                                       << "MR1105"
                                       << "";
        QTest::newRow("out of a sink") << "s>f f>k k>f"
                                       << "MR1105"
                                       << "";
        QTest::newRow("twice") << "s>f f>k s>f"
                               << "MR1104"
                               << "remove one of the two";
        QTest::newRow("open input") << "f>k"
                                    << "MR1106"
                                    << "draw a wire to it";
        QTest::newRow("cycle of one")
            << "s>f f>f f>k"
            << "MR1110"
            << "remove one of these wires, or put a `queue` into the cycle, where records come in";
    }
    void wireErrors() {
        QFETCH(QString, edges);
        QFETCH(QString, codes);
        QFETCH(QString, hint);
        const Planning planning = planOf(graph(kFilter, edges.toStdString()));
        QVERIFY(planning.plan == nullptr);
        QCOMPARE(QString::fromStdString(codesOf(planning.diagnostics)), codes);
        QCOMPARE(QString::fromStdString(firstError(planning).hint), hint);
    }

    void cyclesNameTheirNodesInOrderAndEachOnce() {
        const std::string nodes =
            "'a': {'kind': 'toy_filter', 'params': {'where': 'x'}}, 'b': {'kind': 'toy_filter', 'params': "
            "{'where': 'x'}}, "
            "'c': {'kind': 'toy_filter', 'params': {'where': 'x'}}, 'd': {'kind': 'toy_filter', 'params': "
            "{'where': 'x'}}";
        const Planning planning = planOf(graph(nodes, "s>c c>b b>a a>c a>d d>k"));
        QCOMPARE(codesOf(planning.diagnostics), std::string("MR1110"));
        QCOMPARE(firstError(planning).message, std::string("the wires form a cycle: a -> c -> b -> a"));
        const Planning two = planOf(graph(nodes, "s>a a>b b>a b>c c>d d>c d>k"));
        QCOMPARE(codesOf(two.diagnostics), std::string("MR1110 MR1110"));
    }

    void openOutputsAreWarnedAboutUnlessTheyMayStayOpen() {
        const Planning dangling = planOf(graph(kFilter, "s>f s>k"));
        QVERIFY(dangling.plan != nullptr);
        QCOMPARE(codesOf(dangling.diagnostics, true), std::string("MR1107"));
        const Planning split = planOf(graph(
            "'p': {'kind': 'toy_split', 'params': {'outputs': {'good': 'x', 'bad': 'y'}}}", "s>p p.good>k"));
        QVERIFY(split.plan != nullptr);
        QVERIFY(split.diagnostics.empty());
        QCOMPARE(split.plan->edges[1].fromPort, std::size_t{0});
    }

    void anEmptyGraphCannotRun() {
        QCOMPARE(codesOf(planOf("{'millrace': 1}").diagnostics), std::string("MR1100"));
    }

    void mergedWiresMustCarryEqualColumns() {
        const std::string nodes =
            "'t': {'kind': 'toy_source', 'params': {'columns': {'id': 'BIGINT', 'v': 'STRING'}}}";
        const Diagnostic d = firstError(planOf(graph(nodes, "s>k t>k")));
        QCOMPARE(d.code, std::string("MR1120"));
        QCOMPARE(d.message,
                 std::string("wires into one input must carry the same columns: column 2 is `v` DOUBLE from "
                             "s.out but `v` STRING from t.out"));
        const std::string timed =
            "'t': {'kind': 'toy_source', 'params': {'columns': {'id': 'BIGINT', 'v': 'DOUBLE'}, "
            "'event_time': 'id'}}";
        QVERIFY(firstError(planOf(graph(timed, "s>k t>k")))
                    .message.find("event time is none from s.out but `id`") != std::string::npos);
    }

    void whatANodeThrowsBecomesADiagnostic() {
        const Planning planning = planOf(graph("'x': {'kind': 'toy_failing'}", "s>x s>k"));
        QCOMPARE(firstError(planning).code, std::string("MR1121"));
        QCOMPARE(firstError(planning).node, std::string("x"));
        QVERIFY(firstError(planning).message.find("out of luck") != std::string::npos);
    }

    void allErrorsAreShownAtOnce() {
        const Planning planning = planOf(graph(
            "'f': {'kind': 'toy_filter', 'params': {'limit': 200}, 'concurrency': {'executor': 'threds'}}",
            "s>f f>k f>g"));
        QCOMPARE(codesOf(planning.diagnostics), std::string("MR1102 MR1131 MR3004 MR3002"));
        // The source could be bound all the same.
        QCOMPARE(planning.schemas.count("s.out"), std::size_t{1});
    }

    void anUnboundedSourceMakesThePlanUnbounded() {
        const Planning planning =
            planOf(graph("'t': {'kind': 'toy_source', 'params': {'columns': {'id': 'BIGINT', 'v': 'DOUBLE'}, "
                         "'bounded': false}}",
                         "s>k t>k"));
        QVERIFY(!planning.plan->bounded);
    }

    void graphParametersStandForValuesTextsAndLiterals() {
        const std::string parameters =
            "'limit': {'type': 'DOUBLE', 'default': 35}, 'name': {'type': 'STRING', 'default': "
            "'O\\'\\'Neil'}, "
            "'n': {'type': 'BIGINT', 'default': -5}, 'on': {'type': 'BOOLEAN', 'default': true}, "
            "'since': {'type': 'TIMESTAMP', 'default': '2016-11-24T06:00:01Z'}, 'day': {'type': 'DATE', "
            "'default': '2016-11-24'}, "
            "'share': {'type': 'DECIMAL(5,2)', 'default': '1.25'}";
        QCOMPARE(whereOf("v <= ${limit}", parameters), std::string("v <= 35e0"));
        QCOMPARE(whereOf("v -${n} > 0 AND ${on}", parameters), std::string("v -(-5) > 0 AND TRUE"));
        QCOMPARE(whereOf("t > ${since}", parameters), std::string("t > TIMESTAMP '2016-11-24 06:00:01.000'"));
        QCOMPARE(whereOf("d = ${day} OR v < ${share}", parameters),
                 std::string("d = DATE '2016-11-24' OR v < 1.25"));
        QCOMPARE(whereOf("${on}", parameters), std::string("TRUE"));
    }

    void textsAreQuotedInExpressionsWhereverTheyStand() {
        PlanOptions options;
        options.environment = [](const std::string&) { return "a'b\"c"; };
        GraphDocument document = graphOf(graph(kFilter, "s>f f>k"));
        const auto where = [&](const char* text) {
            document.findNode("f")->params["where"] = text;
            const Planning planning = plan(document, toyKinds(), options);
            return planning.plan ? planning.plan->find("f")->params.text("where") : std::string();
        };
        QCOMPARE(where("x = ${env:A}"), std::string("x = 'a''b\"c'"));
        QCOMPARE(where("x = 'pre-${env:A}'"), std::string("x = 'pre-a''b\"c'"));
        QCOMPARE(where("\"${env:A}\" = 1"), std::string("\"a'b\"\"c\" = 1"));
        QCOMPARE(where("x = 'it''s' || ${env:A}"), std::string("x = 'it''s' || 'a''b\"c'"));
    }

    void badReferencesAreErrors() {
        const std::string parameters =
            "'limit': {'type': 'DOUBLE', 'default': 35}, 'none': {'type': 'STRING'}";
        QCOMPARE(whereOf("v < ${limt}", parameters), std::string("error MR1404"));
        QCOMPARE(whereOf("v < ${limit", parameters), std::string("error MR1405"));
        QCOMPARE(whereOf("v < ${none}", parameters), std::string("error MR1406"));
        QCOMPARE(whereOf("v < ${env:NOPE}", parameters), std::string("error MR1406"));
        const Diagnostic d = firstError(planOf(
            graph("'f': {'kind': 'toy_filter', 'params': {'where': '${limt}'}}", "s>f f>k", parameters)));
        QCOMPARE(d.hint, std::string("did you mean `limit`?"));
        QCOMPARE(d.node + " " + d.parameter, std::string("f where"));
        QCOMPARE(codesOf(planOf(graph("", "s>k", "'n': {'type': 'BIGINT', 'default': 'many'}")).diagnostics),
                 std::string("MR1403"));
    }

    void wholeReferencesKeepTheirType() {
        const std::string node =
            "'f': {'kind': 'toy_filter', 'params': {'where': 'x', 'limit': '${limit}'}, "
            "'concurrency': {'workers': '${n}'}}";
        const Planning planning =
            planOf(graph(node, "s>f f>k",
                         "'limit': {'type': 'DOUBLE', 'default': 35}, 'n': {'type': 'INT', 'default': 3}"));
        QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
        QCOMPARE(planning.plan->find("f")->params.number("limit"), 35.0);
        QCOMPARE(planning.plan->chains[planning.plan->find("f")->chain].workers, 3);
    }

    void settingsOfWiresMayBeReferences() {
        const auto planWith = [](const std::string& wire) {
            return planOf(
                "{'millrace': 1, 'parameters': {'room': {'type': 'BIGINT', 'default': 500}, 'key': {'type': "
                "'STRING', 'default': 'id'}, 'how': {'type': 'STRING', 'default': 'drop_oldest'}}, "
                "'nodes': {" +
                kSource +
                ", 'k': {'kind': 'toy_flat_sink', 'concurrency': {'workers': 2}}}, 'edges': "
                "[{'from': 's', 'to': 'k', " +
                wire + "}]}");
        };
        const Planning planning = planWith(
            "'queue': {'capacity': '${room}', 'overflow': '${how}'}, 'partitioning': 'hash(${key})'");
        QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
        const PlanEdge& edge = planning.plan->edges[0];
        QCOMPARE(edge.capacity, 500);
        QCOMPARE(edge.overflow, OverflowPolicy::DropOldest);
        QCOMPARE(edge.partitioning, Partitioning::Hash);
        QCOMPARE(edge.keyColumns, (std::vector<std::size_t>{0}));
        QVERIFY(planning.plan->document.edges[0].queue.at("capacity") == "${room}");

        const Planning bad = planWith("'queue': {'capacity': '${rom}'}, 'partitioning': '${how}'");
        const Diagnostic d = firstError(bad);
        QCOMPARE(codesOf(bad.diagnostics), std::string("MR1404"));
        QCOMPARE(d.edge + " " + d.parameter, std::string("s.out->k.in queue.capacity"));
        QCOMPARE(d.hint, std::string("did you mean `room`?"));
        QCOMPARE(codesOf(planWith("'queue': {'capacity': '${key}'}").diagnostics), std::string("MR1151"));
        QCOMPARE(codesOf(planWith("'partitioning': '${nowhere}'").diagnostics), std::string("MR1404"));
    }

    void faultsOfOverridesStandOnTheCommandLine() {
        const auto placeOf = [](const std::string& limit,
                                std::vector<std::pair<std::string, boost::json::value>> overrides) {
            PlanOptions options;
            options.overrides = std::move(overrides);
            const Planning planning = planOf(
                graph("'f': {'kind': 'toy_filter', 'params': {'where': 'x', 'limit': '" + limit +
                          "'}, 'concurrency': {'workers': 1}}",
                      "s>f f>k", "'most': {'type': 'DOUBLE', 'default': 5}, 'rest': {'type': 'STRING'}"),
                options);
            const Diagnostic d = firstError(planning);
            return d.parameter + " at " + d.file;
        };
        QCOMPARE(placeOf("${most}", {{"most", 5000}}), std::string("limit at --set most"));
        QCOMPARE(placeOf("nothing", {{"most", 5000}}), std::string("limit at "));
        QCOMPARE(placeOf("nothing", {{"f.limit", "${rest}"}, {"rest", "x"}}),
                 std::string("limit at --set rest"));
        QCOMPARE(placeOf("5", {{"f.concurrency.workers", "many"}}),
                 std::string("concurrency.workers at --set f.concurrency.workers"));
    }

    void theDocumentOfAPlanHoldsOverridesButNoSecrets() {
        PlanOptions options;
        options.environment = [](const std::string&) { return "hunter2"; };
        options.overrides = {{"f.limit", 50}};
        const Planning planning = plan(
            graphOf(graph("'f': {'kind': 'toy_filter', 'params': {'where': '${env:SECRET}'}}", "s>f f>k")),
            toyKinds(), options);
        const std::string written = writeGraph(planning.plan->document);
        QVERIFY(written.find("\"limit\": 50") != std::string::npos);
        QVERIFY(written.find("hunter2") == std::string::npos);
    }

    void pathsCountFromTheGraphUnlessTheyComeFromTheCommandLine() {
        const std::string text = graph(
            "'t': {'kind': 'toy_source', 'params': {'columns': {'id': 'BIGINT', 'v': 'DOUBLE'}, "
            "'path': '${input}'}}",
            "s>k t>k", "'input': {'type': 'STRING', 'default': 'x.csv'}");
        PlanOptions options;
        options.graphFolder = "/graphs";
        options.currentFolder = "/here";
        const auto path = [&](std::vector<std::pair<std::string, boost::json::value>> overrides) {
            options.overrides = std::move(overrides);
            const Planning planning = planOf(text, options);
            for (const Diagnostic& d : planning.diagnostics) {
                if (d.code == "MR9000") return d.message;
            }
            return toText(planning.diagnostics);
        };
        QCOMPARE(path({}), std::string("/graphs/x.csv"));
        QCOMPARE(path({{"input", "y.csv"}}), std::string("/here/y.csv"));
        QCOMPARE(path({{"input", "x.csv"}}), std::string("/here/x.csv"));
        QCOMPARE(path({{"input", "/abs/y.csv"}}), std::string("/abs/y.csv"));
        QCOMPARE(path({{"t.path", "z.csv"}}), std::string("/here/z.csv"));
        QCOMPARE(path({{"t.path", "-"}}), std::string("-"));
        QCOMPARE(path({{"t.path", "${input}.gz"}}), std::string("/here/x.csv.gz"));
    }
};

QTEST_GUILESS_MAIN(PlannerTest)
#include "tst_planner.moc"
