// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/graph_json.h"
#include "engine/graph/machine_schema.h"
#include "engine/graph/node_path.h"

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

/// An instance of a subgraph is a node of no registered kind.
NodeKind instanceKind() {
    NodeKind kind;
    kind.name = kSubgraphKind;
    kind.title = "Subgraph";
    kind.summary = "An instance of a subgraph";
    ParameterSpec of{"of", ParameterType::Text, "Subgraph", "Its id.", true};
    ParameterSpec set{
        "set", ParameterType::Object, "Values inside",
        "What this instance sets for the nodes inside, as with --set: \"node.parameter\" -> value."};
    kind.params = {of, set};
    return kind;
}

json::object nodeSchema(const Registry& registry) {
    json::array kinds;
    json::array rules;
    for (const auto& kind : registry.kinds()) {
        kinds.push_back(
            json::object{{"const", kind->name}, {"title", kind->title}, {"description", kind->summary}});
        rules.push_back(kindRule(*kind));
    }
    const NodeKind instance = instanceKind();
    kinds.push_back(
        json::object{{"const", instance.name}, {"title", instance.title}, {"description", instance.summary}});
    rules.push_back(kindRule(instance));
    // A kind of a later version or a plugin is kept, so any other id is allowed as well.
    kinds.push_back(
        json::object{{"type", "string"}, {"pattern", kIdPattern}, {"description", "a kind not known here"}});
    json::object schema{
        {"type", "object"},
        {"required", json::array{"kind"}},
        {"properties",
         json::object{{"kind", json::object{{"anyOf", std::move(kinds)}}},
                      {"title", json::object{{"type", "string"}}},
                      {"mode", json::object{{"enum", json::array{"enabled", "bypassed", "disabled"}}}},
                      {"params", json::object{{"type", "object"}}},
                      {"concurrency", reference("concurrency")}}}};
    if (!rules.empty()) schema["allOf"] = std::move(rules);
    return schema;
}

/// What a setting may be, or a reference to a graph parameter that gives it.
json::object orReference(json::object schema) {
    return {{"anyOf", json::array{std::move(schema), reference("reference")}}};
}

json::object count(const char* description) {
    return {{"type", "integer"}, {"minimum", 0}, {"description", description}};
}

json::object concurrencySchema() {
    const json::object names{{"type", "array"}, {"items", json::object{{"type", "string"}}}};
    return {{"type", "object"},
            {"properties",
             json::object{
                 {"executor",
                  orReference({{"enum", json::array{"inline", "threads", "pool", "async", "processes"}}})},
                 {"workers", orReference({{"type", "integer"}, {"minimum", 1}})},
                 {"ordering", orReference({{"enum", json::array{"ordered", "unordered", "by_key"}}})},
                 {"key", names},
                 {"batch", json::object{{"type", "object"},
                                        {"properties", json::object{{"size", orReference({{"type", "integer"},
                                                                                          {"minimum", 1}})},
                                                                    {"linger", reference("duration")}}}}},
                 {"restart",
                  json::object{{"type", "object"},
                               {"description", "what is done about worker processes that crash"},
                               {"properties",
                                json::object{{"max", count("workers started anew in a run")},
                                             {"retries", count("how often records that a worker crashed on "
                                                               "are given to a new one")}}},
                               {"additionalProperties", false}}}}}};
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

json::object numbers(int count) {
    return {{"type", "array"},
            {"items", json::object{{"type", "number"}}},
            {"minItems", count},
            {"maxItems", count}};
}

/// A map from ids to what `schema` describes.
json::object byId(json::object schema) {
    json::object map = textMap(std::move(schema));
    map["propertyNames"] = reference("id");
    return map;
}

/// Nodes, wires and layout: what a graph and a subgraph have both.
void addBody(json::object& properties) {
    properties["nodes"] = byId(reference("node"));
    properties["edges"] = json::object{{"type", "array"}, {"items", reference("edge")}};
    properties["layout"] = reference("layout");
}

json::object boxSchema(const char* textKey) {
    const json::object text{{"type", "string"}};
    return {{"type", "object"},
            {"properties", json::object{{textKey, text}, {"color", text}, {"area", numbers(4)}}}};
}

json::object layoutSchema() {
    return {{"type", "object"},
            {"properties", json::object{{"nodes", textMap(numbers(2))},
                                        {"bends", textMap({{"type", "array"}, {"items", numbers(2)}})},
                                        {"groups", byId(boxSchema("title"))},
                                        {"notes", byId(boxSchema("text"))}}}};
}

json::object subgraphSchema() {
    json::object ports = byId(reference("end"));
    ports["description"] = "name of the port -> node.port inside";
    json::object properties{{"title", json::object{{"type", "string"}}},
                            {"notes", json::object{{"type", "string"}, {"description", "Markdown"}}},
                            {"inputs", ports},
                            {"outputs", ports}};
    addBody(properties);
    return {{"type", "object"}, {"properties", std::move(properties)}};
}

/// A unit test of a graph; see graph_test.h.
json::object testSchema() {
    const json::object row{{"type", "object"},
                           {"description", "column -> value; NULL where one is left out"}};
    const json::object file{{"type", "object"},
                            {"properties", json::object{{"file", json::object{{"type", "string"}}}}},
                            {"required", json::array{"file"}},
                            {"additionalProperties", false},
                            {"description", "a CSV or NDJSON file, relative to the graph file"}};
    const json::object rows{{"anyOf", json::array{json::object{{"type", "array"}, {"items", row}}, file}}};
    const auto ports = [&rows](const char* description) {
        json::object map = textMap(rows);
        map["description"] = description;
        return map;
    };
    return {
        {"type", "object"},
        {"required", json::array{"expect"}},
        {"properties",
         json::object{
             {"inputs", ports("node or node.port -> the records it sends instead of its own")},
             {"expect",
              ports("node.port -> the records that come there; columns no row names are not compared")},
             {"set", json::object{{"type", "object"}, {"description", "parameters, named as with --set"}}},
             {"ordered", json::object{{"type", "boolean"}, {"default", false}}},
             {"tolerance", json::object{{"type", "number"},
                                        {"minimum", 0},
                                        {"maximum", 1},
                                        {"default", 1e-9},
                                        {"description", "of DOUBLEs, relative"}}}}},
        {"additionalProperties", false}};
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
        {"edge", edgeSchema()},
        {"subgraph", subgraphSchema()},
        {"layout", layoutSchema()},
        {"test", testSchema()}};
}

json::object checkpointSchema() {
    return {
        {"type", "object"},
        {"description",
         "How often a run that keeps its state makes a checkpoint, when one is given up, and how many "
         "in a row may be."},
        {"properties", json::object{{"interval", reference("duration")},
                                    {"timeout", reference("duration")},
                                    {"tolerable_failures", json::object{{"type", "integer"}, {"minimum", 0}}},
                                    {"alignment_memory", reference("size")}}}};
}

/// Sweeps over one or two settings.
json::object experimentsSchema() {
    const auto text = [](const char* description) {
        return json::object{{"type", "string"}, {"description", description}};
    };
    const json::object value{{"type", json::array{"number", "string"}}};
    const json::object range{
        {"description", "a range (\"1..8\", \"100..1000/100\") or a list (\"1,2,4\", [1, 2, 4])"},
        {"anyOf", json::array{value, json::object{{"type", "array"}, {"items", value}}}}};
    json::object vary = textMap(range);
    vary["description"] =
        "`cores`, NODE.workers, NODE.batch, NODE.rate, WIRE.capacity, a graph parameter or "
        "a parameter of a node, and the values it takes";
    vary["minProperties"] = 1;
    vary["maxProperties"] = 2;
    json::object duration = reference("duration");
    duration["description"] = "virtual time of each replication";
    const json::object experiment{
        {"type", "object"},
        {"required", json::array{"name", "vary"}},
        {"properties",
         json::object{{"name", text("what it is called, for `millrace sweep --experiment`")},
                      {"vary", std::move(vary)},
                      {"replications", json::object{{"type", "integer"},
                                                    {"minimum", 2},
                                                    {"description", "exactly so many at each point"}}},
                      {"duration", std::move(duration)},
                      {"precision", json::object{{"type", json::array{"number", "string"}},
                                                 {"description",
                                                  "without replications: until the 95 % intervals of "
                                                  "means are this narrow, such as \"2%\""}}}}}};
    return {{"type", "array"},
            {"description", "sweeps, run with `millrace sweep --experiment NAME`"},
            {"items", experiment}};
}

/// What `millrace calibrate` notes about its measurements.
template <class Number> json::object calibrationSchema(const Number& number) {
    const json::object text{{"type", "string"}};
    const json::object error = number("number", 0, "mean relative error");
    const auto record = [](json::object properties) {
        return json::object{
            {"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
    };
    const json::object positive = number("number", 0, "measured");
    json::object block =
        record({{"run", text},
                {"at", text},
                {"machine", json::object{{"type", "object"}}},
                {"range", record({{"cores", positive},
                                  {"workers", textMap(number("integer", 0, "of the node"))},
                                  {"rate", record({{"min", positive}, {"max", positive}})}})},
                {"hold_out", record({{"throughput", error},
                                     {"latency_mean", error},
                                     {"latency_p99", error},
                                     {"loads", json::object{{"type", "array"}, {"items", positive}}}})}});
    block["description"] = "where the measured figures come from, and how far forecasts from them were off";
    return block;
}

/// What the simulator is told beyond the graph. Members that are not named here are kept.
json::object simulationSchema() {
    const auto block = [](const char* description) {
        return json::object{{"type", "object"}, {"description", description}};
    };
    const auto number = [](const char* type, json::value least, const char* description) {
        return json::object{{"type", type}, {"minimum", least}, {"description", description}};
    };
    const json::object time{
        {"anyOf", json::array{reference("duration"), block("a law, such as {\"exponential\": \"20 us\"}")}},
        {"description", "for one record, instead of what the node says of itself"}};
    json::object failures{{"type", "object"},
                          {"description", "workers break down while they work"},
                          {"properties", json::object{{"every", time}, {"repair", time}}}};
    failures["properties"].as_object()["every"].as_object()["description"] = "work from one to the next";
    failures["properties"].as_object()["repair"].as_object()["description"] = "how long each takes";
    json::object duration = reference("duration");
    duration["description"] = "of virtual time, where the input does not end";
    json::object handOff = reference("duration");
    handOff["description"] = "until a thread that waits goes on when there is something for it";
    json::object shares = textMap(number("number", 0, "records per record that comes in"));
    shares["description"] = "output -> share of the records";
    json::object wait = time;
    wait["description"] = "for one record, during which a worker is held, but no core";
    json::object node{
        {"type", "object"},
        {"properties", json::object{{"time", time},
                                    {"wait", std::move(wait)},
                                    {"shares", std::move(shares)},
                                    {"rate", number("number", 0, "sources: records per second")},
                                    {"count", number("integer", 0, "sources: records")},
                                    {"failures", std::move(failures)}}}};
    const auto add = [](json::object& schema, const json::object& more) {
        for (const auto& member : more)
            schema["properties"].as_object()[member.key()] = member.value();
    };
    add(node, placeSchema(reference("duration"), time));
    json::object simulation{
        {"type", "object"},
        {"description", "What a simulation assumes: the machine, and what nodes do not say of themselves."},
        {"properties",
         json::object{{"cores", number("number", 0.1, "of the machine; a part where others use it, too")},
                      {"pool_workers", number("integer", 1, "left out: one per core")},
                      {"duration", std::move(duration)},
                      {"room", json::object{{"enum", json::array{"engine", "at_once"}},
                                            {"description", "when who waits for room on a wire goes on"}}},
                      {"ties", json::object{{"enum", json::array{"in_order", "shuffled"}},
                                            {"description", "what happens at the same instant"}}},
                      {"hand_off", std::move(handOff)},
                      {"calibration", calibrationSchema(number)},
                      {"nodes", textMap(node)},
                      {"experiments", experimentsSchema()}}}};
    add(simulation, machineSchema(reference("duration"), time));
    return simulation;
}

} // namespace

json::object graphSchema(const Registry& registry) {
    const json::object text{{"type", "string"}};
    json::object properties{{"millrace", json::object{{"type", "integer"}, {"minimum", 1}}},
                            {"name", text},
                            {"notes", json::object{{"type", "string"}, {"description", "Markdown"}}},
                            {"parameters", byId(reference("parameter"))},
                            {"subgraphs", byId(reference("subgraph"))},
                            {"checkpoint", checkpointSchema()},
                            {"simulation", simulationSchema()},
                            {"tests", textMap(reference("test"))}};
    addBody(properties);
    return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
            {"title", "Millrace graph"},
            {"description", "A concurrent data pipeline (.mill). Keys that are not named here are kept."},
            {"type", "object"},
            {"required", json::array{"millrace"}},
            {"properties", std::move(properties)},
            {"$defs", definitions(registry)}};
}

} // namespace millrace
