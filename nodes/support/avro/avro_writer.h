// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/avro/avro_encoder.h"
#include "nodes/support/avro/schema_registry.h"

#include <functional>
#include <map>

namespace millrace {

/// With which schema a sink writes its records. Immutable.
struct AvroSinkSettings {
    SchemaRegistrySettings registry;
    SchemaPtr columns;
    std::string subject;            ///< empty: `<topic>-value`
    std::string schema;             ///< to be registered; empty: what the registry has is used
    std::optional<std::int32_t> id; ///< of the one to be used; none: the latest of the subject
};

/// subject, register, schema_id, record_name; they are seen with `format=avro`.
std::vector<ParameterSpec> avroSinkParameters();
/// Reads those and the registry's. Errors MR3545 and MR3546 (a column that cannot be a field).
Result<std::shared_ptr<const AvroSinkSettings>> readAvroSink(const BindContext& context, SchemaPtr columns);

/// Writes rows as messages in the wire format of schema registries. Not thread-safe.
class AvroWriter {
public:
    AvroWriter(std::shared_ptr<const AvroSinkSettings> settings, OperatorContext& context);

    /// Finds or registers the schema for the topic; empty: that of no topic in particular, if there is one.
    /// Throws as SchemaRegistry does, and MR3544 where the columns do not fit the schema.
    void start(std::string_view topic);
    /// Appends the message for the physical row, or something of it and tells why the row does not fit
    /// (MR3551). Throws as start() does when the topic is new.
    std::optional<std::string> append(std::string& to, std::string_view topic, const RecordBatch& batch,
                                      std::size_t row);

private:
    struct Topic {
        std::string head; ///< of its messages
        std::shared_ptr<const AvroEncoder> encoder;
    };
    const Topic& topicOf(std::string_view name);
    Topic subjectOf(const std::string& subject);
    std::shared_ptr<const AvroEncoder> encoderOf(const std::shared_ptr<const AvroSchema>& schema,
                                                 std::int32_t id) const;

    const std::shared_ptr<const AvroSinkSettings> settings_;
    SchemaRegistry registry_;
    std::map<std::string, Topic, std::less<>> topics_;
    std::shared_ptr<const AvroEncoder> own_; ///< of the schema that is registered everywhere
};

} // namespace millrace
