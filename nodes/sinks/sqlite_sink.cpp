// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/file_target.h"
#include "nodes/support/sqlite_table_sink.h"

#include <algorithm>

namespace millrace {

namespace {
Result<BoundNode> bindSqliteSink(BindContext& context);
}

namespace kinds {

NodeKind sqlite_sink() {
    return {
        .name = "sqlite_sink",
        .title = "SQLite table",
        .category = Category::Sink,
        .icon = "sqlite_sink",
        .summary = "Writes records into a table of a SQLite file",
        .help =
            R"(Writes records into a table of a SQLite file; the file and the table are made when they are missing.

- `replace`: the table holds the records of this run. They go into a new table that takes the name at the end, so a run that fails or
  is stopped leaves the old one as it was. (Its indices, and triggers on it, go with the old table.)
- `append`: the records are added to the table.
- `upsert`: a record replaces the row that has the same `key`, or is added.

**Types.** BOOLEAN, INT, BIGINT and TIMESTAMP (epoch milliseconds) are INTEGER, DOUBLE is REAL, BYTES is BLOB; STRING, DECIMAL, DATE are
TEXT, STRUCT and ARRAY are TEXT in JSON.

**Transactions.** Rows are written in transactions of `batch` records or after `commit_every`, whichever comes first. What was committed is
safe when the program dies. Several sinks may write tables of one file; the file is in WAL mode, so readers never wait.

**Checkpoints.** In a run that keeps them each record takes effect exactly once, whatever dies when. The database notes in
`millrace_epochs` how far it is.

- `append` and `upsert`: rows wait in `millrace_staged_<table>.<node>` of the same file. When their checkpoint is complete one transaction moves
  them all into the table, and the note with them.
- `replace`: the rows stand in that table until the end, when it takes the name. A run that fails or is stopped leaves it, and the next one goes
  on with it.
- A table of your own with rules is asked for each row when it comes, with what waits before it. If it changes before the checkpoint is
  complete and refuses a row then, the row is kept in `millrace_refused_<table>.<node>` with the reason (MR4625); `on_error: stop` fails the
  run instead, which can go on when the table is mended.
- The node's id and the table say whose rows wait: a run that begins anew with both takes the place of the one before, which then cannot go on
  any more (MR4623).

**What is refused before a run.** Two sinks on one table, when one of them replaces it; a file that another node reads or writes as text; a
folder that does not exist. A file that is locked is waited for up to ten seconds, or until the run is stopped.

**Bad records.** A row that breaks a rule of the table (NOT NULL, UNIQUE, CHECK), or has NULL in its upsert key, leaves through `rejected`.

**Performance.** About a million small rows per second. One worker: SQLite has one writer at a time.)",
        .example = exampleGraph(R"({
            "nodes": {
                "numbers": {"kind": "generate", "params": {"count": 1000, "fields": {
                    "id": {"type": "sequence"}, "value": {"type": "normal"}}}},
                "db": {"kind": "sqlite_sink", "params": {"path": "numbers.sqlite", "table": "numbers"}}},
            "edges": [{"from": "numbers.out", "to": "db.in"}]})"),
        .params =
            {
                {.name = "path",
                 .type = ParameterType::Path,
                 .help = "The SQLite file; made when it is missing.",
                 .required = true,
                 .placeholder = "results.sqlite"},
                {.name = "table",
                 .type = ParameterType::Text,
                 .help = "The table; made when it is missing.",
                 .required = true,
                 .placeholder = "trips"},
                {.name = "mode",
                 .type = ParameterType::Choice,
                 .help = "What happens to the rows that are there already.",
                 .defaultValue = "replace",
                 .choices = {"replace", "append", "upsert"}},
                {.name = "key",
                 .type = ParameterType::ColumnList,
                 .help = "Columns that tell which row a record replaces.",
                 .visibleWhen = "mode=upsert"},
                {.name = "batch",
                 .type = ParameterType::Integer,
                 .help = "Records in one transaction at most.",
                 .defaultValue = 10'000,
                 .unit = "rec",
                 .minimum = 1,
                 .maximum = 1e7,
                 .applies = Applies::Hot,
                 .advanced = true},
                {.name = "commit_every",
                 .type = ParameterType::Duration,
                 .help = "How long a record waits for its transaction at most.",
                 .defaultValue = "500 ms",
                 .minimum = 1e6,
                 .applies = Applies::Hot,
                 .advanced = true},
                {.name = "max_size",
                 .type = ParameterType::Size,
                 .help = "The file may not grow beyond this. Left out: as far as the disk goes.",
                 .minimum = 65'536,
                 .advanced = true,
                 .placeholder = "10 GiB",
                 .keepsState = true},
                {.name = "on_error",
                 .type = ParameterType::Choice,
                 .help = "What to do with a row that the table refuses.",
                 .defaultValue = "reject",
                 .choices = {"reject", "stop"},
                 .advanced = true,
                 .keepsState = true},
            },
        .inputs = {{.name = "in", .help = "Records to write."}},
        .outputs = {{.name = "rejected", .help = "Rows that the table refuses.", .role = PortRole::Rejected}},
        .bind = bindSqliteSink,
    };
}

} // namespace kinds

namespace {

Result<BoundNode> bindSqliteSink(BindContext& context) {
    const Params& p = context.params;
    auto settings = std::make_shared<SqliteSinkSettings>();
    settings->node = context.node;
    settings->path = context.resolvePath(p.text("path"));
    settings->table = p.text("table");
    settings->schema = context.inputs[0];
    settings->batch = static_cast<std::size_t>(p.integer("batch"));
    settings->commitEvery = p.duration("commit_every");
    settings->stopOnError = p.text("on_error") == "stop";
    if (p.has("max_size")) settings->maxSize = p.size("max_size");
    const std::string mode = p.text("mode");
    settings->mode = mode == "append"   ? TableMode::Append
                     : mode == "upsert" ? TableMode::Upsert
                                        : TableMode::Replace;
    if (const auto possible = SqliteDatabase::check(settings->path); !possible)
        return inParameter(possible.error(), context.node, "path");
    if (settings->table.empty())
        return parameterError("MR3317", context.node, "table", "a table needs a name", "name the table");
    if (settings->table.starts_with("sqlite_"))
        return parameterError("MR3317", context.node, "table", "names of tables may not begin with `sqlite_`",
                              "choose another name");
    if (settings->mode == TableMode::Upsert) {
        if (!p.has("key"))
            return parameterError("MR3317", context.node, "key", "an upsert needs a key",
                                  "name the columns that tell rows apart");
        auto columns = keyColumnsIn(*settings->schema, p.list("key"), context.node, "key");
        if (!columns) return columns.error();
        settings->keyColumns = std::move(*columns);
        settings->key = p.list("key");
    }
    std::vector<std::string> folded;
    for (const Field& field : settings->schema->fields()) {
        std::string name = sqliteFolded(field.name);
        if (std::find(folded.begin(), folded.end(), name) != folded.end())
            return parameterError("MR3317", context.node, "table",
                                  "SQLite does not tell capitals from small letters: the column `" +
                                      field.name + "` is there twice",
                                  "rename one of them with a select");
        folded.push_back(std::move(name));
    }
    BoundNode bound;
    bound.outputPorts = {
        {.name = "rejected", .help = "Rows that the table refuses.", .role = PortRole::Rejected}};
    bound.outputs = {rejectedSchema()};
    bound.targets = {settings->tableTarget(), databaseFile(settings->path)};
    bound.makeOperator = [settings] { return std::make_unique<SqliteSink>(settings); };
    bound.maxWorkers = 1;
    bound.state = StateRule::Saved;
    bound.showsAtEnd = settings->mode == TableMode::Replace;
    bound.delivery = DeliveryGuarantee::ExactlyOnce;
    bound.deliveryReason =
        settings->mode == TableMode::Replace
            ? "the table takes its name when it is complete; after a crash it goes on from the "
              "last checkpoint"
            : "one transaction of the database shows the rows of a checkpoint and notes that "
              "it has";
    // Transactions are large enough for their commits to be a small part of it.
    bound.service = {.work = {roughCost(50 + 60 * static_cast<double>(settings->schema->size()))},
                     .behaviour = behaviour::Pass{{0}},
                     .sharesAreGuessed = true};
    return bound;
}

} // namespace

} // namespace millrace
