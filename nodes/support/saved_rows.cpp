// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/saved_rows.h"

#include "engine/data/batch_codec.h"

namespace millrace {

void saveRows(const RecordBatch& rows, ByteWriter& to) {
    RecordBatch timeless = rows;
    timeless.ingestTime = 0;
    timeless.intendedTimes = nullptr;
    std::string bytes;
    encodeBatch(timeless, bytes);
    to.text(bytes);
}

RecordBatch loadRows(ByteReader& from, const SchemaPtr& schema, MonotonicNs now) {
    auto rows = decodeBatch(from.text(), schema);
    if (from.failed() || !rows) {
        from.fail();
        return BatchBuilder(schema).finish(now);
    }
    rows->ingestTime = now;
    rows->intendedTimes = nullptr;
    return std::move(*rows);
}

} // namespace millrace
