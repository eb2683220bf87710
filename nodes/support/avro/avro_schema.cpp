// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/avro/avro_schema.h"

#include <fmt/format.h>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <stdexcept>

namespace millrace {

namespace json = boost::json;
using Kind = AvroType::Kind;
using Logical = AvroType::Logical;

namespace {

/// The parser of JSON counts about three levels to one of Avro.
constexpr std::size_t kDeepestJson = 3 * kDeepestAvro;

constexpr std::array<std::pair<std::string_view, Kind>, 8> kPrimitives{{{"null", Kind::Null},
                                                                        {"boolean", Kind::Boolean},
                                                                        {"int", Kind::Int},
                                                                        {"long", Kind::Long},
                                                                        {"float", Kind::Float},
                                                                        {"double", Kind::Double},
                                                                        {"bytes", Kind::Bytes},
                                                                        {"string", Kind::String}}};

struct LogicalName {
    std::string_view name;
    Logical logical;
    Kind of;
};
constexpr std::array kLogicals{
    LogicalName{"date", Logical::Date, Kind::Int},
    LogicalName{"uuid", Logical::Uuid, Kind::String},
    LogicalName{"uuid", Logical::Uuid, Kind::Fixed},
    LogicalName{"timestamp-millis", Logical::TimestampMillis, Kind::Long},
    LogicalName{"timestamp-micros", Logical::TimestampMicros, Kind::Long},
    LogicalName{"timestamp-nanos", Logical::TimestampNanos, Kind::Long},
    LogicalName{"local-timestamp-millis", Logical::LocalTimestampMillis, Kind::Long},
    LogicalName{"local-timestamp-micros", Logical::LocalTimestampMicros, Kind::Long},
    LogicalName{"local-timestamp-nanos", Logical::LocalTimestampNanos, Kind::Long}};

[[noreturn]] void wrong(const std::string& what) { throw std::invalid_argument(what); }

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

std::string_view textOf(const json::object& object, std::string_view member) {
    const json::value* const value = object.if_contains(member);
    return value && value->is_string() ? view(value->get_string()) : std::string_view();
}

std::int64_t wholeOf(const json::object& object, std::string_view member, std::int64_t missing) {
    const json::value* const value = object.if_contains(member);
    if (!value) return missing;
    return value->is_int64() ? value->get_int64() : -1;
}

} // namespace

/// Throws std::invalid_argument.
class AvroSchemaParser {
public:
    explicit AvroSchemaParser(AvroSchema& schema) : schema_(schema) {}

    const AvroType* parse(std::string_view text) {
        json::parse_options options;
        options.max_depth = kDeepestJson;
        boost::system::error_code error;
        const json::value value =
            json::parse(json::string_view(text.data(), text.size()), error, {}, options);
        if (error) {
            // The name of a type may stand there without quotes around it.
            if (const AvroType* const known = find(text, "")) return known;
            wrong("it is no JSON: " + error.message());
        }
        return typeOf(value, "");
    }

private:
    AvroType& add(Kind kind) {
        AvroType& type = schema_.types_.emplace_back();
        type.kind = kind;
        return type;
    }

    const AvroType* find(std::string_view name, const std::string& space) {
        const auto primitive = std::find_if(kPrimitives.begin(), kPrimitives.end(),
                                            [name](const auto& one) { return one.first == name; });
        if (primitive != kPrimitives.end()) return &add(primitive->second);
        if (name.find('.') == std::string_view::npos && !space.empty()) {
            const auto found = named_.find(space + "." + std::string(name));
            if (found != named_.end()) return found->second;
        }
        const auto found = named_.find(std::string(name));
        return found == named_.end() ? nullptr : found->second;
    }

    const AvroType* typeOf(const json::value& value, const std::string& space) {
        if (value.is_string()) {
            const std::string_view name = view(value.get_string());
            if (const AvroType* const type = find(name, space)) return type;
            wrong(fmt::format("there is no type `{}`", name));
        }
        if (value.is_array()) return unionOf(value.get_array(), space);
        if (!value.is_object()) wrong("a type is a name, a list or an object");
        return complexOf(value.get_object(), space);
    }

    const AvroType* unionOf(const json::array& branches, const std::string& space) {
        AvroType& type = add(Kind::Union);
        for (const json::value& branch : branches) {
            const AvroType* const part = typeOf(branch, space);
            if (part->kind == Kind::Union) wrong("a union stands directly in a union");
            type.parts.push_back(part);
        }
        if (type.parts.empty()) wrong("a union without a branch has no value");
        return &type;
    }

    const AvroType* complexOf(const json::object& object, const std::string& space) {
        const json::value* const what = object.if_contains("type");
        if (!what) wrong("a type without `type`");
        if (!what->is_string()) return typeOf(*what, space); // {"type": {"type": "int"}}
        const std::string_view name = view(what->get_string());
        if (name == "record" || name == "error") return recordOf(object, space);
        if (name == "enum") return enumOf(object, space);
        if (name == "fixed") return fixedOf(object, space);
        if (name == "array" || name == "map") {
            const std::string_view member = name == "array" ? "items" : "values";
            const json::value* const part = object.if_contains(member);
            if (!part) wrong(fmt::format("{} {} without `{}`", name == "array" ? "an" : "a", name, member));
            AvroType& type = add(name == "array" ? Kind::Array : Kind::Map);
            type.parts.push_back(typeOf(*part, space));
            return &type;
        }
        const AvroType* const type = find(name, space);
        if (!type) wrong(fmt::format("there is no type `{}`", name));
        // Only a primitive one is new, and may be made another.
        if (type->name.empty()) readLogical(object, schema_.types_.back());
        return type;
    }

    /// A logical type that is not known, or does not fit, is as if it were not there (so the specification).
    static void readLogical(const json::object& object, AvroType& type) {
        const std::string_view name = textOf(object, "logicalType");
        for (const LogicalName& known : kLogicals) {
            if (known.name != name || known.of != type.kind) continue;
            if (known.logical != Logical::Uuid || type.kind != Kind::Fixed || type.size == 16)
                type.logical = known.logical;
        }
        if (name != "decimal" || (type.kind != Kind::Bytes && type.kind != Kind::Fixed)) return;
        const std::int64_t precision = wholeOf(object, "precision", 0), scale = wholeOf(object, "scale", 0);
        if (precision < 1 || precision > 1'000'000 || scale < 0 || scale > precision) return;
        type.logical = Logical::Decimal;
        type.precision = static_cast<int>(precision);
        type.scale = static_cast<int>(scale);
    }

    /// Makes the type known under its name; `space` becomes that of what stands in it.
    AvroType& addNamed(Kind kind, const json::object& object, std::string& space) {
        std::string name(textOf(object, "name"));
        if (!isAvroFullName(name)) wrong(fmt::format("`{}` cannot be the name of a type", name));
        const std::size_t dot = name.rfind('.');
        if (dot != std::string::npos) {
            space = name.substr(0, dot);
        } else {
            if (object.contains("namespace")) space = textOf(object, "namespace");
            if (!space.empty()) name = space + "." + name;
        }
        AvroType& type = add(kind);
        type.name = name;
        if (!named_.emplace(name, &type).second) wrong(fmt::format("there are two types `{}`", name));
        return type;
    }

    const AvroType* recordOf(const json::object& object, std::string space) {
        AvroType& type = addNamed(Kind::Record, object, space);
        const json::value* const fields = object.if_contains("fields");
        if (!fields || !fields->is_array()) wrong(fmt::format("the record `{}` has no fields", type.name));
        std::set<std::string> names;
        for (const json::value& value : fields->get_array()) {
            if (!value.is_object()) wrong("a field is an object");
            AvroField field;
            field.name = textOf(value.get_object(), "name");
            if (field.name.empty()) wrong(fmt::format("a field of `{}` has no name", type.name));
            if (!names.insert(field.name).second)
                wrong(fmt::format("there are two fields `{}` in `{}`", field.name, type.name));
            const json::value* const of = value.get_object().if_contains("type");
            if (!of) wrong(fmt::format("the field `{}` has no type", field.name));
            field.type = typeOf(*of, space);
            if (const json::value* const standard = value.get_object().if_contains("default"))
                field.defaultValue = *standard;
            type.fields.push_back(std::move(field));
        }
        return &type;
    }

    const AvroType* enumOf(const json::object& object, std::string space) {
        AvroType& type = addNamed(Kind::Enum, object, space);
        const json::value* const symbols = object.if_contains("symbols");
        if (!symbols || !symbols->is_array()) wrong(fmt::format("the enum `{}` has no symbols", type.name));
        for (const json::value& symbol : symbols->get_array()) {
            if (!symbol.is_string()) wrong("a symbol is a text");
            type.symbols.emplace_back(view(symbol.get_string()));
        }
        return &type;
    }

    const AvroType* fixedOf(const json::object& object, std::string space) {
        AvroType& type = addNamed(Kind::Fixed, object, space);
        const std::int64_t size = wholeOf(object, "size", -1);
        if (size < 0) wrong(fmt::format("`{}` has no size", type.name));
        type.size = static_cast<std::size_t>(size);
        readLogical(object, type);
        return &type;
    }

    AvroSchema& schema_;
    std::map<std::string, const AvroType*> named_;
};

Result<std::shared_ptr<const AvroSchema>> AvroSchema::parse(std::string_view text,
                                                            std::span<const std::string> named) {
    const auto schema = std::make_shared<AvroSchema>();
    AvroSchemaParser parser(*schema);
    try {
        for (const std::string& one : named)
            parser.parse(one);
        schema->root_ = parser.parse(text);
    } catch (const std::invalid_argument& why) {
        Diagnostics problem;
        problem.error({}, why.what());
        return problem;
    }
    return std::shared_ptr<const AvroSchema>(schema);
}

std::string describe(const AvroType& type) {
    switch (type.logical) {
        case Logical::None: break;
        case Logical::Decimal: return fmt::format("a decimal({}, {})", type.precision, type.scale);
        case Logical::Uuid: return "a uuid";
        default:
            for (const LogicalName& known : kLogicals)
                if (known.logical == type.logical) return "a " + std::string(known.name);
    }
    switch (type.kind) {
        case Kind::Record: return "the record `" + type.name + "`";
        case Kind::Enum: return "the enum `" + type.name + "`";
        case Kind::Fixed: return fmt::format("{} fixed bytes", type.size);
        case Kind::Array: return "an array";
        case Kind::Map: return "a map";
        case Kind::Union: return "a union";
        case Kind::Null: return "null";
        case Kind::Int: return "an int";
        default: break;
    }
    for (const auto& [name, kind] : kPrimitives)
        if (kind == type.kind) return (kind == Kind::Bytes ? "" : "a ") + std::string(name);
    return {};
}

bool isAvroFullName(std::string_view text) {
    for (;;) {
        const std::size_t dot = text.find('.');
        if (!isAvroName(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

bool isAvroName(std::string_view text) {
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !text.empty() && isLetter(text.front()) && std::all_of(text.begin(), text.end(), [&](char c) {
        return isLetter(c) || (c >= '0' && c <= '9');
    });
}

} // namespace millrace
