// SPDX-License-Identifier: Apache-2.0
#include "tests/support/kafka_messages.h"

#include <stdexcept>
#include <string_view>

namespace millrace::test {

namespace {

void require(rd_kafka_resp_err_t error, const char* what) {
    if (error) throw std::runtime_error(std::string(what) + ": " + rd_kafka_err2str(error));
}

void require(rd_kafka_error_t* error, const char* what) {
    if (!error) return;
    const std::string why = rd_kafka_error_string(error);
    rd_kafka_error_destroy(error);
    throw std::runtime_error(std::string(what) + ": " + why);
}

/// `name`: of the group, or of the producer's transactions; none: without any.
rd_kafka_t* newClient(rd_kafka_type_t type, const std::string& brokers, const std::string& name) {
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    char why[512];
    if (!brokers.empty()) rd_kafka_conf_set(conf, "bootstrap.servers", brokers.c_str(), why, sizeof why);
    if (type == RD_KAFKA_CONSUMER) {
        rd_kafka_conf_set(conf, "group.id", name.c_str(), why, sizeof why);
        rd_kafka_conf_set(conf, "enable.auto.commit", "false", why, sizeof why);
        rd_kafka_conf_set(conf, "enable.partition.eof", "true", why, sizeof why);
    }
    if (type == RD_KAFKA_PRODUCER && !name.empty())
        rd_kafka_conf_set(conf, "transactional.id", name.c_str(), why, sizeof why);
    rd_kafka_conf_set_log_cb(conf, nullptr);
    rd_kafka_t* const client = rd_kafka_new(type, conf, why, sizeof why);
    if (!client) throw std::runtime_error(why);
    return client;
}

} // namespace

void sendMessages(const std::string& brokers, const std::string& topic,
                  const std::vector<KafkaMessage>& messages, KafkaTransaction transaction) {
    const bool transactional = transaction != KafkaTransaction::None;
    rd_kafka_t* const producer =
        newClient(RD_KAFKA_PRODUCER, brokers, transactional ? "sender-" + topic : std::string());
    if (transactional) {
        require(rd_kafka_init_transactions(producer, 60'000), "init");
        require(rd_kafka_begin_transaction(producer), "begin");
    }
    for (const KafkaMessage& message : messages) {
        rd_kafka_headers_t* headers = nullptr;
        if (!message.headers.empty()) {
            headers = rd_kafka_headers_new(message.headers.size());
            for (const auto& [name, value] : message.headers)
                rd_kafka_header_add(headers, name.c_str(), -1, value.data(),
                                    static_cast<ssize_t>(value.size()));
        }
        void* const value = message.value ? const_cast<char*>(message.value->data()) : nullptr;
        void* const key = message.key ? const_cast<char*>(message.key->data()) : nullptr;
        require(rd_kafka_producev(
                    producer, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(message.partition),
                    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                    RD_KAFKA_V_VALUE(value, (message.value ? message.value->size() : 0)),
                    RD_KAFKA_V_KEY(key, (message.key ? message.key->size() : 0)),
                    RD_KAFKA_V_TIMESTAMP(message.timestamp), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END),
                "produce");
    }
    const rd_kafka_resp_err_t error = rd_kafka_flush(producer, 60'000);
    if (transaction == KafkaTransaction::Committed)
        require(rd_kafka_commit_transaction(producer, 60'000), "commit");
    if (transaction == KafkaTransaction::Aborted)
        require(rd_kafka_abort_transaction(producer, 60'000), "abort");
    rd_kafka_destroy(producer);
    require(error, "flush");
}

std::vector<KafkaMessage> readMessages(const std::string& brokers, const std::string& topic, int partitions) {
    rd_kafka_t* const consumer = newClient(RD_KAFKA_CONSUMER, brokers, "reader");
    std::vector<KafkaMessage> messages;
    for (std::int32_t partition = 0; partition < partitions; ++partition) {
        rd_kafka_topic_partition_list_t* const list = rd_kafka_topic_partition_list_new(1);
        rd_kafka_topic_partition_list_add(list, topic.c_str(), partition)->offset = RD_KAFKA_OFFSET_BEGINNING;
        rd_kafka_assign(consumer, list);
        rd_kafka_topic_partition_list_destroy(list);
        for (bool more = true; more;) {
            rd_kafka_message_t* const message = rd_kafka_consumer_poll(consumer, 60'000);
            if (!message) throw std::runtime_error("nothing to read");
            more = message->err != RD_KAFKA_RESP_ERR__PARTITION_EOF;
            if (!message->err) {
                KafkaMessage& taken = messages.emplace_back();
                taken.partition = message->partition;
                taken.timestamp = rd_kafka_message_timestamp(message, nullptr);
                const auto text = [](const void* data, std::size_t size) {
                    return std::string(static_cast<const char*>(data), size);
                };
                if (message->payload) taken.value = text(message->payload, message->len);
                if (message->key) taken.key = text(message->key, message->key_len);
                rd_kafka_headers_t* headers = nullptr;
                if (!rd_kafka_message_headers(message, &headers)) {
                    const char* name = nullptr;
                    const void* value = nullptr;
                    std::size_t size = 0;
                    for (std::size_t i = 0; !rd_kafka_header_get_all(headers, i, &name, &value, &size); ++i)
                        taken.headers.emplace_back(name, text(value, size));
                }
            }
            rd_kafka_message_destroy(message);
        }
    }
    rd_kafka_destroy(consumer);
    return messages;
}

void commitOffset(const std::string& brokers, const std::string& group, const std::string& topic,
                  std::int32_t partition, std::int64_t offset) {
    rd_kafka_t* const consumer = newClient(RD_KAFKA_CONSUMER, brokers, group);
    rd_kafka_topic_partition_list_t* const list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic.c_str(), partition)->offset = offset;
    rd_kafka_assign(consumer, list);
    const rd_kafka_resp_err_t error = rd_kafka_commit(consumer, list, 0);
    rd_kafka_topic_partition_list_destroy(list);
    rd_kafka_destroy(consumer);
    require(error, "commit of an offset");
}

std::vector<std::string> membersOf(const std::string& brokers, const std::string& group) {
    rd_kafka_t* const client = newClient(RD_KAFKA_PRODUCER, brokers, {});
    const rd_kafka_group_list* groups = nullptr;
    const rd_kafka_resp_err_t error = rd_kafka_list_groups(client, group.c_str(), &groups, 60'000);
    std::vector<std::string> members;
    for (int i = 0; !error && i < groups->group_cnt; ++i) {
        const rd_kafka_group_info& info = groups->groups[i];
        if (std::string_view(info.state) != "Stable") continue;
        for (int m = 0; m < info.member_cnt; ++m)
            members.emplace_back(info.members[m].member_id);
    }
    if (groups) rd_kafka_group_list_destroy(groups);
    rd_kafka_destroy(client);
    require(error, "the members of a group");
    return members;
}

void deleteMessages(const std::string& brokers, const std::string& topic, std::int32_t partition,
                    std::int64_t before) {
    rd_kafka_t* const client = newClient(RD_KAFKA_PRODUCER, brokers, {});
    rd_kafka_queue_t* const answers = rd_kafka_queue_new(client);
    rd_kafka_topic_partition_list_t* const list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic.c_str(), partition)->offset = before;
    rd_kafka_DeleteRecords_t* request = rd_kafka_DeleteRecords_new(list);
    rd_kafka_DeleteRecords(client, &request, 1, nullptr, answers);
    rd_kafka_event_t* const event = rd_kafka_queue_poll(answers, 60'000);
    rd_kafka_resp_err_t error = event ? rd_kafka_event_error(event) : RD_KAFKA_RESP_ERR__TIMED_OUT;
    if (!error) {
        const auto* const done =
            rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event));
        error = done->elems[0].err;
    }
    if (event) rd_kafka_event_destroy(event);
    rd_kafka_DeleteRecords_destroy(request);
    rd_kafka_topic_partition_list_destroy(list);
    rd_kafka_queue_destroy(answers);
    rd_kafka_destroy(client);
    require(error, "deletion of messages");
}

} // namespace millrace::test
