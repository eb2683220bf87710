// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/clock.h"
#include "engine/data/column.h"
#include "engine/data/schema.h"
#include "engine/data/selection.h"

#include <boost/container/small_vector.hpp>
#include <memory>
#include <optional>
#include <span>

namespace millrace {

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

/// A batch of records: a block of shared, immutable columns of equal (physical) length, of which the
/// selection names the rows that count. Expressions are evaluated over all physical rows (they cannot fail),
/// so a filter costs one selection and no copy. Copying a batch copies a pointer to its block. Value type;
/// the block may be read by many threads.
///
/// A source that reads ahead makes one block and hands it on in slices as small as the batch size asks for:
/// those batches are `partial`, and whoever computes columns does it once for the block, not once a slice.
class RecordBatch {
public:
    using Columns = boost::container::small_vector<ColumnPtr, 8>;

    RecordBatch() = default;
    RecordBatch(SchemaPtr schema, Columns columns, std::size_t physicalRows)
        : block_(makePooled<const Block>(std::move(schema), std::move(columns), physicalRows)) {}

    const SchemaPtr& schema() const { return block().schema; }
    std::size_t rows() const { return selection_ ? selection_->size() : physicalRows(); }
    bool empty() const { return rows() == 0; }
    std::size_t physicalRows() const { return block_ ? block_->rows : 0; }
    const Columns& columns() const { return block().columns; }
    const Column& column(std::size_t i) const { return *block_->columns[i]; }
    const ColumnPtr& columnPtr(std::size_t i) const { return block_->columns[i]; }
    /// Null: every row.
    const Selection* selection() const { return selection_ ? &*selection_ : nullptr; }
    /// Physical row of the i-th selected row.
    std::uint32_t rowAt(std::size_t i) const {
        return selection_ ? (*selection_)[i] : static_cast<std::uint32_t>(i);
    }
    /// Other batches have other rows of the same block.
    bool partial() const { return partial_; }
    bool hasBlockOf(const RecordBatch& other) const { return block_ == other.block_; }
    /// So few rows count that copying them together costs less than what later stages would compute in vain.
    /// Never for a slice, for which nothing is computed anew.
    bool sparse(std::size_t share = 4) const { return !partial_ && rows() * share < physicalRows(); }

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
    RecordBatch withSelection(Selection selection) const;
    /// Same rows, times and marks, other columns (each of physicalRows() values).
    RecordBatch withColumns(SchemaPtr schema, Columns columns) const;
    /// Goes over to the block of another batch (of as many physical rows); rows, times and marks stay.
    void takeBlockOf(const RecordBatch& other) { block_ = other.block_; }
    /// Selected rows copied together, no selection left. Returns *this unchanged when there is none.
    RecordBatch flattened() const;
    /// The selected rows [offset, offset + count) of the same block; nothing is copied.
    RecordBatch slice(std::size_t offset, std::size_t count) const;
    /// Rough memory of the selected rows in bytes, for byte metrics and budgets.
    std::size_t byteSize() const;

private:
    struct Block {
        Block() = default;
        Block(SchemaPtr s, Columns c, std::size_t n) : schema(std::move(s)), columns(std::move(c)), rows(n) {}
        SchemaPtr schema;
        Columns columns;
        std::size_t rows = 0;
    };
    static const Block& noBlock();
    const Block& block() const { return block_ ? *block_ : noBlock(); }

    std::shared_ptr<const Block> block_;
    std::optional<Selection> selection_;
    bool partial_ = false;
};

/// All batches one behind the other (equal schemas; ingest time of the first, intended times and late marks
/// kept per row): flattened, or the longer slice where they are slices of one block that follow one another.
RecordBatch concatenate(std::span<const RecordBatch> batches);

} // namespace millrace
