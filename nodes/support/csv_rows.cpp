// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/csv_rows.h"

#include "engine/base/text.h"
#include "nodes/support/type_inference.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr std::size_t kShownText = 60;

/// A field's text for a message: short, and never cut within a character.
std::string shown(std::string_view text) {
    if (text.size() <= kShownText) return "`" + std::string(text) + "`";
    std::size_t end = kShownText;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return "`" + std::string(text.substr(0, end)) + "…`";
}

std::size_t widthWithoutEmptyTail(std::span<const CsvField> fields, std::size_t atLeast) {
    std::size_t width = fields.size();
    while (width > atLeast && fields[width - 1].text.empty() && !fields[width - 1].quoted)
        --width;
    return width;
}

} // namespace

Diagnostics unreadableHeader(const CsvRow& row, const std::string& file) {
    Diagnostics problems;
    Diagnostic& d = problems.error(
        rowErrorCode(row.error), std::string("the header cannot be read: ") + rowErrorText(row.error),
        row.error == RowError::InvalidUtf8 ? "if it is text at all, `encoding` says in which characters"
                                           : "look at its first line, and at `delimiter` and `quote`");
    d.file = file;
    d.line = static_cast<int>(row.line);
    return problems;
}

CsvRows::CsvRows(SchemaPtr schema, CsvRowFormat format, TimeFormat eventTimeFormat, TimeFormat timeFormat)
    : schema_(std::move(schema)),
      format_(std::move(format)),
      eventTimeFormat_(eventTimeFormat),
      eventTime_(schema_->eventTime().value_or(SIZE_MAX)) {
    for (std::size_t c = 0; c < schema_->size(); ++c) {
        parsers_.emplace_back(schema_->field(c).type, c == eventTime_ ? eventTimeFormat : timeFormat,
                              format_.nullText);
    }
}

void CsvRows::start(ReadBytes bytes, const std::string& file) {
    reader_.emplace(std::move(bytes), format_.csv);
    file_ = file;
    headerDue_ = format_.header;
    width_ = schema_->size();
    fieldOf_.clear();
    for (std::size_t c = 0; c < schema_->size(); ++c)
        fieldOf_.push_back(c);
}

void CsvRows::readHeader(const CsvRow& row) {
    if (row.error != RowError::None) throw DiagnosticError(unreadableHeader(row, file_));
    Diagnostics problems;
    std::vector<std::string_view> texts;
    for (const CsvField& field : row.fields)
        texts.push_back(field.text);
    const std::vector<std::string> names = uniqueColumnNames(texts);
    width_ = names.size();
    for (std::size_t c = 0; c < schema_->size(); ++c) {
        const auto found = std::find(names.begin(), names.end(), schema_->field(c).name);
        if (found == names.end()) {
            Diagnostic& d =
                problems.error("MR3119", "`" + file_ + "` has no column `" + schema_->field(c).name + "`",
                               suggestion(schema_->field(c).name, names));
            d.file = file_;
            d.line = static_cast<int>(row.line);
            continue;
        }
        fieldOf_[c] = static_cast<std::size_t>(found - names.begin());
    }
    if (problems.hasErrors()) throw DiagnosticError(problems);
}

void CsvRows::resume(ReadBytes bytes, const TextPlace& place) {
    for (CsvRow row; headerDue_ && reader_->next(row) == RowStatus::Row;) {
        if (row.blank()) continue;
        readHeader(row);
        headerDue_ = false;
    }
    reader_.emplace(std::move(bytes), format_.csv, place);
}

RowReader::Outcome CsvRows::refuse(const CsvRow& row, const char* code, std::string error,
                                   RejectedRecord& rejected) {
    error_ = std::move(error);
    rejected.raw = row.raw;
    rejected.errorCode = code;
    rejected.error = error_;
    rejected.file = file_;
    rejected.line = static_cast<std::int64_t>(row.line);
    return Outcome::Rejected;
}

bool CsvRows::fill(const CsvRow& row, BatchBuilder& rows, RejectedRecord& rejected) {
    const std::size_t complete = rows.rows();
    for (std::size_t c = 0; c < parsers_.size(); ++c) {
        const CsvField& field = row.fields[fieldOf_[c]];
        ColumnBuilder& column = rows.column(c);
        const bool missing = c == eventTime_ && parsers_[c].isNull(field.text, field.quoted);
        if (!missing && parsers_[c].append(field.text, field.quoted, column)) continue;
        rows.truncate(complete);
        const Field& wanted = schema_->field(c);
        if (missing)
            refuse(row, "MR3118", "the event time `" + wanted.name + "` is missing", rejected);
        else
            refuse(row, "MR3117",
                   "column `" + wanted.name + "`: " + shown(field.text) + " is not of type " +
                       wanted.type.name(),
                   rejected);
        return false;
    }
    return true;
}

RowReader::Outcome CsvRows::next(BatchBuilder& rows, RejectedRecord& rejected) {
    CsvRow row;
    for (;;) {
        const RowStatus status = reader_->next(row);
        if (status == RowStatus::End) return Outcome::End;
        if (status == RowStatus::Wait) return Outcome::Wait;
        if (row.blank() && (headerDue_ || width_ != 1)) continue;
        if (!headerDue_) break;
        readHeader(row);
        headerDue_ = false;
    }
    rejected = {};
    if (row.error != RowError::None)
        return refuse(row, rowErrorCode(row.error), rowErrorText(row.error), rejected);
    const std::size_t width = row.fields.size();
    if (width != width_ && widthWithoutEmptyTail(row.fields, width_) != width_)
        return refuse(
            row, "MR3116",
            std::to_string(width) + " fields, where there are " + std::to_string(width_) + " columns",
            rejected);
    if (fill(row, rows, rejected)) return Outcome::Row;
    if (eventTime_ != SIZE_MAX)
        rejected.eventTime = eventTimeFormat_.read(row.fields[fieldOf_[eventTime_]].text);
    return Outcome::Rejected;
}

} // namespace millrace
