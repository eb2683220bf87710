// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

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

/// The parts of "a, b,c" without the blanks around them; two commas in a row have an empty one between them.
inline std::vector<std::string_view> partsBetweenCommas(std::string_view list) {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0; begin <= list.size();) {
        const std::size_t comma = std::min(list.find(',', begin), list.size());
        std::string_view part = list.substr(begin, comma - begin);
        part.remove_prefix(std::min(part.find_first_not_of(" \t"), part.size()));
        part = part.substr(0, part.find_last_not_of(" \t") + 1);
        parts.push_back(part);
        begin = comma + 1;
    }
    return parts;
}

} // namespace millrace
