// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/data/batch_builder.h"

#include <QTest>

using namespace millrace;

namespace {

std::vector<DataType> everyType() {
    const DataType pair = DataType::structure({{"a", TypeId::BigInt}, {"b", TypeId::String}});
    return {TypeId::Boolean,
            TypeId::Int,
            TypeId::BigInt,
            DataType::decimal(20, 3),
            TypeId::Double,
            TypeId::String,
            TypeId::Bytes,
            TypeId::Timestamp,
            TypeId::Date,
            pair,
            DataType::array(TypeId::Int),
            DataType::array(pair)};
}

Value randomValue(const DataType& type, Random& random, bool nullable = true) {
    if (nullable && random.below(5) == 0) return {};
    switch (type.id()) {
        case TypeId::Boolean: return random.below(2) == 1;
        case TypeId::Int:
        case TypeId::Date: return static_cast<std::int32_t>(random.next());
        case TypeId::BigInt:
        case TypeId::Timestamp: return static_cast<std::int64_t>(random.next());
        case TypeId::Decimal: return static_cast<Decimal128>(static_cast<std::int64_t>(random.next())) * 7;
        case TypeId::Double: return random.normal();
        case TypeId::String:
        case TypeId::Bytes: return std::string(random.below(30), static_cast<char>('a' + random.below(26)));
        case TypeId::Struct: {
            ValueList list;
            for (const auto& field : type.fields())
                list.push_back(randomValue(field.type, random));
            return list;
        }
        case TypeId::Array: {
            ValueList list;
            for (std::uint64_t n = random.below(4); n > 0; --n)
                list.push_back(randomValue(type.element(), random));
            return list;
        }
        case TypeId::Null: break;
    }
    return {};
}

ColumnPtr columnOf(const DataType& type, const std::vector<Value>& values) {
    ColumnBuilder builder(type);
    for (const Value& value : values)
        builder.appendValue(value);
    return builder.finish();
}

std::vector<Value> randomValues(const DataType& type, std::size_t count, Random& random,
                                bool nullable = true) {
    std::vector<Value> values;
    for (std::size_t i = 0; i < count; ++i)
        values.push_back(randomValue(type, random, nullable));
    return values;
}

std::vector<Value> valuesOf(const Column& column) {
    std::vector<Value> values;
    for (std::size_t i = 0; i < column.size(); ++i)
        values.push_back(column.valueAt(i));
    return values;
}

} // namespace

class ColumnTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void buffersAreAlignedWithAZeroTail() {
        for (const std::size_t size : {0, 1, 63, 64, 65, 1000, 4096, 70'000, 3'000'000}) {
            for (int round = 0; round < 3; ++round) {
                const BufferPtr buffer = makeBuffer(size);
                QCOMPARE(reinterpret_cast<std::uintptr_t>(buffer->data()) % 64, std::uintptr_t{0});
                QCOMPARE(buffer->size(), size);
                for (std::size_t i = size; i % 64 != 0; ++i)
                    QVERIFY(buffer->data()[i] == std::byte{0});
                std::fill_n(buffer->data(), size, std::byte{0xAA});
            }
        }
    }

    void gatheredRowsKeepTheirValues() {
        Random random(1);
        for (const DataType& type : everyType()) {
            const auto values = randomValues(type, 300, random);
            const ColumnPtr column = columnOf(type, values);
            std::vector<std::uint32_t> rows;
            std::vector<Value> expected;
            for (std::size_t i = 0; i < 500; ++i) {
                rows.push_back(static_cast<std::uint32_t>(random.below(300)));
                expected.push_back(values[rows.back()]);
            }
            QVERIFY2(valuesOf(*gather(*column, rows)) == expected, type.name().c_str());
            QCOMPARE(gather(*column, {})->size(), std::size_t{0});
        }
    }

    void gatheringOnlyValidRowsForgetsTheBitmap() {
        const ColumnPtr column = columnOf(TypeId::Int, {Value(1), Value(), Value(3)});
        QVERIFY(column->hasNulls());
        QVERIFY(!gather(*column, std::vector<std::uint32_t>{0, 2})->hasNulls());
        QVERIFY(gather(*column, std::vector<std::uint32_t>{0, 1})->hasNulls());
    }

    void slicesKeepTheirValuesAtAnyOffset() {
        Random random(2);
        for (const DataType& type : everyType()) {
            const auto values = randomValues(type, 200, random);
            const ColumnPtr column = columnOf(type, values);
            for (int i = 0; i < 100; ++i) {
                const std::size_t offset = random.below(201);
                const std::size_t count = random.below(201 - offset);
                const auto first = values.begin() + static_cast<std::ptrdiff_t>(offset);
                const std::vector<Value> expected(first, first + static_cast<std::ptrdiff_t>(count));
                const ColumnPtr part = slice(*column, offset, count);
                QVERIFY2(valuesOf(*part) == expected, type.name().c_str());
                QCOMPARE(part->nullCount(),
                         static_cast<std::size_t>(std::ranges::count_if(expected, &Value::isNull)));
            }
        }
    }

    void joinedPartsKeepTheirValues() {
        Random random(3);
        for (const DataType& type : everyType()) {
            std::vector<ColumnPtr> parts;
            std::vector<Value> expected;
            for (int i = 0; i < 9; ++i) {
                // Every third part has no bitmap, and some parts are slices or empty.
                const auto values = randomValues(type, random.below(100), random, i % 3 != 0);
                ColumnPtr part = columnOf(type, values);
                const std::size_t skip = values.empty() ? 0 : random.below(values.size());
                part = slice(*part, skip, values.size() - skip);
                parts.push_back(part);
                expected.insert(expected.end(), values.begin() + static_cast<std::ptrdiff_t>(skip),
                                values.end());
            }
            const ColumnPtr joined = concatenate(parts);
            parts.clear();
            QVERIFY2(valuesOf(*joined) == expected, type.name().c_str());
        }
    }

    void joiningOnePartSharesIt() {
        const ColumnPtr part = columnOf(TypeId::Int, {Value(1)});
        QVERIFY(concatenate(std::vector<ColumnPtr>{part}) == part);
    }

    void stringsOutliveTheColumnTheyCameFrom() {
        ColumnPtr picked;
        {
            std::vector<Value> values;
            for (int i = 0; i < 5000; ++i)
                values.push_back("text number " + std::to_string(i));
            values.push_back(std::string(200'000, 'x'));
            values.push_back(std::string("behind the long one"));
            const ColumnPtr column = columnOf(TypeId::String, values);
            picked = slice(*gather(*column, std::vector<std::uint32_t>{4999, 7, 5000, 5001}), 1, 3);
        }
        QVERIFY(picked->strings()[0].view() == "text number 7");
        QCOMPARE(picked->strings()[1].view().size(), std::size_t{200'000});
        QVERIFY(picked->strings()[2].view() == "behind the long one");
    }

    void constantsRepeatOneValue() {
        Random random(4);
        for (const DataType& type : everyType()) {
            for (const std::size_t size : {0, 1, 70}) {
                const Value value = randomValue(type, random, false);
                QVERIFY(valuesOf(*Column::constant(type, value, size)) == std::vector<Value>(size, value));
                const ColumnPtr nulls = Column::constant(type, {}, size);
                QCOMPARE(nulls->nullCount(), size);
                QVERIFY(valuesOf(*nulls) == std::vector<Value>(size));
            }
        }
        QCOMPARE(Column::constant(TypeId::Null, {}, 3)->nullCount(), std::size_t{3});
    }

    void nullsAreCountedWithoutTheTail() {
        auto column = Column::allocate(TypeId::Int, 70);
        QCOMPARE(column->nullCount(), std::size_t{0});
        column->setNull(0);
        column->setNull(69);
        QCOMPARE(column->nullCount(), std::size_t{2});
        QVERIFY(column->isNull(69));
        QVERIFY(!column->isNull(68));
    }

    void aSharedBitmapIsCopiedBeforeItChanges() {
        const ColumnPtr original = columnOf(TypeId::Int, {Value(1), Value(), Value(3)});
        auto derived = Column::allocate(TypeId::Int, 3);
        derived->setValidity(original->validityBuffer());
        derived->setNull(2);
        QCOMPARE(derived->nullCount(), std::size_t{2});
        QCOMPARE(original->nullCount(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(ColumnTest)
#include "tst_column.moc"
