// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"
#include "engine/data/row_diff.h"
#include "engine/graph/graph_test.h"

namespace millrace {

/// Rows of some columns of a schema.
struct ReadRows {
    std::vector<std::size_t> columns; ///< indices into the schema, in its order
    std::vector<RowValues> rows;      ///< one value per column of `columns`
};

/// Reads the records that a test writes down, or the CSV or NDJSON file (by its ending) that it names, as
/// values of a schema. `columns` are those that any record names; what a record leaves out is NULL. Errors,
/// placed in the graph or the data file: MR1510 no such column, MR1511 a value does not fit, MR1512 the file
/// cannot be read.
Result<ReadRows> readTestRows(const TestRows& rows, const SchemaPtr& schema, const std::string& graphFolder,
                              const std::string& test, const TestPlaces& places);

/// The rows as records of the whole schema. Error MR1513: a record has no event time.
Result<RecordBatch> asRecords(const ReadRows& read, const SchemaPtr& schema, const TestRows& rows,
                              const std::string& test, const TestPlaces& places);

} // namespace millrace
