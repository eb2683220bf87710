// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// Appends a whole number in decimal digits.
void appendWhole(std::string& out, std::int64_t value);

/// Appends one value as JSON: numbers and booleans bare (DECIMAL with its scale, DOUBLE always with a point
/// or an exponent, NaN and infinities as null), texts, times, dates and BYTES (hexadecimal) as strings,
/// STRUCT and ARRAY nested, NULL as null.
void appendJson(std::string& out, const Column& column, std::size_t row);

/// Writes the rows of batches as JSON objects, one a line, members in the order of the schema. Not
/// thread-safe.
class NdjsonWriter {
public:
    explicit NdjsonWriter(const Schema& schema);
    /// The selected rows, each with its line break.
    void appendRows(std::string& out, const RecordBatch& batch) const;
    /// One physical row without line break; for the raw text of a rejected record.
    void appendRow(std::string& out, const RecordBatch& batch, std::size_t row) const;

private:
    std::vector<std::string> keys_; ///< `"name":`, the first with the opening brace, the others with a comma
};

} // namespace millrace
