// SPDX-License-Identifier: Apache-2.0
//
// Barriers that take long: what comes meanwhile on inputs that wait goes to the disk, epochs that take longer
// than their time-out are given up, and neither loses or doubles a record.
#include "engine/base/random.h"
#include "engine/data/batch_builder.h"
#include "engine/operator/epoch_seal.h"
#include "engine/plan/checkpoint_rules.h"
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

constexpr std::int64_t kTotal = 40'000; ///< of both subtasks of the source
constexpr MonotonicNs kMs = 1'000'000;
constexpr MonotonicNs kHour = 3'600'000 * kMs;

/// Lets the first subtask of a source wait within a read, which no barrier can pass.
struct Gate {
    std::atomic<bool> open{false};   ///< the first subtask goes on
    std::atomic<int> barriers{0};    ///< that the second one has passed
    std::atomic<int> openBehind{-1}; ///< barriers: opens when the second one is through after so many
};

/// As savedSource(), with a gate in front of the first subtask.
class GatedSource final : public Source {
public:
    explicit GatedSource(std::shared_ptr<Gate> gate) : gate_(std::move(gate)) {}
    void open(OperatorContext& context) override {
        context_ = &context;
        next_ = context.subtask();
        if (const RestoredState* saved = context.restored())
            next_ = ByteReader(saved->bytes).fixed<std::int64_t>();
    }
    SourceStatus read(Collector& out) override {
        const bool isFirst = context_->subtask() == 0;
        while (isFirst && !gate_->open && !context_->stopRequested())
            context_->wait(kMs);
        // Waits for the first barrier half-way, so that much comes behind it.
        if (!isFirst && next_ > kTotal / 4 && gate_->barriers == 0 && !gate_->open)
            return SourceStatus::waitUntil(context_->clock().now() + kMs);
        if (next_ >= kTotal) {
            if (!isFirst && gate_->openBehind >= 0 && gate_->barriers >= gate_->openBehind)
                gate_->open = true;
            return SourceStatus::finished();
        }
        BatchBuilder rows(numberSchema(), 50);
        for (int i = 0; i < 50 && next_ < kTotal; ++i, next_ += context_->subtaskCount())
            rows.column(0).append<std::int64_t>(next_);
        out.emit(0, rows.finish(context_->clock().now()));
        return SourceStatus::produced();
    }
    void snapshot(Epoch, ByteWriter& state) override {
        state.fixed(next_);
        if (context_->subtask() == 1) ++gate_->barriers;
    }

private:
    std::shared_ptr<Gate> gate_;
    OperatorContext* context_ = nullptr;
    std::int64_t next_ = 0;
};

/// Takes nothing from the barrier to the decision, as a sink whose transaction is to hold nothing else.
class SealedSink final : public Operator, public EpochSeal {
public:
    explicit SealedSink(std::unique_ptr<Operator> sink) : sink_(std::move(sink)) {}
    void open(OperatorContext& context) override { sink_->open(context); }
    void process(std::size_t port, RecordBatch batch, Collector& out) override {
        sink_->process(port, std::move(batch), out);
    }
    bool wantsInput() const override { return sealed_ == kNoEpoch; }
    void snapshot(Epoch epoch, ByteWriter& state) override {
        sink_->snapshot(epoch, state);
        sealed_ = epoch;
    }
    void decide(const EpochMark& mark) override {
        sink_->decide(mark);
        sealed_ = kNoEpoch;
    }
    EpochMark decided() override { return sink_->decided(); }
    void giveUp(Epoch epoch) override {
        if (sealed_ <= epoch) sealed_ = kNoEpoch;
    }

private:
    std::unique_ptr<Operator> sink_;
    Epoch sealed_ = kNoEpoch;
};

/// A wire with little room from a source with two subtasks, the first of which can be stopped.
PlanPtr gated(const std::shared_ptr<Ledger>& ledger, const std::shared_ptr<Gate>& gate,
              boost::json::object settings, bool decides = false) {
    ToyPlan toys;
    const auto source = toys.source(
        "numbers", [gate] { return std::make_unique<GatedSource>(gate); }, 2);
    const auto stage = toys.stage("count", savedCounter(ledger));
    const auto sink = toys.sink("sink", ledgerSink(ledger));
    toys.wire(source, stage).capacity = 100;
    toys.wire(stage, sink).capacity = 100;
    for (std::size_t v = 0; v < 3; ++v)
        toys.vertex(v).bound.state = v == sink ? StateRule::None : StateRule::Saved;
    toys.vertex(sink).bound.decidesEpochs = decides;
    auto plan = std::make_shared<Plan>(*toys.build());
    plan->document.checkpoint = std::move(settings);
    return plan;
}

} // namespace

class CheckpointsGivenUpTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatTheGraphSaysIsChecked();
    void whatWaitsGoesToTheDisk_data();
    void whatWaitsGoesToTheDisk();
    void aLateEpochIsGivenUpAndTheNextCoversIt();
    void aSinkThatHoldsInputBackGoesOn();
    void tooManyInARowEndTheRun();
    void aRunThatStopsWaitsForItsLastOne();
    void theFirstCompleteOneMayHaveAnyNumber();
    void aFolderThatIsNotOfTheSinkIsNamedWithAWayOut();
    void givenUpAndKilledAtRandom_data();
    void givenUpAndKilledAtRandom();
};

void CheckpointsGivenUpTest::whatTheGraphSaysIsChecked() {
    Diagnostics problems;
    const CheckpointLimits few =
        readCheckpointLimits({{"tolerable_failures", 0}, {"alignment_memory", "1 KiB"}}, problems);
    QVERIFY(!problems.hasErrors());
    QCOMPARE(few.tolerableFailures, std::int64_t{0});
    QCOMPARE(few.alignmentMemory, std::int64_t{1024});
    for (const boost::json::object& wrong :
         {boost::json::object{{"tolerable_failures", -1}}, boost::json::object{{"tolerable_failures", 1.5}},
          boost::json::object{{"tolerable_failures", "2"}}, boost::json::object{{"alignment_memory", "many"}},
          boost::json::object{{"alignment_memory", true}}}) {
        Diagnostics said;
        (void)readCheckpointLimits(wrong, said);
        QCOMPARE(said.items.size(), std::size_t{1});
        QCOMPARE(said.items[0].code, std::string("MR1195"));
        QCOMPARE(said.items[0].parameter, "checkpoint." + std::string(wrong.begin()->key()));
    }
}

void CheckpointsGivenUpTest::whatWaitsGoesToTheDisk_data() {
    QTest::addColumn<QString>("memory");
    QTest::addColumn<bool>("spills");
    QTest::newRow("enough memory") << "64 MiB" << false;
    QTest::newRow("too little memory") << "2 KiB" << true;
}

void CheckpointsGivenUpTest::whatWaitsGoesToTheDisk() {
    QFETCH(QString, memory);
    QFETCH(bool, spills);
    const auto ledger = std::make_shared<Ledger>();
    const auto gate = std::make_shared<Gate>();
    gate->openBehind = 1;
    const QTemporaryDir folder;
    // The second subtask ends behind the barrier, and only then the first one sends it: all else has waited.
    auto run = Engine()
                   .start(gated(ledger, gate, {{"alignment_memory", memory.toStdString()}}),
                          keepingIn(folder, 10 * kMs, kHour))
                   .value();
    QVERIFY(run->waitFor(60s));
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    QCOMPARE(ledger->shown(), upTo(kTotal));
    QCOMPARE(ledger->counted(), kTotal);
    const CheckpointStatus status = run->checkpoints();
    QVERIFY(status.made >= 2);
    QCOMPARE(status.givenUp, std::int64_t{0});
    const CheckpointRecord::Node& stage = status.latest.front().nodes[1];
    QVERIFY2(stage.alignNs > 0, "it has waited for the first subtask");
    if (spills) {
        QVERIFY2(stage.spilledBytes > kTotal / 8 * std::int64_t{sizeof(std::int64_t)}, "a quarter of it all");
    } else {
        QCOMPARE(stage.spilledBytes, std::int64_t{0});
    }
}

void CheckpointsGivenUpTest::aLateEpochIsGivenUpAndTheNextCoversIt() {
    const auto ledger = std::make_shared<Ledger>();
    const auto gate = std::make_shared<Gate>();
    const QTemporaryDir folder;
    auto run =
        Engine()
            .start(gated(ledger, gate, {{"tolerable_failures", 1'000'000}, {"alignment_memory", "1 KiB"}}),
                   keepingIn(folder, 5 * kMs, 5 * kMs))
            .value();
    while (run->checkpoints().givenUp < 3 && !run->waitFor(0ms))
        std::this_thread::sleep_for(1ms);
    // What the second subtask has sent lies behind barriers that nobody waits for any more.
    QCOMPARE(run->checkpoints().made, std::int64_t{0});
    QVERIFY2(StateFolder::list(folder.path().toStdString()).empty(), "nothing was written of them");
    QVERIFY2(ledger->shown().empty(), "nothing of them was committed");
    gate->open = true;
    QVERIFY(run->waitFor(60s));
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    QCOMPARE(ledger->shown(), upTo(kTotal));
    const Diagnostics said = run->diagnostics();
    const Diagnostic* const warning = finding(said, "MR4604");
    QVERIFY(warning && warning->severity == Severity::Warning);
    QVERIFY2(warning->message.find("given up") != std::string::npos &&
                 warning->message.find("`numbers`") != std::string::npos,
             warning->message.c_str());
    const CheckpointStatus status = run->checkpoints();
    QVERIFY(status.givenUp >= 3 && status.made >= 1 && status.last > 3);
}

void CheckpointsGivenUpTest::aSinkThatHoldsInputBackGoesOn() {
    const auto slow = std::make_shared<Ledger>(), sealed = std::make_shared<Ledger>();
    const auto gate = std::make_shared<Gate>();
    ToyPlan toys;
    const auto gatedSource = toys.source(
        "gated", [gate] { return std::make_unique<GatedSource>(gate); }, 2);
    const auto free = toys.source("free", savedSource(kTotal, 50, kMs / 10));
    const auto plain = toys.sink("plain", ledgerSink(slow));
    const auto decider =
        toys.sink("decider", [make = ledgerSink(sealed)] { return std::make_unique<SealedSink>(make()); });
    toys.wire(gatedSource, plain).capacity = 100;
    toys.wire(free, decider).capacity = 100;
    for (const auto v : {gatedSource, free})
        toys.vertex(v).bound.state = StateRule::Saved;
    for (const auto v : {plain, decider})
        toys.vertex(v).bound.state = StateRule::None;
    toys.vertex(decider).bound.decidesEpochs = true;
    auto plan = std::make_shared<Plan>(*toys.build());
    plan->document.checkpoint = {{"tolerable_failures", 1'000'000}};
    const QTemporaryDir folder;
    auto run = Engine().start(plan, keepingIn(folder, 5 * kMs, 5 * kMs)).value();
    while (run->checkpoints().givenUp < 3 && !run->waitFor(0ms))
        std::this_thread::sleep_for(1ms);
    QVERIFY2(sealed->shown().empty(), "nothing of them was decided");
    gate->open = true;
    QVERIFY2(run->waitFor(60s), "the sink takes records again");
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    QCOMPARE(sealed->shown(), upTo(kTotal));
    QCOMPARE(slow->shown(), upTo(kTotal));
}

void CheckpointsGivenUpTest::tooManyInARowEndTheRun() {
    const auto ledger = std::make_shared<Ledger>();
    const auto gate = std::make_shared<Gate>();
    const QTemporaryDir folder;
    {
        auto run = Engine()
                       .start(gated(ledger, gate, {{"tolerable_failures", 1}}), keepingIn(folder, kMs, kMs))
                       .value();
        QVERIFY(run->waitFor(60s));
        QCOMPARE(run->state(), RunState::Failed);
        const Diagnostics said = run->diagnostics();
        const Diagnostic* const error = finding(said, "MR4618");
        QVERIFY2(error && error->severity == Severity::Error, toText(said).c_str());
        QVERIFY(error->message.find("2 checkpoints in a row") != std::string::npos);
        QVERIFY(error->message.find("`numbers`") != std::string::npos);
        QCOMPARE(run->checkpoints().givenUp, std::int64_t{2});
        QVERIFY(ledger->shown().empty());
    }
    gate->open = true;
    auto run = Engine().start(gated(ledger, gate, {}), keepingIn(folder, kMs, kHour)).value();
    QVERIFY(run->waitFor(60s));
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    QCOMPARE(ledger->shown(), upTo(kTotal));
}

void CheckpointsGivenUpTest::aRunThatStopsWaitsForItsLastOne() {
    const auto ledger = std::make_shared<Ledger>();
    const auto gate = std::make_shared<Gate>();
    const QTemporaryDir folder;
    auto run = Engine()
                   .start(gated(ledger, gate, {{"tolerable_failures", 0}}), keepingIn(folder, kHour, kMs))
                   .value();
    run->stopAtCheckpoint();
    while (!finding(run->diagnostics(), "MR4604") && !run->waitFor(0ms))
        std::this_thread::sleep_for(1ms);
    QCOMPARE(run->checkpoints().givenUp, std::int64_t{0});
    gate->open = true;
    QVERIFY(run->waitFor(60s));
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    QVERIFY(finding(run->diagnostics(), "MR4609"));
    QCOMPARE(run->checkpoints().made, std::int64_t{1});
}

void CheckpointsGivenUpTest::theFirstCompleteOneMayHaveAnyNumber() {
    // Written, but not decided by the sink when the run died: there is nothing to go on from, whatever its
    // number.
    const QTemporaryDir folder;
    const std::string path = folder.path().toStdString();
    const auto outcome = [&](Epoch follows) {
        RunSnapshot snapshot;
        snapshot.epoch = 4;
        snapshot.follows = follows;
        snapshot.decider = "sink";
        snapshot.nodes.emplace_back().id = "count";
        StateFolder(path).write(snapshot);
        const auto ledger = std::make_shared<Ledger>();
        const auto gate = std::make_shared<Gate>();
        gate->open = true;
        auto run = Engine().start(gated(ledger, gate, {}, true), keepingIn(folder, kMs, kHour)).value();
        if (!run->waitFor(60s)) return std::string("it hangs");
        if (run->state() == RunState::Finished && ledger->shown() == upTo(kTotal)) return std::string("all");
        return run->diagnostics().items.back().code;
    };
    QCOMPARE(outcome(3), std::string("MR4629"));
    QCOMPARE(outcome(kNoEpoch), std::string("all"));
}

void CheckpointsGivenUpTest::aFolderThatIsNotOfTheSinkIsNamedWithAWayOut() {
    const auto refusal = [](const std::vector<Epoch>& held, Epoch decided) {
        const QTemporaryDir folder;
        StateFolder(folder.path().toStdString()); // so that it is there
        for (const Epoch epoch : held) {
            RunSnapshot snapshot;
            snapshot.epoch = epoch;
            snapshot.follows = epoch - 1;
            snapshot.decider = "sink";
            snapshot.nodes.emplace_back().id = "count";
            StateFolder(folder.path().toStdString()).write(snapshot);
        }
        const auto ledger = std::make_shared<Ledger>();
        if (decided != kNoEpoch) ledger->decide({decided, "d"});
        auto run =
            Engine()
                .start(gated(ledger, std::make_shared<Gate>(), {}, true), keepingIn(folder, kMs, kHour))
                .value();
        Diagnostic found;
        if (run->waitFor(60s))
            for (const Diagnostic& d : run->diagnostics())
                if (d.code == "MR4615" || d.code == "MR4629") found = d;
        return found;
    };
    const auto says = [](const std::string& text, std::string_view words) {
        return text.find(words) != std::string::npos;
    };
    const Diagnostic empty = refusal({}, 6);
    QCOMPARE(empty.node, std::string("sink"));
    QVERIFY2(
        says(empty.message, "`sink` has committed epoch 6") && says(empty.message, "holds no checkpoint"),
        empty.message.c_str());
    QVERIFY2(says(empty.hint, "the folder that belongs to this job") && says(empty.hint, "--fresh"),
             empty.hint.c_str());
    const Diagnostic other = refusal({2, 3}, 6);
    QVERIFY2(says(other.message, "holds checkpoints 2 to 3"), other.message.c_str());
    const Diagnostic never = refusal({20, 21}, kNoEpoch);
    QVERIFY2(says(never.message, "has committed nothing yet with its transactional id") &&
                 says(never.message, "holds checkpoints 20 to 21") && !says(never.message, "epoch 0"),
             never.message.c_str());
    QVERIFY2(says(never.hint, "another transactional id") && says(never.hint, "forgotten the offsets"),
             never.hint.c_str());
}

void CheckpointsGivenUpTest::givenUpAndKilledAtRandom_data() {
    QTest::addColumn<bool>("decides");
    QTest::addColumn<int>("executor");
    for (const bool decides : {false, true})
        for (const ExecutorKind executor : {ExecutorKind::Pool, ExecutorKind::Threads})
            QTest::addRow("%s, %s", decides ? "the sink decides" : "the file decides", nameOf(executor))
                << decides << static_cast<int>(executor);
}

/// Time-outs in turns: so short that no epoch comes through, such as some do, and so long that all do.
void CheckpointsGivenUpTest::givenUpAndKilledAtRandom() {
    QFETCH(bool, decides);
    QFETCH(int, executor);
    const auto ledger = std::make_shared<Ledger>();
    const QTemporaryDir folder;
    std::uint64_t dice = decides ? 11 : 12;
    bool finished = false;
    std::int64_t givenUp = 0, made = 0;
    for (int attempt = 0; attempt < 60 && !finished; ++attempt) {
        ToyPlan toys;
        const MonotonicNs every = attempt < 25 ? kMs : 0;
        const auto first = toys.source("first", savedSource(kTotal / 2, 20, every), 2);
        const auto second = toys.source("second", savedSource(kTotal / 2, 30), 2);
        const auto slow = toys.stage("slow", mapping([](const RecordBatch& batch, OperatorContext& context) {
                                         if (batch.rows() % 3 == 0) context.wait(kMs / 4);
                                         return batch;
                                     }),
                                     2);
        const auto stage = toys.stage("count", savedCounter(ledger), 2);
        const auto sink = toys.sink("sink", ledgerSink(ledger));
        toys.wire(first, slow).capacity = 60;
        toys.wire(second, stage).capacity = 60;
        toys.wire(slow, stage).capacity = 60;
        toys.wire(stage, sink).capacity = 100;
        for (std::size_t v = 0; v < 5; ++v)
            toys.vertex(v).bound.state = v == slow || v == sink ? StateRule::None : StateRule::Saved;
        toys.vertex(sink).bound.decidesEpochs = decides;
        auto plan = std::make_shared<Plan>(*toys.build());
        plan->document.checkpoint = {{"tolerable_failures", 1'000'000}, {"alignment_memory", "1 KiB"}};
        for (PlanChain& chain : plan->chains)
            chain.executor = static_cast<ExecutorKind>(executor);
        dice = mix64(dice);
        const int turn = attempt % 3;
        const MonotonicNs some = 100'000 * static_cast<MonotonicNs>(1 + dice % 60);
        const MonotonicNs timeout = turn == 0 ? 50'000 : turn == 1 ? some : kHour;
        auto run = Engine().start(plan, keepingIn(folder, kMs, timeout));
        QVERIFY2(run, run ? "" : toText(run.error()).c_str());
        bool over = (*run)->waitFor(attempt < 25 ? std::chrono::milliseconds(10 + dice % 70) : 60s);
        // However slow the machine is.
        const auto enough = [&] {
            const CheckpointStatus status = (*run)->checkpoints();
            return turn == 0 ? status.givenUp > 0 : turn == 1 || status.made > 1;
        };
        while (!over && !enough())
            over = (*run)->waitFor(1ms);
        if (!over) (*run)->stop();
        QVERIFY((*run)->waitFor(60s));
        givenUp += (*run)->checkpoints().givenUp;
        made += (*run)->checkpoints().made;
        finished = (*run)->state() == RunState::Finished;
        QVERIFY2(finished || (*run)->state() == RunState::Stopped, toText((*run)->diagnostics()).c_str());
    }
    QVERIFY(finished);
    auto expected = upTo(kTotal / 2);
    const auto again = upTo(kTotal / 2);
    expected.insert(expected.end(), again.begin(), again.end());
    std::sort(expected.begin(), expected.end());
    QCOMPARE(ledger->shown().size(), expected.size());
    QCOMPARE(ledger->shown(), expected);
    QCOMPARE(ledger->counted(), kTotal);
    QVERIFY2(givenUp > 0 && made > 1, "both happened");
}

QTEST_GUILESS_MAIN(CheckpointsGivenUpTest)
#include "tst_checkpoints_given_up.moc"
