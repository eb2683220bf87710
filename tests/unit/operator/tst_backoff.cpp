// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/operator/backoff.h"

#include <QtTest/QtTest>

using namespace millrace;

class TestBackoff : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSpanDoublesUpToTheLongest();
    void jitterIsSpreadOverTheWholeSpan();
    void manyRetriesDoNotOverflow();
};

void TestBackoff::theSpanDoublesUpToTheLongest() {
    const Backoff backoff{.first = 100, .longest = 1000, .factor = 2, .jitter = false};
    const std::vector<MonotonicNs> expected{100, 200, 400, 800, 1000, 1000};
    for (std::size_t i = 0; i < expected.size(); ++i)
        QCOMPARE(backoff.wait(static_cast<int>(i) + 1, 0.5), expected[i]);
}

void TestBackoff::jitterIsSpreadOverTheWholeSpan() {
    const Backoff backoff{.first = 1'000'000, .longest = 1'000'000'000, .factor = 2, .jitter = true};
    Random random(1);
    MonotonicNs least = INT64_MAX, most = 0, sum = 0;
    for (int i = 0; i < 10'000; ++i) {
        const MonotonicNs wait = backoff.wait(3, random.uniform());
        least = std::min(least, wait);
        most = std::max(most, wait);
        sum += wait;
    }
    QVERIFY(least >= 0 && least < 40'000);
    QVERIFY(most < 4'000'000 && most > 3'960'000);
    QVERIFY(std::abs(sum / 10'000 - 2'000'000) < 50'000);
}

void TestBackoff::manyRetriesDoNotOverflow() {
    const Backoff backoff{.first = 1'000'000, .longest = 5'000'000'000, .factor = 10, .jitter = false};
    QCOMPARE(backoff.wait(100'000, 0), MonotonicNs(5'000'000'000));
}

QTEST_GUILESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
