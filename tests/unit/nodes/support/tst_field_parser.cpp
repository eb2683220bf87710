// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/field_parser.h"

#include <QTest>

using namespace millrace;

namespace {

/// The text of the value that was read, or `no`.
std::string parsed(const DataType& type, std::string_view text, bool quoted = false,
                   const std::string& nullText = {}) {
    ColumnBuilder builder(type);
    if (!FieldParser(type, {}, nullText).append(text, quoted, builder))
        return builder.size() == 0 ? "no" : "half a value";
    return toText(builder.finish()->valueAt(0), type);
}

} // namespace

class FieldParserTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingIsNullUnlessItIsQuoted() {
        QCOMPARE(parsed(TypeId::String, ""), std::string("NULL"));
        QCOMPARE(parsed(TypeId::String, "", true), std::string(""));
        QCOMPARE(parsed(TypeId::BigInt, ""), std::string("NULL"));
        QCOMPARE(parsed(TypeId::BigInt, "", true), std::string("no"));
        QCOMPARE(parsed(TypeId::BigInt, "\\N", false, "\\N"), std::string("NULL"));
        QCOMPARE(parsed(TypeId::String, "\\N", true, "\\N"), std::string("\\N"));
    }

    void wholeNumbersAreStrict() {
        QCOMPARE(parsed(TypeId::BigInt, "-9223372036854775808"), std::string("-9223372036854775808"));
        QCOMPARE(parsed(TypeId::BigInt, "+7"), std::string("7"));
        QCOMPARE(parsed(TypeId::BigInt, "7", true), std::string("7"));
        QCOMPARE(parsed(TypeId::Int, "2147483647"), std::string("2147483647"));
        QCOMPARE(parsed(TypeId::Int, "2147483648"), std::string("no"));
        for (const char* text :
             {"9223372036854775808", "1.0", "1e3", " 1", "1 ", "0x1", "+-1", "--1", "+", "a"}) {
            QVERIFY2(parsed(TypeId::BigInt, text) == "no", text);
        }
    }

    void doublesAreFinite() {
        QCOMPARE(parsed(TypeId::Double, "1e3"), std::string("1000.0"));
        QCOMPARE(parsed(TypeId::Double, "-.5"), std::string("-0.5"));
        QCOMPARE(parsed(TypeId::Double, "30"), std::string("30.0"));
        for (const char* text : {"nan", "NaN", "inf", "-Infinity", "1e999", "1,5", "1.5x", "0x10", " 1.5"})
            QVERIFY2(parsed(TypeId::Double, text) == "no", text);
    }

    void booleansIgnoreCase() {
        QCOMPARE(parsed(TypeId::Boolean, "TRUE"), std::string("true"));
        QCOMPARE(parsed(TypeId::Boolean, "False"), std::string("false"));
        for (const char* text : {"1", "yes", "t", "tru", "truee"})
            QVERIFY2(parsed(TypeId::Boolean, text) == "no", text);
    }

    void decimalsFitTheirPrecision() {
        const DataType type = DataType::decimal(5, 2);
        QCOMPARE(parsed(type, "123.455"), std::string("123.46"));
        QCOMPARE(parsed(type, "999.99"), std::string("999.99"));
        QCOMPARE(parsed(type, "999.995"), std::string("no"));
        QCOMPARE(parsed(type, "-1000"), std::string("no"));
        QCOMPARE(parsed(type, "1e2"), std::string("no"));
    }

    void bytesAreHexadecimal() {
        QCOMPARE(parsed(TypeId::Bytes, "00fF"), std::string("00FF"));
        QCOMPARE(parsed(TypeId::Bytes, "0"), std::string("no"));
        QCOMPARE(parsed(TypeId::Bytes, "0g"), std::string("no"));
    }

    void datesAndTimesAreRead() {
        QCOMPARE(parsed(TypeId::Timestamp, "2016-11-24T00:00:01-06:00"),
                 std::string("2016-11-24T06:00:01.000Z"));
        QCOMPARE(parsed(TypeId::Timestamp, "soon"), std::string("no"));
        QCOMPARE(parsed(TypeId::Date, "2016-02-29"), std::string("2016-02-29"));
        QCOMPARE(parsed(TypeId::Date, "2016-02-30"), std::string("no"));
    }
};

QTEST_GUILESS_MAIN(FieldParserTest)
#include "tst_field_parser.moc"
