// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/kafka/kafka_sink_settings.h"

#include "nodes/support/columns_in.h"
#include "nodes/support/csv_parameters.h"
#include "nodes/support/csv_writer.h"
#include "nodes/support/json_text.h"
#include "nodes/support/kafka/kafka_names.h"
#include "nodes/support/kafka/kafka_statistics.h"

#include <algorithm>
#include <iterator>

namespace millrace {

namespace {

Diagnostics readFormat(const BindContext& context, KafkaSinkSettings& settings) {
    const Params& p = context.params;
    const std::string format = p.text("format");
    if (format == "json") {
        settings.appendValue = [writer = NdjsonWriter(*settings.input)](
                                   std::string& to, const RecordBatch& batch, std::uint32_t row) {
            writer.appendRow(to, batch, row);
            return true;
        };
        return {};
    }
    if (format == "csv") {
        CsvWriteFormat csv;
        const auto delimiter = readCharacter(context, "delimiter", false);
        if (!delimiter) return delimiter.error();
        csv.delimiter = *delimiter;
        csv.lineBreak = "";
        if (p.has("null_text")) csv.nullText = p.text("null_text");
        settings.appendValue = [writer = CsvWriter(csv)](std::string& to, const RecordBatch& batch,
                                                         std::uint32_t row) {
            writer.appendRow(to, batch, row);
            return true;
        };
        return {};
    }
    if (format == "avro") {
        auto avro = readAvroSink(context, settings.input);
        if (!avro) return avro.error();
        settings.avro = std::move(*avro);
        return {};
    }
    const auto column = columnIn(*settings.input, p.text("value"), context.node, "value");
    if (!column) return column.error();
    const TypeId type = settings.input->field(*column).type.id();
    if (type != TypeId::String && type != TypeId::Bytes)
        return parameterError("MR3507", context.node, "value",
                              "`" + p.text("value") + "` is " + settings.input->field(*column).type.name() +
                                  ": a value is a text or bytes",
                              "make it a text with map: CAST(... AS STRING)");
    settings.appendValue = [column = *column](std::string& to, const RecordBatch& batch, std::uint32_t row) {
        if (batch.column(column).isNull(row)) return false;
        to += batch.column(column).strings()[row].view();
        return true;
    };
    return {};
}

Diagnostics readTopic(const BindContext& context, KafkaSinkSettings& settings) {
    const Params& p = context.params;
    if (p.has("topic") == p.has("topic_column"))
        return parameterError("MR3505", context.node, "topic",
                              p.has("topic") ? "there are a topic and a column with topics"
                                             : "it is not said which topic is written",
                              "set either `topic` or `topic_column`");
    if (p.has("topic")) {
        settings.topic = p.text("topic");
        if (isKafkaTopicName(settings.topic)) return {};
        return parameterError("MR3505", context.node, "topic",
                              "`" + settings.topic + "` cannot be the name of a topic", kKafkaTopicNames);
    }
    const auto column = columnIn(*settings.input, p.text("topic_column"), context.node, "topic_column");
    if (!column) return column.error();
    settings.topicColumn = *column;
    if (settings.input->field(*column).type.id() == TypeId::String) return {};
    return parameterError("MR3505", context.node, "topic_column", "names of topics are texts");
}

Diagnostics readTimestamp(const BindContext& context, KafkaSinkSettings& settings) {
    if (!context.params.has("timestamp")) return {};
    const std::string name = context.params.text("timestamp");
    const auto column = columnIn(*settings.input, name, context.node, "timestamp");
    if (!column) return column.error();
    if (settings.input->field(*column).type.id() != TypeId::Timestamp)
        return parameterError("MR3507", context.node, "timestamp", "`" + name + "` is no TIMESTAMP");
    settings.timestamp = *column;
    return {};
}

std::string milliseconds(std::int64_t nanoseconds) { return std::to_string(nanoseconds / 1'000'000); }

Diagnostics readTransactions(const BindContext& context, KafkaSinkSettings& settings) {
    const Params& p = context.params;
    settings.transactions = p.text("transactions") == "auto";
    if (!settings.transactions) return {};
    KafkaTransactionSettings& own = settings.transaction;
    own.connection = settings.connection;
    own.timeout = p.duration("transaction_timeout");
    own.markerTopic = p.has("marker_topic") ? p.text("marker_topic") : settings.topic;
    if (p.has("marker_topic") && !isKafkaTopicName(own.markerTopic))
        return parameterError("MR3505", context.node, "marker_topic",
                              "`" + own.markerTopic + "` cannot be the name of a topic", kKafkaTopicNames);
    own.id = p.has("transactional_id") ? p.text("transactional_id")
                                       : "millrace-" + context.node + "-" + own.markerTopic;
    // What librdkafka asks of a producer with transactions.
    settings.transactional = {
        {"transaction.timeout.ms", milliseconds(own.timeout)},
        {"enable.idempotence", "true"},
        {"delivery.timeout.ms", milliseconds(std::min(own.timeout, p.duration("delivery_timeout")))}};
    return {};
}

/// What tells a message from one that is sent again.
Diagnostics readRepetition(const BindContext& context, KafkaSinkSettings& settings) {
    const Params& p = context.params;
    if (settings.transactions) return {};
    settings.idHeader = p.text("id_header");
    const bool ownHeader = std::any_of(settings.headers.begin(), settings.headers.end(),
                                       [&](const auto& header) { return header.first == settings.idHeader; });
    if (ownHeader) settings.idHeader.clear(); // what the graph says of it counts
    settings.upsert = p.boolean("upsert");
    if (!settings.upsert) return {};
    const auto refuse = [&](const char* parameter, const char* why, const char* hint) {
        return parameterError("MR3508", context.node, parameter, why, hint);
    };
    if (!p.has("key"))
        return refuse("key", "an upsert needs a key", "say in `key` which messages replace each other");
    if (!p.boolean("idempotent"))
        return refuse("idempotent", "an upsert needs messages that keep their order", "set it to true");
    for (const auto& [name, value] : settings.connection.properties)
        if (name == "enable.idempotence" || name == "partitioner")
            return parameterError("MR3508", context.node, "properties." + name,
                                  "an upsert needs messages that keep their order, by their keys",
                                  "take the property out: the sink sees to it");
    if (p.text("partitioner") == "random")
        return refuse("partitioner", "an upsert needs equal keys in one partition",
                      "take a partitioner that goes by the key");
    return {};
}

} // namespace

std::vector<ParameterSpec> kafkaSinkParameters() {
    std::vector<ParameterSpec> specs = kafkaConnectionParameters();
    const ParameterSpec own[] = {
        {.name = "topic",
         .type = ParameterType::Text,
         .title = "Topic",
         .help = "Where the messages go.",
         .placeholder = "alerts",
         .lookUp = ParameterSpec::LookUp::One},
        {.name = "topic_column",
         .type = ParameterType::ColumnName,
         .title = "Topic column",
         .help = "Instead of one topic: the column that says for each record where it goes.",
         .advanced = true},
        {.name = "key",
         .type = ParameterType::Expression,
         .title = "Key",
         .help = "Messages with equal keys go to one partition and stay in order. NULL or nothing: no key.",
         .placeholder = "vehicle_id"},
        {.name = "format",
         .type = ParameterType::Choice,
         .title = "Format",
         .help =
             "What the values of messages are: the record as a JSON object, as a line of CSV, in Avro with a "
             "schema registry, or a column that holds a text or bytes.",
         .defaultValue = "json",
         .choices = {"json", "csv", "string", "bytes", "avro"}},
        {.name = "value",
         .type = ParameterType::ColumnName,
         .title = "Value column",
         .help = "The column whose value is sent; NULL sends a message without a value (a tombstone).",
         .required = true,
         .visibleWhen = "format=string|bytes"},
    };
    specs.insert(specs.end(), std::begin(own), std::end(own));
    ParameterSpec delimiter = csvDelimiterParameter();
    ParameterSpec nullText = csvNullTextParameter("Text that stands for NULL.");
    for (ParameterSpec* spec : {&delimiter, &nullText}) {
        spec->visibleWhen = "format=csv";
        specs.push_back(std::move(*spec));
    }
    for (ParameterSpec& spec : avroSinkParameters())
        specs.push_back(std::move(spec));
    const ParameterSpec rest[] = {
        {.name = "headers",
         .type = ParameterType::ExpressionMap,
         .title = "Headers",
         .help = "Names of headers and the expressions that give their values; NULL leaves one out.",
         .advanced = true},
        {.name = "timestamp",
         .type = ParameterType::ColumnName,
         .title = "Timestamp",
         .help = "The column with the time of the message. The time of sending when left out. Brokers delete "
                 "by it: messages that are older than `retention.ms` do not last.",
         .advanced = true},
        {.name = "partitioner",
         .type = ParameterType::Choice,
         .title = "Partitioner",
         .help = "How keys choose partitions; `murmur2_random` is what Java clients do.",
         .defaultValue = "murmur2_random",
         .choices = {"murmur2_random", "consistent_random", "fnv1a_random", "random"},
         .advanced = true},
        {.name = "compression",
         .type = ParameterType::Choice,
         .title = "Compression",
         .help = "How batches of messages are compressed.",
         .defaultValue = "lz4",
         .choices = {"none", "gzip", "snappy", "lz4", "zstd"},
         .advanced = true},
        {.name = "linger",
         .type = ParameterType::Duration,
         .title = "Linger",
         .help =
             "How long a message waits for others to be sent with it: longer is more per second and later.",
         .defaultValue = "5 ms",
         .minimum = 0,
         .maximum = 900e9,
         .advanced = true},
        {.name = "idempotent",
         .type = ParameterType::Boolean,
         .title = "Idempotent",
         .help = "Retries after trouble with the network neither double messages nor change their order.",
         .defaultValue = true,
         .advanced = true},
        {.name = "delivery_timeout",
         .type = ParameterType::Duration,
         .title = "Delivered within",
         .help = "The run fails when a message has not been taken by the brokers for so long.",
         .defaultValue = "2 min",
         .minimum = 1e9,
         .maximum = 86'400e9,
         .advanced = true},
        {.name = "buffer",
         .type = ParameterType::Size,
         .title = "Buffer",
         .help =
             "Messages that wait to be sent take at most so much memory; then the sink holds records back.",
         .defaultValue = "64 MiB",
         .minimum = 1 << 20,
         .maximum = 2147483647.0 * 1024,
         .advanced = true},
        {.name = "create_partitions",
         .type = ParameterType::Integer,
         .title = "Create with",
         .help = "A topic that is not there is created with so many partitions. Otherwise the run fails.",
         .unit = "partitions",
         .minimum = 1,
         .maximum = 10000,
         .advanced = true},
        {.name = "create_replicas",
         .type = ParameterType::Integer,
         .title = "Replicas",
         .help = "On how many brokers each partition of a created topic is kept.",
         .defaultValue = 1,
         .minimum = 1,
         .maximum = 100,
         .advanced = true,
         .visibleWhen = "create_partitions"},
        {.name = "transactions",
         .type = ParameterType::Choice,
         .title = "Transactions",
         .help = "In runs with checkpoints: `auto` sends the records between two checkpoints as one "
                 "transaction; `off` sends them at once, and again after a crash.",
         .defaultValue = "auto",
         .choices = {"auto", "off"},
         .advanced = true},
        {.name = "id_header",
         .type = ParameterType::Text,
         .title = "Id header",
         .help = "In runs with checkpoints: the header with an id that is made of topic, key, value and time "
                 "stamp, so that a message that is sent again has the same. Empty: none.",
         .defaultValue = "millrace-id",
         .advanced = true,
         .visibleWhen = "transactions=off"},
        {.name = "upsert",
         .type = ParameterType::Boolean,
         .title = "Upsert",
         .help = "Whoever reads the topic keeps the last message of each key only: one that is sent again "
                 "changes nothing for them. A topic that is created is compacted.",
         .defaultValue = false,
         .advanced = true,
         .visibleWhen = "transactions=off"},
        {.name = "transactional_id",
         .type = ParameterType::Text,
         .title = "Transactional id",
         .help = "Names the transactions and the consumer group that holds their epochs. It stays the same "
                 "from run to run, and no two jobs may have the same: the later one locks the earlier out. "
                 "`millrace-`, the node and the topic when left out. One of several instances appends which "
                 "it is.",
         .advanced = true,
         .visibleWhen = "transactions=auto",
         .placeholder = "fleet-alerts"},
        {.name = "transaction_timeout",
         .type = ParameterType::Duration,
         .title = "Transaction time-out",
         .help = "The brokers abort a transaction that is open for longer: make it longer than the "
                 "interval and the time-out of checkpoints together, as often as one may be given up in a "
                 "row and "
                 "once more, but no longer than the brokers' transaction.max.timeout.ms (15 min).",
         .defaultValue = "5 min",
         .minimum = 1e9,
         .maximum = 86'400e9,
         .advanced = true,
         .visibleWhen = "transactions=auto"},
        {.name = "marker_topic",
         .type = ParameterType::Text,
         .title = "Marker topic",
         .help =
             "The topic whose partition 0 the committed epochs are noted for, as offsets of the group; "
             "nothing is written into it, and it stays the same from run to run. The topic of the records "
             "when left out.",
         .advanced = true,
         .visibleWhen = "transactions=auto",
         .placeholder = "alerts",
         .lookUp = ParameterSpec::LookUp::One},
    };
    specs.insert(specs.end(), std::begin(rest), std::end(rest));
    return specs;
}

Result<std::shared_ptr<const KafkaSinkSettings>> KafkaSinkSettings::read(BindContext& context) {
    const Params& p = context.params;
    const auto settings = std::make_shared<KafkaSinkSettings>();
    settings->node = context.node;
    settings->input = context.inputs[0];
    Diagnostics problems;
    auto connection = readKafkaConnection(context, KafkaRole::Producer);
    if (connection)
        settings->connection = std::move(*connection);
    else
        problems.append(connection.error());
    problems.append(readTopic(context, *settings));
    problems.append(readFormat(context, *settings));
    problems.append(readTimestamp(context, *settings));
    problems.append(readTransactions(context, *settings));
    if (p.has("key")) {
        auto key = Expression::compile(p.text("key"), *settings->input);
        if (key)
            settings->key = std::move(*key);
        else
            problems.append(inParameter(key.error(), context.node, "key"));
    }
    if (p.has("headers")) {
        for (const auto& [name, text] : p.map("headers")) {
            auto value = Expression::compile(text, *settings->input);
            if (value)
                settings->headers.emplace_back(name, std::move(*value));
            else
                problems.append(inParameter(value.error(), context.node, "headers." + name));
        }
    }
    problems.append(readRepetition(context, *settings));
    if (problems.hasErrors()) return problems;

    const std::int64_t buffer = p.size("buffer") / 1024;
    settings->own = {{"enable.idempotence", p.boolean("idempotent") ? "true" : "false"},
                     {"linger.ms", milliseconds(p.duration("linger"))},
                     {"compression.codec", p.text("compression")},
                     {"queue.buffering.max.kbytes", std::to_string(buffer)},
                     {"queue.buffering.max.messages", "500000"},
                     {"batch.num.messages", "10000"},
                     {"delivery.timeout.ms", milliseconds(p.duration("delivery_timeout"))},
                     {"partitioner", p.text("partitioner")},
                     {"statistics.interval.ms", kKafkaStatisticsMs}};
    if (p.has("create_partitions"))
        settings->create.partitions = static_cast<int>(p.integer("create_partitions"));
    settings->create.replication = static_cast<int>(p.integer("create_replicas"));
    if (settings->upsert) settings->create.config = {{"cleanup.policy", "compact"}};
    return std::shared_ptr<const KafkaSinkSettings>(settings);
}

} // namespace millrace
