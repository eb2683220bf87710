// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/breaker.h"

#include <QtTest/QtTest>

using namespace millrace;
using State = Breaker::State;

namespace {

constexpr MonotonicNs kSecond = 1'000'000'000;

Breaker::Settings settings() {
    return {
        .failureRatio = 0.5, .minimumCalls = 10, .window = 10 * kSecond, .openFor = 2 * kSecond, .probes = 3};
}

Breaker opened(MonotonicNs at) {
    Breaker breaker(settings());
    breaker.count(10, 10, at);
    return breaker;
}

} // namespace

class TestBreaker : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void opensWhenTheShareOfFailuresIsReached();
    void fewCallsDoNotOpenIt();
    void oldFailuresAreForgotten();
    void letsNothingThroughWhileOpen();
    void goodProbesCloseIt();
    void oneBadProbeOpensItAgain();
    void closedAgainItHasForgottenTheFailures();
    void failuresOfOldCallsDoNotLengthenTheTimeItIsOpen();
};

void TestBreaker::opensWhenTheShareOfFailuresIsReached() {
    Breaker breaker(settings());
    breaker.count(20, 9, kSecond);
    QVERIFY(breaker.state() == State::Closed);
    breaker.count(0, 1, kSecond);
    QVERIFY(breaker.state() == State::Open);
}

void TestBreaker::fewCallsDoNotOpenIt() {
    Breaker breaker(settings());
    breaker.count(9, 9, kSecond);
    QVERIFY(breaker.state() == State::Closed);
    QCOMPARE(breaker.admit(100, kSecond), std::int64_t(100));
}

void TestBreaker::oldFailuresAreForgotten() {
    Breaker breaker(settings());
    breaker.count(9, 9, kSecond);
    breaker.count(10, 1, 13 * kSecond);
    QVERIFY(breaker.state() == State::Closed);
    QCOMPARE(breaker.failureShare(13 * kSecond), 0.1);
}

void TestBreaker::letsNothingThroughWhileOpen() {
    Breaker breaker = opened(kSecond);
    QCOMPARE(breaker.reopensAt(), 3 * kSecond);
    QCOMPARE(breaker.admit(100, 3 * kSecond - 1), std::int64_t(0));
    QVERIFY(breaker.state() == State::Open);
    QCOMPARE(breaker.admit(100, 3 * kSecond), std::int64_t(3));
    QVERIFY(breaker.state() == State::HalfOpen);
    QCOMPARE(breaker.admit(100, 4 * kSecond), std::int64_t(0));
}

void TestBreaker::goodProbesCloseIt() {
    Breaker breaker = opened(kSecond);
    QCOMPARE(breaker.admit(2, 3 * kSecond), std::int64_t(2));
    breaker.count(2, 0, 3 * kSecond);
    QVERIFY(breaker.state() == State::HalfOpen);
    QCOMPARE(breaker.admit(2, 3 * kSecond), std::int64_t(1));
    QCOMPARE(breaker.probesOut(), std::int64_t(1));
    breaker.count(1, 0, 3 * kSecond);
    QVERIFY(breaker.state() == State::Closed);
}

void TestBreaker::oneBadProbeOpensItAgain() {
    Breaker breaker = opened(kSecond);
    breaker.admit(3, 3 * kSecond);
    breaker.count(1, 1, 4 * kSecond);
    QVERIFY(breaker.state() == State::Open);
    QCOMPARE(breaker.reopensAt(), 6 * kSecond);
}

void TestBreaker::closedAgainItHasForgottenTheFailures() {
    Breaker breaker = opened(kSecond);
    breaker.admit(3, 3 * kSecond);
    breaker.count(3, 0, 3 * kSecond);
    breaker.count(10, 1, 3 * kSecond);
    QVERIFY(breaker.state() == State::Closed);
}

void TestBreaker::failuresOfOldCallsDoNotLengthenTheTimeItIsOpen() {
    Breaker breaker = opened(kSecond);
    breaker.count(0, 50, 2 * kSecond);
    QCOMPARE(breaker.reopensAt(), 3 * kSecond);
}

QTEST_GUILESS_MAIN(TestBreaker)
#include "tst_breaker.moc"
