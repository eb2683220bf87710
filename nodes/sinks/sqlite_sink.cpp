// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_kind.h"
#include "engine/operator/rejected.h"
#include "nodes/support/columns_in.h"
#include "nodes/support/example_graph.h"
#include "nodes/support/file_target.h"
#include "nodes/support/json_text.h"
#include "nodes/support/sqlite_table.h"
#include "nodes/support/write_claim.h"

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
                 .placeholder = "10 GiB"},
                {.name = "on_error",
                 .type = ParameterType::Choice,
                 .help = "What to do with a row that the table refuses.",
                 .defaultValue = "reject",
                 .choices = {"reject", "stop"},
                 .advanced = true},
            },
        .inputs = {{.name = "in", .help = "Records to write."}},
        .outputs = {{.name = "rejected", .help = "Rows that the table refuses.", .role = PortRole::Rejected}},
        .bind = bindSqliteSink,
    };
}

} // namespace kinds

namespace {

/// As SQLite compares names: ASCII only.
std::string lowerCase(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return text;
}

enum class TableMode { Replace, Append, Upsert };

struct SqliteSinkSettings {
    std::string node;
    std::string path;
    std::string table;
    SchemaPtr schema;
    TableMode mode = TableMode::Replace;
    std::vector<std::string> key;
    std::vector<std::size_t> keyColumns;
    std::size_t batch = 10'000;
    MonotonicNs commitEvery = 0;
    std::int64_t maxSize = 0;
    bool stopOnError = false;

    ExternalTarget tableTarget() const {
        return {.access = ExternalTarget::Access::Writes,
                .identity = "table " + fileIdentity(path) + '\n' + lowerCase(table),
                .name = "table `" + table + "` of `" + path + "`",
                .parameter = "table",
                .shared = mode != TableMode::Replace};
    }
};

class SqliteSink final : public Operator {
public:
    explicit SqliteSink(std::shared_ptr<const SqliteSinkSettings> settings)
        : settings_(std::move(settings)), rejected_(settings_->node), json_(*settings_->schema) {}

    void open(OperatorContext& context) override {
        context_ = &context;
        target_ = settings_->table;
        if (settings_->mode == TableMode::Replace) {
            // A table that is replaced has one writer: two would each drop what the other wrote. Appending
            // needs no claim, SQLite itself keeps writers apart.
            claim_.emplace(settings_->tableTarget().identity, settings_->tableTarget().name);
            target_ = "millrace_new_" + settings_->table;
        }
        database_.emplace(settings_->path, settings_->maxSize, context);
        {
            // Written to at once, so that a file that cannot be written is found out before the first record.
            SqliteTransaction transaction(*database_);
            if (settings_->mode == TableMode::Replace)
                database_->execute("DROP TABLE IF EXISTS " + sqliteIdentifier(target_));
            if (database_->columnsOf(target_).empty())
                database_->execute(createSqliteTable(target_, *settings_->schema, settings_->key));
            transaction.commit();
        }
        inserter_.emplace(*database_, target_, settings_->schema, settings_->key);
    }

    void process(std::size_t, RecordBatch batch, Collector& out) override {
        if (batch.empty()) return;
        if (waiting_.empty()) due_ = context_->clock().now() + settings_->commitEvery;
        waitingRows_ += batch.rows();
        waiting_.push_back(std::move(batch));
        if (waitingRows_ >= settings_->batch) write(out);
    }
    std::optional<MonotonicNs> nextDeadline() const override {
        return waiting_.empty() ? std::nullopt : std::optional(due_);
    }
    void onDeadline(MonotonicNs now, Collector& out) override {
        if (!waiting_.empty() && now >= due_) write(out);
    }
    bool onEnd(Collector& out) override {
        write(out);
        return true;
    }
    void close() override {
        inserter_.reset();
        if (settings_->mode == TableMode::Replace) {
            SqliteTransaction transaction(*database_);
            database_->execute("DROP TABLE IF EXISTS " + sqliteIdentifier(settings_->table));
            database_->execute("ALTER TABLE " + sqliteIdentifier(target_) + " RENAME TO " +
                               sqliteIdentifier(settings_->table));
            transaction.commit();
        }
        database_.reset();
        claim_.reset();
    }
    void abort() noexcept override {
        inserter_.reset();
        bool dropped = false;
        try {
            if (database_ && settings_->mode == TableMode::Replace) {
                database_->execute("DROP TABLE IF EXISTS " + sqliteIdentifier(target_));
                dropped = true;
            }
        } catch (...) {
            // The file is gone, full or locked. The next run with this table drops what is left.
        }
        try {
            if (database_) reportRemains(dropped);
        } catch (...) {
            // No memory for the note: the run's state says enough.
        }
        waiting_.clear();
        database_.reset();
        claim_.reset();
    }
    void adoptSettings(Operator& fresh) override {
        const auto& other = *static_cast<SqliteSink&>(fresh).settings_;
        auto settings = std::make_shared<SqliteSinkSettings>(*settings_);
        settings->batch = other.batch;
        settings->commitEvery = other.commitEvery;
        settings_ = std::move(settings);
    }

private:
    /// What a run that did not finish leaves in the file.
    void reportRemains(bool dropped) {
        const std::string table = settings_->tableTarget().name;
        Diagnostic d;
        d.severity = Severity::Note;
        d.code = "MR3322";
        if (settings_->mode != TableMode::Replace) {
            d.message = "what was committed to " + table + " stays there; " + std::to_string(waitingRows_) +
                        " records that waited for their transaction are lost";
        } else if (dropped) {
            d.message = table + " is as it was: the unfinished one was removed";
        } else {
            d.message = table + " is as it was: the unfinished one could not be removed and stays as `" +
                        target_ + "` until the next run";
        }
        context_->report(std::move(d));
    }

    /// One transaction, begun and ended here: sinks that share a file and a thread cannot wait for each
    /// other.
    void write(Collector& out) {
        if (!waiting_.empty()) {
            SqliteTransaction transaction(*database_);
            for (const RecordBatch& batch : waiting_)
                insert(batch);
            transaction.commit();
        }
        waiting_.clear();
        waitingRows_ = 0;
        if (rejected_.rows() > 0) out.emit(0, rejected_.finish(context_->clock().now()));
    }

    void insert(const RecordBatch& batch) {
        const RecordBatch fit = withoutNullKeys(batch);
        inserter_->insert(fit, [&](std::uint32_t row, const std::string& why) {
            reject(fit, row, "MR3318", "the table refuses the row: " + why);
        });
    }

    /// SQLite holds NULL keys to be different from each other, so an upsert would pile them up.
    RecordBatch withoutNullKeys(const RecordBatch& batch) {
        const auto nullable = [&batch](std::size_t c) { return batch.column(c).hasNulls(); };
        if (std::none_of(settings_->keyColumns.begin(), settings_->keyColumns.end(), nullable)) return batch;
        auto kept = makePooled<Selection::Rows>();
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            const std::uint32_t row = batch.rowAt(i);
            if (std::any_of(settings_->keyColumns.begin(), settings_->keyColumns.end(),
                            [&](std::size_t c) { return batch.column(c).isNull(row); }))
                reject(batch, row, "MR3319", "the key of the row is NULL");
            else
                kept->push_back(row);
        }
        return batch.withSelection(std::move(kept));
    }

    void reject(const RecordBatch& batch, std::uint32_t row, const char* code, const std::string& why) {
        std::string raw;
        json_.appendRow(raw, batch, row);
        if (settings_->stopOnError) {
            Diagnostics problems;
            problems
                .error(code, "table `" + settings_->table + "`: " + why + ": " + raw,
                       "correct the record, or set on_error to reject")
                .file = settings_->path;
            throw DiagnosticError(problems);
        }
        std::optional<EpochMs> time;
        if (const auto c = settings_->schema->eventTime(); c && !batch.column(*c).isNull(row))
            time = batch.column(*c).values<std::int64_t>()[row];
        rejected_.add(
            {.raw = raw, .errorCode = code, .error = why, .file = settings_->path, .eventTime = time});
    }

    std::shared_ptr<const SqliteSinkSettings> settings_;
    RejectedBuilder rejected_;
    NdjsonWriter json_;
    OperatorContext* context_ = nullptr;
    std::string target_;
    std::optional<WriteClaim> claim_;
    std::optional<SqliteDatabase> database_;
    std::optional<SqliteInserter> inserter_;
    std::vector<RecordBatch> waiting_;
    std::size_t waitingRows_ = 0;
    MonotonicNs due_ = 0;
};

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
        std::string name = lowerCase(field.name);
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
    return bound;
}

} // namespace

} // namespace millrace
