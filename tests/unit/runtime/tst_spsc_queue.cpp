// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/spsc_queue.h"

#include <QTest>
#include <memory>
#include <thread>

using namespace millrace;

class SpscQueueTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void valuesComeOutInTheirOrder() {
        SpscQueue<int> queue;
        int in = 0, out = 0;
        for (int round = 1; round < 200; ++round) {
            for (int i = 0; i < round; ++i)
                queue.push(in++);
            for (int i = 0; i < round; ++i)
                QCOMPARE(queue.pop(), out++);
        }
    }

    void whatIsLeftCanBeSeenAndIsFreed() {
        const auto counted = std::make_shared<int>(0);
        {
            SpscQueue<std::shared_ptr<int>> queue;
            for (int i = 0; i < 100; ++i)
                queue.push(counted);
            for (int i = 0; i < 40; ++i)
                queue.pop();
            QCOMPARE(counted.use_count(), 61L);
            std::size_t seen = 0;
            queue.visit(60, [&](const std::shared_ptr<int>& value) { seen += value == counted ? 1 : 0; });
            QCOMPARE(seen, std::size_t{60});
        }
        QCOMPARE(counted.use_count(), 1L);
    }

    void twoThreadsLoseNothing() {
        constexpr int kValues = 300'000;
        SpscQueue<std::unique_ptr<int>> queue;
        std::atomic<int> there{0};
        std::thread writer([&] {
            for (int i = 0; i < kValues; ++i) {
                queue.push(std::make_unique<int>(i));
                there.fetch_add(1, std::memory_order_release);
            }
        });
        int next = 0;
        bool inOrder = true;
        while (next < kValues) {
            for (int left = there.exchange(0, std::memory_order_acquire); left > 0; --left)
                inOrder = inOrder && *queue.pop() == next++;
        }
        writer.join();
        QVERIFY(inOrder);
    }
};

QTEST_GUILESS_MAIN(SpscQueueTest)
#include "tst_spsc_queue.moc"
