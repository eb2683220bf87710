// SPDX-License-Identifier: Apache-2.0
// JSON lines through line reader, schema guess, row parser and writer. Whatever is accepted must be written
// as JSON that gives the same row again; the first byte chooses the piece size and whether the guess or a
// fixed schema is used.

#include "nodes/support/json_text.h"
#include "nodes/support/ndjson_reader.h"
#include "nodes/support/type_inference.h"

#include <cstdint>
#include <cstdlib>

using namespace millrace;

namespace {

ReadBytes piecesOf(std::string_view text, std::size_t piece) {
    return [text, piece, at = std::size_t{0}](char* to, std::size_t size) mutable {
        const std::size_t count = text.copy(to, std::min(size, piece), at);
        at += count;
        return static_cast<std::ptrdiff_t>(count);
    };
}

void require(bool condition) {
    if (!condition) std::abort();
}

SchemaPtr guessedSchema(std::string_view text, std::size_t piece) {
    JsonSchemaGuess guess;
    LineReader reader(piecesOf(text, piece), 4096);
    TextLine line;
    while (reader.next(line) == RowStatus::Row) {
        if (line.error == RowError::None) guess.add(line.text);
    }
    return makeSchema(guess.fields());
}

SchemaPtr fixedSchema() {
    const DataType pair = DataType::structure({{"x", TypeId::Double}, {"s", TypeId::String}});
    return makeSchema({{"a", TypeId::BigInt},
                       {"b", TypeId::Boolean},
                       {"d", DataType::decimal(20, 4)},
                       {"t", TypeId::Timestamp},
                       {"p", pair},
                       {"l", DataType::array(pair)}});
}

RecordBatch rowsOf(std::string_view text, const SchemaPtr& schema, std::size_t piece, bool mustFit) {
    LineReader reader(piecesOf(text, piece), 4096);
    JsonRowParser parser(schema);
    BatchBuilder rows(schema);
    TextLine line;
    while (reader.next(line) == RowStatus::Row) {
        const bool good = line.error == RowError::None && !parser.append(line.text, rows);
        require(good || !mustFit);
    }
    return rows.finish();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const unsigned choice = data[0];
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t piece = 1 + (choice >> 1);
    const SchemaPtr schema = (choice & 1) ? guessedSchema(text, piece) : fixedSchema();
    // Without a column an accepted line leaves no trace to compare.
    if (schema->size() == 0) return 0;
    const RecordBatch batch = rowsOf(text, schema, piece, false);
    require(batch.rows() == rowsOf(text, schema, SIZE_MAX, false).rows());
    std::string written;
    NdjsonWriter(*schema).appendRows(written, batch);
    if (written.size() > 4000) return 0;
    const RecordBatch again = rowsOf(written, schema, SIZE_MAX, true);
    require(again.rows() == batch.rows());
    for (std::size_t c = 0; c < schema->size(); ++c) {
        for (std::size_t r = 0; r < batch.rows(); ++r)
            require(again.column(c).valueAt(r) == batch.column(c).valueAt(r));
    }
    return 0;
}
