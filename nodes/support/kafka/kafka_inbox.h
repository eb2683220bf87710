// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/kafka/kafka_ranges.h"

namespace millrace {

/// Where the messages of a consumer's partitions arrive, apart from all else that librdkafka has to say: who
/// takes no messages for minutes still hears that. Goes before the client.
class KafkaInbox {
public:
    /// A message that comes wakes the context's source.
    KafkaInbox(KafkaClient& client, OperatorContext& context);
    /// Reads these from where they begin, and none but these. MR3517 when librdkafka refuses.
    void assign(const std::vector<KafkaRange>& ranges);
    rd_kafka_queue_t* messages() const { return messages_.get(); }

private:
    KafkaClient& client_;
    KafkaQueue messages_;
};

} // namespace millrace
