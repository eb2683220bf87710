// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace millrace::test {

struct KafkaMessage {
    std::int32_t partition = 0;
    std::optional<std::string> key = {};
    std::optional<std::string> value = {};
    std::int64_t timestamp = 0; ///< 0 = now
    std::vector<std::pair<std::string, std::string>> headers = {};
};

/// What becomes of the transaction in which messages are sent; None: they are sent without one.
enum class KafkaTransaction { None, Committed, Aborted };

/// Sends them with a bare producer and waits until they are there. Throws std::runtime_error.
void sendMessages(const std::string& brokers, const std::string& topic,
                  const std::vector<KafkaMessage>& messages,
                  KafkaTransaction transaction = KafkaTransaction::None);
/// Everything in the topic, partition by partition, read with a bare consumer.
std::vector<KafkaMessage> readMessages(const std::string& brokers, const std::string& topic, int partitions);
/// Says how far a group has come.
void commitOffset(const std::string& brokers, const std::string& group, const std::string& topic,
                  std::int32_t partition, std::int64_t offset);
/// Who is in a consumer group, as the broker says: the ids of its members; empty as long as it deals out
/// partitions.
std::vector<std::string> membersOf(const std::string& brokers, const std::string& group);
/// The messages of a partition before the offset are gone.
void deleteMessages(const std::string& brokers, const std::string& topic, std::int32_t partition,
                    std::int64_t before);

} // namespace millrace::test
