// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/file_target.h"
#include "nodes/support/text_columns.h"

namespace millrace {

namespace {
Result<BoundNode> bindNdjsonSource(BindContext& context);
} // namespace

namespace kinds {

NodeKind ndjson_source() {
    return {
        .name = "ndjson_source",
        .title = "NDJSON file",
        .category = Category::Source,
        .icon = "ndjson_source",
        .summary = "Reads records from files with one JSON object per line",
        .help =
            R"(Reads files with one JSON object per line (NDJSON, also called JSON Lines). Blank lines are skipped.

**Path.** A file, a pattern such as `days/*.ndjson` (files are read one after the other, sorted by name), or `-` for standard input. Files
that are gzip inside are unpacked. Paths are relative to the graph file.

**Columns and types** are guessed from the first 10,000 records: BOOLEAN, BIGINT, DOUBLE, TIMESTAMP, STRING; objects are STRUCT, lists are ARRAY
and are read with `address.city` and `tags[1]`. What does not go together is STRING. `schema` sets the type of any column or adds one that the first
records lack; when it names columns for an empty file or standard input, these are the columns. A member that is missing or null is NULL, one
that no column wants is passed over.

**Event time.** `event_time` names the column that windows go by; `watermark_delay` says how far out of order the file may be.

**Replay.** `fast` gives what the graph can take; `event_time` sends records as far apart as they happened, times `factor`; `rate` sends so many
per second. Latency then counts from the time a record was due.

**Bad records** leave through `rejected` with the raw text, the reason, file and line: no JSON object, invalid UTF-8, a value that is not of its
column's type, a missing event time, a line longer than `max_record`. `on_error: stop` ends the run instead.

**Checkpoints.** A run that goes on from one reads on behind the last record that was sent, in the files it began with: they may have
grown, but what was read must still be there. Standard input cannot be read again, so a graph that reads it keeps no checkpoints.

**Performance.** Some hundred MB/s per core. One worker.)",
        .example = exampleGraph(R"({
            "nodes": {
                "buses": {"kind": "ndjson_source", "params": {"path": "data/buses-austin.ndjson",
                          "event_time": "timestamp"}},
                "end": {"kind": "discard"}},
            "edges": [{"from": "buses.out", "to": "end.in"}]})"),
        .params = textSourceParameters(
            "events.ndjson", "Types of columns, where the guess is not wanted, and columns to add."),
        .inputs = {},
        .outputs = textSourcePorts(),
        .bind = bindNdjsonSource,
        .describeState = describeTextReading,
    };
}

} // namespace kinds

namespace {

class NdjsonRows final : public RowReader {
public:
    explicit NdjsonRows(const TextSourceSettings& settings)
        : maxRecord_(settings.maxRecord),
          parser_(settings.schema, settings.timeFormat, settings.eventTimeFormat) {}
    void start(ReadBytes bytes, const std::string& file) override {
        reader_.emplace(std::move(bytes), maxRecord_);
        file_ = file;
    }
    TextPlace place() const override { return reader_->place(); }
    void resume(ReadBytes bytes, const TextPlace& place) override {
        reader_.emplace(std::move(bytes), maxRecord_, place);
    }
    Outcome next(BatchBuilder& rows, RejectedRecord& rejected) override {
        TextLine line;
        const RowStatus status = reader_->next(line);
        if (status == RowStatus::End) return Outcome::End;
        if (status == RowStatus::Wait) return Outcome::Wait;
        rejected = {};
        if (line.error != RowError::None)
            return refuse(line, rowErrorCode(line.error), rowErrorText(line.error), rejected);
        if (auto why = parser_.append(line.text, rows))
            return refuse(line, why->code, std::move(why->message), rejected);
        return Outcome::Row;
    }

private:
    Outcome refuse(const TextLine& line, const char* code, std::string error, RejectedRecord& rejected) {
        error_ = std::move(error);
        rejected.raw = line.text;
        rejected.errorCode = code;
        rejected.error = error_;
        rejected.file = file_;
        rejected.line = static_cast<std::int64_t>(line.number);
        return Outcome::Rejected;
    }

    std::size_t maxRecord_;
    JsonRowParser parser_;
    std::optional<LineReader> reader_;
    std::string file_;
    std::string error_;
};

Result<std::vector<Field>> columnsOf(const TextSourceSettings& settings, const BindContext& context) {
    std::vector<Field> fields;
    const bool listed = context.params.has("schema") && !context.params.map("schema").empty();
    if (settings.path != "-") {
        auto files = expandPath(settings.path);
        if (!files) return inParameter(files.error(), context.node, "path");
        auto guessed = guessJsonColumns(*files, settings.encoding, settings.maxRecord);
        if (guessed)
            fields = std::move(*guessed);
        else if (!listed || guessed.error().items.front().code != "MR3105")
            return inParameter(guessed.error(), context.node, "path");
    } else if (!listed) {
        return parameterError("MR3105", context.node, "schema",
                              "standard input cannot be looked at before the run",
                              "list its columns in `schema`");
    }
    if (!listed) return fields;
    for (const auto& [name, type] : context.params.map("schema")) {
        auto parsed = DataType::parse(type);
        if (!parsed) return inParameter(parsed.error(), context.node, "schema." + name);
        const auto found =
            std::find_if(fields.begin(), fields.end(), [&n = name](const Field& f) { return f.name == n; });
        if (found == fields.end())
            fields.push_back({name, *parsed});
        else
            found->type = *parsed;
    }
    return fields;
}

Result<BoundNode> bindNdjsonSource(BindContext& context) {
    auto common = readTextSourceSettings(context);
    if (!common) return common.error();
    auto settings = std::make_shared<TextSourceSettings>(std::move(*common));
    auto fields = columnsOf(*settings, context);
    if (!fields) return fields.error();
    auto schema = schemaWithEventTime(std::move(*fields), context);
    if (!schema) return schema.error();
    settings->schema = *schema;
    BoundNode bound;
    bound.outputPorts = textSourcePorts();
    bound.outputs = {settings->schema, rejectedSchema()};
    bound.makeSource = [settings] {
        return std::make_unique<TextSource>(settings, std::make_unique<NdjsonRows>(*settings));
    };
    bound.maxWorkers = 1;
    bound.state = stateOf(*settings);
    bound.targets = {readFiles(settings->path)};
    bound.expectedBytes = static_cast<double>(settings->totalBytes);
    bound.service = {.work = {roughCost(70 * static_cast<double>(settings->schema->size()))},
                     .behaviour = emissionOf(*settings),
                     .sharesAreGuessed = !settings->stopOnError};
    return bound;
}

} // namespace

} // namespace millrace
