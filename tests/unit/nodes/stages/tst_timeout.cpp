// SPDX-License-Identifier: Apache-2.0
#include "tests/support/node_harness.h"
#include "tests/support/toy_nodes.h"

#include <QTest>
#include <boost/json/parse.hpp>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr MonotonicNs kMs = 1'000'000;
constexpr std::size_t kOut = 0, kExpired = 1;

std::unique_ptr<NodeHarness> opened(const char* limit) {
    auto harness =
        std::make_unique<NodeHarness>(*builtinRegistry().find("timeout"),
                                      boost::json::object{{"limit", limit}}, std::vector{numberSchema()});
    if (!harness->isBound()) throw std::runtime_error(toText(harness->problems()));
    harness->open();
    return harness;
}

std::vector<std::int64_t> sent(const NodeHarness& harness, std::size_t port) {
    std::vector<std::int64_t> values;
    for (const RecordBatch& batch : harness.output(port))
        for (const std::int64_t value : valuesOf(batch))
            values.push_back(value);
    return values;
}

} // namespace

class tst_timeout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ageCountsFromTheReading() {
        const auto harness = opened("100 ms");
        const MonotonicNs now = harness->context().virtualClock.now();
        RecordBatch fresh = numbers(0, 3), old = numbers(10, 2);
        fresh.ingestTime = now - 100 * kMs;
        old.ingestTime = now - 100 * kMs - 1;
        harness->feed(fresh);
        harness->feed(old);
        QCOMPARE(sent(*harness, kOut), (std::vector<std::int64_t>{0, 1, 2}));
        QCOMPARE(sent(*harness, kExpired), (std::vector<std::int64_t>{10, 11}));
    }

    void eachRecordCountsFromItsIntendedTime() {
        const auto harness = opened("100 ms");
        const MonotonicNs now = harness->context().virtualClock.now();
        RecordBatch batch = numbers(0, 4);
        batch.ingestTime = now;
        batch.intendedTimes = std::make_shared<const std::vector<MonotonicNs>>(
            std::vector<MonotonicNs>{now - 300 * kMs, now, now - 101 * kMs, now - 99 * kMs});
        harness->feed(batch);
        QCOMPARE(sent(*harness, kOut), (std::vector<std::int64_t>{1, 3}));
        QCOMPARE(sent(*harness, kExpired), (std::vector<std::int64_t>{0, 2}));
    }

    void rowsThatAreNotSelectedStayOut() {
        const auto harness = opened("100 ms");
        const MonotonicNs now = harness->context().virtualClock.now();
        RecordBatch batch = numbers(0, 4);
        batch.intendedTimes =
            std::make_shared<const std::vector<MonotonicNs>>(std::vector<MonotonicNs>{1, 1, now, now});
        harness->feed(batch.withSelection(std::make_shared<Selection::Rows>(Selection::Rows{1, 2})));
        QCOMPARE(sent(*harness, kOut), (std::vector<std::int64_t>{2}));
        QCOMPARE(sent(*harness, kExpired), (std::vector<std::int64_t>{1}));
    }

    void anotherLimitHoldsFromTheNextBatchOn() {
        const auto harness = opened("100 ms");
        const auto stricter = opened("1 ms");
        RecordBatch batch = numbers(0, 1);
        batch.ingestTime = harness->context().virtualClock.now() - 50 * kMs;
        harness->feed(batch);
        harness->op().adoptSettings(stricter->op());
        harness->feed(batch);
        QCOMPARE(harness->rowsOut(kOut), std::size_t{1});
        QCOMPARE(harness->rowsOut(kExpired), std::size_t{1});
    }

    void timeUnknownIsNotOld() {
        const auto harness = opened("1 ms");
        harness->feed(numbers(0, 2));
        QCOMPARE(harness->rowsOut(kOut), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(tst_timeout)
#include "tst_timeout.moc"
