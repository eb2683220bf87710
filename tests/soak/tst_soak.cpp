// SPDX-License-Identifier: Apache-2.0
// Many runs of the graph that `./dev soak` runs for long, two at a time, with everything that is done to a
// run from outside: pause, resume, changed parameters, breakpoints that hold and let go, looks at wires,
// metrics and the flight recorder, drain and stop. A fixed number of runs, or as many as fit into
// MILLRACE_SOAK_SECONDS (`./dev tsan soak`).
#include "app/shared/build_registry.h"
#include "engine/graph/graph_json.h"
#include "engine/metrics/metrics_history.h"
#include "engine/plan/planner.h"
#include "engine/runtime/engine.h"
#include "tests/support/settled.h"

#include <QTest>

#include <malloc.h>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

/// Of a sanitizer, where there is one.
extern "C" std::size_t __attribute__((weak)) __sanitizer_get_current_allocated_bytes();

using namespace millrace;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kRecords = 20'000;
constexpr int kRounds = 8, kWarmRounds = 4;
constexpr std::size_t kHistoryBytes = std::size_t{256} << 10;

std::size_t allocatedBytes() {
    if (__sanitizer_get_current_allocated_bytes) return __sanitizer_get_current_allocated_bytes();
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

std::size_t entriesOf(const char* folder) {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder))
        ++count;
    return count;
}

/// The endless graph with an end, and variants of it that a run takes over while it is on.
class Soak {
public:
    Soak() {
        std::ifstream in(MILLRACE_TEST_DATA "/soak/endless.mill");
        std::ostringstream text;
        text << in.rdbuf();
        document_ = parseGraph(text.str()).value().document;
    }
    PlanPtr planned(int variant, double rate) const {
        PlanOptions options;
        options.cores = 2;
        if (variant % 4 == 1) options.executor = ExecutorKind::Threads;
        if (variant % 4 == 2) options.executor = ExecutorKind::Pool;
        if (variant % 4 == 3) options.batchSize = 64;
        options.allowFusion = variant % 2 == 0;
        options.overrides = {{"positions.count", kRecords}, {"positions.rate", rate}};
        return plan(document_, *registry_, options).plan;
    }

private:
    std::shared_ptr<const Registry> registry_ = buildRegistry();
    GraphDocument document_;
};

/// Looks at a run and meddles with it, a step at a time, until it is over.
class WatchedRun {
public:
    WatchedRun(const Soak& soak, int variant)
        : soak_(soak), variant_(variant), run_(Engine().start(soak.planned(variant, 0), options()).value()) {}

    bool isOver() const { return isFinal(run_->state()); }
    void step() {
        history_.add(run_->frame());
        for (std::size_t edge = 0; edge < run_->plan()->edges.size(); ++edge)
            run_->peek(edge, 100);
        ++steps_;
        if (steps_ % 3 == 1) run_->pause();
        if (steps_ % 3 == 2) run_->resume();
        if (steps_ % 4 == 0) refused_ += !run_->reconfigure(soak_.planned(variant_, steps_ % 8 ? 1e8 : 0));
        traced_ = run_->trace(traced_).next;
        meddleWithBreakpoints();
        if (isStopped() && steps_ == 5) run_->stop();
        if (isDrained() && steps_ == 5) run_->drain();
        run_->waitFor(2ms);
    }
    void check() {
        QVERIFY(run_->waitFor(120s));
        const MetricsFrame last = run_->frame();
        const std::vector<std::string> broken = checkInvariants(*run_->plan(), last);
        QVERIFY2(broken.empty(), broken.empty() ? "" : broken.front().c_str());
        QVERIFY(run_->state() == RunState::Finished || isStopped());
        // A stop says what was lost, and nothing else is said.
        const Diagnostics said = run_->diagnostics();
        const bool isLoss = isStopped() && said.items.size() == 1 && said.items.front().code == "MR4106";
        QVERIFY2(said.empty() || isLoss, toText(said).c_str());
        QVERIFY(history_.bytes() <= kHistoryBytes);
        QCOMPARE(refused_, 0);
        if (isStopped() || isDrained()) return;
        const auto& vertices = run_->plan()->vertices;
        for (std::size_t i = 0; i < vertices.size(); ++i)
            if (vertices[i].node == "positions" || vertices[i].node == "kmh")
                QCOMPARE(last.nodes[i].recordsOut, kRecords);
    }

private:
    /// Holds one wire after the other; every fourth step lets all of them go.
    void meddleWithBreakpoints() {
        if (variant_ % 2 == 0) return;
        const std::size_t edge = static_cast<std::size_t>(steps_) % run_->plan()->edges.size();
        if (steps_ % 4 == 0) {
            refused_ += !run_->setBreakpoints({});
        } else if (steps_ % 4 == 1) {
            refused_ +=
                !run_->setBreakpoints({{.edge = edge, .hitCount = 100},
                                       {.edge = (edge + 1) % run_->plan()->edges.size(), .logOnly = true}});
        } else {
            for (const BreakpointState& state : run_->breakpoints()) {
                if (!state.holding) continue;
                const std::size_t held = state.breakpoint.edge;
                refused_ += !(steps_ % 4 == 2 ? run_->step(held, StepSize::Batch) : run_->release(held));
            }
        }
    }
    bool isStopped() const { return variant_ % 8 == 6; }
    bool isDrained() const { return variant_ % 8 == 5; }
    static RunOptions options() {
        RunOptions options;
        options.poolWorkers = 3;
        options.peekRecords = 100;
        options.traceEvents = 4096;
        return options;
    }

    const Soak& soak_;
    int variant_;
    int steps_ = 0, refused_ = 0;
    TraceMark traced_;
    MetricsHistory history_{64, kHistoryBytes};
    std::unique_ptr<Run> run_;
};

struct Possessions {
    /// One that has been joined is listed for a moment yet.
    std::size_t threads = test::settled([] { return entriesOf("/proc/self/task"); });
    std::size_t files = entriesOf("/proc/self/fd");
    std::size_t bytes = allocatedBytes();
};

} // namespace

class TestSoak : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void manyRunsLeaveNothingBehind();
};

void TestSoak::manyRunsLeaveNothingBehind() {
    const Soak soak;
    const std::chrono::seconds span(qEnvironmentVariableIntValue("MILLRACE_SOAK_SECONDS"));
    const auto end = std::chrono::steady_clock::now() + span;
    std::optional<Possessions> warm;
    for (int round = 0; round < kRounds || std::chrono::steady_clock::now() < end; ++round) {
        {
            std::array<WatchedRun, 2> runs{WatchedRun(soak, 2 * round), WatchedRun(soak, 2 * round + 1)};
            while (!runs[0].isOver() || !runs[1].isOver())
                for (WatchedRun& run : runs)
                    run.step();
            for (WatchedRun& run : runs)
                run.check();
            if (QTest::currentTestFailed()) return;
        }
        // By then every variant has been there once, with what is made once and kept.
        if (round + 1 == kWarmRounds) warm.emplace();
    }
    const Possessions now;
    QCOMPARE(now.threads, warm->threads);
    QCOMPARE(now.files, warm->files);
#ifndef __SANITIZE_THREAD__ // which counts what it keeps of ended threads
    QVERIFY2(now.bytes <= warm->bytes + (std::size_t{64} << 10),
             qPrintable(QString("%1 bytes, then %2").arg(warm->bytes).arg(now.bytes)));
#endif
}

QTEST_GUILESS_MAIN(TestSoak)
#include "tst_soak.moc"
