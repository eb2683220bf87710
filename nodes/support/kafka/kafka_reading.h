// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/source.h"
#include "nodes/support/kafka/kafka_source_settings.h"

#include <memory>
#include <string_view>

namespace millrace {

/// One worker of a Kafka source.
std::unique_ptr<Source> readKafka(std::shared_ptr<const KafkaSourceSettings> settings);

/// NodeKind::describeState: the offset and, where it was known, the lag of each partition.
boost::json::object describeKafkaReading(std::string_view bytes);

} // namespace millrace
