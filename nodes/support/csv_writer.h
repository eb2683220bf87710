// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <string>

namespace millrace {

struct CsvWriteFormat {
    char delimiter = ',';
    char quote = '"';
    std::string nullText; ///< what stands for NULL, unquoted
    std::string lineBreak = "\n";
};

/// Writes batches as CSV text: NULL as `nullText`, a text that could be mistaken for it (or that needs it) in
/// quotes, all else as toText() has it. Not thread-safe.
class CsvWriter {
public:
    explicit CsvWriter(CsvWriteFormat format) : format_(std::move(format)) {}
    void appendHeader(std::string& out, const Schema& schema) const;
    /// The selected rows of the batch.
    void appendRows(std::string& out, const RecordBatch& batch) const;
    /// One physical row without line break.
    void appendRow(std::string& out, const RecordBatch& batch, std::size_t row) const;

private:
    void appendText(std::string& out, std::string_view text) const;
    void appendField(std::string& out, const Column& column, std::size_t row) const;
    CsvWriteFormat format_;
};

} // namespace millrace
