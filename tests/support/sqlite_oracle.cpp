// SPDX-License-Identifier: Apache-2.0
#include "tests/support/sqlite_oracle.h"

#include <zlib.h>
#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

namespace millrace::test {

namespace {

std::string readAll(const std::string& path) {
    gzFile file = gzopen(path.c_str(), "rb");
    if (!file) throw std::runtime_error("cannot open " + path);
    std::string text;
    std::vector<char> block(1 << 16);
    int n = 0;
    while ((n = gzread(file, block.data(), static_cast<unsigned>(block.size()))) > 0)
        text.append(block.data(), static_cast<std::size_t>(n));
    gzclose(file);
    if (n < 0) throw std::runtime_error("cannot read " + path);
    return text;
}

using Record = std::vector<std::optional<std::string>>;

/// The simplest reader that is right: character by character.
std::vector<Record> parseCsv(const std::string& text) {
    std::vector<Record> records;
    Record record;
    std::string field;
    bool quoted = false, wasQuoted = false, any = false;
    const auto endField = [&] {
        if (field.empty() && !wasQuoted)
            record.emplace_back();
        else
            record.emplace_back(field);
        field.clear();
        wasQuoted = false;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c != '"')
                field += c;
            else if (i + 1 < text.size() && text[i + 1] == '"')
                field += text[++i];
            else
                quoted = false;
            continue;
        }
        if (c == '"')
            quoted = wasQuoted = any = true;
        else if (c == ',')
            endField(), any = true;
        else if (c == '\n') {
            if (any) endField(), records.push_back(std::move(record));
            record.clear();
            any = false;
        } else if (c != '\r')
            field += c, any = true;
    }
    if (any) endField(), records.push_back(std::move(record));
    return records;
}

std::string cellText(const SqliteOracle::Cell& cell) {
    if (const auto* i = std::get_if<std::int64_t>(&cell)) return std::to_string(*i);
    if (const auto* d = std::get_if<double>(&cell)) {
        char buffer[40];
        std::snprintf(buffer, sizeof buffer, "%.17g", *d);
        return buffer;
    }
    if (const auto* s = std::get_if<std::string>(&cell)) return "'" + *s + "'";
    return "NULL";
}

std::string rowText(const SqliteOracle::Row& row) {
    std::string text;
    for (const auto& cell : row)
        text += (text.empty() ? "(" : ", ") + cellText(cell);
    return text + ")";
}

double asDouble(const SqliteOracle::Cell& cell) {
    if (const auto* i = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*i);
    return std::get<double>(cell);
}

bool equal(const SqliteOracle::Cell& a, const SqliteOracle::Cell& b, double relative) {
    const bool aReal = std::holds_alternative<double>(a), bReal = std::holds_alternative<double>(b);
    const bool aInt = std::holds_alternative<std::int64_t>(a), bInt = std::holds_alternative<std::int64_t>(b);
    if (!(aReal || bReal) || !(aReal || aInt) || !(bReal || bInt)) return a == b;
    const double x = asDouble(a), y = asDouble(b);
    return x == y || std::abs(x - y) <= relative * std::max(std::abs(x), std::abs(y)) ||
           std::abs(x - y) < 1e-300;
}

} // namespace

SqliteOracle::SqliteOracle() {
    if (sqlite3_open(":memory:", &db_) != SQLITE_OK) throw std::runtime_error("cannot open SQLite");
}

SqliteOracle::~SqliteOracle() { sqlite3_close_v2(db_); }

void SqliteOracle::execute(const std::string& sql) {
    char* message = nullptr;
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &message) == SQLITE_OK) return;
    const std::string text = std::string(message ? message : "?") + " in: " + sql;
    sqlite3_free(message);
    throw std::runtime_error(text);
}

void SqliteOracle::loadCsv(const std::string& table, const std::string& path) {
    const auto records = parseCsv(readAll(path));
    if (records.empty()) throw std::runtime_error("no header in " + path);
    std::string columns, marks;
    for (const auto& name : records[0]) {
        columns += "\"" + name.value_or("") + "\" TEXT, ";
        marks += "?, ";
    }
    execute("CREATE TABLE " + table + " (" + columns + "row_number INTEGER)");
    execute("BEGIN");
    sqlite3_stmt* insert = nullptr;
    sqlite3_prepare_v2(db_, ("INSERT INTO " + table + " VALUES (" + marks + "?)").c_str(), -1, &insert,
                       nullptr);
    for (std::size_t r = 1; r < records.size(); ++r) {
        int i = 0;
        for (const auto& field : records[r]) {
            if (field)
                sqlite3_bind_text(insert, ++i, field->data(), static_cast<int>(field->size()),
                                  SQLITE_TRANSIENT);
            else
                sqlite3_bind_null(insert, ++i);
        }
        sqlite3_bind_int64(insert, static_cast<int>(records[0].size()) + 1, static_cast<sqlite3_int64>(r));
        if (sqlite3_step(insert) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(db_));
        sqlite3_reset(insert);
        sqlite3_clear_bindings(insert);
    }
    sqlite3_finalize(insert);
    execute("COMMIT");
}

void SqliteOracle::attach(const std::string& path, const std::string& schema) {
    execute("ATTACH DATABASE '" + path + "' AS " + schema);
}

std::vector<SqliteOracle::Row> SqliteOracle::query(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
        throw std::runtime_error(std::string(sqlite3_errmsg(db_)) + " in: " + sql);
    std::vector<Row> rows;
    int rc = 0;
    while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
        Row& row = rows.emplace_back();
        for (int i = 0; i < sqlite3_column_count(statement); ++i) {
            switch (sqlite3_column_type(statement, i)) {
                case SQLITE_INTEGER:
                    row.emplace_back(std::int64_t{sqlite3_column_int64(statement, i)});
                    break;
                case SQLITE_FLOAT: row.emplace_back(sqlite3_column_double(statement, i)); break;
                case SQLITE_NULL: row.emplace_back(); break;
                default:
                    row.emplace_back(
                        std::string(reinterpret_cast<const char*>(sqlite3_column_blob(statement, i)),
                                    static_cast<std::size_t>(sqlite3_column_bytes(statement, i))));
            }
        }
    }
    const std::string message = rc == SQLITE_DONE ? "" : sqlite3_errmsg(db_);
    sqlite3_finalize(statement);
    if (!message.empty()) throw std::runtime_error(message + " in: " + sql);
    return rows;
}

std::int64_t SqliteOracle::count(const std::string& sql) {
    const auto rows = query(sql);
    if (rows.empty() || rows[0].empty() || !std::holds_alternative<std::int64_t>(rows[0][0]))
        throw std::runtime_error("no integer from: " + sql);
    return std::get<std::int64_t>(rows[0][0]);
}

std::string differences(std::vector<SqliteOracle::Row> actual, std::vector<SqliteOracle::Row> expected,
                        double relative) {
    std::sort(actual.begin(), actual.end());
    std::sort(expected.begin(), expected.end());
    std::string text;
    if (actual.size() != expected.size())
        text = std::to_string(actual.size()) + " rows, expected " + std::to_string(expected.size()) + "\n";
    int shown = 0;
    for (std::size_t i = 0; i < std::min(actual.size(), expected.size()) && shown < 5; ++i) {
        const bool same = actual[i].size() == expected[i].size() &&
                          std::equal(actual[i].begin(), actual[i].end(), expected[i].begin(),
                                     [&](const auto& a, const auto& b) { return equal(a, b, relative); });
        if (same) continue;
        text += "row " + std::to_string(i) + ": " + rowText(actual[i]) + ", expected " +
                rowText(expected[i]) + "\n";
        ++shown;
    }
    return text;
}

} // namespace millrace::test
