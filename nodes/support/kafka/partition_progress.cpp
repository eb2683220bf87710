// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/partition_progress.h"

#include <algorithm>

namespace millrace {

namespace {

bool isIdle(const PartitionProgress& partition, MonotonicNs now, MonotonicNs idleAfter) {
    return idleAfter > 0 && now - partition.lastRecord >= idleAfter;
}

} // namespace

EpochMs watermarkOver(const std::vector<PartitionProgress>& partitions, MonotonicNs now,
                      MonotonicNs idleAfter) {
    EpochMs lowest = kMaxWatermark, highest = kMinWatermark;
    for (const PartitionProgress& partition : partitions) {
        highest = std::max(highest, partition.tracker.watermark());
        if (partition.done() || isIdle(partition, now, idleAfter)) continue;
        lowest = std::min(lowest, partition.tracker.watermark());
    }
    return lowest == kMaxWatermark ? highest : lowest;
}

std::optional<MonotonicNs> nextIdle(const std::vector<PartitionProgress>& partitions, MonotonicNs now,
                                    MonotonicNs idleAfter) {
    std::optional<MonotonicNs> earliest;
    if (idleAfter <= 0) return earliest;
    for (const PartitionProgress& partition : partitions) {
        if (partition.done() || isIdle(partition, now, idleAfter)) continue;
        const MonotonicNs at = partition.lastRecord + idleAfter;
        earliest = earliest ? std::min(*earliest, at) : at;
    }
    return earliest;
}

} // namespace millrace
