// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace millrace {

inline constexpr const char* kKafkaTopicNames = "letters, digits, `.`, `-` and `_`, at most 249 of them";

/// What Kafka takes for a topic's name (org.apache.kafka.common.internals.Topic).
constexpr bool isKafkaTopicName(std::string_view name) {
    if (name.empty() || name.size() > 249 || name == "." || name == "..") return false;
    for (const char c : name) {
        const bool allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                             c == '.' || c == '-' || c == '_';
        if (!allowed) return false;
    }
    return true;
}

} // namespace millrace
