// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/metrics/histogram.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <cmath>

using namespace millrace;

class TestHistogram : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bucketsCoverEveryValueInOrder();
    void middlesAreWithinOnePercent();
    void smallValuesAreExact();
    void quantilesMatchTheSortedValues();
    void mergingEqualsRecordingTogether();
    void anIntervalIsTheDifference();
    void bucketsComeBackInOrder();
    void aSnapshotTakesAFewBytesPerBucket();
    void anEmptyOneGivesZero();
};

void TestHistogram::bucketsCoverEveryValueInOrder() {
    for (std::size_t bucket = 1; bucket < HistogramLayout::kBuckets; ++bucket) {
        const std::uint64_t low = HistogramLayout::lowerBound(bucket);
        QCOMPARE(HistogramLayout::bucketOf(low), bucket);
        QCOMPARE(HistogramLayout::bucketOf(low - 1), bucket - 1);
    }
    QCOMPARE(HistogramLayout::bucketOf(UINT64_MAX), HistogramLayout::kBuckets - 1);
}

void TestHistogram::middlesAreWithinOnePercent() {
    Random random(1);
    for (int i = 0; i < 100'000; ++i) {
        const std::uint64_t value = random.next() >> random.below(64);
        const double middle = static_cast<double>(HistogramLayout::middle(HistogramLayout::bucketOf(value)));
        QVERIFY(std::abs(middle - static_cast<double>(value)) <= 0.01 * static_cast<double>(value));
    }
}

void TestHistogram::smallValuesAreExact() {
    for (std::uint64_t value = 0; value < 64; ++value) {
        QCOMPARE(HistogramLayout::middle(HistogramLayout::bucketOf(value)), value);
    }
}

void TestHistogram::quantilesMatchTheSortedValues() {
    Random random(2);
    Histogram histogram;
    std::vector<double> values;
    for (int i = 0; i < 20'000; ++i) {
        const double value = random.exponential(1e6);
        values.push_back(std::floor(value));
        histogram.record(static_cast<std::uint64_t>(value));
    }
    std::sort(values.begin(), values.end());
    const HistogramSnapshot snapshot = histogram.snapshot();
    QCOMPARE(snapshot.count(), std::uint64_t{20'000});
    for (const double q : {0.01, 0.5, 0.95, 0.99, 1.0}) {
        const double exact = values[static_cast<std::size_t>(std::ceil(q * 20'000.0)) - 1];
        QVERIFY(std::abs(static_cast<double>(snapshot.quantile(q)) - exact) <= 0.01 * exact + 1);
    }
    QVERIFY(std::abs(snapshot.mean() - 1e6) < 5e4);
    QCOMPARE(snapshot.quantile(1.0), snapshot.max());
}

void TestHistogram::mergingEqualsRecordingTogether() {
    Random random(3);
    Histogram a, b, both;
    for (int i = 0; i < 5'000; ++i) {
        const std::uint64_t value = random.below(1'000'000);
        (i % 3 ? a : b).record(value, 2);
        both.record(value, 2);
    }
    HistogramSnapshot merged = a.snapshot();
    merged.merge(b.snapshot());
    QVERIFY(merged == both.snapshot());
    QCOMPARE(merged.count(), std::uint64_t{10'000});
}

void TestHistogram::anIntervalIsTheDifference() {
    Histogram histogram;
    histogram.record(10, 3);
    histogram.record(5'000);
    const HistogramSnapshot before = histogram.snapshot();
    histogram.record(10, 2);
    histogram.record(70);
    const HistogramSnapshot interval = histogram.snapshot().since(before);
    QCOMPARE(interval.count(), std::uint64_t{3});
    QCOMPARE(interval.max(), std::uint64_t{70});
    QCOMPARE(interval.quantile(0.5), std::uint64_t{10});
}

void TestHistogram::bucketsComeBackInOrder() {
    const std::vector<std::pair<std::uint32_t, std::uint64_t>> added{
        {0, 1}, {1, 127}, {2, 128}, {700, UINT64_MAX / 2}, {HistogramLayout::kBuckets - 1, 3}};
    HistogramSnapshot snapshot;
    snapshot.add(0, 1);
    snapshot.add(1, 127);
    snapshot.add(1, 0); // nothing
    snapshot.add(2, 128);
    snapshot.add(700, UINT64_MAX / 2);
    snapshot.add(HistogramLayout::kBuckets - 1, 3);
    std::vector<std::pair<std::uint32_t, std::uint64_t>> found;
    for (auto at = snapshot.buckets(); !at.atEnd(); at.next())
        found.emplace_back(at.bucket, at.count);
    QVERIFY(found == added);
    QCOMPARE(snapshot.max(), HistogramLayout::middle(HistogramLayout::kBuckets - 1));
}

void TestHistogram::aSnapshotTakesAFewBytesPerBucket() {
    Random random(4);
    Histogram histogram;
    for (int i = 0; i < 1'000'000; ++i)
        histogram.record(static_cast<std::uint64_t>(random.exponential(1e6)));
    HistogramSnapshot snapshot = histogram.snapshot();
    std::size_t buckets = 0;
    for (auto at = snapshot.buckets(); !at.atEnd(); at.next())
        ++buckets;
    snapshot.shrinkToFit();
    QVERIFY(buckets > 500);
    QVERIFY2(snapshot.capacity() <= 4 * buckets, qPrintable(QString::number(snapshot.capacity())));
}

void TestHistogram::anEmptyOneGivesZero() {
    const HistogramSnapshot empty;
    QCOMPARE(empty.count(), std::uint64_t{0});
    QCOMPARE(empty.quantile(0.99), std::uint64_t{0});
    QCOMPARE(empty.max(), std::uint64_t{0});
    QCOMPARE(empty.mean(), 0.0);
}

QTEST_GUILESS_MAIN(TestHistogram)
#include "tst_histogram.moc"
