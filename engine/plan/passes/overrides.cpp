// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/passes/overrides.h"

#include "engine/base/text.h"
#include "engine/data/time_text.h"
#include "engine/data/value.h"
#include "engine/graph/graph_parameter_spec.h"
#include "engine/graph/json_reader.h"
#include "engine/graph/json_writer.h"
#include "engine/graph/node_path.h"
#include "engine/graph/param_path.h"

#include <cmath>

namespace millrace::planning {

namespace {

namespace json = boost::json;

std::optional<json::value> jsonOf(std::string_view text) {
    Result<JsonText> read = readJson(text);
    if (!read || read->duplicates.hasErrors()) return std::nullopt;
    return std::move(read->value);
}

bool isScalar(const json::value& value) { return value.is_bool() || value.is_number() || value.is_string(); }

std::string scalarText(const json::value& value) {
    return value.is_string() ? std::string(value.get_string()) : flatJson(value);
}

std::optional<json::value> coerceInteger(const json::value& value, bool wide) {
    std::int64_t integer = 0;
    if (value.is_int64()) {
        integer = value.get_int64();
    } else if (value.is_double() && value.get_double() == std::floor(value.get_double()) &&
               std::abs(value.get_double()) < 9.0e15) {
        integer = static_cast<std::int64_t>(value.get_double());
    } else {
        return std::nullopt;
    }
    if (!wide && (integer < INT32_MIN || integer > INT32_MAX)) return std::nullopt;
    return json::value(integer);
}

bool isTextual(ParameterType type) {
    switch (type) {
        case ParameterType::Integer:
        case ParameterType::Number:
        case ParameterType::Boolean:
        case ParameterType::ColumnList:
        case ParameterType::Object:
        case ParameterType::ObjectList:
        case ParameterType::ObjectMap: return false;
        default: return true;
    }
}

/// A specification that the members of a map or list have.
bool holdsMembers(ParameterType type) {
    switch (type) {
        case ParameterType::ExpressionMap:
        case ParameterType::PredicateMap:
        case ParameterType::AggregateMap:
        case ParameterType::TypeMap:
        case ParameterType::TextMap:
        case ParameterType::ColumnList: return true;
        default: return false;
    }
}

class Overriding {
public:
    Overriding(GraphDocument& document, const Registry& registry, OverrideOrigins& origins,
               Diagnostics& diagnostics)
        : document_(document), registry_(registry), origins_(origins), diagnostics_(diagnostics) {}

    void apply(const std::string& name, const json::value& value) {
        const std::size_t dot = name.find('.');
        const std::size_t before = diagnostics_.items.size();
        if (dot == std::string::npos) {
            overrideGraphParameter(name, value);
        } else {
            overrideNode(name, name.substr(0, dot), name.substr(dot + 1), value);
        }
        for (std::size_t i = before; i < diagnostics_.items.size(); ++i)
            diagnostics_.items[i].file = overridePlace(name);
    }

private:
    void overrideGraphParameter(const std::string& name, const json::value& value) {
        for (GraphParameter& parameter : document_.parameters) {
            if (parameter.name != name) continue;
            std::optional<json::value> fitting = coerce(value, parameter.type);
            if (!fitting) {
                diagnostics_
                    .error("MR1402", "graph parameter `" + name + "` is a " + parameter.type.name() +
                                         ", which `" + scalarText(value) + "` is not")
                    .parameter = name;
                return;
            }
            if (auto problem = rangeProblem(parameter, *fitting)) {
                diagnostics_.error("MR1402", "graph parameter " + *problem).parameter = name;
                return;
            }
            parameter.defaultValue = std::move(*fitting);
            origins_.graphParameters.insert(name);
            return;
        }
        std::vector<std::string> names;
        for (const GraphParameter& parameter : document_.parameters)
            names.push_back(parameter.name);
        std::string hint = suggestion(name, names);
        if (nodeAt(document_, name) != nullptr) {
            hint = "`" + name + "` is a node: write " + name + ".parameter=value";
        } else if (names.empty()) {
            hint = "the graph has no parameters; those of its nodes are set with node.parameter=value";
        }
        diagnostics_.error("MR1401", "the graph has no parameter `" + name + "`", std::move(hint));
    }

    void overrideNode(const std::string& name, const std::string& id, const std::string& path,
                      json::value value) {
        const std::optional<GraphNode> node = nodeInRun(document_, id);
        if (!node) return reportNoNode(name, id);
        const NodeKind* kind = registry_.find(node->kind);
        const bool concurrency = path.rfind("concurrency.", 0) == 0 &&
                                 (kind == nullptr || specAt(kind->params, "concurrency") == nullptr);
        const ParameterSpec* spec = kind != nullptr && !concurrency ? specAt(kind->params, path) : nullptr;
        if (kind != nullptr && !concurrency && spec == nullptr) {
            std::vector<std::string> names;
            for (const ParameterSpec& candidate : kind->params)
                names.push_back(candidate.name);
            Diagnostic& d = diagnostics_.error("MR1401", "node `" + id + "` has no parameter `" + path + "`",
                                               suggestion(path, names));
            d.node = id;
            return;
        }
        if (spec != nullptr) {
            value = coerceToSpec(value, *spec);
            if (!fits(*node, *spec, path, value)) return;
        }
        if (Result<void> set = setAt(id, path, concurrency, value); !set) {
            Diagnostic d = set.error().items.front();
            d.code = "MR1402";
            d.node = id;
            d.parameter = path;
            diagnostics_.add(std::move(d));
            return;
        }
        origins_.nodeParameters.emplace(id, path);
    }

    void reportNoNode(const std::string& name, const std::string& id) {
        // Near the slip: the nodes of the last body on the way that there is.
        NodePath path = splitPath(id);
        while (bodyAt(document_, path.body) == nullptr)
            path.body.pop_back();
        std::vector<std::string> ids;
        for (const GraphNode& candidate : bodyAt(document_, path.body)->nodes)
            ids.push_back(joinPath(path.body, candidate.id));
        diagnostics_.error("MR1401", "cannot set `" + name + "`: there is no node `" + id + "`",
                           suggestion(id, ids));
    }

    /// A node inside of an instance is shared with the other instances of its subgraph: the outermost
    /// instance sets it for its own part.
    Result<void> setAt(const std::string& id, const std::string& path, bool concurrency,
                       const json::value& value) {
        const std::size_t slash = id.find('/');
        if (slash == std::string::npos) {
            GraphNode& node = *document_.findNode(id);
            if (!concurrency) return setAtPath(node.params, path, value);
            return setAtPath(node.concurrency, std::string_view(path).substr(12), value);
        }
        const InstanceSetting setting{id, path, value};
        GraphNode trial = *nodeInRun(document_, id);
        if (Result<void> set = applySetting(trial, setting); !set) return set;
        json::value& set = document_.findNode(id.substr(0, slash))->params["set"];
        if (!set.is_object()) set.emplace_object();
        // Settings count in their order: this one is the last.
        const std::string key = id.substr(slash + 1) + "." + path;
        set.get_object().stable_erase(key);
        set.get_object()[key] = value;
        return {};
    }

    bool fits(const GraphNode& node, const ParameterSpec& spec, const std::string& path,
              const json::value& value) {
        // A member of a map is checked with its node.
        const bool member = holdsMembers(spec.type) && !value.is_structured();
        if (member || (value.is_string() && value.get_string().find("${") != json::string::npos)) return true;
        const Result<Params> checked = checkParams({{spec.name, value}}, {spec}, node.id);
        if (checked) return true;
        for (Diagnostic d : checked.error()) {
            d.code = "MR1402";
            d.parameter = path;
            diagnostics_.add(std::move(d));
        }
        return false;
    }

    GraphDocument& document_;
    const Registry& registry_;
    OverrideOrigins& origins_;
    Diagnostics& diagnostics_;
};

} // namespace

std::string overridePlace(std::string_view name) { return "--set " + std::string(name); }

std::optional<std::string> rangeProblem(const GraphParameter& parameter, const json::value& value) {
    const ParameterSpec spec = specOf(parameter);
    json::value number = value;
    // A DECIMAL may be written as text.
    if (value.is_string() && spec.type == ParameterType::Number) {
        const auto read = jsonOf(std::string_view(value.get_string()));
        if (read) number = *read;
    }
    if (!number.is_number()) return std::nullopt;
    const Result<Params> checked = checkParams({{spec.name, number}}, {spec}, {});
    if (checked) return std::nullopt;
    return checked.error().items.front().message;
}

std::optional<json::value> coerce(const json::value& given, const DataType& type) {
    json::value value = given;
    const bool wantsJson = type.isNumeric() || type.id() == TypeId::Boolean;
    if (wantsJson && value.is_string()) {
        auto read = jsonOf(std::string_view(value.get_string()));
        // DECIMAL text stays text: a double could not hold it.
        if (!read || type.id() == TypeId::Decimal) {
            Decimal128 unscaled = 0;
            const std::string_view text(value.get_string());
            if (type.id() == TypeId::Decimal && parseDecimal(text, type.scale(), unscaled)) return value;
            return std::nullopt;
        }
        value = std::move(*read);
    }
    switch (type.id()) {
        case TypeId::Boolean: return value.is_bool() ? std::optional(value) : std::nullopt;
        case TypeId::Int: return coerceInteger(value, false);
        case TypeId::BigInt: return coerceInteger(value, true);
        case TypeId::Double:
        case TypeId::Decimal: return value.is_number() ? std::optional(value) : std::nullopt;
        case TypeId::String:
        case TypeId::Bytes:
            return isScalar(value) ? std::optional<json::value>(json::value(scalarText(value)))
                                   : std::nullopt;
        case TypeId::Timestamp:
            if (!isScalar(value) || !parseTimestamp(scalarText(value))) return std::nullopt;
            return json::value(scalarText(value));
        case TypeId::Date:
            if (!value.is_string() || !parseDate(std::string_view(value.get_string()))) return std::nullopt;
            return value;
        case TypeId::Null:
        case TypeId::Struct:
        case TypeId::Array: break;
    }
    return std::nullopt;
}

json::value coerceToSpec(const json::value& value, const ParameterSpec& spec) {
    const bool mayBeText =
        isTextual(spec.type) && spec.type != ParameterType::Duration && spec.type != ParameterType::Size;
    if (mayBeText && (value.is_number() || value.is_bool())) return json::value(scalarText(value));
    if (!isTextual(spec.type) && value.is_string()) {
        auto read = jsonOf(std::string_view(value.get_string()));
        if (spec.type == ParameterType::ColumnList && !read) return json::array{value};
        if (read && !read->is_structured()) return std::move(*read);
    }
    return value;
}

const ParameterSpec* specAt(const std::vector<ParameterSpec>& specs, std::string_view path) {
    const std::size_t dot = path.find('.');
    const std::string_view name = path.substr(0, dot);
    for (const ParameterSpec& spec : specs) {
        if (spec.name != name) continue;
        if (dot == std::string_view::npos) return &spec;
        std::string_view rest = path.substr(dot + 1);
        if (spec.type == ParameterType::Object)
            return spec.fields.empty() ? &spec : specAt(spec.fields, rest);
        if (holdsMembers(spec.type)) return &spec;
        if (spec.type == ParameterType::ObjectList || spec.type == ParameterType::ObjectMap) {
            const std::size_t next = rest.find('.');
            return next == std::string_view::npos ? &spec : specAt(spec.fields, rest.substr(next + 1));
        }
        return nullptr;
    }
    return nullptr;
}

void overrideDocument(GraphDocument& document, const Registry& registry, const PlanOptions& options,
                      OverrideOrigins& origins, Diagnostics& diagnostics) {
    Overriding overriding(document, registry, origins, diagnostics);
    for (const auto& [name, value] : options.overrides)
        overriding.apply(name, value);
}

} // namespace millrace::planning

namespace millrace {

Result<GraphDocument> applyOverrides(const GraphDocument& document, const Registry& registry,
                                     const PlanOptions& options) {
    GraphDocument result = document;
    planning::OverrideOrigins origins;
    Diagnostics diagnostics;
    planning::overrideDocument(result, registry, options, origins, diagnostics);
    if (diagnostics.hasErrors()) return diagnostics;
    return result;
}

Result<std::pair<std::string, boost::json::value>> parseOverride(std::string_view text) {
    const auto malformed = [text](const char* hint) {
        Diagnostics diagnostics;
        diagnostics.error("MR1400", "`" + std::string(text) + "` does not set anything", hint);
        return diagnostics;
    };
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) {
        return malformed("write name=value for the graph or node.parameter=value for a node");
    }
    const std::string name(text.substr(0, equals));
    const std::string first = name.substr(0, name.find('.'));
    if (!isNodePath(first) || name.back() == '.' || name.find("..") != std::string::npos) {
        return malformed(
            "ids are small letters, digits and _, parted from parameters by a point (a node inside of a "
            "subgraph: instance/node.parameter)");
    }
    const std::string_view rest = text.substr(equals + 1);
    if (!isValidUtf8(text)) return malformed("it is not valid UTF-8");
    const Result<JsonText> read = readJson(rest);
    // 1e3 is a number for a number and text for a text: only what reads back the same is taken for JSON now.
    const bool plain =
        read && !read->duplicates.hasErrors() && (!read->value.is_number() || flatJson(read->value) == rest);
    return std::pair(name, plain ? read->value : boost::json::value(rest));
}

} // namespace millrace
