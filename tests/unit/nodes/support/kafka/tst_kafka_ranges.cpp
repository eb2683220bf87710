// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/partition_progress.h"

#include <QtTest>

using namespace millrace;

class TestKafkaRanges : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void partitionsAreNumbersAndRanges() {
        const auto some = parsePartitions(" 7, 0-3,3 ", "node", "partitions");
        QVERIFY(some.has_value());
        QCOMPARE(*some, (std::vector<std::int32_t>{0, 1, 2, 3, 7}));
        QCOMPARE(parsePartitions("5", "node", "partitions").value(), (std::vector<std::int32_t>{5}));
    }

    void whatNamesNoPartitionsIsRefused_data() {
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"", "a", "1-", "-1", "3-1", "1,,2", "1 2", "0-999999999", "99999999999", "1-2-3"})
            QTest::newRow(text) << text;
    }
    void whatNamesNoPartitionsIsRefused() {
        QFETCH(QString, text);
        const auto none = parsePartitions(text.toStdString(), "node", "partitions");
        QVERIFY(!none.has_value());
        QCOMPARE(none.error().items.at(0).code, std::string("MR3503"));
        QCOMPARE(none.error().items.at(0).parameter, std::string("partitions"));
    }

    void theSlowestPartitionThatIsAtWorkHoldsTheWatermarkBack() {
        std::vector<PartitionProgress> partitions;
        for (int number = 0; number < 3; ++number) {
            partitions.emplace_back(KafkaRange{"t", number, 0, 100}, 10);
            partitions.back().lastRecord = 1'000;
        }
        QCOMPARE(watermarkOver(partitions, 1'500, 0), kMinWatermark); // none has said anything yet
        partitions[0].tracker.observe(5'000);
        partitions[1].tracker.observe(3'000);
        QCOMPARE(watermarkOver(partitions, 1'500, 0), kMinWatermark);
        partitions[2].tracker.observe(9'000);
        QCOMPARE(watermarkOver(partitions, 1'500, 0), EpochMs{2'990});
        partitions[1].position = 100; // read to its end
        QCOMPARE(watermarkOver(partitions, 1'500, 0), EpochMs{4'990});
    }

    void anIdlePartitionNoLongerCounts() {
        std::vector<PartitionProgress> partitions;
        for (int number = 0; number < 2; ++number)
            partitions.emplace_back(KafkaRange{"t", number, 0}, 0).lastRecord = 1'000;
        partitions[0].tracker.observe(5'000);
        partitions[1].tracker.observe(3'000);
        partitions[0].lastRecord = 4'000;
        QCOMPARE(nextIdle(partitions, 2'000, 2'000), std::optional<MonotonicNs>(3'000));
        QCOMPARE(watermarkOver(partitions, 2'999, 2'000), EpochMs{3'000});
        QCOMPARE(watermarkOver(partitions, 3'000, 2'000), EpochMs{5'000});
        QCOMPARE(nextIdle(partitions, 3'000, 2'000), std::optional<MonotonicNs>(6'000));
        // All of them idle: what the fastest has seen.
        QCOMPARE(watermarkOver(partitions, 6'000, 2'000), EpochMs{5'000});
        QVERIFY(!nextIdle(partitions, 6'000, 2'000));
        QVERIFY(!nextIdle(partitions, 2'000, 0));
    }
};

QTEST_GUILESS_MAIN(TestKafkaRanges)
#include "tst_kafka_ranges.moc"
