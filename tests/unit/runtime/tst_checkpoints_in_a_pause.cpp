// SPDX-License-Identifier: Apache-2.0
//
// Epochs that a pause comes upon: they are brought to their end, nothing is begun behind their barrier, and
// the time in which the run stands still is no part of their time-out.
#include "engine/runtime/engine.h"
#include "tests/support/checkpoint_options.h"
#include "tests/support/checkpoint_toys.h"
#include "tests/support/run_reading.h"
#include "tests/support/stepping_clock.h"
#include "tests/support/toy_pipeline.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <thread>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

namespace {

constexpr MonotonicNs kMs = 1'000'000;
constexpr MonotonicNs kSecond = 1'000 * kMs;
constexpr MonotonicNs kHour = 3'600 * kSecond;
constexpr std::int64_t kEndless = 1'000'000'000;

/// What a test sees and lets the nodes of a run do.
struct Levers {
    std::atomic<bool> open{true};             ///< else the stage is in one call
    std::atomic<int> snapshots{0};            ///< that the noted source has taken
    std::atomic<bool> isPaused{false};        ///< the test says so
    std::atomic<Epoch> inPause{kNoEpoch};     ///< the last one that the noted source took then
    std::atomic<bool> isCommitting{false};    ///< that epoch; the late sink is in the call
    std::atomic<bool> mayCommit{false};       ///< and leaves it
    std::atomic<std::int64_t> allowed{1'000}; ///< batches through the slow stage
};

/// Says which epochs it takes part in.
class NotedSource final : public Source {
public:
    explicit NotedSource(std::shared_ptr<Levers> levers) : levers_(std::move(levers)) {}
    void open(OperatorContext& context) override { source_->open(context); }
    SourceStatus read(Collector& out) override { return source_->read(out); }
    void snapshot(Epoch epoch, ByteWriter& state) override {
        source_->snapshot(epoch, state);
        if (levers_->isPaused) levers_->inPause = epoch;
        ++levers_->snapshots;
    }

private:
    std::shared_ptr<Levers> levers_;
    std::unique_ptr<Source> source_ = savedSource(kEndless, 10, kMs)();
};

/// Commits an epoch of a pause when the test wants it to.
class LateSink final : public Operator {
public:
    explicit LateSink(std::shared_ptr<Levers> levers) : levers_(std::move(levers)) {}
    void open(OperatorContext& context) override { context_ = &context; }
    void process(std::size_t, RecordBatch, Collector&) override {}
    void commit(Epoch epoch) override {
        if (epoch != levers_->inPause) return;
        levers_->isCommitting = true;
        while (!levers_->mayCommit && !context_->stopRequested())
            std::this_thread::sleep_for(1ms);
    }

private:
    std::shared_ptr<Levers> levers_;
    OperatorContext* context_ = nullptr;
};

/// Lets so many batches pass, and keeps no barrier from passing.
class Turnstile final : public Operator {
public:
    explicit Turnstile(std::shared_ptr<Levers> levers) : levers_(std::move(levers)) {}
    void open(OperatorContext& context) override { context_ = &context; }
    void process(std::size_t, RecordBatch batch, Collector& out) override {
        ++passed_;
        out.emit(0, std::move(batch));
    }
    bool wantsInput() const override { return passed_ < levers_->allowed; }
    bool mayEnd() const override { return true; }
    std::optional<MonotonicNs> nextDeadline() const override {
        if (wantsInput()) return std::nullopt;
        return context_->clock().now() + kMs / 2;
    }

private:
    std::shared_ptr<Levers> levers_;
    OperatorContext* context_ = nullptr;
    std::int64_t passed_ = 0;
};

/// An endless source, a stage that the test can keep in one call, and a sink that decides or does not.
PlanPtr interruptible(const std::shared_ptr<Ledger>& ledger, const std::shared_ptr<Levers>& levers,
                      bool decides) {
    ToyPlan toys;
    const auto source = toys.source("numbers", [levers] { return std::make_unique<NotedSource>(levers); });
    const auto stage =
        toys.stage("stage", mapping([levers](const RecordBatch& batch, OperatorContext& context) {
                       while (!levers->open && !context.stopRequested())
                           context.wait(kMs);
                       return batch;
                   }));
    const auto sink = toys.sink("sink", ledgerSink(ledger));
    toys.wire(source, stage);
    toys.wire(stage, sink);
    toys.useBatchSize(10);
    for (std::size_t v = 0; v < 3; ++v)
        toys.vertex(v).bound.state = v == source ? StateRule::Saved : StateRule::None;
    toys.vertex(sink).bound.decidesEpochs = decides;
    return toys.build();
}

void stopAndCompare(Run& run, const Ledger& ledger) {
    run.stopAtCheckpoint();
    QVERIFY(run.waitFor(60s));
    QVERIFY2(run.state() == RunState::Finished, toText(run.diagnostics()).c_str());
    const auto shown = ledger.shown();
    QVERIFY(!shown.empty());
    QCOMPARE(shown, upTo(static_cast<std::int64_t>(shown.size())));
}

} // namespace

class CheckpointsInAPauseTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEpochUnderWayComesToItsEnd();
    void nothingIsBegunBehindItsBarrier();
    void standingStillTakesNoneOfItsTime();
};

void CheckpointsInAPauseTest::anEpochUnderWayComesToItsEnd() {
    const auto ledger = std::make_shared<Ledger>();
    const auto levers = std::make_shared<Levers>();
    const QTemporaryDir folder;
    auto run = Engine().start(interruptible(ledger, levers, true), roomyIn(folder, kMs)).value();
    QVERIFY(waitUntil(*run, [&] { return !ledger->shown().empty(); }));
    levers->open = false;
    std::this_thread::sleep_for(100ms); // an epoch is under way, of which nothing is heard any more
    const std::int64_t made = run->checkpoints().made;
    run->pause();
    std::this_thread::sleep_for(50ms);
    levers->open = true;
    QVERIFY2(waitUntil(*run, [&] { return run->checkpoints().made > made; }),
             "nobody has noticed that the run is paused");
    QCOMPARE(run->state(), RunState::Paused);
    run->resume();
    stopAndCompare(*run, *ledger);
}

void CheckpointsInAPauseTest::nothingIsBegunBehindItsBarrier() {
    const auto ledger = std::make_shared<Ledger>();
    const auto levers = std::make_shared<Levers>();
    const QTemporaryDir folder;
    levers->allowed = 5;
    ToyPlan toys;
    // What has ended and waits passes barriers by itself; another source keeps the run going.
    const auto ended = toys.source("ended", savedSource(4'000, 10));
    const auto stage = toys.stage("stage", [levers] { return std::make_unique<Turnstile>(levers); });
    const auto sink = toys.sink("sink", ledgerSink(ledger));
    const auto live = toys.source("live", [levers] { return std::make_unique<NotedSource>(levers); });
    const auto late = toys.sink("late", [levers] { return std::make_unique<LateSink>(levers); });
    toys.wire(ended, stage).capacity = 4'000;
    toys.wire(stage, sink);
    toys.wire(live, late);
    toys.useBatchSize(10);
    for (std::size_t v = 0; v < 5; ++v)
        toys.vertex(v).bound.state = v == ended || v == live ? StateRule::Saved : StateRule::None;
    toys.vertex(sink).bound.decidesEpochs = true;
    auto run = Engine().start(toys.build(), roomyIn(folder, 20 * kMs)).value();
    const auto taken = [&] { return run->frame().nodes[sink].recordsIn; };
    QVERIFY(waitUntil(*run, [&] { return taken() == 50 && run->frame().edges[0].depth == 3'950; }));
    run->pause();
    levers->isPaused = true;
    QVERIFY(waitUntil(*run, [&] { return levers->isCommitting.load(); }));
    levers->allowed = 1'000;
    std::this_thread::sleep_for(100ms);
    QCOMPARE(taken(), 50);
    levers->mayCommit = true;
    QVERIFY(waitUntil(*run, [&] { return run->checkpoints().last >= levers->inPause; }));
    QCOMPARE(run->state(), RunState::Paused);
    QCOMPARE(taken(), static_cast<std::int64_t>(ledger->shown().size()));
    levers->isPaused = false;
    run->resume();
    QVERIFY(waitUntil(*run, [&] { return ledger->shown().size() == 4'000; }));
    stopAndCompare(*run, *ledger);
}

void CheckpointsInAPauseTest::standingStillTakesNoneOfItsTime() {
    SteppingClock clock(1);
    const auto ledger = std::make_shared<Ledger>();
    const auto levers = std::make_shared<Levers>();
    const QTemporaryDir folder;
    levers->open = false;
    auto run = Engine(clock)
                   .start(interruptible(ledger, levers, false), roomyIn(folder, 1, 1'000 * kSecond))
                   .value();
    QVERIFY(waitUntil(*run, [&] { return levers->snapshots > 0; }));
    clock.advance(600 * kSecond);
    run->pause();
    run->resume();
    clock.advance(600 * kSecond);
    run->stopAtCheckpoint(); // who asks for that has the run look at its checkpoints
    std::this_thread::sleep_for(100ms);
    levers->open = true;
    QVERIFY(run->waitFor(60s));
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    QCOMPARE(run->checkpoints().givenUp, 0);
    QVERIFY(finding(run->diagnostics(), "MR4604") == nullptr);
    QVERIFY(run->checkpoints().made > 0);
}

QTEST_GUILESS_MAIN(CheckpointsInAPauseTest)
#include "tst_checkpoints_in_a_pause.moc"
