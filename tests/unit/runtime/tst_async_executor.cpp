// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "tests/support/async_line.h"
#include "tests/support/quiet_run.h"
#include "tests/support/settled.h"
#include "tests/support/stepping_clock.h"

#include <QtTest/QtTest>

#include <numeric>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

namespace {

constexpr MonotonicNs kSecond = 1'000'000'000;

std::vector<std::int64_t> upTo(std::int64_t count) {
    std::vector<std::int64_t> values(static_cast<std::size_t>(count));
    std::iota(values.begin(), values.end(), 0);
    return values;
}

std::string violationsOf(const Run& run) {
    std::string text;
    for (const std::string& violation : checkInvariants(*run.plan(), run.frame()))
        text += violation + "\n";
    return text;
}

} // namespace

class TestAsyncExecutor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asManyAreInFlightAsMayBe_data() {
        QTest::addColumn<int>("operations");
        for (const int operations : {1, 2, 16, 300})
            QTest::addRow("%d", operations) << operations;
    }
    void asManyAreInFlightAsMayBe() {
        QFETCH(int, operations);
        Line line(400, operations);
        // None ends before there are as many as there may be.
        line.remote->mayEnd = [operations](std::int64_t, const Remote& r) { return r.most >= operations; };
        const RunOutcome outcome = runPlan(line.plan.build());
        QVERIFY2(outcome.ok(), outcome.text().c_str());
        QCOMPARE(line.remote->most.load(), operations);
        QCOMPARE(line.captured->sortedValues(), upTo(400));
        QCOMPARE(line.remote->inFlight.load(), 0);
    }

    void operatorAndOperationsShareOneThread() {
        Line line(300, 8);
        QVERIFY(runPlan(line.plan.build()).ok());
        QCOMPARE(line.remote->threads.size(), std::size_t{1});
    }

    void orderedResultsComeInInputOrder() {
        Line line(300, 8, Ordering::Ordered);
        line.remote->mayEnd = [](std::int64_t record, const Remote& r) {
            return record % 50 != 0 || r.ended >= record + 5;
        };
        const RunOutcome outcome = runPlan(line.plan.build());
        QVERIFY2(outcome.ok(), outcome.text().c_str());
        QCOMPARE(line.captured->values(), upTo(300));
    }

    void unorderedResultsComeAsTheyEnd() {
        Line line(300, 8);
        line.remote->mayEnd = [](std::int64_t record, const Remote& r) {
            return record > 0 || r.ended >= 200;
        };
        const RunOutcome outcome = runPlan(line.plan.build());
        QVERIFY2(outcome.ok(), outcome.text().c_str());
        const std::vector<std::int64_t> values = line.captured->values();
        QVERIFY(std::find(values.begin(), values.end(), 0) - values.begin() >= 200);
        QCOMPARE(line.captured->sortedValues(), upTo(300));
    }

    void orderBoundsHowFarOthersGetAhead() {
        Line line(5'000, 8, Ordering::Ordered);
        std::atomic<bool> open = false;
        line.remote->mayEnd = [&open](std::int64_t record, const Remote&) { return record > 0 || open; };
        const auto run = line.start();
        line.awaitBegun(9);
        QVERIFY(settled([&] { return line.remote->begun.load(); }) <= 32);
        QCOMPARE(line.captured->batches(), std::size_t{0});
        open = true;
        QVERIFY(run->waitFor(120s));
        QCOMPARE(line.captured->values(), upTo(5'000));
    }

    void onlyAStageThatCanTakeNoMoreCountsAsWaiting() {
        constexpr std::int64_t kSome = 20'000'000;
        const auto times = [](const Line& line, const Run& run) { return run.frame().nodes[line.stage]; };
        Line few(100, 16);
        few.plan.vertex(few.source).bound.makeSource = tickingSource(100, 3'600 * kSecond);
        few.holdAll();
        const auto mostlyIdle = few.start();
        few.awaitBegun(1);
        QTRY_VERIFY_WITH_TIMEOUT(times(few, *mostlyIdle).idleNs > kSome, 60000);
        QCOMPARE(times(few, *mostlyIdle).ioNs, std::int64_t{0});
        Line many(-1, 4);
        many.holdAll();
        const auto full = many.start();
        QTRY_VERIFY_WITH_TIMEOUT(times(many, *full).ioNs > kSome, 60000);
        for (const auto& run : {&*mostlyIdle, &*full}) {
            run->stop();
            QVERIFY(run->waitFor(120s));
        }
    }

    void whatIsNotTakenHoldsTheSourceBack() {
        Line line(-1, 4);
        line.holdAll();
        const auto run = line.start();
        line.awaitBegun(4);
        QCOMPARE(settled([&] { return line.remote->begun.load(); }), 4);
        std::int64_t sent = -1;
        for (std::int64_t last = -2; sent != last; std::this_thread::sleep_for(30ms)) {
            last = sent;
            sent = run->frame().nodes[line.source].recordsOut;
        }
        // On the wire, in the stage, and what found no room.
        QVERIFY2(sent <= 256 + 64 + 1024, qPrintable(QString::number(sent)));
        run->stop();
        QVERIFY(run->waitFor(120s));
        QCOMPARE(run->state(), RunState::Stopped);
    }

    void watermarksStayBehindRecordsInFlight_data() {
        QTest::addColumn<int>("ordering");
        QTest::newRow("ordered") << static_cast<int>(Ordering::Ordered);
        QTest::newRow("unordered") << static_cast<int>(Ordering::Unordered);
    }
    void watermarksStayBehindRecordsInFlight() {
        QFETCH(int, ordering);
        class Watching final : public Operator {
        public:
            explicit Watching(std::shared_ptr<std::vector<EpochMs>> marks) : marks_(std::move(marks)) {}
            void process(std::size_t, RecordBatch batch, Collector&) override {
                for (const std::int64_t time : valuesOf(batch))
                    if (time <= marks_->back()) throw std::runtime_error("overtaken by the watermark");
            }
            void onWatermark(EpochMs watermark, Collector&) override { marks_->push_back(watermark); }

        private:
            std::shared_ptr<std::vector<EpochMs>> marks_;
        };
        Line line(2'000, 16, static_cast<Ordering>(ordering), true);
        line.remote->mayEnd = [](std::int64_t record, const Remote& r) {
            return record % 40 != 0 || r.ended >= std::min<std::int64_t>(record + 10, 1'990);
        };
        const auto marks = std::make_shared<std::vector<EpochMs>>(1, kMinWatermark);
        line.plan.vertex(line.sink).bound.makeOperator = [marks] {
            return std::make_unique<Watching>(marks);
        };
        const RunOutcome outcome = runPlan(line.plan.build());
        QVERIFY2(outcome.ok(), outcome.text().c_str());
        QCOMPARE(outcome.frame.nodes[line.sink].recordsIn, std::int64_t{2'000});
        QVERIFY2(marks->size() > 5, "event time hardly moved");
        QCOMPARE(marks->back(), kMaxWatermark);
    }

    void aDrainLosesNothing() {
        Line line(-1, 8);
        const auto run = line.start();
        line.awaitBegun(100);
        run->drain();
        QVERIFY(run->waitFor(120s));
        QCOMPARE(run->state(), RunState::Finished);
        QCOMPARE(line.captured->sortedValues(), upTo(line.remote->begun));
        QCOMPARE(violationsOf(*run), std::string());
    }

    void nothingBeginsDuringAPause() {
        Line line(400, 4);
        const auto run = line.start();
        for (int i = 1; i <= 3; ++i) {
            line.awaitBegun(50 * i);
            run->pause();
            QVERIFY(waitUntilQuiet(*run));
            const int begun = line.remote->begun;
            std::this_thread::sleep_for(20ms);
            QCOMPARE(line.remote->begun.load(), begun);
            QCOMPARE(line.remote->inFlight.load(), 0);
            run->resume();
        }
        QVERIFY(run->waitFor(120s));
        QCOMPARE(line.captured->sortedValues(), upTo(400));
        QCOMPARE(violationsOf(*run), std::string());
    }

    void aStopGivesUpWhatIsInFlight() {
        Line line(-1, 32);
        line.holdAll();
        RunOptions options;
        options.stopDeadline = 30s;
        const auto run = line.start(options);
        line.awaitBegun(32);
        run->stop();
        QVERIFY(run->waitFor(120s));
        QCOMPARE(run->state(), RunState::Stopped);
        QCOMPARE(line.remote->inFlight.load(), 0);
        QCOMPARE(line.remote->ended.load(), 0);
    }

    void aRunThatIsThrownAwayTakesItsOperationsAlong() {
        Line line(-1, 32);
        line.holdAll();
        {
            const auto run = line.start();
            line.awaitBegun(32);
        }
        QCOMPARE(line.remote->inFlight.load(), 0);
    }

    void aConsumerThatHasEnoughEndsTheStage() {
        Line line(-1, 8);
        line.plan.vertex(line.sink).bound.makeOperator = limiting(20);
        line.plan.vertex(line.sink).bound.outputPorts = {{"out"}};
        line.plan.vertex(line.sink).bound.outputs = {numberSchema()};
        const RunOutcome outcome = runPlan(line.plan.build());
        QCOMPARE(outcome.state, RunState::Finished);
        QCOMPARE(outcome.frame.nodes[line.sink].recordsOut, std::int64_t{20});
        QCOMPARE(line.remote->inFlight.load(), 0);
    }

    void anOperationThatThrowsFailsTheRunAndNamesItsNode() {
        Line line(-1, 8);
        line.remote->failsAt = 17;
        const RunOutcome outcome = runPlan(line.plan.build());
        QCOMPARE(outcome.state, RunState::Failed);
        QCOMPARE(outcome.diagnostics.items.front().code, std::string("MR4101"));
        QCOMPARE(outcome.diagnostics.items.front().node, std::string("stage"));
        QCOMPARE(outcome.diagnostics.items.front().message, std::string("the other side hung up"));
        QCOMPARE(line.remote->inFlight.load(), 0);
    }

    void waitingForOperationsIsInputAndOutput() {
        SteppingClock clock(1);
        Line line(3, 8);
        std::atomic<bool> open = false;
        line.remote->mayEnd = [&open](std::int64_t, const Remote&) { return open.load(); };
        const auto run = std::move(Engine(clock).start(line.plan.build(), {}).value());
        line.awaitBegun(3);
        bool seen = false;
        for (int i = 0; i < 20'000 && !seen; ++i) {
            const NodeMetrics before = run->frame().nodes[line.stage];
            clock.advance(kSecond);
            const NodeMetrics after = run->frame().nodes[line.stage];
            seen = after.ioNs - before.ioNs >= kSecond && after.idleNs - before.idleNs < kSecond / 1000;
            std::this_thread::sleep_for(1ms);
        }
        open = true;
        QVERIFY2(seen, "with calls under way the stage did not count as waiting for them");
        QVERIFY(run->waitFor(120s));
        const MetricsFrame frame = run->frame();
        const NodeMetrics& m = frame.nodes[line.stage];
        QCOMPARE(m.busyNs + m.idleNs + m.backPressuredNs + m.lockNs + m.ioNs + m.readyNs, frame.elapsedNs);
        QCOMPARE(violationsOf(*run), std::string());
    }

    void slowOperationsAreNoDeadlock() {
        Line line(3, 2);
        const auto begin = std::chrono::steady_clock::now();
        // Longer than the watchdog needs to name a standstill.
        line.remote->mayEnd = [begin](std::int64_t, const Remote&) {
            return std::chrono::steady_clock::now() - begin > 400ms;
        };
        line.plan.vertex(line.sink).bound.joinsInputs = true;
        const RunOutcome outcome = runPlan(line.plan.build());
        QVERIFY2(outcome.ok(), outcome.text().c_str());
    }

    void theEventLoopHasALaneOfTheFlightRecorder() {
        Line line(200, 8);
        RunOptions options;
        options.traceEvents = 4096;
        const auto run = line.start(options);
        QVERIFY(run->waitFor(120s));
        int turns = 0;
        bool slept = false;
        for (const TraceLane& lane : run->trace().lanes) {
            if (lane.name != "event loop") continue;
            for (const TraceSlice& slice : slicesOf(lane, INT64_MAX)) {
                turns += slice.kind == TraceSlice::Kind::Turn;
                slept = slept || slice.kind == TraceSlice::Kind::Sleep;
            }
        }
        QVERIFY(turns > 10);
        QVERIFY(slept);
    }

    void ordinaryStagesRunOnTheLoopToo() {
        const auto captured = std::make_shared<Captured>();
        ToyPlan plan;
        const auto source = plan.source("source", countingSource(50'000));
        const auto stage = plan.stage("stage", passing());
        const auto slow = plan.stage("slow", throttling(100'000));
        const auto sink = plan.sink("sink", capturing(captured));
        plan.wire(source, stage).capacity = 2'000;
        plan.wire(stage, slow).capacity = 2'000;
        plan.wire(slow, sink);
        plan.useExecutor(ExecutorKind::Async);
        const RunOutcome outcome = runPlan(plan.build());
        QVERIFY2(outcome.ok(), outcome.text().c_str());
        QCOMPARE(captured->values(), upTo(50'000));
    }

    void requestsInAnyOrderNeverHang() {
        for (std::uint64_t seed = 0; seed < 25; ++seed) {
            Random random(seed);
            Line line(random.below(2) ? -1 : 2'000, 1 + static_cast<int>(random.below(20)),
                      random.below(2) ? Ordering::Ordered : Ordering::Unordered, random.below(2) == 0);
            if (random.below(4) == 0) line.holdAll();
            RunOptions options;
            options.stopDeadline = 30s;
            const auto run = line.start(options);
            for (int i = 0; i < 6; ++i) {
                std::this_thread::sleep_for(std::chrono::microseconds(random.below(6'000)));
                switch (random.below(4)) {
                    case 0: run->pause(); break;
                    case 1: run->resume(); break;
                    case 2: run->drain(); break;
                    default: static_cast<void>(run->frame()); break;
                }
            }
            run->stop();
            QVERIFY2(run->waitFor(120s), qPrintable(QString("seed %1").arg(seed)));
            QCOMPARE(line.remote->inFlight.load(), 0);
            QCOMPARE(violationsOf(*run), std::string());
        }
    }
};

QTEST_GUILESS_MAIN(TestAsyncExecutor)
#include "tst_async_executor.moc"
