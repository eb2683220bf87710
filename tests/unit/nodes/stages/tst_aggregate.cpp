// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/data/batch_builder.h"
#include "engine/operator/event_time.h"
#include "tests/support/json_rows.h"
#include "tests/support/node_harness.h"

#include <QTest>
#include <boost/json/parse.hpp>
#include <map>

using namespace millrace;
using namespace millrace::test;

namespace {

struct Reading {
    std::int64_t key;
    EpochMs time;
    std::int64_t value;
};

const SchemaPtr& schema() {
    static const SchemaPtr instance =
        makeSchema({{"k", TypeId::BigInt}, {"ts", TypeId::Timestamp}, {"v", TypeId::BigInt}}, 1);
    return instance;
}

/// Climbing times with disorder of up to `disorder` milliseconds.
std::vector<Reading> readings(std::size_t count, std::uint64_t disorder, std::uint64_t keys) {
    Random random(11);
    std::vector<Reading> list;
    for (std::size_t i = 0; i < count; ++i)
        list.push_back({static_cast<std::int64_t>(random.below(keys)),
                        static_cast<EpochMs>(i * 100) - static_cast<EpochMs>(random.below(disorder + 1)),
                        static_cast<std::int64_t>(random.below(100))});
    return list;
}

RecordBatch batchOf(std::span<const Reading> list) {
    BatchBuilder builder(schema());
    for (const Reading& r : list)
        builder.appendRow({r.key, r.time, r.value});
    return builder.finish();
}

} // namespace

class tst_aggregate : public QObject {
    Q_OBJECT

    /// Windowed sums against a computation record by record, late rule included.
    void compareWithNaive(std::uint64_t disorder, std::int64_t delayMs, std::int64_t windowMs,
                          std::size_t batchSize) {
        const std::vector<Reading> input = readings(5000, disorder, 20);
        std::map<std::pair<EpochMs, std::int64_t>, std::pair<std::int64_t, std::int64_t>> sums;
        std::size_t late = 0;
        EpochMs maximum = kMinWatermark;
        for (const Reading& r : input) {
            const EpochMs watermark = maximum == kMinWatermark ? kMinWatermark : maximum - delayMs;
            const EpochMs start = windowStart(r.time, windowMs);
            if (watermark >= start + windowMs - 1) {
                ++late;
            } else {
                auto& [n, sum] = sums[{start, r.key}];
                ++n;
                sum += r.value;
            }
            maximum = std::max(maximum, r.time);
        }

        boost::json::object params =
            boost::json::parse(R"json({"key": ["k"], "columns": {"n": "COUNT(*)", "sum": "SUM(v)"}})json")
                .as_object();
        params["window"] = boost::json::object{{"tumbling", std::to_string(windowMs) + " ms"}};
        NodeHarness harness(*builtinRegistry().find("aggregate"), params, {schema()});
        QVERIFY2(harness.isBound(), toText(harness.problems()).c_str());
        harness.open();
        WatermarkTracker tracker(delayMs);
        for (std::size_t first = 0; first < input.size(); first += batchSize) {
            RecordBatch batch =
                batchOf(std::span(input).subspan(first, std::min(batchSize, input.size() - first)));
            tracker.observe(batch);
            harness.feed(std::move(batch));
            harness.watermark(tracker.watermark());
        }
        harness.end();

        QCOMPARE(harness.rowsOut(1), late);
        Rows expected;
        for (const auto& [key, result] : sums)
            expected.push_back({key.second, key.first, key.first + windowMs, result.first, result.second});
        const std::string problem =
            difference(rowsOf(harness.output(0)), std::move(expected), *harness.node().outputs[0]);
        QVERIFY2(problem.empty(), problem.c_str());
    }

private Q_SLOTS:
    void orderedInputHasNoLateRecords() { compareWithNaive(0, 0, 1000, 64); }
    void disorderWithinTheDelayLosesNothing() { compareWithNaive(3000, 3000, 1000, 17); }
    void disorderBeyondTheDelayIsLateByItsOwnWatermark() { compareWithNaive(5000, 500, 1000, 100); }
    void lateRecordsDoNotDependOnBatches() {
        for (const std::size_t batchSize : {1, 2, 1024})
            compareWithNaive(5000, 700, 900, batchSize);
    }
    void windowsMayBeShorterThanTheStepOfTime() { compareWithNaive(2000, 100, 7, 256); }

    void windowsLeaveAsSoonAsTheWatermarkReachesTheirLastMillisecond() {
        NodeHarness harness(
            *builtinRegistry().find("aggregate"),
            boost::json::parse(R"json({"window": {"tumbling": "1 s"}, "columns": {"n": "COUNT(*)"}})json")
                .as_object(),
            {schema()});
        harness.open();
        harness.feed(batchOf(std::vector<Reading>{{1, 500, 1}, {1, 1500, 1}}));
        harness.watermark(998);
        QCOMPARE(harness.rowsOut(0), std::size_t{0});
        harness.watermark(999);
        QCOMPARE(harness.rowsOut(0), std::size_t{1});
        harness.watermark(1000);
        QCOMPARE(harness.rowsOut(0), std::size_t{1});
        harness.end();
        QCOMPARE(harness.rowsOut(0), std::size_t{2});
    }

    void manyGroupsLeaveInPortionsWhenThereIsLittleRoom() {
        std::vector<Reading> input;
        for (std::int64_t i = 0; i < 20'000; ++i)
            input.push_back({i * 1000, i, 1});
        NodeHarness harness(
            *builtinRegistry().find("aggregate"),
            boost::json::parse(R"json({"key": ["k"], "columns": {"n": "COUNT(*)"}})json").as_object(),
            {schema()}, {.isTight = true});
        harness.open();
        harness.feed(batchOf(input));
        harness.end();
        QCOMPARE(harness.rowsOut(0), std::size_t{20'000});
        QVERIFY(harness.output(0).size() > 1);
    }

    void theResultIsAsOldAsItsLastRecord() {
        NodeHarness harness(*builtinRegistry().find("aggregate"),
                            boost::json::parse(R"json({"columns": {"n": "COUNT(*)"}})json").as_object(),
                            {schema()});
        harness.open();
        RecordBatch first = batchOf(std::vector<Reading>{{1, 1, 1}});
        first.ingestTime = 70;
        RecordBatch second = batchOf(std::vector<Reading>{{1, 2, 1}, {1, 3, 1}});
        second.ingestTime = 50;
        second.intendedTimes =
            std::make_shared<const std::vector<MonotonicNs>>(std::vector<MonotonicNs>{80, 90});
        harness.feed(first);
        harness.feed(second);
        harness.end();
        QCOMPARE(harness.output(0)[0].ingestTime, MonotonicNs{90});
    }
};

QTEST_GUILESS_MAIN(tst_aggregate)
#include "tst_aggregate.moc"
