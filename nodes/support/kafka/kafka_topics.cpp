// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_topics.h"

#include "engine/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

namespace millrace {

namespace {

using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, KafkaDestroys<&rd_kafka_NewTopic_destroy>>;
using AdminOptions = std::unique_ptr<rd_kafka_AdminOptions_t, KafkaDestroys<&rd_kafka_AdminOptions_destroy>>;

using ConfigResource =
    std::unique_ptr<rd_kafka_ConfigResource_t, KafkaDestroys<&rd_kafka_ConfigResource_destroy>>;

constexpr int kCreateMs = 30'000;
constexpr int kDescribeMs = 5'000;
constexpr int kLookMs = 100; ///< whether the run is to stop

} // namespace

KafkaEvent awaitAnswer(const KafkaClient& client, rd_kafka_queue_t* answers, int timeoutMs) {
    for (int left = timeoutMs; left > 0; left -= kLookMs) {
        KafkaEvent event(rd_kafka_queue_poll(answers, std::min(left, kLookMs)));
        if (event) return event;
        if (client.stopRequested()) throw RunStopped{};
    }
    return nullptr;
}

std::map<std::string, std::int32_t> findTopics(KafkaClient& client, const std::string* name) {
    std::map<std::string, std::int32_t> topics;
    const KafkaTopic only(name ? rd_kafka_topic_new(client.get(), name->c_str(), nullptr) : nullptr);
    client.ask("which topics there are", [&](int timeoutMs) {
        const rd_kafka_metadata_t* found = nullptr;
        const auto error = rd_kafka_metadata(client.get(), name == nullptr, only.get(), &found, timeoutMs);
        if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return error;
        const KafkaMetadata metadata(found);
        for (int i = 0; i < metadata->topic_cnt; ++i) {
            const rd_kafka_metadata_topic_t& topic = metadata->topics[i];
            if (topic.err == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE) return topic.err;
            if (topic.err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
                throw kafkaError("MR3512",
                                 fmt::format("the brokers do not let us at the topic `{}`", topic.topic),
                                 "the user needs the right DESCRIBE on it, and READ or WRITE");
            if (topic.err == RD_KAFKA_RESP_ERR_NO_ERROR) topics[topic.topic] = topic.partition_cnt;
        }
        return error;
    });
    return topics;
}

void throwNoTopic(KafkaClient& client, const std::string& name) {
    std::vector<std::string> names;
    bool justCame = false;
    for (const auto& [topic, partitions] : findTopics(client, nullptr)) {
        justCame = justCame || topic == name;
        if (!topic.starts_with("__")) names.push_back(topic);
    }
    throw kafkaError("MR3516", fmt::format("the brokers have no topic `{}`", name),
                     justCame ? "it is being made at this moment: try again" : suggestion(name, names));
}

void ensureTopic(KafkaClient& client, const std::string& name, const KafkaTopicPlan& plan) {
    if (!findTopics(client, &name).empty()) return;
    if (!plan.partitions) throwNoTopic(client, name);
    const KafkaQueue answers(rd_kafka_queue_new(client.get()));
    const AdminOptions options(rd_kafka_AdminOptions_new(client.get(), RD_KAFKA_ADMIN_OP_CREATETOPICS));
    char why[512] = "";
    rd_kafka_AdminOptions_set_operation_timeout(options.get(), kCreateMs, why, sizeof why);
    const NewTopic topic(
        rd_kafka_NewTopic_new(name.c_str(), *plan.partitions, plan.replication, why, sizeof why));
    if (!topic) throw kafkaError("MR3524", fmt::format("the topic `{}` cannot be created: {}", name, why));
    for (const auto& [property, value] : plan.config)
        rd_kafka_NewTopic_set_config(topic.get(), property.c_str(), value.c_str());
    rd_kafka_NewTopic_t* one = topic.get();
    rd_kafka_CreateTopics(client.get(), &one, 1, options.get(), answers.get());
    const KafkaEvent event = awaitAnswer(client, answers.get(), kCreateMs);
    const rd_kafka_CreateTopics_result_t* const result =
        event ? rd_kafka_event_CreateTopics_result(event.get()) : nullptr;
    std::string trouble = event ? rd_kafka_event_error_string(event.get()) : "no answer";
    if (result && rd_kafka_event_error(event.get()) == RD_KAFKA_RESP_ERR_NO_ERROR) {
        std::size_t count = 0;
        const auto* const* const topics = rd_kafka_CreateTopics_result_topics(result, &count);
        const auto error = count > 0 ? rd_kafka_topic_result_error(topics[0]) : RD_KAFKA_RESP_ERR_UNKNOWN;
        // Another worker may have been faster.
        if (!error || error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) return;
        const char* const said = count > 0 ? rd_kafka_topic_result_error_string(topics[0]) : nullptr;
        trouble = said ? said : rd_kafka_err2str(error);
    }
    throw kafkaError("MR3524", fmt::format("the topic `{}` cannot be created: {}", name, trouble));
}

std::optional<std::int64_t> largestBatch(KafkaClient& client, const std::string& topic) {
    const KafkaQueue answers(rd_kafka_queue_new(client.get()));
    const AdminOptions options(rd_kafka_AdminOptions_new(client.get(), RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS));
    char why[512] = "";
    rd_kafka_AdminOptions_set_request_timeout(options.get(), kDescribeMs, why, sizeof why);
    const ConfigResource asked(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
    rd_kafka_ConfigResource_t* one = asked.get();
    rd_kafka_DescribeConfigs(client.get(), &one, 1, options.get(), answers.get());
    const KafkaEvent event = awaitAnswer(client, answers.get(), kDescribeMs);
    const rd_kafka_DescribeConfigs_result_t* const result =
        event && !rd_kafka_event_error(event.get()) ? rd_kafka_event_DescribeConfigs_result(event.get())
                                                    : nullptr;
    if (!result) return std::nullopt;
    std::size_t count = 0;
    const rd_kafka_ConfigResource_t** const resources =
        rd_kafka_DescribeConfigs_result_resources(result, &count);
    if (count != 1 || rd_kafka_ConfigResource_error(resources[0])) return std::nullopt;
    const rd_kafka_ConfigEntry_t** const entries = rd_kafka_ConfigResource_configs(resources[0], &count);
    for (std::size_t i = 0; i < count; ++i) {
        if (std::string_view(rd_kafka_ConfigEntry_name(entries[i])) != "max.message.bytes") continue;
        const char* const value = rd_kafka_ConfigEntry_value(entries[i]);
        std::int64_t bytes = 0;
        const std::string_view text(value ? value : "");
        const auto [end, error] = std::from_chars(text.begin(), text.end(), bytes);
        if (error != std::errc() || end != text.end()) return std::nullopt;
        return bytes;
    }
    return std::nullopt;
}

} // namespace millrace
