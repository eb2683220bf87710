// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/data/batch_builder.h"
#include "engine/operator/event_time.h"

#include <QTest>

using namespace millrace;

namespace {

RecordBatch batchOf(const std::vector<EpochMs>& times) {
    static const SchemaPtr kSchema = makeSchema({{"at", TypeId::Timestamp}}, 0);
    BatchBuilder builder(kSchema);
    for (const EpochMs time : times)
        builder.column(0).append<EpochMs>(time);
    return builder.finish();
}

using Marks = std::vector<LateMark>;

} // namespace

class EventTimeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theWatermarkIsTheGreatestTimeMinusTheDelay() {
        WatermarkTracker tracker(10);
        QCOMPARE(tracker.watermark(), kMinWatermark);
        RecordBatch batch = batchOf({100, 95, 120});
        tracker.observe(batch);
        QCOMPARE(tracker.watermark(), EpochMs{110});
        QVERIFY(batch.lateMarks == nullptr);
    }

    void recordsAtOrBehindTheWatermarkAreMarkedWithItAsItStood() {
        WatermarkTracker tracker(10);
        RecordBatch batch = batchOf({100, 91, 90, 89, 200, 190, 5});
        tracker.observe(batch);
        QCOMPARE(*batch.lateMarks, (Marks{{2, 90}, {3, 90}, {5, 190}, {6, 190}}));
    }

    void withoutDelayEqualTimesAreMarked() {
        WatermarkTracker tracker(0);
        RecordBatch batch = batchOf({1, 2, 2, 3});
        tracker.observe(batch);
        QCOMPARE(*batch.lateMarks, (Marks{{2, 2}}));
    }

    void batchesOfAnySizeGiveTheSameMarks() {
        Random random(5);
        std::vector<EpochMs> times;
        for (EpochMs i = 0; i < 1'000; ++i)
            times.push_back(i * 10 + static_cast<EpochMs>(random.below(400)));
        Marks whole;
        {
            WatermarkTracker tracker(150);
            RecordBatch batch = batchOf(times);
            tracker.observe(batch);
            whole = *batch.lateMarks;
        }
        QVERIFY(whole.size() > 100);
        for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{7}}) {
            WatermarkTracker tracker(150);
            Marks parts;
            for (std::size_t begin = 0; begin < times.size(); begin += size) {
                const std::size_t end = std::min(times.size(), begin + size);
                RecordBatch batch = batchOf({times.begin() + static_cast<std::ptrdiff_t>(begin),
                                             times.begin() + static_cast<std::ptrdiff_t>(end)});
                tracker.observe(batch);
                if (!batch.lateMarks) continue;
                for (const LateMark& mark : *batch.lateMarks)
                    parts.push_back({mark.row + static_cast<std::uint32_t>(begin), mark.watermark});
            }
            QCOMPARE(parts, whole);
        }
    }

    void selectedRowsAloneCount() {
        WatermarkTracker tracker(0);
        RecordBatch batch =
            batchOf({1, 1'000, 2, 1})
                .withSelection(std::make_shared<const Selection::Rows>(Selection::Rows{0, 2, 3}));
        tracker.observe(batch);
        QCOMPARE(tracker.watermark(), EpochMs{2});
        QCOMPARE(*batch.lateMarks, (Marks{{3, 2}}));
    }

    void theEndsOfTimeDoNotOverflow() {
        WatermarkTracker tracker(1'000);
        RecordBatch batch = batchOf({INT64_MIN, INT64_MIN + 5});
        tracker.observe(batch);
        QVERIFY(tracker.watermark() > kMinWatermark);
        RecordBatch none;
        tracker.observe(none);
    }

    void windowsBeginRightForNegativeTimesAndOffsets() {
        QCOMPARE(windowStart(1'500, 1'000), EpochMs{1'000});
        QCOMPARE(windowStart(-1, 1'000), EpochMs{-1'000});
        QCOMPARE(windowStart(-1'000, 1'000), EpochMs{-1'000});
        QCOMPARE(windowStart(1'500, 1'000, 600), EpochMs{600});
    }
};

QTEST_GUILESS_MAIN(EventTimeTest)
#include "tst_event_time.moc"
