// SPDX-License-Identifier: Apache-2.0
//
// A job that is stopped at random moments and goes on from its checkpoints shows each record once, whatever
// shape its graph has.
#include "engine/base/random.h"
#include "engine/runtime/checkpoints/state_folder.h"
#include "engine/runtime/engine.h"
#include "tests/support/checkpoint_options.h"
#include "tests/support/checkpoint_toys.h"
#include "tests/support/toy_pipeline.h"

#include <QTemporaryDir>
#include <QtTest/QtTest>

#include <fstream>
#include <thread>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kTotal = 20'000;
constexpr MonotonicNs kMs = 1'000'000;
/// Between two batches of a run that is to be met at work: it takes four seconds, on a busy machine longer.
constexpr MonotonicNs kSlow = 20 * kMs;
constexpr std::size_t kSink = 2; ///< of line()

using Build = std::function<PlanPtr(const std::shared_ptr<Ledger>&, MonotonicNs every)>;

/// All that a plan of toys keeps is saved or nothing.
PlanPtr declared(ToyPlan& toys, const std::vector<std::size_t>& saved, std::size_t vertices) {
    for (std::size_t v = 0; v < vertices; ++v)
        toys.vertex(v).bound.state = StateRule::None;
    for (const std::size_t v : saved)
        toys.vertex(v).bound.state = StateRule::Saved;
    return toys.build();
}

PlanPtr line(const std::shared_ptr<Ledger>& ledger, MonotonicNs every) {
    ToyPlan toys;
    const auto source = toys.source("numbers", savedSource(kTotal, 100, every));
    const auto stage = toys.stage("count", savedCounter(ledger));
    const auto sink = toys.sink("sink", ledgerSink(ledger));
    toys.wire(source, stage);
    toys.wire(stage, sink).capacity = 500;
    return declared(toys, {source, stage}, 3);
}

PlanPtr fused(const std::shared_ptr<Ledger>& ledger, MonotonicNs every) {
    ToyPlan toys;
    const auto source = toys.source("numbers", savedSource(kTotal, 100, every));
    const auto stage = toys.stage("count", savedCounter(ledger));
    const auto sink = toys.sink("sink", ledgerSink(ledger));
    toys.fuse(source, stage);
    toys.fuse(stage, sink);
    return declared(toys, {source, stage}, 3);
}

/// Several workers everywhere, each speaking to each.
PlanPtr shuffled(const std::shared_ptr<Ledger>& ledger, MonotonicNs every) {
    ToyPlan toys;
    const auto source = toys.source("numbers", savedSource(kTotal, 50, every), 3);
    const auto stage = toys.stage("count", savedCounter(ledger), 4);
    const auto sink = toys.sink("sink", ledgerSink(ledger), 2);
    auto& first = toys.wire(source, stage);
    first.partitioning = Partitioning::Hash;
    first.capacity = 300;
    auto& second = toys.wire(stage, sink);
    second.partitioning = Partitioning::RoundRobin;
    second.capacity = 200;
    return declared(toys, {source, stage}, 3);
}

/// A fast and a slow way that meet again.
PlanPtr diamond(const std::shared_ptr<Ledger>& ledger, MonotonicNs every) {
    ToyPlan toys;
    const auto source = toys.source("numbers", savedSource(kTotal, 100, every));
    const auto split = toys.stage("split", splitting(), 1, {{"even"}, {"odd"}});
    const auto slow = toys.stage("slow", mapping([](const RecordBatch& batch, OperatorContext& context) {
                                     context.wait(kMs / 5);
                                     return batch;
                                 }));
    const auto fast = toys.stage("fast", passing());
    const auto stage = toys.stage("count", savedCounter(ledger));
    const auto sink = toys.sink("sink", ledgerSink(ledger));
    toys.wire(source, split).capacity = 400;
    toys.wire(split, slow, 0).capacity = 200;
    toys.wire(split, fast, 1).capacity = 200;
    toys.wire(slow, stage).capacity = 100;
    toys.wire(fast, stage).capacity = 100;
    toys.wire(stage, sink).capacity = 300;
    return declared(toys, {source, stage}, 6);
}

/// Workers that keep the order.
PlanPtr ordered(const std::shared_ptr<Ledger>& ledger, MonotonicNs every) {
    ToyPlan toys;
    const auto source = toys.source("numbers", savedSource(kTotal, 40, every));
    const auto work = toys.stage("work", passing(), 4);
    const auto stage = toys.stage("count", savedCounter(ledger));
    const auto sink = toys.sink("sink", ledgerSink(ledger));
    toys.chainOf(work).ordering = Ordering::Ordered;
    toys.wire(source, work).partitioning = Partitioning::RoundRobin;
    toys.wire(work, stage);
    toys.wire(stage, sink);
    return declared(toys, {source, stage}, 4);
}

/// One source has ended long before the other.
PlanPtr unequal(const std::shared_ptr<Ledger>& ledger, MonotonicNs every) {
    ToyPlan toys;
    const auto many = toys.source("many", savedSource(kTotal, 100, every));
    const auto few = toys.source("few", savedSource(300, 100));
    const auto own = toys.stage("own", passing());
    const auto stage = toys.stage("count", savedCounter(ledger));
    const auto sink = toys.sink("sink", ledgerSink(ledger));
    toys.wire(many, stage);
    toys.fuse(few, own);
    toys.wire(own, stage);
    toys.wire(stage, sink);
    return declared(toys, {many, few, stage}, 5);
}

/// Two wires, each with several writers and little room, into a stage with several workers: what is ahead on
/// one wire must not keep the barriers of the other out.
PlanPtr merged(const std::shared_ptr<Ledger>& ledger, MonotonicNs every, Partitioning partitioning) {
    ToyPlan toys;
    const auto first = toys.source("first", savedSource(kTotal / 2, 20, every), 2);
    const auto second = toys.source("second", savedSource(kTotal / 2, 30), 2);
    const auto stage = toys.stage("count", savedCounter(ledger), 2);
    const auto sink = toys.sink("sink", ledgerSink(ledger));
    for (const auto source : {first, second}) {
        PlanEdge& wire = toys.wire(source, stage);
        wire.partitioning = partitioning;
        wire.capacity = 60;
    }
    toys.wire(stage, sink).capacity = 100;
    return declared(toys, {first, second, stage}, 4);
}

PlanPtr mergedByKey(const std::shared_ptr<Ledger>& ledger, MonotonicNs every) {
    return merged(ledger, every, Partitioning::Hash);
}

PlanPtr mergedOneToOne(const std::shared_ptr<Ledger>& ledger, MonotonicNs every) {
    return merged(ledger, every, Partitioning::Forward);
}

void addSorted(std::vector<std::int64_t>& values, const std::vector<std::int64_t>& more) {
    values.insert(values.end(), more.begin(), more.end());
    std::sort(values.begin(), values.end());
}

std::string codesOf(const Diagnostics& diagnostics) {
    std::string codes;
    for (const Diagnostic& d : diagnostics)
        codes += d.code + ' ';
    return codes;
}

} // namespace

class CheckpointsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void goesOnWhereItWasKilled_data();
    void goesOnWhereItWasKilled();
    void stopsBehindACheckpoint();
    void aFinishedJobStaysFinished();
    void freshStartsOver();
    void oneRunAtATime();
    void aRunThatIsOverLeavesItsFolderToOthers();
    void saysFromWhichCheckpointARunWouldGoOn();
    void refusesWhatCannotTakePart();
    void refusesAnotherGraph();
    void anotherCopyOfTheFolderIsNotTaken();
    void damagedFilesAreToldNotTrusted();
    void saysHowLongItTook();
    void pausesBetweenBarriers();
    void aWireThatDropsTheOldestGoesOn();
    void aDrainEndsBehindACheckpoint();
};

void CheckpointsTest::goesOnWhereItWasKilled_data() {
    QTest::addColumn<int>("shape");
    QTest::addColumn<int>("executor");
    for (const ExecutorKind executor : {ExecutorKind::Pool, ExecutorKind::Threads}) {
        int shape = 0;
        for (const char* name : {"line", "fused", "shuffled", "diamond", "ordered", "unequal",
                                 "merged by key", "merged one to one"})
            QTest::addRow("%s, %s", name, nameOf(executor)) << shape++ << static_cast<int>(executor);
    }
}

void CheckpointsTest::goesOnWhereItWasKilled() {
    QFETCH(int, shape);
    QFETCH(int, executor);
    const Build builds[] = {line, fused, shuffled, diamond, ordered, unequal, mergedByKey, mergedOneToOne};
    const auto ledger = std::make_shared<Ledger>();
    QTemporaryDir folder;
    Engine engine;
    std::uint64_t dice = static_cast<std::uint64_t>(shape) + 1;
    Epoch last = kNoEpoch;
    bool finished = false;
    for (int attempt = 0; attempt < 200 && !finished; ++attempt) {
        // Slower at first, so that most runs are cut off in the middle.
        auto plan = std::make_shared<Plan>(*builds[shape](ledger, attempt < 12 ? kMs : 0));
        for (PlanChain& chain : plan->chains)
            chain.executor = static_cast<ExecutorKind>(executor);
        auto run = engine.start(plan, keepingIn(folder, 10 * kMs));
        QVERIFY2(run, run ? "" : toText(run.error()).c_str());
        dice = mix64(dice);
        const bool over = (*run)->waitFor(attempt < 12 ? std::chrono::milliseconds(5 + dice % 60) : 60s);
        const CheckpointStatus status = (*run)->checkpoints();
        // None yet: it was stopped before it had looked for the last one.
        QVERIFY2(status.last == kNoEpoch || status.last >= last, "the numbers only rise");
        last = std::max(last, status.last);
        if (!over) (*run)->stop();
        QVERIFY((*run)->waitFor(60s));
        const RunState state = (*run)->state();
        finished = state == RunState::Finished;
        QVERIFY2(finished || state == RunState::Stopped, toText((*run)->diagnostics()).c_str());
        if (finished) {
            const auto faults = checkInvariants(*plan, (*run)->frame());
            QVERIFY2(faults.empty(), faults.empty() ? "" : faults.front().c_str());
        }
    }
    QVERIFY(finished);
    auto expected = upTo(kTotal);
    // Two sources count from 0 each.
    if (shape == 5) addSorted(expected, upTo(300));
    if (shape > 5) {
        expected = upTo(kTotal / 2);
        addSorted(expected, upTo(kTotal / 2));
    }
    QCOMPARE(ledger->shown().size(), expected.size());
    QCOMPARE(ledger->shown(), expected);
    QCOMPARE(ledger->counted(), static_cast<std::int64_t>(expected.size()));
    QVERIFY2(last > 1, "checkpoints were made on the way");
}

void CheckpointsTest::stopsBehindACheckpoint() {
    const auto ledger = std::make_shared<Ledger>();
    QTemporaryDir folder;
    Engine engine;
    for (int i = 0; i < 3; ++i) {
        auto run = engine.start(line(ledger, kSlow), keepingIn(folder, 3'600'000 * kMs)).value();
        waitForRecords(*run, kSink, 1);
        run->stopAtCheckpoint();
        QVERIFY(run->waitFor(60s));
        QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
        QVERIFY2(codesOf(run->diagnostics()).find("MR4609") != std::string::npos, "it says so");
        // Everything that was read has been shown, and the state knows it.
        const auto shown = ledger->shown();
        QVERIFY(!shown.empty());
        QCOMPARE(shown, upTo(static_cast<std::int64_t>(shown.size())));
        QCOMPARE(run->checkpoints().last, static_cast<Epoch>(i + 1));
    }
    auto run = engine.start(line(ledger, 0), keepingIn(folder, 10 * kMs)).value();
    QVERIFY(run->waitFor(60s));
    QCOMPARE(run->state(), RunState::Finished);
    QCOMPARE(ledger->shown(), upTo(kTotal));
    QCOMPARE(ledger->counted(), kTotal);
}

void CheckpointsTest::aFinishedJobStaysFinished() {
    const auto ledger = std::make_shared<Ledger>();
    QTemporaryDir folder;
    Engine engine;
    for (int i = 0; i < 3; ++i) {
        auto run = engine.start(unequal(ledger, 0), keepingIn(folder, 10 * kMs)).value();
        QVERIFY(run->waitFor(60s));
        QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
        QCOMPARE(codesOf(run->diagnostics()).find("MR4607") != std::string::npos, i > 0);
        QCOMPARE(ledger->shown().size(), static_cast<std::size_t>(kTotal + 300));
    }
}

void CheckpointsTest::freshStartsOver() {
    const auto ledger = std::make_shared<Ledger>();
    QTemporaryDir folder;
    Engine engine;
    for (int i = 1; i <= 2; ++i) {
        RunOptions options = keepingIn(folder, 10 * kMs);
        options.checkpoints->fresh = true;
        auto run = engine.start(fused(ledger, 0), options).value();
        QVERIFY(run->waitFor(60s));
        QCOMPARE(run->state(), RunState::Finished);
        QCOMPARE(ledger->shown().size(), static_cast<std::size_t>(i * kTotal));
        QCOMPARE(run->checkpoints().restored, kNoEpoch);
    }
}

void CheckpointsTest::oneRunAtATime() {
    const auto ledger = std::make_shared<Ledger>();
    QTemporaryDir folder;
    Engine engine;
    auto first = engine.start(line(ledger, kSlow), keepingIn(folder, 10 * kMs)).value();
    const auto second = engine.start(line(ledger, kMs), keepingIn(folder, 10 * kMs));
    QVERIFY(!second);
    QCOMPARE(second.error().items.front().code, std::string("MR4610"));
    QVERIFY(second.error().items.front().message.find(std::to_string(::getpid())) != std::string::npos);
    first.reset();
    QVERIFY(engine.start(line(ledger, kMs), keepingIn(folder, 10 * kMs)));
}

void CheckpointsTest::aRunThatIsOverLeavesItsFolderToOthers() {
    const auto ledger = std::make_shared<Ledger>();
    QTemporaryDir folder;
    Engine engine;
    auto first = engine.start(line(ledger, kSlow), keepingIn(folder, 10 * kMs)).value();
    waitForRecords(*first, kSink, 1);
    first->stopAtCheckpoint();
    QVERIFY(first->waitFor(60s));
    // Somebody still looks at its figures.
    auto second = engine.start(line(ledger, 0), keepingIn(folder, 10 * kMs));
    QVERIFY2(second, second ? "" : toText(second.error()).c_str());
    QVERIFY((*second)->waitFor(60s));
    QCOMPARE((*second)->checkpoints().restored, first->checkpoints().last);
    QCOMPARE(ledger->shown(), upTo(kTotal));
}

void CheckpointsTest::saysFromWhichCheckpointARunWouldGoOn() {
    const auto ledger = std::make_shared<Ledger>();
    QTemporaryDir folder;
    Engine engine;
    const std::string path = folder.path().toStdString();
    QVERIFY(!engine.savedCheckpoint(path).value());
    auto run = engine.start(line(ledger, kSlow), keepingIn(folder, 10 * kMs)).value();
    waitForRecords(*run, kSink, 1);
    run->stopAtCheckpoint();
    QVERIFY(run->waitFor(60s));
    const auto stopped = engine.savedCheckpoint(path).value();
    QVERIFY(stopped && !stopped->finished && stopped->bytes > 0 && stopped->madeAt > 0);
    QCOMPARE(stopped->epoch, run->checkpoints().last);
    run = engine.start(line(ledger, 0), keepingIn(folder, 10 * kMs)).value();
    QVERIFY(run->waitFor(60s));
    const auto ended = engine.savedCheckpoint(path).value();
    QVERIFY(ended && ended->finished && ended->epoch > stopped->epoch);
    std::ofstream(StateFolder::list(path).back().file, std::ios::app) << "more";
    const auto damaged = engine.savedCheckpoint(path);
    QVERIFY(!damaged);
    QCOMPARE(damaged.error().items.front().code, std::string("MR4613"));
}

void CheckpointsTest::refusesWhatCannotTakePart() {
    const auto ledger = std::make_shared<Ledger>();
    QTemporaryDir folder;
    Engine engine;
    const auto codeOf = [&](const std::function<void(Plan&)>& spoil) {
        auto plan = std::make_shared<Plan>(*line(ledger, 0));
        spoil(*plan);
        const auto run = engine.start(plan, keepingIn(folder, 10 * kMs));
        return run ? std::string("it runs") : run.error().items.front().code;
    };
    QCOMPARE(codeOf([](Plan&) {}), std::string("it runs"));
    QCOMPARE(codeOf([](Plan& plan) { plan.vertices[1].bound.state = StateRule::Unknown; }),
             std::string("MR4605"));
    QCOMPARE(codeOf([](Plan& plan) { plan.vertices[1].bound.joinsInputs = true; }), std::string("MR4605"));
    QCOMPARE(codeOf([](Plan& plan) { plan.edges[0].feedback = true; }), std::string("MR4605"));
    QCOMPARE(codeOf([](Plan& plan) {
                 for (PlanVertex& vertex : plan.vertices)
                     vertex.bound.decidesEpochs = true;
             }),
             std::string("MR4606"));
}

void CheckpointsTest::refusesAnotherGraph() {
    const auto ledger = std::make_shared<Ledger>();
    QTemporaryDir folder;
    Engine engine;
    {
        auto run = engine.start(line(ledger, kSlow), keepingIn(folder, 10 * kMs)).value();
        waitForRecords(*run, kSink, 1);
        run->stopAtCheckpoint();
        QVERIFY(run->waitFor(60s));
    }
    const auto failure = [&](const std::function<void(Plan&)>& change) {
        auto plan = std::make_shared<Plan>(*line(ledger, 0));
        change(*plan);
        auto run = engine.start(plan, keepingIn(folder, 10 * kMs)).value();
        if (!run->waitFor(60s)) return std::string("it hangs");
        if (run->state() != RunState::Failed) return std::string("it runs");
        return run->diagnostics().items.back().code + ' ' + run->diagnostics().items.back().message;
    };
    QVERIFY(QString::fromStdString(failure([](Plan& plan) {
                plan.vertices[1].node = "other";
            })).startsWith("MR4601 the state of `count` would be lost: the graph has no such node"));
    QVERIFY(
        QString::fromStdString(failure([](Plan& plan) { plan.chains[1].workers = 2; })).startsWith("MR4602"));
    const QString changed = QString::fromStdString(failure([](Plan& plan) {
        plan.vertices[1].params = Params(boost::json::object{{"fixed", 7}, {"setting", 3}});
    }));
    QVERIFY2(changed.startsWith("MR4601") && changed.contains("`fixed`") && !changed.contains("`setting`"),
             qPrintable(changed));
    // What has no state may change, go or come.
    QCOMPARE(failure([](Plan& plan) { plan.vertices[2].node = "another_sink"; }), std::string("it runs"));
}

void CheckpointsTest::anotherCopyOfTheFolderIsNotTaken() {
    const auto ledger = std::make_shared<Ledger>();
    const QTemporaryDir folder, copy;
    const auto deciding = [&](MonotonicNs every) {
        auto plan = std::make_shared<Plan>(*line(ledger, every));
        plan->vertices[kSink].bound.decidesEpochs = true;
        return plan;
    };
    const auto failure = [&](const QTemporaryDir& where) {
        auto run = Engine().start(deciding(0), keepingIn(where, 10 * kMs)).value();
        if (!run->waitFor(60s) || run->state() != RunState::Failed) return std::string("it runs");
        return run->diagnostics().items.back().code;
    };
    {
        auto run = Engine().start(deciding(kSlow), keepingIn(folder, 10 * kMs)).value();
        while (run->checkpoints().last < 2)
            std::this_thread::sleep_for(1ms);
        run->stopAtCheckpoint();
        QVERIFY(run->waitFor(60s));
    }
    const auto entries = StateFolder::list(folder.path().toStdString());
    // What the copy of a moment before has made of the same number.
    RunSnapshot other = StateFolder::read(entries.front());
    other.epoch = entries.back().epoch;
    StateFolder(copy.path().toStdString()).write(other);
    QCOMPARE(failure(copy), std::string("MR4617"));
    QCOMPARE(failure(folder), std::string("it runs"));
    QCOMPARE(ledger->shown(), upTo(kTotal));
}

void CheckpointsTest::damagedFilesAreToldNotTrusted() {
    const auto ledger = std::make_shared<Ledger>();
    QTemporaryDir folder;
    Engine engine;
    {
        auto run = engine.start(line(ledger, 0), keepingIn(folder, 10 * kMs)).value();
        QVERIFY(run->waitFor(60s));
    }
    const auto entry = StateFolder::list(folder.path().toStdString()).back();
    std::ifstream in(entry.file, std::ios::binary);
    const std::string whole((std::istreambuf_iterator<char>(in)), {});
    QVERIFY(decodeSnapshot(whole, "whole"));
    const auto isTold = [&](const std::string& bytes) {
        const auto read = decodeSnapshot(bytes, "damaged");
        return !read && read.error().items.front().code == "MR4613";
    };
    for (std::size_t cut = 0; cut < whole.size(); ++cut)
        QVERIFY2(isTold(whole.substr(0, cut)), std::to_string(cut).c_str());
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string flipped = whole;
        flipped[at] = static_cast<char>(flipped[at] ^ 0x20);
        QVERIFY2(isTold(flipped), std::to_string(at).c_str());
    }
    std::ofstream(entry.file, std::ios::binary) << whole.substr(0, whole.size() / 2);
    auto run = engine.start(line(ledger, 0), keepingIn(folder, 10 * kMs)).value();
    QVERIFY(run->waitFor(60s));
    QCOMPARE(run->state(), RunState::Failed);
    QCOMPARE(run->diagnostics().items.back().code, std::string("MR4613"));
}

void CheckpointsTest::saysHowLongItTook() {
    const auto ledger = std::make_shared<Ledger>();
    QTemporaryDir folder;
    Engine engine;
    auto run = engine.start(line(ledger, kMs), keepingIn(folder, 10 * kMs)).value();
    QVERIFY(run->waitFor(60s));
    const CheckpointStatus status = run->checkpoints();
    QVERIFY(status.made > 2);
    QCOMPARE(status.latest.size(), static_cast<std::size_t>(status.made));
    for (const CheckpointRecord& record : status.latest) {
        QVERIFY(record.epoch > 0 && record.bytes > 0 && record.durableNs > 0);
        QVERIFY(record.barriersNs >= 0 && record.commitNs >= 0 && record.beganAt >= 0);
        QCOMPARE(record.nodes.size(), std::size_t{3});
        QCOMPARE(record.nodes[0].stateBytes, std::int64_t{8});
    }
    QVERIFY2(StateFolder::list(folder.path().toStdString()).size() <= 2, "only the last two are kept");
}

void CheckpointsTest::pausesBetweenBarriers() {
    const auto ledger = std::make_shared<Ledger>();
    QTemporaryDir folder;
    Engine engine;
    auto run = engine.start(shuffled(ledger, kMs / 4), keepingIn(folder, 10 * kMs)).value();
    for (int i = 0; i < 20 && !run->waitFor(3ms); ++i) {
        run->pause();
        std::this_thread::sleep_for(2ms);
        run->resume();
    }
    QVERIFY(run->waitFor(60s));
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    QCOMPARE(ledger->shown(), upTo(kTotal));
}

void CheckpointsTest::aWireThatDropsTheOldestGoesOn() {
    // What is left in its queue wakes nobody.
    const auto ledger = std::make_shared<Ledger>();
    QTemporaryDir folder;
    Engine engine;
    ToyPlan toys;
    const auto source = toys.source("numbers", savedSource(kTotal, 20, kMs / 4), 2);
    const auto stage = toys.stage("count", savedCounter(ledger));
    const auto sink = toys.sink("sink", ledgerSink(ledger));
    PlanEdge& wire = toys.wire(source, stage);
    wire.capacity = 100;
    wire.overflow = OverflowPolicy::DropOldest;
    toys.wire(stage, sink);
    auto run = engine.start(declared(toys, {source, stage}, 3), keepingIn(folder, 10 * kMs)).value();
    QVERIFY2(run->waitFor(60s), "it sleeps in front of a queue that is not empty");
    QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
    QVERIFY(run->checkpoints().made > 3);
    QVERIFY(!ledger->shown().empty());
}

void CheckpointsTest::aDrainEndsBehindACheckpoint() {
    // Were the sources to end, the job would count as finished, and the rest of its input would never be
    // read.
    const auto ledger = std::make_shared<Ledger>();
    QTemporaryDir folder;
    Engine engine;
    RunOptions options = keepingIn(folder, 3'600'000 * kMs);
    options.duration = 30ms;
    {
        auto run = engine.start(line(ledger, kMs), options).value();
        QVERIFY(run->waitFor(60s));
        QVERIFY2(run->state() == RunState::Finished, toText(run->diagnostics()).c_str());
        QVERIFY(ledger->shown().size() < static_cast<std::size_t>(kTotal));
    }
    auto run = engine.start(line(ledger, 0), keepingIn(folder, 10 * kMs)).value();
    QVERIFY(run->waitFor(60s));
    QCOMPARE(ledger->shown(), upTo(kTotal));
}

QTEST_GUILESS_MAIN(CheckpointsTest)
#include "tst_checkpoints.moc"
