// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/sqlite_table.h"

#include "engine/base/text.h"

#include <sqlite3.h>
#include <algorithm>

namespace millrace {

namespace {

constexpr std::size_t kMostRowsAtOnce = 64; ///< more gains nothing: the statement is prepared once

int bindText(sqlite3_stmt* statement, int parameter, std::string_view text) {
    // A null pointer would bind NULL; the empty string is something else.
    return sqlite3_bind_text64(statement, parameter, text.empty() ? "" : text.data(), text.size(),
                               SQLITE_STATIC, SQLITE_UTF8);
}

int bindValue(sqlite3_stmt* statement, int parameter, const Column& column, std::uint32_t row) {
    if (column.isNull(row)) return sqlite3_bind_null(statement, parameter);
    switch (column.type().id()) {
        case TypeId::Boolean:
            return sqlite3_bind_int(statement, parameter, column.values<std::uint8_t>()[row]);
        case TypeId::Int: return sqlite3_bind_int(statement, parameter, column.values<std::int32_t>()[row]);
        case TypeId::BigInt:
        case TypeId::Timestamp:
            return sqlite3_bind_int64(statement, parameter, column.values<std::int64_t>()[row]);
        case TypeId::Double: return sqlite3_bind_double(statement, parameter, column.values<double>()[row]);
        case TypeId::String: return bindText(statement, parameter, column.strings()[row].view());
        case TypeId::Bytes: {
            const std::string_view bytes = column.strings()[row].view();
            return sqlite3_bind_blob64(statement, parameter, bytes.empty() ? "" : bytes.data(), bytes.size(),
                                       SQLITE_STATIC);
        }
        default: break;
    }
    const std::string text = toText(column.valueAt(row), column.type());
    return sqlite3_bind_text64(statement, parameter, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

std::string identifierList(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + sqliteIdentifier(name);
    return text;
}

} // namespace

std::string sqliteFolded(std::string name) {
    for (char& c : name)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return name;
}

std::string sqliteColumns(const Schema& schema) { return identifierList(schema.names()); }

std::string sqliteOnConflict(const Schema& schema, const std::vector<std::string>& key) {
    if (key.empty()) return {};
    std::string updates;
    for (const Field& field : schema.fields())
        if (std::find(key.begin(), key.end(), field.name) == key.end())
            updates += (updates.empty() ? "" : ", ") + sqliteIdentifier(field.name) + " = excluded." +
                       sqliteIdentifier(field.name);
    return " ON CONFLICT (" + identifierList(key) + ") DO " +
           (updates.empty() ? "NOTHING" : "UPDATE SET " + updates);
}

std::string sqliteKeyIndex(const std::string& table) { return "millrace_key_" + table; }

const char* sqliteType(const DataType& type) {
    switch (type.id()) {
        case TypeId::Boolean:
        case TypeId::Int:
        case TypeId::BigInt:
        case TypeId::Timestamp: return "INTEGER";
        case TypeId::Double: return "REAL";
        case TypeId::Bytes: return "BLOB";
        default: return "TEXT";
    }
}

std::string createSqliteTable(const std::string& table, const Schema& schema,
                              const std::vector<std::string>& key) {
    std::string text = "CREATE TABLE " + sqliteIdentifier(table) + " (";
    for (std::size_t i = 0; i < schema.size(); ++i)
        text += (i == 0 ? "" : ", ") + sqliteIdentifier(schema.field(i).name) + " " +
                sqliteType(schema.field(i).type);
    if (!key.empty()) text += ", PRIMARY KEY (" + identifierList(key) + ")";
    return text + ")";
}

SqliteInserter::SqliteInserter(SqliteDatabase& database, std::string table, SchemaPtr schema,
                               std::vector<std::string> key)
    : database_(database), table_(std::move(table)), schema_(std::move(schema)), key_(std::move(key)) {
    std::vector<std::string> known = database_.columnsOf(table_);
    std::vector<std::string> folded;
    for (const std::string& name : known)
        folded.push_back(sqliteFolded(name));
    for (const Field& field : schema_->fields()) {
        if (std::find(folded.begin(), folded.end(), sqliteFolded(field.name)) != folded.end()) continue;
        Diagnostics problems;
        problems
            .error("MR3315",
                   "table `" + table_ + "` in `" + database_.path() + "` has no column `" + field.name + "`",
                   "use mode replace, add the column to the table, or leave it out with a select: " +
                       suggestion(field.name, known))
            .file = database_.path();
        throw DiagnosticError(problems);
    }
    const auto limit =
        static_cast<std::size_t>(sqlite3_limit(database_.handle(), SQLITE_LIMIT_VARIABLE_NUMBER, -1));
    rowsAtOnce_ =
        std::clamp<std::size_t>(limit / std::max<std::size_t>(schema_->size(), 1), 1, kMostRowsAtOnce);
    one_ = database_.tryPrepare(insertText(1));
    if (!one_ && !key_.empty()) {
        // A table made by somebody else: an upsert needs an index that tells its keys apart.
        database_.execute("CREATE UNIQUE INDEX IF NOT EXISTS " + sqliteIdentifier(sqliteKeyIndex(table_)) +
                          " ON " + sqliteIdentifier(table_) + " (" + identifierList(key_) + ")");
        one_ = database_.prepare(insertText(1));
    }
    if (!one_) database_.fail("write");
    many_ = database_.prepare(insertText(rowsAtOnce_));
}

std::string SqliteInserter::insertText(std::size_t rows) const {
    std::string row = "(";
    for (std::size_t i = 0; i < schema_->size(); ++i)
        row += i == 0 ? "?" : ", ?";
    row += ")";
    std::string text =
        "INSERT INTO " + sqliteIdentifier(table_) + " (" + sqliteColumns(*schema_) + ") VALUES " + row;
    for (std::size_t i = 1; i < rows; ++i)
        text += ", " + row;
    return text + sqliteOnConflict(*schema_, key_);
}

void SqliteInserter::bindRow(sqlite3_stmt* statement, int firstParameter, const RecordBatch& batch,
                             std::uint32_t row) const {
    for (std::size_t c = 0; c < schema_->size(); ++c)
        if (bindValue(statement, firstParameter + static_cast<int>(c), batch.column(c), row) != SQLITE_OK)
            database_.fail("write");
}

void SqliteInserter::insert(const RecordBatch& batch,
                            const std::function<void(std::uint32_t, const std::string&)>& refused) {
    const std::size_t rows = batch.rows();
    const auto width = static_cast<int>(schema_->size());
    // Runs a statement whose values are bound: true when done, false when the table refuses it.
    const auto run = [this](sqlite3_stmt* statement) {
        sqlite3_step(statement);
        const int result = sqlite3_reset(statement) & 0xFF;
        if (result != SQLITE_OK && result != SQLITE_CONSTRAINT && result != SQLITE_MISMATCH)
            database_.fail("write");
        return result == SQLITE_OK;
    };
    for (std::size_t at = 0; at < rows;) {
        const std::size_t now = std::min(rowsAtOnce_, rows - at);
        if (now == rowsAtOnce_) {
            for (std::size_t i = 0; i < now; ++i)
                bindRow(many_.get(), 1 + static_cast<int>(i) * width, batch, batch.rowAt(at + i));
            if (run(many_.get())) {
                at += now;
                continue;
            }
            // Nothing of these rows was written: one by one shows which ones the table refuses.
        }
        for (const std::size_t end = at + now; at < end; ++at) {
            bindRow(one_.get(), 1, batch, batch.rowAt(at));
            if (!run(one_.get())) refused(batch.rowAt(at), sqlite3_errmsg(database_.handle()));
        }
    }
}

} // namespace millrace
