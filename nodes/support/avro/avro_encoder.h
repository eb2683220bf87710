// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"
#include "nodes/support/avro/avro_schema.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace millrace {

/// A schema (JSON) that holds records of these columns: each may be null, TIMESTAMP is timestamp-millis, DATE
/// date, DECIMAL decimal, STRUCT a record. `record` names it, perhaps with a namespace. Error: an item
/// without code, node and parameter, for each column that cannot be a field by this name.
Result<std::string> avroSchemaOf(const Schema& columns, const std::string& record);

/// Writes rows as Avro records of a schema: columns go to the fields of their names, fields without a column
/// have their default. Numbers become wider ones, and narrower ones where they fit; a `float` is the nearest
/// one, and texts are symbols of an enum where they are among them. Immutable.
class AvroEncoder {
public:
    ~AvroEncoder();
    /// Error: an item without code, node and parameter, for each column and field that does not go with the
    /// others.
    static Result<std::unique_ptr<const AvroEncoder>> make(std::shared_ptr<const AvroSchema> schema,
                                                           const Schema& columns);

    /// Appends the physical row of a batch of those columns, or something of it and tells why it does not
    /// fit.
    std::optional<std::string> append(std::string& to, const RecordBatch& batch, std::size_t row) const;

private:
    struct Impl;
    explicit AvroEncoder(std::unique_ptr<const Impl> impl);
    std::unique_ptr<const Impl> impl_;
};

/// Appends the value that a schema gives as a default, as it stands there in JSON. False: it is no such
/// value.
bool appendAvroDefault(std::string& to, const AvroType& type, const boost::json::value& value);
/// Appends a zigzag number.
void appendAvroNumber(std::string& to, std::int64_t value);

} // namespace millrace
