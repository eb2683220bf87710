// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <span>
#include <vector>

namespace millrace {

/// A hash of the given columns for each selected row of the batch, in order. Depends on the values and the
/// seed alone: equal on every machine and in every run. NULL equals NULL, -0.0 equals 0.0.
///
/// Whoever divides records that were divided by the same key before needs another seed than the one before:
/// with the same, all records of one share would fall into one share again.
void hashRows(const RecordBatch& batch, std::span<const std::size_t> columns, std::uint64_t seed,
              std::vector<std::uint64_t>& hashes);

} // namespace millrace
