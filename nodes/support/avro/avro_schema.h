// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"

#include <boost/json/value.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace millrace {

struct AvroField;

/// One type of an Avro schema (https://avro.apache.org/docs/1.11.1/specification/). Named types may be parts
/// of themselves.
struct AvroType {
    enum class Kind : std::uint8_t {
        Null,
        Boolean,
        Int,
        Long,
        Float,
        Double,
        Bytes,
        String,
        Record,
        Enum,
        Array,
        Map,
        Union,
        Fixed
    };
    enum class Logical : std::uint8_t {
        None,
        Decimal,
        Uuid,
        Date,
        TimestampMillis,
        TimestampMicros,
        TimestampNanos,
        LocalTimestampMillis,
        LocalTimestampMicros,
        LocalTimestampNanos
    };

    Kind kind = Kind::Null;
    Logical logical =
        Logical::None;            ///< None, too, for those that stand for nothing here or do not fit the kind
    int precision = 0, scale = 0; ///< Decimal
    std::string name;             ///< with its namespace: Record, Enum, Fixed
    std::vector<AvroField> fields;      ///< Record
    std::vector<std::string> symbols;   ///< Enum
    std::size_t size = 0;               ///< Fixed, bytes
    std::vector<const AvroType*> parts; ///< Array, Map: the type of what is in it; Union: the branches
};

struct AvroField {
    std::string name;
    const AvroType* type = nullptr;
    std::optional<boost::json::value> defaultValue; ///< as the schema has it: JSON
};

/// A parsed schema. Immutable. Avro C's parser forgets what logical types are, so there is one of our own.
class AvroSchema {
public:
    /// `named`: schemas that this one refers to, each before those that need it. Error: an item without code
    /// and node that says what is wrong.
    static Result<std::shared_ptr<const AvroSchema>> parse(std::string_view json,
                                                           std::span<const std::string> named = {});
    const AvroType& root() const { return *root_; }

private:
    friend class AvroSchemaParser;
    std::deque<AvroType> types_; ///< parts of them point to others
    const AvroType* root_ = nullptr;
};

/// "a record", "a timestamp-millis", "a union": for messages.
std::string describe(const AvroType& type);
/// Letters, digits and underscores, no digit in front.
bool isAvroName(std::string_view text);
/// Such names with dots in between: a namespace and a name.
bool isAvroFullName(std::string_view text);

/// So deep values may be nested in each other, in what is read and in what is passed over.
inline constexpr int kDeepestAvro = 64;

} // namespace millrace
