// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/avro/avro_decoder.h"
#include "nodes/support/avro/schema_registry.h"

#include <map>

namespace millrace {

/// Messages in the wire format of schema registries: a zero, the number of the schema in four bytes, the
/// highest first, and the record in Avro's binary form.
inline constexpr std::size_t kRegistryHead = 5;

/// Turns such messages into rows. What each schema comes to is found out once. Not thread-safe.
class AvroRows {
public:
    AvroRows(SchemaRegistrySettings registry, SchemaPtr columns, AvroTimes times, OperatorContext& context);

    /// Waits for the registry; see SchemaRegistry for what it throws.
    void start() { registry_.check(); }
    /// Appends one row to a builder of the columns, or nothing and tells why. Codes: MR3547 (the message is
    /// not of a registry), and those of SchemaRegistry::schemaOf and AvroDecoder. Throws as SchemaRegistry
    /// does: where the registry cannot say what a message is, the message is not to blame.
    std::optional<AvroMisfit> append(std::string_view message, BatchBuilder& rows);

private:
    struct Known {
        std::unique_ptr<const AvroDecoder> decoder;
        AvroMisfit misfit;         ///< where there is none
        MonotonicNs askedAt = 0;   ///< about one that the registry did not have
        bool mayStillCome = false; ///< it may have it by now
    };
    const Known& decoderOf(std::int32_t id);

    SchemaRegistry registry_;
    const SchemaPtr columns_;
    const AvroTimes times_;
    OperatorContext& context_;
    std::map<std::int32_t, Known> known_;
    std::int64_t lastId_ = -1;
    const AvroDecoder* last_ = nullptr; ///< of that
};

} // namespace millrace
