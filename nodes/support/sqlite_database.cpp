// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/sqlite_database.h"

#include <sqlite3.h>
#include <filesystem>

namespace millrace {

namespace {

constexpr MonotonicNs kWaitForOthers = 10'000'000'000;
constexpr MonotonicNs kLookAgain = 5'000'000;

/// Why there can be no file of this name; empty when it could be.
std::string obstacleTo(const std::string& path) {
    std::error_code ignored;
    if (path.empty()) return "name a file";
    const std::filesystem::path parent = std::filesystem::absolute(path, ignored).parent_path();
    if (!std::filesystem::is_directory(parent, ignored))
        return "the folder `" + parent.string() + "` does not exist: make it, or change `path`";
    if (std::filesystem::is_directory(path, ignored)) return "`path` names a folder: add a file name";
    return {};
}

/// Why a file cannot be opened or written, as far as the file system tells.
std::string pathHint(const std::string& path) {
    const std::string obstacle = obstacleTo(path);
    return obstacle.empty() ? "check that the folder and the file may be written" : obstacle;
}

Diagnostics readOnly(const std::string& path) {
    Diagnostics problems;
    problems
        .error("MR3312", "the SQLite file `" + path + "` is read-only",
               "make file and folder writable, or change `path`")
        .file = path;
    return problems;
}

} // namespace

void CloseSqliteStatement::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Result<void> SqliteDatabase::check(const std::string& path) {
    const std::string obstacle = obstacleTo(path);
    if (obstacle.empty()) return {};
    Diagnostics problems;
    problems.error("MR3311", "cannot open the SQLite file `" + path + "`", obstacle);
    return problems;
}

/// SQLite's busy handler: 1 = try again, 0 = give up.
int SqliteDatabase::waitForOthers(void* self, int attempt) {
    auto& database = *static_cast<SqliteDatabase*>(self);
    OperatorContext& context = database.context_;
    const MonotonicNs now = context.clock().now();
    if (attempt == 0) database.waitingSince_ = now;
    if (context.stopRequested() || now - database.waitingSince_ >= kWaitForOthers) return 0;
    context.wait(kLookAgain);
    return context.stopRequested() ? 0 : 1;
}

SqliteDatabase::SqliteDatabase(std::string path, std::int64_t mostBytes, OperatorContext& context)
    : path_(std::move(path)), context_(context) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const auto close = [this] {
        sqlite3_close_v2(database_);
        database_ = nullptr;
    };
    try {
        if (sqlite3_open_v2(path_.c_str(), &database_, flags, nullptr) != SQLITE_OK) fail("open");
        // SQLite opens what it may not write for reading only, and says so much later.
        if (sqlite3_db_readonly(database_, "main") == 1) throw DiagnosticError(readOnly(path_));
        sqlite3_busy_handler(database_, &SqliteDatabase::waitForOthers, this);
        // Readers are never blocked this way. Not possible everywhere (another connection may be at work
        // right now): then it stays as it is.
        sqlite3_exec(database_, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
        execute("PRAGMA synchronous = NORMAL");
        // The old way of renaming leaves views and triggers of others alone.
        execute("PRAGMA legacy_alter_table = ON");
        if (mostBytes > 0) {
            const SqliteStatement pageSize = prepare("PRAGMA page_size");
            if (sqlite3_step(pageSize.get()) != SQLITE_ROW) fail("open");
            const std::int64_t pages = mostBytes / sqlite3_column_int64(pageSize.get(), 0);
            execute("PRAGMA max_page_count = " + std::to_string(std::max<std::int64_t>(pages, 1)));
        }
    } catch (...) {
        close();
        throw;
    }
}

SqliteDatabase::~SqliteDatabase() { sqlite3_close_v2(database_); }

void SqliteDatabase::fail(const std::string& doing) const {
    const int code = sqlite3_errcode(database_) & 0xFF;
    const std::string reason = database_ ? sqlite3_errmsg(database_) : "out of memory";
    Diagnostics problems;
    Diagnostic& d =
        problems.error("MR3316", "cannot " + doing + " the SQLite file `" + path_ + "`: " + reason);
    d.file = path_;
    switch (code) {
        case SQLITE_CANTOPEN:
            d.code = "MR3311";
            d.hint = pathHint(path_);
            break;
        case SQLITE_NOTADB:
            d.code = "MR3311";
            d.hint = "the file holds something else: change `path`, or move the file away";
            break;
        case SQLITE_READONLY:
        case SQLITE_PERM: throw DiagnosticError(readOnly(path_));
        case SQLITE_FULL:
            d.code = "MR3313";
            d.message = "no room for the SQLite file `" + path_ + "`: " + reason;
            d.hint = "free some space, raise `max_size` if it is set, or change `path`";
            break;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            if (context_.stopRequested()) throw RunStopped{};
            d.code = "MR3314";
            d.message = "the SQLite file `" + path_ + "` is locked by another program";
            d.hint = "end the program that holds it, or change `path`";
            break;
        case SQLITE_IOERR: d.hint = pathHint(path_); break;
        default: break;
    }
    throw DiagnosticError(problems);
}

void SqliteDatabase::execute(const std::string& sql) {
    if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail("write");
}

SqliteStatement SqliteDatabase::tryPrepare(const std::string& sql) noexcept {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                           &statement, nullptr) != SQLITE_OK)
        return nullptr;
    return SqliteStatement(statement);
}

SqliteStatement SqliteDatabase::prepare(const std::string& sql) {
    SqliteStatement statement = tryPrepare(sql);
    if (!statement) fail("use");
    return statement;
}

std::vector<std::string> SqliteDatabase::columnsOf(const std::string& table) {
    const SqliteStatement statement = prepare("SELECT name FROM pragma_table_info(?1)");
    sqlite3_bind_text(statement.get(), 1, table.data(), static_cast<int>(table.size()), SQLITE_TRANSIENT);
    std::vector<std::string> names;
    int step = sqlite3_step(statement.get());
    for (; step == SQLITE_ROW; step = sqlite3_step(statement.get()))
        names.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 0)));
    if (step != SQLITE_DONE) fail("read");
    return names;
}

SqliteTransaction::SqliteTransaction(SqliteDatabase& database) : database_(database) {
    database_.execute("BEGIN IMMEDIATE");
}

SqliteTransaction::~SqliteTransaction() {
    // Some errors have rolled back already; then this fails and nothing is lost.
    if (open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void SqliteTransaction::commit() {
    database_.execute("COMMIT");
    open_ = false;
}

std::string sqliteIdentifier(std::string_view name) {
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

} // namespace millrace
