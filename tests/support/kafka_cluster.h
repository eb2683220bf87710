// SPDX-License-Identifier: Apache-2.0
#pragma once

// clang-format off: the second needs the first
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
// clang-format on

#include <cstdint>
#include <string>

namespace millrace::test {

/// librdkafka's own imitation of a cluster, in this process. It knows neither transactions nor isolation: for
/// plain messages, errors and back-pressure only.
class KafkaCluster {
public:
    explicit KafkaCluster(int brokers = 1);
    ~KafkaCluster();
    KafkaCluster(const KafkaCluster&) = delete;
    KafkaCluster& operator=(const KafkaCluster&) = delete;

    std::string brokers() const;
    void createTopic(const std::string& topic, int partitions);
    /// The next `count` requests of this kind (ApiKey of the protocol) are answered with the error.
    void failRequests(std::int16_t apiKey, rd_kafka_resp_err_t error, int count);

private:
    rd_kafka_t* host_;
    rd_kafka_mock_cluster_t* cluster_;
};

} // namespace millrace::test
