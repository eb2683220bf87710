// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/row_output.h"

#include <algorithm>

namespace millrace {

void RowOutput::add(const WaitingRow& row) {
    builder_.appendRowFrom(*row.batch, row.row);
    endRow(row, row.intendedTime());
}

void RowOutput::endRow(const WaitingRow& marksOf, MonotonicNs intendedTime) {
    if (const LateMarksPtr& marks = marksOf.batch->lateMarks) {
        const auto byRow = [](const LateMark& mark, std::uint32_t row) { return mark.row < row; };
        const auto mark = std::lower_bound(marks->begin(), marks->end(), marksOf.row, byRow);
        if (mark != marks->end() && mark->row == marksOf.row)
            late_.push_back({static_cast<std::uint32_t>(times_.size()), mark->watermark});
    }
    times_.push_back(intendedTime);
}

RecordBatch RowOutput::take() {
    RecordBatch batch = builder_.finish(*std::min_element(times_.begin(), times_.end()));
    batch.intendedTimes = std::make_shared<const std::vector<MonotonicNs>>(std::move(times_));
    if (!late_.empty()) batch.lateMarks = std::make_shared<const std::vector<LateMark>>(std::move(late_));
    times_.clear();
    late_.clear();
    return batch;
}

void RowOutput::send(std::size_t port, Collector& out) {
    if (!times_.empty()) out.emit(port, take());
}

} // namespace millrace
