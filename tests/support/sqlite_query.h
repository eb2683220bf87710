// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>
#include <string>

namespace millrace::test {

/// All cells that a statement gives, by `|` and line; NULL as NULL. "error: ..." in SQLite's words where it
/// fails.
inline std::string queryText(const std::string& file, const std::string& sql) {
    sqlite3* database = nullptr;
    sqlite3_open(file.c_str(), &database);
    std::string text;
    char* error = nullptr;
    const auto row = [](void* to, int n, char** cells, char**) {
        for (int i = 0; i < n; ++i)
            *static_cast<std::string*>(to) += std::string(i == 0 ? "" : "|") + (cells[i] ? cells[i] : "NULL");
        *static_cast<std::string*>(to) += "\n";
        return 0;
    };
    if (sqlite3_exec(database, sql.c_str(), row, &text, &error) != SQLITE_OK)
        text = std::string("error: ") + error;
    sqlite3_free(error);
    sqlite3_close(database);
    return text;
}

} // namespace millrace::test
