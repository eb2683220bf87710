// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/avro/avro_writer.h"

#include "nodes/support/avro/avro_rows.h"
#include "nodes/support/columns_in.h"

#include <fmt/format.h>

#include <iterator>

namespace millrace {

std::vector<ParameterSpec> avroSinkParameters() {
    std::vector<ParameterSpec> specs = schemaRegistryParameters();
    const ParameterSpec own[] = {
        {.name = "subject",
         .type = ParameterType::Text,
         .title = "Subject",
         .help = "Where the registry keeps the versions of the schema. The topic and `-value` when left out.",
         .advanced = true,
         .visibleWhen = "format=avro",
         .placeholder = "positions-value"},
        {.name = "register",
         .type = ParameterType::Boolean,
         .title = "Register the schema",
         .help =
             "Make a schema of the columns and register it. Otherwise the latest one of the subject is used, "
             "which the columns must fit.",
         .defaultValue = true,
         .visibleWhen = "format=avro"},
        {.name = "schema_id",
         .type = ParameterType::Integer,
         .title = "Schema number",
         .help = "Instead of the latest schema: the one with this number.",
         .minimum = 0,
         .maximum = 2147483647.0,
         .advanced = true,
         .visibleWhen = "format=avro,register=false"},
        {.name = "record_name",
         .type = ParameterType::Text,
         .title = "Name of the records",
         .help = "What the record is called in the schema that is registered; with a namespace in front, if "
                 "there is one.",
         .defaultValue = "Record",
         .advanced = true,
         .visibleWhen = "format=avro,register=true",
         .placeholder = "com.example.Position"},
    };
    specs.insert(specs.end(), std::begin(own), std::end(own));
    return specs;
}

Result<std::shared_ptr<const AvroSinkSettings>> readAvroSink(const BindContext& context, SchemaPtr columns) {
    const Params& p = context.params;
    const auto settings = std::make_shared<AvroSinkSettings>();
    settings->columns = std::move(columns);
    Diagnostics problems;
    auto registry = readSchemaRegistry(context);
    if (registry)
        settings->registry = std::move(*registry);
    else
        problems.append(registry.error());
    if (p.has("subject")) settings->subject = p.text("subject");
    if (p.boolean("register")) {
        const std::string name = p.text("record_name");
        if (!isAvroFullName(name))
            problems.append(parameterError("MR3545", context.node, "record_name",
                                           "`" + name + "` cannot be the name of a record in Avro",
                                           "letters, digits and underscores, no digit in front; with dots "
                                           "between it and its namespace"));
        auto schema = avroSchemaOf(*settings->columns, name);
        if (schema)
            settings->schema = std::move(*schema);
        else
            for (const Diagnostic& d : schema.error())
                problems.append(parameterError("MR3546", context.node, "format", d.message, d.hint));
    } else if (p.has("schema_id")) {
        settings->id = static_cast<std::int32_t>(p.integer("schema_id"));
    }
    if (problems.hasErrors()) return problems;
    return std::shared_ptr<const AvroSinkSettings>(settings);
}

AvroWriter::AvroWriter(std::shared_ptr<const AvroSinkSettings> settings, OperatorContext& context)
    : settings_(std::move(settings)), registry_(settings_->registry, context) {}

void AvroWriter::start(std::string_view topic) {
    registry_.check();
    if (!topic.empty() || !settings_->subject.empty() || settings_->id) topicOf(topic);
}

std::optional<std::string> AvroWriter::append(std::string& to, std::string_view topic,
                                              const RecordBatch& batch, std::size_t row) {
    const Topic& known = topicOf(topic);
    to += known.head;
    return known.encoder->append(to, batch, row);
}

const AvroWriter::Topic& AvroWriter::topicOf(std::string_view name) {
    // One subject, or one schema, is that of all topics.
    const std::string_view key = settings_->subject.empty() && !settings_->id ? name : std::string_view();
    const auto found = topics_.find(key);
    if (found != topics_.end()) return found->second;
    const std::string subject =
        settings_->subject.empty() ? std::string(name) + "-value" : settings_->subject;
    return topics_.emplace(std::string(key), subjectOf(subject)).first->second;
}

AvroWriter::Topic AvroWriter::subjectOf(const std::string& subject) {
    std::int32_t id = 0;
    Topic topic;
    if (!settings_->schema.empty()) {
        id = registry_.add(subject, settings_->schema);
        if (!own_) own_ = encoderOf(AvroSchema::parse(settings_->schema).value(), id);
        topic.encoder = own_;
    } else if (settings_->id) {
        id = *settings_->id;
        const auto schema = registry_.schemaOf(id);
        if (!schema) throw DiagnosticError(schema.error());
        topic.encoder = encoderOf(*schema, id);
    } else {
        const RegisteredSchema latest = registry_.latest(subject);
        id = latest.id;
        topic.encoder = encoderOf(latest.schema, id);
    }
    topic.head.assign(1, '\0');
    for (int shift = 24; shift >= 0; shift -= 8)
        topic.head += static_cast<char>(static_cast<unsigned char>(id >> shift));
    return topic;
}

std::shared_ptr<const AvroEncoder> AvroWriter::encoderOf(const std::shared_ptr<const AvroSchema>& schema,
                                                         std::int32_t id) const {
    auto encoder = AvroEncoder::make(schema, *settings_->columns);
    if (encoder) return std::move(*encoder);
    Diagnostics problems;
    for (const Diagnostic& d : encoder.error())
        problems.error("MR3544", fmt::format("the records do not fit the schema {}: {}", id, d.message),
                       d.hint);
    throw DiagnosticError(std::move(problems));
}

} // namespace millrace
