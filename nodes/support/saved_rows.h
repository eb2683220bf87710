// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/byte_stream.h"
#include "engine/data/record_batch.h"
#include "engine/operator/operator_context.h"
#include "nodes/support/row_output.h"

namespace millrace {

/// Rows that a node keeps, as a part of its saved state. When they came is left out: another process may have
/// another monotonic clock.
void saveRows(const RecordBatch& rows, ByteWriter& to);
/// The same rows; they count as read at `now`. No row where `from` fails.
RecordBatch loadRows(ByteReader& from, const SchemaPtr& schema, MonotonicNs now);

/// The same for rows that wait one by one: `forEach(add)` calls add(const WaitingRow&) for each, in the order
/// in which they shall come back.
template <class ForEach> void saveWaiting(const SchemaPtr& schema, ByteWriter& to, ForEach&& forEach) {
    RowOutput rows(schema);
    forEach([&rows](const WaitingRow& row) { rows.add(row); });
    saveRows(rows.rows() > 0 ? rows.take() : BatchBuilder(schema).finish(), to);
}
/// Calls back with each of them, as come at `now`.
template <class Take>
void loadWaiting(ByteReader& from, const SchemaPtr& schema, MonotonicNs now, Take&& take) {
    const auto rows = std::make_shared<const RecordBatch>(loadRows(from, schema, now));
    for (std::uint32_t row = 0; row < rows->rows(); ++row)
        take(waitingRow(rows, row, now));
}

/// For open(): has `read(from)` take the state that the run goes on from, if there is one. Throws MR4611
/// where the bytes are not what it takes.
template <class Read> void restoreState(const OperatorContext& context, Read&& read) {
    const RestoredState* const saved = context.restored();
    if (saved == nullptr) return;
    ByteReader from(saved->bytes);
    read(from);
    if (from.failed()) failRestore("it does not fit the node's settings, or ends too early");
    if (from.left() > 0) failRestore("it is longer than it should be");
}

} // namespace millrace
