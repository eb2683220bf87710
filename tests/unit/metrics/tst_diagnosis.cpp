// SPDX-License-Identifier: Apache-2.0
#include "engine/metrics/diagnosis.h"
#include "tests/support/toy_nodes.h"

#include <QtTest/QtTest>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr MonotonicNs kSecond = 1'000'000'000;

/// source -> light -> heavy -> sink over one second: 10,000 records, heavy limits.
struct Case {
    ToyPlan toy;
    std::size_t source = toy.source("source", countingSource(100));
    std::size_t light = toy.stage("light", passing());
    std::size_t heavy = toy.stage("heavy", passing());
    std::size_t sink = toy.sink("sink", passing());
    MetricsFrame before, after;

    explicit Case(bool fused = false) {
        toy.wire(source, light);
        if (fused) {
            toy.fuse(light, heavy);
        } else {
            toy.wire(light, heavy);
        }
        toy.wire(heavy, sink);
        for (MetricsFrame* frame : {&before, &after}) {
            frame->nodes.resize(4);
            frame->edges.resize(3);
            for (EdgeMetrics& edge : frame->edges)
                edge.capacity = 1000;
            frame->edges[1].fused = fused;
        }
        after.elapsedNs = kSecond;
        after.bottleneck = heavy;
        for (NodeMetrics& node : after.nodes) {
            node.recordsIn = node.recordsOut = 10'000;
            node.batchesIn = node.batchesOut = 10;
        }
        for (EdgeMetrics& edge : after.edges)
            edge.sent = edge.received = 10'000;
        busy(source, 0.1), busy(light, 0.4), busy(heavy, 1.0), busy(sink, 0.1);
    }
    void busy(std::size_t v, double share) { after.nodes[v].busyNs = ns(v, share); }
    std::int64_t ns(std::size_t v, double share) const {
        return static_cast<std::int64_t>(share * static_cast<double>(kSecond) * after.nodes[v].subtasks);
    }
    Diagnosis diagnosis(int cores = 4) const {
        const auto found = diagnose(*toy.build(), before, after, cores);
        if (!found) qFatal("nothing was found");
        return *found;
    }
};

const Suggestion* find(const Diagnosis& diagnosis, Remedy remedy) {
    for (const Suggestion& suggestion : diagnosis.suggestions)
        if (suggestion.remedy == remedy) return &suggestion;
    return nullptr;
}

} // namespace

class TestDiagnosis : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whereNothingLimitsNothingIsSaid();
    void ratesAreWhatItTakesAndCouldTake();
    void waitFollowsFromPresenceAndRate();
    void theShareOfTheWorkLimitsWhatItsSpeedBrings();
    void workersHelpUntilTheNextTaskLimits();
    void workersNeedCores();
    void aKindThatTakesNoMoreWorkersGetsNone();
    void aLongerQueueIsNoRemedyForASaturatedStage();
    void whoWaitsOutsideOverlapsIt();
    void whoWaitsForALockNeedsTheLockNotWorkers();
    void aFusedNodeMayWantItsOwnTask();
    void smallBatchesCost();
    void tooFewCoresAreSaid();
    void theBestSuggestionIsFirst();
};

void TestDiagnosis::whereNothingLimitsNothingIsSaid() {
    Case c;
    c.after.bottleneck.reset();
    QVERIFY(!diagnose(*c.toy.build(), c.before, c.after, 4));
    c.after.bottleneck = c.heavy;
    QVERIFY(!diagnose(*c.toy.build(), c.after, c.after, 4));
}

void TestDiagnosis::ratesAreWhatItTakesAndCouldTake() {
    Case c;
    c.busy(c.heavy, 0.8);
    c.after.edges[1].sent = 12'000;
    const Diagnosis d = c.diagnosis();
    QCOMPARE(d.bottleneck, c.heavy);
    QCOMPARE(d.use, 0.8);
    QCOMPARE(d.throughput, 10'000.0);
    QCOMPARE(d.serviceRate, 12'500.0);
    QCOMPARE(d.arrivalRate, 12'000.0);
}

void TestDiagnosis::waitFollowsFromPresenceAndRate() {
    Case c;
    c.before.edges[1].depth = 400;
    c.after.edges[1].depth = 600;
    HistogramSnapshot measured;
    measured.add(static_cast<std::uint32_t>(HistogramLayout::bucketOf(48'000'000)), 10);
    c.after.edges[1].waitTime = measured;
    const Diagnosis d = c.diagnosis();
    QVERIFY(d.wire);
    QCOMPARE(d.wire->edge, std::size_t(1));
    QCOMPARE(d.wire->present, 500.0);
    QCOMPARE(d.wire->rate, 10'000.0);
    QCOMPARE(d.wire->waitSeconds, 0.05); // L = lambda W: 500 = 10,000 * 0.05
    QVERIFY(std::abs(*d.wire->measuredSeconds - 0.048) < 0.001);
}

void TestDiagnosis::theShareOfTheWorkLimitsWhatItsSpeedBrings() {
    const Diagnosis d = Case().diagnosis();
    QCOMPARE(d.workShare, 1.0 / 1.6);
    QCOMPARE(d.amdahlTwice, 1 / (1 - 0.625 / 2));
    QCOMPARE(d.twiceAsFast, 2.0);
    QCOMPARE(d.atMost, 2.5);
    QCOMPARE(d.next, std::optional<std::size_t>(1));
}

void TestDiagnosis::workersHelpUntilTheNextTaskLimits() {
    const Diagnosis d = Case().diagnosis(8);
    const Suggestion* more = find(d, Remedy::MoreWorkers);
    QVERIFY(more);
    QCOMPARE(more->value, 3); // 2 bring 2.0, 3 would bring 3.0, light limits at 2.5
    QCOMPARE(more->gain, 2.5);
}

void TestDiagnosis::workersNeedCores() {
    const Diagnosis d = Case().diagnosis(2);
    const Suggestion* more = find(d, Remedy::MoreWorkers);
    QVERIFY(more);
    QCOMPARE(more->value, 2);
    QCOMPARE(more->gain, 2 / 1.6); // 1.6 cores are in use
    QVERIFY(!find(Case().diagnosis(1), Remedy::MoreWorkers));
}

void TestDiagnosis::aKindThatTakesNoMoreWorkersGetsNone() {
    Case single;
    single.toy.vertex(single.heavy).bound.maxWorkers = 1;
    QVERIFY(!find(single.diagnosis(), Remedy::MoreWorkers));
    Case ordered;
    ordered.toy.vertex(ordered.heavy).bound.orderSensitive = true;
    QVERIFY(!find(ordered.diagnosis(), Remedy::MoreWorkers));
    ordered.toy.vertex(ordered.heavy).bound.key = {"n"};
    QVERIFY(find(ordered.diagnosis(), Remedy::MoreWorkers));
}

void TestDiagnosis::aLongerQueueIsNoRemedyForASaturatedStage() {
    Case c;
    QVERIFY(!c.diagnosis().queueIsNoRemedy); // nothing waits
    c.before.edges[1].depth = c.after.edges[1].depth = 950;
    QVERIFY(c.diagnosis().queueIsNoRemedy);
    c.busy(c.heavy, 0.6);
    QVERIFY(!c.diagnosis().queueIsNoRemedy); // it has time left: the queue evens out bursts
}

void TestDiagnosis::whoWaitsOutsideOverlapsIt() {
    Case c;
    c.busy(c.heavy, 0.1);
    c.after.nodes[c.heavy].ioNs = c.ns(c.heavy, 0.85);
    c.toy.chainOf(c.heavy).executor = ExecutorKind::Threads;
    // A chain of its own with the wait of the whole task: the vertex is the task.
    const Diagnosis d = c.diagnosis(1);
    const Suggestion* overlap = find(d, Remedy::Overlap);
    QVERIFY(overlap && overlap->gain > 1.5);
    QVERIFY(find(d, Remedy::MoreWorkers)); // waiting takes no core
    c.toy.chainOf(c.heavy).executor = ExecutorKind::Async;
    QVERIFY(!find(c.diagnosis(1), Remedy::Overlap));
}

void TestDiagnosis::whoWaitsForALockNeedsTheLockNotWorkers() {
    Case c;
    c.busy(c.heavy, 0.2);
    c.after.nodes[c.heavy].lockNs = c.ns(c.heavy, 0.75);
    const Diagnosis d = c.diagnosis();
    QVERIFY(find(d, Remedy::RelieveLock));
    QVERIFY(!find(d, Remedy::MoreWorkers));
}

void TestDiagnosis::aFusedNodeMayWantItsOwnTask() {
    QVERIFY(!find(Case().diagnosis(), Remedy::OwnTask));
    Case c(true);
    c.busy(c.light, 0.4);
    c.busy(c.heavy, 0.55);
    const Diagnosis d = c.diagnosis();
    QCOMPARE(d.task, (std::vector<std::size_t>{c.light, c.heavy}));
    QVERIFY(std::abs(d.use - 0.95) < 1e-9);
    const Suggestion* own = find(d, Remedy::OwnTask);
    QVERIFY(own);
    QVERIFY(std::abs(own->gain - 1 / 0.55) < 1e-9);
}

void TestDiagnosis::smallBatchesCost() {
    QVERIFY(!find(Case().diagnosis(), Remedy::LargerBatches));
    Case c;
    c.after.nodes[c.heavy].recordsIn = 400'000;
    c.after.nodes[c.heavy].batchesIn = 400'000;
    const Suggestion* larger = nullptr;
    const Diagnosis d = c.diagnosis();
    larger = find(d, Remedy::LargerBatches);
    QVERIFY(larger);
    QCOMPARE(larger->value, 1);
    QVERIFY(larger->gain > 1.3);
}

void TestDiagnosis::tooFewCoresAreSaid() {
    Case c;
    c.busy(c.heavy, 0.5);
    c.after.nodes[c.heavy].readyNs = c.ns(c.heavy, 0.45);
    const Suggestion* cores = nullptr;
    const Diagnosis d = c.diagnosis(1);
    cores = find(d, Remedy::MoreCores);
    QVERIFY(cores);
    QVERIFY(std::abs(cores->gain - 1.9) < 1e-9);
    QVERIFY(!find(Case().diagnosis(), Remedy::MoreCores));
}

void TestDiagnosis::theBestSuggestionIsFirst() {
    Case c(true);
    c.busy(c.heavy, 0.55);
    const Diagnosis d = c.diagnosis(8);
    QVERIFY(d.suggestions.size() >= 2);
    for (std::size_t i = 1; i < d.suggestions.size(); ++i)
        QVERIFY(d.suggestions[i - 1].gain >= d.suggestions[i].gain);
}

QTEST_APPLESS_MAIN(TestDiagnosis)
#include "tst_diagnosis.moc"
