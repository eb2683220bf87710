// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <vector>

namespace millrace {

/// Physical rows of the batch in ascending order of the columns, NULL first, texts by their bytes, FALSE
/// before TRUE; equal rows keep their order. STRUCT and ARRAY columns are not compared.
std::vector<std::uint32_t> sortedRows(const RecordBatch& batch, const std::vector<std::size_t>& columns);

} // namespace millrace
