// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/columns_in.h"
#include "nodes/support/csv_parameters.h"
#include "nodes/support/csv_writer.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/file_sink.h"

namespace millrace {

namespace {
Result<BoundNode> bindCsvSink(BindContext& context);
std::vector<ParameterSpec> csvSinkParameters();
} // namespace

namespace kinds {

NodeKind csv_sink() {
    return {
        .name = "csv_sink",
        .title = "CSV file",
        .category = Category::Sink,
        .icon = "csv_sink",
        .summary = "Writes records into a CSV file",
        .help =
            R"(Writes records as CSV (RFC 4180, UTF-8): a header, then one line per record, fields in quotes where they must be.

- `replace` writes under a temporary name in the same folder; the file takes its name when the run has finished, so whoever reads it sees the
  old content or the new, never half of it. A run that fails or is stopped leaves the old file.
- `append` adds to the file; the header is written only into an empty one.

**Values.** NULL is an empty field (or `null_text`), the empty text `""`. TIMESTAMP is `2016-11-24T06:00:01.000Z`, DATE `2016-11-24`, DOUBLE the shortest
text that reads back the same, BYTES hexadecimal, STRUCT and ARRAY JSON. What is written reads back the same with `csv_source`.

**Order.** As the records come, which is not determined with several workers upstream; `sort` makes it so.

**What is refused before a run.** A second sink on the same file, or on standard output. A file that the graph itself reads, also by a
pattern: `replace` would spare it until the end of the run, but the next run would read its own result. A folder that does not exist.

**Bad records.** None. A full disk or a file that cannot be written fails the run.

)" + std::string(kFileSinkCheckpoints) +
            R"(

**Performance.** Some hundred MB/s; `.gz` about 50 MB/s. One worker.)",
        .example = exampleGraph(R"({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {
                    "id": {"type": "sequence"}, "value": {"type": "normal", "decimals": 3}}}},
                "file": {"kind": "csv_sink", "params": {"path": "numbers.csv"}}},
            "edges": [{"from": "numbers.out", "to": "file.in"}]})"),
        .params = csvSinkParameters(),
        .inputs = {{.name = "in", .help = "Records to write."}},
        .outputs = {},
        .bind = bindCsvSink,
    };
}

} // namespace kinds

namespace {

std::vector<ParameterSpec> csvSinkParameters() {
    std::vector<ParameterSpec> specs = fileSinkParameters("results.csv");
    const ParameterSpec own[] = {
        csvHeaderParameter(), csvDelimiterParameter(),
        csvNullTextParameter("What stands for NULL. Left out: nothing between the delimiters.")};
    specs.insert(specs.begin() + 2, std::begin(own), std::end(own));
    return specs;
}

Result<BoundNode> bindCsvSink(BindContext& context) {
    auto settings = readFileSinkSettings(context);
    if (!settings) return settings.error();
    CsvWriteFormat format;
    const auto delimiter = readCharacter(context, "delimiter", false);
    if (!delimiter) return delimiter.error();
    if (*delimiter == '"')
        return parameterError("MR3106", context.node, "delimiter",
                              "delimiter and quote must be different characters");
    format.delimiter = *delimiter;
    if (context.params.has("null_text")) format.nullText = context.params.text("null_text");
    const CsvWriter writer(format);
    if (context.params.boolean("header")) writer.appendHeader(settings->header, *context.inputs[0]);
    settings->appendRows = [writer](std::string& text, const RecordBatch& batch) {
        writer.appendRows(text, batch);
    };
    BoundNode bound = boundFileSink(std::move(*settings));
    bound.service = {.work = {roughCost(30 * static_cast<double>(context.inputs[0]->size()))}};
    return bound;
}

} // namespace

} // namespace millrace
