// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/data_type.h"

#include <string>
#include <variant>
#include <vector>

namespace millrace {

/// One value of any type, for literals, parameters, tests and tables: not for inner loops. Its SQL type
/// stands beside it. monostate is NULL; STRING and BYTES are std::string; TIMESTAMP and BIGINT int64; INT and
/// DATE int32; DECIMAL the unscaled integer. STRUCT and ARRAY hold their children's values in order.
struct Value;
using ValueList = std::vector<Value>;
struct Value {
    using Variant = std::variant<std::monostate, bool, std::int32_t, std::int64_t, Decimal128, double,
                                 std::string, ValueList>;
    Variant data;

    Value() = default;
    template <class T>
    requires(!std::is_same_v<std::remove_cvref_t<T>, Value> && std::is_constructible_v<Variant, T>)
        Value(T&& v)
        : data(std::forward<T>(v)) {} // NOLINT(google-explicit-constructor)

    bool isNull() const { return data.index() == 0; }
    template <class T> const T& as() const { return std::get<T>(data); }
    bool operator==(const Value& other) const = default;
};

/// The canonical text of a value of type `type`, as written to CSV and shown in tables: TIMESTAMP
/// "2016-11-24T06:00:01.000Z", DATE "2016-11-24", BOOLEAN "true"/"false", DOUBLE the shortest text that reads
/// back the same, DECIMAL plain with its scale, BYTES in upper-case hex, STRUCT and ARRAY as JSON. NULL gives
/// "NULL".
std::string toText(const Value& value, const DataType& type);
/// The text of a DOUBLE as toText() has it.
void appendDoubleText(std::string& out, double value);
std::string decimalToText(Decimal128 unscaled, int scale);
/// Plain decimal text ("-12.345") to an unscaled integer at `scale`, rounding half up; false when it is not a
/// number or does not fit 38 digits.
bool parseDecimal(std::string_view text, int scale, Decimal128& unscaled);

} // namespace millrace
