// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "plugins/example/hyper_log_log.h"

#include <QTest>

using distinct_count::HyperLogLog;
using millrace::Random;

namespace {

/// Mean and spread of (estimate / truth - 1) over many counters that were given `count` different values.
struct Errors {
    double mean = 0;
    double deviation = 0;
};

Errors errorsOf(int precision, int count, int trials) {
    Random random(static_cast<std::uint64_t>(precision * 1'000'003 + count));
    double sum = 0;
    double squares = 0;
    for (int trial = 0; trial < trials; ++trial) {
        HyperLogLog counter(precision);
        for (int i = 0; i < count; ++i)
            counter.add(random.next());
        const double error = counter.estimate() / count - 1;
        sum += error;
        squares += error * error;
    }
    const double mean = sum / trials;
    return {mean, std::sqrt(squares / trials - mean * mean)};
}

} // namespace

class TstHyperLogLog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingCountsZero() {
        for (int precision = HyperLogLog::kLeastPrecision; precision <= HyperLogLog::kMostPrecision;
             ++precision)
            QCOMPARE(HyperLogLog(precision).estimate(), 0.0);
    }

    void theSameValuesAgainChangeNothing() {
        HyperLogLog once(10), thrice(10);
        for (int round = 0; round < 3; ++round) {
            Random random(7);
            for (int i = 0; i < 5000; ++i) {
                const std::uint64_t hash = random.next();
                thrice.add(hash);
                if (round == 0) once.add(hash);
            }
        }
        QCOMPARE(thrice.estimate(), once.estimate());
    }

    void extremeHashesHaveAPlace() {
        for (const int precision : {HyperLogLog::kLeastPrecision, HyperLogLog::kMostPrecision}) {
            HyperLogLog counter(precision);
            counter.add(0);
            counter.add(~std::uint64_t{0});
            QCOMPARE(std::round(counter.estimate()), 2.0);
        }
    }

    void fewValuesAreExactlyCounted() {
        for (int count = 1; count <= 12; ++count) {
            HyperLogLog counter(14);
            Random random(static_cast<std::uint64_t>(count));
            for (int i = 0; i < count; ++i)
                counter.add(random.next());
            QCOMPARE(std::llround(counter.estimate()), count);
        }
    }

    // From few values over 2.5 m and 5 m, where the estimate of 2007 is biased, to many.
    void errorIsWithinItsBoundAndBiasWithinNoise_data() {
        QTest::addColumn<int>("precision");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("trials");
        for (const int count : {1, 10, 40, 80, 800})
            QTest::addRow("16 counters, %d values", count) << 4 << count << 2000;
        for (const int count : {10, 200, 1024, 2560, 5120, 20000})
            QTest::addRow("1024 counters, %d values", count) << 10 << count << 200;
        for (const int count : {1000, 40960, 200000})
            QTest::addRow("16384 counters, %d values", count) << 14 << count << 30;
    }
    void errorIsWithinItsBoundAndBiasWithinNoise() {
        QFETCH(int, precision);
        QFETCH(int, count);
        QFETCH(int, trials);
        const Errors errors = errorsOf(precision, count, trials);
        // The constant of the paper: 1.106 for 16 registers, below 1.05 from 128 on.
        const double bound = (precision == 4 ? 1.106 : 1.05) / std::sqrt(std::ldexp(1.0, precision));
        // What is left of the bias is of the order 1 / m; the spread is itself an estimate from few trials.
        const double bias = 1.1 / std::ldexp(1.0, precision);
        QVERIFY2(errors.deviation <= bound * (1 + bias) * (1 + 3 / std::sqrt(2.0 * trials)),
                 qPrintable(QString("deviation %1, bound %2").arg(errors.deviation).arg(bound)));
        QVERIFY2(std::abs(errors.mean) <= bias + 4 * bound / std::sqrt(trials),
                 qPrintable(QString("mean error %1").arg(errors.mean)));
    }
};

QTEST_GUILESS_MAIN(TstHyperLogLog)
#include "tst_hyper_log_log.moc"
