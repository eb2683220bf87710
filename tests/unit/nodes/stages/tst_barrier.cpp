// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batch_builder.h"
#include "tests/support/node_harness.h"

#include <QTest>
#include <boost/json/parse.hpp>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr MonotonicNs kSecond = 1'000'000'000;

const SchemaPtr& schema() {
    static const SchemaPtr kSchema = makeSchema({{"id", TypeId::BigInt}, {"ts", TypeId::Timestamp}}, 1);
    return kSchema;
}

/// Records first, first + step, ...; the event time of record n is n seconds.
RecordBatch records(std::int64_t first, std::int64_t count, std::int64_t step = 1) {
    BatchBuilder builder(schema());
    for (std::int64_t i = 0; i < count; ++i)
        builder.appendRow({first + i * step, (first + i * step) * 1000});
    return builder.finish();
}

std::unique_ptr<NodeHarness> opened(const char* params) {
    auto harness = std::make_unique<NodeHarness>(*builtinRegistry().find("barrier"),
                                                 boost::json::parse(params).as_object(),
                                                 std::vector{schema(), schema()});
    if (!harness->isBound()) throw std::runtime_error(toText(harness->problems()));
    harness->open();
    return harness;
}

} // namespace

class tst_barrier : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFullInputIsNotWantedUntilTheOtherCatchesUp() {
        const auto harness = opened(R"({"key": ["id"], "capacity": 10})");
        harness->feed(records(0, 10), 0);
        QVERIFY(!harness->op().wantsInputOn(0));
        QVERIFY(harness->op().wantsInputOn(1));
        harness->feed(records(0, 3), 1);
        QVERIFY(harness->op().wantsInputOn(0));
        QCOMPARE(harness->rowsOut(0), std::size_t{3});
    }

    void aBatchMayHoldTheCounterpartsOfMoreThanMayWait() {
        const auto harness = opened(R"({"key": ["id"], "capacity": 10})");
        harness->feed(records(0, 500, 2), 1);
        harness->feed(records(0, 1000), 0);
        QCOMPARE(harness->rowsOut(0), std::size_t{500});
        QCOMPARE(harness->rowsOut(1) + harness->rowsOut(2), std::size_t{0});
    }

    void whatCannotMeetLeavesWhenBothInputsAreFull() {
        const auto harness = opened(R"({"key": ["id"], "capacity": 10})");
        harness->feed(records(0, 15), 0);
        harness->feed(records(100, 12), 1);
        QVERIFY(harness->op().wantsInputOn(0) || harness->op().wantsInputOn(1));
        QCOMPARE(harness->rowsOut(1), std::size_t{3});
        QCOMPARE(harness->rowsOut(2), std::size_t{3});
        harness->end();
        QCOMPARE(harness->rowsOut(1) + harness->rowsOut(2), std::size_t{27});
    }

    void aTimeoutLetsRecordsGoAlone() {
        const auto harness = opened(R"({"key": ["id"], "timeout": "5 s"})");
        harness->feed(records(0, 4), 0);
        harness->advance(3 * kSecond);
        harness->feed(records(2, 4), 1);
        QCOMPARE(harness->rowsOut(0), std::size_t{2});
        harness->advance(2 * kSecond);
        QCOMPARE(harness->rowsOut(1), std::size_t{2});
        QCOMPARE(harness->rowsOut(2), std::size_t{0});
        harness->advance(3 * kSecond);
        QCOMPARE(harness->rowsOut(2), std::size_t{2});
    }

    void timeStandsStillBeforeWhatWaits() {
        const auto harness = opened(R"({"key": ["id"]})");
        harness->feed(records(5, 20), 0);
        QCOMPARE(harness->op().earliestKept(), EpochMs{5000});
        harness->watermark(20'000);
        harness->feed(records(5, 20), 1);
        QCOMPARE(harness->watermarksBefore(0).front(), EpochMs{4999});
        QCOMPARE(harness->op().earliestKept(), kMaxWatermark);
    }

    void thousandsOfKeysInAnyOrderMeet() {
        const auto harness = opened(R"({"key": ["id"]})");
        for (std::int64_t block = 0; block < 20; ++block) {
            harness->feed(records(block * 500, 500), 0);
            harness->feed(records(9'999 - block * 500, 500, -1), 1);
        }
        harness->end();
        QCOMPARE(harness->rowsOut(0), std::size_t{10'000});
        QCOMPARE(harness->rowsOut(1) + harness->rowsOut(2), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(tst_barrier)
#include "tst_barrier.moc"
