// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/data/value.h"

#include <QTest>
#include <bit>
#include <charconv>
#include <cmath>

using namespace millrace;

class ValueTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void scalarsHaveOneCanonicalText() {
        QCOMPARE(toText(Value(), TypeId::BigInt), std::string("NULL"));
        QCOMPARE(toText(Value(true), TypeId::Boolean), std::string("true"));
        QCOMPARE(toText(Value(false), TypeId::Boolean), std::string("false"));
        QCOMPARE(toText(Value(std::int32_t{-7}), TypeId::Int), std::string("-7"));
        QCOMPARE(toText(Value(INT64_MIN), TypeId::BigInt), std::string("-9223372036854775808"));
        QCOMPARE(toText(Value(std::string("a,b")), TypeId::String), std::string("a,b"));
        QCOMPARE(toText(Value(std::string("\x00\xFFz", 3)), TypeId::Bytes), std::string("00FF7A"));
        QCOMPARE(toText(Value(std::int64_t{1'479'967'201'000}), TypeId::Timestamp),
                 std::string("2016-11-24T06:00:01.000Z"));
        QCOMPARE(toText(Value(std::int32_t{16'860}), TypeId::Date), std::string("2016-02-29"));
        QCOMPARE(toText(Value(Decimal128{-12'345}), DataType::decimal(10, 2)), std::string("-123.45"));
    }

    void doublesReadBackAsDoubles() {
        QCOMPARE(toText(Value(5.0), TypeId::Double), std::string("5.0"));
        QCOMPARE(toText(Value(-0.0), TypeId::Double), std::string("-0.0"));
        QCOMPARE(toText(Value(0.1), TypeId::Double), std::string("0.1"));
        QCOMPARE(toText(Value(1e300), TypeId::Double), std::string("1e+300"));
        QCOMPARE(toText(Value(std::nan("")), TypeId::Double), std::string("NaN"));
        QCOMPARE(toText(Value(-INFINITY), TypeId::Double), std::string("-Infinity"));
        Random random(3);
        for (int i = 0; i < 20'000; ++i) {
            const double value = std::bit_cast<double>(random.next());
            if (!std::isfinite(value)) continue;
            const std::string text = toText(Value(value), TypeId::Double);
            double back = 0;
            std::from_chars(text.data(), text.data() + text.size(), back);
            QVERIFY(std::bit_cast<std::uint64_t>(back) == std::bit_cast<std::uint64_t>(value));
            QVERIFY(text.find_first_of(".e") != std::string::npos);
        }
    }

    void nestedValuesAreJson() {
        const DataType type = DataType::structure({{"name", TypeId::String},
                                                   {"at", TypeId::Timestamp},
                                                   {"list", DataType::array(TypeId::Double)},
                                                   {"none", TypeId::Int}});
        const Value value(ValueList{Value(std::string("q\"\\\n\x01")), Value(std::int64_t{0}),
                                    Value(ValueList{Value(1.0), Value(), Value(std::nan(""))}), Value()});
        QCOMPARE(toText(value, type),
                 std::string("{\"name\":\"q\\\"\\\\\\n\\u0001\",\"at\":\"1970-01-01T00:00:00.000Z\","
                             "\"list\":[1.0,null,null],\"none\":null}"));
    }

    void valuesCompareByTypeAndContent() {
        QVERIFY(Value(std::int32_t{1}) == Value(std::int32_t{1}));
        QVERIFY(!(Value(std::int32_t{1}) == Value(std::int64_t{1})));
        QVERIFY(Value(ValueList{Value(true), Value()}) == Value(ValueList{Value(true), Value()}));
        QVERIFY(Value() == Value());
        QVERIFY(!(Value(std::nan("")) == Value(std::nan(""))));
    }

    void decimalsKeepTheirScale() {
        QCOMPARE(decimalToText(0, 0), std::string("0"));
        QCOMPARE(decimalToText(0, 2), std::string("0.00"));
        QCOMPARE(decimalToText(5, 3), std::string("0.005"));
        QCOMPARE(decimalToText(-100, 2), std::string("-1.00"));
        QCOMPARE(decimalToText(120, 0), std::string("120"));
    }

    void decimalsRoundHalfAwayFromZero() {
        Decimal128 value = 0;
        QVERIFY(parseDecimal("2.675", 2, value));
        QVERIFY(value == 268);
        QVERIFY(parseDecimal("-2.675", 2, value));
        QVERIFY(value == -268);
        QVERIFY(parseDecimal("2.67499999", 2, value));
        QVERIFY(value == 267);
        QVERIFY(parseDecimal("+.5", 0, value));
        QVERIFY(value == 1);
        QVERIFY(parseDecimal("7.", 1, value));
        QVERIFY(value == 70);
    }

    void decimalsStopAt38Digits() {
        Decimal128 value = 0;
        const std::string nines(38, '9');
        QVERIFY(parseDecimal(nines, 0, value));
        QCOMPARE(decimalToText(value, 0), nines);
        QVERIFY(parseDecimal("-" + nines, 0, value));
        QCOMPARE(decimalToText(value, 38), "-0." + nines);
        QVERIFY(parseDecimal("000" + nines, 0, value));
        QVERIFY(!parseDecimal(nines + "0", 0, value));
        QVERIFY(!parseDecimal(nines + ".5", 0, value));
        QVERIFY(!parseDecimal(nines, 1, value));
        for (const char* text : {"", ".", "-", "1e5", "1.2.3", " 1", "1 ", "0x1", "NaN"})
            QVERIFY(!parseDecimal(text, 2, value));
    }

    void randomDecimalsComeBack() {
        Random random(11);
        for (int i = 0; i < 20'000; ++i) {
            const int scale = static_cast<int>(random.below(39));
            Decimal128 value = static_cast<Decimal128>(static_cast<std::int64_t>(random.next())) *
                               static_cast<std::int64_t>(random.next() >> 10);
            value >>= random.below(100);
            Decimal128 back = 0;
            QVERIFY(parseDecimal(decimalToText(value, scale), scale, back));
            QVERIFY(back == value);
        }
    }
};

QTEST_GUILESS_MAIN(ValueTest)
#include "tst_value.moc"
