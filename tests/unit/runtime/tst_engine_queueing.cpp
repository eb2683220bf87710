// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/engine.h"
#include "tests/support/toy_nodes.h"

#include <QtTest/QtTest>

#include <chrono>
#include <cmath>
#include <thread>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;

class TestEngineQueueing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theIntegralOfTheQueueEqualsTheSummedWaits();
};

/// Little's law without its averages (J. Little, 1961): over a run that starts and ends empty, the number
/// present integrated over time is the sum of the residence times. The first comes from the counters, the
/// second from the stamps on the batches: two independent measurements.
void TestEngineQueueing::theIntegralOfTheQueueEqualsTheSummedWaits() {
    // Long enough that moments without a core weigh little.
    constexpr std::int64_t kRows = 256, kBatches = 1'600;
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(kRows * kBatches));
    const auto sink =
        plan.sink("sink", capturing(captured, {}, [](OperatorContext& context) { context.wait(1'000'000); }));
    plan.wire(source, sink).capacity = kRows * 16;
    plan.useBatchSize(kRows);
    plan.useExecutor(ExecutorKind::Threads);
    const auto run = std::move(Engine().start(plan.build(), {}).value());

    double integral = 0;
    MetricsFrame last = run->frame();
    while (!isFinal(last.state)) {
        std::this_thread::sleep_for(300us);
        MetricsFrame next = run->frame();
        integral += 0.5 * static_cast<double>(last.edges[0].depth + next.edges[0].depth) *
                    static_cast<double>(next.elapsedNs - last.elapsedNs);
        last = std::move(next);
    }
    QCOMPARE(last.state, RunState::Finished);
    const HistogramSnapshot& waits = *last.edges[0].waitTime;
    QCOMPARE(waits.count(), std::uint64_t{kBatches});
    const double residence = waits.mean() * static_cast<double>(waits.count()) * static_cast<double>(kRows);
    QVERIFY2(std::abs(integral - residence) < 0.15 * residence,
             qPrintable(QStringLiteral("%1 against %2").arg(integral).arg(residence)));
}

QTEST_GUILESS_MAIN(TestEngineQueueing)
#include "tst_engine_queueing.moc"
