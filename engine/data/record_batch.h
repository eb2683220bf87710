// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/data/column.h"
#include "engine/data/schema.h"

#include <boost/container/small_vector.hpp>
#include <memory>
#include <span>

namespace millrace {

/// Row numbers in ascending order; shared and immutable.
using SelectionPtr = std::shared_ptr<const std::vector<std::uint32_t>>;

/// The rows that their source read behind its own watermark, each with that watermark as it stood just before
/// the row was read. A row is late at a window when this watermark has passed the window's last millisecond;
/// rows that are not listed are never late. In-order streams carry none. Ascending by row (physical row
/// numbers of the batch).
struct LateMark {
    std::uint32_t row;
    EpochMs watermark;
    bool operator==(const LateMark&) const = default;
};
using LateMarksPtr = std::shared_ptr<const std::vector<LateMark>>;

/// A batch of records: shared, immutable columns of equal (physical) length, of which the selection names the
/// rows that count. Expressions are evaluated over all physical rows (they cannot fail), so a filter costs
/// one selection and no copy. Copying a batch copies pointers. Value type; the columns may be read by many
/// threads.
class RecordBatch {
public:
    using Columns = boost::container::small_vector<ColumnPtr, 8>;

    RecordBatch() = default;
    RecordBatch(SchemaPtr schema, Columns columns, std::size_t physicalRows)
        : schema_(std::move(schema)), columns_(std::move(columns)), physicalRows_(physicalRows) {}

    const SchemaPtr& schema() const { return schema_; }
    std::size_t rows() const { return selection_ ? selection_->size() : physicalRows_; }
    bool empty() const { return rows() == 0; }
    std::size_t physicalRows() const { return physicalRows_; }
    const Columns& columns() const { return columns_; }
    const Column& column(std::size_t i) const { return *columns_[i]; }
    const ColumnPtr& columnPtr(std::size_t i) const { return columns_[i]; }
    const SelectionPtr& selection() const { return selection_; }
    /// Physical row of the i-th selected row.
    std::uint32_t rowAt(std::size_t i) const {
        return selection_ ? (*selection_)[i] : static_cast<std::uint32_t>(i);
    }

    /// When the source read the batch; latency of a record counts from here, or from its own intended send
    /// time if there is one (open-loop sources: one per physical row), so that a stalled source does not hide
    /// delay (no coordinated omission).
    MonotonicNs ingestTime = 0;
    std::shared_ptr<const std::vector<MonotonicNs>> intendedTimes;
    LateMarksPtr lateMarks;
    MonotonicNs intendedTimeOf(std::size_t physicalRow) const {
        return intendedTimes ? (*intendedTimes)[physicalRow] : ingestTime;
    }

    /// Same columns and times, other rows. `selection` holds physical rows of this batch, a subset of those
    /// selected now.
    RecordBatch withSelection(SelectionPtr selection) const;
    /// Same rows, times and marks, other columns (each of physicalRows() values).
    RecordBatch withColumns(SchemaPtr schema, Columns columns) const;
    /// Selected rows copied together, no selection left. Returns *this unchanged when there is none.
    RecordBatch flattened() const;
    /// The selected rows [offset, offset + count), by selection when there is one, else by slicing.
    RecordBatch slice(std::size_t offset, std::size_t count) const;
    /// Rough memory of the selected rows in bytes, for byte metrics and budgets.
    std::size_t byteSize() const;

private:
    SchemaPtr schema_;
    Columns columns_;
    std::size_t physicalRows_ = 0;
    SelectionPtr selection_;
};

/// All batches one behind the other (flattened; equal schemas; ingest time of the first, intended times and
/// late marks kept per row).
RecordBatch concatenate(std::span<const RecordBatch> batches);

} // namespace millrace
