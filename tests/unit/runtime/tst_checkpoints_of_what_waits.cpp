// SPDX-License-Identifier: Apache-2.0
//
// Checkpoints while no source sends barriers: those behind sources that have ended hold what still waits on
// wires, and those of a paused run leave no transaction of a sink open.
#include "engine/base/random.h"
#include "engine/runtime/checkpoints/state_folder.h"
#include "engine/runtime/engine.h"
#include "tests/support/checkpoint_options.h"
#include "tests/support/checkpoint_toys.h"
#include "tests/support/run_reading.h"
#include "tests/support/toy_pipeline.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <thread>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kTotal = 4'000;
constexpr MonotonicNs kMs = 1'000'000;
constexpr MonotonicNs kHour = 3'600'000 * kMs;
constexpr std::size_t kStage = 1; ///< of behindTurnstile()

/// Lets so many batches pass; keeps no barrier from passing.
class Turnstile final : public Operator {
public:
    explicit Turnstile(std::shared_ptr<std::atomic<int>> allowed) : allowed_(std::move(allowed)) {}
    void open(OperatorContext& context) override {
        context_ = &context;
        if (context.restored()) QVERIFY(context.restored()->epoch != kNoEpoch);
    }
    void process(std::size_t, RecordBatch batch, Collector& out) override {
        QVERIFY2(!context_->restored() || context_->restored()->bytes.empty(), "no run keeps it in memory");
        ++passed_;
        out.emit(0, std::move(batch));
    }
    bool wantsInput() const override { return passed_ < *allowed_; }
    bool mayEnd() const override { return true; }
    std::optional<MonotonicNs> nextDeadline() const override {
        if (wantsInput()) return std::nullopt;
        return context_->clock().now() + kMs / 2;
    }
    void snapshot(Epoch, ByteWriter& state) override { state.text("bytes of an earlier run"); }

private:
    std::shared_ptr<std::atomic<int>> allowed_;
    OperatorContext* context_ = nullptr;
    int passed_ = 0;
};

/// The source sends all it has at once; what is behind the turnstile moves by the batch.
PlanPtr behindTurnstile(const std::shared_ptr<Ledger>& ledger,
                        const std::shared_ptr<std::atomic<int>>& allowed, bool decides = false) {
    ToyPlan toys;
    const auto source = toys.source("numbers", savedSource(kTotal, 10));
    const auto stage = toys.stage("turnstile", [allowed] { return std::make_unique<Turnstile>(allowed); });
    const auto counter = toys.stage("count", savedCounter(ledger));
    const auto sink = toys.sink("sink", ledgerSink(ledger));
    toys.wire(source, stage).capacity = kTotal;
    toys.wire(stage, counter);
    toys.wire(counter, sink);
    toys.useBatchSize(10);
    for (std::size_t v = 0; v < 4; ++v)
        toys.vertex(v).bound.state = v == sink ? StateRule::None : StateRule::Saved;
    toys.vertex(sink).bound.decidesEpochs = decides;
    return toys.build();
}

bool holdsWaiting(const RunSnapshot& snapshot) {
    return std::any_of(snapshot.nodes.begin(), snapshot.nodes.end(), [](const RunSnapshot::Node& node) {
        return std::any_of(node.subtasks.begin(), node.subtasks.end(),
                           [](const SlotState& state) { return !state.waiting.empty(); });
    });
}

bool sourcesHaveEnded(const Run& run) { return run.state() == RunState::Draining; }

} // namespace

class CheckpointsOfWhatWaitsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void goesOnWithWhatWaited_data();
    void goesOnWithWhatWaited();
    void stopsAtOnceBehindEndedSources();
    void aWireThatIsGoneIsTold();
    void killedAtRandomWhileItDrains_data();
    void killedAtRandomWhileItDrains();
    void failuresBehindEndedSourcesEndNothing();
    void lastResultsOfOrderedWorkersWaitForTheOthers();
    void aPauseLeavesNoTransactionOpen();
    void aPauseWithoutATransactionMovesNothing();
    void aBreakpointThatKeepsATransactionOpenIsTold();
};

void CheckpointsOfWhatWaitsTest::goesOnWithWhatWaited_data() {
    QTest::addColumn<bool>("decides");
    QTest::newRow("the file decides") << false;
    QTest::newRow("the sink decides") << true;
}

void CheckpointsOfWhatWaitsTest::goesOnWithWhatWaited() {
    QFETCH(bool, decides);
    const auto ledger = std::make_shared<Ledger>();
    const auto allowed = std::make_shared<std::atomic<int>>(0);
    const QTemporaryDir folder;
    std::size_t shown = 0;
    for (int runs = 0; runs < 3; ++runs) {
        *allowed = 0;
        auto run = Engine().start(behindTurnstile(ledger, allowed, decides), roomyIn(folder, kMs)).value();
        QVERIFY(waitUntil(*run, [&] { return sourcesHaveEnded(*run); }));
        for (const int batches : {7, 40, 41}) {
            *allowed = batches;
            const std::size_t wanted = shown + static_cast<std::size_t>(batches) * 10;
            QVERIFY2(waitUntil(*run, [&] { return ledger->shown().size() == wanted; }),
                     "a checkpoint shows what has come through");
        }
        const MetricsFrame frame = run->frame();
        QCOMPARE(frame.edges[0].depth, kTotal - static_cast<std::int64_t>(shown) - 410);
        shown += 410;
        run->stop(); // as if it were killed
        QVERIFY(run->waitFor(60s));
    }
    *allowed = 1 << 20;
    const PlanPtr plan = behindTurnstile(ledger, allowed, decides);
    auto run = Engine().start(plan, roomyIn(folder, kMs)).value();
    QVERIFY(run->waitFor(60s));
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    QCOMPARE(ledger->shown(), upTo(kTotal));
    QCOMPARE(ledger->counted(), kTotal);
    const auto faults = checkInvariants(*plan, run->frame());
    QVERIFY2(faults.empty(), faults.empty() ? "" : faults.front().c_str());
}

void CheckpointsOfWhatWaitsTest::stopsAtOnceBehindEndedSources() {
    const auto ledger = std::make_shared<Ledger>();
    const auto allowed = std::make_shared<std::atomic<int>>(3);
    const QTemporaryDir folder;
    {
        auto run = Engine().start(behindTurnstile(ledger, allowed), roomyIn(folder, kHour)).value();
        QVERIFY(waitUntil(*run, [&] { return sourcesHaveEnded(*run); }));
        waitForRecords(*run, kStage, 30);
        run->stopAtCheckpoint();
        QVERIFY2(run->waitFor(60s), "what waits does not come through");
        QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
        QVERIFY2(finding(run->diagnostics(), "MR4609"), "it says so");
        QCOMPARE(ledger->shown(), upTo(30));
    }
    *allowed = 1 << 20;
    auto run = Engine().start(behindTurnstile(ledger, allowed), roomyIn(folder, kHour)).value();
    QVERIFY(run->waitFor(60s));
    QCOMPARE(ledger->shown(), upTo(kTotal));
}

void CheckpointsOfWhatWaitsTest::aWireThatIsGoneIsTold() {
    const auto ledger = std::make_shared<Ledger>();
    const auto allowed = std::make_shared<std::atomic<int>>(0);
    const QTemporaryDir folder;
    // A node without state of its own: what waits in front of it is state all the same.
    const auto stateless = [&] {
        auto plan = std::make_shared<Plan>(*behindTurnstile(ledger, allowed));
        plan->vertices[kStage].bound.state = StateRule::None;
        return plan;
    };
    {
        auto run = Engine().start(stateless(), roomyIn(folder, kHour)).value();
        QVERIFY(waitUntil(*run, [&] { return sourcesHaveEnded(*run); }));
        run->stopAtCheckpoint();
        QVERIFY(run->waitFor(60s));
    }
    *allowed = 1 << 20;
    const auto said = [&](const std::function<void(Plan&)>& change) {
        auto plan = stateless();
        change(*plan);
        auto run = Engine().start(plan, roomyIn(folder, kHour)).value();
        if (!run->waitFor(60s)) return std::string("it hangs");
        return run->state() == RunState::Finished ? "it runs" : run->diagnostics().items.back().message;
    };
    QVERIFY(said([](Plan& plan) { plan.vertices[kStage].node = "other"; }).starts_with("what waited for"));
    QVERIFY(said([](Plan& plan) {
                plan.edges[0].id = "elsewhere";
            }).starts_with("records that waited on the wire"));
    QCOMPARE(said([](Plan&) {}), std::string("it runs"));
    QCOMPARE(ledger->shown(), upTo(kTotal));
}

void CheckpointsOfWhatWaitsTest::killedAtRandomWhileItDrains_data() {
    QTest::addColumn<int>("shape");
    QTest::addColumn<int>("executor");
    int shape = 0;
    for (const char* name : {"workers by key", "two sources", "ordered workers"}) {
        for (const ExecutorKind executor : {ExecutorKind::Pool, ExecutorKind::Threads})
            QTest::addRow("%s, %s", name, nameOf(executor)) << shape << static_cast<int>(executor);
        ++shape;
    }
}

void CheckpointsOfWhatWaitsTest::killedAtRandomWhileItDrains() {
    QFETCH(int, shape);
    QFETCH(int, executor);
    const auto ledger = std::make_shared<Ledger>();
    const QTemporaryDir folder;
    std::uint64_t dice = static_cast<std::uint64_t>(shape) + 20;
    bool finished = false;
    int wentOnWithWaiting = 0;
    for (int attempt = 0; attempt < 60 && !finished; ++attempt) {
        const auto slowly = mapping([attempt](const RecordBatch& batch, OperatorContext& context) {
            if (attempt < 30) context.wait(kMs);
            return batch;
        });
        ToyPlan toys;
        // Some have ended before anything else, one goes on for a while.
        const MonotonicNs every = attempt < 20 ? kMs : 0;
        const auto first = toys.source("first", savedSource(kTotal, 10), 2);
        const auto slow = toys.stage("slow", slowly, 3);
        const auto stage = toys.stage("count", savedCounter(ledger), 2);
        const auto sink = toys.sink("sink", ledgerSink(ledger));
        toys.wire(first, slow).partitioning = Partitioning::Hash;
        std::vector<std::size_t> saved = {first, stage};
        if (shape == 1) {
            const auto second = toys.source("second", savedSource(kTotal / 4, 10, every));
            toys.wire(second, stage).partitioning = Partitioning::Hash;
            saved.push_back(second);
        }
        toys.wire(slow, stage).partitioning = Partitioning::Hash;
        toys.wire(stage, sink).capacity = 100;
        if (shape == 2) {
            toys.chainOf(slow).ordering = Ordering::Ordered;
            toys.chainOf(first).workers = 1;
        }
        for (std::size_t v = 0; v < (shape == 1 ? 5u : 4u); ++v)
            toys.vertex(v).bound.state = StateRule::None;
        for (const auto v : saved)
            toys.vertex(v).bound.state = StateRule::Saved;
        toys.useBatchSize(10);
        auto plan = std::make_shared<Plan>(*toys.build());
        plan->document.checkpoint = {{"tolerable_failures", 1'000'000}, {"alignment_memory", "1 KiB"}};
        for (PlanChain& chain : plan->chains)
            chain.executor = static_cast<ExecutorKind>(executor);
        dice = mix64(dice);
        const MonotonicNs timeout = attempt % 4 == 1 ? kMs : kHour;
        auto run = Engine().start(plan, roomyIn(folder, kMs, timeout)).value();
        bool over = run->waitFor(attempt < 30 ? std::chrono::milliseconds(5 + dice % 60) : 60s);
        // However slow the machine is, some runs come far.
        while (!over && attempt % 2 == 0 && run->checkpoints().made < 4)
            over = run->waitFor(1ms);
        if (!over) run->stop();
        QVERIFY(run->waitFor(60s));
        const auto entries = StateFolder::list(folder.path().toStdString());
        if (!entries.empty() && holdsWaiting(StateFolder::read(entries.back()))) ++wentOnWithWaiting;
        finished = run->state() == RunState::Finished;
        QVERIFY2(finished || run->state() == RunState::Stopped, toText(run->diagnostics()).c_str());
        if (finished) {
            const auto faults = checkInvariants(*plan, run->frame());
            QVERIFY2(faults.empty(), faults.empty() ? "" : faults.front().c_str());
        }
    }
    QVERIFY(finished);
    auto expected = upTo(kTotal);
    if (shape == 1) {
        const auto more = upTo(kTotal / 4);
        expected.insert(expected.end(), more.begin(), more.end());
        std::sort(expected.begin(), expected.end());
    }
    QCOMPARE(ledger->shown().size(), expected.size());
    QCOMPARE(ledger->shown(), expected);
    QCOMPARE(ledger->counted(), static_cast<std::int64_t>(expected.size()));
    // What ordered workers have before them has numbers that mean nothing in another run.
    if (shape != 2) QVERIFY2(wentOnWithWaiting > 0, "checkpoints were made behind ended sources");
}

void CheckpointsOfWhatWaitsTest::failuresBehindEndedSourcesEndNothing() {
    // The stage is in one call for as long as no barrier may pass.
    const auto ledger = std::make_shared<Ledger>();
    const auto open = std::make_shared<std::atomic<bool>>(false);
    ToyPlan toys;
    const auto source = toys.source("numbers", savedSource(kTotal, 10));
    const auto stage =
        toys.stage("stage", mapping([open](const RecordBatch& batch, OperatorContext& context) {
                       while (!*open && !context.stopRequested())
                           context.wait(kMs);
                       return batch;
                   }));
    const auto sink = toys.sink("sink", ledgerSink(ledger));
    toys.wire(source, stage).capacity = kTotal;
    toys.wire(stage, sink);
    for (std::size_t v = 0; v < 3; ++v)
        toys.vertex(v).bound.state = v == source ? StateRule::Saved : StateRule::None;
    auto plan = std::make_shared<Plan>(*toys.build());
    plan->document.checkpoint = {{"tolerable_failures", 0}};
    const QTemporaryDir folder;
    RunOptions options = roomyIn(folder, 200 * kMs, kMs);
    auto run = Engine().start(plan, options).value();
    QVERIFY(waitUntil(*run, [&] { return run->checkpoints().givenUp >= 3; }));
    QVERIFY(sourcesHaveEnded(*run));
    *open = true;
    QVERIFY(run->waitFor(60s));
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    QCOMPARE(ledger->shown(), upTo(kTotal));
}

namespace {

/// Two ordered workers, of which the second is long in the call for its first batch.
struct Workers {
    std::atomic<bool> secondGoesOn{false};
    std::atomic<bool> firstIsTaken{false}; ///< the state of the first one behind its end
};

/// Keeps all that comes until the end, as an aggregate does.
class GivesAtItsEnd final : public Operator {
public:
    explicit GivesAtItsEnd(std::shared_ptr<Workers> workers) : workers_(std::move(workers)) {}
    void open(OperatorContext& context) override {
        context_ = &context;
        if (!context.restored()) return;
        for (ByteReader from(context.restored()->bytes); from.left() > 0;)
            kept_.push_back(from.fixed<std::int64_t>());
    }
    void process(std::size_t, RecordBatch batch, Collector&) override {
        while (context_->subtask() == 1 && !workers_->secondGoesOn && !context_->stopRequested())
            context_->wait(kMs);
        for (const std::int64_t value : valuesOf(batch))
            kept_.push_back(value);
    }
    bool onEnd(Collector& out) override {
        for (const std::int64_t value : std::exchange(kept_, {}))
            out.emit(0, numbers(value, 1));
        return given_ = true;
    }
    void snapshot(Epoch, ByteWriter& state) override {
        for (const std::int64_t value : kept_)
            state.fixed(value);
        if (context_->subtask() == 0 && given_) workers_->firstIsTaken = true;
    }

private:
    std::shared_ptr<Workers> workers_;
    OperatorContext* context_ = nullptr;
    bool given_ = false;
    std::vector<std::int64_t> kept_;
};

} // namespace

void CheckpointsOfWhatWaitsTest::lastResultsOfOrderedWorkersWaitForTheOthers() {
    const auto ledger = std::make_shared<Ledger>();
    const auto workers = std::make_shared<Workers>();
    const QTemporaryDir folder;
    const auto start = [&] {
        ToyPlan toys;
        const auto source = toys.source("numbers", savedSource(40, 10));
        const auto stage = toys.stage(
            "groups", [workers] { return std::make_unique<GivesAtItsEnd>(workers); }, 2);
        const auto sink = toys.sink("sink", ledgerSink(ledger));
        toys.wire(source, stage).capacity = 40;
        toys.wire(stage, sink).capacity = 40;
        toys.chainOf(stage).ordering = Ordering::Ordered;
        toys.useBatchSize(10);
        for (std::size_t v = 0; v < 3; ++v)
            toys.vertex(v).bound.state = v == sink ? StateRule::None : StateRule::Saved;
        return Engine().start(toys.build(), roomyIn(folder, kHour)).value();
    };
    {
        auto run = start();
        QVERIFY(waitUntil(*run, [&] { return run->frame().edges[1].depth == 20; }));
        run->stopAtCheckpoint();
        QVERIFY(waitUntil(*run, [&] { return workers->firstIsTaken.load(); }));
        workers->secondGoesOn = true;
        QVERIFY(run->waitFor(60s));
        QVERIFY2(finding(run->diagnostics(), "MR4609"), toText(run->diagnostics()).c_str());
        QCOMPARE(ledger->shown().size(), std::size_t(0));
    }
    auto run = start();
    QVERIFY(run->waitFor(60s));
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    QCOMPARE(ledger->shown(), upTo(40));
}

namespace {

/// An endless source whose records wait for a slow stage, and a sink.
PlanPtr endless(const std::shared_ptr<Ledger>& ledger, bool decides) {
    ToyPlan toys;
    const auto source = toys.source("numbers", savedSource(1'000'000'000, 10, kMs / 10));
    const auto slow = toys.stage("slow", mapping([](const RecordBatch& batch, OperatorContext& context) {
                                     context.wait(kMs);
                                     return batch;
                                 }));
    const auto sink = toys.sink("sink", ledgerSink(ledger));
    toys.wire(source, slow).capacity = 2'000;
    toys.wire(slow, sink).capacity = 2'000;
    for (std::size_t v = 0; v < 3; ++v)
        toys.vertex(v).bound.state = v == source ? StateRule::Saved : StateRule::None;
    toys.vertex(sink).bound.decidesEpochs = decides;
    toys.useBatchSize(10);
    return toys.build();
}

} // namespace

void CheckpointsOfWhatWaitsTest::aPauseLeavesNoTransactionOpen() {
    const auto ledger = std::make_shared<Ledger>();
    const QTemporaryDir folder;
    auto run = Engine().start(endless(ledger, true), roomyIn(folder, 20 * kMs)).value();
    std::int64_t before = 0;
    for (int i = 0; i < 3; ++i) {
        QVERIFY(waitUntil(*run, [&] { return run->frame().nodes[2].recordsIn > before + 100; }));
        run->pause();
        const auto isAllShown = [&] {
            const MetricsFrame frame = run->frame();
            return frame.edges[0].depth + frame.edges[1].depth == 0 &&
                   static_cast<std::int64_t>(ledger->shown().size()) == frame.nodes[0].recordsOut;
        };
        QVERIFY2(waitUntil(*run, isAllShown), "what was sent is shown although the run is paused");
        QCOMPARE(run->state(), RunState::Paused);
        // And no more epochs of nothing.
        const std::int64_t made = run->checkpoints().made;
        std::this_thread::sleep_for(150ms);
        QVERIFY(run->checkpoints().made <= made + 1);
        before = run->frame().nodes[2].recordsIn;
        run->resume();
    }
    run->stopAtCheckpoint();
    QVERIFY(run->waitFor(60s));
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    const auto shown = ledger->shown();
    QCOMPARE(shown, upTo(static_cast<std::int64_t>(shown.size())));
}

void CheckpointsOfWhatWaitsTest::aPauseWithoutATransactionMovesNothing() {
    const auto ledger = std::make_shared<Ledger>();
    const QTemporaryDir folder;
    auto run = Engine().start(endless(ledger, false), roomyIn(folder, kMs)).value();
    waitForRecords(*run, 2, 50);
    run->pause();
    // Until the batch under way has come out.
    std::int64_t passed = -1;
    QVERIFY(waitUntil(*run, [&] {
        std::this_thread::sleep_for(20ms);
        return std::exchange(passed, run->frame().nodes[1].recordsOut) == run->frame().nodes[1].recordsOut;
    }));
    std::this_thread::sleep_for(100ms);
    QCOMPARE(run->frame().nodes[1].recordsOut, passed);
    run->resume();
    run->stopAtCheckpoint();
    QVERIFY(run->waitFor(60s));
    const auto shown = ledger->shown();
    QCOMPARE(shown, upTo(static_cast<std::int64_t>(shown.size())));
}

void CheckpointsOfWhatWaitsTest::aBreakpointThatKeepsATransactionOpenIsTold() {
    for (const bool decides : {true, false}) {
        const auto ledger = std::make_shared<Ledger>();
        const QTemporaryDir folder;
        RunOptions options = roomyIn(folder, 5 * kMs);
        Breakpoint breakpoint;
        breakpoint.edge = 1;
        options.breakpoints.push_back(breakpoint);
        auto run = Engine().start(endless(ledger, decides), options).value();
        const auto isTold = [&] { return finding(run->diagnostics(), "MR4626") != nullptr; };
        QVERIFY(waitUntil(*run, [&] { return run->breakpoints().front().holding; }));
        if (decides) {
            QVERIFY(waitUntil(*run, isTold));
            QCOMPARE(finding(run->diagnostics(), "MR4626")->node, std::string("sink"));
        } else {
            std::this_thread::sleep_for(50ms);
            QVERIFY2(!isTold(), "nothing is open there");
        }
        QVERIFY(run->setBreakpoints({}));
        run->stopAtCheckpoint();
        QVERIFY(run->waitFor(60s));
        const auto shown = ledger->shown();
        QCOMPARE(shown, upTo(static_cast<std::int64_t>(shown.size())));
    }
}

QTEST_GUILESS_MAIN(CheckpointsOfWhatWaitsTest)
#include "tst_checkpoints_of_what_waits.moc"
