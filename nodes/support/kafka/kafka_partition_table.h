// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/kafka/partition_progress.h"

namespace millrace {

/// Offset behind the last message of the partition, as the brokers said last; below 0: they have not.
std::int64_t knownEnd(KafkaClient& client, const PartitionProgress& partition);

/// Asks the brokers where the partitions end: what is fetched says it no more while nothing is fetched. Waits
/// for half a second at most; without an answer all stays as it is.
void askEnds(KafkaClient& client, std::vector<PartitionProgress>& partitions);

/// Shows how far each partition has been read, as the table of the node and as its metrics.
void publishPartitions(KafkaClient& client, const std::vector<PartitionProgress>& partitions,
                       OperatorContext& context);

} // namespace millrace
