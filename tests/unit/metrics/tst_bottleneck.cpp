// SPDX-License-Identifier: Apache-2.0
#include "engine/metrics/metrics_frame.h"
#include "engine/metrics/task_uses.h"

#include <QtTest/QtTest>

using namespace millrace;

namespace {

constexpr MonotonicNs kSecond = 1'000'000'000;

/// Two frames a second apart and the wires between their vertices.
struct Graph {
    std::vector<WireEnds> wires;
    MetricsFrame before, after;

    Graph() { after.elapsedNs = kSecond; }
    /// Shares of the time of all subtasks.
    std::size_t node(double busy, double heldBack = 0, double io = 0, int subtasks = 1, double ready = 0) {
        const auto ns = [&](double share) {
            return static_cast<std::int64_t>(share * static_cast<double>(kSecond) * subtasks);
        };
        NodeMetrics metrics;
        metrics.subtasks = subtasks;
        metrics.busyNs = ns(busy);
        metrics.backPressuredNs = ns(heldBack);
        metrics.ioNs = ns(io);
        metrics.readyNs = ns(ready);
        after.nodes.push_back(metrics);
        before.nodes.emplace_back();
        return after.nodes.size() - 1;
    }
    void wire(std::size_t from, std::size_t to, bool fused = false) {
        wires.push_back({from, to});
        EdgeMetrics edge;
        edge.fused = fused;
        after.edges.push_back(edge);
        before.edges.push_back(edge);
    }
    std::optional<std::size_t> bottleneck() const { return findBottleneck(wires, before, after); }
};

} // namespace

class TestBottleneck : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStageThatHoldsItsSourceBackLimits();
    void aBusySourceThatNobodyHoldsBackLimitsNothing();
    void theLastOfAHeldBackPathLimits();
    void aBusyBranchThatNobodyWaitsForIsInnocent();
    void theBusierOfTwoSlowBranchesIsNamed();
    void ofAFusedTaskTheBusiestVertexIsNamed();
    void aSaturatedTaskWithoutQueuesLimits();
    void thePaceOfASourceIsNoLimit();
    void aStageThatWaitsOutsideLimitsToo();
    void aStageThatWaitsForACoreCountsAsOccupied();
    void sharesAreOfAllSubtasks();
    void framesAtOneInstantHaveNone();
    void theUseOfAFusedTaskIsThatOfAllItsVertices();
    void aVertexOfItsOwnIsItsTask();
};

void TestBottleneck::aStageThatHoldsItsSourceBackLimits() {
    Graph g;
    const auto source = g.node(0.3, 0.7), stage = g.node(0.95), sink = g.node(0.1);
    g.wire(source, stage);
    g.wire(stage, sink);
    QCOMPARE(g.bottleneck(), std::optional(stage));
}

void TestBottleneck::aBusySourceThatNobodyHoldsBackLimitsNothing() {
    Graph g;
    const auto source = g.node(0.75), sink = g.node(0.6);
    g.wire(source, sink);
    QCOMPARE(g.bottleneck(), std::nullopt);
}

void TestBottleneck::theLastOfAHeldBackPathLimits() {
    Graph g;
    const auto source = g.node(0.1, 0.9), middle = g.node(0.6, 0.4), last = g.node(0.97), sink = g.node(0.05);
    g.wire(source, middle);
    g.wire(middle, last);
    g.wire(last, sink);
    QCOMPARE(g.bottleneck(), std::optional(last));
}

void TestBottleneck::aBusyBranchThatNobodyWaitsForIsInnocent() {
    Graph g;
    const auto source = g.node(0.2, 0.8), slow = g.node(0.8);
    const auto other = g.node(0.85), otherSink = g.node(0.99);
    g.wire(source, slow);
    g.wire(other, otherSink);
    QCOMPARE(g.bottleneck(), std::optional(slow));
}

void TestBottleneck::theBusierOfTwoSlowBranchesIsNamed() {
    Graph g;
    const auto source = g.node(0.2, 0.8), one = g.node(0.7), two = g.node(0.9);
    g.wire(source, one);
    g.wire(source, two);
    QCOMPARE(g.bottleneck(), std::optional(two));
}

void TestBottleneck::ofAFusedTaskTheBusiestVertexIsNamed() {
    Graph g;
    const auto source = g.node(0.3, 0.7);
    const auto light = g.node(0.1), heavy = g.node(0.8), sink = g.node(0.05);
    g.wire(source, light);
    g.wire(light, heavy, true);
    g.wire(heavy, sink, true);
    QCOMPARE(g.bottleneck(), std::optional(heavy));
}

void TestBottleneck::aSaturatedTaskWithoutQueuesLimits() {
    Graph g;
    const auto source = g.node(0.2), stage = g.node(0.7), sink = g.node(0.08);
    g.wire(source, stage, true);
    g.wire(stage, sink, true);
    QCOMPARE(g.bottleneck(), std::optional(stage));
}

void TestBottleneck::thePaceOfASourceIsNoLimit() {
    Graph alone;
    alone.wire(alone.node(0.02, 0, 0.98), alone.node(0.1));
    QCOMPARE(alone.bottleneck(), std::nullopt);
    Graph fused; // the wait of the task stands at each of its vertices
    const auto source = fused.node(0.02, 0, 0.95), sink = fused.node(0.03, 0, 0.95);
    fused.wire(source, sink, true);
    QCOMPARE(fused.bottleneck(), std::nullopt);
}

void TestBottleneck::aStageThatWaitsOutsideLimitsToo() {
    Graph g;
    const auto source = g.node(0.1, 0.9), caller = g.node(0.05, 0, 0.9);
    g.wire(source, caller);
    QCOMPARE(g.bottleneck(), std::optional(caller));
}

void TestBottleneck::aStageThatWaitsForACoreCountsAsOccupied() {
    Graph g;
    const auto source = g.node(0.3, 0.6), stage = g.node(0.4, 0, 0, 1, 0.55);
    g.wire(source, stage);
    QCOMPARE(g.bottleneck(), std::optional(stage));
}

void TestBottleneck::sharesAreOfAllSubtasks() {
    Graph g;
    const auto source = g.node(0.2, 0.8), wide = g.node(0.3, 0, 0, 4), narrow = g.node(0.9);
    g.wire(source, wide);
    g.wire(source, narrow);
    QCOMPARE(g.bottleneck(), std::optional(narrow));
}

void TestBottleneck::framesAtOneInstantHaveNone() {
    Graph g;
    g.wire(g.node(0.2, 0.8), g.node(0.9));
    g.after.elapsedNs = 0;
    QCOMPARE(g.bottleneck(), std::nullopt);
}

void TestBottleneck::theUseOfAFusedTaskIsThatOfAllItsVertices() {
    Graph g;
    const auto source = g.node(0.3, 0.7), light = g.node(0.3), heavy = g.node(0.5), sink = g.node(0.15);
    g.wire(source, light);
    g.wire(light, heavy, true);
    g.wire(heavy, sink, true);
    const TaskUse task = taskUse(g.wires, g.before, g.after, heavy);
    QCOMPARE(task.vertices, (std::vector<std::size_t>{light, heavy, sink}));
    QCOMPARE(task.use, 0.95);
    const TaskUses all = taskUses(g.wires, g.before, g.after);
    QCOMPARE(all.task, (std::vector<std::size_t>{source, light, light, light}));
    for (const std::size_t v : {source, light, heavy, sink})
        QCOMPARE(all.use[v], taskUse(g.wires, g.before, g.after, v).use);
}

void TestBottleneck::aVertexOfItsOwnIsItsTask() {
    Graph g;
    const auto source = g.node(0.3, 0.7), stage = g.node(0.55, 0, 0, 1, 0.4);
    g.wire(source, stage);
    const TaskUse task = taskUse(g.wires, g.before, g.after, stage);
    QCOMPARE(task.vertices, (std::vector<std::size_t>{stage}));
    QCOMPARE(task.use, 0.55);
    QCOMPARE(task.ready, 0.4);
}

QTEST_GUILESS_MAIN(TestBottleneck)
#include "tst_bottleneck.moc"
