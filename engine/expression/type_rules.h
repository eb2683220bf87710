// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/value.h"

#include <optional>
#include <string>

namespace millrace {

/// A number as written, with its type: 12 is INT if it fits, else BIGINT; 1.5 is DECIMAL(2,1); 1.5e0 is
/// DOUBLE.
struct NumberLiteral {
    DataType type;
    Value value;
    std::string error; ///< empty when it is a number of the language
    std::string hint;
};
/// `text` is a sign (or none), digits, a point, an exponent.
NumberLiteral parseNumberLiteral(const std::string& text);

/// INT as DECIMAL(10,0), BIGINT as DECIMAL(19,0); a DECIMAL as it is.
DataType asDecimal(const DataType& type);
/// The type both widen to (INT -> BIGINT -> DECIMAL -> DOUBLE; NULL to anything); nothing when there is none.
/// Numbers meet only numbers, text only text. Of two DECIMALs the one with room for both, digits before the
/// point first.
std::optional<DataType> commonType(const DataType& a, const DataType& b);

/// Result types of DECIMAL operators: SQL Server's rules as Flink and Spark follow them. Beyond 38 digits the
/// scale gives way first, down to 6.
DataType decimalSum(const DataType& a, const DataType& b);
DataType decimalProduct(const DataType& a, const DataType& b);
DataType decimalQuotient(const DataType& a, const DataType& b);
/// Of ROUND and TRUNCATE to `digits` after the point.
DataType decimalRounded(const DataType& type, int digits);

} // namespace millrace
