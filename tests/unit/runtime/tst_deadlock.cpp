// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_edit.h"
#include "engine/graph/graph_json.h"
#include "tests/support/node_harness.h"
#include "tests/support/run_graph.h"
#include "tests/support/run_reading.h"

#include <QtTest/QtTest>

#include <boost/json/serialize.hpp>

#include <algorithm>

using namespace millrace;
using namespace millrace::test;
namespace json = boost::json;

namespace {

constexpr std::int64_t kRecords = 2'000;
/// Of a thousand; the thread sanitizer, which is ten times slower, looks at every fifth.
#ifdef __SANITIZE_THREAD__
constexpr int kEvery = 5;
#else
constexpr int kEvery = 1;
#endif

bool reportsDeadlock(const Diagnostics& findings) {
    return std::any_of(findings.begin(), findings.end(),
                       [](const Diagnostic& d) { return d.code == "MR1170" || d.code == "MR1171"; });
}

GraphDocument parsed(const json::object& graph) {
    return parseGraph(json::serialize(graph)).value().document;
}

/// Draws graphs in which branches part and join again: one source, stages that keep nothing, some or all of
/// their records, wires with little room, one barrier or two.
class GraphDrawer {
public:
    explicit GraphDrawer(std::uint64_t seed) : random_(seed) {}

    json::object draw() {
        addNode("source", "generate",
                {{"count", kRecords}, {"fields", json::object{{"id", {{"type", "sequence"}}}}}});
        const std::string fork = branch("source.out", "common", random_.below(2), false);
        std::string joined = join(fork, fork, "both");
        if (random_.below(3) == 0) joined = join(joined, fork, "again");
        addNode("end", "discard", {});
        wire(joined, "end.in");
        return {{"millrace", 1}, {"nodes", nodes_}, {"edges", edges_}};
    }

    /// Most that a stage of the graph keeps for certain, and all the room there is: what was drawn is a
    /// deadlock for certain when the first is far larger than the second.
    std::int64_t kept = 0;
    std::int64_t room = 0;
    int tasks = 2;

private:
    void addNode(const std::string& id, const std::string& kind, json::object params) {
        nodes_[id] = json::object{{"kind", kind}, {"params", std::move(params)}};
    }
    void wire(const std::string& from, const std::string& to) {
        const auto capacity = static_cast<std::int64_t>(1 + random_.below(64));
        edges_.push_back(json::object{{"from", from}, {"to", to}, {"queue", {{"capacity", capacity}}}});
        room += capacity;
        ++tasks;
    }
    /// One branch at most keeps records: the other then carries all of them, as it does in the worst case.
    std::string join(const std::string& a, const std::string& b, const std::string& id) {
        const std::uint64_t keeping = random_.below(3);
        const std::string left = branch(a, id + "_a", random_.below(3), keeping == 0);
        const std::string right = branch(b, id + "_b", random_.below(3), keeping == 1);
        const auto capacity = static_cast<std::int64_t>(1 + random_.below(64));
        room += capacity;
        addNode(id, "barrier", {{"key", json::array{"id"}}, {"capacity", capacity}});
        wire(left, id + ".a");
        wire(right, id + ".b");
        return id + ".out";
    }
    std::string branch(std::string from, const std::string& name, std::uint64_t stages, bool keeps) {
        for (std::uint64_t i = 0; i < stages; ++i) {
            const std::string id = name + std::to_string(i);
            addStage(id, keeps);
            wire(from, id + ".in");
            from = id + ".out";
        }
        return from;
    }
    void addStage(const std::string& id, bool keeps) {
        switch (random_.below(keeps ? 6 : 3)) {
            case 0: return addNode(id, "map", {{"columns", {{"twice_" + id, "id * 2"}}}});
            case 1: return addNode(id, "queue", {});
            case 2: return addNode(id, "map", {{"columns", {{"half_" + id, "id / 2"}}}});
            case 3: kept = kRecords; return addNode(id, "filter", {{"where", "id < 0"}});
            case 4:
                kept = kRecords;
                return addNode(id, "sort", {{"by", json::array{json::object{{"column", "id"}}}}});
            default: {
                // Number -1 never comes, so the window is always full.
                const auto window = static_cast<std::int64_t>(1 + random_.below(400));
                kept = std::max(kept, window);
                return addNode(id, "resequence", {{"by", "id"}, {"start", -1}, {"window", window}});
            }
        }
    }

    Random random_;
    json::object nodes_;
    json::array edges_;
};

RunGraphOptions singleRecords() {
    RunGraphOptions options;
    options.batchSize = 1;
    options.poolWorkers = 2;
    return options;
}

} // namespace

class TestDeadlock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsClearedRunsToTheEnd_data() { addSeeds(); }
    void whatIsClearedRunsToTheEnd();
    void aStandstillIsNamedAsAChain();
    void theFixOfTheDiagnosticLetsTheGraphRun_data();
    void theFixOfTheDiagnosticLetsTheGraphRun();
    void onlyBranchesThatPartCount();

private:
    static void addSeeds() {
        QTest::addColumn<int>("first");
        for (int first = 0; first < 1000; first += 100)
            QTest::addRow("graphs %d to %d", first, first + 99) << first;
    }
};

void TestDeadlock::whatIsClearedRunsToTheEnd() {
    QFETCH(int, first);
    int cleared = 0, stuck = 0;
    for (int seed = first; seed < first + 100; seed += kEvery) {
        GraphDrawer drawer(static_cast<std::uint64_t>(seed));
        const json::object graph = drawer.draw();
        const RunOutcome outcome = runGraph(parsed(graph), builtinRegistry(), singleRecords());
        const std::string about =
            "graph " + std::to_string(seed) + ": " + json::serialize(graph) + "\n" + outcome.text();
        if (!reportsDeadlock(outcome.diagnostics)) {
            ++cleared;
            QVERIFY2(outcome.ok(), about.c_str());
        } else if (drawer.kept > drawer.room + drawer.tasks) {
            // Every task may have a batch in its hands beside what is on the wires.
            ++stuck;
            QVERIFY2(outcome.state == RunState::Failed, about.c_str());
            QVERIFY2(finding(outcome.diagnostics, "MR4110") != nullptr, about.c_str());
        }
    }
    QVERIFY(cleared > 10 / kEvery);
    QVERIFY(stuck > 10 / kEvery);
}

void TestDeadlock::aStandstillIsNamedAsAChain() {
    const RunOutcome outcome = runGraphText(R"({"millrace": 1, "nodes": {
        "orders": {"kind": "generate", "params": {"count": 5000, "fields": {"id": {"type": "sequence"}}}},
        "none": {"kind": "filter", "params": {"where": "id < 0"}, "concurrency": {"executor": "threads"}},
        "both": {"kind": "barrier", "params": {"key": ["id"], "capacity": 10}},
        "end": {"kind": "discard"}}, "edges": [
        {"from": "orders.out", "to": "both.a", "queue": {"capacity": 100}},
        {"from": "orders.out", "to": "none.in"}, {"from": "none.out", "to": "both.b"},
        {"from": "both.out", "to": "end.in"}]})",
                                            builtinRegistry(), singleRecords());
    QVERIFY(outcome.state == RunState::Failed);
    const Diagnostic* named = finding(outcome.diagnostics, "MR4110");
    QVERIFY(named != nullptr);
    for (const char* const part :
         {"`orders` waits for room on orders.out->both.a (full, and `both` takes no more from its input `a`)",
          "`both` waits for records on its input `b`", "`none` waits for records on its input `in`"})
        QVERIFY2(named->message.find(part) != std::string::npos, named->message.c_str());
    QCOMPARE(named->edge, std::string("orders.out->both.a"));
}

void TestDeadlock::theFixOfTheDiagnosticLetsTheGraphRun_data() {
    QTest::addColumn<QString>("stage");
    QTest::addColumn<QString>("code");
    QTest::addRow("a time-out") << R"({"kind": "filter", "params": {"where": "id % 2 = 0"}})"
                                << "MR1170";
    QTest::addRow("room") << R"({"kind": "resequence", "params": {"by": "id", "start": -1, "window": 700}})"
                          << "MR1171";
}

void TestDeadlock::theFixOfTheDiagnosticLetsTheGraphRun() {
    QFETCH(QString, stage);
    QFETCH(QString, code);
    const std::string text = R"({"millrace": 1, "nodes": {
        "orders": {"kind": "generate", "params": {"count": 3000, "fields": {"id": {"type": "sequence"}}}},
        "stage": )" + stage.toStdString() +
                             R"(,
        "both": {"kind": "barrier", "params": {"key": ["id"], "capacity": 10}},
        "end": {"kind": "discard"}}, "edges": [
        {"from": "orders.out", "to": "both.a", "queue": {"capacity": 100}},
        {"from": "orders.out", "to": "stage.in"}, {"from": "stage.out", "to": "both.b"},
        {"from": "both.out", "to": "end.in"}]})";
    GraphDocument document = parseGraph(text).value().document;
    const RunOutcome before = runGraph(document, builtinRegistry(), singleRecords());
    QVERIFY2(before.state == RunState::Failed, before.text().c_str());
    const Diagnostic* found = finding(before.diagnostics, code.toStdString());
    QVERIFY(found != nullptr && found->fix != nullptr);
    QVERIFY(bool(found->fix->apply(document)));
    if (code == "MR1170")
        QVERIFY(bool(GraphEdit(edit::SetParam{"both", "timeout", "20 ms"}).apply(document)));
    const RunOutcome after = runGraph(document, builtinRegistry(), singleRecords());
    QVERIFY2(after.ok(), after.text().c_str());
    QVERIFY(!reportsDeadlock(after.diagnostics));
}

void TestDeadlock::onlyBranchesThatPartCount() {
    // What is filtered before the branches part is missing in both.
    const auto findings = plan(parseGraph(R"({"millrace": 1, "nodes": {
        "orders": {"kind": "generate", "params": {"count": 5000, "fields": {"id": {"type": "sequence"}}}},
        "even": {"kind": "filter", "params": {"where": "id % 2 = 0"}},
        "a": {"kind": "map", "params": {"columns": {"x": "id"}}},
        "b": {"kind": "map", "params": {"columns": {"y": "id"}}},
        "both": {"kind": "barrier", "params": {"key": ["id"], "capacity": 10}},
        "tail": {"kind": "filter", "params": {"where": "x > 5"}},
        "other": {"kind": "generate", "params": {"count": 5000, "fields": {"id": {"type": "sequence"}}}},
        "join": {"kind": "barrier", "params": {"key": ["id"], "capacity": 10}},
        "end": {"kind": "discard"}}, "edges": [
        {"from": "orders.out", "to": "even.in"}, {"from": "even.out", "to": "a.in"},
        {"from": "even.out", "to": "b.in"}, {"from": "a.out", "to": "both.a"}, {"from": "b.out", "to": "both.b"},
        {"from": "both.out", "to": "tail.in"}, {"from": "tail.out", "to": "join.a"},
        {"from": "other.out", "to": "join.b"}, {"from": "join.out", "to": "end.in"}]})")
                                   .value()
                                   .document,
                               builtinRegistry(), {})
                              .diagnostics;
    QVERIFY2(findings.empty(), toText(findings).c_str());
}

QTEST_GUILESS_MAIN(TestDeadlock)
#include "tst_deadlock.moc"
