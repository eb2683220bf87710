// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/expression.h"
#include "nodes/support/avro/avro_writer.h"
#include "nodes/support/kafka/kafka_topics.h"
#include "nodes/support/kafka/kafka_transactions.h"

#include <functional>
#include <memory>
#include <optional>

namespace millrace {

/// The parameters of a kafka_sink, checked and bound to the columns of its input. Immutable, shared by the
/// subtasks.
struct KafkaSinkSettings {
    std::string node;
    SchemaPtr input;
    KafkaConnection connection;
    KafkaProperties own; ///< of the producer, beside the connection's
    std::string topic;   ///< empty: as topicColumn says
    std::size_t topicColumn = 0;
    std::optional<Expression> key;
    std::vector<std::pair<std::string, Expression>> headers;
    std::optional<std::size_t> timestamp;
    /// Appends the value of the physical row of a batch; false: the message has none (a tombstone).
    std::function<bool(std::string& to, const RecordBatch& batch, std::uint32_t row)> appendValue;
    std::shared_ptr<const AvroSinkSettings> avro; ///< instead of appendValue
    KafkaTopicPlan create;                        ///< of a topic that is not there
    bool transactions = true;                     ///< in runs with checkpoints
    /// The header with the message's id in runs with checkpoints and without transactions; empty: none.
    std::string idHeader;
    bool upsert = false; ///< every message has a key, and replaces those that had it before
    KafkaTransactionSettings transaction;
    KafkaProperties transactional; ///< after `own`, of a producer with transactions, beside their id

    /// Errors of connection, columns and expressions; MR3505 topic, MR3507 format.
    static Result<std::shared_ptr<const KafkaSinkSettings>> read(BindContext& context);
};

std::vector<ParameterSpec> kafkaSinkParameters();

} // namespace millrace
