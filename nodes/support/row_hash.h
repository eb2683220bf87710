// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <cstdint>
#include <vector>

namespace millrace {

/// A hash of the given columns for each selected row of the batch, in order. Depends on values alone: equal
/// on every machine and in every run; NULL has a hash of its own. Not for STRUCT, ARRAY and DOUBLE.
void hashRows(const RecordBatch& batch, const std::vector<std::size_t>& columns,
              std::vector<std::uint64_t>& hashes);

} // namespace millrace
