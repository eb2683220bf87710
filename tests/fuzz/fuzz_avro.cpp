// SPDX-License-Identifier: Apache-2.0
// Avro: the bytes up to the first zero are a schema (nothing there: a fixed one), the others a record of it.
// What becomes a row must be written as a record of a schema made for those columns, and read as the same
// row.

#include "nodes/support/avro/avro_decoder.h"
#include "nodes/support/avro/avro_encoder.h"

#include <cstdint>
#include <cstdlib>

using namespace millrace;

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

const char* const kFixed = R"({"type": "record", "name": "R", "fields": [
    {"name": "a", "type": ["null", "long"]}, {"name": "s", "type": "string"}, {"name": "d", "type": "double"},
    {"name": "n", "type": {"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 4}},
    {"name": "t", "type": {"type": "long", "logicalType": "timestamp-micros"}},
    {"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["A", "B"]}},
    {"name": "p", "type": {"type": "record", "name": "P", "fields": [
        {"name": "x", "type": "int"}, {"name": "next", "type": ["null", "P"]}]}},
    {"name": "skipped", "type": {"type": "map", "values": {"type": "array", "items": "P"}}},
    {"name": "l", "type": {"type": "array", "items": ["null", "P", "string"]}},
    {"name": "m", "type": {"type": "map", "values": "float"}},
    {"name": "u", "type": ["boolean", "int", "string", {"type": "fixed", "name": "U", "size": 16, "logicalType": "uuid"}]}]})";

SchemaPtr columns() {
    const DataType pair = DataType::structure({{"x", TypeId::BigInt}});
    const DataType entry = DataType::structure({{"key", TypeId::String}, {"value", TypeId::Double}});
    return makeSchema({{"a", TypeId::Int},
                       {"b", TypeId::Bytes},
                       {"s", TypeId::String},
                       {"d", TypeId::Double},
                       {"n", DataType::decimal(18, 2)},
                       {"t", TypeId::Timestamp},
                       {"e", TypeId::String},
                       {"p", pair},
                       {"l", DataType::array(pair)},
                       {"m", DataType::array(entry)},
                       {"u", TypeId::String}});
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view all(reinterpret_cast<const char*>(data), size);
    const std::size_t zero = all.find('\0');
    if (zero == std::string_view::npos) return 0;
    const auto schema = AvroSchema::parse(zero == 0 ? kFixed : all.substr(0, zero));
    if (!schema) return 0;
    const SchemaPtr to = columns();
    // A schema that a registry has is written to, too: whether the columns fit it, and its defaults.
    (void)AvroEncoder::make(*schema, *to);
    const auto decoder = AvroDecoder::make(*schema, *to, {});
    if (!decoder) return 0;
    BatchBuilder builder(to);
    if ((*decoder)->append(all.substr(zero + 1), builder)) {
        require(builder.rows() == 0 && builder.finish().rows() == 0);
        return 0;
    }
    const RecordBatch row = builder.finish();
    require(row.rows() == 1);
    const auto own = AvroSchema::parse(avroSchemaOf(*to, "Row").value()).value();
    std::string written;
    require(!AvroEncoder::make(own, *to).value()->append(written, row, 0));
    BatchBuilder again(to);
    require(!AvroDecoder::make(own, *to, {}).value()->append(written, again));
    const RecordBatch read = again.finish();
    // As bytes: what is no number is not equal to itself.
    std::string rewritten;
    require(!AvroEncoder::make(own, *to).value()->append(rewritten, read, 0));
    require(rewritten == written);
    return 0;
}
