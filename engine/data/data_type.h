// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

enum class TypeId : std::uint8_t {
    Null,      ///< the type of the bare literal NULL; never the type of a column in a schema
    Boolean,   ///< 1 byte, 0 or 1
    Int,       ///< 32-bit, two's complement
    BigInt,    ///< 64-bit, two's complement
    Decimal,   ///< __int128 unscaled value; precision 1..38, scale 0..precision
    Double,    ///< IEEE 754 binary64
    String,    ///< UTF-8
    Bytes,     ///< octets
    Timestamp, ///< int64 epoch milliseconds, UTC
    Date,      ///< int32 days since 1970-01-01
    Struct,    ///< named children; field access only
    Array,     ///< one child; field access only
};

__extension__ using Decimal128 = __int128;

/// A SQL type. A cheap value: scalars hold no memory; STRUCT and ARRAY share their description.
class DataType {
public:
    struct Field;

    constexpr DataType() = default;
    constexpr DataType(TypeId id) : id_(id) {} // NOLINT(google-explicit-constructor): a scalar id is a type
    static DataType decimal(int precision, int scale);
    static DataType structure(std::vector<Field> fields);
    static DataType array(DataType element);

    TypeId id() const { return id_; }
    int precision() const { return precision_; }
    int scale() const { return scale_; }
    const std::vector<Field>& fields() const;
    const DataType& element() const;

    bool isInteger() const { return id_ == TypeId::Int || id_ == TypeId::BigInt; }
    bool isNumeric() const { return isInteger() || id_ == TypeId::Decimal || id_ == TypeId::Double; }
    bool isText() const { return id_ == TypeId::String || id_ == TypeId::Bytes; }
    bool isNested() const { return id_ == TypeId::Struct || id_ == TypeId::Array; }

    /// "BIGINT", "DECIMAL(10,2)", "STRUCT<a INT, b STRING>", "ARRAY<DOUBLE>"
    std::string name() const;
    /// Reads what name() writes; case-insensitive. Error MR2101.
    static Result<DataType> parse(std::string_view text);

    bool operator==(const DataType& other) const;

private:
    TypeId id_ = TypeId::Null;
    std::uint8_t precision_ = 0;
    std::uint8_t scale_ = 0;
    std::shared_ptr<const std::vector<Field>> children_;
};

struct DataType::Field {
    std::string name;
    DataType type;
    bool operator==(const Field& other) const = default;
};

/// Bytes one value takes in Column::values (STRING and BYTES: sizeof(StringRef)); 0 for Null, Struct and
/// Array.
std::size_t valueWidth(TypeId id);

} // namespace millrace
