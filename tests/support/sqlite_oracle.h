// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>
#include <string>
#include <variant>
#include <vector>

namespace millrace::test {

/// A computation done a second time, in SQLite, over the raw file: the oracle for example graphs. Shares no
/// code with the engine: it has its own CSV reader on purpose. Any failure throws std::runtime_error with
/// SQLite's words.
class SqliteOracle {
public:
    using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;
    using Row = std::vector<Cell>;

    SqliteOracle(); ///< in memory
    ~SqliteOracle();
    SqliteOracle(const SqliteOracle&) = delete;
    SqliteOracle& operator=(const SqliteOracle&) = delete;

    void execute(const std::string& sql);
    /// Loads a CSV file with a header (gzip allowed, RFC 4180) into a table whose columns are all TEXT;
    /// unquoted empty fields become NULL. Adds a column `row_number`, 1 for the first record.
    void loadCsv(const std::string& table, const std::string& path);
    void attach(const std::string& path, const std::string& schema);
    std::vector<Row> query(const std::string& sql);
    std::int64_t count(const std::string& sql); ///< first column of the first row

private:
    sqlite3* db_ = nullptr;
};

/// Sorts both and compares row by row: integers and text exactly, doubles within `relative`. Empty when
/// equal, else the first few differences.
std::string differences(std::vector<SqliteOracle::Row> actual, std::vector<SqliteOracle::Row> expected,
                        double relative = 1e-9);

} // namespace millrace::test
