// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/late_comers.h"

#include <memory>
#include <vector>

namespace millrace {

void markLateComers(RecordBatch& batch, EpochMs watermark) {
    if (watermark == kMinWatermark || batch.empty() || !batch.schema()->eventTime()) return;
    const Column& column = batch.column(*batch.schema()->eventTime());
    const std::span<const EpochMs> times = column.values<EpochMs>();
    auto marks = std::make_shared<std::vector<LateMark>>();
    const std::vector<LateMark> none;
    const std::vector<LateMark>& present = batch.lateMarks ? *batch.lateMarks : none;
    auto next = present.begin();
    bool changed = false;
    for (std::size_t i = 0; i < batch.rows(); ++i) {
        const std::uint32_t row = batch.rowAt(i);
        for (; next != present.end() && next->row < row; ++next)
            marks->push_back(*next);
        const bool isMarked = next != present.end() && next->row == row;
        if (!column.isNull(row) && times[row] <= watermark) {
            marks->push_back({row, watermark});
            changed = true;
        } else if (isMarked) {
            marks->push_back(*next);
        }
        if (isMarked) ++next;
    }
    if (changed) batch.lateMarks = std::move(marks);
}

} // namespace millrace
