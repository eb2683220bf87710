// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/data/data_type.h"
#include "engine/data/time_text.h"
#include "engine/graph/params.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <functional>
#include <set>

namespace millrace {

namespace {

namespace json = boost::json;

/// What a JSON value is, in words for people who write files by hand.
std::string kindOf(const json::value& value) {
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

std::string shown(double number) {
    std::string text = std::to_string(number);
    while (text.back() == '0')
        text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

/// Types for which an empty text says nothing: an inspector field that was left blank.
bool emptyMeansAbsent(ParameterType type) {
    switch (type) {
        case ParameterType::Duration:
        case ParameterType::Size:
        case ParameterType::Choice:
        case ParameterType::Timestamp:
        case ParameterType::Path:
        case ParameterType::Expression:
        case ParameterType::Predicate:
        case ParameterType::ColumnName: return true;
        default: return false;
    }
}

class Checker {
public:
    explicit Checker(const std::string& node) : node_(node) {}

    Diagnostics diagnostics;

    /// Values of `raw` in the order of the specs, defaults filled in. `top` is what visibleWhen may look at
    /// besides.
    json::object checkObject(const json::object& raw, const std::vector<ParameterSpec>& specs,
                             const std::string& prefix, const json::object* top) {
        reportUnknown(raw, specs, prefix);
        const json::object effective = withDefaults(raw, specs);
        const json::object& all = top != nullptr ? *top : effective;
        json::object checked;
        for (const ParameterSpec& spec : specs) {
            const json::value* given = raw.if_contains(spec.name);
            if (given != nullptr && isAbsent(*given, spec)) given = nullptr;
            if (given == nullptr) {
                if (!spec.defaultValue.is_null()) checked[spec.name] = spec.defaultValue;
                continue;
            }
            checked[spec.name] = checkValue(*given, spec, prefix + spec.name, all);
        }
        for (const ParameterSpec& spec : specs) {
            if (!spec.required || !isMissing(checked, spec)) continue;
            if (!isVisible(spec, effective, all)) continue;
            if (raw.contains(spec.name) && !isAbsent(raw.at(spec.name), spec)) continue;
            error("MR3002", prefix + spec.name, "`" + prefix + spec.name + "` is missing",
                  spec.help.empty() ? "it is a " + parameterTypeName(spec.type) : spec.help);
        }
        return checked;
    }

    json::value checkValue(const json::value& value, const ParameterSpec& spec, const std::string& path,
                           const json::object& top) {
        switch (spec.type) {
            case ParameterType::Text: return checkText(value, spec, path);
            case ParameterType::Path:
            case ParameterType::Expression:
            case ParameterType::Predicate:
            case ParameterType::ColumnName: return checkText(value, spec, path);
            case ParameterType::Integer: return checkInteger(value, spec, path);
            case ParameterType::Number: return checkNumber(value, spec, path);
            case ParameterType::Boolean:
                if (!value.is_bool()) wrongType(value, spec, path, "write true or false, without quotes");
                return value;
            case ParameterType::Duration:
                return checkQuantity(value, spec, path, parseDuration, formatDuration, "5 s");
            case ParameterType::Size:
                return checkQuantity(value, spec, path, parseSize, formatSize, "64 MiB");
            case ParameterType::Choice: return checkChoice(value, spec, path);
            case ParameterType::Timestamp: return checkTimestamp(value, spec, path);
            case ParameterType::ColumnList: return checkList(value, spec, path);
            case ParameterType::ExpressionMap:
            case ParameterType::PredicateMap:
            case ParameterType::AggregateMap:
            case ParameterType::TypeMap:
            case ParameterType::TextMap: return checkMap(value, spec, path);
            case ParameterType::Object:
                if (!value.is_object()) {
                    wrongType(value, spec, path, objectHint(spec));
                    return value;
                }
                if (spec.fields.empty()) return value;
                return checkObject(value.get_object(), spec.fields, path + ".", &top);
            case ParameterType::ObjectList: return checkObjectList(value, spec, path, top);
            case ParameterType::ObjectMap: return checkObjectMap(value, spec, path, top);
        }
        return value;
    }

private:
    /// What visibleWhen looks at: whether a parameter is wanted may depend on the default of another.
    static json::object withDefaults(const json::object& raw, const std::vector<ParameterSpec>& specs) {
        json::object values = raw;
        for (const ParameterSpec& spec : specs) {
            const json::value* given = raw.if_contains(spec.name);
            if (given == nullptr || isAbsent(*given, spec)) values[spec.name] = spec.defaultValue;
        }
        return values;
    }

    void error(const char* code, const std::string& path, std::string message, std::string hint = {}) {
        Diagnostic& d = diagnostics.error(code, std::move(message), std::move(hint));
        d.node = node_;
        d.parameter = path;
    }

    void wrongType(const json::value& value, const ParameterSpec& spec, const std::string& path,
                   std::string hint) {
        error("MR3003", path, "`" + path + "` must be " + wanted(spec) + ", not " + kindOf(value),
              std::move(hint));
    }

    static std::string wanted(const ParameterSpec& spec) {
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

    static std::string objectHint(const ParameterSpec& spec) {
        if (spec.fields.empty()) return "write it in braces";
        return "write it in braces, such as { \"" + spec.fields[0].name + "\": ... }";
    }

    static bool isAbsent(const json::value& value, const ParameterSpec& spec) {
        if (value.is_null()) return true;
        return value.is_string() && value.get_string().empty() && emptyMeansAbsent(spec.type);
    }

    /// Required containers and texts must not be empty either.
    static bool isMissing(const json::object& values, const ParameterSpec& spec) {
        const json::value* value = values.if_contains(spec.name);
        if (value == nullptr || value->is_null()) return true;
        if (value->is_string()) return value->get_string().empty();
        if (value->is_array()) return value->get_array().empty();
        return value->is_object() && value->get_object().empty() && spec.type != ParameterType::Object;
    }

    void reportUnknown(const json::object& raw, const std::vector<ParameterSpec>& specs,
                       const std::string& prefix) {
        std::vector<std::string> names;
        for (const ParameterSpec& spec : specs)
            names.push_back(spec.name);
        for (const auto& member : raw) {
            const std::string name(member.key());
            if (std::find(names.begin(), names.end(), name) != names.end()) continue;
            error("MR3001", prefix + name, "unknown parameter `" + prefix + name + "`",
                  names.empty() ? "this kind of node has no parameters" : suggestion(name, names));
        }
    }

    /// The value in back-ticks for a message, unless it is a secret.
    static std::string quoted(const json::value& value, const ParameterSpec& spec) {
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

    json::value checkText(const json::value& value, const ParameterSpec& spec, const std::string& path) {
        if (value.is_string()) return value;
        std::string hint;
        if (!value.is_structured() && !spec.secret)
            hint = "write it in quotes: \"" + json::serialize(value) + "\"";
        wrongType(value, spec, path, std::move(hint));
        return value;
    }

    void checkRange(double number, const ParameterSpec& spec, const std::string& path,
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

    json::value checkInteger(const json::value& value, const ParameterSpec& spec, const std::string& path) {
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

    json::value checkNumber(const json::value& value, const ParameterSpec& spec, const std::string& path) {
        if (!value.is_number()) {
            wrongType(value, spec, path, numberHint(value));
            return value;
        }
        const double number = value.to_number<double>();
        checkRange(number, spec, path, shown);
        return number;
    }

    static std::string numberHint(const json::value& value) {
        return value.is_string() ? "write the number without quotes" : std::string();
    }

    template <class Parse, class Format>
    json::value checkQuantity(const json::value& value, const ParameterSpec& spec, const std::string& path,
                              Parse parse, Format format, const char* example) {
        if (!value.is_string()) {
            std::string hint =
                "write a number and a unit in quotes, such as \"" + std::string(example) + "\"";
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

    json::value checkChoice(const json::value& value, const ParameterSpec& spec, const std::string& path) {
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

    json::value checkTimestamp(const json::value& value, const ParameterSpec& spec, const std::string& path) {
        if (!value.is_string()) {
            wrongType(value, spec, path, "write it in quotes, such as \"2016-11-24T06:00:01Z\"");
        } else if (!parseTimestamp(std::string_view(value.get_string()))) {
            error("MR3006", path, "`" + path + "`: " + quoted(value, spec) + " is not a time",
                  "write it like 2016-11-24T06:00:01Z or 2016-11-24 06:00:01");
        }
        return value;
    }

    json::value checkList(const json::value& value, const ParameterSpec& spec, const std::string& path) {
        if (!value.is_array()) {
            wrongType(value, spec, path,
                      value.is_string() ? "write [\"" + std::string(value.get_string()) + "\"]"
                                        : std::string("write the names in brackets"));
            return value;
        }
        std::set<std::string, std::less<>> seen;
        for (std::size_t i = 0; i < value.get_array().size(); ++i) {
            const json::value& item = value.get_array()[i];
            const std::string itemPath = path + "." + std::to_string(i);
            if (!item.is_string() || item.get_string().empty()) {
                error("MR3003", itemPath,
                      "`" + path + "` must hold names of columns, not " +
                          (item.is_string() ? std::string("an empty text") : kindOf(item)));
            } else if (!seen.emplace(item.get_string()).second) {
                error("MR3007", itemPath, "`" + path + "` names " + quoted(item, spec) + " twice");
            }
        }
        return value;
    }

    json::value checkMap(const json::value& value, const ParameterSpec& spec, const std::string& path) {
        if (!value.is_object()) {
            wrongType(value, spec, path, "write it in braces, such as { \"name\": \"...\" }");
            return value;
        }
        for (const auto& member : value.get_object()) {
            const std::string name(member.key());
            const std::string memberPath = path + "." + name;
            if (name.empty()) {
                error("MR3007", path, "`" + path + "` has an entry without a name");
            } else if (spec.type == ParameterType::PredicateMap && !isIdentifier(name)) {
                error("MR3007", memberPath, "`" + name + "` cannot be the name of an output",
                      "use small letters, digits and _, beginning with a letter");
            }
            if (!member.value().is_string()) {
                std::string hint;
                if (!member.value().is_structured() && !spec.secret) {
                    hint = "write it in quotes: \"" + json::serialize(member.value()) + "\"";
                }
                error("MR3003", memberPath,
                      "`" + memberPath + "` must be text, not " + kindOf(member.value()), std::move(hint));
                continue;
            }
            const std::string_view text(member.value().get_string());
            if (spec.type == ParameterType::TypeMap) {
                const Result<DataType> type = DataType::parse(text);
                if (!type) {
                    const Diagnostic why = type.error().items.front();
                    error("MR3006", memberPath, "`" + memberPath + "`: " + why.message, why.hint);
                }
            } else if (spec.type != ParameterType::TextMap && text.empty()) {
                error("MR3002", memberPath, "`" + memberPath + "` is empty", "write an expression");
            }
        }
        return value;
    }

    json::value checkObjectList(const json::value& value, const ParameterSpec& spec, const std::string& path,
                                const json::object& top) {
        if (!value.is_array()) {
            wrongType(value, spec, path, "write the objects in brackets: [{ ... }]");
            return value;
        }
        json::array checked;
        for (std::size_t i = 0; i < value.get_array().size(); ++i) {
            const json::value& item = value.get_array()[i];
            const std::string itemPath = path + "." + std::to_string(i);
            if (item.is_object()) {
                checked.emplace_back(checkObject(item.get_object(), spec.fields, itemPath + ".", &top));
            } else {
                error("MR3003", itemPath, "`" + itemPath + "` must be an object, not " + kindOf(item));
            }
        }
        return checked;
    }

    json::value checkObjectMap(const json::value& value, const ParameterSpec& spec, const std::string& path,
                               const json::object& top) {
        if (!value.is_object()) {
            wrongType(value, spec, path, "write it in braces, such as { \"name\": { ... } }");
            return value;
        }
        json::object checked;
        for (const auto& member : value.get_object()) {
            const std::string memberPath = path + "." + std::string(member.key());
            if (member.key().empty()) error("MR3007", path, "`" + path + "` has an entry without a name");
            if (member.value().is_object()) {
                checked[member.key()] =
                    checkObject(member.value().get_object(), spec.fields, memberPath + ".", &top);
            } else {
                error("MR3003", memberPath,
                      "`" + memberPath + "` must be an object, not " + kindOf(member.value()),
                      objectHint(spec));
            }
        }
        return checked;
    }

    const std::string& node_;
};

/// One condition: "name=a|b", "name!=a|b" or "name" (given and not false).
bool holds(std::string_view condition, const json::object& siblings, const json::object& top) {
    const std::size_t equals = condition.find('=');
    const bool negated = equals != std::string_view::npos && equals > 0 && condition[equals - 1] == '!';
    const std::string_view name = condition.substr(0, negated ? equals - 1 : equals);
    const Params near(siblings);
    const Params far(top);
    const json::value* value = near.find(name);
    if (value == nullptr) value = far.find(name);
    if (equals == std::string_view::npos)
        return value != nullptr && !(value->is_bool() && !value->get_bool());
    std::string text;
    if (value != nullptr)
        text = value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
    bool found = false;
    for (std::string_view rest = condition.substr(equals + 1);;) {
        const std::size_t bar = rest.find('|');
        found = found || rest.substr(0, bar) == text;
        if (bar == std::string_view::npos) break;
        rest.remove_prefix(bar + 1);
    }
    return found != negated;
}

} // namespace

Result<Params> checkParams(const json::object& raw, const std::vector<ParameterSpec>& specs,
                           const std::string& node) {
    Checker checker(node);
    json::object values = checker.checkObject(raw, specs, "", nullptr);
    if (checker.diagnostics.hasErrors()) return checker.diagnostics;
    return Params(std::move(values));
}

bool isVisible(const ParameterSpec& spec, const json::object& siblings, const json::object& top) {
    for (std::string_view rest = spec.visibleWhen; !rest.empty();) {
        const std::size_t comma = rest.find(',');
        if (!holds(rest.substr(0, comma), siblings, top)) return false;
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
    }
    return true;
}

} // namespace millrace
