// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/field_parser.h"

#include <charconv>
#include <cmath>

namespace millrace {

namespace {

/// from_chars over the whole text; a leading plus before a digit or point is allowed.
template <class T> bool parseNumber(std::string_view text, T& value) {
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && stop == end;
}

bool equalsWord(std::string_view text, std::string_view lowerCaseWord) {
    if (text.size() != lowerCaseWord.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        // Setting bit 5 turns a capital into its small letter and nothing else into a letter.
        if ((text[i] | 0x20) != lowerCaseWord[i]) return false;
    }
    return true;
}

int hexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

bool appendBytes(std::string_view text, ColumnBuilder& column) {
    if (text.size() % 2 != 0) return false;
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hexDigit(text[i]);
        const int low = hexDigit(text[i + 1]);
        if (high < 0 || low < 0) return false;
        bytes += static_cast<char>(high * 16 + low);
    }
    column.appendString(bytes);
    return true;
}

template <class T> bool appendNumber(std::string_view text, ColumnBuilder& column) {
    T value{};
    if (!parseNumber(text, value)) return false;
    if constexpr (std::is_same_v<T, double>) {
        if (!std::isfinite(value)) return false;
    }
    column.append(value);
    return true;
}

} // namespace

FieldParser::FieldParser(DataType type, TimeFormat time, std::string nullText)
    : type_(std::move(type)), time_(std::move(time)), nullText_(std::move(nullText)) {}

bool FieldParser::append(std::string_view text, bool quoted, ColumnBuilder& column) const {
    if (isNull(text, quoted)) {
        column.appendNull();
        return true;
    }
    switch (type_.id()) {
        case TypeId::Boolean: {
            const bool yes = equalsWord(text, "true");
            if (!yes && !equalsWord(text, "false")) return false;
            column.append<std::uint8_t>(yes ? 1 : 0);
            return true;
        }
        case TypeId::Int: return appendNumber<std::int32_t>(text, column);
        case TypeId::BigInt: return appendNumber<std::int64_t>(text, column);
        case TypeId::Double: return appendNumber<double>(text, column);
        case TypeId::Decimal: {
            Decimal128 value = 0;
            // The precision bounds the digits in front of the point, too.
            if (!parseDecimal(text, type_.scale(), value)) return false;
            Decimal128 limit = 1;
            for (int i = 0; i < type_.precision(); ++i)
                limit *= 10;
            if (value >= limit || value <= -limit) return false;
            column.append(value);
            return true;
        }
        case TypeId::Timestamp: {
            const auto ms = time_.read(text);
            if (ms) column.append<std::int64_t>(*ms);
            return ms.has_value();
        }
        case TypeId::Date: {
            const auto days = parseDate(text);
            if (days) column.append<std::int32_t>(*days);
            return days.has_value();
        }
        case TypeId::String: column.appendString(text); return true;
        case TypeId::Bytes: return appendBytes(text, column);
        case TypeId::Null:
        case TypeId::Struct:
        case TypeId::Array: return false;
    }
    return false;
}

} // namespace millrace
