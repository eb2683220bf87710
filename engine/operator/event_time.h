// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/byte_stream.h"
#include "engine/data/record_batch.h"

#include <optional>

namespace millrace {

/// Watermark of one source partition: running maximum of the event time minus the delay, record by record,
/// whatever the batch size. Marks the records that were at or behind the watermark when they were read. Not
/// thread-safe.
class WatermarkTracker {
public:
    explicit WatermarkTracker(std::int64_t delayMs) : delayMs_(delayMs) {}
    /// Looks at the batch's event-time column in row order (no NULLs in it: sources reject those), sets
    /// batch.lateMarks if any row needs one, and raises the watermark. No-op for a schema without event time.
    void observe(RecordBatch& batch);
    /// The same for one record: the watermark it is marked with, if it needs a mark.
    std::optional<EpochMs> observe(EpochMs time);
    EpochMs watermark() const { return watermark_; }
    /// For snapshots: load() makes of a new tracker what the saved one was, but for the delay, which is the
    /// new one's.
    void save(ByteWriter& to) const {
        to.fixed(maximum_);
        to.fixed(watermark_);
    }
    void load(ByteReader& from) {
        maximum_ = from.fixed<EpochMs>();
        watermark_ = from.fixed<EpochMs>();
    }

private:
    std::int64_t delayMs_;
    EpochMs maximum_ = kMinWatermark;
    EpochMs watermark_ = kMinWatermark;
};

/// Window start: ts - floorMod(ts - offset, size), right for negative times.
constexpr EpochMs windowStart(EpochMs ts, std::int64_t sizeMs, std::int64_t offsetMs = 0) {
    const std::int64_t r = (ts - offsetMs) % sizeMs;
    return ts - (r < 0 ? r + sizeMs : r);
}

} // namespace millrace
