// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/retry_budget.h"

#include <QtTest/QtTest>

using namespace millrace;

namespace {

constexpr MonotonicNs kSecond = 1'000'000'000;

int takeAll(RetryBudget& budget, MonotonicNs now) {
    int taken = 0;
    while (taken < 1'000'000 && budget.take(now))
        ++taken;
    return taken;
}

} // namespace

class TestRetryBudget : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void retriesAreAShareOfTheFreshCalls();
    void theMinimumServesThoseWhoCallRarely();
    void tokensExpireWithTheWindow();
    void whatWasTakenComesBackWithTheWindow();
};

void TestRetryBudget::retriesAreAShareOfTheFreshCalls() {
    RetryBudget budget(0.1, 0);
    for (int i = 0; i < 10; ++i)
        budget.fresh(1, kSecond);
    QCOMPARE(takeAll(budget, kSecond), 1);
    budget.fresh(1000, kSecond);
    QCOMPARE(takeAll(budget, kSecond), 100);
}

void TestRetryBudget::theMinimumServesThoseWhoCallRarely() {
    RetryBudget budget(0.2, 3);
    QCOMPARE(takeAll(budget, kSecond), 30); // of ten seconds
    RetryBudget none(0.2, 0);
    QCOMPARE(takeAll(none, kSecond), 0);
}

void TestRetryBudget::tokensExpireWithTheWindow() {
    RetryBudget budget(1, 0);
    budget.fresh(50, kSecond);
    budget.fresh(7, 6 * kSecond);
    QCOMPARE(takeAll(budget, 12 * kSecond), 7);
}

void TestRetryBudget::whatWasTakenComesBackWithTheWindow() {
    RetryBudget budget(0, 1);
    QCOMPARE(takeAll(budget, kSecond), 10);
    QCOMPARE(takeAll(budget, 9 * kSecond), 0);
    QCOMPARE(takeAll(budget, 12 * kSecond), 10);
}

QTEST_GUILESS_MAIN(TestRetryBudget)
#include "tst_retry_budget.moc"
