// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/batch_builder.h"
#include "nodes/support/byte_source.h"
#include "nodes/support/field_parser.h"
#include "nodes/support/text_rows.h"

namespace millrace {

/// One line. `text` is valid until the next call of next() and has 64 readable bytes behind its end.
struct TextLine {
    std::string_view text;
    std::uint64_t number = 0; ///< from 1
    RowError error = RowError::None;
};

/// Cuts text into lines (LF or CRLF) of bounded size; blank lines are left out. Not thread-safe.
class LineReader {
public:
    /// `source` begins at `from` of the text.
    explicit LineReader(ReadBytes source, std::size_t maxRecord = kDefaultMaxRecord,
                        const TextPlace& from = {});
    LineReader(LineReader&&) noexcept;
    LineReader& operator=(LineReader&&) noexcept;
    ~LineReader();

    RowStatus next(TextLine& line);
    /// Where the next line begins.
    TextPlace place() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Why a line of JSON gave no row. Codes: MR3121 not JSON, MR3122 not an object, MR3123 a member does not fit
/// its column, MR3118 the event time is missing.
struct JsonMisfit {
    const char* code = "";
    std::string message;
};

/// Turns JSON objects into rows of a schema: members are found by name, a missing one and null are NULL,
/// members the schema does not name are skipped. TIMESTAMP takes text or numbers as its TimeFormat says;
/// STRING takes any value (numbers and nested ones as their JSON text). The event time of the schema has a
/// format of its own and is never NULL. Not thread-safe.
class JsonRowParser {
public:
    JsonRowParser(SchemaPtr schema, TimeFormat time = {}, TimeFormat eventTime = {});
    JsonRowParser(JsonRowParser&&) noexcept;
    JsonRowParser& operator=(JsonRowParser&&) noexcept;
    ~JsonRowParser();

    /// Appends one row, or nothing and tells why. `line` needs 64 readable bytes behind its end, as
    /// TextLine::text has.
    std::optional<JsonMisfit> append(std::string_view line, BatchBuilder& rows);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace millrace
