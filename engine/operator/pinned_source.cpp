// SPDX-License-Identifier: Apache-2.0
#include "engine/operator/pinned_source.h"

#include <algorithm>

namespace millrace {

PinnedSource::PinnedSource(std::vector<PinnedRows> ports) {
    for (PinnedRows& port : ports) {
        const WatermarkTracker tracker(port.watermarkDelayMs);
        ports_.push_back({std::move(port), tracker, 0});
    }
}

SourceStatus PinnedSource::read(Collector& out) {
    const auto next =
        std::find_if(ports_.begin(), ports_.end(), [](const Port& port) { return !port.done(); });
    if (next == ports_.end()) return SourceStatus::finished();
    const std::size_t count = std::min(context_->batchSize(), next->pinned.rows.rows() - next->sent);
    RecordBatch batch = next->pinned.rows.slice(next->sent, count).flattened();
    next->sent += count;
    batch.ingestTime = context_->clock().now();
    next->tracker.observe(batch);
    out.emit(next->pinned.port, std::move(batch));
    out.watermark(watermark());
    return SourceStatus::produced();
}

/// What is not sent yet holds all ports back: they share one watermark.
EpochMs PinnedSource::watermark() const {
    EpochMs lowest = kMaxWatermark, highest = kMinWatermark;
    for (const Port& port : ports_) {
        const SchemaPtr& schema = port.pinned.rows.schema();
        if (!schema || !schema->eventTime()) continue;
        highest = std::max(highest, port.tracker.watermark());
        if (!port.done()) lowest = std::min(lowest, port.tracker.watermark());
    }
    return std::min(lowest, highest);
}

} // namespace millrace
