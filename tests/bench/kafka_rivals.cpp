// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/kafka_rivals.h"

#include "tests/bench/bench_table.h"
#include "tests/bench/kafka_messages.h"

#include <fmt/format.h>
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <thread>

namespace millrace::bench {

namespace {

constexpr int kPatienceMs = 60'000;

void require(rd_kafka_resp_err_t error, const std::string& what) {
    if (error) throw std::runtime_error(what + ": " + rd_kafka_err2str(error));
}

RivalClientPtr newClient(rd_kafka_type_t type, const std::string& brokers, const RivalSettings& settings) {
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    char why[512] = "";
    RivalSettings all{{"bootstrap.servers", brokers}};
    all.insert(all.end(), settings.begin(), settings.end());
    for (const auto& [name, value] : all) {
        if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why, sizeof why) == RD_KAFKA_CONF_OK)
            continue;
        rd_kafka_conf_destroy(conf);
        throw std::runtime_error(why);
    }
    RivalClientPtr client(rd_kafka_new(type, conf, why, sizeof why));
    if (!client) {
        rd_kafka_conf_destroy(conf);
        throw std::runtime_error(why);
    }
    return client;
}

std::string newName() {
    static std::atomic<int> made{0};
    return "bench-" + std::to_string(made++);
}

/// What is asked of the brokers' administration, and its answer.
template <class Ask> void administer(const std::string& brokers, const std::string& what, Ask&& ask) {
    const RivalClientPtr client = newClient(RD_KAFKA_PRODUCER, brokers, {});
    rd_kafka_queue_t* const answers = rd_kafka_queue_new(client.get());
    ask(client.get(), answers);
    rd_kafka_event_t* const event = rd_kafka_queue_poll(answers, kPatienceMs);
    rd_kafka_resp_err_t error = event ? rd_kafka_event_error(event) : RD_KAFKA_RESP_ERR__TIMED_OUT;
    std::size_t count = 0;
    if (const auto* const created = event ? rd_kafka_event_CreateTopics_result(event) : nullptr;
        created && !error)
        error = rd_kafka_topic_result_error(rd_kafka_CreateTopics_result_topics(created, &count)[0]);
    if (event) rd_kafka_event_destroy(event);
    rd_kafka_queue_destroy(answers);
    require(error, what);
}

void runProgram(const std::string& command) {
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
}

} // namespace

BenchTopic::BenchTopic(std::string brokers, int partitions)
    : brokers_(std::move(brokers)), name_(newName()), partitions_(partitions) {
    administer(brokers_, "no topic " + name_, [this](rd_kafka_t* client, rd_kafka_queue_t* answers) {
        char why[512] = "";
        rd_kafka_NewTopic_t* topic = rd_kafka_NewTopic_new(name_.c_str(), partitions_, 1, why, sizeof why);
        if (!topic) throw std::runtime_error(why);
        // The segments of this broker are made short for the tests.
        rd_kafka_NewTopic_set_config(topic, "segment.bytes", "1073741824");
        rd_kafka_NewTopic_set_config(topic, "file.delete.delay.ms", "1000");
        rd_kafka_CreateTopics(client, &topic, 1, nullptr, answers);
        rd_kafka_NewTopic_destroy(topic);
    });
    // The brokers answer before all of them know it.
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(kPatienceMs);
    for (;;) {
        try {
            length();
            return;
        } catch (const std::exception&) {
            if (std::chrono::steady_clock::now() > end) throw;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
}

BenchTopic::~BenchTopic() {
    try {
        administer(brokers_, "the topic stays", [this](rd_kafka_t* client, rd_kafka_queue_t* answers) {
            rd_kafka_DeleteTopic_t* topic = rd_kafka_DeleteTopic_new(name_.c_str());
            rd_kafka_DeleteTopics(client, &topic, 1, nullptr, answers);
            rd_kafka_DeleteTopic_destroy(topic);
        });
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
}

std::uint64_t BenchTopic::length() const {
    const RivalClientPtr client = newClient(RD_KAFKA_CONSUMER, brokers_, {{"group.id", "bench"}});
    std::uint64_t length = 0;
    for (int partition = 0; partition < partitions_; ++partition) {
        std::int64_t low = 0, high = 0;
        require(rd_kafka_query_watermark_offsets(client.get(), name_.c_str(), partition, &low, &high,
                                                 kPatienceMs),
                "no offsets of " + name_);
        length += static_cast<std::uint64_t>(high);
    }
    return length;
}

RivalClientPtr newProducer(const std::string& brokers, const RivalSettings& settings) {
    return newClient(RD_KAFKA_PRODUCER, brokers, settings);
}

RivalClientPtr newConsumer(const std::string& brokers, const BenchTopic& topic, const RivalSettings& settings,
                           std::vector<std::int64_t>* ends) {
    RivalSettings all{{"group.id", "bench"},
                      {"enable.auto.commit", "false"},
                      {"enable.auto.offset.store", "false"},
                      {"enable.partition.eof", "true"},
                      {"isolation.level", "read_committed"}};
    all.insert(all.end(), settings.begin(), settings.end());
    RivalClientPtr client = newClient(RD_KAFKA_CONSUMER, brokers, all);
    rd_kafka_poll_set_consumer(client.get());
    rd_kafka_topic_partition_list_t* const list = rd_kafka_topic_partition_list_new(topic.partitions());
    // To ask for the offset here is faster than to have the client look for the begin: it waits half a
    // second.
    for (int partition = 0; partition < topic.partitions(); ++partition) {
        std::int64_t low = 0, high = 0;
        require(rd_kafka_query_watermark_offsets(client.get(), topic.name().c_str(), partition, &low, &high,
                                                 kPatienceMs),
                "no offsets of " + topic.name());
        rd_kafka_topic_partition_list_add(list, topic.name().c_str(), partition)->offset = low;
        if (ends) ends->push_back(high);
    }
    const rd_kafka_resp_err_t error = rd_kafka_assign(client.get(), list);
    rd_kafka_topic_partition_list_destroy(list);
    require(error, "no partitions");
    return client;
}

std::uint64_t bareConsume(const std::string& brokers, const BenchTopic& topic) {
    std::vector<std::int64_t> ends;
    const RivalClientPtr client = newConsumer(
        brokers, topic, {{"queued.min.messages", "1000000"}, {"fetch.error.backoff.ms", "50"}}, &ends);
    rd_kafka_queue_t* const queue = rd_kafka_queue_get_consumer(client.get());
    std::vector<rd_kafka_message_t*> messages(1'000);
    std::uint64_t count = 0, bytes = 0;
    auto left = std::count_if(ends.begin(), ends.end(), [](std::int64_t end) { return end > 0; });
    // Like the node, it does not wait to hear that a partition has ended where it has seen the last message.
    const auto reach = [&](std::int32_t partition, std::int64_t next) {
        std::int64_t& end = ends[static_cast<std::size_t>(partition)];
        if (end <= 0 || next < end) return;
        end = 0;
        --left;
    };
    while (left > 0) {
        const ssize_t got = rd_kafka_consume_batch_queue(queue, 10, messages.data(), messages.size());
        for (ssize_t i = 0; i < got; ++i) {
            rd_kafka_message_t* const message = messages[static_cast<std::size_t>(i)];
            if (!message->err) {
                ++count;
                bytes += message->len;
                reach(message->partition, message->offset + 1);
            } else if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
                reach(message->partition, message->offset);
            } else {
                throw std::runtime_error(rd_kafka_message_errstr(message));
            }
            rd_kafka_message_destroy(message);
        }
    }
    keep(bytes);
    rd_kafka_queue_destroy(queue);
    return count;
}

void bareProduce(const std::string& brokers, const BenchTopic& topic, std::uint64_t count, bool idempotent) {
    const RivalClientPtr client =
        newProducer(brokers, {{"linger.ms", "20"},
                              {"batch.num.messages", "10000"},
                              {"batch.size", "1000000"},
                              {"queue.buffering.max.messages", "500000"},
                              {"compression.codec", "lz4"},
                              {"enable.idempotence", idempotent ? "true" : "false"}});
    rd_kafka_topic_t* const handle = rd_kafka_topic_new(client.get(), topic.name().c_str(), nullptr);
    const std::vector<std::string>& values = messageValues();
    for (std::uint64_t i = 0; i < count;) {
        const std::string& value = values[i % values.size()];
        if (rd_kafka_produce(handle, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY,
                             const_cast<char*>(value.data()), value.size(), nullptr, 0, nullptr) == 0) {
            if (++i % 1000 == 0) rd_kafka_poll(client.get(), 0);
        } else if (rd_kafka_last_error() == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
            rd_kafka_poll(client.get(), 1);
        } else {
            throw std::runtime_error(rd_kafka_err2str(rd_kafka_last_error()));
        }
    }
    const rd_kafka_resp_err_t error = rd_kafka_flush(client.get(), kPatienceMs);
    rd_kafka_topic_destroy(handle);
    require(error, "flush");
}

bool hasKcat() { return std::system("command -v kcat >/dev/null") == 0; }

void kcatConsume(const std::string& brokers, const BenchTopic& topic, std::uint64_t count) {
    runProgram(fmt::format("kcat -C -q -c {} -o 0 -b ", count) + brokers + " -t " + topic.name() +
               " -X queued.min.messages=1000000 >/dev/null");
}

void kcatProduce(const std::string& brokers, const BenchTopic& topic, const std::string& lines) {
    runProgram(
        "kcat -P -b " + brokers + " -t " + topic.name() +
        " -X linger.ms=20 -X batch.num.messages=10000 -X batch.size=1000000"
        " -X queue.buffering.max.messages=500000 -X compression.codec=lz4 -X enable.idempotence=true <'" +
        lines + "'");
}

} // namespace millrace::bench
