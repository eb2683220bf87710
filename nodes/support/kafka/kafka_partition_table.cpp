// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_partition_table.h"

#include "engine/data/batch_builder.h"

#include <fmt/format.h>

#include <algorithm>

namespace millrace {

namespace {

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
    return high;
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
