// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/sqlite_staging.h"

#include "engine/base/fail_point.h"

#include <sqlite3.h>
#include <algorithm>

namespace millrace {

namespace {

constexpr const char* kEpochs = "\"millrace_epochs\"";
constexpr std::int64_t kTriedAgain = 8;        ///< rows that wait, for one that is new
constexpr std::size_t kTriedAtLatest = 65'536; ///< rows; they wait in memory

/// The first of these names that no column has, made longer where none is free and `mayGrow`.
std::string freeName(const Schema& schema, std::vector<std::string> names, bool mayGrow) {
    const auto isTaken = [&schema](const std::string& name) {
        return std::any_of(schema.fields().begin(), schema.fields().end(),
                           [&name](const Field& field) { return sqliteFolded(field.name) == name; });
    };
    for (const std::string& name : names)
        if (!isTaken(name)) return name;
    while (mayGrow && isTaken(names.back()))
        names.back() += '_';
    return mayGrow ? names.back() : std::string();
}

void bindText(const SqliteStatement& statement, int parameter, const std::string& text) {
    sqlite3_bind_text64(statement.get(), parameter, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

std::string textOf(const SqliteStatement& statement, int column) {
    const unsigned char* const text = sqlite3_column_text(statement.get(), column);
    return text ? reinterpret_cast<const char*>(text) : std::string();
}

/// The batch but for these of its rows, which are in its order.
RecordBatch without(const RecordBatch& batch, const Selection::Rows& bad) {
    auto good = makePooled<Selection::Rows>();
    std::size_t next = 0;
    for (std::size_t i = 0; i < batch.rows(); ++i) {
        const std::uint32_t row = batch.rowAt(i);
        if (next < bad.size() && bad[next] == row)
            ++next;
        else
            good->push_back(row);
    }
    return batch.withSelection(std::move(good));
}

[[noreturn]] void failOnward(const char* code, const SqliteDatabase& database, const std::string& why,
                             const char* hint) {
    Diagnostics problems;
    problems.error(code, "the SQLite file `" + database.path() + "` cannot be gone on with: " + why, hint)
        .file = database.path();
    throw DiagnosticError(problems);
}

} // namespace

SqliteStaging::SqliteStaging(SqliteDatabase& database, Target target, const std::string& node,
                             const Checkpoint* from)
    : database_(database),
      target_(std::move(target)),
      staged_("millrace_staged_" + target_.table + "." + node),
      refused_("millrace_refused_" + target_.table + "." + node),
      sink_(sqliteFolded(target_.table) + "." + node),
      rowName_(target_.replaces ? freeName(*target_.schema, {"_rowid_", "rowid", "oid"}, false)
                                : freeName(*target_.schema, {"millrace_row"}, true)) {
    if (rowName_.empty())
        failOnward("MR3317", database_, "the names `_rowid_`, `rowid` and `oid` are all those of columns",
                   "rename one of the columns with a select");
    database_.execute("PRAGMA synchronous = FULL");
    SqliteTransaction transaction(database_);
    from ? goOn(*from) : beginAnew();
    if (!target_.replaces && database_.columnsOf(target_.table).empty())
        database_.execute(createSqliteTable(target_.table, *target_.schema, target_.key));
    transaction.commit();
    if (database_.columnsOf(staged_).empty()) return;
    intoStaged_ =
        std::make_unique<SqliteInserter>(database_, staged_, target_.schema, std::vector<std::string>());
    if (target_.replaces) return;
    intoTarget_ = std::make_unique<SqliteInserter>(database_, target_.table, target_.schema, target_.key);
    if (!hasRules()) intoTarget_.reset();
    countStaged();
}

void SqliteStaging::beginAnew() {
    database_.execute("DROP TABLE IF EXISTS " + sqliteIdentifier(staged_));
    createStaged();
    database_.execute(std::string("CREATE TABLE IF NOT EXISTS ") + kEpochs +
                      " (sink TEXT PRIMARY KEY, epoch INTEGER NOT NULL, job TEXT NOT NULL)");
    const SqliteStatement row =
        database_.prepare(std::string("INSERT OR REPLACE INTO ") + kEpochs +
                          " VALUES (?1, 0, lower(hex(randomblob(16)))) RETURNING job");
    bindText(row, 1, sink_);
    if (sqlite3_step(row.get()) != SQLITE_ROW) database_.fail("write");
    job_ = textOf(row, 0);
    while (sqlite3_step(row.get()) == SQLITE_ROW) {
    }
}

void SqliteStaging::goOn(const Checkpoint& from) {
    ByteReader state(from.bytes);
    job_ = state.text();
    const auto hasItsName = state.fixed<std::uint8_t>();
    const std::uint64_t last = state.varint();
    if (state.failed() || state.left() != 0 || hasItsName > 1 || last > INT64_MAX)
        failRestore("no place in a table");
    isKept_ = true;

    std::string job;
    if (const SqliteStatement row =
            database_.tryPrepare(std::string("SELECT job, epoch FROM ") + kEpochs + " WHERE sink = ?1")) {
        bindText(row, 1, sink_);
        if (sqlite3_step(row.get()) == SQLITE_ROW) {
            job = textOf(row, 0);
            shown_ = static_cast<Epoch>(sqlite3_column_int64(row.get(), 1));
        }
    }
    if (job != job_)
        failOnward("MR4623", database_,
                   job.empty() ? "it knows nothing of this run"
                               : "another run has begun with table `" + target_.table + "` since",
                   "put back the file that belongs to the saved state, or start over without that state");
    const char* const otherTime =
        "put back the file as it was after the last checkpoint, or start over "
        "without the saved state";
    if (shown_ > from.epoch)
        failOnward("MR4624", database_,
                   "it has rows up to checkpoint " + std::to_string(shown_) + ", the saved state is of " +
                       std::to_string(from.epoch),
                   otherTime);

    const bool isShown = shown_ == from.epoch;
    if (target_.replaces && (hasItsName == 1 || isShown)) {
        database_.execute("DROP TABLE IF EXISTS " + sqliteIdentifier(staged_));
        return;
    }
    const bool isThere = !database_.columnsOf(staged_).empty();
    if (isShown) { // and so is all that waited
        if (isThere) database_.execute("DROP TABLE " + sqliteIdentifier(staged_));
        createStaged();
        return;
    }
    const auto lastOfEpoch = static_cast<std::int64_t>(last);
    if (!isThere || lastRow() < lastOfEpoch)
        failOnward("MR4624", database_,
                   "rows of checkpoint " + std::to_string(from.epoch) + " are not there any more", otherTime);
    database_.execute("DELETE FROM " + sqliteIdentifier(staged_) + " WHERE " + rowName_ + " > " +
                      std::to_string(lastOfEpoch));
    if (!target_.replaces) waiting_.push_back({from.epoch, lastOfEpoch});
}

void SqliteStaging::createStaged() {
    std::string text = createSqliteTable(staged_, *target_.schema, {});
    if (!target_.replaces) {
        const std::size_t columns = ("CREATE TABLE " + sqliteIdentifier(staged_) + " (").size();
        text.insert(columns, rowName_ + " INTEGER PRIMARY KEY AUTOINCREMENT, ");
    }
    database_.execute(text);
}

/// The table has its name, and yet more comes.
void SqliteStaging::continueFromTarget() {
    createStaged();
    const std::string columns = sqliteColumns(*target_.schema);
    database_.execute("INSERT INTO " + sqliteIdentifier(staged_) + " (" + columns + ") SELECT " + columns +
                      " FROM " + sqliteIdentifier(target_.table) + " ORDER BY " + rowName_);
    intoStaged_ =
        std::make_unique<SqliteInserter>(database_, staged_, target_.schema, std::vector<std::string>());
}

std::int64_t SqliteStaging::number(const std::string& sql) {
    const SqliteStatement statement = database_.prepare(sql);
    if (sqlite3_bind_parameter_count(statement.get()) > 0) bindText(statement, 1, staged_);
    const int step = sqlite3_step(statement.get());
    if (step != SQLITE_ROW && step != SQLITE_DONE) database_.fail("read");
    return step == SQLITE_ROW ? sqlite3_column_int64(statement.get(), 0) : 0;
}

std::int64_t SqliteStaging::lastRow() {
    if (target_.replaces) return number("SELECT max(" + rowName_ + ") FROM " + sqliteIdentifier(staged_));
    return number("SELECT seq FROM sqlite_sequence WHERE name = ?1 COLLATE NOCASE");
}

/// Whether the target may refuse a row. What Millrace makes itself does not: SQLite takes any value in any
/// column.
bool SqliteStaging::hasRules() {
    const SqliteStatement statement = database_.prepare(
        "SELECT sql, type, name FROM sqlite_master WHERE tbl_name = ?1 COLLATE NOCASE AND sql IS NOT NULL");
    bindText(statement, 1, target_.table);
    const std::string ours = createSqliteTable(target_.table, *target_.schema, target_.key);
    int step = sqlite3_step(statement.get());
    bool rules = false;
    for (; step == SQLITE_ROW; step = sqlite3_step(statement.get())) {
        const std::string sql = textOf(statement, 0), type = textOf(statement, 1);
        const bool isKey = textOf(statement, 2) == sqliteKeyIndex(target_.table);
        if (type == "table") rules = rules || sql != ours;
        if (type == "index") rules = rules || (sql.starts_with("CREATE UNIQUE") && !isKey);
        if (type == "trigger") rules = true;
    }
    if (step != SQLITE_DONE) database_.fail("read");
    return rules;
}

/// True when done, false when the target refuses it.
bool SqliteStaging::tryRun(sqlite3_stmt* statement) {
    sqlite3_step(statement);
    const int result = sqlite3_reset(statement) & 0xFF;
    if (result != SQLITE_OK && result != SQLITE_CONSTRAINT && result != SQLITE_MISMATCH)
        database_.fail("write");
    return result == SQLITE_OK;
}

std::string SqliteStaging::moving(const std::string& which) const {
    const std::string columns = sqliteColumns(*target_.schema);
    return "INSERT INTO " + sqliteIdentifier(target_.table) + " (" + columns + ") SELECT " + columns +
           " FROM " + sqliteIdentifier(staged_) + " WHERE " + rowName_ + which + " ORDER BY " + rowName_ +
           sqliteOnConflict(*target_.schema, target_.key);
}

/// Copies the staged rows up to this one into the target.
SqliteStaging::RefusedRows SqliteStaging::move(std::int64_t lastRow, bool keepRefused) {
    RefusedRows refused;
    const std::string upTo = " <= " + std::to_string(lastRow);
    if (tryRun(database_.prepare(moving(upTo)).get())) return refused;

    // Nothing was copied: one by one shows which ones the table refuses.
    std::vector<std::int64_t> rows;
    {
        const SqliteStatement all =
            database_.prepare("SELECT " + rowName_ + " FROM " + sqliteIdentifier(staged_) + " WHERE " +
                              rowName_ + upTo + " ORDER BY " + rowName_);
        while (sqlite3_step(all.get()) == SQLITE_ROW)
            rows.push_back(sqlite3_column_int64(all.get(), 0));
    }
    const SqliteStatement one = database_.prepare(moving(" = ?1"));
    SqliteStatement keep;
    for (const std::int64_t row : rows) {
        sqlite3_bind_int64(one.get(), 1, row);
        if (tryRun(one.get())) continue;
        const std::string why = sqlite3_errmsg(database_.handle());
        if (refused.count++ == 0) refused.why = why;
        if (!keepRefused) continue;
        if (!keep) {
            const std::string columns = sqliteColumns(*target_.schema);
            const std::string error = freeName(*target_.schema, {"millrace_error"}, true);
            std::string table = createSqliteTable(refused_, *target_.schema, {});
            table.insert(table.size() - 1, ", " + error + " TEXT");
            table.insert(std::string("CREATE TABLE ").size(), "IF NOT EXISTS ");
            database_.execute(table);
            keep = database_.prepare("INSERT INTO " + sqliteIdentifier(refused_) + " (" + columns + ", " +
                                     error + ") SELECT " + columns + ", ?2 FROM " +
                                     sqliteIdentifier(staged_) + " WHERE " + rowName_ + " = ?1");
            refused.table = refused_;
        }
        sqlite3_bind_int64(keep.get(), 1, row);
        bindText(keep, 2, why);
        if (!tryRun(keep.get())) database_.fail("write");
    }
    return refused;
}

void SqliteStaging::insert(
    const std::vector<RecordBatch>& batches,
    const std::function<void(std::size_t, std::uint32_t, const std::string&)>& refused) {
    if (!intoStaged_) continueFromTarget();
    std::vector<Selection::Rows> bad(batches.size());
    if (intoTarget_) {
        // With what waits before them, for rows may also get into each other's way.
        database_.execute("SAVEPOINT millrace_trial");
        move(lastRow(), false);
        for (std::size_t b = 0; b < batches.size(); ++b) {
            intoTarget_->insert(batches[b], [&](std::uint32_t row, const std::string& why) {
                bad[b].push_back(row);
                refused(b, row, why);
            });
        }
        database_.execute("ROLLBACK TO millrace_trial");
        database_.execute("RELEASE millrace_trial");
    }
    for (std::size_t b = 0; b < batches.size(); ++b) {
        const RecordBatch good = bad[b].empty() ? batches[b] : without(batches[b], bad[b]);
        intoStaged_->insert(good, [&](std::uint32_t row, const std::string& why) { refused(b, row, why); });
        stagedRows_ += static_cast<std::int64_t>(good.rows());
    }
}

bool SqliteStaging::areTooFew(std::size_t rows) const {
    if (!intoTarget_ || rows >= kTriedAtLatest) return false;
    return static_cast<std::int64_t>(rows) * kTriedAgain < stagedRows_;
}

void SqliteStaging::countStaged() {
    if (intoTarget_) stagedRows_ = number("SELECT count(*) FROM " + sqliteIdentifier(staged_));
}

void SqliteStaging::snapshot(Epoch epoch, ByteWriter& state) {
    const std::int64_t last = intoStaged_ ? lastRow() : 0;
    state.text(job_);
    state.fixed<std::uint8_t>(intoStaged_ ? 0 : 1);
    state.varint(static_cast<std::uint64_t>(last));
    if (!target_.replaces) waiting_.push_back({epoch, last});
    isKept_ = true;
}

void SqliteStaging::show(Epoch epoch) {
    const SqliteStatement row =
        database_.prepare(std::string("UPDATE ") + kEpochs + " SET epoch = ?2 WHERE sink = ?1 AND job = ?3");
    bindText(row, 1, sink_);
    bindText(row, 3, job_);
    sqlite3_bind_int64(row.get(), 2, static_cast<std::int64_t>(epoch));
    if (!tryRun(row.get()) || sqlite3_changes(database_.handle()) != 1)
        failOnward("MR4623", database_, "another run has begun with table `" + target_.table + "` since",
                   "let one run at a time write the table");
}

SqliteStaging::RefusedRows SqliteStaging::commit(Epoch epoch, bool stopOnRefusal) {
    if (target_.replaces) committed_ = std::max(committed_, epoch);
    const auto end = std::find_if(waiting_.begin(), waiting_.end(),
                                  [epoch](const Waiting& waiting) { return waiting.epoch > epoch; });
    if (end == waiting_.begin() || epoch <= shown_) return {};
    const std::int64_t last = std::prev(end)->lastRow;
    SqliteTransaction transaction(database_);
    RefusedRows refused = move(last, !stopOnRefusal);
    if (refused.count > 0 && stopOnRefusal) return refused;
    database_.execute("DELETE FROM " + sqliteIdentifier(staged_) + " WHERE " + rowName_ +
                      " <= " + std::to_string(last));
    show(epoch);
    failPoint(FailPoint::sqlite_before_commit);
    transaction.commit();
    failPoint(FailPoint::sqlite_after_commit);
    shown_ = epoch;
    waiting_.erase(waiting_.begin(), end);
    countStaged();
    return refused;
}

void SqliteStaging::close() {
    const bool complete = target_.replaces && intoStaged_;
    intoStaged_.reset();
    intoTarget_.reset();
    SqliteTransaction transaction(database_);
    if (complete) {
        database_.execute("DROP TABLE IF EXISTS " + sqliteIdentifier(target_.table));
        database_.execute("ALTER TABLE " + sqliteIdentifier(staged_) + " RENAME TO " +
                          sqliteIdentifier(target_.table));
        show(committed_);
    } else {
        database_.execute("DROP TABLE IF EXISTS " + sqliteIdentifier(staged_));
    }
    transaction.commit();
}

bool SqliteStaging::abort() {
    intoStaged_.reset();
    intoTarget_.reset();
    if (!isKept_) database_.execute("DROP TABLE IF EXISTS " + sqliteIdentifier(staged_));
    return isKept_;
}

} // namespace millrace
