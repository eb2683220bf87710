// SPDX-License-Identifier: Apache-2.0
#include "engine/data/column.h"
#include "engine/data/schema.h"

#include <QTest>

using namespace millrace;

class DataTypeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyTypeReadsItsOwnName() {
        const DataType point =
            DataType::structure({{"x", TypeId::Double}, {"a `b`", DataType::decimal(38, 0)}});
        for (const DataType& type :
             {DataType(TypeId::Boolean), DataType(TypeId::Int), DataType(TypeId::BigInt),
              DataType(TypeId::Double), DataType(TypeId::String), DataType(TypeId::Bytes),
              DataType(TypeId::Timestamp), DataType(TypeId::Date), DataType::decimal(10, 2),
              DataType::decimal(38, 38), point, DataType::array(point), DataType::structure({}),
              DataType::structure({{"list", DataType::array(DataType::array(TypeId::Int))}})}) {
            const auto parsed = DataType::parse(type.name());
            QVERIFY2(parsed.has_value(), type.name().c_str());
            QVERIFY(parsed.value() == type);
        }
        QCOMPARE(DataType::structure({{"a", TypeId::Int}, {"b", TypeId::String}}).name(),
                 std::string("STRUCT<a INT, b STRING>"));
        QCOMPARE(DataType::array(TypeId::Double).name(), std::string("ARRAY<DOUBLE>"));
    }

    void namesIgnoreCaseAndBlanks() {
        QVERIFY(DataType::parse(" bigint ").value() == DataType(TypeId::BigInt));
        QVERIFY(DataType::parse("decimal( 10 , 2 )").value() == DataType::decimal(10, 2));
        QVERIFY(DataType::parse("array < struct < A int > >").value() ==
                DataType::array(DataType::structure({{"A", TypeId::Int}})));
    }

    void wrongNamesAreRefusedWithASuggestion() {
        for (const char* text : {"", "BIGINTT", "DECIMAL", "DECIMAL(39,2)", "DECIMAL(10,11)", "DECIMAL(0,0)",
                                 "DECIMAL(10,2", "ARRAY<", "ARRAY<INT", "STRUCT<a>", "STRUCT<a INT",
                                 "INT INT", "STRUCT<`a INT>", "DECIMAL(9999999999,2)"}) {
            const auto parsed = DataType::parse(text);
            QVERIFY2(!parsed, text);
            QCOMPARE(parsed.error().items[0].code, std::string("MR2101"));
        }
        QCOMPARE(DataType::parse("BIGITN").error().items[0].hint, std::string("did you mean `BIGINT`?"));
    }

    void nestingIsBounded() {
        std::string deep;
        for (int i = 0; i < 10'000; ++i)
            deep += "ARRAY<";
        QVERIFY(!DataType::parse(deep));
    }

    void equalityLooksIntoChildren() {
        const auto a = DataType::structure({{"x", TypeId::Int}});
        QVERIFY(a == DataType::structure({{"x", TypeId::Int}}));
        QVERIFY(!(a == DataType::structure({{"y", TypeId::Int}})));
        QVERIFY(!(a == DataType::structure({{"x", TypeId::BigInt}})));
        QVERIFY(!(DataType::decimal(10, 2) == DataType::decimal(10, 3)));
        QVERIFY(!(DataType::array(TypeId::Int) == DataType::array(TypeId::Double)));
    }

    void widthsMatchTheirCppTypes() {
        QCOMPARE(valueWidth(TypeId::Boolean), sizeof(std::uint8_t));
        QCOMPARE(valueWidth(TypeId::Date), sizeof(std::int32_t));
        QCOMPARE(valueWidth(TypeId::Timestamp), sizeof(std::int64_t));
        QCOMPARE(valueWidth(TypeId::Decimal), sizeof(Decimal128));
        QCOMPARE(valueWidth(TypeId::String), sizeof(StringRef));
        QCOMPARE(valueWidth(TypeId::Struct), std::size_t{0});
    }

    void schemasFindTheirFields() {
        const Schema schema({{"id", TypeId::BigInt}, {"Id", TypeId::String}, {"ts", TypeId::Timestamp}}, 2);
        QVERIFY(schema.indexOf("Id") == std::size_t{1});
        QVERIFY(!schema.indexOf("ID"));
        QCOMPARE(toText(schema), std::string("id BIGINT, Id STRING, ts TIMESTAMP *"));
        QVERIFY(schema.names() == (std::vector<std::string>{"id", "Id", "ts"}));
        QVERIFY(!(schema == Schema(schema.fields())));
    }
};

QTEST_GUILESS_MAIN(DataTypeTest)
#include "tst_data_type.moc"
