// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace millrace::bench {

/// What one writes by hand on librdkafka, with the settings that have shown themselves fastest.

/// A topic of its own, deleted with this object. What goes wrong in the functions here is a
/// std::runtime_error.
class BenchTopic {
public:
    BenchTopic(std::string brokers, int partitions);
    ~BenchTopic();
    BenchTopic(const BenchTopic&) = delete;
    BenchTopic& operator=(const BenchTopic&) = delete;

    const std::string& name() const { return name_; }
    int partitions() const { return partitions_; }
    /// Offsets handed out so far, over all partitions.
    std::uint64_t length() const;

private:
    const std::string brokers_;
    const std::string name_;
    const int partitions_;
};

struct RivalClient {
    void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
};
using RivalClientPtr = std::unique_ptr<rd_kafka_t, RivalClient>;
using RivalSettings = std::vector<std::pair<std::string, std::string>>;

RivalClientPtr newProducer(const std::string& brokers, const RivalSettings& settings);
/// Reads all partitions of the topic from their begin, committed messages only. `ends`: where they end now.
RivalClientPtr newConsumer(const std::string& brokers, const BenchTopic& topic, const RivalSettings& settings,
                           std::vector<std::int64_t>* ends = nullptr);

/// A loop over rd_kafka_consume_batch_queue that counts; returns the number of messages.
std::uint64_t bareConsume(const std::string& brokers, const BenchTopic& topic);
/// A loop over rd_kafka_produce, and a flush.
void bareProduce(const std::string& brokers, const BenchTopic& topic, std::uint64_t count, bool idempotent);

/// The program kcat, where it is there.
bool hasKcat();
void kcatConsume(const std::string& brokers, const BenchTopic& topic, std::uint64_t count);
/// `lines`: a file with a message in each line.
void kcatProduce(const std::string& brokers, const BenchTopic& topic, const std::string& lines);

} // namespace millrace::bench
