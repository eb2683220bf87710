// SPDX-License-Identifier: Apache-2.0
// CSV text through reader, type guess, field parser and writer. The first byte chooses delimiter, record
// limit and piece size. Beside memory errors it looks for answers that depend on how the bytes arrive, and
// for values that do not read back.

#include "nodes/support/csv_reader.h"
#include "nodes/support/csv_writer.h"
#include "nodes/support/field_parser.h"
#include "nodes/support/type_inference.h"

#include <cstdint>
#include <cstdlib>

using namespace millrace;

namespace {

ReadBytes piecesOf(std::string_view text, std::size_t piece) {
    return [text, piece, at = std::size_t{0}](char* to, std::size_t size) mutable {
        const std::size_t count = text.copy(to, std::min(size, piece), at);
        at += count;
        return static_cast<std::ptrdiff_t>(count);
    };
}

using Record = std::vector<std::pair<std::string, bool>>;

/// All records; errors as one field with their code.
std::vector<Record> readAll(std::string_view text, const CsvFormat& format, std::size_t piece) {
    CsvReader reader(piecesOf(text, piece), format);
    std::vector<Record> records;
    CsvRow row;
    while (reader.next(row) == RowStatus::Row) {
        Record record{{rowErrorCode(row.error) + std::to_string(row.line), false}};
        for (const CsvField& field : row.fields)
            record.emplace_back(field.text, field.quoted);
        records.push_back(std::move(record));
    }
    return records;
}

void require(bool condition) {
    if (!condition) std::abort();
}

/// A column of the guessed type must take every field the guess was made from.
void checkTypes(const std::vector<Record>& records, std::size_t column) {
    TextTypeGuess guess;
    for (const Record& record : records) {
        if (column < record.size()) guess.add(record[column].first, record[column].second);
    }
    const FieldParser parser(guess.type());
    ColumnBuilder values(guess.type());
    for (const Record& record : records) {
        if (column < record.size())
            require(parser.append(record[column].first, record[column].second, values));
    }
    values.finish();
}

/// Text columns written and read again hold the same.
void checkRoundTrip(const std::vector<Record>& records, const CsvFormat& format) {
    const SchemaPtr schema = makeSchema({{"a", TypeId::String}, {"b", TypeId::String}});
    BatchBuilder builder(schema);
    for (const Record& record : records) {
        if (record.size() < 3) continue;
        for (std::size_t c = 0; c < 2; ++c) {
            FieldParser(TypeId::String).append(record[c + 1].first, record[c + 1].second, builder.column(c));
        }
    }
    const RecordBatch batch = builder.finish();
    std::string text;
    CsvWriter({format.delimiter, format.quote, "", "\r\n"}).appendRows(text, batch);
    const auto again = readAll(text, format, SIZE_MAX);
    require(again.size() == batch.rows());
    for (std::size_t r = 0; r < again.size(); ++r) {
        require(again[r].size() == 3);
        for (std::size_t c = 0; c < 2; ++c) {
            const bool isNull = again[r][c + 1].first.empty() && !again[r][c + 1].second;
            require(isNull == batch.column(c).isNull(r));
            if (!isNull) require(again[r][c + 1].first == batch.column(c).strings()[r].view());
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const unsigned choice = data[0];
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    CsvFormat format;
    format.delimiter = ",;\t|"[choice & 3];
    if (choice & 4) format.comment = '#';
    if (choice & 8) format.maxRecord = 40;
    const auto records = readAll(text, format, SIZE_MAX);
    require(records == readAll(text, format, 1 + (choice >> 4)));
    for (std::size_t column = 1; column < 4; ++column)
        checkTypes(records, column);
    format.maxRecord = kDefaultMaxRecord;
    checkRoundTrip(records, format);
    return 0;
}
