// SPDX-License-Identifier: Apache-2.0
// What we write Avro C reads, and the other way round. It has no logical types: those are in the other tests.
#include "engine/base/random.h"
#include "tests/support/avro_values.h"

#include <QTest>

#include <avro.h>

#include <memory>
#include <stdexcept>

using namespace millrace;
using namespace millrace::test;

namespace {

template <auto kFree> struct Frees {
    template <class T> void operator()(T* object) const { kFree(object); }
};
using OtherSchema = std::unique_ptr<avro_obj_t, Frees<&avro_schema_decref>>;

void require(int error) {
    if (error) throw std::runtime_error(avro_strerror());
}

/// A value of a schema, as Avro C has it.
class OtherValue {
public:
    explicit OtherValue(const std::string& schema) {
        avro_schema_t parsed = nullptr;
        require(avro_schema_from_json_length(schema.data(), schema.size(), &parsed));
        schema_.reset(parsed);
        kind_ = avro_generic_class_from_schema(parsed);
        require(avro_generic_value_new(kind_, &value_));
    }
    ~OtherValue() {
        avro_value_decref(&value_);
        avro_value_iface_decref(kind_);
    }
    OtherValue(const OtherValue&) = delete;
    OtherValue& operator=(const OtherValue&) = delete;

    avro_value_t* get() { return &value_; }
    avro_value_t field(const char* name) {
        avro_value_t field;
        require(avro_value_get_by_name(&value_, name, &field, nullptr));
        return field;
    }
    std::string json() {
        char* text = nullptr;
        require(avro_value_to_json(&value_, 1, &text));
        const std::unique_ptr<char, Frees<&std::free>> owned(text);
        return text;
    }
    void read(const std::string& bytes) {
        const avro_reader_t reader =
            avro_reader_memory(bytes.data(), static_cast<std::int64_t>(bytes.size()));
        const int error = avro_value_read(reader, &value_);
        avro_reader_free(reader);
        require(error);
    }
    std::string write() {
        std::string bytes(65'536, '\0');
        const avro_writer_t writer =
            avro_writer_memory(bytes.data(), static_cast<std::int64_t>(bytes.size()));
        const int error = avro_value_write(writer, &value_);
        bytes.resize(static_cast<std::size_t>(avro_writer_tell(writer)));
        avro_writer_free(writer);
        require(error);
        return bytes;
    }

private:
    OtherSchema schema_;
    avro_value_iface_t* kind_ = nullptr;
    avro_value_t value_{};
};

} // namespace

class TestAvroOtherLibrary : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itReadsWhatWeWrite() {
        const SchemaPtr columns = columnsOf(
            "a BOOLEAN; b INT; c BIGINT; e DOUBLE; f STRING; j STRUCT<x INT, y STRING>; "
            "k ARRAY<BIGINT>");
        BatchBuilder rows(columns);
        rows.appendRow({true, std::int32_t{-64}, INT64_MIN, 0.1, std::string("bus ü"),
                        ValueList{std::int32_t{1}, Value()}, ValueList{std::int64_t{7}, Value(), INT64_MAX}});
        rows.appendRow(std::vector<Value>(columns->size()));
        const RecordBatch batch = rows.finish();
        const std::string schema = avroSchemaOf(*columns, "R").value();
        OtherValue other(schema);
        other.read(bytesOfHex(encoded(schema, batch, 0)));
        QCOMPARE(
            QString::fromStdString(other.json()),
            QString(
                R"json({"a": {"boolean": true}, "b": {"int": -64}, "c": {"long": -9223372036854775808}, "e": {"double": 0.10000000000000001}, )json"
                R"json("f": {"string": "bus \u00FC"}, "j": {"R_j": {"x": {"int": 1}, "y": null}}, )json"
                R"json("k": {"array": [{"long": 7}, null, {"long": 9223372036854775807}]}})json"));
        OtherValue nothing(schema);
        nothing.read(bytesOfHex(encoded(schema, batch, 1)));
        QCOMPARE(QString::fromStdString(nothing.json()),
                 QString(R"({"a": null, "b": null, "c": null, "e": null, "f": null, "j": null, "k": null})"));
    }

    void weReadWhatItWrites() {
        const std::string schema = R"json({"type": "record", "name": "R", "fields": [
            {"name": "b", "type": "boolean"}, {"name": "i", "type": "int"}, {"name": "l", "type": "long"}, {"name": "f", "type": "float"},
            {"name": "d", "type": "double"}, {"name": "s", "type": "string"}, {"name": "o", "type": "bytes"},
            {"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["A", "B"]}},
            {"name": "x", "type": {"type": "fixed", "name": "X", "size": 2}}, {"name": "u", "type": ["null", "long"]},
            {"name": "a", "type": {"type": "array", "items": "int"}}, {"name": "m", "type": {"type": "map", "values": "string"}}]})json";
        const SchemaPtr columns = columnsOf(
            "u BIGINT; b BOOLEAN; i INT; l BIGINT; f DOUBLE; d DOUBLE; s STRING; o BYTES; e STRING; x BYTES; "
            "a ARRAY<BIGINT>; m ARRAY<STRUCT<key STRING, value STRING>>");
        Random random(3);
        for (int round = 0; round < 500; ++round) {
            OtherValue other(schema);
            const bool b = random.below(2) == 1;
            const auto i = static_cast<std::int32_t>(random.next());
            const auto l = static_cast<std::int64_t>(random.next() >> random.below(64));
            const auto f = static_cast<float>(random.normal());
            const double d = random.normal();
            std::string s(random.below(50), 'x'), o(random.below(50), static_cast<char>(random.next()));
            const auto e = static_cast<int>(random.below(2));
            char x[2] = {static_cast<char>(random.next()), 0};
            avro_value_t field = other.field("b"), branch, item;
            require(avro_value_set_boolean(&field, static_cast<int>(b)));
            field = other.field("i");
            require(avro_value_set_int(&field, i));
            field = other.field("l");
            require(avro_value_set_long(&field, l));
            field = other.field("f");
            require(avro_value_set_float(&field, f));
            field = other.field("d");
            require(avro_value_set_double(&field, d));
            field = other.field("s");
            require(avro_value_set_string_len(&field, s.c_str(), s.size() + 1));
            field = other.field("o");
            require(avro_value_set_bytes(&field, static_cast<void*>(o.data()), o.size()));
            field = other.field("e");
            require(avro_value_set_enum(&field, e));
            field = other.field("x");
            require(avro_value_set_fixed(&field, static_cast<void*>(x), sizeof x));
            field = other.field("u");
            const bool isNull = random.below(2) == 1;
            require(avro_value_set_branch(&field, isNull ? 0 : 1, &branch));
            require(isNull ? avro_value_set_null(&branch) : avro_value_set_long(&branch, l));
            field = other.field("a");
            ValueList list;
            for (std::uint64_t n = random.below(4); n > 0; --n) {
                require(avro_value_append(&field, &item, nullptr));
                require(avro_value_set_int(&item, static_cast<std::int32_t>(n)));
                list.emplace_back(static_cast<std::int64_t>(n));
            }
            field = other.field("m");
            require(avro_value_add(&field, "key", &item, nullptr, nullptr));
            require(avro_value_set_string(&item, "v"));

            BatchBuilder expected(columns);
            expected.appendRow({isNull ? Value() : Value(l), b, i, l, static_cast<double>(f), d, s, o,
                                std::string(e == 0 ? "A" : "B"), std::string(x, sizeof x), list,
                                ValueList{ValueList{std::string("key"), std::string("v")}}});
            QCOMPARE(QString::fromStdString(decoded(schema, columns, other.write())),
                     QString::fromStdString(rowText(expected.finish())));
        }
    }
};

QTEST_GUILESS_MAIN(TestAvroOtherLibrary)
#include "tst_avro_other_library.moc"
