// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_edit.h"
#include "engine/plan/plan_cycles.h"
#include "tests/support/node_harness.h"
#include "tests/support/toy_kinds.h"

#include <QtTest/QtTest>

#include <sstream>

using namespace millrace;
using namespace millrace::test;

namespace {

/// A graph of a source `s`, a sink `k` and the given nodes; wires as "a>b c.port>d".
std::string graph(const std::string& nodes, const std::string& wires) {
    std::string edges;
    std::istringstream words(wires);
    for (std::string word; words >> word;) {
        std::string from = word.substr(0, word.find('>')), to = word.substr(word.find('>') + 1);
        if (from.find('.') == std::string::npos) from += ".out";
        if (to.find('.') == std::string::npos) to += ".in";
        edges += (edges.empty() ? "" : ", ") + ("{'from': '" + from + "', 'to': '" + to + "'}");
    }
    return "{'millrace': 1, 'nodes': {'s': {'kind': 'toy_source', 'params': {'columns': {'x': 'BIGINT'}}}, " +
           nodes + ", 'k': {'kind': 'toy_sink'}}, 'edges': [" + edges + "]}";
}

const std::string kLoop =
    "'q': {'kind': 'toy_queue'}, 'f': {'kind': 'toy_filter', 'params': {'where': 'x'}}, "
    "'p': {'kind': 'toy_split', 'params': {'outputs': {'done': 'x', 'again': 'y'}}}";

std::vector<std::string> feedbackOf(const Plan& plan) {
    std::vector<std::string> wires;
    for (const PlanEdge& edge : plan.edges)
        if (edge.feedback) wires.push_back(edge.id);
    return wires;
}

} // namespace

class TestFeedback : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aWireBackIntoAQueueIsAllowed();
    void loopsInLoopsOpenAtTheirOwnQueues();
    void aQueueOnTheWayBackNeedsColumnsThatAreKnown();
    void deadLettersAreKnownAnywhere();
    void whatComesBackMustHaveTheColumnsOfWhatGoesIn();
    void theFixPutsAQueueWhereRecordsComeIn();
    void cyclesAreFoundInAnyGraph();
};

void TestFeedback::aWireBackIntoAQueueIsAllowed() {
    const Planning planning = planOf(graph(kLoop, "s>q q>f f>p p.again>q p.done>k"));
    QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
    QCOMPARE(feedbackOf(*planning.plan), (std::vector<std::string>{"p.again->q.in"}));
    // Even where the queue's task is the one that sends back.
    for (const PlanEdge& edge : planning.plan->edges)
        QVERIFY(!(edge.feedback && edge.fused));
    QCOMPARE(planning.plan->vertices[1].node, std::string("q"));
    QVERIFY(planning.plan->bounded);
}

void TestFeedback::loopsInLoopsOpenAtTheirOwnQueues() {
    const Planning planning = planOf(graph(
        kLoop +
            ", 'q2': {'kind': 'toy_queue'}, 'p2': {'kind': 'toy_split', 'params': {'outputs': {'done': 'x', "
            "'again': 'y'}}}",
        "s>q q>q2 q2>p p.again>q2 p.done>p2 p2.again>q p2.done>f f>k"));
    QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
    QCOMPARE(feedbackOf(*planning.plan), (std::vector<std::string>{"p.again->q2.in", "p2.again->q.in"}));
}

void TestFeedback::aQueueOnTheWayBackNeedsColumnsThatAreKnown() {
    // The toy nodes do not promise to keep their columns.
    const Planning planning = planOf(graph(kLoop, "s>p p.again>q q>f f>p p.done>k"));
    QCOMPARE(codesOf(planning.diagnostics), std::string("MR1111"));
    QCOMPARE(planning.diagnostics.items[0].node, std::string("q"));
}

void TestFeedback::deadLettersAreKnownAnywhere() {
    GraphDocument document = graphOf(
        "{'millrace': 1, 'nodes': {'s': {'kind': 'generate', 'params': {'count': 1, 'fields': {'x': {'type': "
        "'sequence'}}}}, "
        "'again': {'kind': 'retry'}, 'c': {'kind': 'select', 'params': {'cast': {'x': 'INT'}}}, 'q': "
        "{'kind': 'queue'}, "
        "'k': {'kind': 'discard'}}, 'edges': [{'from': 's.out', 'to': 'again.in'}, {'from': 'again.out', "
        "'to': 'c.in'}, "
        "{'from': 'c.rejected', 'to': 'q.in'}, {'from': 'q.out', 'to': 'again.failed'}, {'from': 'c.out', "
        "'to': 'k.in'}]}");
    const Planning planning = plan(document, builtinRegistry(), {});
    QVERIFY2(planning.plan != nullptr, toText(planning.diagnostics).c_str());
    QCOMPARE(feedbackOf(*planning.plan), (std::vector<std::string>{"c.rejected->q.in"}));
    // Time comes over `in` alone: the queue hears of none.
    const std::vector<bool> timed = timedVertices(*planning.plan);
    for (std::size_t v = 0; v < timed.size(); ++v)
        QCOMPARE(bool(timed[v]), planning.plan->vertices[v].node != "q");
}

void TestFeedback::whatComesBackMustHaveTheColumnsOfWhatGoesIn() {
    const Planning planning =
        planOf(graph(kLoop + ", 'm': {'kind': 'toy_map', 'params': {'columns': {'y': 'x'}}}",
                     "s>q q>f f>p p.again>m m>q p.done>k"));
    QCOMPARE(codesOf(planning.diagnostics), std::string("MR1112"));
    QCOMPARE(planning.diagnostics.items[0].edge, std::string("m.out->q.in"));
}

void TestFeedback::theFixPutsAQueueWhereRecordsComeIn() {
    GraphDocument document = graphOf(
        "{'millrace': 1, 'nodes': {'s': {'kind': 'generate', 'params': {'count': 1, 'fields': {'x': {'type': "
        "'sequence'}}}}, 'f': {'kind': 'filter', 'params': {'where': 'x > 1'}}, 'p': {'kind': 'partition'}, "
        "'k': {'kind': 'discard'}}, 'edges': [{'from': 's.out', 'to': 'f.in'}, {'from': 'f.out', 'to': "
        "'p.in'}, "
        "{'from': 'p.out_1', 'to': 'f.in'}, {'from': 'p.out_2', 'to': 'k.in'}]}");
    const Planning before = plan(document, builtinRegistry(), {});
    QCOMPARE(codesOf(before.diagnostics), std::string("MR1110"));
    const auto fix = before.diagnostics.items[0].fix;
    QVERIFY(fix != nullptr);
    QVERIFY(bool(fix->apply(document)));
    const Planning after = plan(document, builtinRegistry(), {});
    QVERIFY2(after.plan != nullptr, toText(after.diagnostics).c_str());
    QCOMPARE(feedbackOf(*after.plan), (std::vector<std::string>{"p.out_1->queue.in"}));
}

void TestFeedback::cyclesAreFoundInAnyGraph() {
    // 0 -> 1 -> 2 -> 1, 2 -> 3, 3 -> 3, 4
    const auto cycles = findCycles(5, {{0, 1}, {1, 2}, {2, 1}, {2, 3}, {3, 3}});
    QCOMPARE(cycles[0], kNoCycle);
    QVERIFY(cycles[1] != kNoCycle && cycles[1] == cycles[2]);
    QVERIFY(cycles[3] != kNoCycle && cycles[3] != cycles[1]);
    QCOMPARE(cycles[4], kNoCycle);
    // Deeper than any stack.
    constexpr std::size_t kDeep = 300'000;
    std::vector<std::pair<std::size_t, std::size_t>> ring;
    for (std::size_t i = 0; i < kDeep; ++i)
        ring.emplace_back(i, (i + 1) % kDeep);
    const auto one = findCycles(kDeep, ring);
    QVERIFY(std::all_of(one.begin(), one.end(), [&](std::size_t c) { return c == one[0] && c != kNoCycle; }));
}

QTEST_GUILESS_MAIN(TestFeedback)
#include "tst_feedback.moc"
