// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nodes/support/csv_rows.h"
#include "nodes/support/ndjson_reader.h"

namespace millrace {

// Which columns text files have, by their first kInferenceRows records, the files taken in order. Answers are
// kept while size and time of change of the files stay the same, since an editor asks again with each edit.
// Thread-safe. Errors: those of ByteSource; MR3105 when there is nothing to guess from.

/// Columns are those of the first file. Without a header they are called column_1, column_2 and so on.
Result<std::vector<Field>> guessCsvColumns(const std::vector<std::string>& files, TextEncoding encoding,
                                           const CsvRowFormat& format);
Result<std::vector<Field>> guessJsonColumns(const std::vector<std::string>& files, TextEncoding encoding,
                                            std::size_t maxRecord);

} // namespace millrace
