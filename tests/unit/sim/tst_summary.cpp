// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/sim/statistics/summary.h"

#include <QtTest/QtTest>

using namespace millrace;
using namespace millrace::sim;

class TestSummary : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void meanAndVarianceAreThoseOfTheValues() {
        const std::vector<double> values{2, 4, 4, 4, 5, 5, 7, 9};
        const Summary summary(values);
        QCOMPARE(summary.count(), std::uint64_t{8});
        QCOMPARE(summary.mean(), 5.0);
        QCOMPARE(summary.variance(), 32.0 / 7);
        QCOMPARE(summary.least(), 2.0);
        QCOMPARE(summary.greatest(), 9.0);
    }

    void aLargeOffsetCostsNoDigits() {
        Summary summary;
        for (int i = 0; i < 1000; ++i)
            summary.add(1e9 + i % 2);
        QVERIFY(std::abs(summary.variance() - 0.25 * 1000 / 999) < 1e-9);
    }

    void mergedOnesEqualOneThatSawEverything() {
        Random random(1);
        Summary first, second, both;
        for (int i = 0; i < 1000; ++i) {
            const double value = random.exponential(3);
            (i % 3 ? first : second).add(value);
            both.add(value);
        }
        first.merge(second);
        first.merge(Summary());
        QCOMPARE(first.count(), both.count());
        QVERIFY(std::abs(first.mean() - both.mean()) < 1e-12);
        QVERIFY(std::abs(first.variance() - both.variance()) < 1e-10);
        QCOMPARE(first.least(), both.least());
        QCOMPARE(first.greatest(), both.greatest());
        Summary empty;
        empty.merge(both);
        QCOMPARE(empty.mean(), both.mean());
    }

    void theIntervalIsStudents() {
        const ConfidenceInterval interval = Summary(std::vector<double>{9, 10, 11}).interval(0.95);
        QCOMPARE(interval.mean, 10.0);
        QCOMPARE(interval.n, std::uint64_t{3});
        QVERIFY(std::abs(interval.halfWidth - 4.302652729 / std::sqrt(3.0)) < 1e-6);
        QVERIFY(std::abs(interval.relative() - interval.halfWidth / 10) < 1e-12);
        QVERIFY(interval.contains(8) && !interval.contains(7));
    }

    void oneValueTellsNothingOfPrecision() {
        QVERIFY(std::isinf(Summary(std::vector<double>{3}).interval().halfWidth));
        QVERIFY(std::isinf(Summary().interval().relative()));
    }

    void theRelativeWidthOfZeroIsInfiniteUnlessExact() {
        QVERIFY(std::isinf(Summary(std::vector<double>{-1, 1}).interval().relative()));
        QCOMPARE(Summary(std::vector<double>{0, 0}).interval().relative(), 0.0);
    }

    void nineteenOfTwentyIntervalsHoldTheMean() {
        int covered = 0;
        for (std::uint64_t experiment = 0; experiment < 2000; ++experiment) {
            Random random(mix64(experiment));
            Summary summary;
            for (int i = 0; i < 10; ++i)
                summary.add(5 + random.normal());
            covered += summary.interval(0.95).contains(5);
        }
        // 1900 expected, deviation 9.7.
        QVERIFY2(covered > 1860 && covered < 1940, qPrintable(QString::number(covered)));
    }
};

QTEST_GUILESS_MAIN(TestSummary)
#include "tst_summary.moc"
