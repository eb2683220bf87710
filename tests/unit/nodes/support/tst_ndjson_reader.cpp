// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "nodes/support/json_text.h"
#include "nodes/support/ndjson_reader.h"
#include "nodes/support/type_inference.h"

#include <QTest>

using namespace millrace;

namespace {

ReadBytes piecesOf(std::string text, std::size_t piece = SIZE_MAX) {
    return [text = std::move(text), piece, at = std::size_t{0}](char* to, std::size_t size) mutable {
        const std::size_t count = std::min({size, piece, text.size() - at});
        text.copy(to, count, at);
        at += count;
        return static_cast<std::ptrdiff_t>(count);
    };
}

/// "number:text" for each line, errors by their code.
std::vector<std::string> linesOf(const std::string& text, std::size_t maxRecord, std::size_t piece) {
    LineReader reader(piecesOf(text, piece), maxRecord);
    std::vector<std::string> lines;
    TextLine line;
    while (reader.next(line) == RowStatus::Row) {
        lines.push_back(std::to_string(line.number) + ":" + rowErrorCode(line.error) +
                        std::string(line.text));
    }
    return lines;
}

/// What became of a JSON text as the only row of a schema: values joined by `|`, or the error code.
std::string parsed(const std::string& json, const std::vector<Field>& fields, const TimeFormat& time = {}) {
    const SchemaPtr schema = makeSchema(fields);
    JsonRowParser parser(schema, time);
    BatchBuilder builder(schema);
    LineReader reader(piecesOf(json + "\n"));
    TextLine line;
    if (reader.next(line) != RowStatus::Row) return "no line";
    const auto misfit = parser.append(line.text, builder);
    const RecordBatch batch = builder.finish();
    if (misfit) return batch.empty() ? misfit->code : "half a row";
    std::string text;
    for (std::size_t c = 0; c < fields.size(); ++c) {
        if (c > 0) text += "|";
        text += toText(batch.column(c).valueAt(0), fields[c].type);
    }
    return text;
}

std::string guessed(const std::vector<std::string>& lines) {
    JsonSchemaGuess guess;
    for (const std::string& json : lines) {
        LineReader reader(piecesOf(json + "\n"));
        TextLine line;
        if (reader.next(line) == RowStatus::Row) guess.add(line.text);
    }
    return toText(Schema(guess.fields()));
}

} // namespace

class NdjsonReaderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void linesAreCutHoweverTheyArrive() {
        const std::string text = "\xEF\xBB\xBF{}\r\n\n  \n{\"a\":1}\n\xFF\n12345678901\n1234567890\r\nlast";
        const std::vector<std::string> expected{
            "1:{}", "4:{\"a\":1}", "5:MR3113\xFF", "6:MR31141234567890", "7:1234567890", "8:last"};
        for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{5}, SIZE_MAX}) {
            QVERIFY(linesOf(text, 10, piece) == expected);
        }
    }

    void aLongLineIsDroppedAndTheNextOneRead() {
        const std::string text = std::string(5'000'000, 'x') + "\n{}\n" + std::string(3'000'000, 'y');
        const auto lines = linesOf(text, 100'000, SIZE_MAX);
        QCOMPARE(lines.size(), std::size_t{3});
        QCOMPARE(lines[0], "1:MR3114" + std::string(kShownOfLongRecord, 'x'));
        QCOMPARE(lines[1], std::string("2:{}"));
        QVERIFY(lines[2].starts_with("3:MR3114y"));
    }

    void membersGoToTheirColumns() {
        const std::vector<Field> fields{{"i", TypeId::Int},
                                        {"l", TypeId::BigInt},
                                        {"x", TypeId::Double},
                                        {"s", TypeId::String},
                                        {"b", TypeId::Boolean}};
        QCOMPARE(parsed(R"({"i":1,"l":-9223372036854775808,"x":1.5e3,"s":"\u00e4\n","b":true})", fields),
                 std::string("1|-9223372036854775808|1500.0|\xC3\xA4\n|true"));
        QCOMPARE(parsed(R"( { "b" : null , "extra" : [1,{"x":2}], "l" : 5.0, "x":7 } )", fields),
                 std::string("NULL|5|7.0|NULL|NULL"));
        QCOMPARE(parsed("{}", fields), std::string("NULL|NULL|NULL|NULL|NULL"));
        QCOMPARE(parsed(R"({"i":1,"i":2})", fields), std::string("2|NULL|NULL|NULL|NULL"));
    }

    void numbersKeepAllTheirDigits() {
        QCOMPARE(
            parsed(R"({"d":123456789012345678901234567890.12345678})", {{"d", DataType::decimal(38, 8)}}),
            std::string("123456789012345678901234567890.12345678"));
        QCOMPARE(parsed(R"({"d":123456789012345678901234567890})", {{"d", TypeId::String}}),
                 std::string("123456789012345678901234567890"));
        QCOMPARE(parsed(R"({"d":123456789012345678901234567890})", {{"d", TypeId::Double}}),
                 std::string("1.2345678901234568e+29"));
        QCOMPARE(parsed(R"({"d":"12.5"})", {{"d", DataType::decimal(5, 2)}}), std::string("12.50"));
    }

    void timesAreTextOrNumbers() {
        QCOMPARE(parsed(R"({"t":"2016-11-24T00:00:01-06:00"})", {{"t", TypeId::Timestamp}}),
                 std::string("2016-11-24T06:00:01.000Z"));
        QCOMPARE(parsed(R"({"t":1479967201000})", {{"t", TypeId::Timestamp}}),
                 std::string("2016-11-24T06:00:01.000Z"));
        const TimeFormat seconds = TimeFormat::parse("epoch_s").value();
        QCOMPARE(parsed(R"({"t":1479967201})", {{"t", TypeId::Timestamp}}, seconds),
                 std::string("2016-11-24T06:00:01.000Z"));
        QCOMPARE(parsed(R"({"t":1479967201.5})", {{"t", TypeId::Timestamp}}, seconds),
                 std::string("2016-11-24T06:00:01.500Z"));
        QCOMPARE(parsed(R"({"t":"yesterday"})", {{"t", TypeId::Timestamp}}), std::string("MR3123"));
    }

    void nestedValuesBecomeStructsAndArrays() {
        const DataType point =
            DataType::structure({{"x", TypeId::Double}, {"tags", DataType::array(TypeId::String)}});
        QCOMPARE(parsed(R"({"p":{"tags":["a",null,"b"],"other":{"q":[1]},"x":1}})", {{"p", point}}),
                 std::string(R"({"x":1.0,"tags":["a",null,"b"]})"));
        QCOMPARE(parsed(R"({"p":[{"x":1},{},null]})", {{"p", DataType::array(point)}}),
                 std::string(R"([{"x":1.0,"tags":null},{"x":null,"tags":null},null])"));
        QCOMPARE(
            parsed(R"({"p":{"x":[1, 2] , "y":{}} , "q":5})", {{"p", TypeId::String}, {"q", TypeId::Int}}),
            std::string(R"({"x":[1, 2] , "y":{}}|5)"));
        QCOMPARE(parsed(R"({"p":{"x":"no"}})", {{"p", point}}), std::string("MR3123"));
        QCOMPARE(parsed(R"({"p":[1]})", {{"p", point}}), std::string("MR3123"));
    }

    void misfitsLeaveNoHalfRow() {
        const std::vector<Field> fields{{"a", TypeId::BigInt}, {"b", TypeId::Boolean}};
        for (const char* json :
             {R"({"a":1,"b":"x"})", R"({"a":1.5})", R"({"a":9223372036854775808})", R"({"a":true})",
              R"({"b":1})", R"({"a":[1]})", R"({"a":{}})", R"({"a":1,"b":1})"}) {
            QVERIFY2(parsed(json, fields) == "MR3123", json);
        }
        for (const char* json : {"[1]", "5", "\"text\"", "null", "true"})
            QVERIFY2(parsed(json, fields) == "MR3122", json);
        for (const char* json :
             {"{", "{\"a\":1", "{\"a\":01}", "{\"a\":1.}", "{\"a\":-}", "{\"a\":tru}", "{\"b\":trux}",
              "{\"a\":nul}", "{\"a\" 1}", "{\"a\":1}}", "{\"a\":1} {\"a\":2}", "{\"a\":1} x", "{a:1}",
              "{\"a\":1,}", "{\"a\":\"\\x\"}", "{\"a\":\"open}", "{\"a\":1e}", "{\"a\":+1}"}) {
            const std::string outcome = parsed(json, fields);
            QVERIFY2(
                outcome == "MR3121" || (std::string_view(json) == "{\"a\":\"\\x\"}" && outcome == "MR3123"),
                (std::string(json) + " -> " + outcome).c_str());
        }
    }

    void goodRowsFollowBadOnes() {
        const SchemaPtr schema = makeSchema({{"a", TypeId::BigInt}, {"s", TypeId::String}});
        JsonRowParser parser(schema);
        BatchBuilder builder(schema);
        LineReader reader(piecesOf(
            "{\"a\":1,\"s\":\"x\"}\n{\"s\":\"y\",\"a\":\"no\"}\n{\"a\":2}\n{\"s\":\"z\",\"a\":3}\n"));
        TextLine line;
        int bad = 0;
        while (reader.next(line) == RowStatus::Row)
            bad += parser.append(line.text, builder).has_value();
        const RecordBatch batch = builder.finish();
        QCOMPARE(bad, 1);
        QCOMPARE(batch.rows(), std::size_t{3});
        QVERIFY(batch.column(0).valueAt(2) == Value(std::int64_t{3}));
        QVERIFY(batch.column(1).valueAt(1).isNull());
        QVERIFY(batch.column(1).valueAt(2) == Value("z"));
    }

    void deepNestingIsNoDanger() {
        const std::string deep = "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
        const std::string outcome = parsed(deep, {{"a", TypeId::BigInt}});
        QVERIFY(outcome == "MR3121" || outcome == "MR3123");
        QVERIFY(!parsed(deep, {{"a", TypeId::String}}).empty());
        QVERIFY(guessed({"{\"b\":1}", deep}).starts_with("b BIGINT"));
    }

    void schemasAreGuessedFromAllLines() {
        QCOMPARE(guessed({R"({"b":true,"i":1,"x":1.5,"s":"x","t":"2016-11-24 00:00:01","n":null})"}),
                 std::string("b BOOLEAN, i BIGINT, x DOUBLE, s STRING, t TIMESTAMP, n STRING"));
        QCOMPARE(guessed({R"({"v":1})", R"({"v":2.5})"}), std::string("v DOUBLE"));
        QCOMPARE(guessed({R"({"v":2.5})", R"({"v":1})", R"({"v":null})"}), std::string("v DOUBLE"));
        QCOMPARE(guessed({R"({"v":12345678901234567890})"}), std::string("v DOUBLE"));
        QCOMPARE(guessed({R"({"v":1})", R"({"v":"x"})"}), std::string("v STRING"));
        QCOMPARE(guessed({R"({"v":"2016-11-24"})", R"({"v":"soon"})"}), std::string("v STRING"));
        QCOMPARE(guessed({R"({"a":1})", R"({"b":1,"a":2})", "[1]", "{broken"}),
                 std::string("a BIGINT, b BIGINT"));
    }

    void nestedSchemasAreGuessedToo() {
        QCOMPARE(guessed({R"({"p":{"x":1}})", R"({"p":{"y":[1,2.5]}})", R"({"p":null})"}),
                 std::string("p STRUCT<x BIGINT, y ARRAY<DOUBLE>>"));
        QCOMPARE(guessed({R"({"p":[]})"}), std::string("p ARRAY<STRING>"));
        QCOMPARE(guessed({R"({"p":{}})"}), std::string("p STRING"));
        QCOMPARE(guessed({R"({"p":[{"a":1},{"b":"x"}]})"}),
                 std::string("p ARRAY<STRUCT<a BIGINT, b STRING>>"));
        QCOMPARE(guessed({R"({"p":[1]})", R"({"p":{"a":1}})"}), std::string("p STRING"));
    }

    void whatIsWrittenReadsBackTheSame() {
        const DataType nested =
            DataType::array(DataType::structure({{"k", TypeId::String}, {"v", DataType::decimal(38, 3)}}));
        const SchemaPtr schema = makeSchema({{"s", TypeId::String},
                                             {"x", TypeId::Double},
                                             {"n", TypeId::BigInt},
                                             {"i", TypeId::Int},
                                             {"b", TypeId::Boolean},
                                             {"t", TypeId::Timestamp},
                                             {"d", TypeId::Date},
                                             {"m", DataType::decimal(30, 4)},
                                             {"y", TypeId::Bytes},
                                             {"\"q\\\n", nested}});
        Random random(6);
        const auto maybe = [&](Value value) { return random.below(6) ? value : Value(); };
        const auto text = [&] {
            std::string result;
            for (std::uint64_t n = random.below(12); n > 0; --n) {
                const std::uint64_t c = random.below(140);
                result += c < 128 ? std::string(1, static_cast<char>(c)) : "\xF0\x9F\x9A\x8C";
            }
            return result;
        };
        BatchBuilder builder(schema);
        for (int r = 0; r < 2000; ++r) {
            ValueList list;
            for (std::uint64_t n = random.below(4); n > 0; --n) {
                list.push_back(maybe(ValueList{
                    maybe(text()),
                    maybe(static_cast<Decimal128>(static_cast<std::int64_t>(random.next())) * 1'000'000)}));
            }
            builder.appendRow({maybe(text()), maybe(random.normal()),
                               maybe(static_cast<std::int64_t>(random.next())),
                               maybe(static_cast<std::int32_t>(random.next())), maybe(random.below(2) == 1),
                               maybe(static_cast<std::int64_t>(random.below(4'000'000'000'000))),
                               maybe(static_cast<std::int32_t>(random.below(30'000))),
                               maybe(static_cast<Decimal128>(static_cast<std::int64_t>(random.next()))),
                               maybe(text()), maybe(list)});
        }
        const RecordBatch batch = builder.finish();
        std::string json;
        NdjsonWriter(*schema).appendRows(json, batch);
        JsonRowParser parser(schema);
        LineReader reader(piecesOf(json, 1000));
        TextLine line;
        while (reader.next(line) == RowStatus::Row) {
            const auto misfit = parser.append(line.text, builder);
            QVERIFY2(!misfit, misfit ? misfit->message.c_str() : "");
        }
        const RecordBatch back = builder.finish();
        QCOMPARE(back.rows(), batch.rows());
        for (std::size_t c = 0; c < schema->size(); ++c) {
            for (std::size_t r = 0; r < batch.rows(); ++r) {
                QVERIFY2(back.column(c).valueAt(r) == batch.column(c).valueAt(r),
                         schema->field(c).name.c_str());
            }
        }
    }
};

QTEST_GUILESS_MAIN(NdjsonReaderTest)
#include "tst_ndjson_reader.moc"
