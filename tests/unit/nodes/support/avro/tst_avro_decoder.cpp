// SPDX-License-Identifier: Apache-2.0
// Avro's binary form by hand: https://avro.apache.org/docs/1.11.1/specification/#binary-encoding
#include "engine/base/random.h"
#include "tests/support/avro_values.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

/// One record with most of what there is, and its bytes as fastavro 1.13.1 (schemaless_writer) wrote them.
const char* const kPositionSchema =
    R"json({"type": "record", "name": "Position", "namespace": "com.example", "fields": [
    {"name": "vehicle", "type": "string"},
    {"name": "route", "type": ["null", "int"], "default": null},
    {"name": "note", "type": ["null", "string"], "default": null},
    {"name": "speed", "type": "float"},
    {"name": "lat", "type": "double"},
    {"name": "count", "type": "long"},
    {"name": "ok", "type": "boolean"},
    {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
    {"name": "seen", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]},
    {"name": "day", "type": {"type": "int", "logicalType": "date"}},
    {"name": "fare", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
    {"name": "toll", "type": {"type": "fixed", "name": "Toll", "size": 6, "logicalType": "decimal", "precision": 12, "scale": 4}},
    {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["IDLE", "MOVING", "BROKEN"]}},
    {"name": "raw", "type": "bytes"},
    {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 4}},
    {"name": "trip", "type": {"type": "string", "logicalType": "uuid"}},
    {"name": "place", "type": {"type": "record", "name": "Place", "fields": [{"name": "x", "type": "int"}, {"name": "y", "type": ["null", "double"]}]}},
    {"name": "before", "type": ["null", "Place"]},
    {"name": "tags", "type": {"type": "array", "items": ["null", "string"]}},
    {"name": "extra", "type": {"type": "map", "values": "long"}},
    {"name": "either", "type": ["int", "string"]}]})json";
const char* const kPosition =
    "10627573203720c3bc02c10c00000048413e07962364443e408180808080808020018ebaf8f4b681a10502010304fb1e0002"
    "dfdc1c35020600ff10deadbeef4830313233343536372d383961622d636465662d303132332d343536373839616263646566"
    "06000207020000000000000440060202610002027a0002026b0900020874657874";

QString shown(const std::string& schema, const SchemaPtr& columns, std::string_view record,
              const AvroTimes& times = {}) {
    return QString::fromStdString(decoded(schema, columns, record, times));
}

/// A record of two records of two records ... of nothing.
std::string recordsOfTwo(int levels) {
    std::string type = R"json({"type": "record", "name": "D0", "fields": []})json";
    for (int i = 1; i < levels; ++i)
        type = R"json({"type": "record", "name": "D)json" + std::to_string(i) +
               R"json(", "fields": [{"name": "a", "type": )json" + type +
               R"json(}, {"name": "b", "type": "D)json" + std::to_string(i - 1) + "\"}]}";
    return type;
}

} // namespace

class TestAvroDecoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTypeIsReadAsTheColumnWantsIt_data() {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("bytes");
        QTest::addColumn<QString>("row");
        const auto row = [](const char* type, const char* column, const char* bytes, const char* text) {
            QTest::addRow("%s as %s: %s", type, column, text) << type << column << bytes << text;
        };
        row(R"("boolean")", "BOOLEAN", "01", "true");
        row(R"("boolean")", "STRING", "00", "false");
        row(R"("boolean")", "BOOLEAN", "02", "MR3550 `f`: a boolean is neither 0 nor 1");
        row(R"("int")", "INT", "01", "-1");
        row(R"("int")", "BIGINT", "feffffff0f", "2147483647");
        row(R"("int")", "INT", "8080808010", "MR3550 `f`: an int has more than 32 bits");
        row(R"("int")", "DOUBLE", "06", "3.0");
        row(R"("int")", "DECIMAL(6,2)", "03", "-2.00");
        row(R"("int")", "DECIMAL(3,2)", "14", "MR3550 `f`: 10 is no DECIMAL(3,2)");
        row(R"("int")", "STRING", "54", "42");
        row(R"("long")", "BIGINT", "ffffffffffffffffff01", "-9223372036854775808");
        row(R"("long")", "BIGINT", "feffffffffffffffff01", "9223372036854775807");
        row(R"("long")", "BIGINT", "ffffffffffffffffff02", "MR3550 `f`: a number has more than 64 bits");
        row(R"("long")", "BIGINT", "ffffffffffffffffffff01", "MR3550 `f`: a number has more than 64 bits");
        row(R"("long")", "INT", "8001", "64");
        row(R"("long")", "INT", "8080808010", "MR3550 `f`: 2147483648 is no INT");
        row(R"("long")", "TIMESTAMP", "d00f", "1970-01-01T00:00:01.000Z");
        row(R"("long")", "BOOLEAN", "02", "MR3549 the field `f`: a long is no BOOLEAN");
        row(R"("float")", "DOUBLE", "0000c03f", "1.5");
        row(R"("float")", "STRING", "0000c03f", "1.5");
        row(R"("double")", "DOUBLE", "000000000000f8bf", "-1.5");
        row(R"("double")", "TIMESTAMP", "0000000000408f40", "1970-01-01T00:00:01.000Z");
        row(R"("double")", "BIGINT", "", "MR3549 the field `f`: a double is no BIGINT");
        row(R"("string")", "STRING", "06 66 6f 6f", "foo");
        row(R"("string")", "STRING", "02 ff", "MR3550 `f`: the text is no UTF-8");
        row(R"("string")", "STRING", "01", "MR3550 `f`: a length is negative");
        row(R"("string")", "BYTES", "02 ff", "FF");
        row(R"("string")", "BIGINT", "04 34 32", "42");
        row(R"("string")", "DOUBLE", "02 78", "MR3550 `f`: the text is no DOUBLE");
        row(R"("string")", "DATE", "14 32303136 2d 3131 2d 3234", "2016-11-24");
        row(R"("string")", "TIMESTAMP", "14 32303136 2d 3131 2d 3234", "2016-11-24T00:00:00.000Z");
        row(R"("bytes")", "BYTES", "04 00 ff", "00FF");
        row(R"("bytes")", "STRING", "02 41", "A");
        row(R"("null")", "INT", "", "NULL");
        row(R"(["null", "long"])", "INT", "00", "NULL");
        row(R"(["null", "long"])", "INT", "02 06", "3");
        row(R"(["null", "long"])", "INT", "04", "MR3550 `f`: there is no choice 2 of 2");
        row(R"(["string", "int", "null"])", "STRING", "02 06", "3");
        row(R"(["boolean", "int"])", "INT", "00 01", "MR3550 `f`: a boolean is no INT");
        row(R"(["null", "boolean"])", "INT", "00", "MR3549 the field `f`: a boolean is no INT");
        row(R"({"type": "int", "logicalType": "date"})", "DATE", "01", "1969-12-31");
        row(R"({"type": "int", "logicalType": "date"})", "TIMESTAMP", "01", "1969-12-31T00:00:00.000Z");
        row(R"({"type": "int", "logicalType": "date"})", "INT", "01", "-1");
        row(R"({"type": "int", "logicalType": "date"})", "STRING", "01", "1969-12-31");
        row(R"({"type": "long", "logicalType": "timestamp-millis"})", "TIMESTAMP", "01",
            "1969-12-31T23:59:59.999Z");
        row(R"({"type": "long", "logicalType": "timestamp-micros"})", "TIMESTAMP", "01",
            "1969-12-31T23:59:59.999Z");
        row(R"({"type": "long", "logicalType": "timestamp-nanos"})", "TIMESTAMP", "80897a",
            "1970-01-01T00:00:00.001Z");
        row(R"({"type": "long", "logicalType": "timestamp-micros"})", "BIGINT", "01", "-1");
        row(R"({"type": "long", "logicalType": "timestamp-millis"})", "STRING", "00",
            "1970-01-01T00:00:00.000Z");
        row(R"({"type": "long", "logicalType": "local-timestamp-millis"})", "TIMESTAMP", "00",
            "1970-01-01T06:00:00.000Z"); // at home six hours west of Greenwich
        row(R"({"type": "long", "logicalType": "local-timestamp-millis"})", "TIMESTAMP",
            "feffffffffffffffff01", "MR3550 `f`: the number is no time");
        row(R"({"type": "long", "logicalType": "no-such"})", "BIGINT", "02", "1");
        row(R"({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2})", "DECIMAL(9,2)",
            "04 fb1e", "-12.50");
        row(R"({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2})", "DECIMAL(9,1)",
            "02 7d", "1.3");
        row(R"({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2})", "DECIMAL(9,4)",
            "02 7d", "1.2500");
        row(R"({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2})", "DECIMAL(2,2)",
            "02 7d", "MR3550 `f`: the number is no DECIMAL(2,2)");
        row(R"({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2})", "DOUBLE", "02 7d",
            "1.25");
        row(R"({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2})", "STRING", "02 7d",
            "1.25");
        row(R"({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2})", "DECIMAL(9,2)",
            "00", "0.00");
        row(R"({"type": "bytes", "logicalType": "decimal", "precision": 9})", "DECIMAL(9,0)",
            "26 000000000000000000000000000000000000 05", "5");
        row(R"({"type": "bytes", "logicalType": "decimal", "precision": 50})", "DECIMAL(38,0)",
            "22 7f ffffffffffffffffffffffffffffffff", "MR3550 `f`: the number is no DECIMAL(38,0)");
        row(R"({"type": "bytes", "logicalType": "decimal", "precision": 50})", "DECIMAL(38,0)",
            "22 00 ffffffffffffffffffffffffffffffff", "MR3550 `f`: the number is no DECIMAL(38,0)");
        row(R"({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2})", "BYTES", "02 7d",
            "7D");
        row(R"({"type": "bytes", "logicalType": "decimal", "precision": 50, "scale": 40})", "DOUBLE", "02 7d",
            "MR3549 the field `f`: a decimal(50, 40) has more decimals than there can be");
        row(R"({"type": "enum", "name": "E", "symbols": ["A", "B"]})", "STRING", "02", "B");
        row(R"({"type": "enum", "name": "E", "symbols": ["A", "B"]})", "STRING", "04",
            "MR3550 `f`: there is no choice 2 of 2");
        row(R"({"type": "fixed", "name": "F", "size": 3})", "BYTES", "00ff10", "00FF10");
        row(R"({"type": "fixed", "name": "F", "size": 3})", "BYTES", "00ff", "MR3550 `f`: it ends early");
        row(R"({"type": "fixed", "name": "F", "size": 16, "logicalType": "uuid"})", "STRING",
            "0123456789abcdef0123456789abcdef", "01234567-89ab-cdef-0123-456789abcdef");
        row(R"({"type": "array", "items": "int"})", "ARRAY<INT>", "00", "[]");
        row(R"({"type": "array", "items": "int"})", "ARRAY<INT>", "04 02 04 02 06 00", "[1,2,3]");
        row(R"({"type": "array", "items": "int"})", "ARRAY<INT>", "03 04 02 04 00", "[1,2]");
        row(R"({"type": "array", "items": "int"})", "ARRAY<STRING>", "02 02 00", R"(["1"])");
        row(R"({"type": "array", "items": "int"})", "INT", "00", "MR3549 the field `f`: an array is no INT");
        row(R"({"type": "map", "values": "int"})", "ARRAY<STRUCT<key STRING, value INT>>", "02 02 61 04 00",
            R"([{"key":"a","value":2}])");
        row(R"({"type": "record", "name": "P", "fields": [{"name": "x", "type": "int"}, {"name": "y", "type": "int"}]})",
            "STRUCT<y BIGINT, z STRING>", "02 04", R"({"y":2,"z":null})");
    }
    void everyTypeIsReadAsTheColumnWantsIt() {
        QFETCH(QString, type);
        QFETCH(QString, column);
        QFETCH(QString, bytes);
        QFETCH(QString, row);
        const TimeFormat home = TimeFormat::parse("auto", "-06:00").value();
        const bool isLocal = type.contains("local");
        QCOMPARE(QString::fromStdString(
                     decoded(recordOf(type.toStdString()), columnsOf("f " + column.toStdString()),
                             bytesOfHex(bytes.toStdString()), isLocal ? AvroTimes{home, home} : AvroTimes{})),
                 row);
    }

    void whatAnotherLibraryWroteIsRead() {
        const SchemaPtr columns = columnsOf(
            "tags ARRAY<STRING>; vehicle STRING; route INT; note STRING; speed DOUBLE; lat DOUBLE; count "
            "BIGINT; "
            "ok BOOLEAN; at* TIMESTAMP; seen TIMESTAMP; day DATE; fare DECIMAL(9,2); toll DECIMAL(12,4); "
            "state STRING; raw BYTES; hash BYTES; trip STRING; place STRUCT<x INT, y DOUBLE>; "
            "before STRUCT<x INT, y DOUBLE>; extra ARRAY<STRUCT<key STRING, value BIGINT>>; either STRING; "
            "missing DOUBLE");
        QCOMPARE(
            shown(kPositionSchema, columns, bytesOfHex(kPosition)),
            QString(
                R"(["a",null,"z"]|bus 7 ü|-801|NULL|12.5|30.267153|-9007199254740993|true|2016-11-24T06:00:01.234Z|)"
                R"(1969-12-31T23:59:59.999Z|1969-12-30|-12.50|1234567.8901|MOVING|00FF10|DEADBEEF|)"
                R"(01234567-89ab-cdef-0123-456789abcdef|{"x":3,"y":null}|{"x":-4,"y":2.5}|)"
                R"([{"key":"k","value":-5}]|text|NULL)"));
        // All but the last are passed over.
        QCOMPARE(shown(kPositionSchema, columnsOf("either STRING"), bytesOfHex(kPosition)), QString("text"));
    }

    void aRecordThatIsCutAnywhereIsNone() {
        const std::string record = bytesOfHex(kPosition);
        for (const char* columns :
             {"either STRING", "tags ARRAY<STRING>; extra ARRAY<STRUCT<k STRING, v INT>>",
              "vehicle STRING; place STRUCT<x INT>; toll DECIMAL(12,4)"}) {
            for (std::size_t size = 0; size < record.size(); ++size) {
                const std::string got =
                    decoded(kPositionSchema, columnsOf(columns), std::string_view(record).substr(0, size));
                QVERIFY2(got.starts_with("MR3550 "), got.c_str());
            }
        }
        QCOMPARE(shown(kPositionSchema, columnsOf("either STRING"), record + "x"),
                 QString("MR3550 1 bytes are left behind the record"));
    }

    void whateverIsInTheBytesNothingBreaks() {
        Random random(7);
        const SchemaPtr columns = columnsOf(
            "tags ARRAY<STRING>; at* TIMESTAMP; toll DECIMAL(12,4); state STRING; place STRUCT<x INT, y "
            "DOUBLE>; "
            "before STRUCT<x INT, y DOUBLE>; either STRING");
        const auto decoder = AvroDecoder::make(avroSchema(kPositionSchema), *columns, {}).value();
        BatchBuilder rows(columns);
        std::size_t good = 0;
        for (int round = 0; round < 20'000; ++round) {
            std::string record = bytesOfHex(kPosition);
            for (int changes = 0; changes < 3; ++changes)
                record[random.below(record.size())] = static_cast<char>(random.below(256));
            if (!decoder->append(record, rows)) ++good;
            QCOMPARE(rows.rows(), good);
        }
        QVERIFY(good > 0 && good < 20'000);
        QCOMPARE(rows.finish().rows(), good);
    }

    void listsThatClaimTooMuchAreNotBelieved() {
        const std::string many = "fe ff ff ff ff ff ff ff ff 01"; // 2^63 - 1
        for (const char* items :
             {R"("null")", R"({"type": "record", "name": "E", "fields": []})", R"("int")"}) {
            const std::string schema = recordOf(R"({"type": "array", "items": )" + std::string(items) + "}");
            for (const char* column : {"f ARRAY<STRING>", "other INT"}) {
                if (std::string(items).find("record") != std::string::npos && column[0] == 'f') continue;
                QCOMPARE(shown(schema, columnsOf(column), bytesOfHex(many)),
                         QString("MR3550 `f`: an array or map says that it has more in it than can be"));
                // The lowest number there is has no opposite.
                QVERIFY(decoded(schema, columnsOf(column), bytesOfHex("ff ff ff ff ff ff ff ff ff 01 00"))
                            .starts_with("MR3550"));
            }
        }
    }

    void whatIsNestedWithoutEndIsGivenUp() {
        const std::string list =
            R"({"type": "record", "name": "L", "fields": [{"name": "next", "type": ["null", "L"]}]})";
        QCOMPARE(shown(recordOf(list), columnsOf("other INT"), std::string(20, '\2') + std::string(1, '\0')),
                 QString("NULL"));
        QVERIFY(decoded(recordOf(list), columnsOf("other INT"), std::string(1000, '\2'))
                    .starts_with("MR3550 `f.next.next."));
        // A record of itself, and records of two records of two ... of nothing: no byte, and no end.
        const std::string self = R"({"type": "record", "name": "S", "fields": [{"name": "s", "type": "S"}]})";
        QVERIFY(decoded(recordOf(self), columnsOf("other INT"), "").starts_with("MR3550"));
        const std::string doubled = recordsOfTwo(50);
        QVERIFY(decoded(recordOf(doubled), columnsOf("other INT"), "").starts_with("MR3550"));
    }

    void theEventTimeIsNeverMissing() {
        const std::string null = recordOf(R"(["null", "long"])");
        QCOMPARE(shown(null, columnsOf("f* TIMESTAMP"), bytesOfHex("00")),
                 QString("MR3118 the event time `f` is missing"));
        QCOMPARE(shown(null, columnsOf("other* TIMESTAMP"), bytesOfHex("00")),
                 QString("MR3118 the event time `other` is missing"));
        const AvroTimes seconds{{}, TimeFormat::parse("epoch_s").value()};
        QCOMPARE(shown(null, columnsOf("f* TIMESTAMP"), bytesOfHex("02 02"), seconds),
                 QString("1970-01-01T00:00:01.000Z"));
        QCOMPARE(shown(null, columnsOf("f TIMESTAMP"), bytesOfHex("02 02"), seconds),
                 QString("1970-01-01T00:00:00.001Z"));
    }

    void aUnionOfRecordsIsReadByItsBranch() {
        const std::string both =
            R"(["null", {"type": "record", "name": "A", "fields": [{"name": "x", "type": "int"}]},
                                     {"type": "record", "name": "B", "fields": [{"name": "y", "type": "int"}]}, "int"])";
        const SchemaPtr columns = columnsOf("x INT; y INT");
        QCOMPARE(shown(both, columns, bytesOfHex("02 02")), QString("1|NULL"));
        QCOMPARE(shown(both, columns, bytesOfHex("04 02")), QString("NULL|1"));
        QCOMPARE(shown(both, columns, bytesOfHex("00")), QString("NULL|NULL"));
        QCOMPARE(shown(both, columns, bytesOfHex("06 02")),
                 QString("MR3549 the schema is an int, and a row is a record"));
        QCOMPARE(shown(both, columns, bytesOfHex("08 02")), QString("MR3550 there is no choice 4 of 4"));
        QCOMPARE(shown(R"("string")", columns, ""),
                 QString("MR3549 the schema is a string, and a row is a record"));
        QCOMPARE(shown(R"(["null"])", columns, ""), QString("MR3549 the schema has no record, only null"));
    }

    void schemasAreCheckedAsTheyAreRead_data() {
        QTest::addColumn<QString>("schema");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char* name, const char* schema, const char* problem) {
            QTest::newRow(name) << schema << problem;
        };
        const char* const nothing = "";
        row("a name", R"("int")", nothing);
        row("a bare name", "int", nothing);
        row("a type in a type", R"({"type": {"type": "int"}})", nothing);
        row("two namespaces",
            R"({"type": "record", "name": "a.R", "fields": [
                {"name": "x", "type": {"type": "fixed", "name": "F", "size": 1}},
                {"name": "y", "type": "F"}, {"name": "z", "type": "a.F"},
                {"name": "w", "type": {"type": "enum", "name": "F", "namespace": "b", "symbols": []}},
                {"name": "v", "type": "b.F"}]})",
            nothing);
        row("no JSON", "{", "it is no JSON: incomplete JSON");
        row("no type of that name", R"("integer")", "there is no type `integer`");
        row("a number", "5", "a type is a name, a list or an object");
        row("no type", "{}", "a type without `type`");
        row("no fields", R"({"type": "record", "name": "R"})", "the record `R` has no fields");
        row("a field twice",
            R"({"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}, {"name": "a", "type": "int"}]})",
            "there are two fields `a` in `R`");
        row("a type twice",
            R"([{"type": "fixed", "name": "F", "size": 1}, {"type": "fixed", "name": "F", "size": 1}])",
            "there are two types `F`");
        row("a bad name", R"({"type": "enum", "name": "1", "symbols": []})",
            "`1` cannot be the name of a type");
        row("a union in a union", R"([["int"]])", "a union stands directly in a union");
        row("an empty union", "[]", "a union without a branch has no value");
        row("no items", R"({"type": "array"})", "an array without `items`");
        row("no size", R"({"type": "fixed", "name": "F"})", "`F` has no size");
        row("another namespace",
            R"({"type": "record", "name": "a.R", "fields": [
                {"name": "x", "type": {"type": "fixed", "name": "b.F", "size": 1}}, {"name": "y", "type": "F"}]})",
            "there is no type `F`");
    }
    void schemasAreCheckedAsTheyAreRead() {
        QFETCH(QString, schema);
        QFETCH(QString, problem);
        const auto parsed = AvroSchema::parse(schema.toStdString());
        QCOMPARE(parsed ? QString() : QString::fromStdString(parsed.error().items.at(0).message), problem);
    }

    void schemasThatAreNestedTooDeepAreRefused() {
        std::string deep = R"("int")";
        for (int i = 0; i < 10'000; ++i)
            deep = R"({"type": "array", "items": )" + deep + "}";
        QVERIFY(!AvroSchema::parse(deep));
    }

    void aSchemaMayReferToOthers() {
        const std::vector<std::string> named{
            R"({"type": "fixed", "name": "a.F", "size": 1})",
            R"({"type": "record", "name": "a.P", "fields": [{"name": "f", "type": "F"}]})"};
        QVERIFY(AvroSchema::parse(R"({"type": "array", "items": "a.P"})", named));
        QVERIFY(!AvroSchema::parse(R"({"type": "array", "items": "a.P"})"));
    }
};

QTEST_GUILESS_MAIN(TestAvroDecoder)
#include "tst_avro_decoder.moc"
