// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/engine.h"
#include "tests/support/held_run.h"
#include "tests/support/toy_kinds.h"

#include <QtTest/QtTest>

#include <mutex>
#include <thread>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kWire = HeldRun::kSecondWire;
constexpr std::int64_t kTotal = 20'000;

Breakpoint at(std::string condition, std::int64_t hitCount = 1) {
    return {.edge = kWire, .condition = std::move(condition), .hitCount = hitCount};
}

void addGrid() {
    QTest::addColumn<bool>("fused");
    QTest::addColumn<int>("executor");
    QTest::addColumn<int>("batch");
    for (const bool fused : {false, true}) {
        for (const ExecutorKind kind : {ExecutorKind::Threads, ExecutorKind::Pool}) {
            for (const int batch : {1, 2, 1024}) {
                QTest::addRow("%s, %s, batch %d", fused ? "fused" : "queued", nameOf(kind), batch)
                    << fused << static_cast<int>(kind) << batch;
            }
        }
    }
}

HeldRun::Setup setup() {
    QFETCH(bool, fused);
    QFETCH(int, executor);
    QFETCH(int, batch);
    HeldRun::Setup setup;
    setup.fused = fused;
    setup.executor = static_cast<ExecutorKind>(executor);
    setup.batch = static_cast<std::size_t>(batch);
    setup.total = kTotal;
    return setup;
}

} // namespace

class TestBreakpoints : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exactlyTheRecordsBeforeTheHitPass_data() { addGrid(); }
    void exactlyTheRecordsBeforeTheHitPass();
    void aStepPassesOneRecordOrOneBatch_data() { addGrid(); }
    void aStepPassesOneRecordOrOneBatch();
    void everyNthHitHolds_data() { addGrid(); }
    void everyNthHitHolds();
    void aConditionThatIsNullDoesNotFit();
    void logOnlyHoldsNothing_data() { addGrid(); }
    void logOnlyHoldsNothing();
    void aPlainBreakpointHoldsTheFirstRecord();
    void takingABreakpointAwayLetsGo_data() { addGrid(); }
    void takingABreakpointAwayLetsGo();
    void aBreakpointThatStaysKeepsItsState();
    void aBreakpointOnARunningWireStopsTheNextRecord();
    void aDrainWaitsAtABreakpoint_data() { addGrid(); }
    void aDrainWaitsAtABreakpoint();
    void aStopLosesWhatIsHeldAndSaysSo_data() { addGrid(); }
    void aStopLosesWhatIsHeldAndSaysSo();
    void theEndOfTheInputWaitsBehindABreakpoint_data() { addGrid(); }
    void theEndOfTheInputWaitsBehindABreakpoint();
    void aPausedRunStepsWhenItGoesOn_data() { addGrid(); }
    void aPausedRunStepsWhenItGoesOn();
    void faultyBreakpointsAreRefusedAsAWhole();
};

void TestBreakpoints::exactlyTheRecordsBeforeTheHitPass() {
    HeldRun held(setup());
    held.start({at("n >= 700 AND n < 703")});
    QVERIFY(held.waitForStop(1));
    QCOMPARE(held.stoppedAt(), std::int64_t{700});
    QVERIFY(held.waitForRecords(700));
    // Upstream fills up and shows back-pressure: the source waits for room. (It is woken when half of it is
    // free, and what has been taken is given back an eighth at a time.)
    QVERIFY(held.waitUntilQuiet());
    const auto frame = [&] { return held.run->frame(); };
    QVERIFY(frame().edges[HeldRun::kFirstWire].depth * 3 >= HeldRun::kCapacity);
    QVERIFY(frame().nodes[held.source].backPressuredNs > 0);
    QVERIFY(frame().edges[kWire].held);
    QVERIFY(!frame().edges[HeldRun::kFirstWire].held);
    QVERIFY(held.state().waiting > 0);
    QCOMPARE(held.captured->values(), countUpTo(700));

    held.release();
    QVERIFY(held.waitForStop(2));
    QCOMPARE(held.stoppedAt(), std::int64_t{701});
    QVERIFY(held.releaseToTheEnd());
    QCOMPARE(held.captured->values(), countUpTo(kTotal));
    QCOMPARE(held.state().hits, std::int64_t{3});
    QCOMPARE(held.violations(), std::string());
    QVERIFY(!frame().edges[kWire].held);
}

void TestBreakpoints::aStepPassesOneRecordOrOneBatch() {
    HeldRun held(setup());
    held.start({at("n = 700")});
    QVERIFY(held.waitForStop(1));
    for (std::int64_t i = 1; i <= 3; ++i) {
        held.run->step(kWire, StepSize::Record).value();
        QVERIFY(held.waitForStop(1 + i));
        QCOMPARE(held.stoppedAt(), 700 + i);
        QVERIFY(held.waitForRecords(static_cast<std::size_t>(700 + i)));
        QCOMPARE(held.captured->values(), countUpTo(700 + i));
    }
    QFETCH(int, batch);
    const std::int64_t next = (703 / batch + 1) * batch;
    held.run->step(kWire, StepSize::Batch).value();
    QVERIFY(held.waitForStop(5));
    QCOMPARE(held.stoppedAt(), next);
    QVERIFY(held.waitForRecords(static_cast<std::size_t>(next)));
    QCOMPARE(held.captured->values(), countUpTo(next));
    QVERIFY(held.releaseToTheEnd());
    QCOMPARE(held.captured->values(), countUpTo(kTotal));
    QCOMPARE(held.violations(), std::string());
}

void TestBreakpoints::everyNthHitHolds() {
    HeldRun held(setup());
    held.start({at("MOD(n, 10) = 0", 3)});
    for (std::int64_t i = 1; i <= 4; ++i) {
        QVERIFY(held.waitForStop(i));
        QCOMPARE(held.stoppedAt(), i * 30 - 10);
        QCOMPARE(held.state().hits, i * 3);
        held.release();
    }
    // A record that is stepped past is counted once, too.
    QVERIFY(held.waitForStop(5));
    for (std::int64_t i = 1; i <= 10; ++i) {
        held.run->step(kWire, StepSize::Record).value();
        QVERIFY(held.waitForStop(5 + i));
    }
    QCOMPARE(held.stoppedAt(), std::int64_t{150});
    QCOMPARE(held.state().hits, std::int64_t{16});
    QVERIFY(held.releaseToTheEnd());
    QCOMPARE(held.captured->values(), countUpTo(kTotal));
    QCOMPARE(held.state().hits, kTotal / 10);
}

void TestBreakpoints::aConditionThatIsNullDoesNotFit() {
    HeldRun held({});
    held.start({at("NULLIF(n, 5) >= 5")});
    QVERIFY(held.waitForStop(1));
    QCOMPARE(held.stoppedAt(), std::int64_t{6});
}

void TestBreakpoints::logOnlyHoldsNothing() {
    HeldRun held(setup());
    std::mutex mutex;
    std::vector<std::int64_t> heard;
    Breakpoint log = at("n >= 100 AND n < 350");
    log.logOnly = true;
    log.onLogged = [&](const RecordBatch& record) {
        const std::lock_guard lock(mutex);
        heard.push_back(valuesOf(record).at(0));
    };
    held.start({log});
    QVERIFY(held.run->waitFor(120s));
    QCOMPARE(held.run->state(), RunState::Finished);
    QCOMPARE(held.captured->values(), countUpTo(kTotal));
    const BreakpointState state = held.state();
    QCOMPARE(state.logged, std::int64_t{250});
    QCOMPARE(state.stops, std::int64_t{0});
    QCOMPARE(state.lastLogged.size(), std::size_t{100});
    QCOMPARE(valuesOf(state.lastLogged.back()), std::vector<std::int64_t>{349});
    QCOMPARE(heard.size(), std::size_t{250});
    QCOMPARE(heard.front(), std::int64_t{100});
    QVERIFY(std::is_sorted(heard.begin(), heard.end()));
}

void TestBreakpoints::aPlainBreakpointHoldsTheFirstRecord() {
    HeldRun held({});
    held.start({at("")});
    QVERIFY(held.waitForStop(1));
    QCOMPARE(held.stoppedAt(), std::int64_t{0});
    QVERIFY(held.captured->values().empty());
    held.release();
    QVERIFY(held.waitForStop(2));
    QCOMPARE(held.stoppedAt(), std::int64_t{1});
}

void TestBreakpoints::takingABreakpointAwayLetsGo() {
    HeldRun held(setup());
    held.start({at("n >= 700")});
    QVERIFY(held.waitForStop(1));
    held.run->setBreakpoints({}).value();
    QVERIFY(held.run->waitFor(120s));
    QCOMPARE(held.run->state(), RunState::Finished);
    QCOMPARE(held.captured->values(), countUpTo(kTotal));
    QCOMPARE(held.violations(), std::string());
    QVERIFY(held.run->breakpoints().empty());
}

void TestBreakpoints::aBreakpointThatStaysKeepsItsState() {
    HeldRun held({});
    held.start({at("n >= 700")});
    QVERIFY(held.waitForStop(1));
    Breakpoint other;
    other.edge = HeldRun::kFirstWire;
    other.condition = "n < 0";
    held.run->setBreakpoints({other, at("n >= 700")}).value();
    QVERIFY(held.state(1).holding);
    QCOMPARE(held.stoppedAt(1), std::int64_t{700});
    // Another condition on the same wire judges what is held anew.
    held.run->setBreakpoints({at("n >= 800")}).value();
    QVERIFY(held.waitForStop(1));
    QCOMPARE(held.stoppedAt(), std::int64_t{800});
    QVERIFY(held.waitForRecords(800));
    QCOMPARE(held.captured->values(), countUpTo(800));
}

void TestBreakpoints::aBreakpointOnARunningWireStopsTheNextRecord() {
    HeldRun::Setup endless;
    endless.total = -1;
    HeldRun held(endless);
    held.start({});
    QVERIFY(held.waitForRecords(5'000));
    held.run->setBreakpoints({at("n < 0")}).value();
    held.run->step(kWire, StepSize::Record).value(); // hold whatever comes next
    QVERIFY(held.waitForStop(1));
    const std::int64_t first = held.stoppedAt();
    QVERIFY(held.waitForRecords(static_cast<std::size_t>(first)));
    QCOMPARE(held.captured->values(), countUpTo(first));
    held.run->setBreakpoints({}).value();
    held.run->drain();
    QVERIFY(held.run->waitFor(120s));
    QCOMPARE(held.violations(), std::string());
}

void TestBreakpoints::aDrainWaitsAtABreakpoint() {
    HeldRun::Setup endless = setup();
    endless.total = -1;
    HeldRun held(endless);
    held.start({at("n >= 700", 1)});
    QVERIFY(held.waitForStop(1));
    held.run->drain();
    QVERIFY(!held.run->waitFor(100ms));
    QCOMPARE(held.run->state(), RunState::Draining);
    QVERIFY(held.run->frame().edges[kWire].held);
    held.run->step(kWire, StepSize::Record).value();
    QVERIFY(held.waitForStop(2));
    QCOMPARE(held.stoppedAt(), std::int64_t{701});
    held.run->setBreakpoints({}).value();
    QVERIFY(held.run->waitFor(120s));
    QCOMPARE(held.run->state(), RunState::Finished);
    QCOMPARE(held.captured->values(), countUpTo(held.run->frame().nodes[held.source].recordsOut));
    QCOMPARE(held.violations(), std::string());
}

void TestBreakpoints::aStopLosesWhatIsHeldAndSaysSo() {
    HeldRun held(setup());
    held.start({at("n >= 700")});
    QVERIFY(held.waitForStop(1));
    QTRY_VERIFY_WITH_TIMEOUT(held.state().waiting > 0, 60'000);
    held.run->stop();
    QVERIFY(held.run->waitFor(120s));
    QCOMPARE(held.run->state(), RunState::Stopped);
    QCOMPARE(held.captured->values(), countUpTo(700));
    QCOMPARE(held.violations(), std::string());
    const MetricsFrame frame = held.run->frame();
    QVERIFY(frame.edges[kWire].depth > 0);
    const Diagnostics said = held.run->diagnostics();
    QCOMPARE(said.items.at(0).code, std::string("MR4106"));
    const std::string lost = std::to_string(frame.edges[kWire].depth) + " on stage.out->sink.in";
    QVERIFY2(said.items[0].message.find(lost) != std::string::npos, said.items[0].message.c_str());
}

void TestBreakpoints::theEndOfTheInputWaitsBehindABreakpoint() {
    HeldRun::Setup shortRun = setup();
    shortRun.total = 1'000;
    HeldRun held(shortRun);
    held.start({at("n = 999")});
    QVERIFY(held.waitForStop(1));
    QVERIFY(!held.run->waitFor(100ms));
    QCOMPARE(held.captured->ended.load(), 0);
    held.release();
    QVERIFY(held.run->waitFor(120s));
    QCOMPARE(held.run->state(), RunState::Finished);
    QCOMPARE(held.captured->values(), countUpTo(1'000));
    QCOMPARE(held.captured->ended.load(), 1);
    QCOMPARE(held.violations(), std::string());
}

void TestBreakpoints::aPausedRunStepsWhenItGoesOn() {
    HeldRun held(setup());
    held.start({at("n >= 700")});
    QVERIFY(held.waitForStop(1));
    QVERIFY(held.waitForRecords(700));
    held.run->pause();
    QVERIFY(held.waitUntilQuiet());
    held.release();
    QTest::qWait(50);
    QCOMPARE(held.captured->values(), countUpTo(700));
    held.run->resume();
    QVERIFY(held.waitForStop(2));
    QVERIFY(held.waitForRecords(701));
    held.run->pause();
    QVERIFY(held.waitUntilQuiet());
    held.run->setBreakpoints({}).value();
    QTest::qWait(50);
    QCOMPARE(held.captured->values(), countUpTo(701));
    held.run->resume();
    QVERIFY(held.run->waitFor(120s));
    QCOMPARE(held.captured->values(), countUpTo(kTotal));
}

void TestBreakpoints::faultyBreakpointsAreRefusedAsAWhole() {
    HeldRun held({});
    held.start({at("n = 700")});
    QVERIFY(held.waitForStop(1));
    const auto refused = [&](std::vector<Breakpoint> list) {
        const auto result = held.run->setBreakpoints(std::move(list));
        return result ? std::string("accepted") : codesOf(result.error());
    };
    const auto wrong = held.run->setBreakpoints({at("n >\n 3 AND wrong")});
    QVERIFY(!wrong);
    const Diagnostics problems = wrong.error();
    const Diagnostic& d = problems.items.at(0);
    QVERIFY2(d.code.rfind("MR2", 0) == 0, d.code.c_str());
    QCOMPARE(d.edge, std::string("stage.out->sink.in"));
    QCOMPARE(d.line, 2);
    QVERIFY(d.column > 1);
    QVERIFY(refused({at("n + 1")}).rfind("MR2", 0) == 0);
    QCOMPARE(refused({{.edge = 9}}), std::string("MR4300"));
    QCOMPARE(refused({at("n = 1"), at("n = 2")}), std::string("MR4302"));
    QCOMPARE(refused({at("n = 1", 0)}), std::string("MR4303"));
    QCOMPARE(codesOf(held.run->step(HeldRun::kFirstWire, StepSize::Record).error()), std::string("MR4301"));
    QCOMPARE(codesOf(held.run->release(9).error()), std::string("MR4301"));
    QVERIFY(held.state().holding);
    RunOptions options;
    options.breakpoints = {at("nonsense")};
    QVERIFY(!Engine().start(held.plan.build(), options));
}

QTEST_GUILESS_MAIN(TestBreakpoints)
#include "tst_breakpoints.moc"
