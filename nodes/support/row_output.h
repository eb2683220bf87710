// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/batch_builder.h"
#include "engine/operator/collector.h"
#include "nodes/support/waiting_row.h"

#include <vector>

namespace millrace {

/// Puts rows that waited in an operator together into batches, each with its own send time and, where its
/// source marked it as late, that mark. Not thread-safe.
class RowOutput {
public:
    explicit RowOutput(SchemaPtr schema) : builder_(std::move(schema)) {}

    std::size_t rows() const { return times_.size(); }
    /// The row as it is; its columns are the output's.
    void add(const WaitingRow& row);
    /// For rows whose columns come from several places: append to each column, then say whose time and mark
    /// the row has.
    ColumnBuilder& column(std::size_t i) { return builder_.column(i); }
    void endRow(const WaitingRow& marksOf, MonotonicNs intendedTime);
    /// What there is as one batch; there are rows.
    RecordBatch take();
    /// Emits what there is, if anything.
    void send(std::size_t port, Collector& out);

private:
    BatchBuilder builder_;
    std::vector<MonotonicNs> times_;
    std::vector<LateMark> late_;
};

} // namespace millrace
