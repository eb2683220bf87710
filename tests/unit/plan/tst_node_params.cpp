// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "engine/plan/node_params.h"

#include <QtTest>

using namespace millrace;

namespace {

PlanOptions options() {
    PlanOptions all;
    all.environment = [](const std::string& name) -> std::optional<std::string> {
        return name == "HOST" ? std::optional<std::string>("broker") : std::nullopt;
    };
    return all;
}

} // namespace

class TestNodeParams : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void referencesAreResolvedAndDefaultsFilledIn();
    void whatIsWrongElsewhereDoesNotMatter();
    void whatIsWrongWithTheNodeIsSaid();
    void theParameterThatIsAboutToChangeIsLeftOut();
    void insideOfASubgraphItsInstanceHasTheLastWord();
};

namespace {

Registry kafkaLike() {
    NodeKind kind;
    kind.name = "broker_source";
    kind.title = "Broker";
    kind.category = Category::Source;
    kind.outputs = {{.name = "out"}};
    kind.params = {{.name = "brokers", .type = ParameterType::Text, .required = true},
                   {.name = "topics", .type = ParameterType::Text, .required = true},
                   {.name = "limit", .type = ParameterType::Integer},
                   {.name = "timeout", .type = ParameterType::Duration, .defaultValue = "10 s"}};
    kind.bind = [](BindContext&) -> Result<BoundNode> { return Diagnostics(); };
    Registry registry;
    if (!registry.add(std::move(kind))) throw std::logic_error("the kind is faulty");
    return registry;
}

Result<Params> read(const std::string& text, const std::string& node, const std::string& without = {}) {
    const auto graph = parseGraph(text);
    if (!graph) return graph.error();
    const Registry registry = kafkaLike();
    return paramsInRun(graph->document, registry, node, options(), without);
}

} // namespace

void TestNodeParams::referencesAreResolvedAndDefaultsFilledIn() {
    const auto params =
        read(R"json({"millrace": 1, "parameters": {"port": {"type": "BIGINT", "default": 9092}},
        "nodes": {"in": {"kind": "broker_source", "params": {"brokers": "${env:HOST}:${port}"}}}})json",
             "in");
    QVERIFY2(params.has_value(), params ? "" : toText(params.error()).c_str());
    QCOMPARE(params->text("brokers"), std::string("broker:9092"));
    QVERIFY(!params->has("topics"));
    QCOMPARE(params->duration("timeout"), std::int64_t{10'000'000'000});
}

void TestNodeParams::whatIsWrongElsewhereDoesNotMatter() {
    const auto params = read(
        R"json({"millrace": 1, "parameters": {"unset": {"type": "STRING"}, "odd": {"type": "BIGINT", "default": "x"}},
        "nodes": {"in": {"kind": "broker_source", "params": {"brokers": "b", "of_a_newer_version": 7}},
                  "other": {"kind": "broker_source", "params": {"brokers": "${unset}", "limit": "many"}},
                  "strange": {"kind": "strange"}},
        "edges": [{"from": "in.nothing", "to": "nowhere.in"}]})json",
        "in");
    QVERIFY2(params.has_value(), params ? "" : toText(params.error()).c_str());
    QCOMPARE(params->text("brokers"), std::string("b"));
}

void TestNodeParams::whatIsWrongWithTheNodeIsSaid() {
    const char* const graph = R"json({"millrace": 1, "nodes": {
        "a": {"kind": "broker_source", "params": {"brokers": "${env:NOTHING}"}},
        "b": {"kind": "broker_source", "params": {"limit": "many"}},
        "c": {"kind": "strange"}}})json";
    const auto codeOf = [&](const char* node) {
        const auto params = read(graph, node);
        return params ? std::string()
                      : params.error().items.front().code + " " + params.error().items.front().node;
    };
    QCOMPARE(codeOf("a"), std::string("MR1406 a"));
    QCOMPARE(codeOf("b"), std::string("MR3003 b"));
    QCOMPARE(codeOf("c"), std::string("MR1101 c"));
    QVERIFY(!codeOf("d").empty());
}

void TestNodeParams::theParameterThatIsAboutToChangeIsLeftOut() {
    const auto params = read(R"json({"millrace": 1, "nodes": {
        "in": {"kind": "broker_source", "params": {"brokers": "b", "limit": "${nothing}"}}}})json",
                             "in", "limit");
    QVERIFY2(params.has_value(), params ? "" : toText(params.error()).c_str());
    QVERIFY(!params->has("limit"));
}

void TestNodeParams::insideOfASubgraphItsInstanceHasTheLastWord() {
    const auto params = read(R"json({"millrace": 1,
        "nodes": {"part": {"kind": "subgraph", "mode": "disabled", "params": {"of": "part", "set": {"in.topics": "mine"}}}},
        "subgraphs": {"part": {"outputs": {"out": "in.out"},
            "nodes": {"in": {"kind": "broker_source", "params": {"brokers": "b", "topics": "theirs"}}}}}})json",
                             "part/in");
    QVERIFY2(params.has_value(), params ? "" : toText(params.error()).c_str());
    QCOMPARE(params->text("topics"), std::string("mine"));
}

QTEST_APPLESS_MAIN(TestNodeParams)
#include "tst_node_params.moc"
