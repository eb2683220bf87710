// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/columns_in.h"
#include "nodes/support/csv_parameters.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/file_target.h"
#include "nodes/support/text_columns.h"

namespace millrace {

namespace {
Result<BoundNode> bindCsvSource(BindContext& context);
std::vector<ParameterSpec> csvSourceParameters();
} // namespace

namespace kinds {

NodeKind csv_source() {
    return {
        .name = "csv_source",
        .title = "CSV file",
        .category = Category::Source,
        .icon = "csv_source",
        .summary = "Reads records from CSV files, fast or at the pace they happened",
        .help =
            R"(Reads CSV as RFC 4180 has it: quotes, doubled quotes, line breaks inside quotes, any line ending; a byte-order mark is skipped.

**Path.** A file, a pattern such as `days/*.csv` (files are read one after the other, sorted by name), or `-` for standard input. Files
that are gzip inside are unpacked. Paths are relative to the graph file.

**Columns and types** are guessed from the first 10,000 rows: BOOLEAN, BIGINT, DOUBLE, TIMESTAMP, else STRING. Numbers with leading zeros stay
text. `schema` sets the type of any column. Without a header the columns are `column_1`, `column_2` and so on, or what `schema` lists when
it names all of them, in order. Standard input cannot be looked at beforehand: there `schema` must list the columns.

**NULL** is an unquoted empty field (and `null_text`); `""` is the empty text.

**Event time.** `event_time` names the column that windows go by; `watermark_delay` says how far out of order the file may be.

**Replay.** `fast` gives what the graph can take; `event_time` sends records as far apart as they happened, times `factor`; `rate` sends so many
per second. Latency then counts from the time a record was due.

**Bad records** leave through `rejected` with the raw text, the reason, file and line: quotes out of balance, invalid UTF-8, a wrong number of
fields (surplus empty ones at the end are accepted), a field that is not of its column's type, a missing event time, a record longer than
`max_record`. `on_error: stop` ends the run instead.

**Checkpoints.** A run that goes on from one reads on behind the last record that was sent, in the files it began with: they may have
grown, but what was read must still be there. Standard input cannot be read again, so a graph that reads it keeps no checkpoints.

**Performance.** Some hundred MB/s per core. One worker.)",
        .example = exampleGraph(R"({
            "nodes": {
                "buses": {"kind": "csv_source", "params": {"path": "data/buses-austin.csv.gz", "event_time": "timestamp",
                          "watermark_delay": "7 h", "schema": {"vehicle_id": "STRING"}}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "buses.out", "to": "end.in"}]})"),
        .params = csvSourceParameters(),
        .inputs = {},
        .outputs = textSourcePorts(),
        .bind = bindCsvSource,
        .describeState = describeTextReading,
    };
}

} // namespace kinds

namespace {

std::vector<ParameterSpec> csvSourceParameters() {
    return textSourceParameters("buses.csv", "Types of columns, where the guess is not wanted.",
                                {csvHeaderParameter(),
                                 csvDelimiterParameter(),
                                 {.name = "quote",
                                  .type = ParameterType::Text,
                                  .help = "The character around fields that hold delimiters; empty for none.",
                                  .defaultValue = "\"",
                                  .advanced = true},
                                 {.name = "comment",
                                  .type = ParameterType::Text,
                                  .help = "Lines that begin with this character are skipped.",
                                  .advanced = true,
                                  .placeholder = "#"},
                                 csvNullTextParameter("What stands for NULL beside the empty field."),
                                 {.name = "encoding",
                                  .type = ParameterType::Choice,
                                  .help = "How characters are written.",
                                  .defaultValue = "utf-8",
                                  .choices = {"utf-8", "latin-1", "windows-1252"},
                                  .advanced = true}});
}

Result<CsvRowFormat> readFormat(const BindContext& context, std::size_t maxRecord) {
    CsvRowFormat format;
    const auto delimiter = readCharacter(context, "delimiter", false);
    if (!delimiter) return delimiter.error();
    const auto quote = readCharacter(context, "quote", true);
    if (!quote) return quote.error();
    const auto comment = readCharacter(context, "comment", true);
    if (!comment) return comment.error();
    if (*delimiter == *quote || *delimiter == *comment || (*quote != 0 && *quote == *comment))
        return parameterError("MR3106", context.node, "delimiter",
                              "delimiter, quote and comment must be different characters");
    format.csv = {*delimiter, *quote, *comment, maxRecord};
    format.header = context.params.boolean("header");
    if (context.params.has("null_text")) format.nullText = context.params.text("null_text");
    return format;
}

/// The columns as `schema` lists them, for input that cannot be looked at or has no names of its own.
Result<std::vector<Field>> listedColumns(const BindContext& context) {
    std::vector<Field> fields;
    for (const auto& [name, type] : context.params.map("schema")) {
        auto parsed = DataType::parse(type);
        if (!parsed) return inParameter(parsed.error(), context.node, "schema." + name);
        fields.push_back({name, *parsed});
    }
    return fields;
}

Result<std::vector<Field>> columnsOf(const TextSourceSettings& settings, const CsvRowFormat& format,
                                     const BindContext& context) {
    const bool listed = context.params.has("schema");
    if (settings.path == "-") {
        if (listed) return listedColumns(context);
        return parameterError("MR3105", context.node, "schema",
                              "standard input cannot be looked at before the run",
                              "list its columns in `schema`");
    }
    auto files = expandPath(settings.path);
    if (!files) return inParameter(files.error(), context.node, "path");
    auto fields = guessCsvColumns(*files, settings.encoding, format);
    if (!fields) return inParameter(fields.error(), context.node, "path");
    if (listed && !format.header && context.params.map("schema").size() == fields->size() &&
        !fields->empty() && !context.params.has("schema." + fields->front().name))
        return listedColumns(context);
    if (auto done = overrideTypes(*fields, context); !done) return done.error();
    return fields;
}

Result<BoundNode> bindCsvSource(BindContext& context) {
    auto common = readTextSourceSettings(context);
    if (!common) return common.error();
    auto settings = std::make_shared<TextSourceSettings>(std::move(*common));
    const auto format = readFormat(context, settings->maxRecord);
    if (!format) return format.error();
    auto fields = columnsOf(*settings, *format, context);
    if (!fields) return fields.error();
    for (const Field& field : *fields)
        if (field.type.isNested())
            return parameterError("MR3107", context.node, "schema." + field.name,
                                  "CSV has no " + field.type.name(), "use STRING, or NDJSON as format");
    auto schema = schemaWithEventTime(std::move(*fields), context);
    if (!schema) return schema.error();
    settings->schema = *schema;
    BoundNode bound;
    bound.outputPorts = textSourcePorts();
    bound.outputs = {settings->schema, rejectedSchema()};
    bound.makeSource = [settings, format = *format] {
        return std::make_unique<TextSource>(
            settings, std::make_unique<CsvRows>(settings->schema, format, settings->eventTimeFormat,
                                                settings->timeFormat));
    };
    bound.maxWorkers = 1;
    bound.state = stateOf(*settings);
    bound.targets = {readFiles(settings->path)};
    bound.expectedBytes = static_cast<double>(settings->totalBytes);
    bound.service = {.work = {roughCost(35 * static_cast<double>(settings->schema->size()))},
                     .behaviour = emissionOf(*settings),
                     .sharesAreGuessed = !settings->stopOnError};
    return bound;
}

} // namespace

} // namespace millrace
