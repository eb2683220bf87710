// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batch_builder.h"
#include "tests/support/node_harness.h"
#include "tests/support/run_graph.h"
#include "tests/support/saved_runs.h"
#include "tests/support/toy_nodes.h"

#include <QTest>
#include <boost/json/parse.hpp>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr MonotonicNs kSecond = 1'000'000'000;
constexpr std::size_t kIn = 0, kFailed = 1;
constexpr std::size_t kOut = 0, kBypassed = 1;

std::unique_ptr<NodeHarness> bound() {
    auto harness = std::make_unique<NodeHarness>(
        *builtinRegistry().find("circuit_breaker"),
        boost::json::parse(R"({"failure_ratio": 0.5, "minimum_calls": 10, "window": "10 s", "open_for": "5 s",
                               "probes": 2, "settle": "1 s"})")
            .as_object(),
        std::vector{numberSchema(), timedSchema()});
    if (!harness->isBound()) throw std::runtime_error(toText(harness->problems()));
    return harness;
}

std::unique_ptr<NodeHarness> opened() {
    auto harness = bound();
    harness->open();
    return harness;
}

/// In another process, with another clock.
std::unique_ptr<NodeHarness> goesOn(const std::string& state) {
    auto harness = bound();
    harness->context().virtualClock.time = 3;
    harness->openWithCheckpoints(1, &state);
    return harness;
}

/// Opens it: ten records, five of which fail.
void fail(NodeHarness& harness) {
    harness.feed(numbers(0, 10), kIn);
    BatchBuilder failures(timedSchema());
    for (std::int64_t i = 0; i < 5; ++i)
        failures.appendRow({i, i});
    harness.feed(failures.finish(), kFailed);
}

std::string shown(NodeHarness& harness) {
    const RecordBatch& view = harness.context().published.back();
    return std::string(view.column(0).strings()[0].view());
}

RunGraphOptions batchesOf(std::size_t records) {
    RunGraphOptions options;
    options.batchSize = records;
    return options;
}

} // namespace

class tst_circuit_breaker : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recordsGoPastItWhileOpen() {
        const auto harness = opened();
        QCOMPARE(shown(*harness), std::string("closed"));
        fail(*harness);
        QCOMPARE(shown(*harness), std::string("open"));
        harness->feed(numbers(10, 7), kIn);
        QCOMPARE(harness->rowsOut(kOut), std::size_t{10});
        QCOMPARE(harness->rowsOut(kBypassed), std::size_t{7});
        QCOMPARE(harness->context().reported.items.at(0).code, std::string("MR3467"));
        QVERIFY(harness->context().reported.items.at(0).severity == Severity::Note);
    }

    void someProbesGoThroughAfterAWhile() {
        const auto harness = opened();
        fail(*harness);
        harness->advance(5 * kSecond);
        harness->feed(numbers(10, 7), kIn);
        QCOMPARE(harness->rowsOut(kOut), std::size_t{12});
        QCOMPARE(harness->rowsOut(kBypassed), std::size_t{5});
        QCOMPARE(shown(*harness), std::string("half open"));
    }

    void goodProbesCloseItOnceTheyHaveSettled() {
        const auto harness = opened();
        fail(*harness);
        harness->advance(5 * kSecond);
        harness->feed(numbers(10, 2), kIn);
        harness->advance(kSecond - 1);
        QCOMPARE(shown(*harness), std::string("half open"));
        harness->advance(1);
        QCOMPARE(shown(*harness), std::string("closed"));
        harness->feed(numbers(20, 50), kIn);
        QCOMPARE(harness->rowsOut(kOut), std::size_t{62});
    }

    void aProbeThatFailsOpensItAgain() {
        const auto harness = opened();
        fail(*harness);
        harness->advance(5 * kSecond);
        harness->feed(numbers(10, 2), kIn);
        BatchBuilder one(timedSchema());
        one.appendRow({std::int64_t{1}, std::int64_t{1}});
        harness->feed(one.finish(), kFailed);
        QCOMPARE(shown(*harness), std::string("open"));
        harness->feed(numbers(20, 3), kIn);
        QCOMPARE(harness->rowsOut(kBypassed), std::size_t{3});
        QVERIFY(!harness->op().nextDeadline());
    }

    void inAGraphItSparesAStageThatAlwaysFails() {
        const RunOutcome outcome = runGraphText(R"({"millrace": 1, "nodes": {
            "orders": {"kind": "generate", "params": {"count": 20000, "fields": {"id": {"type": "sequence"},
                       "text": {"type": "choice", "values": ["x"]}}}},
            "pace": {"kind": "rate_limit", "params": {"rate": 40000}},
            "breaker": {"kind": "circuit_breaker", "params": {"minimum_calls": 100, "open_for": "100 s"}},
            "check": {"kind": "select", "params": {"cast": {"text": "BIGINT"}, "on_error": "reject"}},
            "bad": {"kind": "queue"}, "end": {"kind": "discard"}, "later": {"kind": "discard"}}, "edges": [
            {"from": "orders.out", "to": "pace.in"}, {"from": "pace.out", "to": "breaker.in"},
            {"from": "breaker.out", "to": "check.in"}, {"from": "check.out", "to": "end.in"},
            {"from": "check.rejected", "to": "bad.in"}, {"from": "bad.out", "to": "breaker.failed"},
            {"from": "breaker.bypassed", "to": "later.in"}]})",
                                                builtinRegistry(), batchesOf(16));
        QVERIFY2(outcome.ok(), outcome.text().c_str());
        const auto into = [&](const char* node) {
            const PlanVertex* vertex = outcome.plan->find(node);
            return outcome.frame.nodes[static_cast<std::size_t>(vertex - outcome.plan->vertices.data())]
                .recordsIn;
        };
        QCOMPARE(into("check") + into("later"), std::int64_t{20000});
        QCOMPARE(into("bad"), into("check"));
        QVERIFY(into("check") >= 100);
        QVERIFY2(into("later") > 1000, std::to_string(into("later")).c_str());
        QVERIFY(outcome.published.contains("breaker"));
    }

    /// Open, half open or closed: a new process goes on with what the old one knew.
    void aSavedStateGoesOn() {
        const auto fresh = opened();
        fresh->feed(numbers(0, 10), kIn);
        const std::string closed = fresh->snapshot(1);
        const auto before = opened();
        fail(*before);
        before->advance(3 * kSecond);
        const std::string open = before->snapshot(2);
        before->advance(2 * kSecond);
        before->feed(numbers(10, 1), kIn);
        QCOMPARE(shown(*before), std::string("half open"));
        const std::string probing = before->snapshot(3);

        const auto counting = goesOn(closed);
        QCOMPARE(shown(*counting), std::string("closed"));
        BatchBuilder failures(timedSchema());
        for (std::int64_t i = 0; i < 5; ++i)
            failures.appendRow({i, i});
        counting->feed(failures.finish(), kFailed); // of the ten before
        QCOMPARE(shown(*counting), std::string("open"));

        const auto stillOpen = goesOn(open);
        QCOMPARE(shown(*stillOpen), std::string("open"));
        stillOpen->advance(2 * kSecond - 1);
        stillOpen->feed(numbers(10, 1), kIn);
        QCOMPARE(stillOpen->rowsOut(kBypassed), std::size_t{1});
        stillOpen->advance(1);
        stillOpen->feed(numbers(11, 1), kIn);
        QCOMPARE(stillOpen->rowsOut(kOut), std::size_t{1});
        QCOMPARE(shown(*stillOpen), std::string("half open"));

        // What became of the probe nobody knows: others go out at once.
        const auto probed = goesOn(probing);
        probed->feed(numbers(20, 3), kIn);
        QCOMPARE(probed->rowsOut(kOut), std::size_t{2});
        QCOMPARE(probed->rowsOut(kBypassed), std::size_t{1});
        QCOMPARE(readDamaged(open, goesOn), std::string());
    }
};

QTEST_GUILESS_MAIN(tst_circuit_breaker)
#include "tst_circuit_breaker.moc"
