// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/sim/statistics/batch_means.h"

#include <QtTest/QtTest>

using namespace millrace;
using namespace millrace::sim;

namespace {

/// Values with mean 10 whose correlation falls by `memory` with each step; started where they stay.
std::vector<double> autoregressive(double memory, std::size_t length, std::uint64_t seed) {
    Random random(seed);
    const double fresh = std::sqrt(1 - memory * memory);
    std::vector<double> series(length);
    double at = random.normal();
    for (double& value : series) {
        value = 10 + at;
        at = memory * at + fresh * random.normal();
    }
    return series;
}

int covered(double memory, std::size_t length, int* refused) {
    int found = 0;
    *refused = 0;
    for (std::uint64_t experiment = 0; experiment < 200; ++experiment) {
        const BatchMeans means = batchMeans(autoregressive(memory, length, mix64(experiment)));
        *refused += !means.usable();
        found += means.usable() && means.interval.contains(10);
    }
    return found;
}

} // namespace

class TestBatchMeans : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void independentValuesTakeFortyBatches() {
        const BatchMeans means = batchMeans(autoregressive(0, 4000, 1));
        QVERIFY(means.usable());
        QCOMPARE(means.interval.n, std::uint64_t{40});
        QCOMPARE(means.batchSize, std::size_t{96}); // eight parts of 12
        QVERIFY(means.interval.contains(10));
        QVERIFY(std::abs(means.interval.halfWidth / (2.0227 / std::sqrt(4000.0)) - 1) < 0.3);
    }

    void intervalsCoverAsTheySay_data() {
        QTest::addColumn<double>("memory");
        QTest::addColumn<int>("length");
        QTest::newRow("independent") << 0.0 << 2000;
        QTest::newRow("memory of 10") << 0.9 << 15'000;
        QTest::newRow("memory of 50") << 0.98 << 75'000;
    }
    void intervalsCoverAsTheySay() {
        QFETCH(double, memory);
        QFETCH(int, length);
        int refused = 0;
        const int found = covered(memory, static_cast<std::size_t>(length), &refused);
        const double share = static_cast<double>(found) / (200 - refused);
        const QByteArray seen = QString("%1 of %2").arg(found).arg(200 - refused).toUtf8();
        QVERIFY2(refused <= 10, qPrintable(QString::number(refused)));
        QVERIFY2(share >= 0.91 && share <= 0.99, seen.constData());
    }

    void shortRunsOfLongMemoryAreRefused() {
        int refused = 0;
        covered(0.999, 4000, &refused);
        QVERIFY2(refused >= 195, qPrintable(QString::number(refused)));
        const BatchMeans means = batchMeans(autoregressive(0.999, 4000, 1));
        QVERIFY(means.refused.find("too short") != std::string::npos);
        QVERIFY(std::isinf(means.interval.halfWidth));
    }

    void fewValuesAreRefused() {
        QVERIFY(!batchMeans(autoregressive(0, 319, 1)).usable());
        QVERIFY(batchMeans(autoregressive(0, 320, 1)).usable());
    }

    void aConstantIsExact() {
        const BatchMeans means = batchMeans(std::vector<double>(1000, 3.0));
        QVERIFY(means.usable());
        QCOMPARE(means.interval.mean, 3.0);
        QCOMPARE(means.interval.halfWidth, 0.0);
    }

    void lagOneCorrelationIsThatOfNeighbours() {
        QVERIFY(std::abs(lagOneCorrelation(autoregressive(0.7, 100'000, 1)) - 0.7) < 0.01);
        QCOMPARE(lagOneCorrelation(std::vector<double>{1, -1, 1, -1}), -0.75);
        QCOMPARE(lagOneCorrelation(std::vector<double>{2, 2}), 0.0);
        QCOMPARE(lagOneCorrelation({}), 0.0);
    }
};

QTEST_GUILESS_MAIN(TestBatchMeans)
#include "tst_batch_means.moc"
