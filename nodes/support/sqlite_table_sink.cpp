// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/sqlite_table_sink.h"

#include "engine/base/fail_point.h"
#include "engine/data/batch_codec.h"
#include "nodes/support/file_target.h"

#include <algorithm>

namespace millrace {

namespace {
constexpr std::uint8_t kStateVersion = 1;
}

ExternalTarget SqliteSinkSettings::tableTarget() const {
    return {.access = ExternalTarget::Access::Writes,
            .identity = "table " + fileIdentity(path) + '\n' + sqliteFolded(table),
            .name = "table `" + table + "` of `" + path + "`",
            .parameter = "table",
            .shared = mode != TableMode::Replace};
}

SqliteSink::SqliteSink(std::shared_ptr<const SqliteSinkSettings> settings)
    : settings_(std::move(settings)), rejected_(settings_->node), json_(*settings_->schema) {}

void SqliteSink::open(OperatorContext& context) {
    context_ = &context;
    const ExternalTarget table = settings_->tableTarget();
    // A table that is replaced has one writer: two would each drop what the other wrote. Appending needs no
    // claim, SQLite itself keeps writers apart; but what is staged has one owner.
    if (settings_->mode == TableMode::Replace)
        claim_.emplace(table.identity, table.name);
    else if (context.keepsCheckpoints())
        claim_.emplace(table.identity + '\n' + context.node(), table.name);
    database_.emplace(settings_->path, settings_->maxSize, context);
    context.keepsCheckpoints() ? openStaging(context.restored()) : openAtOnce();
}

void SqliteSink::openAtOnce() {
    const bool replaces = settings_->mode == TableMode::Replace;
    target_ = (replaces ? "millrace_new_" : "") + settings_->table;
    {
        // Written to at once, so that a file that cannot be written is found out before the first record.
        SqliteTransaction transaction(*database_);
        if (replaces) database_->execute("DROP TABLE IF EXISTS " + sqliteIdentifier(target_));
        if (database_->columnsOf(target_).empty())
            database_->execute(createSqliteTable(target_, *settings_->schema, settings_->key));
        transaction.commit();
    }
    inserter_.emplace(*database_, target_, settings_->schema, settings_->key);
}

void SqliteSink::openStaging(const RestoredState* from) {
    SqliteStaging::Checkpoint checkpoint;
    if (from) checkpoint = {from->epoch, readState(from->bytes)};
    staging_.emplace(*database_,
                     SqliteStaging::Target{.table = settings_->table,
                                           .schema = settings_->schema,
                                           .key = settings_->key,
                                           .replaces = settings_->mode == TableMode::Replace},
                     context_->node(), from ? &checkpoint : nullptr);
    target_ = staging_->table();
}

void SqliteSink::process(std::size_t, RecordBatch batch, Collector& out) {
    if (batch.empty()) return;
    anyCame_ = true;
    if (waiting_.empty()) due_ = context_->clock().now() + settings_->commitEvery;
    waitingRows_ += batch.rows();
    waiting_.push_back(std::move(batch));
    if (waitingRows_ >= settings_->batch && areEnough()) write();
    send(out);
}

std::optional<MonotonicNs> SqliteSink::nextDeadline() const {
    if (!unsent_.empty()) return context_->clock().now();
    return waiting_.empty() ? std::nullopt : std::optional(due_);
}

void SqliteSink::onDeadline(MonotonicNs now, Collector& out) {
    if (!waiting_.empty() && now >= due_) {
        due_ = now + settings_->commitEvery;
        if (areEnough()) write();
    }
    send(out);
}

bool SqliteSink::onEnd(Collector& out) {
    write();
    send(out);
    return true;
}

void SqliteSink::close() {
    inserter_.reset();
    if (staging_) {
        staging_->close();
    } else if (settings_->mode == TableMode::Replace) {
        SqliteTransaction transaction(*database_);
        database_->execute("DROP TABLE IF EXISTS " + sqliteIdentifier(settings_->table));
        database_->execute("ALTER TABLE " + sqliteIdentifier(target_) + " RENAME TO " +
                           sqliteIdentifier(settings_->table));
        transaction.commit();
    }
    staging_.reset();
    database_.reset();
    claim_.reset();
}

void SqliteSink::abort() noexcept {
    inserter_.reset();
    bool dropped = false, kept = false;
    try {
        if (staging_) {
            kept = staging_->abort();
            dropped = !kept;
        } else if (database_ && !target_.empty() && settings_->mode == TableMode::Replace) {
            database_->execute("DROP TABLE IF EXISTS " + sqliteIdentifier(target_));
            dropped = true;
        }
    } catch (...) {
        // The file is gone, full or locked. The next run with this table drops what is left.
    }
    try {
        // Where nothing came, nothing is unfinished; before it had a table of its own neither.
        if (anyCame_ && database_ && !target_.empty()) reportRemains(dropped, kept);
    } catch (...) {
        // No memory for the note: the run's state says enough.
    }
    waiting_.clear();
    staging_.reset();
    database_.reset();
    claim_.reset();
}

/// What a run that did not finish leaves in the file.
void SqliteSink::reportRemains(bool dropped, bool kept) {
    const std::string table = settings_->tableTarget().name;
    Diagnostic d;
    d.severity = Severity::Note;
    d.code = "MR3322";
    if (kept) {
        d.message = table +
                    (settings_->mode == TableMode::Replace ? " is as it was"
                                                           : " has the records up to the last checkpoint") +
                    ": the next run that goes on from the saved state continues it";
    } else if (dropped) {
        d.message = table + " is as it was: the unfinished one was removed";
    } else if (settings_->mode != TableMode::Replace) {
        d.message = "what was committed to " + table + " stays there";
        if (waitingRows_ > 0)
            d.message +=
                "; " + std::to_string(waitingRows_) + " records that waited for their transaction are lost";
    } else {
        d.message = table + " is as it was: the unfinished one could not be removed and stays as `" +
                    target_ + "` until the next run";
    }
    context_->report(std::move(d));
}

void SqliteSink::adoptSettings(Operator& fresh) {
    const auto& other = *static_cast<SqliteSink&>(fresh).settings_;
    auto settings = std::make_shared<SqliteSinkSettings>(*settings_);
    settings->batch = other.batch;
    settings->commitEvery = other.commitEvery;
    settings_ = std::move(settings);
}

/// Rows that the table refuses while there is no collector go out at the next call; until then a snapshot
/// holds them.
void SqliteSink::snapshot(Epoch epoch, ByteWriter& state) {
    failPoint(FailPoint::sqlite_before_staging);
    write();
    failPoint(FailPoint::sqlite_after_staging);
    if (rejected_.rows() > 0) unsent_.push_back(rejected_.finish(context_->clock().now()));
    state.fixed(kStateVersion);
    state.varint(unsent_.size());
    std::string bytes;
    for (const RecordBatch& batch : unsent_) {
        bytes.clear();
        encodeBatch(batch, bytes);
        state.text(bytes);
    }
    if (staging_) staging_->snapshot(epoch, state);
}

/// Returns what is left for the staging.
std::string_view SqliteSink::readState(std::string_view bytes) {
    ByteReader from(bytes);
    if (from.fixed<std::uint8_t>() != kStateVersion) failRestore("another version wrote it");
    for (std::uint64_t count = from.varint(); count > 0; --count) {
        const std::string_view text = from.text();
        if (from.failed()) break;
        auto batch = decodeBatch(text, rejectedSchema());
        if (!batch) failRestore(batch.error().items[0].message);
        unsent_.push_back(std::move(*batch));
    }
    if (from.failed()) failRestore("the rejected rows are cut off");
    return from.raw(from.left());
}

void SqliteSink::commit(Epoch epoch) {
    const SqliteStaging::RefusedRows refused = staging_->commit(epoch, settings_->stopOnError);
    if (refused.count == 0) return;
    Diagnostics problems;
    Diagnostic& d =
        problems.error("MR4625", "table `" + settings_->table + "` refuses " + std::to_string(refused.count) +
                                     " rows that it would have taken when they came: " + refused.why);
    d.file = settings_->path;
    d.hint = "mend the table and run again: the run goes on from its last checkpoint";
    if (settings_->stopOnError) throw DiagnosticError(problems);
    d.severity = Severity::Warning;
    d.hint = "they are kept in table `" + refused.table + "`";
    context_->report(std::move(d));
}

/// One transaction, begun and ended here: sinks that share a file and a thread cannot wait for each other.
void SqliteSink::write() {
    if (!waiting_.empty()) {
        SqliteTransaction transaction(*database_);
        insert();
        transaction.commit();
    }
    waiting_.clear();
    waitingRows_ = 0;
}

void SqliteSink::send(Collector& out) {
    for (RecordBatch& batch : unsent_)
        out.emit(0, std::move(batch));
    unsent_.clear();
    if (rejected_.rows() > 0) out.emit(0, rejected_.finish(context_->clock().now()));
}

void SqliteSink::insert() {
    for (RecordBatch& batch : waiting_)
        batch = withoutNullKeys(batch);
    const auto refused = [this](std::size_t batch, std::uint32_t row, const std::string& why) {
        reject(waiting_[batch], row, "MR3318", "the table refuses the row: " + why);
    };
    if (staging_) return staging_->insert(waiting_, refused);
    for (std::size_t b = 0; b < waiting_.size(); ++b)
        inserter_->insert(waiting_[b],
                          [&](std::uint32_t row, const std::string& why) { refused(b, row, why); });
}

/// What is staged is seen by nobody before its commit: it may be written as late as at the snapshot.
bool SqliteSink::areEnough() const { return !staging_ || !staging_->areTooFew(waitingRows_); }

/// SQLite holds NULL keys to be different from each other, so an upsert would pile them up.
RecordBatch SqliteSink::withoutNullKeys(const RecordBatch& batch) {
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

void SqliteSink::reject(const RecordBatch& batch, std::uint32_t row, const char* code,
                        const std::string& why) {
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
    rejected_.add({.raw = raw, .errorCode = code, .error = why, .file = settings_->path, .eventTime = time});
}

} // namespace millrace
