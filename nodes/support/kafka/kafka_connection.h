// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"

#include <string>
#include <utility>
#include <vector>

namespace millrace {

/// Properties of a librdkafka client, in the order in which they are set.
using KafkaProperties = std::vector<std::pair<std::string, std::string>>;

/// How the brokers of a cluster are reached.
struct KafkaConnection {
    std::string brokers; ///< "host:port, host:port"
    KafkaProperties properties;
    MonotonicNs timeout = 0; ///< how long the brokers may take to answer before the run begins
};

enum class KafkaRole { Consumer, Producer };

/// Brokers, security and the expert's properties: what all Kafka nodes have in common.
std::vector<ParameterSpec> kafkaConnectionParameters();
/// Reads those. Connects to nothing. Errors MR3501 (a property that is not one, or one the node sets itself),
/// MR3502 (its value).
Result<KafkaConnection> readKafkaConnection(const BindContext& context, KafkaRole role);

} // namespace millrace
