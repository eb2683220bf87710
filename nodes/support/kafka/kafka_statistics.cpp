// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_statistics.h"

#include <algorithm>
#include <boost/json/parse.hpp>

namespace millrace {

namespace {

namespace json = boost::json;

std::int64_t integerOf(const json::object& object, std::string_view name) {
    const json::value* const value = object.if_contains(name);
    return value && value->is_int64() ? value->get_int64() : 0;
}

const json::object& objectOf(const json::object& object, std::string_view name) {
    static const json::object kEmpty;
    const json::value* const value = object.if_contains(name);
    return value && value->is_object() ? value->get_object() : kEmpty;
}

/// All partitions are read through one queue, and each of them gives the length of it as its own.
std::int64_t fetchedAndUnread(const json::object& statistics) {
    std::int64_t messages = 0;
    for (const auto& [topic, about] : objectOf(statistics, "topics")) {
        if (!about.is_object()) continue;
        for (const auto& [number, partition] : objectOf(about.get_object(), "partitions"))
            if (partition.is_object())
                messages = std::max(messages, integerOf(partition.get_object(), "fetchq_cnt"));
    }
    return messages;
}

} // namespace

std::vector<ClientMetric> readStatistics(std::string_view text) {
    boost::system::error_code error;
    const json::value parsed = json::parse(text, error);
    if (error || !parsed.is_object()) return {};
    const json::object& statistics = parsed.get_object();
    std::vector<ClientMetric> metrics;
    for (const auto& [name, broker] : objectOf(statistics, "brokers")) {
        if (!broker.is_object()) continue;
        const json::object& times = objectOf(broker.get_object(), "rtt");
        if (integerOf(times, "cnt") == 0) continue;
        const json::value* const node = broker.get_object().if_contains("nodename");
        const std::string label(node && node->is_string() ? std::string_view(node->get_string())
                                                          : std::string_view(name));
        // Who reads waits in most of its requests for messages to come (fetch.wait.max.ms); the shortest one
        // is as long as the way to the broker and back.
        metrics.push_back({Metric::RoundTrip, label, integerOf(times, "min")});
    }
    // Of a producer all that it has not got rid of; of a consumer what is not with the node yet.
    metrics.push_back(
        {Metric::ClientQueue, "", integerOf(statistics, "msg_cnt") + fetchedAndUnread(statistics)});
    return metrics;
}

} // namespace millrace
