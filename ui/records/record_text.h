// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/data/record_batch.h"

#include <QString>
#include <boost/json/object.hpp>

namespace millrace::ui {

// Records as people read and copy them. `row` is a physical row of the batch.

/// "id 12 · v 0.53 · name NULL": for one line.
QString recordText(const RecordBatch& batch, std::uint32_t row);
/// As test data and copies hold it: numbers and booleans as such, STRUCT and ARRAY as JSON, the rest as text.
boost::json::object recordJson(const RecordBatch& batch, std::uint32_t row);
/// One line of CSV without its end: NULL is nothing, the empty text is "".
QString recordCsv(const RecordBatch& batch, std::uint32_t row);
QString csvHeader(const Schema& schema);

/// The value a person wrote for a column: nothing is NULL, "" the empty text. Error MR7301 when it is none.
Result<Value> valueFromText(const QString& text, const DataType& type);
/// What valueFromText() reads back as this value.
QString textForField(const Value& value, const DataType& type);

} // namespace millrace::ui
