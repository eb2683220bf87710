// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/batch_builder.h"
#include "nodes/support/avro/avro_schema.h"
#include "nodes/support/time_format.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace millrace {

/// Why a message gave no row.
struct AvroMisfit {
    const char* code = "";
    std::string message;
};

/// How texts and numbers become times where the schema does not say so.
struct AvroTimes {
    TimeFormat plain, eventTime; ///< the second for the event time of the rows
};

/// Turns Avro records that were written with one schema into rows of another: fields are found by name, those
/// that are missing or null are NULL, those without a column are passed over. Numbers become wider ones and
/// narrower ones where they fit, DECIMAL has its scale (rounded half up), times have milliseconds; STRING
/// takes every scalar, and other columns take a text that can be read as their type. Immutable.
class AvroDecoder {
public:
    ~AvroDecoder();
    /// Error: an item with code MR3549 (the columns do not go with the schema) or MR3118 (it has no event
    /// time), and no node.
    static Result<std::unique_ptr<const AvroDecoder>> make(std::shared_ptr<const AvroSchema> schema,
                                                           const Schema& columns, const AvroTimes& times);

    /// Appends one row to a builder of those columns, or nothing and tells why. Codes: MR3550 (the bytes are
    /// no such record, or a value does not fit its column), MR3118 (no event time).
    std::optional<AvroMisfit> append(std::string_view record, BatchBuilder& rows) const;

private:
    struct Impl;
    explicit AvroDecoder(std::unique_ptr<const Impl> impl);
    std::unique_ptr<const Impl> impl_;
};

} // namespace millrace
