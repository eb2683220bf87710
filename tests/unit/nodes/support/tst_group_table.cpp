// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/data/batch_builder.h"
#include "nodes/support/group_table.h"

#include <QTest>
#include <map>

using namespace millrace;

namespace {

ColumnPtr column(const DataType& type, const std::vector<Value>& values) {
    ColumnBuilder builder(type);
    for (const Value& value : values)
        builder.appendValue(value);
    return builder.finish();
}

std::vector<std::uint32_t> assigned(GroupTable& table, std::vector<ColumnPtr> keys, std::size_t count,
                                    std::vector<std::uint32_t> rows = {}) {
    std::vector<std::uint32_t> groups(count);
    table.assign(keys, rows, groups);
    return groups;
}

using Groups = std::vector<std::uint32_t>;

std::string textOf(const Value& value, const DataType& type) { return toText(value, type); }

} // namespace

class tst_group_table : public QObject {
    Q_OBJECT

    /// Random keys of the given types in batches, dense and selected, against an ordered map of their texts.
    void compareWithMap(const std::vector<DataType>& types,
                        const std::function<Value(std::size_t, Random&)>& draw) {
        Random random(7);
        GroupTable table(types);
        for (int round = 0; round < 2; ++round) {
            std::map<std::string, std::uint32_t> known;
            std::vector<std::vector<Value>> byGroup;
            for (int batch = 0; batch < 60; ++batch) {
                const std::size_t physical = 1 + random.below(300);
                std::vector<std::vector<Value>> rows(physical);
                std::vector<ColumnPtr> keys;
                for (std::size_t k = 0; k < types.size(); ++k) {
                    std::vector<Value> values;
                    for (std::size_t r = 0; r < physical; ++r) {
                        values.push_back(draw(k, random));
                        rows[r].push_back(values.back());
                    }
                    keys.push_back(column(types[k], values));
                }
                Groups selection;
                if (batch % 2 == 1)
                    for (std::uint32_t r = 0; r < physical; ++r)
                        if (random.below(3) == 0) selection.push_back(r);
                if (batch % 2 == 1 && selection.empty()) continue;
                const std::size_t count = selection.empty() ? physical : selection.size();
                const Groups groups = assigned(table, keys, count, selection);
                for (std::size_t i = 0; i < count; ++i) {
                    const auto& row = rows[selection.empty() ? i : selection[i]];
                    std::string key;
                    for (std::size_t k = 0; k < types.size(); ++k)
                        key += (row[k].isNull() ? "N" : "V" + textOf(row[k], types[k])) + '\x1f';
                    const auto [at, isNew] = known.emplace(key, static_cast<std::uint32_t>(known.size()));
                    if (isNew) byGroup.push_back(row);
                    QCOMPARE(groups[i], at->second);
                }
                QCOMPARE(table.size(), known.size());
            }
            Groups all(table.size());
            for (std::uint32_t g = 0; g < all.size(); ++g)
                all[g] = g;
            for (std::size_t k = 0; k < types.size(); ++k) {
                const ColumnPtr keys = table.keyColumn(k, all);
                for (std::uint32_t g = 0; g < all.size(); ++g)
                    QVERIFY(keys->valueAt(g) == byGroup[g][k]);
            }
            table.clear();
            QCOMPARE(table.size(), std::size_t{0});
        }
    }

private Q_SLOTS:
    void withoutKeysEverythingIsOneGroup() {
        GroupTable table({});
        QCOMPARE(table.size(), std::size_t{0});
        QCOMPARE(assigned(table, {}, 3), (Groups{0, 0, 0}));
        QCOMPARE(table.size(), std::size_t{1});
    }

    void groupsAreNumberedInOrderOfAppearance() {
        GroupTable table({TypeId::BigInt});
        const auto keys = column(TypeId::BigInt, {std::int64_t{70}, std::int64_t{-3}, std::int64_t{70}});
        QCOMPARE(assigned(table, {keys}, 3), (Groups{0, 1, 0}));
        QCOMPARE(assigned(table, {keys}, 2, {1, 2}), (Groups{1, 0}));
    }

    void nullIsAGroupOfItsOwn() {
        GroupTable table({TypeId::BigInt});
        const auto keys = column(TypeId::BigInt, {std::int64_t{0}, Value{}, std::int64_t{0}, Value{}});
        QCOMPARE(assigned(table, {keys}, 4), (Groups{0, 1, 0, 1}));
        const ColumnPtr values = table.keyColumn(0, Groups{1, 0});
        QVERIFY(values->isNull(0));
        QVERIFY(!values->isNull(1));
    }

    void emptyTextAndNullAreDifferentKeys() {
        GroupTable table({TypeId::String});
        const auto keys = column(TypeId::String, {Value{}, std::string{}, std::string{"a"}, std::string{}});
        QCOMPARE(assigned(table, {keys}, 4), (Groups{0, 1, 2, 1}));
    }

    void textBordersInCompositeKeysCount() {
        GroupTable table({TypeId::String, TypeId::String});
        const auto left = column(TypeId::String, {std::string{"ab"}, std::string{"a"}});
        const auto right = column(TypeId::String, {std::string{"c"}, std::string{"bc"}});
        QCOMPARE(assigned(table, {left, right}, 2), (Groups{0, 1}));
    }

    void extremeIntegersKeepApart() {
        GroupTable table({TypeId::BigInt});
        const auto keys =
            column(TypeId::BigInt, {INT64_MAX, INT64_MIN, std::int64_t{0}, std::int64_t{-1}, INT64_MAX});
        QCOMPARE(assigned(table, {keys}, 5), (Groups{0, 1, 2, 3, 0}));
        GroupTable small({TypeId::Int});
        const auto ints = column(TypeId::Int, {INT32_MAX, INT32_MAX - 1, INT32_MIN, INT32_MAX});
        QCOMPARE(assigned(small, {ints}, 4), (Groups{0, 1, 2, 0}));
    }

    void keyTextsOutliveTheTable() {
        ColumnPtr values;
        {
            GroupTable table({TypeId::String, TypeId::Int});
            const auto texts = column(TypeId::String, {std::string(100, 'x'), std::string("short")});
            const auto ints = column(TypeId::Int, {1, 2});
            assigned(table, {texts, ints}, 2);
            values = table.keyColumn(0, Groups{0, 1});
            table.clear();
        }
        QVERIFY(values->valueAt(0) == Value(std::string(100, 'x')));
        QVERIFY(values->valueAt(1) == Value(std::string("short")));
    }

    void smallIntegersAgreeWithAMap() {
        compareWithMap({TypeId::BigInt}, [](std::size_t, Random& r) {
            return r.below(20) == 0 ? Value{} : Value(static_cast<std::int64_t>(r.below(500)) - 250);
        });
    }
    void integersThatSpreadMoreAndMoreAgreeWithAMap() {
        std::int64_t drawn = 0;
        compareWithMap({TypeId::BigInt}, [&drawn](std::size_t, Random& r) {
            ++drawn;
            return Value(static_cast<std::int64_t>(r.below(static_cast<std::uint64_t>(drawn * drawn))) -
                         drawn);
        });
    }
    void manyIntegersInARowAgreeWithAMap() {
        // More than the direct table takes: what it held must find room in the hash table.
        GroupTable table({TypeId::BigInt});
        constexpr std::int64_t kBatch = 10'000, kBatches = 12;
        for (std::int64_t batch = 0; batch < 2 * kBatches; ++batch) {
            std::vector<Value> values;
            for (std::int64_t i = 0; i < kBatch; ++i)
                values.emplace_back(batch % kBatches * kBatch + i);
            const Groups groups = assigned(table, {column(TypeId::BigInt, values)}, values.size());
            for (std::size_t i = 0; i < groups.size(); ++i)
                QVERIFY(groups[i] == static_cast<std::uint32_t>(values[i].as<std::int64_t>()));
        }
        QCOMPARE(table.size(), static_cast<std::size_t>(kBatch * kBatches));
    }
    void datesAgreeWithAMap() {
        compareWithMap({TypeId::Date}, [](std::size_t, Random& r) {
            return Value(static_cast<std::int32_t>(r.below(100'000)));
        });
    }
    void booleansAgreeWithAMap() {
        compareWithMap({TypeId::Boolean}, [](std::size_t, Random& r) {
            return r.below(3) == 0 ? Value{} : Value(r.below(2) == 0);
        });
    }
    void textsAgreeWithAMap() {
        compareWithMap({TypeId::String}, [](std::size_t, Random& r) {
            return r.below(20) == 0 ? Value{}
                                    : Value(std::string(r.below(20), static_cast<char>('a' + r.below(26))));
        });
    }
    void decimalsAgreeWithAMap() {
        compareWithMap({DataType::decimal(20, 2)}, [](std::size_t, Random& r) {
            return r.below(20) == 0 ? Value{}
                                    : Value(Decimal128{static_cast<std::int64_t>(r.below(300))} - 150);
        });
    }
    void compositeKeysAgreeWithAMap() {
        compareWithMap({TypeId::Int, TypeId::String, TypeId::Boolean}, [](std::size_t k, Random& r) {
            if (r.below(10) == 0) return Value{};
            if (k == 0) return Value(static_cast<std::int32_t>(r.below(10)));
            if (k == 1) return Value(std::string(r.below(3), 'z'));
            return Value(r.below(2) == 0);
        });
    }
};

QTEST_GUILESS_MAIN(tst_group_table)
#include "tst_group_table.moc"
