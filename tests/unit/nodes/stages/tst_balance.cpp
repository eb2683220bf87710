// SPDX-License-Identifier: Apache-2.0
#include "tests/support/node_harness.h"
#include "tests/support/run_graph.h"
#include "tests/support/toy_nodes.h"

#include <QTest>
#include <boost/json/parse.hpp>

using namespace millrace;
using namespace millrace::test;

namespace {

/// Outputs behind which as many records wait as the test says; what is sent waits, too.
class LoadedOutputs final : public Collector {
public:
    explicit LoadedOutputs(std::vector<std::int64_t> waiting) : loads(std::move(waiting)) {
        batches.resize(loads.size());
    }
    void emit(std::size_t port, RecordBatch batch) override {
        loads[port] += static_cast<std::int64_t>(batch.rows());
        batches[port].push_back(std::move(batch));
    }
    void watermark(EpochMs) override {}
    bool hasRoom() const override { return true; }
    std::int64_t queued(std::size_t port) const override { return loads[port]; }

    std::vector<std::int64_t> loads;
    std::vector<std::vector<RecordBatch>> batches;
};

std::unique_ptr<Operator> balance(const char* params) {
    NodeHarness harness(*builtinRegistry().find("balance"), boost::json::parse(params).as_object(),
                        std::vector{numberSchema()});
    if (!harness.isBound()) throw std::runtime_error(toText(harness.problems()));
    return harness.node().makeOperator();
}

RunGraphOptions batchesOf(std::size_t records) {
    RunGraphOptions options;
    options.batchSize = records;
    return options;
}

} // namespace

class tst_balance : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBatchGoesWholeToWhereTheLeastWaits() {
        const auto op = balance(R"({"outputs": 3})");
        LoadedOutputs out({50, 7, 20});
        op->process(0, numbers(0, 10), out);
        op->process(0, numbers(10, 10), out);
        QCOMPARE(out.batches[0].size(), std::size_t{0});
        QCOMPARE(out.batches[1].size(), std::size_t{2}); // 7, then 17
        op->process(0, numbers(20, 10), out);
        QCOMPARE(out.batches[2].size(), std::size_t{1}); // 27 against 20
        QCOMPARE(out.batches[2].front().rows(), std::size_t{10});
    }

    void equalsTakeTurns() {
        const auto op = balance(R"({"outputs": 2})");
        LoadedOutputs out({0, 0});
        for (int i = 0; i < 4; ++i)
            op->process(0, numbers(i * 10, 10), out);
        QCOMPARE(out.batches[0].size(), std::size_t{2});
        QCOMPARE(out.batches[1].size(), std::size_t{2});
    }

    void recordsFillUpTheDifference() {
        const auto op = balance(R"({"outputs": 2, "per": "record"})");
        LoadedOutputs out({6, 0});
        op->process(0, numbers(0, 10), out);
        QCOMPARE(out.loads, (std::vector<std::int64_t>{8, 8}));
    }

    void theFastBranchGetsMore() {
        const RunOutcome outcome = runGraphText(R"json({"millrace": 1, "nodes": {
            "numbers": {"kind": "generate", "params": {"count": 3000, "fields": {"id": {"type": "sequence"}}}},
            "deal": {"kind": "balance", "params": {"outputs": 2}},
            "fast": {"kind": "merge", "concurrency": {"executor": "threads"}},
            "slow": {"kind": "work", "params": {"mode": "wait", "time": "1 ms"}, "concurrency": {"executor": "threads"}},
            "end": {"kind": "discard"}}, "edges": [
            {"from": "numbers.out", "to": "deal.in"},
            {"from": "deal.out_1", "to": "fast.in", "queue": {"capacity": 40}},
            {"from": "deal.out_2", "to": "slow.in", "queue": {"capacity": 40}},
            {"from": "fast.out", "to": "end.in"}, {"from": "slow.out", "to": "end.in"}]})json",
                                                builtinRegistry(), batchesOf(4));
        QVERIFY2(outcome.ok(), outcome.text().c_str());
        const auto* deal = outcome.plan->find("deal");
        const auto& ports =
            outcome.frame.nodes[static_cast<std::size_t>(deal - outcome.plan->vertices.data())].portRecords;
        QCOMPARE(ports[0] + ports[1], std::int64_t{3000});
        QVERIFY2(4 * ports[0] > 5 * ports[1], std::to_string(ports[1]).c_str());
    }
};

QTEST_GUILESS_MAIN(tst_balance)
#include "tst_balance.moc"
