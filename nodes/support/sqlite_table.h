// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"
#include "nodes/support/sqlite_database.h"

#include <functional>

namespace millrace {

/// Type of a SQLite column that holds values of `type`: TIMESTAMP is INTEGER (epoch ms), BOOLEAN and integers
/// INTEGER, DOUBLE REAL, BYTES BLOB, all else TEXT (DECIMAL with its scale, DATE as 2016-11-24, STRUCT and
/// ARRAY as JSON).
const char* sqliteType(const DataType& type);
/// CREATE TABLE for a schema; `key` columns become the primary key.
std::string createSqliteTable(const std::string& table, const Schema& schema,
                              const std::vector<std::string>& key);

/// A name as SQLite compares them: capitals of ASCII are small letters.
std::string sqliteFolded(std::string name);
/// The columns of a schema, quoted, as INSERT and SELECT take them.
std::string sqliteColumns(const Schema& schema);
/// What makes an upsert of an INSERT: `ON CONFLICT ...`. Empty without a key.
std::string sqliteOnConflict(const Schema& schema, const std::vector<std::string>& key);
/// Name of the index that SqliteInserter makes on a table of somebody else, to tell the keys of an upsert
/// apart.
std::string sqliteKeyIndex(const std::string& table);

/// Inserts rows into one table of an open database. Not thread-safe; must die before its database.
class SqliteInserter {
public:
    /// With a non-empty `key` a row whose key is there already replaces it. Throws MR3315 when the table has
    /// no column for a field.
    SqliteInserter(SqliteDatabase& database, std::string table, SchemaPtr schema,
                   std::vector<std::string> key);

    /// Inserts all rows. A row that breaks a rule of the table is handed to `refused` (physical row, SQLite's
    /// words) instead.
    void insert(const RecordBatch& batch,
                const std::function<void(std::uint32_t, const std::string&)>& refused);

private:
    std::string insertText(std::size_t rows) const;
    void bindRow(sqlite3_stmt* statement, int firstParameter, const RecordBatch& batch,
                 std::uint32_t row) const;

    SqliteDatabase& database_;
    std::string table_;
    SchemaPtr schema_;
    std::vector<std::string> key_;
    std::size_t rowsAtOnce_ = 1;
    SqliteStatement many_;
    SqliteStatement one_;
};

} // namespace millrace
