// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/event_time.h"
#include "nodes/support/kafka/kafka_ranges.h"

namespace millrace {

/// How far the reading of one partition has come.
struct PartitionProgress {
    PartitionProgress(KafkaRange range, std::int64_t delayMs)
        : what(std::move(range)), position(what.begin), tracker(delayMs) {}

    KafkaRange what;
    std::int64_t position; ///< offset of the next message
    WatermarkTracker tracker;
    MonotonicNs lastRecord = 0;
    std::int64_t askedEnd =
        -1; ///< offset behind its last message, where the brokers were asked for it; else -1
    bool done() const { return position >= what.end; }
};

/// The watermark over partitions, each of which has one of its own: the lowest of those that are neither read
/// to their end nor idle, that is without a record for `idleAfter` (0: never idle). Where all are idle the
/// highest of them counts, as in Flink's WatermarkOutputMultiplexer.
EpochMs watermarkOver(const std::vector<PartitionProgress>& partitions, MonotonicNs now,
                      MonotonicNs idleAfter);

/// When the next partition that holds the watermark back becomes idle; none: no value.
std::optional<MonotonicNs> nextIdle(const std::vector<PartitionProgress>& partitions, MonotonicNs now,
                                    MonotonicNs idleAfter);

/// For snapshots: how far the reading of the partitions has come.
void savePartitions(const std::vector<PartitionProgress>& partitions, ByteWriter& to);
/// Throws MR4611 where the bytes say no such thing.
std::vector<PartitionProgress> loadPartitions(ByteReader& from, std::int64_t delayMs);

} // namespace millrace
