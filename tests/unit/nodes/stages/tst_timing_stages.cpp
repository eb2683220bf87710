// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batch_builder.h"
#include "tests/support/node_harness.h"

#include <QTest>
#include <boost/json/parse.hpp>
#include <cmath>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr MonotonicNs kMs = 1'000'000;
constexpr MonotonicNs kSecond = 1'000 * kMs;

const SchemaPtr& numbers() {
    static const SchemaPtr schema = makeSchema({{"id", TypeId::BigInt}});
    return schema;
}

RecordBatch sequence(std::int64_t first, std::int64_t count) {
    BatchBuilder builder(numbers());
    for (std::int64_t i = first; i < first + count; ++i)
        builder.appendRow({i});
    return builder.finish();
}

/// A bound and opened node over one BIGINT column.
std::unique_ptr<NodeHarness> opened(const char* kind, const char* params) {
    auto harness = std::make_unique<NodeHarness>(
        *builtinRegistry().find(kind), boost::json::parse(params).as_object(), std::vector{numbers()});
    if (!harness->isBound()) throw std::runtime_error(toText(harness->problems()));
    harness->open();
    return harness;
}

} // namespace

class tst_timing_stages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rateLimitKeepsItsRate() {
        const auto harness = opened("rate_limit", R"({"rate": 1000, "burst": 10})");
        harness->feed(sequence(0, 500));
        QCOMPARE(harness->rowsOut(0), std::size_t{10});
        QVERIFY(!harness->op().wantsInput());
        harness->advance(100 * kMs);
        QCOMPARE(harness->rowsOut(0), std::size_t{110});
        harness->advance(300 * kMs);
        QCOMPARE(harness->rowsOut(0), std::size_t{410});
        harness->advance(kSecond);
        QCOMPARE(harness->rowsOut(0), std::size_t{500});
        QVERIFY(harness->op().wantsInput());
    }

    void rateLimitSavesNoMoreThanItsBurst() {
        const auto harness = opened("rate_limit", R"({"rate": 100, "burst": 5})");
        harness->advance(3600 * kSecond);
        harness->feed(sequence(0, 100));
        QCOMPARE(harness->rowsOut(0), std::size_t{5});
    }

    void rateLimitBelowOneRecordPerSecondStillPasses() {
        const auto harness = opened("rate_limit", R"({"rate": 0.5})");
        harness->feed(sequence(0, 3));
        QCOMPARE(harness->rowsOut(0), std::size_t{1});
        harness->advance(1999 * kMs);
        QCOMPARE(harness->rowsOut(0), std::size_t{1});
        harness->advance(1 * kMs);
        QCOMPARE(harness->rowsOut(0), std::size_t{2});
    }

    void rateLimitWakesRarelyAtHighRates() {
        const auto harness = opened("rate_limit", R"({"rate": 1000000, "burst": 1})");
        harness->feed(sequence(0, 20'000));
        harness->advance(30 * kMs);
        QCOMPARE(harness->rowsOut(0), std::size_t{20'000});
        QVERIFY(harness->output(0).size() <= 12);
    }

    void rateLimitTakesANewRateAtOnce() {
        const auto harness = opened("rate_limit", R"({"rate": 10})");
        harness->feed(sequence(0, 1000));
        harness->advance(kSecond);
        QCOMPARE(harness->rowsOut(0), std::size_t{11});
        const auto faster = opened("rate_limit", R"({"rate": 100})");
        harness->op().adoptSettings(faster->op());
        harness->advance(kSecond);
        QCOMPARE(harness->rowsOut(0), std::size_t{111});
    }

    void batchesAreCutAndCollected() {
        const auto harness = opened("batch", R"({"size": 4, "linger": "10 ms"})");
        harness->feed(sequence(0, 3));
        QCOMPARE(harness->output(0).size(), std::size_t{0});
        harness->feed(sequence(3, 6));
        QCOMPARE(harness->output(0).size(), std::size_t{2});
        QCOMPARE(harness->output(0)[1].rows(), std::size_t{4});
        harness->end();
        QCOMPARE(harness->output(0).size(), std::size_t{3});
        QCOMPARE(harness->output(0)[2].rows(), std::size_t{1});
    }

    void noRecordWaitsLongerThanTheLinger() {
        const auto harness = opened("batch", R"({"size": 100, "linger": "10 ms"})");
        harness->feed(sequence(0, 1));
        harness->advance(9 * kMs);
        harness->feed(sequence(1, 1));
        QCOMPARE(harness->output(0).size(), std::size_t{0});
        harness->advance(1 * kMs);
        QCOMPARE(harness->output(0).size(), std::size_t{1});
        QCOMPARE(harness->rowsOut(0), std::size_t{2});
        QVERIFY(!harness->op().nextDeadline().has_value());
    }

    void aZeroLingerSendsAtOnce() {
        const auto harness = opened("batch", R"({"size": 100, "linger": "0 s"})");
        harness->feed(sequence(0, 3));
        QCOMPARE(harness->rowsOut(0), std::size_t{3});
    }

    void peekShowsTheLastRecords() {
        const auto harness = opened("peek", R"({"rows": 3})");
        harness->feed(sequence(0, 2));
        harness->feed(sequence(2, 2));
        QVERIFY(harness->context().published.empty());
        harness->advance(100 * kMs);
        QCOMPARE(harness->context().published.size(), std::size_t{1});
        QCOMPARE(harness->context().published[0].rows(), std::size_t{3});
        QCOMPARE(harness->context().published[0].flattened().column(0).values<std::int64_t>()[2],
                 std::int64_t{3});
        harness->advance(kSecond);
        QCOMPARE(harness->context().published.size(), std::size_t{1});
        harness->feed(sequence(4, 1));
        harness->end();
        QCOMPARE(harness->context().published.size(), std::size_t{2});
        QCOMPARE(harness->context().published[1].flattened().column(0).values<std::int64_t>()[2],
                 std::int64_t{4});
    }

    void workTakesItsTimeForEachRecord() {
        const auto harness = opened("work", R"({"time": "20 us"})");
        harness->feed(sequence(0, 100));
        QCOMPARE(harness->context().burned, 2 * kMs);
        QCOMPARE(harness->context().waited, MonotonicNs{0});
    }

    void workMayWaitOncePerBatch() {
        const auto harness = opened("work", R"({"mode": "wait", "time": "3 ms", "per": "batch"})");
        harness->feed(sequence(0, 100));
        harness->feed(sequence(100, 1));
        QCOMPARE(harness->context().waited, 6 * kMs);
    }

    void workGivesItsLockBack() {
        const auto harness = opened("work", R"({"mode": "lock", "time": "1 ms", "resource": "table"})");
        harness->feed(sequence(0, 10));
        QCOMPARE(harness->context().resources["table"]->acquisitions, 10);
        QCOMPARE(harness->context().resources["table"]->held, 0);
    }

    void workSendsWhatIsDoneWhileItGoesOn() {
        const auto harness = opened("work", R"({"time": "2 ms"})");
        harness->feed(sequence(0, 100));
        QVERIFY(harness->output(0).size() >= 20);
        QCOMPARE(harness->rowsOut(0), std::size_t{100});
    }

    void workDrawsTimesOfTheWantedMean_data() {
        QTest::addColumn<QString>("distribution");
        for (const char* name : {"constant", "uniform", "exponential", "normal", "lognormal", "erlang",
                                 "gamma", "weibull", "hyperexponential"})
            QTest::newRow(name) << name;
    }
    void workDrawsTimesOfTheWantedMean() {
        QFETCH(QString, distribution);
        const std::string params = "{\"time\": \"100 us\", \"spread\": 0.3, \"distribution\": \"" +
                                   distribution.toStdString() + "\"}";
        const auto harness = opened("work", params.c_str());
        harness->feed(sequence(0, 20'000));
        const double mean = static_cast<double>(harness->context().burned) / 20'000;
        QVERIFY2(std::abs(mean - 100'000) < 2'500, qPrintable(QString::number(mean)));
        const auto again = opened("work", params.c_str());
        again->feed(sequence(0, 20'000));
        QCOMPARE(again->context().burned, harness->context().burned);
    }

    void workStopsEarlyWhenTheRunDoes() {
        const auto harness = opened("work", R"({"time": "1 s"})");
        harness->context().stop = true;
        harness->feed(sequence(0, 1000));
        QCOMPARE(harness->context().burned, MonotonicNs{0});
    }

    void limitFinishesWithItsLastRecord() {
        const auto harness = opened("limit", R"({"count": 5})");
        harness->feed(sequence(0, 3));
        QVERIFY(!harness->finished());
        harness->feed(sequence(3, 3));
        QVERIFY(harness->finished());
        QCOMPARE(harness->rowsOut(0), std::size_t{5});
    }

    void partitionsByKeyDoNotDependOnBatches() {
        const char* params = R"({"outputs": 4, "by": "hash", "key": ["id"]})";
        const auto whole = opened("partition", params);
        whole->feed(sequence(0, 4000));
        const auto parts = opened("partition", params);
        for (int i = 0; i < 4000; i += 100)
            parts->feed(sequence(i, 100));
        for (std::size_t port = 0; port < 4; ++port) {
            QCOMPARE(parts->rowsOut(port), whole->rowsOut(port));
            // 1,000 expected; five standard deviations are 137.
            QVERIFY(whole->rowsOut(port) > 863 && whole->rowsOut(port) < 1137);
        }
    }
};

QTEST_GUILESS_MAIN(tst_timing_stages)
#include "tst_timing_stages.moc"
