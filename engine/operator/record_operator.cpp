// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/record_operator.h"

namespace millrace {

void RecordOperator::process(std::size_t, RecordBatch batch, Collector& out) {
    values_.clear();
    for (const ColumnPtr& column : batch.columns())
        values_.push_back(column->valuesBuffer() ? column->valuesBuffer()->data() : nullptr);
    RecordView record;
    record.batch_ = &batch;
    record.values_ = values_.data();
    const bool traced = batch.intendedTimes || batch.lateMarks;
    nextMark_ = 0;
    const std::size_t rows = batch.rows();
    for (std::size_t i = 0; i < rows; ++i) {
        record.row_ = batch.rowAt(i);
        const std::size_t first = rows_.rows();
        process(record, rows_);
        if (traced) noteOrigin(batch, static_cast<std::uint32_t>(record.row_), first);
    }
    if (rows_.rows() == 0) return;
    RecordBatch made = rows_.finish(batch.ingestTime);
    if (batch.intendedTimes)
        made.intendedTimes = std::make_shared<const std::vector<MonotonicNs>>(std::move(intended_));
    if (!late_.empty()) made.lateMarks = std::make_shared<const std::vector<LateMark>>(std::move(late_));
    intended_.clear();
    late_.clear();
    out.emit(0, std::move(made));
}

void RecordOperator::noteOrigin(const RecordBatch& batch, std::uint32_t row, std::size_t first) {
    const std::size_t end = rows_.rows();
    if (batch.intendedTimes) intended_.resize(end, batch.intendedTimeOf(row));
    if (!batch.lateMarks) return;
    const std::vector<LateMark>& marks = *batch.lateMarks;
    while (nextMark_ < marks.size() && marks[nextMark_].row < row)
        ++nextMark_;
    if (nextMark_ == marks.size() || marks[nextMark_].row != row) return;
    for (std::size_t made = first; made < end; ++made)
        late_.push_back({static_cast<std::uint32_t>(made), marks[nextMark_].watermark});
}

} // namespace millrace
