// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"

namespace millrace {

namespace {

namespace json = boost::json;

constexpr const char* kIdPattern = "^[a-z][a-z0-9_]*$";
constexpr const char* kEndPattern = "^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)?$";

json::object reference(const char* definition) { return {{"$ref", std::string("#/$defs/") + definition}}; }

json::object textMap(json::value value) {
    return {{"type", "object"}, {"additionalProperties", std::move(value)}};
}

json::object fieldsObject(const std::vector<ParameterSpec>& specs);

/// The values of a parameter without `${...}`.
json::object valueSchema(const ParameterSpec& spec) {
    const json::object text{{"type", "string"}};
    switch (spec.type) {
        case ParameterType::Text:
        case ParameterType::Path:
        case ParameterType::ColumnName:
        case ParameterType::Timestamp: return text;
        case ParameterType::Expression: return reference("expression");
        case ParameterType::Predicate: return reference("predicate");
        case ParameterType::Integer: return {{"type", "integer"}};
        case ParameterType::Number: return {{"type", "number"}};
        case ParameterType::Boolean: return {{"type", "boolean"}};
        case ParameterType::Duration: return reference("duration");
        case ParameterType::Size: return reference("size");
        case ParameterType::Choice: return {{"enum", json::array(spec.choices.begin(), spec.choices.end())}};
        case ParameterType::ExpressionMap:
        case ParameterType::AggregateMap: return textMap(reference("expression"));
        case ParameterType::PredicateMap: {
            json::object map = textMap(reference("predicate"));
            map["propertyNames"] = reference("id");
            return map;
        }
        case ParameterType::TypeMap:
        case ParameterType::TextMap: return textMap(text);
        case ParameterType::ColumnList: return {{"type", "array"}, {"items", text}, {"uniqueItems", true}};
        case ParameterType::Object:
            return spec.fields.empty() ? json::object{{"type", "object"}} : fieldsObject(spec.fields);
        case ParameterType::ObjectList: return {{"type", "array"}, {"items", fieldsObject(spec.fields)}};
        case ParameterType::ObjectMap: return textMap(fieldsObject(spec.fields));
    }
    return text;
}

bool takesAnyText(const json::object& schema) {
    const json::value* type = schema.if_contains("type");
    return type != nullptr && *type == "string";
}

json::object parameterSchema(const ParameterSpec& spec) {
    json::object value = valueSchema(spec);
    const bool isNumber = spec.type == ParameterType::Integer || spec.type == ParameterType::Number;
    if (isNumber && spec.minimum) value["minimum"] = *spec.minimum;
    if (isNumber && spec.maximum) value["maximum"] = *spec.maximum;
    json::object schema;
    if (takesAnyText(value)) {
        schema = std::move(value);
    } else {
        schema["anyOf"] = json::array{std::move(value), reference("reference")};
    }
    schema["title"] = titleOf(spec);
    std::string help = spec.help;
    if (!spec.unit.empty()) help += (help.empty() ? "In " : " In ") + spec.unit + ".";
    if (!help.empty()) schema["description"] = help;
    if (!spec.defaultValue.is_null()) schema["default"] = spec.defaultValue;
    if (!spec.placeholder.empty()) schema["examples"] = json::array{spec.placeholder};
    return schema;
}

json::object fieldsObject(const std::vector<ParameterSpec>& specs) {
    json::object properties;
    json::array required;
    for (const ParameterSpec& spec : specs) {
        properties[spec.name] = parameterSchema(spec);
        // What is wanted only under a condition is left to the check of the graph.
        if (spec.required && spec.visibleWhen.empty() && spec.defaultValue.is_null())
            required.emplace_back(spec.name);
    }
    json::object object{
        {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!required.empty()) object["required"] = std::move(required);
    return object;
}

json::object kindRule(const NodeKind& kind) {
    json::object params = fieldsObject(kind.params);
    json::object rule{{"properties", json::object{{"params", params}}}};
    if (params.contains("required")) rule["required"] = json::array{"params"};
    return {{"if", json::object{{"properties", json::object{{"kind", json::object{{"const", kind.name}}}}},
                                {"required", json::array{"kind"}}}},
            {"then", std::move(rule)}};
}

json::object nodeSchema(const Registry& registry) {
    json::array kinds;
    json::array rules;
    for (const auto& kind : registry.kinds()) {
        kinds.push_back(
            json::object{{"const", kind->name}, {"title", kind->title}, {"description", kind->summary}});
        rules.push_back(kindRule(*kind));
    }
    // A kind of a later version or a plugin is kept, so any other id is allowed as well.
    kinds.push_back(
        json::object{{"type", "string"}, {"pattern", kIdPattern}, {"description", "a kind not known here"}});
    json::object schema{{"type", "object"},
                        {"required", json::array{"kind"}},
                        {"properties", json::object{{"kind", json::object{{"anyOf", std::move(kinds)}}},
                                                    {"title", json::object{{"type", "string"}}},
                                                    {"params", json::object{{"type", "object"}}},
                                                    {"concurrency", reference("concurrency")}}}};
    if (!rules.empty()) schema["allOf"] = std::move(rules);
    return schema;
}

/// What a setting may be, or a reference to a graph parameter that gives it.
json::object orReference(json::object schema) {
    return {{"anyOf", json::array{std::move(schema), reference("reference")}}};
}

json::object concurrencySchema() {
    const json::object names{{"type", "array"}, {"items", json::object{{"type", "string"}}}};
    return {{"type", "object"},
            {"properties",
             json::object{
                 {"executor", orReference({{"enum", json::array{"inline", "threads", "pool"}}})},
                 {"workers", orReference({{"type", "integer"}, {"minimum", 1}})},
                 {"ordering", orReference({{"enum", json::array{"ordered", "unordered", "by_key"}}})},
                 {"key", names},
                 {"batch", json::object{{"type", "object"},
                                        {"properties", json::object{{"size", orReference({{"type", "integer"},
                                                                                          {"minimum", 1}})},
                                                                    {"linger", reference("duration")}}}}}}}};
}

json::object edgeSchema() {
    const json::object queue{
        {"type", "object"},
        {"properties",
         json::object{
             {"capacity", orReference({{"type", "integer"}, {"minimum", 1}, {"description", "records"}})},
             {"overflow",
              orReference({{"enum", json::array{"block", "drop_newest", "drop_oldest", "fail"}}})}}}};
    return {
        {"type", "object"},
        {"required", json::array{"from", "to"}},
        {"properties",
         json::object{
             {"from", reference("end")},
             {"to", reference("end")},
             {"queue", queue},
             {"partitioning",
              orReference({{"type", "string"},
                           {"pattern", "^(forward|round_robin|broadcast|least_loaded|hash\\(.+\\))$"}})}}}};
}

json::object definitions(const Registry& registry) {
    return {
        {"id", json::object{{"type", "string"}, {"pattern", kIdPattern}}},
        {"end",
         json::object{{"type", "string"},
                      {"pattern", kEndPattern},
                      {"description", "node.port; the port may be left out where it is `out` or `in`"}}},
        {"reference",
         json::object{{"type", "string"},
                      {"pattern", "\\$\\{[^}]+\\}"},
                      {"description", "${name} is a graph parameter, ${env:NAME} an environment variable"}}},
        {"expression",
         json::object{{"type", "string"}, {"description", "a SQL expression over the columns"}}},
        {"predicate",
         json::object{{"type", "string"}, {"description", "a SQL expression that is true or false"}}},
        {"duration",
         json::object{{"type", "string"}, {"examples", json::array{"5 ms", "90 s", "15 min", "2 h"}}}},
        {"size", json::object{{"type", "string"}, {"examples", json::array{"16 KiB", "64 MiB"}}}},
        {"parameter",
         json::object{{"type", "object"},
                      {"properties", json::object{{"type", json::object{{"type", "string"}}},
                                                  {"default", json::object()},
                                                  {"help", json::object{{"type", "string"}}},
                                                  {"hot", json::object{{"type", "boolean"}}},
                                                  {"minimum", json::object{{"type", "number"}}},
                                                  {"maximum", json::object{{"type", "number"}}}}}}},
        {"concurrency", concurrencySchema()},
        {"node", nodeSchema(registry)},
        {"edge", edgeSchema()}};
}

} // namespace

json::object graphSchema(const Registry& registry) {
    const json::object text{{"type", "string"}};
    const json::object position{
        {"type", "array"}, {"items", json::object{{"type", "number"}}}, {"minItems", 2}, {"maxItems", 2}};
    const json::object layout{{"type", "object"}, {"properties", json::object{{"nodes", textMap(position)}}}};
    const auto named = [](const char* definition) {
        json::object map = textMap(reference(definition));
        map["propertyNames"] = reference("id");
        return map;
    };
    return {
        {"$schema", "https://json-schema.org/draft/2020-12/schema"},
        {"title", "Millrace graph"},
        {"description", "A concurrent data pipeline (.mill). Keys that are not named here are kept."},
        {"type", "object"},
        {"required", json::array{"millrace"}},
        {"properties", json::object{{"millrace", json::object{{"type", "integer"}, {"minimum", 1}}},
                                    {"name", text},
                                    {"notes", json::object{{"type", "string"}, {"description", "Markdown"}}},
                                    {"parameters", named("parameter")},
                                    {"nodes", named("node")},
                                    {"edges", json::object{{"type", "array"}, {"items", reference("edge")}}},
                                    {"layout", layout}}},
        {"$defs", definitions(registry)}};
}

} // namespace millrace
