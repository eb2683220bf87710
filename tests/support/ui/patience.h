// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTest>

namespace millrace::test {

/// Where many programs share two cores, a window may be a while in coming.
constexpr int kPatienceMs = 60'000;

/// Waits until `condition` holds or the test has failed. Looked at once a turn: what has held for a moment
/// has held, and a wait that is over is not doubted again.
template <class Condition> bool comesTrue(Condition&& condition, int milliseconds) {
    bool holds = false;
    (void)QTest::qWaitFor(
        [&] {
            holds = static_cast<bool>(condition());
            return holds || QTest::currentTestFailed();
        },
        milliseconds);
    return holds;
}

} // namespace millrace::test

// Qt's own give up after five seconds, and look up to three times: what holds for the first look and not for
// the third fails.
#undef QTRY_VERIFY_WITH_TIMEOUT
#undef QTRY_VERIFY
#undef QTRY_VERIFY2_WITH_TIMEOUT
#undef QTRY_VERIFY2
#undef QTRY_COMPARE_WITH_TIMEOUT
#undef QTRY_COMPARE
#define QTRY_VERIFY_WITH_TIMEOUT(expr, timeout) \
    QVERIFY2(millrace::test::comesTrue([&] { return static_cast<bool>(expr); }, timeout), #expr)
#define QTRY_VERIFY(expr) QTRY_VERIFY_WITH_TIMEOUT(expr, millrace::test::kPatienceMs)
#define QTRY_VERIFY2_WITH_TIMEOUT(expr, message, timeout) \
    QVERIFY2(millrace::test::comesTrue([&] { return static_cast<bool>(expr); }, timeout), message)
#define QTRY_VERIFY2(expr, message) QTRY_VERIFY2_WITH_TIMEOUT(expr, message, millrace::test::kPatienceMs)
#define QTRY_COMPARE_WITH_TIMEOUT(expr, expected, timeout)                             \
    do {                                                                               \
        if (!millrace::test::comesTrue([&] { return (expr) == (expected); }, timeout)) \
            QCOMPARE(expr, expected);                                                  \
    } while (false)
#define QTRY_COMPARE(expr, expected) QTRY_COMPARE_WITH_TIMEOUT(expr, expected, millrace::test::kPatienceMs)
