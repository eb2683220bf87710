// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <cmath>
#include <unordered_map>

#include "nodes/support/json_value.h"
#include "nodes/support/ndjson_reader.h"

namespace millrace {

namespace {

using simdjson::ondemand::json_type;

/// The text does not keep to JSON; unlike a misfit, which is sound JSON of another type.
[[noreturn]] void notJson(simdjson::error_code error) { throw simdjson::simdjson_error(error); }

/// A number's token as a whole number; 5.0 and 5e0 count as 5 where a DOUBLE is exact.
bool wholeNumber(std::string_view token, std::int64_t& value) {
    const char* const end = token.data() + token.size();
    const auto [stop, error] = std::from_chars(token.data(), end, value);
    if (error == std::errc() && stop == end) return true;
    double number = 0;
    const auto [stopped, problem] = std::from_chars(token.data(), end, number);
    if (problem != std::errc() || stopped != end) return false;
    if (std::floor(number) != number || std::fabs(number) > 0x1p53) return false;
    value = static_cast<std::int64_t>(number);
    return true;
}

bool appendNumber(std::string_view token, const FieldParser& parser, const TimeFormat& time,
                  ColumnBuilder& column) {
    if (!isJsonNumber(token)) notJson(simdjson::NUMBER_ERROR);
    std::int64_t whole = 0;
    switch (column.type().id()) {
        case TypeId::Int:
            if (!wholeNumber(token, whole) || whole < INT32_MIN || whole > INT32_MAX) return false;
            column.append(static_cast<std::int32_t>(whole));
            return true;
        case TypeId::BigInt:
            if (!wholeNumber(token, whole)) return false;
            column.append(whole);
            return true;
        case TypeId::Timestamp: {
            // A broken number needs the decimal reading only where the unit is a second; fromNumber does
            // both.
            const bool isWhole = wholeNumber(token, whole);
            double number = 0;
            if (!isWhole) std::from_chars(token.data(), token.data() + token.size(), number);
            const auto ms = isWhole ? time.fromNumber(whole) : time.fromNumber(number);
            if (ms) column.append<std::int64_t>(*ms);
            return ms.has_value();
        }
        case TypeId::Double:
        case TypeId::Decimal:
        case TypeId::String: return parser.append(token, true, column);
        default: return false;
    }
}

Value nestedValue(JsonValue value, const DataType& type, const TimeFormat& time, bool& fits);

Value objectValue(JsonValue value, const DataType& type, const TimeFormat& time, bool& fits) {
    ValueList list(type.fields().size());
    for (auto member : value.get_object()) {
        const std::string_view key = member.unescaped_key();
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (type.fields()[i].name != key) continue;
            list[i] = nestedValue(member.value(), type.fields()[i].type, time, fits);
            break;
        }
        if (!fits) break;
    }
    return list;
}

Value arrayValue(JsonValue value, const DataType& type, const TimeFormat& time, bool& fits) {
    ValueList list;
    for (auto element : value.get_array()) {
        list.push_back(nestedValue(element.value(), type.element(), time, fits));
        if (!fits) break;
    }
    return list;
}

/// An object or array as it stands in the document.
std::string_view nestedText(JsonValue value, json_type kind) {
    std::string_view text;
    if (kind == json_type::object) {
        simdjson::ondemand::object object = value.get_object();
        text = object.raw_json();
    } else {
        simdjson::ondemand::array array = value.get_array();
        text = array.raw_json();
    }
    return text.substr(0, text.find_last_of("}]") + 1);
}

/// Appends the value, or nothing and returns false where it is of another type. Throws where it is no JSON.
bool appendValue(JsonValue value, const FieldParser& parser, const TimeFormat& time, ColumnBuilder& column) {
    const TypeId type = column.type().id();
    const json_type kind = value.type();
    if (kind == json_type::null) {
        if (jsonToken(value) != "null") notJson(simdjson::N_ATOM_ERROR);
        column.appendNull();
        return true;
    }
    if (kind == json_type::boolean) {
        const std::string_view token = jsonToken(value);
        if (token != "true" && token != "false") notJson(simdjson::T_ATOM_ERROR);
        return (type == TypeId::Boolean || type == TypeId::String) && parser.append(token, true, column);
    }
    if (kind == json_type::number) return appendNumber(jsonToken(value), parser, time, column);
    if (kind == json_type::string) {
        if (column.type().isNested()) return false;
        const std::string_view text = value.get_string();
        return parser.append(text, true, column);
    }
    if (type == TypeId::String) {
        const std::string_view text = nestedText(value, kind);
        column.appendString(text);
        return true;
    }
    if (type != (kind == json_type::object ? TypeId::Struct : TypeId::Array)) return false;
    bool fits = true;
    Value nested = nestedValue(value, column.type(), time, fits);
    if (fits) column.appendValue(nested);
    return fits;
}

Value nestedValue(JsonValue value, const DataType& type, const TimeFormat& time, bool& fits) {
    const json_type kind = value.type();
    if (kind == json_type::object && type.id() == TypeId::Struct) return objectValue(value, type, time, fits);
    if (kind == json_type::array && type.id() == TypeId::Array) return arrayValue(value, type, time, fits);
    ColumnBuilder one(type, 1);
    fits = fits && appendValue(value, FieldParser(type, time), time, one);
    return fits ? one.finish()->valueAt(0) : Value();
}

JsonMisfit misfit(const char* code, std::string message) { return {code, std::move(message)}; }

} // namespace

struct JsonRowParser::Impl {
    Impl(SchemaPtr s, TimeFormat time, TimeFormat eventTime) : schema(std::move(s)) {
        for (std::size_t i = 0; i < schema->size(); ++i) {
            times.push_back(schema->eventTime() == i ? eventTime : time);
            fields.emplace_back(schema->field(i).type, times.back());
            byName.emplace(schema->field(i).name, i);
        }
    }

    /// Members mostly come in the order of the columns, so the next one is tried first.
    std::size_t columnOf(std::string_view key, std::size_t guess) const {
        if (guess < schema->size() && schema->field(guess).name == key) return guess;
        const auto found = byName.find(key);
        return found == byName.end() ? SIZE_MAX : found->second;
    }

    std::optional<JsonMisfit> appendObject(simdjson::ondemand::document& document, BatchBuilder& rows,
                                           std::size_t row) {
        std::size_t guess = 0;
        hasEventTime = false;
        for (auto member : document.get_object()) {
            const std::string_view key = member.unescaped_key();
            const std::size_t index = columnOf(key, guess);
            if (index == SIZE_MAX) continue;
            guess = index + 1;
            ColumnBuilder& column = rows.column(index);
            // As in most readers, the last of equal names counts.
            if (column.size() > row) column.removeLast();
            JsonValue value = member.value();
            if (schema->eventTime() == index) hasEventTime = value.type() != json_type::null;
            if (!appendValue(value, fields[index], times[index], column)) {
                return misfit("MR3123", "`" + schema->field(index).name + "` is not a " +
                                            schema->field(index).type.name());
            }
        }
        if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
            return misfit("MR3121", "there is text behind the JSON object");
        return std::nullopt;
    }

    std::optional<JsonMisfit> append(std::string_view line, BatchBuilder& rows) {
        const std::size_t row = rowsOf(rows);
        std::optional<JsonMisfit> problem;
        try {
            simdjson::ondemand::document document =
                parser.iterate(simdjson::padded_string_view(line.data(), line.size(), line.size() + 64));
            problem = document.type() == json_type::object
                          ? appendObject(document, rows, row)
                          : misfit("MR3122", "the line is not a JSON object");
        } catch (const simdjson::simdjson_error& error) {
            problem = misfit("MR3121", std::string("the line is not JSON: ") + error.what());
        }
        if (problem) {
            rows.truncate(row);
            return problem;
        }
        for (std::size_t i = 0; i < schema->size(); ++i) {
            if (rows.column(i).size() == row) rows.column(i).appendNull();
        }
        if (const auto eventTime = schema->eventTime(); eventTime && !hasEventTime) {
            rows.truncate(row);
            return misfit("MR3118", "the event time `" + schema->field(*eventTime).name + "` is missing");
        }
        return std::nullopt;
    }

    std::size_t rowsOf(BatchBuilder& rows) const { return schema->size() == 0 ? 0 : rows.column(0).size(); }

    SchemaPtr schema;
    std::vector<TimeFormat> times; ///< per column
    std::vector<FieldParser> fields;
    std::unordered_map<std::string_view, std::size_t> byName;
    simdjson::ondemand::parser parser;
    bool hasEventTime = false; ///< of the row at work
};

JsonRowParser::JsonRowParser(SchemaPtr schema, TimeFormat time, TimeFormat eventTime)
    : impl_(std::make_unique<Impl>(std::move(schema), std::move(time), std::move(eventTime))) {}
JsonRowParser::JsonRowParser(JsonRowParser&&) noexcept = default;
JsonRowParser& JsonRowParser::operator=(JsonRowParser&&) noexcept = default;
JsonRowParser::~JsonRowParser() = default;

std::optional<JsonMisfit> JsonRowParser::append(std::string_view line, BatchBuilder& rows) {
    return impl_->append(line, rows);
}

} // namespace millrace
