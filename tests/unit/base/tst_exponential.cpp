// SPDX-License-Identifier: Apache-2.0
#include "engine/base/exponential.h"
#include "engine/base/random.h"

#include <QtTest/QtTest>

#include <cmath>

using namespace millrace;

namespace {

double uniformOf(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1.0p-53; }

/// By the mathematics library; 1 - u has no rounding.
double reference(std::uint64_t bits) { return -std::log(1.0 - uniformOf(bits)); }

bool isNear(std::uint64_t bits) {
    const double drawn = Exponential::draw(bits), expected = reference(bits);
    return drawn >= 0 && std::abs(drawn - expected) <= 1e-15 + 4.5e-16 * expected;
}

} // namespace

class ExponentialTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isTheInverseOfTheDistribution();
    void staysNearAtBothEnds();
    void hasMeanAndVarianceOfOne();
    void isTheSameOnEveryMachine();
};

void ExponentialTest::isTheInverseOfTheDistribution() {
    for (std::uint64_t i = 0; i < 1'000'000; ++i) {
        const std::uint64_t bits = mix64(i * kGolden64);
        QVERIFY2(isNear(bits), qPrintable(QString::number(uniformOf(bits), 'g', 17)));
    }
}

/// Next to 0 and 1, and on both sides of each seam of the table.
void ExponentialTest::staysNearAtBothEnds() {
    QCOMPARE(Exponential::draw(0), 0.0);
    QCOMPARE(Exponential::draw(UINT64_MAX), 53 * std::log(2.0));
    for (int shift = 0; shift < 64; ++shift)
        for (std::uint64_t near = 0; near < 64; ++near) {
            QVERIFY(isNear((std::uint64_t{1} << shift) + (near << 11)));
            QVERIFY(isNear(UINT64_MAX - (std::uint64_t{1} << shift) - (near << 11)));
        }
    for (std::uint64_t piece = 0; piece < 128; ++piece)
        for (std::uint64_t step = 0; step < 3; ++step)
            QVERIFY(isNear((piece << 56) + ((step << 11) - (std::uint64_t{1} << 11))));
}

void ExponentialTest::hasMeanAndVarianceOfOne() {
    constexpr int kDraws = 1'000'000;
    double sum = 0, squares = 0;
    for (int i = 0; i < kDraws; ++i) {
        const double drawn = Exponential::draw(mix64(static_cast<std::uint64_t>(i) * kGolden64));
        sum += drawn;
        squares += drawn * drawn;
    }
    const double mean = sum / kDraws;
    QVERIFY2(std::abs(mean - 1) < 0.004, qPrintable(QString::number(mean))); // four standard errors
    const double variance = squares / kDraws - mean * mean;
    QVERIFY2(std::abs(variance - 1) < 0.012, qPrintable(QString::number(variance)));
}

/// Many of them, bit by bit: another library, or another order, would show.
void ExponentialTest::isTheSameOnEveryMachine() {
#ifdef __FP_FAST_FMA
    QSKIP("built for a processor that fuses multiplications and additions");
#endif
    std::uint64_t hash = 0;
    for (std::uint64_t i = 0; i < 100'000; ++i)
        hash = mix64(hash ^ std::bit_cast<std::uint64_t>(Exponential::draw(mix64(i * kGolden64))));
    QCOMPARE(hash, std::uint64_t{13838666213774976419u});
}

QTEST_GUILESS_MAIN(ExponentialTest)
#include "tst_exponential.moc"
