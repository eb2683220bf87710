// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/data/row_diff.h"

#include <QTest>
#include <algorithm>
#include <cmath>

using namespace millrace;

namespace {

RowValues row(std::int64_t id, double value) { return {Value(id), Value(value)}; }

/// "changed 1-0:1 missing 2 unexpected 0".
std::string text(const RowDiff& diff) {
    std::string out;
    const auto add = [&out](const std::string& word) { out += (out.empty() ? "" : " ") + word; };
    for (const RowDifference& d : diff.differences) {
        if (d.kind == RowDifference::Kind::Missing) add("missing " + std::to_string(d.expected));
        if (d.kind == RowDifference::Kind::Unexpected) add("unexpected " + std::to_string(d.actual));
        if (d.kind != RowDifference::Kind::Changed) continue;
        std::string columns;
        for (const std::size_t c : d.columns)
            columns += ":" + std::to_string(c);
        add("changed " + std::to_string(d.expected) + "-" + std::to_string(d.actual) + columns);
    }
    if (diff.outOfOrder) add("order " + std::to_string(*diff.outOfOrder));
    return out;
}

} // namespace

class RowDiffTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void orderCountsOnlyWhereAskedFor() {
        const std::vector<RowValues> a{row(1, 1), row(2, 2), row(3, 3)}, b{row(1, 1), row(3, 3), row(2, 2)};
        QVERIFY(diffRows(a, b).same());
        QCOMPARE(text(diffRows(a, b, {.ordered = true})), std::string("order 1"));
        QVERIFY(diffRows(a, a, {.ordered = true}).same());
    }

    void rowsThatComeTwiceAreCounted() {
        const std::vector<RowValues> one{row(1, 1)}, two{row(1, 1), row(1, 1)};
        QCOMPARE(text(diffRows(two, one)), std::string("missing 1"));
        QCOMPARE(text(diffRows(one, two)), std::string("unexpected 1"));
    }

    void tellsChangedFromMissingRows() {
        const std::vector<RowValues> expected{row(1, 1), row(2, 2), row(3, 3)};
        const std::vector<RowValues> actual{row(3, 3), row(2, 5), row(9, 9), row(8, 8)};
        QCOMPARE(text(diffRows(expected, actual)),
                 std::string("missing 0 changed 1-1:1 unexpected 2 unexpected 3"));
    }

    void nullIsNoNumber() {
        const std::vector<RowValues> null{{Value(std::int64_t{1}), Value()}}, zero{row(1, 0)};
        QCOMPARE(text(diffRows(null, zero)), std::string("changed 0-0:1"));
        QVERIFY(diffRows(null, null).same());
    }

    void doublesAgreeToTheTolerance() {
        QVERIFY(nearlyEqual(1e9, 1e9 + 0.5, 1e-9));
        QVERIFY(!nearlyEqual(1e9, 1e9 + 2.0, 1e-9));
        QVERIFY(nearlyEqual(0.0, 1e-17, 1e-9));
        QVERIFY(!nearlyEqual(0.0, 1e-12, 1e-9));
        QVERIFY(nearlyEqual(std::nan(""), std::nan(""), 0));
        QVERIFY(!nearlyEqual(std::nan(""), 1.0, 1));
        QVERIFY(!nearlyEqual(HUGE_VAL, 1e300, 1));
        QVERIFY(!nearlyEqual(std::int64_t{1000}, std::int64_t{1001}, 0.5)); // whole numbers are exact
        const Value list(ValueList{Value(1.0), Value(std::string("x"))});
        QVERIFY(nearlyEqual(list, Value(ValueList{Value(1.05), Value(std::string("x"))}), 0.1));
    }

    // Which row takes which decides whether all find one: 10 fits both, 11 only the second.
    void aWideToleranceStillFindsAPartnerForEach() {
        const std::vector<RowValues> expected{{Value(10.0), Value(5.0)}, {Value(10.2), Value(1.0)}};
        const std::vector<RowValues> actual{{Value(10.1), Value(1.0)}, {Value(10.3), Value(5.0)}};
        QVERIFY(diffRows(expected, actual, {.tolerance = 0.1}).same());
        const std::vector<RowValues> a{{Value(10.0)}, {Value(11.0)}}, b{{Value(10.9)}, {Value(9.95)}};
        QVERIFY(diffRows(a, b, {.tolerance = 0.1}).same());
    }

    void shuffledAndDisturbedRowsAreFound() {
        Random random(7);
        for (int round = 0; round < 200; ++round) {
            std::vector<RowValues> expected;
            const auto count = 1 + random.below(60);
            for (std::uint64_t i = 0; i < count; ++i)
                expected.push_back(
                    row(static_cast<std::int64_t>(random.below(20)), std::floor(random.uniform() * 5)));
            std::vector<RowValues> actual = expected;
            for (std::size_t i = actual.size(); i > 1; --i)
                std::swap(actual[i - 1], actual[random.below(i)]);
            for (RowValues& r : actual)
                r[1] = r[1].as<double>() * (1 + 1e-12 * (random.uniform() - 0.5));
            QVERIFY(diffRows(expected, actual).same());
            // One that cannot be mistaken for another.
            actual[random.below(actual.size())] = row(1000, 1000);
            const RowDiff diff = diffRows(expected, actual);
            QVERIFY(!diff.same());
            QVERIFY(diff.differences.size() <= 2);
        }
    }

    void manyEqualKeysDoNotTakeForEver() {
        std::vector<RowValues> expected, actual;
        for (int i = 0; i < 20000; ++i) {
            expected.push_back(row(1, i));
            actual.push_back(row(1, 19999 - i));
        }
        QVERIFY(diffRows(expected, actual).same());
    }
};

QTEST_GUILESS_MAIN(RowDiffTest)
#include "tst_row_diff.moc"
