// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/data/batch_builder.h"
#include "nodes/support/row_comparison.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

using namespace millrace;

namespace {

/// -1, 0, 1 of two values that are not NULL, by the rules in words.
int naiveOrder(const Value& a, const Value& b, const DataType& type) {
    switch (type.id()) {
        case TypeId::Boolean: return int{a.as<bool>()} - int{b.as<bool>()};
        case TypeId::Int:
            return (a.as<std::int32_t>() > b.as<std::int32_t>()) -
                   (a.as<std::int32_t>() < b.as<std::int32_t>());
        case TypeId::BigInt:
            return (a.as<std::int64_t>() > b.as<std::int64_t>()) -
                   (a.as<std::int64_t>() < b.as<std::int64_t>());
        case TypeId::Decimal:
            return (a.as<Decimal128>() > b.as<Decimal128>()) - (a.as<Decimal128>() < b.as<Decimal128>());
        case TypeId::Double: {
            const double x = a.as<double>();
            const double y = b.as<double>();
            if (std::isnan(x) || std::isnan(y)) return int{std::isnan(x)} - int{std::isnan(y)};
            return (x > y) - (x < y);
        }
        default: {
            const int order = a.as<std::string>().compare(b.as<std::string>());
            return (order > 0) - (order < 0);
        }
    }
}

} // namespace

class tst_row_comparison : public QObject {
    Q_OBJECT

    void compareWithNaive(const DataType& type, const std::function<Value(Random&)>& draw) {
        Random random(5);
        const SchemaPtr schema = makeSchema({{"a", type}, {"b", TypeId::Int}});
        for (const bool descending : {false, true}) {
            for (const bool nullsFirst : {false, true}) {
                BatchBuilder builder(schema);
                std::vector<std::vector<Value>> rows;
                for (int i = 0; i < 400; ++i) {
                    rows.push_back({random.below(6) == 0 ? Value{} : draw(random),
                                    static_cast<std::int32_t>(random.below(3))});
                    builder.appendRow(rows.back());
                }
                const std::vector<SortColumn> by{
                    {.column = 0, .descending = descending, .nullsFirst = nullsFirst},
                    {.column = 1, .descending = true, .nullsFirst = true}};
                std::vector<std::uint32_t> expected(rows.size());
                std::iota(expected.begin(), expected.end(), 0u);
                std::stable_sort(expected.begin(), expected.end(), [&](std::uint32_t x, std::uint32_t y) {
                    const Value& a = rows[x][0];
                    const Value& b = rows[y][0];
                    if (a.isNull() != b.isNull()) return a.isNull() == nullsFirst;
                    const int order = a.isNull() ? 0 : naiveOrder(a, b, type);
                    if (order != 0) return descending ? order > 0 : order < 0;
                    return rows[x][1].as<std::int32_t>() > rows[y][1].as<std::int32_t>();
                });
                QCOMPARE(sortedOrder(builder.finish(), by), expected);
            }
        }
    }

private Q_SLOTS:
    void wholeNumbersAtTheEndsOfTheirRange() {
        compareWithNaive(TypeId::BigInt, [](Random& r) {
            const std::int64_t extremes[] = {INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};
            return Value(extremes[r.below(7)]);
        });
        compareWithNaive(TypeId::Int, [](Random& r) { return Value(static_cast<std::int32_t>(r.next())); });
    }
    void doublesWithInfinitiesAndNoNumbers() {
        compareWithNaive(TypeId::Double, [](Random& r) {
            const double some[] = {-std::numeric_limits<double>::infinity(),
                                   -1e300,
                                   -1.5,
                                   -0.0,
                                   0.0,
                                   5e-324,
                                   2.5,
                                   std::numeric_limits<double>::infinity(),
                                   std::numeric_limits<double>::quiet_NaN()};
            return Value(some[r.below(9)]);
        });
    }
    void decimalsBeyondSixtyFourBits() {
        compareWithNaive(DataType::decimal(38, 2), [](Random& r) {
            const auto high = static_cast<std::int64_t>(r.below(5)) - 2;
            return Value((Decimal128{high} << 64) + static_cast<std::int64_t>(r.below(4)) - 2);
        });
    }
    void textsThatDifferAfterTheirEighthByteOrInLength() {
        compareWithNaive(TypeId::String, [](Random& r) {
            std::string text(r.below(11), 'a');
            if (!text.empty() && r.below(2) == 0) text.back() = static_cast<char>(r.below(256));
            return Value(text);
        });
    }
    void booleans() {
        compareWithNaive(TypeId::Boolean, [](Random& r) { return Value(r.below(2) == 0); });
    }
};

QTEST_GUILESS_MAIN(tst_row_comparison)
#include "tst_row_comparison.moc"
