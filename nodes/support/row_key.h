// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <string>
#include <vector>

namespace millrace {

/// Writes into `out` bytes that are equal for two rows exactly when their values in `columns` are (NULL
/// equals NULL). Not for STRUCT and ARRAY columns. `row` is a physical row.
void makeRowKey(const RecordBatch& batch, std::size_t row, const std::vector<std::size_t>& columns,
                std::string& out);

} // namespace millrace
