// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/example_graph.h"
#include "nodes/support/file_sink.h"
#include "nodes/support/json_text.h"

namespace millrace {

namespace {
Result<BoundNode> bindNdjsonSink(BindContext& context);
}

namespace kinds {

NodeKind ndjson_sink() {
    return {
        .name = "ndjson_sink",
        .title = "NDJSON file",
        .category = Category::Sink,
        .icon = "ndjson_sink",
        .summary = "Writes records into a file with one JSON object per line",
        .help =
            R"(Writes one JSON object per line (NDJSON, also called JSON Lines), UTF-8, members in the order of the columns.

- `replace` writes under a temporary name in the same folder; the file takes its name when the run has finished, so whoever reads it sees the
  old content or the new, never half of it. A run that fails or is stopped leaves the old file.
- `append` adds to the file.

**Values.** Numbers and BOOLEAN are bare (DECIMAL with its scale), STRUCT is an object, ARRAY a list, NULL is null. TIMESTAMP is
`"2016-11-24T06:00:01.000Z"`, DATE `"2016-11-24"`, BYTES hexadecimal text.

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
                "file": {"kind": "ndjson_sink", "params": {"path": "numbers.ndjson"}}},
            "edges": [{"from": "numbers.out", "to": "file.in"}]})"),
        .params = fileSinkParameters("results.ndjson"),
        .inputs = {{.name = "in", .help = "Records to write."}},
        .outputs = {},
        .bind = bindNdjsonSink,
    };
}

} // namespace kinds

namespace {

Result<BoundNode> bindNdjsonSink(BindContext& context) {
    auto settings = readFileSinkSettings(context);
    if (!settings) return settings.error();
    settings->appendRows = [writer = NdjsonWriter(*context.inputs[0])](std::string& text,
                                                                       const RecordBatch& batch) {
        writer.appendRows(text, batch);
    };
    BoundNode bound = boundFileSink(std::move(*settings));
    bound.service = {.work = {roughCost(40 * static_cast<double>(context.inputs[0]->size()))}};
    return bound;
}

} // namespace

} // namespace millrace
