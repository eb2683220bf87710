// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/kafka/kafka_client.h"

#include <map>
#include <optional>
#include <string>

namespace millrace {

/// Topics of the cluster with the number of their partitions: all, or the one of that name, if it is there.
/// Throws MR3511 (no answer), MR3512 (not allowed).
std::map<std::string, std::int32_t> findTopics(KafkaClient& client, const std::string* name);

/// Throws MR3516 about a topic that is not there, with the nearest that is.
[[noreturn]] void throwNoTopic(KafkaClient& client, const std::string& name);

/// What the brokers say to a request within the time; none: nothing. Throws RunStopped when the run is to
/// stop.
KafkaEvent awaitAnswer(const KafkaClient& client, rd_kafka_queue_t* answers, int timeoutMs);

/// Of a topic that is not there.
struct KafkaTopicPlan {
    std::optional<int> partitions = {}; ///< none: it is not created
    int replication = 1;
    KafkaProperties config = {}; ///< such as cleanup.policy
};

/// Sees to it that the topic is there: creates it where it is said with how many partitions. Throws MR3516
/// (there is none), MR3524 (it cannot be created), RunStopped when the run is to stop.
void ensureTopic(KafkaClient& client, const std::string& name, const KafkaTopicPlan& plan = {});

/// How many bytes the brokers take at once for a partition of the topic, messages with all that goes with
/// them (max.message.bytes, of what is left after compression); none: they do not say. Throws RunStopped when
/// the run is to stop.
std::optional<std::int64_t> largestBatch(KafkaClient& client, const std::string& topic);

} // namespace millrace
