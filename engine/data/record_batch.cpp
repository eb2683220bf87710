// SPDX-License-Identifier: Apache-2.0
#include "engine/data/record_batch.h"

#include "engine/data/pooled.h"

#include <algorithm>

namespace millrace {

namespace {

/// The marks of selected rows, numbered by their place in the selection. Both lists ascend.
LateMarksPtr marksOfSelection(const LateMarksPtr& marks, const Selection& selection) {
    if (!marks) return nullptr;
    auto kept = std::make_shared<std::vector<LateMark>>();
    const std::uint32_t* from = selection.begin();
    for (const LateMark& mark : *marks) {
        from = std::lower_bound(from, selection.end(), mark.row);
        if (from == selection.end()) break;
        if (*from == mark.row) {
            kept->push_back({static_cast<std::uint32_t>(from - selection.begin()), mark.watermark});
        }
    }
    if (kept->empty()) return nullptr;
    return kept;
}

/// The rows of all batches together when they are slices of one block that follow one another; else 0.
std::size_t rowsInARow(std::span<const RecordBatch> batches) {
    if (!batches[0].partial()) return 0;
    std::size_t rows = batches[0].rows();
    for (std::size_t i = 1; i < batches.size(); ++i) {
        const RecordBatch& before = batches[i - 1];
        const RecordBatch& next = batches[i];
        if (!next.partial() || !next.hasBlockOf(before) || !before.selection()->goesOnIn(*next.selection()))
            return 0;
        rows += next.rows();
    }
    return rows;
}

/// Bytes of the values of selected rows. Texts are measured on at most 64 rows, evenly spread, and scaled up.
std::size_t columnBytes(const RecordBatch& batch, const Column& column) {
    const std::size_t rows = batch.rows();
    std::size_t bytes = rows * valueWidth(column.type().id());
    if (column.type().isText() && rows > 0) {
        const std::size_t sampled = std::min<std::size_t>(rows, 64);
        std::size_t text = 0;
        for (std::size_t i = 0; i < sampled; ++i) {
            const std::uint32_t row = batch.rowAt(i * rows / sampled);
            if (!column.isNull(row)) text += column.strings()[row].size;
        }
        bytes += text * rows / sampled;
    }
    for (const ColumnPtr& child : column.children) {
        const std::size_t parent = std::max<std::size_t>(1, column.size());
        const std::size_t width = std::max<std::size_t>(8, valueWidth(child->type().id()));
        bytes += child->size() * width * rows / parent;
    }
    return bytes;
}

} // namespace

const RecordBatch::Block& RecordBatch::noBlock() {
    static const Block none;
    return none;
}

RecordBatch RecordBatch::withSelection(Selection selection) const {
    RecordBatch batch = *this;
    batch.selection_ = std::move(selection);
    return batch;
}

RecordBatch RecordBatch::withColumns(SchemaPtr schema, Columns columns) const {
    RecordBatch batch = *this;
    batch.block_ = makePooled<const Block>(std::move(schema), std::move(columns), physicalRows());
    return batch;
}

RecordBatch RecordBatch::flattened() const {
    if (!selection_) return *this;
    if (selection_->size() == physicalRows()) {
        RecordBatch whole = *this;
        whole.selection_.reset();
        whole.partial_ = false;
        return whole;
    }
    const std::span<const std::uint32_t> rows(selection_->data(), selection_->size());
    Columns columns;
    columns.reserve(this->columns().size());
    for (const ColumnPtr& column : this->columns())
        columns.push_back(gather(*column, rows));
    RecordBatch batch(schema(), std::move(columns), rows.size());
    batch.ingestTime = ingestTime;
    if (intendedTimes) {
        auto times = std::make_shared<std::vector<MonotonicNs>>();
        times->reserve(rows.size());
        for (const std::uint32_t row : rows)
            times->push_back((*intendedTimes)[row]);
        batch.intendedTimes = std::move(times);
    }
    batch.lateMarks = marksOfSelection(lateMarks, *selection_);
    return batch;
}

RecordBatch RecordBatch::slice(std::size_t offset, std::size_t count) const {
    offset = std::min(offset, rows());
    count = std::min(count, rows() - offset);
    if (offset == 0 && count == rows()) return *this;
    RecordBatch batch = *this;
    batch.selection_ = selection_ ? selection_->slice(offset, count) : Selection::range(offset, count);
    batch.partial_ = true;
    return batch;
}

std::size_t RecordBatch::byteSize() const {
    std::size_t bytes = 0;
    for (const ColumnPtr& column : columns())
        bytes += columnBytes(*this, *column);
    return bytes;
}

RecordBatch concatenate(std::span<const RecordBatch> batches) {
    if (batches.empty()) return {};
    if (batches.size() == 1) return batches[0].flattened();
    if (const std::size_t rows = rowsInARow(batches)) {
        const Selection& first = *batches[0].selection();
        return batches[0].withSelection(first.grownBy(rows - first.size()));
    }
    std::vector<RecordBatch> parts;
    parts.reserve(batches.size());
    std::size_t rows = 0;
    bool times = false;
    for (const RecordBatch& batch : batches) {
        parts.push_back(batch.flattened());
        rows += batch.rows();
        times = times || batch.intendedTimes;
    }
    RecordBatch::Columns columns;
    for (std::size_t c = 0; c < parts[0].columns().size(); ++c) {
        std::vector<ColumnPtr> pieces;
        pieces.reserve(parts.size());
        for (const RecordBatch& part : parts)
            pieces.push_back(part.columnPtr(c));
        columns.push_back(concatenate(pieces));
    }
    RecordBatch whole(batches[0].schema(), std::move(columns), rows);
    whole.ingestTime = batches[0].ingestTime;
    auto intended = std::make_shared<std::vector<MonotonicNs>>();
    auto marks = std::make_shared<std::vector<LateMark>>();
    if (times) intended->reserve(rows);
    std::uint32_t base = 0;
    for (const RecordBatch& part : parts) {
        if (times) {
            for (std::size_t row = 0; row < part.rows(); ++row)
                intended->push_back(part.intendedTimeOf(row));
        }
        if (part.lateMarks) {
            for (const LateMark& mark : *part.lateMarks)
                marks->push_back({base + mark.row, mark.watermark});
        }
        base += static_cast<std::uint32_t>(part.rows());
    }
    if (times) whole.intendedTimes = std::move(intended);
    if (!marks->empty()) whole.lateMarks = std::move(marks);
    return whole;
}

} // namespace millrace
