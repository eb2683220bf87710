// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/partition_progress.h"

#include "engine/operator/snapshot.h"
#include "nodes/support/kafka/kafka_names.h"

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

void savePartitions(const std::vector<PartitionProgress>& partitions, ByteWriter& to) {
    to.varint(partitions.size());
    for (const PartitionProgress& partition : partitions) {
        to.text(partition.what.topic);
        to.fixed(partition.what.partition);
        to.fixed(partition.what.begin);
        to.fixed(partition.what.end);
        to.fixed(partition.position);
        partition.tracker.save(to);
    }
}

std::vector<PartitionProgress> loadPartitions(ByteReader& from, std::int64_t delayMs) {
    std::vector<PartitionProgress> partitions;
    const std::uint64_t count = from.varint();
    for (std::uint64_t i = 0; i < count && !from.failed(); ++i) {
        KafkaRange range;
        range.topic = from.text();
        range.partition = from.fixed<std::int32_t>();
        range.begin = from.fixed<std::int64_t>();
        range.end = from.fixed<std::int64_t>();
        const auto position = from.fixed<std::int64_t>();
        if (!isKafkaTopicName(range.topic) || range.partition < 0 || range.begin < 0 ||
            position < range.begin) {
            from.fail();
            break;
        }
        partitions.emplace_back(std::move(range), delayMs).position = position;
        partitions.back().tracker.load(from);
    }
    if (from.failed()) failRestore("it does not say how far the partitions have been read");
    return partitions;
}

} // namespace millrace
