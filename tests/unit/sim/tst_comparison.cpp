// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/sim/statistics/comparison.h"

#include <QtTest/QtTest>

using namespace millrace;
using namespace millrace::sim;

namespace {

/// Replications of designs that share most of their chance: a common part, a part of their own, and an
/// offset.
std::vector<std::vector<double>> designs(const std::vector<double>& offsets, double own, std::uint64_t seed,
                                         std::size_t n = 20) {
    std::vector<std::vector<double>> all(offsets.size());
    Random random(mix64(seed));
    for (std::size_t i = 0; i < n; ++i) {
        const double common = random.normal();
        for (std::size_t d = 0; d < offsets.size(); ++d)
            all[d].push_back(100 + offsets[d] + common + own * random.normal());
    }
    return all;
}

} // namespace

class TestComparison : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDifferenceIsFoundWithItsSign() {
        const auto pair = designs({0, 1}, 0.2, 1);
        QVERIFY(compare(pair[0], pair[1]).verdict == Verdict::SecondLarger);
        QVERIFY(compare(pair[1], pair[0]).verdict == Verdict::FirstLarger);
        QVERIFY(std::abs(compare(pair[1], pair[0]).difference.mean - 1) < 0.2);
    }

    void commonRandomNumbersSharpenIt() {
        // Apart: 2 (1 + 0.01); of the difference: 2 * 0.01.
        const auto pair = designs({0, 0}, 0.1, 1, 2000);
        const double ratio = compare(pair[0], pair[1]).varianceRatio;
        QVERIFY2(ratio > 85 && ratio < 120, qPrintable(QString::number(ratio)));
    }

    void equalDesignsAreRarelyToldApart() {
        int told = 0;
        for (std::uint64_t seed = 0; seed < 1000; ++seed) {
            const auto pair = designs({0, 0}, 0.5, seed);
            told += compare(pair[0], pair[1]).verdict != Verdict::NoDifferenceShown;
        }
        QVERIFY2(told > 25 && told < 80, qPrintable(QString::number(told)));
    }

    void manyComparisonsTogetherKeepTheLevel() {
        int told = 0;
        for (std::uint64_t seed = 0; seed < 1000; ++seed) {
            const auto pairs = compareAll(designs({0, 0, 0, 0, 0}, 0.5, seed));
            QCOMPARE(pairs.size(), std::size_t{10});
            told += std::any_of(pairs.begin(), pairs.end(), [](const PairComparison& pair) {
                return pair.comparison.verdict != Verdict::NoDifferenceShown;
            });
        }
        // At most 5 %; a tenth of the pairs' errors without Bonferroni would be about 30 %.
        QVERIFY2(told < 70, qPrintable(QString::number(told)));
    }

    void theFirstIsComparedWithAllOthers() {
        const auto pairs = compareWithFirst(designs({0, 2, -2}, 0.2, 1));
        QCOMPARE(pairs.size(), std::size_t{2});
        QVERIFY(pairs[0].comparison.verdict == Verdict::SecondLarger);
        QVERIFY(pairs[1].comparison.verdict == Verdict::FirstLarger);
        QCOMPARE(pairs[1].second, std::size_t{2});
        QCOMPARE(pairs[0].comparison.difference.level, 0.975);
    }

    void equalValuesShowNoDifference() {
        const std::vector<double> same{1, 2, 3};
        const Comparison comparison = compare(same, same);
        QVERIFY(comparison.verdict == Verdict::NoDifferenceShown);
        QCOMPARE(comparison.difference.halfWidth, 0.0);
        QCOMPARE(comparison.varianceRatio, 1.0);
    }

    void fewReplicationsShowNothing() {
        QVERIFY(compare(std::vector<double>{1}, std::vector<double>{9}).verdict ==
                Verdict::NoDifferenceShown);
        QVERIFY(compareAll({}).empty());
        QVERIFY(compareWithFirst({}).empty());
        // What one of them has more is left out.
        QCOMPARE(compare(std::vector<double>{1, 2, 3}, std::vector<double>{1, 1}).difference.n,
                 std::uint64_t{2});
    }
};

QTEST_GUILESS_MAIN(TestComparison)
#include "tst_comparison.moc"
