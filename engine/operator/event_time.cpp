// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/event_time.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace millrace {

namespace {

/// a - b without overflow at the ends of time; kMinWatermark means "nothing seen", so an event never gives
/// it.
EpochMs minusDelay(EpochMs time, std::int64_t delayMs) {
    EpochMs result = 0;
    if (__builtin_sub_overflow(time, delayMs, &result))
        return delayMs > 0 ? kMinWatermark + 1 : kMaxWatermark - 1;
    return std::max(result, kMinWatermark + 1);
}

} // namespace

std::optional<EpochMs> WatermarkTracker::observe(EpochMs time) {
    std::optional<EpochMs> mark;
    // Equal counts too: a window may end one millisecond after the record, and the watermark then has passed
    // its last millisecond.
    if (time <= watermark_ && watermark_ != kMinWatermark) mark = watermark_;
    if (time > maximum_) {
        maximum_ = time;
        watermark_ = std::max(watermark_, minusDelay(maximum_, delayMs_));
    }
    return mark;
}

void WatermarkTracker::observe(RecordBatch& batch) {
    if (!batch.schema() || !batch.schema()->eventTime() || batch.empty()) return;
    const std::span<const EpochMs> times = batch.column(*batch.schema()->eventTime()).values<EpochMs>();
    std::shared_ptr<std::vector<LateMark>> marks;
    for (std::size_t i = 0; i < batch.rows(); ++i) {
        const std::uint32_t row = batch.rowAt(i);
        const std::optional<EpochMs> mark = observe(times[row]);
        if (!mark) continue;
        if (!marks) marks = std::make_shared<std::vector<LateMark>>();
        marks->push_back({row, *mark});
    }
    batch.lateMarks = std::move(marks);
}

} // namespace millrace
