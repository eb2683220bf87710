// SPDX-License-Identifier: Apache-2.0
#include "engine/base/text.h"
#include "engine/data/data_type.h"
#include "engine/graph/param_value_check.h"
#include "engine/graph/params.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <set>

namespace millrace {

namespace {

namespace json = boost::json;

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

/// Walks over the parameters of one node and what is nested in them.
class Checker : public ParamValueCheck {
public:
    using ParamValueCheck::ParamValueCheck;

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
            error("MR3002", prefix + spec.name, "`" + prefix + spec.name + "` is missing", hintFor(spec));
        }
        return checked;
    }

    json::value checkValue(const json::value& value, const ParameterSpec& spec, const std::string& path,
                           const json::object& top) {
        switch (spec.type) {
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
            default: return ParamValueCheck::check(value, spec, path);
        }
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

    static std::string objectHint(const ParameterSpec& spec) {
        if (spec.fields.empty()) return "write it in braces";
        return "write it in braces, such as { \"" + spec.fields[0].name + "\": ... }";
    }

    static std::string hintFor(const ParameterSpec& spec) {
        std::string hint = spec.help.empty() ? "it is a " + parameterTypeName(spec.type) : spec.help;
        if (!spec.placeholder.empty()) hint += " For example `" + spec.placeholder + "`";
        return hint;
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
                          (item.is_string() ? std::string("an empty text") : jsonKindName(item)));
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
                      "`" + memberPath + "` must be text, not " + jsonKindName(member.value()),
                      std::move(hint));
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
                error("MR3003", itemPath, "`" + itemPath + "` must be an object, not " + jsonKindName(item));
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
                      "`" + memberPath + "` must be an object, not " + jsonKindName(member.value()),
                      objectHint(spec));
            }
        }
        return checked;
    }
};

} // namespace

Result<Params> checkParams(const json::object& raw, const std::vector<ParameterSpec>& specs,
                           const std::string& node) {
    Checker checker(node);
    json::object values = checker.checkObject(raw, specs, "", nullptr);
    if (checker.diagnostics.hasErrors()) return checker.diagnostics;
    return Params(std::move(values));
}

} // namespace millrace
