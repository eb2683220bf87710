// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/data/record_batch.h"

#include <QString>
#include <utility>
#include <vector>

namespace millrace::ui {

/// The columns of a record from its text as rejected records keep it: a JSON object, or the cells of a line
/// of CSV in the order of the columns. As fields show them; columns the text does not have are left out.
std::vector<std::pair<QString, QString>> fieldsOfRaw(const QString& raw, const Schema& schema);
/// The record itself. Error MR7301 with the first column whose text is none of its type.
Result<RecordBatch> recordOfRaw(const QString& raw, const SchemaPtr& schema);

} // namespace millrace::ui
