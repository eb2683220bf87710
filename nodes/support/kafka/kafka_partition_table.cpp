// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_partition_table.h"

#include "engine/data/batch_builder.h"

#include <fmt/format.h>

#include <algorithm>

namespace millrace {

namespace {

constexpr int kAskMs = 500;

const SchemaPtr& partitionsSchema() {
    static const SchemaPtr schema = makeSchema({{"topic", TypeId::String},
                                                {"partition", TypeId::Int},
                                                {"offset", TypeId::BigInt},
                                                {"end", TypeId::BigInt},
                                                {"lag", TypeId::BigInt},
                                                {"watermark", TypeId::Timestamp}});
    return schema;
}

} // namespace

std::int64_t knownEnd(KafkaClient& client, const PartitionProgress& partition) {
    std::int64_t low = 0, high = RD_KAFKA_OFFSET_INVALID;
    rd_kafka_get_watermark_offsets(client.get(), partition.what.topic.c_str(), partition.what.partition, &low,
                                   &high);
    return std::max(high, partition.askedEnd);
}

void askEnds(KafkaClient& client, std::vector<PartitionProgress>& partitions) {
    const KafkaPartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
    for (const PartitionProgress& p : partitions)
        rd_kafka_topic_partition_list_add(list.get(), p.what.topic.c_str(), p.what.partition)->offset =
            RD_KAFKA_OFFSET_END; // stands for the time of what comes next
    if (partitions.empty() || rd_kafka_offsets_for_times(client.get(), list.get(), kAskMs)) return;
    for (std::size_t i = 0; i < partitions.size(); ++i) {
        const rd_kafka_topic_partition_t& answer = list->elems[i];
        if (!answer.err && answer.offset >= 0) partitions[i].askedEnd = answer.offset;
    }
}

void publishPartitions(KafkaClient& client, const std::vector<PartitionProgress>& partitions,
                       OperatorContext& context) {
    BatchBuilder table(partitionsSchema());
    std::vector<ClientMetric> lags;
    for (const PartitionProgress& p : partitions) {
        const std::int64_t high = knownEnd(client, p);
        const bool known = high >= 0;
        const std::int64_t lag = std::max<std::int64_t>(high - p.position, 0);
        if (known) lags.push_back({Metric::Lag, fmt::format("{}[{}]", p.what.topic, p.what.partition), lag});
        const EpochMs watermark = p.tracker.watermark();
        table.appendRow({p.what.topic, p.what.partition, p.position, known ? Value(high) : Value(),
                         known ? Value(lag) : Value(),
                         watermark > kMinWatermark ? Value(watermark) : Value()});
    }
    context.publish(table.finish());
    client.publish(std::move(lags));
}

} // namespace millrace
