// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <boost/json/object.hpp>
#include <string>
#include <vector>

namespace millrace::test {

// Rows of records as JSON, the way test cases are written. BIGINT, DOUBLE and BOOLEAN are JSON values;
// DECIMAL, DATE and TIMESTAMP are text (TIMESTAMP also epoch milliseconds); BYTES is text taken as octets;
// STRUCT and ARRAY are lists of their children.

/// {"id": "BIGINT", "ts": "TIMESTAMP"} and the name of the event time, empty for none. Throws
/// std::runtime_error.
SchemaPtr schemaFromJson(const boost::json::object& columns, const std::string& eventTime);
/// One value of a type. Throws std::runtime_error when the JSON does not fit.
Value valueFromJson(const boost::json::value& json, const DataType& type);
/// All rows as one batch. Throws std::runtime_error.
RecordBatch batchFromJson(const SchemaPtr& schema, const boost::json::array& rows);

using Rows = std::vector<std::vector<Value>>;
/// The selected rows of all batches, in order.
Rows rowsOf(const std::vector<RecordBatch>& batches);
Rows rowsFromJson(const boost::json::array& rows, const Schema& schema);
/// One row as text, DOUBLE to nine significant digits: what comparisons sort by.
std::string rowText(const std::vector<Value>& row, const Schema& schema);
/// Empty when equal as multisets (in order, if `ordered`), DOUBLE to 1e-9 relative; else says what differs.
std::string difference(Rows actual, Rows expected, const Schema& schema, bool ordered = false);

/// The same records with as many others in between that the selection leaves out.
RecordBatch withDecoys(const RecordBatch& batch);

} // namespace millrace::test
