// SPDX-License-Identifier: Apache-2.0
#include "app/shared/test_rows.h"

#include "engine/base/text.h"
#include "nodes/support/csv_rows.h"
#include "nodes/support/ndjson_reader.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>

namespace millrace {

namespace {

namespace json = boost::json;

constexpr std::size_t kReadablePadding = 64; ///< what JsonRowParser wants behind the text

/// As the test has it: the port may be left out.
std::string written(const PortRef& at) { return at.port.empty() ? at.node : at.text(); }

class RowsReader {
public:
    RowsReader(const TestRows& rows, SchemaPtr schema, std::string folder, const std::string& test,
               const TestPlaces& places)
        : rows_(rows),
          schema_(std::move(schema)),
          folder_(std::move(folder)),
          test_(test),
          places_(places),
          all_(schema_),
          parser_(schema_) {}

    Result<ReadRows> run() {
        if (rows_.file.empty()) {
            for (std::size_t i = 0; i < rows_.rows.size(); ++i)
                addObject(rows_.rows[i].get_object(), rows_.pointer + "/" + std::to_string(i));
        } else {
            readFile();
        }
        if (diagnostics_.hasErrors()) return diagnostics_;
        return chosen();
    }

private:
    Diagnostic& error(const char* code, std::string message, std::string hint = {}) {
        return diagnostics_.error(code,
                                  "test `" + test_ + "`, `" + written(rows_.at) + "`: " + std::move(message),
                                  std::move(hint));
    }

    bool knows(const std::string& name, const std::string& pointer, int line) {
        if (const auto column = schema_->indexOf(name)) {
            if (!used(*column)) columns_.push_back(*column);
            return true;
        }
        place(error("MR1510", "there is no column `" + name + "`", suggestion(name, schema_->names())),
              pointer, line);
        return false;
    }
    bool used(std::size_t column) const {
        return std::find(columns_.begin(), columns_.end(), column) != columns_.end();
    }

    /// In the data file where the line is known, else in the graph.
    void place(Diagnostic& diagnostic, const std::string& pointer, int line) const {
        if (line > 0) {
            diagnostic.file = path();
            diagnostic.line = line;
        } else {
            places_.place(diagnostic, pointer);
        }
    }
    std::string path() const {
        const std::filesystem::path file(rows_.file);
        return file.is_absolute() ? rows_.file : (std::filesystem::path(folder_) / file).string();
    }

    void addObject(const json::object& object, const std::string& pointer, int line = 0) {
        bool good = true;
        for (const auto& member : object) {
            const std::string name(member.key());
            const std::string at = pointer + "/" + pointerToken(name);
            if (!knows(name, at, line)) {
                good = false;
                continue;
            }
            const Field& column = schema_->field(*schema_->indexOf(name));
            // A reader of data takes anything for text; here it is a slip.
            if (column.type.id() != TypeId::String || member.value().is_string() || member.value().is_null())
                continue;
            place(error("MR1511",
                        "`" + name + "` is a STRING, and " + json::serialize(member.value()) + " is none",
                        "write it in quotes"),
                  at, line);
            good = false;
        }
        if (!good) return;
        std::string text = json::serialize(object);
        const std::size_t size = text.size();
        text.append(kReadablePadding, ' ');
        if (const auto misfit = parser_.append({text.data(), size}, all_))
            place(error(misfit->code == std::string("MR3118") ? "MR1513" : "MR1511", misfit->message),
                  pointer, line);
    }

    void readFile() {
        try {
            auto source = ByteSource::open(path());
            if (!source) {
                for (const Diagnostic& why : source.error())
                    places_.place(error("MR1512", why.message, why.hint), rows_.pointer);
                return;
            }
            const auto bytes = [&source](char* to, std::size_t size) { return source->read(to, size); };
            const std::string ending = std::filesystem::path(rows_.file).extension().string();
            if (ending == ".ndjson" || ending == ".jsonl")
                readLines(bytes);
            else
                readCsv(bytes);
        } catch (const DiagnosticError& problem) {
            for (const Diagnostic& why : problem.diagnostics())
                places_.place(error("MR1512", why.message, why.hint), rows_.pointer);
        }
    }

    void readLines(const ReadBytes& bytes) {
        LineReader lines(bytes);
        for (TextLine line; lines.next(line) == RowStatus::Row;) {
            boost::system::error_code failure;
            const json::value value = json::parse({line.text.data(), line.text.size()}, failure);
            const int number = static_cast<int>(line.number);
            if (line.error != RowError::None)
                place(error("MR1512", rowErrorText(line.error)), {}, number);
            else if (failure || !value.is_object())
                place(error("MR1512", "the line is not a JSON object"), {}, number);
            else
                addObject(value.get_object(), {}, number);
        }
    }

    void readCsv(const ReadBytes& bytes) {
        CsvReader reader(bytes, {});
        CsvRow row;
        std::vector<std::size_t> columns; ///< of the fields of a line
        std::vector<FieldParser> parsers;
        for (const Field& field : schema_->fields())
            parsers.emplace_back(field.type);
        while (reader.next(row) == RowStatus::Row) {
            const int line = static_cast<int>(row.line);
            if (row.blank() && columns.size() != 1) continue;
            if (row.error != RowError::None) {
                place(error("MR1512", rowErrorText(row.error)), {}, line);
            } else if (columns.empty()) {
                for (const CsvField& field : row.fields) {
                    if (!knows(std::string(field.text), {}, line)) return;
                    columns.push_back(*schema_->indexOf(field.text));
                }
            } else if (row.fields.size() != columns.size()) {
                place(error("MR1512", std::to_string(row.fields.size()) + " fields, and there are " +
                                          std::to_string(columns.size()) + " columns"),
                      {}, line);
            } else {
                addFields(row, columns, parsers);
            }
        }
    }

    void addFields(const CsvRow& row, const std::vector<std::size_t>& columns,
                   const std::vector<FieldParser>& parsers) {
        const std::size_t before = added_;
        std::vector<bool> filled(schema_->size(), false);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const CsvField& field = row.fields[i];
            ColumnBuilder& column = all_.column(columns[i]);
            filled[columns[i]] = true;
            if (parsers[columns[i]].isNull(field.text, field.quoted)) {
                column.appendNull();
            } else if (!parsers[columns[i]].append(field.text, field.quoted, column)) {
                const Field& wanted = schema_->field(columns[i]);
                place(error("MR1511", "`" + std::string(field.text) + "` in `" + wanted.name + "` is not a " +
                                          wanted.type.name()),
                      {}, static_cast<int>(row.line));
                all_.truncate(before);
                return;
            }
        }
        for (std::size_t c = 0; c < schema_->size(); ++c)
            if (!filled[c]) all_.column(c).appendNull();
        ++added_;
    }

    ReadRows chosen() {
        ReadRows read;
        std::sort(columns_.begin(), columns_.end());
        read.columns = columns_;
        const RecordBatch batch = all_.finish();
        for (std::size_t r = 0; r < batch.rows(); ++r) {
            RowValues& row = read.rows.emplace_back();
            for (const std::size_t c : columns_)
                row.push_back(batch.column(c).valueAt(r));
        }
        // Rows without any column are rows all the same.
        if (schema_->size() == 0) read.rows.resize(rows_.rows.size());
        return read;
    }

    const TestRows& rows_;
    const SchemaPtr schema_;
    const std::string folder_;
    const std::string& test_;
    const TestPlaces& places_;
    BatchBuilder all_;
    JsonRowParser parser_;
    std::vector<std::size_t> columns_;
    std::size_t added_ = 0; ///< rows of CSV
    Diagnostics diagnostics_;
};

/// Expected records need no event time, and pinned ones are asked for it later.
SchemaPtr withoutEventTime(const SchemaPtr& schema) { return makeSchema(schema->fields()); }

} // namespace

Result<ReadRows> readTestRows(const TestRows& rows, const SchemaPtr& schema, const std::string& graphFolder,
                              const std::string& test, const TestPlaces& places) {
    return RowsReader(rows, withoutEventTime(schema), graphFolder, test, places).run();
}

Result<RecordBatch> asRecords(const ReadRows& read, const SchemaPtr& schema, const TestRows& rows,
                              const std::string& test, const TestPlaces& places) {
    BatchBuilder builder(schema);
    Diagnostics diagnostics;
    for (std::size_t r = 0; r < read.rows.size(); ++r) {
        RowValues row(schema->size());
        for (std::size_t c = 0; c < read.columns.size(); ++c)
            row[read.columns[c]] = read.rows[r][c];
        if (schema->eventTime() && row[*schema->eventTime()].isNull()) {
            Diagnostic& problem = diagnostics.error(
                "MR1513", "test `" + test + "`, `" + written(rows.at) + "`: record " + std::to_string(r + 1) +
                              " has no event time, `" + schema->field(*schema->eventTime()).name + "`");
            places.place(problem, rows.file.empty() ? rows.pointer + "/" + std::to_string(r) : rows.pointer);
        }
        builder.appendRow(row);
    }
    if (!diagnostics.empty()) return diagnostics;
    return builder.finish();
}

} // namespace millrace
