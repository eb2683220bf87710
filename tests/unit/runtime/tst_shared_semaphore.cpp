// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/shared_semaphore.h"

#include <QtTest/QtTest>

#include <climits>
#include <thread>

using namespace millrace;

namespace {

constexpr ResourceUser kAnn{0, 0}, kBob{1, 1}, kCem{2, 2};

void waitForWaiters(const SharedSemaphore& semaphore, std::size_t count) {
    while (semaphore.state().waiters.size() != count)
        std::this_thread::yield();
}

} // namespace

class TestSharedSemaphore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itKnowsWhoHoldsHowMuch();
    void aWriterWaitsForReadersAndIsNotPassedOver();
    void aStopLetsWaitersGo();
};

void TestSharedSemaphore::itKnowsWhoHoldsHowMuch() {
    SharedSemaphore semaphore(3, 0);
    QVERIFY(semaphore.tryAcquire(kAnn, 1));
    QVERIFY(semaphore.tryAcquire(kBob, 2));
    QVERIFY(!semaphore.tryAcquire(kCem, 1));
    QCOMPARE(semaphore.state().holders.size(), std::size_t{2});
    semaphore.release(kAnn, 1);
    QVERIFY(semaphore.tryAcquire(kBob, 1));
    const SharedSemaphore::State state = semaphore.state();
    QCOMPARE(state.free, 0);
    QCOMPARE(state.holders.size(), std::size_t{1});
    QVERIFY(state.holders[0].user == kBob && state.holders[0].units == 3);
}

void TestSharedSemaphore::aWriterWaitsForReadersAndIsNotPassedOver() {
    SharedSemaphore semaphore(100, 0);
    semaphore.acquire(kAnn, 1); // a reader
    std::atomic<bool> written{false}, readAfter{false};
    std::thread writer([&] {
        semaphore.acquire(kBob, INT_MAX);
        written = !readAfter;
        semaphore.release(kBob, INT_MAX);
    });
    waitForWaiters(semaphore, 1);
    QVERIFY2(!semaphore.tryAcquire(kCem, 1), "a later reader must not pass the writer");
    std::thread reader([&] {
        semaphore.acquire(kCem, 1);
        readAfter = true;
        semaphore.release(kCem, 1);
    });
    waitForWaiters(semaphore, 2);
    QVERIFY(semaphore.state().waiters[0].user == kBob);
    QVERIFY(!written && !readAfter);
    semaphore.release(kAnn, 1);
    writer.join();
    reader.join();
    QVERIFY(written && readAfter);
    QCOMPARE(semaphore.state().free, 100);
    QVERIFY(semaphore.state().holders.empty());
}

void TestSharedSemaphore::aStopLetsWaitersGo() {
    SharedSemaphore semaphore(1, 0);
    semaphore.acquire(kAnn);
    bool stopped = false;
    std::thread waiter([&] {
        try {
            semaphore.acquire(kBob);
        } catch (const RunStopped&) {
            stopped = true;
        }
    });
    waitForWaiters(semaphore, 1);
    semaphore.breakOpen();
    waiter.join();
    QVERIFY(stopped);
    QVERIFY(semaphore.state().waiters.empty());
}

QTEST_GUILESS_MAIN(TestSharedSemaphore)
#include "tst_shared_semaphore.moc"
