// SPDX-License-Identifier: Apache-2.0
// Any bytes as a schema and a batch of it. What is accepted can be read row by row, and written again it must
// give the same bytes from then on. The first byte chooses between a schema in the bytes and a fixed one.

#include "engine/data/batch_codec.h"

#include <cstdint>
#include <cstdlib>

using namespace millrace;

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

SchemaPtr fixedSchema() {
    const DataType pair = DataType::structure({{"x", TypeId::Double}, {"s", TypeId::String}});
    return makeSchema({{"a", TypeId::BigInt},
                       {"b", TypeId::Boolean},
                       {"d", DataType::decimal(20, 4)},
                       {"t", TypeId::Timestamp},
                       {"s", TypeId::String},
                       {"p", pair},
                       {"l", DataType::array(pair)}},
                      3);
}

std::string written(const RecordBatch& batch) {
    std::string bytes;
    encodeBatch(batch, bytes);
    return bytes;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    ByteReader from({reinterpret_cast<const char*>(data) + 1, size - 1});
    SchemaPtr schema = fixedSchema();
    if (data[0] & 1) {
        auto read = decodeSchema(from);
        if (!read) return 0;
        schema = *read;
    }
    const auto batch = decodeBatch(from.raw(from.left()), schema);
    if (!batch) return 0;
    // Columns without values can claim any number of rows.
    for (std::size_t row = 0; row < batch->rows() && row < 4096; ++row) {
        for (const ColumnPtr& column : batch->columns())
            toText(column->valueAt(row), column->type());
    }
    const std::string bytes = written(*batch);
    const auto again = decodeBatch(bytes, schema);
    require(again.has_value() && written(*again) == bytes);
    return 0;
}
