// SPDX-License-Identifier: Apache-2.0
#include "tests/support/kafka_cluster.h"

#include <stdexcept>
#include <vector>

namespace millrace::test {

namespace {

/// The cluster lives in a client.
rd_kafka_t* newHost() {
    char why[512];
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, nullptr);
    rd_kafka_t* const host = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    if (!host) throw std::runtime_error(why);
    return host;
}

} // namespace

KafkaCluster::KafkaCluster(int brokers)
    : host_(newHost()), cluster_(rd_kafka_mock_cluster_new(host_, brokers)) {}

KafkaCluster::~KafkaCluster() {
    rd_kafka_mock_cluster_destroy(cluster_);
    rd_kafka_destroy(host_);
}

std::string KafkaCluster::brokers() const { return rd_kafka_mock_cluster_bootstraps(cluster_); }

void KafkaCluster::createTopic(const std::string& topic, int partitions) {
    if (rd_kafka_mock_topic_create(cluster_, topic.c_str(), partitions, 1))
        throw std::runtime_error("no topic " + topic);
}

void KafkaCluster::failRequests(std::int16_t apiKey, rd_kafka_resp_err_t error, int count) {
    const std::vector<rd_kafka_resp_err_t> errors(static_cast<std::size_t>(count), error);
    rd_kafka_mock_push_request_errors_array(cluster_, apiKey, errors.size(), errors.data());
}

} // namespace millrace::test
