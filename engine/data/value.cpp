// SPDX-License-Identifier: Apache-2.0
#include "engine/data/value.h"

#include "engine/base/text.h"
#include "engine/data/time_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace millrace {

namespace {

__extension__ using UnsignedWide = unsigned __int128;

/// The largest magnitude of 38 digits, plus one.
constexpr UnsignedWide tenToThe38() {
    UnsignedWide power = 1;
    for (int i = 0; i < 38; ++i)
        power *= 10;
    return power;
}

std::string hexText(const std::string& bytes) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        text += kDigits[static_cast<unsigned char>(c) >> 4];
        text += kDigits[static_cast<unsigned char>(c) & 15];
    }
    return text;
}

void appendJson(std::string& out, const Value& value, const DataType& type) {
    if (value.isNull()) {
        out += "null";
        return;
    }
    if (type.id() == TypeId::Struct) {
        const ValueList& children = value.as<ValueList>();
        out += '{';
        for (std::size_t i = 0; i < children.size(); ++i) {
            if (i > 0) out += ',';
            appendJsonString(out, type.fields()[i].name);
            out += ':';
            appendJson(out, children[i], type.fields()[i].type);
        }
        out += '}';
        return;
    }
    if (type.id() == TypeId::Array) {
        out += '[';
        const ValueList& children = value.as<ValueList>();
        for (std::size_t i = 0; i < children.size(); ++i) {
            if (i > 0) out += ',';
            appendJson(out, children[i], type.element());
        }
        out += ']';
        return;
    }
    // JSON has neither NaN nor infinities.
    if (type.id() == TypeId::Double && !std::isfinite(value.as<double>())) {
        out += "null";
    } else if (type.isNumeric() || type.id() == TypeId::Boolean) {
        out += toText(value, type);
    } else {
        appendJsonString(out, toText(value, type));
    }
}

} // namespace

std::string toText(const Value& value, const DataType& type) {
    if (value.isNull()) return "NULL";
    switch (type.id()) {
        case TypeId::Null: return "NULL";
        case TypeId::Boolean: return value.as<bool>() ? "true" : "false";
        case TypeId::Int: return std::to_string(value.as<std::int32_t>());
        case TypeId::BigInt: return std::to_string(value.as<std::int64_t>());
        case TypeId::Decimal: return decimalToText(value.as<Decimal128>(), type.scale());
        case TypeId::Double: {
            std::string text;
            appendDoubleText(text, value.as<double>());
            return text;
        }
        case TypeId::String: return value.as<std::string>();
        case TypeId::Bytes: return hexText(value.as<std::string>());
        case TypeId::Timestamp: return timestampText(value.as<std::int64_t>());
        case TypeId::Date: return dateText(value.as<std::int32_t>());
        case TypeId::Struct:
        case TypeId::Array: break;
    }
    std::string text;
    appendJson(text, value, type);
    return text;
}

void appendDoubleText(std::string& out, double value) {
    if (std::isnan(value)) {
        out += "NaN";
    } else if (std::isinf(value)) {
        out += value < 0 ? "-Infinity" : "Infinity";
    } else {
        char buffer[32];
        const std::string_view text(
            buffer,
            static_cast<std::size_t>(std::to_chars(buffer, buffer + sizeof buffer, value).ptr - buffer));
        out += text;
        // Without point and exponent it would read back as a whole number.
        if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
    }
}

std::string decimalToText(Decimal128 unscaled, int scale) {
    const bool negative = unscaled < 0;
    UnsignedWide magnitude =
        negative ? -static_cast<UnsignedWide>(unscaled) : static_cast<UnsignedWide>(unscaled);
    std::string reversed;
    for (int digits = 0; magnitude != 0 || digits <= scale; ++digits) {
        if (digits == scale && scale > 0) reversed += '.';
        reversed += static_cast<char>('0' + static_cast<int>(magnitude % 10));
        magnitude /= 10;
    }
    if (negative) reversed += '-';
    std::reverse(reversed.begin(), reversed.end());
    return reversed;
}

bool parseDecimal(std::string_view text, int scale, Decimal128& unscaled) {
    constexpr UnsignedWide kLimit = tenToThe38();
    bool negative = false;
    if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
        negative = text[0] == '-';
        text.remove_prefix(1);
    }
    UnsignedWide magnitude = 0;
    std::size_t digits = 0;
    int decimals = 0;
    bool point = false;
    bool roundUp = false;
    for (const char c : text) {
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9') return false;
        ++digits;
        if (point && decimals >= scale) {
            // Only the first digit left out decides: half and more goes away from zero.
            if (decimals == scale) roundUp = c >= '5';
            ++decimals;
            continue;
        }
        if (magnitude >= kLimit / 10) return false;
        magnitude = magnitude * 10 + static_cast<unsigned>(c - '0');
        if (point) ++decimals;
    }
    if (digits == 0) return false;
    for (; decimals < scale; ++decimals) {
        if (magnitude >= kLimit / 10) return false;
        magnitude *= 10;
    }
    if (roundUp) ++magnitude;
    if (magnitude >= kLimit) return false;
    unscaled = negative ? -static_cast<Decimal128>(magnitude) : static_cast<Decimal128>(magnitude);
    return true;
}

} // namespace millrace
