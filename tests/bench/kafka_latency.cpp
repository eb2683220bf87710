// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/kafka_latency.h"

#include "tests/bench/kafka_messages.h"

#include <fmt/format.h>
#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace millrace::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kWarmUpSeconds = 2;
constexpr std::chrono::milliseconds kTick{1};
constexpr std::chrono::seconds kPatience{60};

std::int64_t nanoseconds(Clock::time_point when) { return when.time_since_epoch().count(); }

/// Every millisecond what has become due.
void sendEvenly(const std::string& brokers, const std::string& topic, int perSecond, Clock::time_point begin,
                std::int64_t count) {
    const RivalClientPtr client = newProducer(brokers, {{"linger.ms", "0"}, {"enable.idempotence", "true"}});
    rd_kafka_topic_t* const handle = rd_kafka_topic_new(client.get(), topic.c_str(), nullptr);
    const std::chrono::nanoseconds step(1'000'000'000 / perSecond);
    std::int64_t sent = 0;
    for (Clock::time_point tick = begin; sent < count; tick += kTick) {
        std::this_thread::sleep_until(tick);
        for (; sent < count && begin + sent * step <= Clock::now(); ++sent) {
            std::string value = std::to_string(nanoseconds(begin + sent * step));
            value.resize(kMessageBytes, ' ');
            if (rd_kafka_produce(handle, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, value.data(),
                                 value.size(), nullptr, 0, nullptr) != 0)
                throw std::runtime_error(rd_kafka_err2str(rd_kafka_last_error()));
        }
        rd_kafka_poll(client.get(), 0);
    }
    rd_kafka_flush(client.get(), 60'000);
    rd_kafka_topic_destroy(handle);
}

double percentile(std::vector<std::int64_t>& sorted, double share) {
    return static_cast<double>(
               sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))]) /
           1e6;
}

} // namespace

Latency measureLatency(const std::string& brokers, const BenchTopic& in, const BenchTopic& out, int perSecond,
                       int seconds) {
    const RivalClientPtr reader = newConsumer(brokers, out, {});
    const Clock::time_point begin = Clock::now() + std::chrono::milliseconds(500);
    const std::int64_t count = static_cast<std::int64_t>(perSecond) * seconds;
    const std::int64_t counted = nanoseconds(begin + std::chrono::seconds(kWarmUpSeconds));
    std::string trouble;
    std::thread sender([&] {
        try {
            sendEvenly(brokers, in.name(), perSecond, begin, count);
        } catch (const std::exception& error) {
            trouble = error.what(); // read behind join()
        }
    });
    std::vector<std::int64_t> taken;
    taken.reserve(static_cast<std::size_t>(count));
    std::int64_t got = 0;
    const Clock::time_point end = begin + std::chrono::seconds(seconds) + kPatience;
    while (got < count && Clock::now() < end) {
        rd_kafka_message_t* const message = rd_kafka_consumer_poll(reader.get(), 100);
        if (!message) continue;
        if (!message->err) {
            const std::int64_t now = nanoseconds(Clock::now());
            const std::int64_t due =
                std::stoll(std::string(static_cast<const char*>(message->payload), message->len));
            ++got;
            if (due >= counted) taken.push_back(now - due);
        }
        rd_kafka_message_destroy(message);
    }
    sender.join();
    if (!trouble.empty()) throw std::runtime_error(trouble);
    if (got != count) throw std::runtime_error(fmt::format("{} messages went in, {} came out", count, got));
    std::sort(taken.begin(), taken.end());
    return {percentile(taken, 0.5), percentile(taken, 0.99)};
}

} // namespace millrace::bench
