// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_inbox.h"

namespace millrace {

KafkaInbox::KafkaInbox(KafkaClient& client, OperatorContext& context)
    : client_(client), messages_(rd_kafka_queue_new(client.get())) {
    rd_kafka_queue_cb_event_enable(
        messages_.get(), [](rd_kafka_t*, void* sleeper) { static_cast<OperatorContext*>(sleeper)->wake(); },
        &context);
}

void KafkaInbox::assign(const std::vector<KafkaRange>& ranges) {
    const KafkaPartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(ranges.size())));
    for (const KafkaRange& range : ranges) {
        rd_kafka_topic_partition_list_add(list.get(), range.topic.c_str(), range.partition)->offset =
            range.begin;
        const KafkaQueue own(
            rd_kafka_queue_get_partition(client_.get(), range.topic.c_str(), range.partition));
        if (own) rd_kafka_queue_forward(own.get(), messages_.get());
    }
    if (const auto error = rd_kafka_assign(client_.get(), list.get()))
        throw kafkaError("MR3517", std::string("the partitions cannot be read: ") + rd_kafka_err2str(error));
}

} // namespace millrace
