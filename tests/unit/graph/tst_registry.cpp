// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "engine/graph/param_path.h"
#include "engine/graph/registry.h"

#include <QTest>

using namespace millrace;

namespace {

NodeKind goodKind(std::string name = "filter") {
    NodeKind kind;
    kind.name = std::move(name);
    kind.title = "Filter";
    kind.inputs = {{"in"}};
    kind.outputs = {{"out"}};
    ParameterSpec where{"where", ParameterType::Predicate, "", "Rows to keep.", true};
    ParameterSpec rate{"rate", ParameterType::Number, "", "", false, 5.0};
    rate.minimum = 0;
    ParameterSpec mode{"mode", ParameterType::Choice, "", "", false, "a"};
    mode.choices = {"a", "b"};
    kind.params = {where, rate, mode};
    kind.bind = [](BindContext&) -> Result<BoundNode> { return BoundNode{}; };
    return kind;
}

std::string problem(const NodeKind& kind) {
    Registry registry;
    const auto added = registry.add(kind);
    return added ? "" : added.error().items[0].code + " " + added.error().items[0].message;
}

} // namespace

class RegistryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void kindsAreFoundByNameInTheOrderTheyCame() {
        Registry registry;
        QVERIFY(registry.add(goodKind("z_kind")));
        QVERIFY(registry.add(goodKind("a_kind")));
        QVERIFY(registry.find("a_kind") != nullptr);
        QVERIFY(registry.find("nothing") == nullptr);
        QCOMPARE(registry.names(), (std::vector<std::string>{"z_kind", "a_kind"}));
        QCOMPARE(registry.add(goodKind("a_kind")).error().items[0].code, std::string("MR1201"));
    }

    void inconsistentDescriptorsAreRefused() {
        QCOMPARE(problem(goodKind()), std::string());
        NodeKind kind = goodKind();
        kind.bind = nullptr;
        QVERIFY(problem(kind).find("MR1202") == 0);
        kind = goodKind();
        kind.outputs = {{"out"}, {"out"}};
        QVERIFY(problem(kind).find("`out` is declared twice") != std::string::npos);
        kind = goodKind();
        kind.params.push_back(kind.params[0]);
        QVERIFY(problem(kind).find("`where` is declared twice") != std::string::npos);
        kind = goodKind();
        kind.params[1].defaultValue = -1;
        QVERIFY(problem(kind).find("default of `rate` is wrong") != std::string::npos);
        kind = goodKind();
        kind.params[1].visibleWhen = "mood=a";
        QVERIFY(problem(kind).find("`mood`") != std::string::npos);
        kind = goodKind("Not An Id");
        QVERIFY(!problem(kind).empty());
    }

    void theSchemaHoldsEveryParameterOfEveryKind() {
        Registry registry;
        QVERIFY(registry.add(goodKind()));
        const boost::json::object schema = graphSchema(registry);
        QCOMPARE(std::string(schema.at("$schema").as_string()),
                 std::string("https://json-schema.org/draft/2020-12/schema"));
        const auto* rule = findAtPath(schema, "$defs.node.allOf.0");
        QVERIFY(rule != nullptr);
        QCOMPARE(std::string(findAtPath(rule->as_object(), "if.properties.kind.const")->as_string()),
                 std::string("filter"));
        const auto* params = findAtPath(rule->as_object(), "then.properties.params");
        QVERIFY(params != nullptr);
        for (const char* name : {"where", "rate", "mode"})
            QVERIFY(params->as_object().at("properties").as_object().contains(name));
        QCOMPARE(params->as_object().at("required").as_array().size(), std::size_t{1});
        QVERIFY(readJson(prettyJson(schema)));
    }
};

QTEST_GUILESS_MAIN(RegistryTest)
#include "tst_registry.moc"
