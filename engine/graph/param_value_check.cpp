// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/param_value_check.h"

#include "engine/base/text.h"
#include "engine/data/time_text.h"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <cstdio>

namespace millrace {

namespace json = boost::json;

namespace {

std::string shown(double number) {
    constexpr double kReadableDigits = 1e16;
    if (std::abs(number) >= kReadableDigits) {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.6g", number);
        return text.data();
    }
    std::string text = std::to_string(number);
    while (text.back() == '0')
        text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string wanted(const ParameterSpec& spec) {
    switch (spec.type) {
        case ParameterType::Text: return "text";
        case ParameterType::Integer: return "a whole number";
        case ParameterType::Number: return "a number";
        case ParameterType::Boolean: return "true or false";
        case ParameterType::Duration: return "a duration with a unit, as text";
        case ParameterType::Size: return "a size with a unit, as text";
        case ParameterType::Choice: return "one of its choices, as text";
        case ParameterType::Timestamp: return "a time, as text";
        case ParameterType::Path: return "a path, as text";
        case ParameterType::Expression: return "an expression, as text";
        case ParameterType::Predicate: return "a predicate, as text";
        case ParameterType::ColumnName: return "the name of a column, as text";
        case ParameterType::ColumnList: return "a list of columns";
        case ParameterType::ExpressionMap: return "an object of column names and expressions";
        case ParameterType::AggregateMap: return "an object of column names and aggregates";
        case ParameterType::PredicateMap: return "an object of output names and predicates";
        case ParameterType::TypeMap: return "an object of column names and types";
        case ParameterType::TextMap: return "an object of texts";
        case ParameterType::Object: return "an object";
        case ParameterType::ObjectList: return "a list of objects";
        case ParameterType::ObjectMap: return "an object of objects";
    }
    return "text";
}

std::string numberHint(const json::value& value) {
    return value.is_string() ? "write the number without quotes" : std::string();
}

} // namespace

std::string jsonKindName(const json::value& value) {
    switch (value.kind()) {
        case json::kind::null: return "null";
        case json::kind::bool_: return "true or false";
        case json::kind::int64:
        case json::kind::uint64:
        case json::kind::double_: return "a number";
        case json::kind::string: return "text";
        case json::kind::array: return "a list";
        case json::kind::object: return "an object";
    }
    return "something else";
}

void ParamValueCheck::error(const char* code, const std::string& path, std::string message,
                            std::string hint) {
    Diagnostic& d = diagnostics.error(code, std::move(message), std::move(hint));
    d.node = node_;
    d.parameter = path;
}

void ParamValueCheck::wrongType(const json::value& value, const ParameterSpec& spec, const std::string& path,
                                std::string hint) {
    error("MR3003", path, "`" + path + "` must be " + wanted(spec) + ", not " + jsonKindName(value),
          std::move(hint));
}

std::string ParamValueCheck::quoted(const json::value& value, const ParameterSpec& spec) {
    if (spec.secret) return "the value";
    std::string text = value.is_string() ? std::string(value.get_string()) : json::serialize(value);
    constexpr std::size_t kShown = 60;
    if (text.size() > kShown) {
        std::size_t end = kShown;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
            --end;
        text = text.substr(0, end) + "…";
    }
    return "`" + text + "`";
}

json::value ParamValueCheck::checkText(const json::value& value, const ParameterSpec& spec,
                                       const std::string& path) {
    if (value.is_string()) return value;
    std::string hint;
    if (!value.is_structured() && !spec.secret)
        hint = "write it in quotes: \"" + json::serialize(value) + "\"";
    wrongType(value, spec, path, std::move(hint));
    return value;
}

void ParamValueCheck::checkRange(double number, const ParameterSpec& spec, const std::string& path,
                                 const std::function<std::string(double)>& text) {
    const bool tooLow = spec.minimum && number < *spec.minimum;
    const bool tooHigh = spec.maximum && number > *spec.maximum;
    if (!tooLow && !tooHigh) return;
    std::string range;
    if (spec.minimum && spec.maximum) {
        range = "between " + text(*spec.minimum) + " and " + text(*spec.maximum);
    } else {
        range = tooLow ? "at least " + text(*spec.minimum) : "at most " + text(*spec.maximum);
    }
    error("MR3004", path,
          "`" + path + "` must be " + range + (spec.secret ? std::string() : ", not " + text(number)));
}

json::value ParamValueCheck::checkInteger(const json::value& value, const ParameterSpec& spec,
                                          const std::string& path) {
    std::int64_t number = 0;
    if (value.is_int64()) {
        number = value.get_int64();
    } else if (value.is_uint64()) {
        error("MR3004", path, "`" + path + "` is too large: " + quoted(value, spec));
        return value;
    } else if (value.is_double()) {
        const double real = value.get_double();
        if (real != std::floor(real) || std::abs(real) > 9.0e15) {
            error("MR3003", path, "`" + path + "` must be a whole number, not " + quoted(value, spec));
            return value;
        }
        number = static_cast<std::int64_t>(real);
    } else {
        wrongType(value, spec, path, numberHint(value));
        return value;
    }
    checkRange(static_cast<double>(number), spec, path, shown);
    return number;
}

json::value ParamValueCheck::checkNumber(const json::value& value, const ParameterSpec& spec,
                                         const std::string& path) {
    if (!value.is_number()) {
        wrongType(value, spec, path, numberHint(value));
        return value;
    }
    const double number = value.to_number<double>();
    checkRange(number, spec, path, shown);
    return number;
}

template <class Parse, class Format>
json::value ParamValueCheck::checkQuantity(const json::value& value, const ParameterSpec& spec,
                                           const std::string& path, Parse parse, Format format,
                                           const char* example) {
    if (!value.is_string()) {
        std::string hint = "write a number and a unit in quotes, such as \"" + std::string(example) + "\"";
        if (value.is_number() && spec.type == ParameterType::Duration) {
            hint = "a bare number has no unit: write \"" + json::serialize(value) + " s\" or \"" +
                   json::serialize(value) + " ms\"";
        }
        wrongType(value, spec, path, std::move(hint));
        return value;
    }
    const Result<std::int64_t> parsed = parse(std::string_view(value.get_string()));
    if (!parsed) {
        const Diagnostic why = parsed.error().items.front();
        error("MR3006", path,
              "`" + path + "`: " + (spec.secret ? "not a " + parameterTypeName(spec.type) : why.message),
              why.hint);
        return value;
    }
    checkRange(static_cast<double>(*parsed), spec, path,
               [&](double number) { return format(static_cast<std::int64_t>(number)); });
    return value;
}

json::value ParamValueCheck::checkChoice(const json::value& value, const ParameterSpec& spec,
                                         const std::string& path) {
    if (!value.is_string()) {
        wrongType(value, spec, path, suggestion("", spec.choices));
        return value;
    }
    const std::string word(value.get_string());
    if (std::find(spec.choices.begin(), spec.choices.end(), word) == spec.choices.end()) {
        error("MR3005", path, "`" + path + "` cannot be " + quoted(value, spec),
              suggestion(word, spec.choices));
    }
    return value;
}

json::value ParamValueCheck::checkTimestamp(const json::value& value, const ParameterSpec& spec,
                                            const std::string& path) {
    if (!value.is_string()) {
        wrongType(value, spec, path, "write it in quotes, such as \"2016-11-24T06:00:01Z\"");
    } else if (!parseTimestamp(std::string_view(value.get_string()))) {
        error("MR3006", path, "`" + path + "`: " + quoted(value, spec) + " is not a time",
              "write it like 2016-11-24T06:00:01Z or 2016-11-24 06:00:01");
    }
    return value;
}

json::value ParamValueCheck::check(const json::value& value, const ParameterSpec& spec,
                                   const std::string& path) {
    switch (spec.type) {
        case ParameterType::Integer: return checkInteger(value, spec, path);
        case ParameterType::Number: return checkNumber(value, spec, path);
        case ParameterType::Boolean:
            if (!value.is_bool()) wrongType(value, spec, path, "write true or false, without quotes");
            return value;
        case ParameterType::Duration:
            return checkQuantity(value, spec, path, parseDuration, formatDuration, "5 s");
        case ParameterType::Size: return checkQuantity(value, spec, path, parseSize, formatSize, "64 MiB");
        case ParameterType::Choice: return checkChoice(value, spec, path);
        case ParameterType::Timestamp: return checkTimestamp(value, spec, path);
        default: return checkText(value, spec, path);
    }
}

} // namespace millrace
