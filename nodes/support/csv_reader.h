// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/byte_source.h"
#include "nodes/support/text_rows.h"

#include <span>

namespace millrace {

struct CsvFormat {
    char delimiter = ',';
    char quote = '"';    ///< 0 = none
    char comment = '\0'; ///< lines that begin with it are skipped; 0 = none
    std::size_t maxRecord = kDefaultMaxRecord;
};

struct CsvField {
    std::string_view text;
    bool quoted = false; ///< tells the empty text `""` from NULL
};

/// One record. All views are valid until the next call of next().
struct CsvRow {
    std::span<const CsvField> fields; ///< empty when there is an error
    std::string_view raw;             ///< the record as it stands in the file, without its line break
    std::uint64_t line = 0;           ///< number of its first line, from 1
    RowError error = RowError::None;

    /// A line without any character: nothing to most readers, a NULL where there is one column.
    bool blank() const { return raw.empty() && error == RowError::None; }
};

/// Cuts CSV text into records and fields as RFC 4180 has it, also with CR or LF alone as line break; a byte
/// order mark is skipped. A quote counts only at the beginning of a field. Memory stays near maxRecord,
/// whatever comes. A record whose quotes are wrong or that is too long ends at its first line break, so that
/// one lost quote costs one line. Not thread-safe.
class CsvReader {
public:
    /// `source` begins at `from` of the text.
    CsvReader(ReadBytes source, CsvFormat format, const TextPlace& from = {});
    CsvReader(CsvReader&&) noexcept;
    CsvReader& operator=(CsvReader&&) noexcept;
    ~CsvReader();

    RowStatus next(CsvRow& row);
    /// Where the next record begins.
    TextPlace place() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace millrace
