// SPDX-License-Identifier: Apache-2.0
//
// Barriers in front of a node that takes no input for long: they pass where the records that the node keeps
// are a part of its state, and so does what waits when the input has ended.
#include "engine/data/batch_builder.h"
#include "engine/operator/keeps_through_barriers.h"
#include "engine/runtime/engine.h"
#include "tests/support/checkpoint_options.h"
#include "tests/support/checkpoint_toys.h"
#include "tests/support/run_reading.h"
#include "tests/support/toy_pipeline.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <array>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

namespace {

constexpr MonotonicNs kMs = 1'000'000;
constexpr MonotonicNs kHour = 3'600'000 * kMs;

/// What a test lets the nodes of a run do.
struct Levers {
    std::atomic<bool> letsGo{false};                 ///< the keeper
    std::array<std::atomic<bool>, 2> ends{};         ///< the subtasks of the last read's source
    std::array<std::atomic<bool>, 2> isInLastRead{}; ///< from which no barrier is sent
};

/// Keeps what comes as long as it is told to, and takes no more meanwhile: a rate limit.
class Keeper final : public Operator, public KeepsThroughBarriers {
public:
    explicit Keeper(std::shared_ptr<Levers> levers) : levers_(std::move(levers)) {}
    void open(OperatorContext& context) override {
        context_ = &context;
        if (!context.restored()) return;
        for (ByteReader from(context.restored()->bytes); from.left() > 0;)
            kept_.push_back(from.fixed<std::int64_t>());
    }
    void process(std::size_t, RecordBatch batch, Collector& out) override {
        kept_ = valuesOf(batch);
        if (levers_->letsGo) give(out);
    }
    bool wantsInput() const override { return kept_.empty(); }
    std::optional<MonotonicNs> nextDeadline() const override {
        if (kept_.empty()) return std::nullopt;
        return levers_->letsGo ? 0 : context_->clock().now() + kHour;
    }
    void onDeadline(MonotonicNs, Collector& out) override { give(out); }
    void snapshot(Epoch, ByteWriter& state) override {
        for (const std::int64_t value : kept_)
            state.fixed(value);
    }

private:
    void give(Collector& out) {
        for (const std::int64_t value : std::exchange(kept_, {}))
            out.emit(0, numbers(value, 1));
    }
    std::shared_ptr<Levers> levers_;
    OperatorContext* context_ = nullptr;
    std::vector<std::int64_t> kept_;
};

/// Three batches of ten from each of two subtasks. The third one comes out of a read that takes as long as
/// the test wants, and ends the source.
class LongLastRead final : public Source {
public:
    explicit LongLastRead(std::shared_ptr<Levers> levers) : levers_(std::move(levers)) {}
    void open(OperatorContext& context) override {
        context_ = &context;
        if (context.restored()) batches_ = ByteReader(context.restored()->bytes).fixed<std::int64_t>();
    }
    SourceStatus read(Collector& out) override {
        const auto subtask = static_cast<std::size_t>(context_->subtask());
        if (batches_ == 3) return SourceStatus::finished();
        // What was read before is on the wire then.
        if (batches_ == 2 && !std::exchange(hasWaited_, true))
            return SourceStatus::waitUntil(context_->clock().now() + kMs);
        if (batches_ == 2) levers_->isInLastRead[subtask] = true;
        while (batches_ == 2 && !levers_->ends[subtask] && !context_->stopRequested())
            context_->wait(kMs);
        out.emit(0, numbers(static_cast<std::int64_t>(subtask) * 30 + batches_ * 10, 10));
        return ++batches_ == 3 ? SourceStatus::finished() : SourceStatus::produced();
    }
    void snapshot(Epoch, ByteWriter& state) override { state.fixed(batches_); }

private:
    std::shared_ptr<Levers> levers_;
    OperatorContext* context_ = nullptr;
    std::int64_t batches_ = 0;
    bool hasWaited_ = false;
};

/// Source, keeper and sink.
struct KeeperPlan {
    std::shared_ptr<Ledger> ledger = std::make_shared<Ledger>();
    std::shared_ptr<Levers> levers = std::make_shared<Levers>();
    QTemporaryDir folder;

    std::unique_ptr<Run> start(const std::function<std::unique_ptr<Source>()>& make, int workers,
                               MonotonicNs interval) {
        ToyPlan toys;
        const auto source = toys.source("numbers", make, workers);
        const auto stage = toys.stage("keeper", [this] { return std::make_unique<Keeper>(levers); });
        const auto sink = toys.sink("sink", ledgerSink(ledger));
        toys.wire(source, stage);
        toys.wire(stage, sink);
        toys.useBatchSize(10);
        for (std::size_t v = 0; v < 3; ++v)
            toys.vertex(v).bound.state = v == sink ? StateRule::None : StateRule::Saved;
        return Engine().start(toys.build(), roomyIn(folder, interval)).value();
    }
};

} // namespace

class BarriersAndHeldInputTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsKeptDoesNotHoldABarrierUp();
    void theEndOfAnInputIsHeardWhileItIsHeldBack();
};

void BarriersAndHeldInputTest::whatIsKeptDoesNotHoldABarrierUp() {
    KeeperPlan plan;
    {
        auto run = plan.start(savedSource(40, 10, kHour), 1, kMs);
        QVERIFY(waitUntil(*run, [&] { return run->frame().nodes[1].recordsIn == 10; }));
        const std::int64_t made = run->checkpoints().made;
        QVERIFY2(waitUntil(*run, [&] { return run->checkpoints().made >= made + 3; }),
                 "the barriers wait for the records that the stage keeps");
        run->stopAtCheckpoint();
        QVERIFY(run->waitFor(60s));
        QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
        QCOMPARE(plan.ledger->shown().size(), std::size_t(0));
    }
    plan.levers->letsGo = true;
    auto run = plan.start(savedSource(40, 10), 1, kMs);
    QVERIFY(run->waitFor(60s));
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    QCOMPARE(plan.ledger->shown(), upTo(40));
}

void BarriersAndHeldInputTest::theEndOfAnInputIsHeardWhileItIsHeldBack() {
    KeeperPlan plan;
    const auto source = [&] { return std::make_unique<LongLastRead>(plan.levers); };
    {
        auto run = plan.start(source, 2, kHour);
        QVERIFY(waitUntil(
            *run, [&] { return plan.levers->isInLastRead[0] && plan.levers->isInLastRead[1].load(); }));
        QVERIFY(waitUntil(*run, [&] { return run->frame().nodes[1].recordsIn == 10; }));
        run->stopAtCheckpoint();
        std::this_thread::sleep_for(50ms); // the stage knows of the epoch
        plan.levers->ends[0] = true;
        QVERIFY(waitUntil(*run, [&] { return run->frame().edges[0].depth == 40; }));
        std::this_thread::sleep_for(50ms); // and has looked at what has come
        plan.levers->ends[1] = true;
        QVERIFY2(run->waitFor(60s), "the stage has not heard that its input has ended");
        QVERIFY2(finding(run->diagnostics(), "MR4609"), toText(run->diagnostics()).c_str());
        QCOMPARE(plan.ledger->shown().size(), std::size_t(0));
    }
    plan.levers->letsGo = true;
    auto run = plan.start(source, 2, kHour);
    QVERIFY(run->waitFor(60s));
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    QCOMPARE(plan.ledger->shown(), upTo(60));
}

QTEST_GUILESS_MAIN(BarriersAndHeldInputTest)
#include "tst_barriers_and_held_input.moc"
