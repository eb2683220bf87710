// SPDX-License-Identifier: Apache-2.0
#include "engine/expression/type_rules.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace millrace {
namespace {

constexpr int kMaxPrecision = 38;
constexpr int kMinScaleKept = 6;

DataType adjusted(int precision, int scale) {
    if (precision <= kMaxPrecision) return DataType::decimal(std::max(precision, 1), scale);
    const int integral = precision - scale;
    return DataType::decimal(kMaxPrecision,
                             std::max(kMaxPrecision - integral, std::min(scale, kMinScaleKept)));
}

NumberLiteral failed(std::string error, std::string hint) {
    return {{}, {}, std::move(error), std::move(hint)};
}

NumberLiteral parseDecimalLiteral(const std::string& text) {
    const bool negative = text[0] == '-';
    Decimal128 unscaled = 0;
    int precision = 0;
    int scale = 0;
    bool fraction = false;
    for (std::size_t i = negative ? 1 : 0; i < text.size(); ++i) {
        if (text[i] == '.') {
            fraction = true;
            continue;
        }
        if (++precision > kMaxPrecision) {
            return failed("a DECIMAL has at most 38 digits",
                          "write the number with an exponent to make it DOUBLE: 1.5e0");
        }
        if (fraction) ++scale;
        unscaled = unscaled * 10 + (text[i] - '0');
    }
    return {DataType::decimal(precision, scale), negative ? -unscaled : unscaled, {}, {}};
}

} // namespace

NumberLiteral parseNumberLiteral(const std::string& text) {
    const char* last = text.data() + text.size();
    if (text.find_first_of("eE") != std::string::npos) {
        double value = 0;
        const auto read = std::from_chars(text.data(), last, value);
        if (read.ec != std::errc() || read.ptr != last || !std::isfinite(value)) {
            return failed("the number does not fit DOUBLE",
                          "the largest is about 1.8e308, the smallest 4.9e-324");
        }
        return {TypeId::Double, value, {}, {}};
    }
    if (text.find('.') != std::string::npos) return parseDecimalLiteral(text);
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), last, value);
    if (read.ec != std::errc() || read.ptr != last) {
        return failed("the number does not fit BIGINT",
                      "write it with a decimal point to make it DECIMAL: 12345678901234567890.0");
    }
    if (value >= INT32_MIN && value <= INT32_MAX)
        return {TypeId::Int, static_cast<std::int32_t>(value), {}, {}};
    return {TypeId::BigInt, value, {}, {}};
}

DataType asDecimal(const DataType& type) {
    if (type.id() == TypeId::Int) return DataType::decimal(10, 0);
    if (type.id() == TypeId::BigInt) return DataType::decimal(19, 0);
    return type;
}

std::optional<DataType> commonType(const DataType& a, const DataType& b) {
    if (a == b) return a;
    if (a.id() == TypeId::Null) return b;
    if (b.id() == TypeId::Null) return a;
    if (!a.isNumeric() || !b.isNumeric()) return {};
    if (a.id() == TypeId::Double || b.id() == TypeId::Double) return DataType(TypeId::Double);
    if (a.isInteger() && b.isInteger()) return DataType(TypeId::BigInt);
    const DataType x = asDecimal(a);
    const DataType y = asDecimal(b);
    const int scale = std::max(x.scale(), y.scale());
    const int integral = std::max(x.precision() - x.scale(), y.precision() - y.scale());
    return adjusted(integral + scale, scale);
}

DataType decimalSum(const DataType& a, const DataType& b) {
    const int scale = std::max(a.scale(), b.scale());
    return adjusted(std::max(a.precision() - a.scale(), b.precision() - b.scale()) + scale + 1, scale);
}

DataType decimalProduct(const DataType& a, const DataType& b) {
    return adjusted(a.precision() + b.precision() + 1, a.scale() + b.scale());
}

DataType decimalQuotient(const DataType& a, const DataType& b) {
    const int scale = std::max(kMinScaleKept, a.scale() + b.precision() + 1);
    return adjusted(a.precision() - a.scale() + b.scale() + scale, scale);
}

DataType decimalRounded(const DataType& type, int digits) {
    if (digits >= type.scale()) return type;
    return DataType::decimal(std::min(kMaxPrecision, 1 + type.precision() - type.scale() + digits), digits);
}

} // namespace millrace
