// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_source_settings.h"

#include "engine/base/text.h"
#include "engine/data/time_text.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/csv_parameters.h"
#include "nodes/support/kafka/kafka_statistics.h"
#include "nodes/support/source_parameters.h"
#include "nodes/support/text_source.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace millrace {

namespace {

using About = KafkaReadFormat::About;

const std::vector<std::pair<std::string, About>>& abouts() {
    static const std::vector<std::pair<std::string, About>> all{
        {"topic", About::Topic},   {"partition", About::Partition},
        {"offset", About::Offset}, {"timestamp", About::Timestamp},
        {"key", About::Key},       {"headers", About::Headers}};
    return all;
}

Result<KafkaSelection> readSelection(const BindContext& context) {
    const Params& p = context.params;
    KafkaSelection selection;
    Diagnostics problems;
    auto topics = parseTopics(p.text("topics"), context.node, "topics");
    if (topics)
        selection.topics = std::move(*topics);
    else
        problems.append(topics.error());
    if (p.has("partitions")) {
        auto partitions = parsePartitions(p.text("partitions"), context.node, "partitions");
        if (partitions)
            selection.partitions = std::move(*partitions);
        else
            problems.append(partitions.error());
    }
    if (p.has("group")) selection.group = p.text("group");
    const std::string start = p.text("start");
    if (start == "latest") selection.start = KafkaSelection::Start::Latest;
    if (start == "committed") {
        selection.start = KafkaSelection::Start::Committed;
        if (selection.group.empty())
            problems.append(parameterError("MR3532", context.node, "group",
                                           "it is not said whose committed offsets to begin at",
                                           "name the consumer group in `group`"));
    }
    if (start == "offset") {
        selection.start = KafkaSelection::Start::Offset;
        selection.startOffset = p.integer("start_offset");
    }
    if (start == "time") {
        selection.start = KafkaSelection::Start::Time;
        selection.startTime = parseTimestamp(p.text("start_time")).value();
    }
    const std::string end = p.text("end");
    if (end == "latest") selection.end = KafkaSelection::End::Latest;
    if (end == "time") {
        selection.end = KafkaSelection::End::Time;
        selection.endTime = parseTimestamp(p.text("end_time")).value();
    }
    if (problems.hasErrors()) return problems;
    return selection;
}

constexpr std::int64_t kMaxPollIntervalMs = 300'000; ///< librdkafka's, unless the expert says otherwise
constexpr MonotonicNs kMostPatience = 30'000'000'000;

/// A group throws out who does not answer within `max.poll.interval.ms`.
MonotonicNs patienceOf(const KafkaConnection& connection) {
    std::int64_t interval = kMaxPollIntervalMs;
    for (const auto& [name, value] : connection.properties)
        if (name == "max.poll.interval.ms")
            std::from_chars(value.data(), value.data() + value.size(), interval);
    return std::min(interval * 1'000'000 / 2, kMostPatience);
}

/// A group deals out whole partitions, without an end, and says where they begin.
Diagnostics checkGroup(const Params& p, const std::string& node) {
    Diagnostics problems;
    const auto refuse = [&](const char* parameter, const std::string& why, const char* hint) {
        problems.append(parameterError("MR3535", node, parameter, "with `assignment: group` " + why, hint));
    };
    if (!p.has("group"))
        problems.append(parameterError("MR3532", node, "group",
                                       "it is not said which group deals out the partitions",
                                       "name the consumer group in `group`"));
    if (p.text("end") != "never")
        refuse("end", "the input has no end: what is left of it others may read",
               "set `end` to never, or `assignment` to explicit");
    if (p.text("start") == "offset" || p.text("start") == "time")
        refuse(
            "start", "each partition begins where the group has committed",
            "`earliest` and `latest` say where to begin where it has not; or set `assignment` to explicit");
    if (p.has("partitions"))
        refuse("partitions", "the group says which partitions are read",
               "leave it out, or set `assignment` to explicit");
    return problems;
}

Result<std::vector<Field>> valueFields(const BindContext& context, KafkaReadFormat& format) {
    const Params& p = context.params;
    const std::string value = p.text("format");
    std::vector<Field> fields;
    if (value == "string" || value == "bytes") {
        format.value = value == "string" ? KafkaReadFormat::Value::String : KafkaReadFormat::Value::Bytes;
        fields.push_back({"value", value == "string" ? TypeId::String : TypeId::Bytes});
        return fields;
    }
    format.value = value == "csv"    ? KafkaReadFormat::Value::Csv
                   : value == "avro" ? KafkaReadFormat::Value::Avro
                                     : KafkaReadFormat::Value::Json;
    for (const auto& [name, type] : p.map("schema")) {
        auto parsed = DataType::parse(type);
        if (!parsed) return inParameter(parsed.error(), context.node, "schema." + name);
        fields.push_back({name, *parsed});
    }
    if (fields.empty())
        return parameterError("MR3108", context.node, "schema", "a message needs columns",
                              "name them with their types: {\"speed\": \"DOUBLE\"}");
    return fields;
}

/// The columns of `metadata`, in the order in which they are listed.
Result<std::vector<Field>> aboutFields(const BindContext& context, KafkaReadFormat& format) {
    std::vector<Field> fields;
    if (!context.params.has("metadata")) return fields;
    std::vector<std::string> known;
    for (const auto& [name, about] : abouts())
        known.push_back(name);
    for (const auto& [what, column] : context.params.map("metadata")) {
        const auto found = std::find(known.begin(), known.end(), what);
        if (found == known.end())
            return parameterError("MR3506", context.node, "metadata." + what,
                                  "a message has no `" + what + "`",
                                  suggestion(what, known) + (suggestion(what, known).empty() ? "" : "; ") +
                                      "there are topic, partition, offset, timestamp, key and headers");
        format.about.push_back(abouts()[static_cast<std::size_t>(found - known.begin())].second);
        fields.push_back({column.empty() ? what : column, typeOf(format.about.back(), format.keyIsBytes)});
    }
    return fields;
}

Result<std::shared_ptr<const KafkaReadFormat>> readFormat(const BindContext& context) {
    const Params& p = context.params;
    const auto format = std::make_shared<KafkaReadFormat>();
    format->maxRecord = static_cast<std::size_t>(p.size("max_record"));
    format->keyIsBytes = p.text("key_format") == "bytes";
    const std::string zone = p.has("timezone") ? p.text("timezone") : "";
    auto plain = TimeFormat::parse("auto", zone);
    if (!plain) return inParameter(plain.error(), context.node, "timezone");
    format->time = *plain;
    auto eventTime = TimeFormat::parse(p.text("event_time_format"), zone);
    if (!eventTime) return inParameter(eventTime.error(), context.node, "event_time_format");
    format->eventTime = *eventTime;

    auto values = valueFields(context, *format);
    if (!values) return values.error();
    auto about = aboutFields(context, *format);
    if (!about) return about.error();
    if (format->value == KafkaReadFormat::Value::Csv) {
        const auto delimiter = readCharacter(context, "delimiter", false);
        if (!delimiter) return delimiter.error();
        format->csv.csv.delimiter = *delimiter;
        format->csv.csv.maxRecord = format->maxRecord;
        format->csv.header = false;
        if (p.has("null_text")) format->csv.nullText = p.text("null_text");
    }
    if (format->value == KafkaReadFormat::Value::Avro) {
        auto registry = readSchemaRegistry(context);
        if (!registry) return registry.error();
        format->registry = std::move(*registry);
    }
    std::vector<Field> all = *values;
    all.insert(all.end(), about->begin(), about->end());
    if (Diagnostics twice = checkUniqueNames(all, context.node, "metadata"); twice.hasErrors()) return twice;
    auto schema = schemaWithEventTime(std::move(all), context);
    if (!schema) return schema.error();
    format->schema = *schema;
    const auto time = (*schema)->eventTime();
    if (time && *time >= values->size() && format->about[*time - values->size()] != About::Timestamp)
        return parameterError("MR3107", context.node, "event_time",
                              "of what `metadata` gives only the timestamp can be the event time");
    std::vector<Field> own((*schema)->fields().begin(),
                           (*schema)->fields().begin() + static_cast<std::ptrdiff_t>(values->size()));
    format->valueSchema = makeSchema(std::move(own), time && *time < values->size() ? time : std::nullopt);
    return std::shared_ptr<const KafkaReadFormat>(format);
}

} // namespace

std::vector<ParameterSpec> kafkaSourceParameters() {
    std::vector<ParameterSpec> specs = kafkaConnectionParameters();
    const ParameterSpec own[] = {
        {.name = "topics",
         .type = ParameterType::Text,
         .title = "Topics",
         .help = "Names with commas in between; one that begins with ^ is a pattern (RE2) for names.",
         .required = true,
         .placeholder = "positions",
         .lookUp = ParameterSpec::LookUp::Several},
        {.name = "partitions",
         .type = ParameterType::Text,
         .title = "Partitions",
         .help = "Only these partitions of each topic: numbers and ranges. All when left out.",
         .advanced = true,
         .placeholder = "0-3, 7",
         .lookUp = ParameterSpec::LookUp::Several},
        {.name = "start",
         .type = ParameterType::Choice,
         .title = "Start",
         .help =
             "Where to begin in each partition: at its first message, behind its last, where the group has "
             "committed, at an offset, or at the first message of a time.",
         .defaultValue = "earliest",
         .choices = {"earliest", "latest", "committed", "offset", "time"},
         .keepsState = true},
        {.name = "start_offset",
         .type = ParameterType::Integer,
         .title = "First offset",
         .help = "Offset of the first message; below zero: so many before the end.",
         .required = true,
         .visibleWhen = "start=offset",
         .keepsState = true},
        {.name = "start_time",
         .type = ParameterType::Timestamp,
         .title = "Start time",
         .help = "The first message with this timestamp or a later one is the first that is read.",
         .required = true,
         .visibleWhen = "start=time",
         .placeholder = "2026-11-24T06:00:00Z",
         .keepsState = true},
        {.name = "group",
         .type = ParameterType::Text,
         .title = "Consumer group",
         .help =
             "Whose committed offsets to begin at (`start: committed`); where it has none, at the first "
             "message. In a run with checkpoints each of them commits the offsets of this group, for those "
             "who watch its lag; the run itself goes on from its own state. With `assignment: group` it "
             "deals "
             "out the partitions.",
         .placeholder = "fleet",
         .lookUp = ParameterSpec::LookUp::One},
        {.name = "assignment",
         .type = ParameterType::Choice,
         .title = "Assignment",
         .help =
             "Who says which partitions a run reads: the graph itself (all of them, or the share of "
             "--instance), or the consumer group, which divides them among all runs that name it, as they "
             "come and go. For graphs that keep nothing from one record to the next.",
         .defaultValue = "explicit",
         .choices = {"explicit", "group"},
         .advanced = true},
        {.name = "end",
         .type = ParameterType::Choice,
         .title = "End",
         .help = "Whether the input ends: never, at what is there when the run begins, at the messages of a "
                 "time among those, or after a number of records.",
         .defaultValue = "never",
         .choices = {"never", "latest", "time", "count"}},
        {.name = "end_time",
         .type = ParameterType::Timestamp,
         .title = "End time",
         .help = "Messages from the first with this timestamp or a later one on are not read.",
         .required = true,
         .visibleWhen = "end=time",
         .placeholder = "2026-11-24T07:00:00Z"},
        {.name = "end_count",
         .type = ParameterType::Integer,
         .title = "Records",
         .help = "The input ends after so many records.",
         .required = true,
         .unit = "rec",
         .minimum = 1,
         .visibleWhen = "end=count"},
        {.name = "format",
         .type = ParameterType::Choice,
         .title = "Format",
         .help = "What the values of messages are: a JSON object, a line of CSV, a text or bytes (one column "
                 "`value`), or Avro with a schema registry.",
         .defaultValue = "json",
         .choices = {"json", "csv", "string", "bytes", "avro"}},
        {.name = "schema",
         .type = ParameterType::TypeMap,
         .title = "Schema",
         .help = "Columns of the value and their types; for CSV in the order of the fields.",
         .required = true,
         .visibleWhen = "format=json|csv|avro",
         .lookUp = ParameterSpec::LookUp::One},
        {.name = "metadata",
         .type = ParameterType::TextMap,
         .title = "About the message",
         .help = "Further columns: topic, partition, offset, timestamp, key or headers, and the name of the "
                 "column.",
         .placeholder = "offset = message_offset"},
        {.name = "partitioned_by",
         .type = ParameterType::ColumnList,
         .title = "Partitioned by",
         .help = "The columns that the keys of the messages are made of: messages equal in them are in one "
                 "partition. Asked for where several instances of the graph share the partitions.",
         .advanced = true},
        {.name = "key_format",
         .type = ParameterType::Choice,
         .title = "Key format",
         .help = "What the keys of messages are, where `metadata` asks for them.",
         .defaultValue = "string",
         .choices = {"string", "bytes"},
         .advanced = true},
    };
    specs.insert(specs.end(), std::begin(own), std::end(own));
    for (ParameterSpec& spec : schemaRegistryParameters())
        specs.push_back(std::move(spec));
    ParameterSpec delimiter = csvDelimiterParameter();
    ParameterSpec nullText = csvNullTextParameter("Text that stands for NULL beside the empty field.");
    for (ParameterSpec* spec : {&delimiter, &nullText}) {
        spec->visibleWhen = "format=csv";
        specs.push_back(std::move(*spec));
    }
    for (ParameterSpec& spec : eventTimeParameters())
        specs.push_back(std::move(spec));
    specs.push_back({.name = "idle_timeout",
                     .type = ParameterType::Duration,
                     .title = "Idle after",
                     .help = "A partition without a message for so long no longer holds the watermark back.",
                     .minimum = 1e6,
                     .visibleWhen = "event_time",
                     .placeholder = "1 min",
                     .keepsState = true});
    for (ParameterSpec& spec : badRecordParameters())
        specs.push_back(std::move(spec));
    return specs;
}

Result<std::shared_ptr<const KafkaSourceSettings>> KafkaSourceSettings::read(BindContext& context) {
    const Params& p = context.params;
    const auto settings = std::make_shared<KafkaSourceSettings>();
    settings->node = context.node;
    Diagnostics problems;
    auto connection = readKafkaConnection(context, KafkaRole::Consumer);
    if (connection)
        settings->connection = std::move(*connection);
    else
        problems.append(connection.error());
    auto selection = readSelection(context);
    if (selection)
        settings->selection = std::move(*selection);
    else
        problems.append(selection.error());
    auto format = readFormat(context);
    if (format)
        settings->format = std::move(*format);
    else
        problems.append(format.error());
    if (settings->format && p.has("partitioned_by")) {
        settings->partitionedBy = p.list("partitioned_by");
        const auto found =
            columnsIn(*settings->format->schema, settings->partitionedBy, context.node, "partitioned_by");
        if (!found) problems.append(found.error());
        settings->selection.byKey = !settings->partitionedBy.empty();
    }
    settings->inGroup = p.text("assignment") == "group";
    if (settings->inGroup) problems.append(checkGroup(p, context.node));
    if (problems.hasErrors()) return problems;

    if (settings->inGroup) settings->groupPatience = patienceOf(settings->connection);
    settings->delayMs = p.duration("watermark_delay") / 1'000'000;
    if (p.has("idle_timeout")) settings->idleAfter = p.duration("idle_timeout");
    if (p.text("end") == "count") settings->count = p.integer("end_count");
    settings->stopOnError = p.text("on_error") == "stop";
    // With `assignment: explicit` nobody joins the group: only its offsets are asked for.
    settings->own = {{"group.id", settings->selection.group.empty() ? "millrace" : settings->selection.group},
                     {"enable.auto.commit", "false"},
                     {"enable.auto.offset.store", "false"},
                     {"enable.partition.eof", "true"},
                     {"auto.offset.reset", "error"},
                     {"isolation.level", "read_committed"},
                     // With the default of 100,000 the consumer stalls while a full queue is emptied.
                     {"queued.min.messages", "1000000"},
                     {"fetch.error.backoff.ms", "50"},
                     {"statistics.interval.ms", kKafkaStatisticsMs}};
    // Cooperative rebalances of librdkafka 2.0 now and then leave a partition with nobody.
    if (settings->inGroup) settings->own.emplace_back("partition.assignment.strategy", "range");
    return std::shared_ptr<const KafkaSourceSettings>(settings);
}

} // namespace millrace
