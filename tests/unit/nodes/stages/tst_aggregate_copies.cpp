// SPDX-License-Identifier: Apache-2.0
//
// Copies of an aggregate that each see any share of the records, and put their groups together at the end of
// the input: whichever of them had ended at a checkpoint, the next run gives the result once.
#include "engine/data/batch_builder.h"
#include "engine/data/byte_stream.h"
#include "tests/support/json_rows.h"
#include "tests/support/node_harness.h"

#include <QTest>
#include <boost/json/parse.hpp>

using namespace millrace;
using namespace millrace::test;

namespace {

const SchemaPtr& schema() {
    static const SchemaPtr instance = makeSchema({{"k", TypeId::BigInt}, {"v", TypeId::BigInt}});
    return instance;
}

RecordBatch records(std::int64_t first, std::int64_t end) {
    BatchBuilder builder(schema());
    for (std::int64_t v = first; v < end; ++v)
        builder.appendRow({v % 3, v});
    return builder.finish();
}

/// One of several subtasks whose states belong together.
class CopyContext final : public OperatorContext {
public:
    CopyContext(int subtask, int copies, std::shared_ptr<void>& shared)
        : subtask_(subtask), copies_(copies), shared_(shared) {}
    const std::string& node() const override { return node_; }
    int subtask() const override { return subtask_; }
    int subtaskCount() const override { return copies_; }
    const Clock& clock() const override { return clock_; }
    std::uint64_t seed() const override { return 42; }
    std::size_t batchSize() const override { return 1024; }
    void report(Diagnostic) override {}
    void publish(RecordBatch) override {}
    void burn(MonotonicNs) override {}
    void wait(MonotonicNs) override {}
    SharedResource& sharedResource(const std::string&, int) override { return resource_; }
    bool stopRequested() const override { return false; }
    bool mergesStates() const override { return true; }
    bool keepsCheckpoints() const override { return true; }
    const RestoredState* restored() const override { return from ? &*from : nullptr; }
    std::shared_ptr<void> sharedState(const std::function<std::shared_ptr<void>()>& make) override {
        if (!shared_) shared_ = make();
        return shared_;
    }

    std::optional<RestoredState> from = {};

private:
    const std::string node_ = "sums";
    const int subtask_;
    const int copies_;
    std::shared_ptr<void>& shared_;
    VirtualClock clock_;
    FakeResource resource_;
};

/// The copies of one run.
class Copies {
public:
    /// `states`: of the run before; none: the job begins anew.
    explicit Copies(const char* params, const std::vector<std::string>& states = std::vector<std::string>(3))
        : bound_(*builtinRegistry().find("aggregate"), boost::json::parse(params).as_object(), {schema()}),
          states_(states),
          sent_(bound_.node().outputs) {
        for (std::size_t i = 0; i < states_.size(); ++i) {
            contexts_.push_back(std::make_unique<CopyContext>(static_cast<int>(i),
                                                              static_cast<int>(states_.size()), shared_));
            if (!states_[i].empty()) contexts_[i]->from = RestoredState{1, states_[i]};
            copies_.push_back(bound_.node().makeOperator());
            copies_[i]->open(*contexts_[i]);
        }
    }
    void feed(std::size_t copy, RecordBatch batch) { copies_[copy]->process(0, std::move(batch), sent_); }
    void end(std::size_t copy) {
        copies_[copy]->onWatermark(kMaxWatermark, sent_);
        while (!copies_[copy]->onEnd(sent_)) {
        }
    }
    std::string state(std::size_t copy) {
        std::string bytes;
        ByteWriter to(bytes);
        copies_[copy]->snapshot(1, to);
        return bytes;
    }
    std::vector<std::string> rows() const {
        std::vector<std::string> texts;
        for (const auto& row : rowsOf(sent_.outputs[0]))
            texts.push_back(rowText(row, *bound_.node().outputs[0]));
        std::sort(texts.begin(), texts.end());
        return texts;
    }

private:
    NodeHarness bound_;
    std::vector<std::string> states_;
    std::shared_ptr<void> shared_;
    std::vector<std::unique_ptr<CopyContext>> contexts_;
    std::vector<std::unique_ptr<Operator>> copies_;
    RecordingCollector sent_;
};

} // namespace

class tst_aggregate_copies : public QObject {
    Q_OBJECT

    static void forms() {
        QTest::addColumn<QByteArray>("params");
        QTest::newRow("by key") << QByteArray(
            R"json({"key": ["k"], "columns": {"n": "COUNT(*)", "sum": "SUM(v)", "top": "MAX(v)"}})json");
        QTest::newRow("one group") << QByteArray(
            R"json({"columns": {"n": "COUNT(*)", "sum": "SUM(v)"}})json");
    }
    static std::vector<std::string> expected(const QByteArray& params) {
        Copies whole(params);
        whole.feed(0, records(0, 100));
        for (std::size_t copy = 0; copy < 3; ++copy)
            whole.end(copy);
        return whole.rows();
    }

private Q_SLOTS:
    void oneThatHadEndedHandsInAgain_data() { forms(); }
    void oneThatHadEndedHandsInAgain() {
        QFETCH(QByteArray, params);
        Copies first(params);
        first.feed(0, records(0, 20));
        first.feed(1, records(20, 50));
        first.end(0);
        first.end(2); // it has seen nothing
        QCOMPARE(first.rows().size(), std::size_t(0));
        std::vector<std::string> states = {first.state(0), first.state(1), first.state(2)};
        // Killed twice: what was handed in is a part of every later checkpoint, too.
        for (int life = 0; life < 2; ++life) {
            Copies next(params, states);
            states = {next.state(0), next.state(1), next.state(2)};
        }
        Copies last(params, states);
        last.feed(1, records(50, 100));
        last.end(1);
        QCOMPARE(last.rows(), expected(params));
        QVERIFY(!last.rows().empty());
    }

    /// The others had not ended at their barriers, and did so before the last one came to its own.
    void whatTheLastOneHasSentComesFromNobodyElse_data() { forms(); }
    void whatTheLastOneHasSentComesFromNobodyElse() {
        QFETCH(QByteArray, params);
        Copies first(params);
        first.feed(0, records(0, 40));
        const std::string before = first.state(0);
        first.feed(0, records(40, 60));
        first.feed(1, records(60, 100));
        for (const std::size_t copy : {0, 2, 1})
            first.end(copy);
        QCOMPARE(first.rows(), expected(params));
        Copies next(params, {before, first.state(1), first.state(2)});
        next.feed(0, records(40, 60));
        next.end(0);
        QCOMPARE(next.rows().size(), std::size_t(0));
    }

    void whereAllHadEndedNothingIsSent_data() { forms(); }
    void whereAllHadEndedNothingIsSent() {
        QFETCH(QByteArray, params);
        Copies first(params);
        first.feed(1, records(0, 100));
        for (const std::size_t copy : {2, 1, 0})
            first.end(copy);
        QCOMPARE(first.rows(), expected(params));
        const Copies next(params, {first.state(0), first.state(1), first.state(2)});
        QCOMPARE(next.rows().size(), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(tst_aggregate_copies)
#include "tst_aggregate_copies.moc"
