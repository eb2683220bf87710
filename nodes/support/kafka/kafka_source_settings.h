// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/kafka/kafka_connection.h"
#include "nodes/support/kafka/kafka_ranges.h"
#include "nodes/support/kafka/kafka_rows.h"

namespace millrace {

/// The parameters of a kafka_source, checked. Immutable, shared by the subtasks.
struct KafkaSourceSettings {
    std::string node;
    KafkaConnection connection;
    KafkaProperties own; ///< of the consumer, beside the connection's
    KafkaSelection selection;
    std::shared_ptr<const KafkaReadFormat> format;
    std::int64_t delayMs = 0;
    MonotonicNs idleAfter = 0; ///< 0: a partition is never idle
    std::optional<std::int64_t> count;
    std::vector<std::string> partitionedBy; ///< columns; none: not known
    bool stopOnError = false;
    bool inGroup = false;          ///< the group deals out the partitions
    MonotonicNs groupPatience = 0; ///< what was read may take so long to leave when they are given back

    bool bounded() const { return count || selection.end != KafkaSelection::End::Never; }
    static Result<std::shared_ptr<const KafkaSourceSettings>> read(BindContext& context);
};

std::vector<ParameterSpec> kafkaSourceParameters();

} // namespace millrace
