// SPDX-License-Identifier: Apache-2.0
#include "engine/data/record_batch.h"

#include <algorithm>

namespace millrace {

namespace {

/// The marks of rows [offset, offset + count), numbered from `base`; null when there are none.
LateMarksPtr marksOfRange(const LateMarksPtr& marks, std::size_t offset, std::size_t count) {
    if (!marks) return nullptr;
    const auto byRow = [](const LateMark& mark, std::size_t row) { return mark.row < row; };
    const auto first = std::lower_bound(marks->begin(), marks->end(), offset, byRow);
    const auto last = std::lower_bound(first, marks->end(), offset + count, byRow);
    if (first == last) return nullptr;
    auto kept = std::make_shared<std::vector<LateMark>>(first, last);
    for (LateMark& mark : *kept)
        mark.row -= static_cast<std::uint32_t>(offset);
    return kept;
}

/// The marks of selected rows, numbered by their place in the selection. Both lists ascend.
LateMarksPtr marksOfSelection(const LateMarksPtr& marks, const std::vector<std::uint32_t>& selection) {
    if (!marks) return nullptr;
    auto kept = std::make_shared<std::vector<LateMark>>();
    auto from = selection.begin();
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

RecordBatch RecordBatch::withSelection(SelectionPtr selection) const {
    RecordBatch batch = *this;
    batch.selection_ = std::move(selection);
    return batch;
}

RecordBatch RecordBatch::withColumns(SchemaPtr schema, Columns columns) const {
    RecordBatch batch(std::move(schema), std::move(columns), physicalRows_);
    batch.ingestTime = ingestTime;
    batch.intendedTimes = intendedTimes;
    batch.lateMarks = lateMarks;
    batch.selection_ = selection_;
    return batch;
}

RecordBatch RecordBatch::flattened() const {
    if (!selection_) return *this;
    if (selection_->size() == physicalRows_) return withSelection(nullptr);
    Columns columns;
    columns.reserve(columns_.size());
    for (const ColumnPtr& column : columns_)
        columns.push_back(gather(*column, *selection_));
    RecordBatch batch(schema_, std::move(columns), selection_->size());
    batch.ingestTime = ingestTime;
    if (intendedTimes) {
        auto times = std::make_shared<std::vector<MonotonicNs>>();
        times->reserve(selection_->size());
        for (const std::uint32_t row : *selection_)
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
    if (selection_) {
        const auto first = selection_->begin() + static_cast<std::ptrdiff_t>(offset);
        return withSelection(std::make_shared<const std::vector<std::uint32_t>>(
            first, first + static_cast<std::ptrdiff_t>(count)));
    }
    Columns columns;
    columns.reserve(columns_.size());
    for (const ColumnPtr& column : columns_)
        columns.push_back(millrace::slice(*column, offset, count));
    RecordBatch batch(schema_, std::move(columns), count);
    batch.ingestTime = ingestTime;
    if (intendedTimes) {
        const auto first = intendedTimes->begin() + static_cast<std::ptrdiff_t>(offset);
        batch.intendedTimes = std::make_shared<const std::vector<MonotonicNs>>(
            first, first + static_cast<std::ptrdiff_t>(count));
    }
    batch.lateMarks = marksOfRange(lateMarks, offset, count);
    return batch;
}

std::size_t RecordBatch::byteSize() const {
    std::size_t bytes = 0;
    for (const ColumnPtr& column : columns_)
        bytes += columnBytes(*this, *column);
    return bytes;
}

RecordBatch concatenate(std::span<const RecordBatch> batches) {
    if (batches.empty()) return {};
    if (batches.size() == 1) return batches[0].flattened();
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
