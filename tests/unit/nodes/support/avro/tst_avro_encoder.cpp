// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "nodes/support/avro/avro_number.h"
#include "nodes/support/field_parser.h"
#include "tests/support/avro_values.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

RecordBatch batchOf(const std::string& columns, const std::vector<std::vector<Value>>& rows) {
    BatchBuilder builder(columnsOf(columns));
    for (const auto& row : rows)
        builder.appendRow(row);
    return builder.finish();
}

/// One column `f` with one value.
RecordBatch one(const std::string& type, Value value) { return batchOf("f " + type, {{std::move(value)}}); }

} // namespace

class TestAvroEncoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void columnsBecomeASchemaThatHoldsThem() {
        const SchemaPtr columns = columnsOf(
            "a BOOLEAN; b INT; c BIGINT; d DECIMAL(9,2); e DOUBLE; f STRING; g BYTES; "
            "h TIMESTAMP; i DATE; j STRUCT<x INT, y STRUCT<z INT>>; k ARRAY<STRING>; "
            "j_y ARRAY<STRUCT<z INT>>");
        const std::string schema = avroSchemaOf(*columns, "com.example.Position").value();
        QCOMPARE(
            QString::fromStdString(schema),
            QString(
                R"json({"type":"record","name":"com.example.Position","fields":[)json"
                R"json({"name":"a","type":["null","boolean"],"default":null},)json"
                R"json({"name":"b","type":["null","int"],"default":null},)json"
                R"json({"name":"c","type":["null","long"],"default":null},)json"
                R"json({"name":"d","type":["null",{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}],"default":null},)json"
                R"json({"name":"e","type":["null","double"],"default":null},)json"
                R"json({"name":"f","type":["null","string"],"default":null},)json"
                R"json({"name":"g","type":["null","bytes"],"default":null},)json"
                R"json({"name":"h","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null},)json"
                R"json({"name":"i","type":["null",{"type":"int","logicalType":"date"}],"default":null},)json"
                R"json({"name":"j","type":["null",{"type":"record","name":"com.example.Position_j","fields":[)json"
                R"json({"name":"x","type":["null","int"],"default":null},)json"
                R"json({"name":"y","type":["null",{"type":"record","name":"com.example.Position_j_y","fields":[)json"
                R"json({"name":"z","type":["null","int"],"default":null}]}],"default":null}]}],"default":null},)json"
                R"json({"name":"k","type":["null",{"type":"array","items":["null","string"]}],"default":null},)json"
                R"json({"name":"j_y","type":["null",{"type":"array","items":["null",{"type":"record","name":"com.example.Position_j_y_","fields":[)json"
                R"json({"name":"z","type":["null","int"],"default":null}]}]}],"default":null}]})json"));
        QVERIFY(AvroSchema::parse(schema));
    }

    void namesThatAvroDoesNotHaveAreFound() {
        const DataType nested = DataType::structure({{"1st", TypeId::Int}});
        const auto schema =
            avroSchemaOf(Schema({{"a b", TypeId::Int}, {"good_1", TypeId::Int}, {"s", nested}}), "R");
        QVERIFY(!schema);
        QCOMPARE(schema.error().items.size(), std::size_t{2});
        QCOMPARE(schema.error().items[0].message, std::string("`a b` cannot be the name of a field in Avro"));
        QCOMPARE(schema.error().items[1].message,
                 std::string("`s.1st` cannot be the name of a field in Avro"));
    }

    void everyTypeIsWrittenAsTheSchemaWantsIt_data() {
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("bytes");
        const auto row = [](const char* column, const char* value, const char* type, const char* bytes) {
            QTest::addRow("%s %s as %s", column, value, type) << column << value << type << bytes;
        };
        row("BOOLEAN", "true", R"("boolean")", "01");
        row("INT", "-1", R"("int")", "01");
        row("INT", "64", R"("long")", "80 01");
        row("INT", "3", R"("float")", "00 00 40 40");
        row("INT", "3", R"("double")", "00 00 00 00 00 00 08 40");
        row("INT", "3", R"("string")", "`f` is INT, and the schema wants a string");
        row("BIGINT", "-9223372036854775808", R"("long")", "ff ff ff ff ff ff ff ff ff 01");
        row("BIGINT", "-1", R"("int")", "01");
        row("BIGINT", "2147483648", R"("int")", "`f`: 2147483648 is no int");
        row("BIGINT", "1", R"("double")", "`f` is BIGINT, and the schema wants a double");
        row("BIGINT", "1", R"({"type": "long", "logicalType": "timestamp-millis"})",
            "`f` is BIGINT, and the schema wants a timestamp-millis");
        row("DOUBLE", "-1.5", R"("double")", "00 00 00 00 00 00 f8 bf");
        row("DOUBLE", "1.5", R"("float")", "00 00 c0 3f");
        row("DOUBLE", "1e300", R"("float")", "`f`: 1e+300 is no float");
        row("STRING", "foo", R"("string")", "06 66 6f 6f");
        row("STRING", "B", R"({"type": "enum", "name": "E", "symbols": ["A", "B"]})", "02");
        row("STRING", "C", R"({"type": "enum", "name": "E", "symbols": ["A", "B"]})",
            "`f`: `C` is no symbol of the enum");
        row("BYTES", "00FF", R"("bytes")", "04 00 ff");
        row("BYTES", "00FF", R"({"type": "fixed", "name": "F", "size": 2})", "00 ff");
        row("BYTES", "00FF", R"({"type": "fixed", "name": "F", "size": 3})",
            "`f`: 2 bytes are not 3 fixed bytes");
        row("DATE", "1969-12-31", R"({"type": "int", "logicalType": "date"})", "01");
        row("DATE", "1969-12-31", R"("int")", "`f` is DATE, and the schema wants an int");
        row("TIMESTAMP", "1970-01-01T00:00:01Z", R"({"type": "long", "logicalType": "timestamp-millis"})",
            "d0 0f");
        row("TIMESTAMP", "1970-01-01T00:00:00.001Z", R"({"type": "long", "logicalType": "timestamp-micros"})",
            "d0 0f");
        row("TIMESTAMP", "9999-12-31T00:00:00Z", R"({"type": "long", "logicalType": "timestamp-nanos"})",
            "`f`: the time does not fit a timestamp-nanos");
        row("TIMESTAMP", "1970-01-01T00:00:01Z", R"("long")",
            "`f` is TIMESTAMP, and the schema wants a long");
        const char* const decimal =
            R"({"type": "bytes", "logicalType": "decimal", "precision": 5, "scale": 2})";
        row("DECIMAL(5,2)", "-12.50", decimal, "04 fb 1e");
        row("DECIMAL(5,2)", "0", decimal, "02 00");
        row("DECIMAL(5,2)", "1.27", decimal, "02 7f");
        row("DECIMAL(5,2)", "1.28", decimal, "04 00 80");
        row("DECIMAL(5,2)", "-1.28", decimal, "02 80");
        row("DECIMAL(4,1)", "1.2", decimal, "02 78");
        row("DECIMAL(9,1)", "12345.6", decimal, "`f`: 12345.6 is not a decimal(5, 2)");
        row("DECIMAL(9,3)", "1", decimal, "`f` is DECIMAL(9,3), and the schema wants a decimal(5, 2)");
        row("DECIMAL(5,2)", "-1.28",
            R"({"type": "fixed", "name": "F", "size": 3, "logicalType": "decimal", "precision": 5, "scale": 2})",
            "ff ff 80");
        row("DECIMAL(5,0)", "99999",
            R"({"type": "fixed", "name": "F", "size": 1, "logicalType": "decimal", "precision": 5, "scale": 0})",
            "`f`: 99999 is not a decimal(5, 0)");
        row("INT", "3", R"(["null", "int"])", "02 06");
        row("INT", "3", R"(["int", "null"])", "00 06");
        row("INT", "3", R"(["null", "string"])", "`f` is INT, and the schema wants a string");
        row("INT", "3", R"(["null"])", "`f` is INT, and the schema has only null");
        row("BIGINT", "3", R"(["int", "long"])", "02 06"); // the int may be too narrow
        row("INT", "NULL", R"(["int", "null"])", "02");
        row("INT", "NULL", R"("int")", "`f`: it is NULL, and the schema wants a value");
    }
    void everyTypeIsWrittenAsTheSchemaWantsIt() {
        QFETCH(QString, column);
        QFETCH(QString, value);
        QFETCH(QString, type);
        QFETCH(QString, bytes);
        const SchemaPtr columns = columnsOf("f " + column.toStdString());
        BatchBuilder rows(columns);
        if (value == "NULL")
            rows.column(0).appendNull();
        else
            QVERIFY(FieldParser(columns->field(0).type).append(value.toStdString(), true, rows.column(0)));
        QCOMPARE(QString::fromStdString(encoded(recordOf(type.toStdString()), rows.finish())), bytes);
    }

    void columnsAndFieldsMeetByName() {
        const std::string schema =
            R"json({"type": "record", "name": "R", "fields": [{"name": "c", "type": "int", "default": -1}, {"name": "b", "type": "int"},
                {"name": "d", "type": ["null", "int"]}, {"name": "a", "type": {"type": "record", "name": "A", "fields": [
                    {"name": "x", "type": "int"}, {"name": "e", "type": "string", "default": "ü"}]}}]})json";
        QCOMPARE(QString::fromStdString(
                     encoded(schema, batchOf("a STRUCT<x INT>; b INT", {{ValueList{Value(5)}, 6}}))),
                 QString("01 0c 00 0a 04 c3 bc"));
        QCOMPARE(
            encoded(schema, batchOf("a STRUCT<y INT>; z INT", {})),
            std::string(
                "the record `R` has no field for `z`; there is no column for the field `b`, which has no "
                "default; the record `A` has no field for `a.y`; there is no column for the field `a.x`, "
                "which has no default"));
        QCOMPARE(QString::fromStdString(encoded(R"("int")", batchOf("a INT", {}))),
                 QString("the schema is an int, and a row is a record"));
    }

    void defaultsAreWrittenAsTheyStandInTheSchema_data() {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("bytes");
        const auto row = [](const char* type, const char* value, const char* bytes) {
            QTest::addRow("%s of %s", value, type) << type << value << bytes;
        };
        const char* const wrong = "the field `g` has a default that is no value of it";
        row(R"("boolean")", "true", "01");
        row(R"("int")", "2147483648", wrong);
        row(R"("long")", "1.5", wrong);
        row(R"("float")", "1.5", "00 00 c0 3f");
        row(R"("double")", "1", "00 00 00 00 00 00 f0 3f");
        row(R"("bytes")", R"("\u00ff\u0000a")", "06 ff 00 61");
        row(R"("bytes")", R"("\u0100")", wrong);
        row(R"({"type": "fixed", "name": "F", "size": 1})", R"("\u00ff")", "ff");
        row(R"({"type": "fixed", "name": "F", "size": 2})", R"("\u00ff")", wrong);
        row(R"({"type": "enum", "name": "E", "symbols": ["A", "B"]})", R"("B")", "02");
        row(R"({"type": "enum", "name": "E", "symbols": ["A", "B"]})", R"("C")", wrong);
        row(R"({"type": "array", "items": "int"})", "[1, 2]", "04 02 04 00");
        row(R"({"type": "map", "values": "int"})", R"({"a": 1})", "02 02 61 02 00");
        row(R"({"type": "map", "values": "int"})", "[]", wrong);
        row(R"(["null", "int"])", "null", "00");
        row(R"(["int", "null"])", "null", "02");
        row(R"({"type": "record", "name": "P", "fields": [{"name": "x", "type": "int", "default": 1}, {"name": "y", "type": "int"}]})",
            R"({"y": 2})", "02 04");
        row(R"({"type": "record", "name": "S", "fields": [{"name": "s", "type": "S", "default": {}}]})", "{}",
            wrong);
    }
    void defaultsAreWrittenAsTheyStandInTheSchema() {
        QFETCH(QString, type);
        QFETCH(QString, value);
        QFETCH(QString, bytes);
        const QString schema = R"json({"type": "record", "name": "R", "fields": [{"name": "f", "type": "int"},
                                  {"name": "g", "type": %1, "default": %2}]})json";
        const std::string got = encoded(schema.arg(type, value).toStdString(), one("INT", 0));
        QCOMPARE(QString::fromStdString(got), got.starts_with("00") ? "00 " + bytes : bytes);
    }

    void whatIsWrittenIsReadAsItWas() {
        const SchemaPtr columns = columnsOf(
            "a BOOLEAN; b INT; c BIGINT; d DECIMAL(38,10); e DOUBLE; f STRING; g BYTES; h TIMESTAMP; i DATE; "
            "j STRUCT<x INT, y ARRAY<STRING>>; k ARRAY<STRUCT<z DECIMAL(3,1)>>");
        Random random(11);
        const auto anything = [&random](const DataType& type, const auto& self) -> Value {
            if (random.below(5) == 0) return {};
            const std::uint64_t bits = random.next() >> random.below(64);
            switch (type.id()) {
                case TypeId::Boolean: return bits % 2 == 0;
                case TypeId::Int:
                case TypeId::Date: return static_cast<std::int32_t>(bits);
                case TypeId::BigInt:
                case TypeId::Timestamp: return static_cast<std::int64_t>(bits);
                case TypeId::Double: return static_cast<double>(bits) * random.normal();
                case TypeId::Decimal: {
                    Decimal128 value = bits >> 1;
                    value = (value * static_cast<Decimal128>(random.next() >> 1)) % tenTo(type.precision());
                    return random.below(2) == 0 ? value : -value;
                }
                case TypeId::String: return std::string(random.below(20), static_cast<char>('a' + bits % 26));
                case TypeId::Bytes: return std::string(random.below(20), static_cast<char>(bits));
                case TypeId::Struct: {
                    ValueList list;
                    for (const auto& field : type.fields())
                        list.push_back(self(field.type, self));
                    return list;
                }
                default: {
                    ValueList list;
                    for (std::uint64_t n = random.below(4); n > 0; --n)
                        list.push_back(self(type.element(), self));
                    return list;
                }
            }
        };
        BatchBuilder builder(columns);
        for (int row = 0; row < 2'000; ++row) {
            std::vector<Value> values;
            for (const Field& field : columns->fields())
                values.push_back(anything(field.type, anything));
            builder.appendRow(values);
        }
        const RecordBatch rows = builder.finish();
        const auto schema = avroSchema(avroSchemaOf(*columns, "R").value());
        const auto encoder = AvroEncoder::make(schema, *columns).value();
        const auto decoder = AvroDecoder::make(schema, *columns, {}).value();
        BatchBuilder again(columns);
        for (std::size_t row = 0; row < rows.rows(); ++row) {
            std::string bytes;
            QVERIFY(!encoder->append(bytes, rows, row));
            const auto why = decoder->append(bytes, again);
            QVERIFY2(!why, why ? why->message.c_str() : "");
        }
        const RecordBatch read = again.finish();
        for (std::size_t row = 0; row < rows.rows(); ++row)
            for (std::size_t c = 0; c < columns->size(); ++c)
                QVERIFY2(read.column(c).valueAt(row) == rows.column(c).valueAt(row),
                         (rowText(rows, row) + "\n" + rowText(read, row)).c_str());
    }
};

QTEST_GUILESS_MAIN(TestAvroEncoder)
#include "tst_avro_encoder.moc"
