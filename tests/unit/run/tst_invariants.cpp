// SPDX-License-Identifier: Apache-2.0
#include "engine/run/run.h"
#include "tests/support/toy_nodes.h"

#include <QtTest/QtTest>

using namespace millrace;
using namespace millrace::test;

namespace {

/// A plan of two nodes and a frame of a finished run in which everything adds up.
struct Case {
    PlanPtr plan;
    MetricsFrame frame;

    Case() {
        ToyPlan toy;
        const auto source = toy.source("source", countingSource(100));
        const auto sink = toy.sink("sink", passing());
        toy.wire(source, sink);
        plan = toy.build();
        frame.state = RunState::Finished;
        frame.elapsedNs = 1'000'000'000;
        frame.nodes.resize(2);
        frame.edges.resize(1);
        frame.nodes[0].recordsOut = 100;
        frame.nodes[0].portRecords = {100};
        frame.nodes[0].busyNs = 400'000'000;
        frame.nodes[0].idleNs = 600'000'000;
        frame.nodes[1].recordsIn = 100;
        frame.nodes[1].idleNs = 1'000'000'000;
        frame.edges[0].sent = 100;
        frame.edges[0].received = 100;
        frame.edges[0].capacity = 64;
    }
    std::size_t violations() const { return checkInvariants(*plan, frame).size(); }
};

} // namespace

class TestInvariants : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSoundFrameHasNoViolation();
    void aLostRecordIsNoticed();
    void injectedRecordsCameOnNoWire();
    void recordsLeftInAFinishedRunAreNoticed();
    void anOverfullQueueIsNoticed();
    void whatComesEarlyBehindOrderedWorkersNeedsNoRoom();
    void timeThatIsMissingIsNoticed();
    void negativeTimeIsNoticed();
    void rejectedRecordsMustComeFromTheirPort();
    void aFrameOfAnotherPlanIsNoticed();
};

void TestInvariants::aSoundFrameHasNoViolation() { QCOMPARE(Case().violations(), std::size_t{0}); }

void TestInvariants::aLostRecordIsNoticed() {
    Case c;
    c.frame.edges[0].received = 99;
    c.frame.nodes[1].recordsIn = 99;
    QCOMPARE(c.violations(), std::size_t{1});
    c.frame.edges[0].dropped = 1;
    QCOMPARE(c.violations(), std::size_t{0});
}

void TestInvariants::injectedRecordsCameOnNoWire() {
    Case c;
    c.frame.nodes[1].recordsIn = 103;
    QCOMPARE(c.violations(), std::size_t{1});
    c.frame.nodes[1].injectedIn = 3;
    QCOMPARE(c.violations(), std::size_t{0});
    c.frame.nodes[1].injectedIn = 4;
    QCOMPARE(c.violations(), std::size_t{1});
}

void TestInvariants::recordsLeftInAFinishedRunAreNoticed() {
    Case c;
    c.frame.edges[0].received = 90;
    c.frame.edges[0].depth = 10;
    c.frame.nodes[1].recordsIn = 90;
    QCOMPARE(c.violations(), std::size_t{1});
    c.frame.state = RunState::Stopped;
    QCOMPARE(c.violations(), std::size_t{0});
}

void TestInvariants::anOverfullQueueIsNoticed() {
    Case c;
    c.frame.state = RunState::Stopped;
    c.frame.edges[0].received = 30;
    c.frame.edges[0].depth = 70;
    c.frame.nodes[1].recordsIn = 30;
    QCOMPARE(c.violations(), std::size_t{1});
}

void TestInvariants::whatComesEarlyBehindOrderedWorkersNeedsNoRoom() {
    for (const Ordering ordering : {Ordering::Ordered, Ordering::Unordered}) {
        ToyPlan toy;
        const auto source = toy.source("source", countingSource(100));
        const auto stage = toy.stage("stage", passing(), 3);
        const auto sink = toy.sink("sink", passing());
        toy.wire(source, stage);
        toy.wire(stage, sink);
        toy.chainOf(stage).ordering = ordering;
        MetricsFrame frame;
        frame.state = RunState::Stopped;
        frame.nodes.resize(3);
        frame.edges.resize(2);
        frame.nodes[source].recordsOut = frame.nodes[stage].recordsIn = frame.nodes[stage].recordsOut = 100;
        frame.nodes[source].portRecords = frame.nodes[stage].portRecords = {100};
        frame.nodes[sink].recordsIn = 30;
        frame.edges[0].sent = frame.edges[0].received = frame.edges[1].sent = 100;
        frame.edges[1].received = 30;
        frame.edges[1].depth = 70;
        frame.edges[0].capacity = frame.edges[1].capacity = 64;
        QCOMPARE(checkInvariants(*toy.build(), frame).size(), std::size_t{ordering != Ordering::Ordered});
    }
}

void TestInvariants::timeThatIsMissingIsNoticed() {
    Case c;
    c.frame.nodes[0].idleNs = 100'000'000;
    QCOMPARE(c.violations(), std::size_t{1});
}

void TestInvariants::negativeTimeIsNoticed() {
    Case c;
    c.frame.nodes[0].busyNs = -1;
    c.frame.nodes[0].idleNs = 1'000'000'000;
    QCOMPARE(c.violations(), std::size_t{1});
}

void TestInvariants::rejectedRecordsMustComeFromTheirPort() {
    Case c;
    c.frame.nodes[0].rejected = 3;
    QCOMPARE(c.violations(), std::size_t{1});
}

void TestInvariants::aFrameOfAnotherPlanIsNoticed() {
    Case c;
    c.frame.nodes.pop_back();
    QCOMPARE(c.violations(), std::size_t{1});
}

QTEST_GUILESS_MAIN(TestInvariants)
#include "tst_invariants.moc"
