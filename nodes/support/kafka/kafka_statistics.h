// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/metrics/metrics.h"

#include <string_view>
#include <vector>

namespace millrace {

/// How often librdkafka makes its statistics. What nobody asks for waits in the client, and in a run that is
/// paused nobody asks: not too often.
inline constexpr const char* kKafkaStatisticsMs = "10000";

/// What librdkafka's statistics (its STATISTICS.md, version 2.0) say that is worth being watched: how fast
/// each broker answered at best in the last interval, and how many messages wait in the client. At best,
/// since the mean of who reads is that of the time for which brokers wait for messages. Nothing where the
/// text is none of them.
std::vector<ClientMetric> readStatistics(std::string_view json);

} // namespace millrace
