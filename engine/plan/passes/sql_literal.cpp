// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/passes/sql_literal.h"

#include "engine/data/time_text.h"
#include "engine/graph/json_writer.h"

namespace millrace::planning {

namespace {

std::string inParentheses(std::string number) {
    return !number.empty() && number[0] == '-' ? "(" + number + ")" : number;
}

/// Only with an exponent does the language read a DOUBLE.
std::string doubleLiteral(const boost::json::value& value) {
    std::string text = flatJson(value);
    if (text.find('e') == std::string::npos) text += "e0";
    return inParentheses(std::move(text));
}

std::optional<std::string> timeLiteral(const boost::json::value& value, const DataType& type) {
    const std::string text = value.is_string() ? std::string(value.get_string()) : flatJson(value);
    if (type.id() == TypeId::Date) {
        const auto days = parseDate(text);
        if (!days) return std::nullopt;
        return "DATE '" + dateText(*days) + "'";
    }
    const auto time = parseTimestamp(text);
    if (!time) return std::nullopt;
    std::string canonical = timestampText(*time);
    canonical.replace(canonical.find('T'), 1, " ");
    canonical.pop_back();
    return "TIMESTAMP '" + canonical + "'";
}

} // namespace

std::string doubled(std::string_view text, char quote) {
    std::string result;
    for (const char c : text) {
        if (c == quote) result += quote;
        result += c;
    }
    return result;
}

std::optional<std::string> sqlLiteral(const boost::json::value& value, const DataType& type) {
    if (value.is_null()) return "NULL";
    if (type.id() == TypeId::Timestamp || type.id() == TypeId::Date) return timeLiteral(value, type);
    if (value.is_bool()) return value.get_bool() ? "TRUE" : "FALSE";
    if (value.is_number()) {
        return type.id() == TypeId::Double ? doubleLiteral(value) : inParentheses(flatJson(value));
    }
    if (!value.is_string()) return std::nullopt;
    const std::string_view text(value.get_string());
    if (type.id() == TypeId::Decimal) return inParentheses(std::string(text));
    return "'" + doubled(text, '\'') + "'";
}

} // namespace millrace::planning
