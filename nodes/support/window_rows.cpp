// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/window_rows.h"

#include "engine/operator/event_time.h"

#include <algorithm>

namespace millrace {

namespace {
/// Times beyond are taken as this, so that no window border overflows; it is 126 million years away.
constexpr EpochMs kFarTime = 4'000'000'000'000'000'000;
/// Row lists worth keeping for the next batch, which mostly needs the same windows.
constexpr std::size_t kKeptWindows = 8;
} // namespace

EpochMs WindowRows::startOf(EpochMs time) const {
    return windowStart(std::clamp(time, -kFarTime, kFarTime), sizeMs_, offsetMs_);
}

std::optional<EpochMs> WindowRows::onlyWindow(const RecordBatch& batch) const {
    const Column& timeColumn = batch.column(timeColumn_);
    if (batch.lateMarks || timeColumn.hasNulls()) return {};
    const EpochMs* const times = timeColumn.values<EpochMs>().data();
    EpochMs first = times[batch.rowAt(0)];
    EpochMs last = first;
    const auto see = [&](EpochMs time) {
        first = std::min(first, time);
        last = std::max(last, time);
    };
    if (batch.selection())
        for (const std::uint32_t row : *batch.selection())
            see(times[row]);
    else
        for (std::size_t row = 0; row < batch.rows(); ++row)
            see(times[row]);
    const EpochMs start = startOf(first);
    if (start != startOf(last)) return {};
    return start;
}

void WindowRows::sort(const RecordBatch& batch) {
    if (windows_.size() > kKeptWindows) windows_.clear();
    for (auto& [start, rows] : windows_)
        rows.clear();
    late_.clear();

    const Column& timeColumn = batch.column(timeColumn_);
    const EpochMs* const times = timeColumn.values<EpochMs>().data();
    static const std::vector<LateMark> kNoMarks;
    const std::vector<LateMark>& marks = batch.lateMarks ? *batch.lateMarks : kNoMarks;
    auto mark = marks.begin();
    // The window of the row before; [start, end) is empty at first, so the first row looks its window up.
    EpochMs start = 0;
    EpochMs end = 0;
    Rows* rows = nullptr;
    for (std::size_t i = 0; i < batch.rows(); ++i) {
        const std::uint32_t row = batch.rowAt(i);
        if (timeColumn.isNull(row)) {
            late_.push_back(row);
            continue;
        }
        if (times[row] < start || times[row] >= end) {
            start = startOf(times[row]);
            end = start + sizeMs_;
            rows = &windows_[start];
        }
        while (mark != marks.end() && mark->row < row)
            ++mark;
        const bool isLate = mark != marks.end() && mark->row == row && mark->watermark >= end - 1;
        (isLate ? late_ : *rows).push_back(row);
    }
}

} // namespace millrace
