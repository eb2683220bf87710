// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/data/batch_builder.h"

#include <QTest>

using namespace millrace;

class BatchBuilderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rowsComeBackAsTheyWereAppended() {
        const SchemaPtr schema =
            makeSchema({{"id", TypeId::BigInt}, {"name", TypeId::String}, {"x", TypeId::Double}});
        BatchBuilder builder(schema);
        for (int i = 0; i < 100; ++i) {
            builder.appendRow(
                {Value(std::int64_t{i}), i % 3 ? Value("n" + std::to_string(i)) : Value(), Value(i * 0.5)});
        }
        QCOMPARE(builder.rows(), std::size_t{100});
        const RecordBatch batch = builder.finish(77);
        QCOMPARE(batch.rows(), std::size_t{100});
        QCOMPARE(batch.ingestTime, MonotonicNs{77});
        QVERIFY(batch.schema() == schema);
        for (std::size_t i = 0; i < 100; ++i) {
            QCOMPARE(batch.column(0).values<std::int64_t>()[i], static_cast<std::int64_t>(i));
            QCOMPARE(batch.column(1).isNull(i), i % 3 == 0);
            if (i % 3) QVERIFY(batch.column(1).strings()[i].view() == "n" + std::to_string(i));
        }
    }

    void aBuilderStartsAnewAfterEachBatch() {
        BatchBuilder builder(makeSchema({{"s", TypeId::String}, {"n", TypeId::Int}}), 4);
        std::vector<RecordBatch> batches;
        for (int b = 0; b < 50; ++b) {
            for (int i = 0; i < b; ++i)
                builder.appendRow({Value("b" + std::to_string(b) + "r" + std::to_string(i)), Value()});
            batches.push_back(builder.finish());
            QCOMPARE(builder.rows(), std::size_t{0});
        }
        for (int b = 0; b < 50; ++b) {
            const RecordBatch& batch = batches[static_cast<std::size_t>(b)];
            QCOMPARE(batch.rows(), static_cast<std::size_t>(b));
            QCOMPARE(batch.column(1).nullCount(), static_cast<std::size_t>(b));
            for (int i = 0; i < b; ++i) {
                QVERIFY(batch.column(0).strings()[static_cast<std::size_t>(i)].view() ==
                        "b" + std::to_string(b) + "r" + std::to_string(i));
            }
        }
    }

    void typedAppendsNeedNoValue() {
        ColumnBuilder flags(TypeId::Boolean);
        flags.append(std::uint8_t{1});
        flags.appendNull();
        const ColumnPtr column = flags.finish();
        QVERIFY(column->valueAt(0) == Value(true));
        QVERIFY(column->valueAt(1).isNull());
        QCOMPARE(column->values<std::uint8_t>()[1], std::uint8_t{0});
    }

    void integersWidenToTheirColumn() {
        ColumnBuilder big(TypeId::BigInt);
        big.appendValue(Value(std::int32_t{-5}));
        ColumnBuilder real(TypeId::Double);
        real.appendValue(Value(std::int32_t{-5}));
        real.appendValue(Value(std::int64_t{6}));
        QVERIFY(big.finish()->valueAt(0) == Value(std::int64_t{-5}));
        const ColumnPtr column = real.finish();
        QVERIFY(column->valueAt(0) == Value(-5.0));
        QVERIFY(column->valueAt(1) == Value(6.0));
    }

    void rowsAreCopiedFromOtherBatches() {
        const DataType point =
            DataType::structure({{"x", TypeId::Double}, {"tags", DataType::array(TypeId::String)}});
        const SchemaPtr schema = makeSchema({{"p", point},
                                             {"d", DataType::decimal(10, 2)},
                                             {"day", TypeId::Date},
                                             {"b", TypeId::Boolean},
                                             {"s", TypeId::Bytes},
                                             {"t", TypeId::Timestamp}});
        BatchBuilder source(schema);
        source.appendRow({Value(ValueList{Value(1.5), Value(ValueList{Value(std::string("a")), Value()})}),
                          Value(Decimal128{105}), Value(std::int32_t{3}), Value(true),
                          Value(std::string("\0x", 2)), Value(std::int64_t{9})});
        source.appendRow({Value(), Value(), Value(), Value(), Value(), Value()});
        const RecordBatch batch = source.finish();
        BatchBuilder target(schema);
        for (const std::size_t row : {1, 0, 0})
            target.appendRowFrom(batch, row);
        const RecordBatch copy = target.finish();
        QCOMPARE(copy.rows(), std::size_t{3});
        for (std::size_t c = 0; c < schema->size(); ++c) {
            QVERIFY(copy.column(c).valueAt(0).isNull());
            QVERIFY(copy.column(c).valueAt(1) == batch.column(c).valueAt(0));
            QVERIFY(copy.column(c).valueAt(2) == batch.column(c).valueAt(0));
        }
    }

    void anEmptyBatchKeepsItsSchema() {
        const SchemaPtr schema =
            makeSchema({{"a", TypeId::Int}, {"s", TypeId::String}, {"l", DataType::array(TypeId::Int)}});
        const RecordBatch batch = BatchBuilder(schema).finish();
        QVERIFY(batch.empty());
        QVERIFY(batch.schema() == schema);
        QCOMPARE(batch.columns().size(), std::size_t{3});
        QCOMPARE(batch.column(1).size(), std::size_t{0});
        QCOMPARE(batch.byteSize(), std::size_t{0});
    }

    void longAndEmptyTextsKeepTheirContent() {
        Random random(5);
        ColumnBuilder builder(TypeId::String);
        std::vector<std::string> expected;
        for (int i = 0; i < 2000; ++i) {
            expected.emplace_back(random.below(50) == 0 ? random.below(100'000) : random.below(40),
                                  static_cast<char>('a' + i % 26));
            builder.appendString(expected.back());
        }
        const ColumnPtr column = builder.finish();
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY(column->strings()[i].view() == expected[i]);
    }
};

QTEST_GUILESS_MAIN(BatchBuilderTest)
#include "tst_batch_builder.moc"
