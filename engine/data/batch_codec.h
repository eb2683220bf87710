// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/data/byte_stream.h"
#include "engine/data/record_batch.h"

#include <string>
#include <string_view>

namespace millrace {

/// Schemas and batches as bytes, for other processes and for keeping, on a machine of this kind (the byte
/// order is the machine's). A batch is written without its schema: whoever reads it knows which one it has.
/// There is no checksum; decoding checks every length and count, so that wrong bytes give an error or wrong
/// values, never a read outside of them.
///
/// A batch is: version (1 byte), which of times and marks there are (1), rows, columns (varints), ingest time
/// (8); the intended times (8 a row); the late marks (a varint, then 4 + 8 each); the columns. A column is:
/// its TypeId (1), whether a validity bitmap follows (1), the bitmap in words of 8, then the values. Values
/// of fixed width stand as in memory. Texts: all their bytes together (a varint), a varint with the length of
/// each (0 where NULL), the bytes. ARRAY: a varint with the length of each row, then the elements as a
/// column. STRUCT: the children as columns.

/// Appends a batch. Only the selected rows are written.
void encodeBatch(const RecordBatch& batch, std::string& bytes);
/// A batch that takes up all of `bytes`. Error MR3460.
Result<RecordBatch> decodeBatch(std::string_view bytes, const SchemaPtr& schema);

void encodeSchema(const Schema& schema, ByteWriter& to);
/// Error MR3461.
Result<SchemaPtr> decodeSchema(ByteReader& from);

} // namespace millrace
