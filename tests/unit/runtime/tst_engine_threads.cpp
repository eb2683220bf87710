// SPDX-License-Identifier: Apache-2.0
// What happens when the system gives no more threads: pthread_create is replaced by one that can run out.
#include "tests/support/run_plan.h"
#include "tests/support/toy_nodes.h"

#include <QtTest/QtTest>

#include <dlfcn.h>
#include <pthread.h>
#include <atomic>

namespace {

std::atomic<int> threadsLeft{1 << 30};

} // namespace

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*body)(void*),
                              void* argument) noexcept {
    if (threadsLeft.fetch_sub(1) <= 0) return EAGAIN;
    using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
    static const auto create = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
    return create(thread, attributes, body, argument);
}

using namespace millrace;
using namespace millrace::test;

class TestEngineThreads : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutThreadsTheRunFailsAndSaysSo_data();
    void withoutThreadsTheRunFailsAndSaysSo();
    void cleanup() { threadsLeft = 1 << 30; }
};

void TestEngineThreads::withoutThreadsTheRunFailsAndSaysSo_data() {
    QTest::addColumn<int>("executor");
    QTest::addColumn<int>("threads");
    for (const ExecutorKind kind : {ExecutorKind::Threads, ExecutorKind::Pool}) {
        for (const int threads : {0, 1, 2, 3})
            QTest::addRow("%s, %d threads", nameOf(kind), threads) << static_cast<int>(kind) << threads;
    }
    // One thread is enough for all tasks of an event loop.
    for (const int threads : {0, 1})
        QTest::addRow("async, %d threads", threads) << static_cast<int>(ExecutorKind::Async) << threads;
}

void TestEngineThreads::withoutThreadsTheRunFailsAndSaysSo() {
    QFETCH(int, executor);
    QFETCH(int, threads);
    const auto captured = std::make_shared<Captured>();
    ToyPlan plan;
    const auto source = plan.source("source", countingSource(100'000, true));
    const auto stage = plan.stage("stage", passing(), 3);
    const auto sink = plan.sink("sink", capturing(captured));
    plan.wire(source, stage);
    plan.wire(stage, sink);
    plan.useExecutor(static_cast<ExecutorKind>(executor));
    if (executor == static_cast<int>(ExecutorKind::Async)) plan.chainOf(stage).workers = 1;
    RunGraphOptions options;
    options.allowFusion = false;
    options.poolWorkers = 5;
    threadsLeft = threads;
    const RunOutcome outcome = runPlan(plan.build(), options);
    // Without the first thread there is not even a run that could fail.
    QCOMPARE(outcome.state, threads == 0 ? RunState::Idle : RunState::Failed);
    QCOMPARE(outcome.diagnostics.items.front().code, std::string(threads == 0 ? "MR4002" : "MR4105"));
    QVERIFY2(outcome.violations.empty(), outcome.text().c_str());
}

QTEST_GUILESS_MAIN(TestEngineThreads)
#include "tst_engine_threads.moc"
