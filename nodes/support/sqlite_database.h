// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/operator/operator_context.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace millrace {

struct CloseSqliteStatement {
    void operator()(sqlite3_stmt* statement) const;
};
using SqliteStatement = std::unique_ptr<sqlite3_stmt, CloseSqliteStatement>;

/// A connection to a SQLite file that is written. Not thread-safe; several connections (also of other
/// programs) may write one file, each waits for the others up to ten seconds, or until the run stops: then
/// RunStopped is thrown. Errors are thrown as DiagnosticError with the file name: MR3311 cannot open, MR3312
/// read-only, MR3313 no room, MR3314 locked by another program, MR3315 the table does not fit, MR3316
/// anything else.
class SqliteDatabase {
public:
    /// MR3311 where the file cannot be there: no such folder, a folder as the file, no name. The place of the
    /// error is left to the caller.
    static Result<void> check(const std::string& path);

    /// Opens or creates the file. `mostBytes` limits its size; 0 = no limit. Waits by way of the context,
    /// which must outlive the connection.
    SqliteDatabase(std::string path, std::int64_t mostBytes, OperatorContext& context);
    ~SqliteDatabase();
    SqliteDatabase(const SqliteDatabase&) = delete;
    SqliteDatabase& operator=(const SqliteDatabase&) = delete;

    sqlite3* handle() const { return database_; }
    const std::string& path() const { return path_; }
    void execute(const std::string& sql);
    SqliteStatement prepare(const std::string& sql);
    /// Nothing where SQLite refuses the text (what it names does not exist or does not fit).
    SqliteStatement tryPrepare(const std::string& sql) noexcept;
    /// Names of a table's columns; empty when there is no such table.
    std::vector<std::string> columnsOf(const std::string& table);
    /// Turns the error of the last call into an exception.
    [[noreturn]] void fail(const std::string& doing) const;

private:
    static int waitForOthers(void* self, int attempt);

    std::string path_;
    OperatorContext& context_;
    MonotonicNs waitingSince_ = 0;
    sqlite3* database_ = nullptr;
};

/// A transaction that is rolled back unless commit() was reached.
class SqliteTransaction {
public:
    explicit SqliteTransaction(SqliteDatabase& database);
    ~SqliteTransaction();
    SqliteTransaction(const SqliteTransaction&) = delete;
    SqliteTransaction& operator=(const SqliteTransaction&) = delete;
    void commit();

private:
    SqliteDatabase& database_;
    bool open_ = true;
};

/// A name as SQLite reads it back whatever it holds: in double quotes, quotes doubled.
std::string sqliteIdentifier(std::string_view name);

} // namespace millrace
