// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/data/record_batch.h"

#include <string>
#include <string_view>

namespace millrace {

/// One record from a JSON object: members are found by name, those that are missing are NULL. Error MR5313:
/// it is no such object, a member has no column, or its value does not fit.
Result<RecordBatch> recordFromJson(std::string_view text, const SchemaPtr& columns);
/// The first record of the batch as a JSON object on one line.
std::string recordToJson(const RecordBatch& record);

} // namespace millrace
