// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics.h"

#include <string_view>
#include <vector>

namespace millrace {

/// How often librdkafka makes its statistics. What nobody asks for waits in the client, and in a run that is
/// paused nobody asks: not too often.
inline constexpr const char* kKafkaStatisticsMs = "10000";

/// What librdkafka's statistics (its STATISTICS.md, version 2.0) say that is worth being watched: how long
/// each broker took to answer in the last interval, and how many messages wait in the client. The round trip
/// of who reads holds the time for which a broker waits for messages. Nothing where the text is none of them.
std::vector<ClientMetric> readStatistics(std::string_view json);

} // namespace millrace
