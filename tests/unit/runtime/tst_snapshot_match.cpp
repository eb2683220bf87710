// SPDX-License-Identifier: Apache-2.0
// Which changes of a graph, or of the program that wrote a snapshot, leave a state that can be gone on from.
#include "engine/runtime/checkpoints/snapshot_match.h"
#include "tests/support/toy_nodes.h"

#include <QTest>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using namespace millrace;
using namespace millrace::test;

namespace {

namespace json = boost::json;

/// `size` and `level` belong to the state; `brokers` does not, and `level` has a default.
const NodeKind& kindOfStore() {
    static const NodeKind kind = [] {
        NodeKind made;
        made.name = "store";
        const auto parameter = [&made](const char* name, json::value byDefault = {},
                                       bool keepsState = false) {
            ParameterSpec& spec = made.params.emplace_back();
            spec.name = name;
            spec.type = ParameterType::Integer;
            spec.defaultValue = std::move(byDefault);
            spec.keepsState = keepsState;
        };
        parameter("size");
        parameter("level", 3);
        parameter("brokers", nullptr, true);
        return made;
    }();
    return kind;
}

/// source -> store, which has state or none.
Plan planWith(const json::object& params, StateRule state = StateRule::Saved, int workers = 1) {
    ToyPlan toys;
    const auto source = toys.source("source", [] { return std::unique_ptr<Source>(); });
    const auto store = toys.stage(
        "store", [] { return std::unique_ptr<Operator>(); }, workers);
    toys.wire(source, store);
    Plan plan = *toys.build();
    PlanVertex& vertex = plan.vertices[store];
    vertex.kind = &kindOfStore();
    vertex.params = Params(params);
    vertex.bound.state = state;
    return plan;
}

RunSnapshot snapshotOf(const Plan& plan) {
    const PlanVertex& vertex = *plan.find("store");
    RunSnapshot snapshot;
    RunSnapshot::Node& node = snapshot.nodes.emplace_back();
    node.id = vertex.node;
    node.kind = vertex.kind->name;
    node.saved = vertex.bound.state == StateRule::Saved;
    node.settings = node.saved ? stateSettings(vertex) : inputSettings(vertex);
    node.subtasks.resize(static_cast<std::size_t>(plan.chains[vertex.chain].workers));
    return snapshot;
}

std::string codeOf(const RunSnapshot& snapshot, const Plan& plan) {
    const Diagnostics found = mismatches(snapshot, plan);
    return found.empty() ? "fits" : found.items.front().code;
}

} // namespace

class SnapshotMatchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void onlyWhatTheStateDependsOnCounts() {
        const RunSnapshot snapshot = snapshotOf(planWith({{"size", 1}, {"level", 3}, {"brokers", 1}}));
        QCOMPARE(codeOf(snapshot, planWith({{"size", 1}, {"level", 3}, {"brokers", 2}})),
                 std::string("fits"));
        QCOMPARE(codeOf(snapshot, planWith({{"size", 2}, {"level", 3}})), std::string("MR4601"));
        QCOMPARE(codeOf(snapshot, planWith({{"size", 1}, {"level", 3}}, StateRule::Saved, 2)),
                 std::string("MR4602"));
        const Diagnostics found = mismatches(snapshot, planWith({{"size", 2}, {"level", 4}}));
        QVERIFY2(found.items.front().message.find("`size` was `1` and is `2`") != std::string::npos,
                 found.items.front().message.c_str());
        QVERIFY(found.items.front().message.find("`level` was `3` and is `4`") != std::string::npos);
    }

    /// An older build knew fewer parameters, and took more of them for part of the state.
    void snapshotsOfOlderBuildsFit() {
        RunSnapshot older = snapshotOf(planWith({{"size", 1}}));
        QCOMPARE(codeOf(older, planWith({{"size", 1}, {"level", 3}})), std::string("fits"));
        QCOMPARE(codeOf(older, planWith({{"size", 1}, {"level", 4}})), std::string("MR4601"));
        json::object settings = json::parse(older.nodes[0].settings).as_object();
        settings["brokers"] = json::object{{"is", 1}};
        older.nodes[0].settings = json::serialize(settings);
        QCOMPARE(codeOf(older, planWith({{"size", 1}, {"level", 3}, {"brokers", 2}})), std::string("fits"));
    }

    void whoOnlyHasRecordsWaitingMayBeSetOtherwise() {
        RunSnapshot snapshot = snapshotOf(planWith({{"size", 1}}, StateRule::None, 2));
        QCOMPARE(codeOf(snapshot, planWith({{"size", 2}}, StateRule::None, 1)), std::string("fits"));
        snapshot.nodes[0].subtasks[1].waiting.push_back({"source -> store", "records"});
        QCOMPARE(codeOf(snapshot, planWith({{"size", 2}}, StateRule::None, 1)), std::string("fits"));
        Plan other = planWith({{"size", 1}}, StateRule::None);
        other.vertices[1].inputs = {makeSchema({{"else", TypeId::String}})};
        QCOMPARE(codeOf(snapshot, other), std::string("MR4601"));
        Plan gone = planWith({{"size", 1}}, StateRule::None);
        gone.vertices[1].node = "another";
        const Diagnostics found = mismatches(snapshot, gone);
        QCOMPARE(found.items.size(), std::size_t{1});
        QVERIFY2(found.items.front().message.starts_with("what waited for `store` would be lost"),
                 found.items.front().message.c_str());
    }
};

QTEST_GUILESS_MAIN(SnapshotMatchTest)
#include "tst_snapshot_match.moc"
