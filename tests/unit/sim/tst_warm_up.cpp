// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/sim/statistics/warm_up.h"

#include <QtTest/QtTest>

using namespace millrace;
using namespace millrace::sim;

namespace {

/// Rises from 0 to 10 over the first `ramp` values, then stays, with noise.
std::vector<double> ramp(std::size_t ramp, std::size_t length, std::uint64_t seed) {
    Random random(seed);
    std::vector<double> series(length);
    for (std::size_t i = 0; i < length; ++i) {
        const double level = i < ramp ? 10 * static_cast<double>(i) / static_cast<double>(ramp) : 10;
        series[i] = level + random.normal();
    }
    return series;
}

} // namespace

class TestWarmUp : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theCutFollowsTheRamp() {
        for (const std::size_t length : {200u, 400u, 800u})
            for (std::uint64_t seed = 0; seed < 20; ++seed) {
                const WarmUp found = mser5(ramp(length, 4000, seed));
                QVERIFY(found.settled());
                // Of the ramp's end, where it hides in the noise, a part may stay.
                QVERIFY2(found.cut >= length * 8 / 10 && found.cut <= length + 300,
                         qPrintable(QString("%1: %2").arg(length).arg(found.cut)));
                QCOMPARE(found.cut % 5, std::size_t{0});
            }
    }

    void withoutAWarmUpLittleIsCut() {
        std::size_t most = 0;
        std::size_t total = 0;
        for (std::uint64_t seed = 0; seed < 50; ++seed) {
            const WarmUp found = mser5(ramp(0, 4000, seed));
            most = std::max(most, found.cut);
            total += found.cut;
        }
        QVERIFY2(total / 50 < 400, qPrintable(QString::number(total / 50)));
    }

    void nothingIsCutOfAConstant() {
        const WarmUp found = mser5(std::vector<double>(1000, 3.0));
        QVERIFY(found.settled());
        QCOMPARE(found.cut, std::size_t{0});
    }

    void aLoadThatGrowsWithoutEndIsRefused() {
        const WarmUp found = mser5(ramp(4000, 4000, 1));
        QVERIFY(!found.settled());
        QVERIFY(found.refused.find("not settled") != std::string::npos);
    }

    void aRampOfMoreThanHalfTheRunIsRefused() { QVERIFY(!mser5(ramp(2600, 4000, 1)).settled()); }

    void fewValuesAreRefused() {
        QVERIFY(!mser5(ramp(10, 99, 1)).settled());
        QVERIFY(mser5(ramp(10, 100, 1)).refused.empty());
        QVERIFY(!mser5({}).settled());
    }

    void theMeanSeriesGoesAsFarAsAllReplications() {
        const std::vector<std::vector<double>> replications{{1, 2, 3}, {3, 4}};
        QVERIFY(meanSeries(replications) == (std::vector<double>{2, 3}));
        QVERIFY(meanSeries({}).empty());
    }

    void welchAveragesOverTheWindow() {
        const std::vector<double> series{1, 2, 6, 4, 5, 9};
        QVERIFY(welchAverage(series, 1) == (std::vector<double>{1, 3, 4, 5, 6}));
        QVERIFY(welchAverage(series, 0) == series);
        QVERIFY(welchAverage(series, 6).empty());
        QCOMPARE(welchAverage(series, 2)[2], 18.0 / 5);
    }
};

QTEST_GUILESS_MAIN(TestWarmUp)
#include "tst_warm_up.moc"
