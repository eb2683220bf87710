// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/csv_reader.h"
#include "nodes/support/field_parser.h"
#include "nodes/support/text_source.h"

#include <optional>

namespace millrace {

struct CsvRowFormat {
    CsvFormat csv;
    bool header = true;
    std::string nullText;
};

/// Rows of CSV files for a schema. With a header, columns are found by name in each file: their order may
/// differ and others are passed over. Rejected: what CsvReader reports, MR3116 wrong number of fields (empty
/// ones too many at the end are no error), MR3117 a field does not fit the type of its column, MR3118 no
/// event time. Throws MR3119 when a file lacks a column.
class CsvRows final : public RowReader {
public:
    CsvRows(SchemaPtr schema, CsvRowFormat format, TimeFormat eventTimeFormat, TimeFormat timeFormat);
    void start(ReadBytes bytes, const std::string& file) override;
    Outcome next(BatchBuilder& rows, RejectedRecord& rejected) override;
    TextPlace place() const override { return reader_->place(); }
    void resume(ReadBytes bytes, const TextPlace& place) override;

private:
    void readHeader(const CsvRow& row);
    bool fill(const CsvRow& row, BatchBuilder& rows, RejectedRecord& rejected);
    Outcome refuse(const CsvRow& row, const char* code, std::string error, RejectedRecord& rejected);

    SchemaPtr schema_;
    CsvRowFormat format_;
    TimeFormat eventTimeFormat_;
    std::size_t eventTime_; ///< column; SIZE_MAX = none
    std::vector<FieldParser> parsers_;
    std::optional<CsvReader> reader_;
    std::string file_;
    std::string error_;
    bool headerDue_ = false;
    std::size_t width_ = 0;            ///< fields of a row
    std::vector<std::size_t> fieldOf_; ///< per column, its field
};

/// The file and line of a header with an error, as it would end a run.
Diagnostics unreadableHeader(const CsvRow& row, const std::string& file);

} // namespace millrace
