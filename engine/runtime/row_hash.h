// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/data/record_batch.h"

#include <cstdint>
#include <span>
#include <vector>

namespace millrace {

/// A hash per selected row over the key columns: equal keys (NULL equals NULL) have equal hashes in every
/// batch and run, so one key always meets the same worker.
void hashRows(const RecordBatch& batch, std::span<const std::size_t> keyColumns,
              std::vector<std::uint64_t>& hashes);

} // namespace millrace
